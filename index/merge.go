package index

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"

	"dateline/index/segment"
)

// mergeOptions are Bleve's: about ten segments in each tier of ten times the size.
var mergeOptions = mergeplan.DefaultMergePlanOptions

// Methods of mergeplan.Segment. Sizes are in articles.

func (p *part) Id() uint64          { return number(p.Name) }
func (p *part) FullSize() int64     { return int64(p.Docs) }
func (p *part) LiveFileSize() int64 { return p.FileSize() * p.LiveSize() / max(1, p.FullSize()) }
func (p *part) HasVector() bool     { return false }

func (p *part) LiveSize() int64 {
	if p.deleted == nil {
		return int64(p.Docs)
	}
	return int64(p.Docs) - int64(p.deleted.GetCardinality())
}

func (p *part) FileSize() (n int64) {
	for _, f := range p.info.Files {
		n += f.Size
	}
	return n
}

func number(name string) (n uint64) {
	for _, c := range name {
		n = 10*n + uint64(c-'0')
	}
	return n
}

// merge drops segments without a live article and merges small ones as Bleve's
// planner says. A cancelled context leaves them for the next time.
func (c *change) merge(ctx context.Context) error {
	c.drop(func(p part) bool { return p.LiveSize() == 0 })
	var all []mergeplan.Segment
	for i := range c.parts {
		all = append(all, &c.parts[i])
	}
	plan, err := mergeplan.Plan(all, &mergeOptions)
	if err != nil || plan == nil {
		return err
	}
	var tasks []map[string]bool
	for _, task := range plan.Tasks {
		names := map[string]bool{}
		for _, s := range task.Segments {
			names[s.(*part).Name] = true
		}
		tasks = append(tasks, names)
	}
	for _, names := range tasks {
		if ctx.Err() != nil {
			return nil
		}
		if len(names) > 1 {
			if err := c.mergeSegments(names); err != nil {
				return err
			}
		}
	}
	return nil
}

// mergeSegments replaces the named segments by one.
func (c *change) mergeSegments(names map[string]bool) error {
	var segs []*segment.Segment
	var deleted []*roaring.Bitmap
	articles := 0
	for _, p := range c.parts {
		if names[p.Name] {
			segs, deleted = append(segs, p.Segment), append(deleted, p.deleted)
			articles += int(p.LiveSize())
		}
	}
	name := c.next()
	files, err := segment.Merge(c.dir(), name, segs, deleted)
	if err != nil {
		return err
	}
	c.drop(func(p part) bool { return names[p.Name] })
	return c.open(segmentInfo{Name: name, Articles: articles, Files: files})
}
