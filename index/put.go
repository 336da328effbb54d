package index

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/corpus"
	"dateline/index/segment"
)

// A change is a generation in the making: what Put and Delete alter before it is
// published. Nothing that it does shows or lasts unless publish succeeds.
type change struct {
	x        *Index
	manifest manifest
	parts    []part // of the old view, then new ones
	touched  map[string]bool
	digest   corpus.Digest
	written  []string // names of new files, removed if the change fails
}

// Put stores articles by id in place of those it has, of those of one id the last. They
// are on disk when it returns; on an error none of them is.
func (x *Index) Put(ctx context.Context, articles iter.Seq[corpus.Annotated]) error {
	return x.alter(ctx, func(c *change) error {
		f := &filler{change: c}
		defer f.discard()
		return f.fill(ctx, articles)
	})
}

// Delete removes articles; an id that is absent is no error.
func (x *Index) Delete(ctx context.Context, ids []string) error {
	return x.alter(ctx, func(c *change) error {
		for _, id := range ids {
			c.remove(id)
		}
		return ctx.Err()
	})
}

// alter runs do on a change and publishes it.
func (x *Index) alter(ctx context.Context, do func(*change) error) (err error) {
	defer guard(&err)
	x.writing.Lock()
	defer x.writing.Unlock()
	if x.lock == nil {
		return fmt.Errorf("index: write %s: %w", x.dir, ErrReadOnly)
	}
	c := &change{x: x, manifest: *x.view.manifest, parts: append([]part(nil), x.view.parts...), touched: map[string]bool{}}
	var ok bool
	if c.digest, ok = corpus.ParseDigest(c.manifest.Snapshot); !ok {
		return damaged(&segment.Damage{Path: filepath.Join(x.dir, manifestFile), What: "snapshot id is none"})
	}
	done := false
	defer func() {
		if !done {
			c.discard()
		}
	}()
	if err := do(c); err != nil {
		return err
	}
	if len(c.touched) == 0 {
		done = true
		return nil
	}
	if err := c.merge(ctx); err != nil {
		return err
	}
	if err := c.publish(); err != nil {
		return err
	}
	done = true
	return nil
}

func (c *change) dir() string { return filepath.Join(c.x.dir, segmentsDir) }

// next names a segment and notes its files as new.
func (c *change) next() string {
	name := fmt.Sprintf("%06d", c.manifest.Next)
	c.manifest.Next++
	c.written = append(c.written, name+".zap", name+".col", name+".sum")
	return name
}

func (c *change) open(info segmentInfo) error {
	p, err := openPart(c.dir(), info, c.x.view.tables, nil)
	if err != nil {
		return err
	}
	c.parts = append(c.parts, p)
	c.touched[info.Name] = true
	return nil
}

// remove deletes the live article of an id, if there is one.
func (c *change) remove(id string) {
	for i := range c.parts {
		p := &c.parts[i]
		doc, ok := p.Doc(id)
		if !ok || p.deleted != nil && p.deleted.Contains(doc) {
			continue
		}
		if !c.touched[p.Name] || p.deleted == nil { // what the old view sees stays as it is
			if p.deleted == nil {
				p.deleted = roaring.New()
			} else {
				p.deleted = p.deleted.Clone()
			}
		}
		c.touched[p.Name] = true
		p.deleted.Add(doc)
		c.digest.Remove(id, segment.HexSum(p.Sum(doc)))
		return
	}
}

// publish writes the deletions and the manifest, then removes what the new
// generation no longer uses.
func (c *change) publish() error {
	m := &c.manifest
	m.Generation++
	m.stamp(c.x.options)
	m.Snapshot = c.digest.String()
	m.Segments, m.Articles = nil, 0
	for i := range c.parts {
		p := &c.parts[i]
		if p.deleted != nil && c.touched[p.Name] {
			if err := c.writeDeletions(p); err != nil {
				return err
			}
		}
		m.Segments = append(m.Segments, p.info)
		m.Articles += p.info.Articles - p.info.Deleted
	}
	if err := c.copyAuthority(); err != nil {
		return err
	}
	shown, err := m.publish(c.x.dir)
	if !shown {
		return err
	}
	c.swap(m) // even if the directory could not be synced: others see it now
	return errors.Join(err, c.x.lock.published(m.Generation), removeUnlisted(c.x.dir, m))
}

func (c *change) writeDeletions(p *part) error {
	p.totals = newTotals()
	p.deleted.RunOptimize()
	data, err := p.deleted.ToBytes()
	if err != nil {
		return fmt.Errorf("index: deletions of %s: %w", p.Name, err)
	}
	f, err := c.write(fmt.Sprintf("%s-%06d.del", p.Name, c.manifest.Generation), data)
	p.info.Deletions, p.info.Deleted = f, int(p.deleted.GetCardinality())
	return err
}

// write writes a small file beside the segments.
func (c *change) write(name string, data []byte) (*segment.File, error) {
	c.written = append(c.written, name)
	if err := segment.WriteFile(filepath.Join(c.dir(), name), data); err != nil {
		return nil, err
	}
	return &segment.File{Name: name, Size: int64(len(data)), Sum: segment.SumOf(segment.Sums(data))}, nil
}

// copyAuthority keeps the authority with the index when it is another than before.
func (c *change) copyAuthority() error {
	data := c.x.options.Copy
	if len(data) == 0 {
		return nil
	}
	sum := segment.SumOf(segment.Sums(data))
	if old := c.manifest.Copy; old != nil && old.Sum == sum {
		return nil
	}
	f, err := c.write(fmt.Sprintf("authority-%06d", c.manifest.Generation), data)
	c.manifest.Copy = f
	return err
}

// swap makes the published generation the view of the index.
func (c *change) swap(m *manifest) {
	next := &view{serial: opened.Add(1), manifest: m, parts: c.parts, tables: c.x.view.tables, groupings: c.x.view.groupings}
	next.uses.Store(1)
	old := c.x.view
	for i := range next.parts {
		if old.part(next.parts[i].Name) != nil {
			next.parts[i].shared.uses.Add(1)
		}
	}
	c.x.mu.Lock()
	c.x.view = next
	c.x.mu.Unlock()
	c.written = nil
	old.release()
}

// drop takes the parts of these names out; those that no view has open are closed.
func (c *change) drop(gone func(part) bool) {
	c.parts = slices.DeleteFunc(c.parts, func(p part) bool {
		if !gone(p) {
			return false
		}
		if c.x.view.part(p.Name) == nil {
			p.Close()
		}
		return true
	})
}

// discard closes and removes what the change made.
func (c *change) discard() {
	c.drop(func(part) bool { return true })
	for _, name := range c.written {
		os.Remove(filepath.Join(c.dir(), name))
	}
}

// stamp records when and with what a generation is written.
func (m *manifest) stamp(o Options) {
	m.Written = time.Now().UTC().Format(time.RFC3339)
	m.Analyzer, m.Authority = o.Analyzer, o.Authority
}
