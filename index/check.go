package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"dateline/corpus"
	"dateline/index/segment"
)

// A Finding is what Check has to say of one file. Damage is false for what is
// merely left over from an interrupted write.
type Finding struct {
	File   string `json:"file"` // relative to the index directory
	What   string `json:"what"`
	Damage bool   `json:"damage"`
}

// Check reads every byte of the index in dir and compares it with what the
// manifest says: sizes, checksums, counts, the ids and hashes of all articles. It
// takes no lock; what it reads is one generation. The error is ErrNoIndex,
// ErrFormat or one of reading; damage is in the findings.
func Check(ctx context.Context, dir string) ([]Finding, error) {
	for try := 0; ; try++ {
		m, raw, err := readManifest(dir)
		if err != nil {
			return damageOf(dir, err)
		}
		c := &checker{ctx: ctx, dir: dir, manifest: m}
		if err := c.run(); err != nil {
			return nil, err
		}
		if _, again, err := readManifest(dir); try == 9 || err != nil || string(again) == string(raw) {
			return c.findings, nil
		}
	}
}

// damageOf turns an error that tells of damage into its finding.
func damageOf(dir string, err error) ([]Finding, error) {
	var d *segment.Damage
	if !errors.As(err, &d) {
		return nil, err
	}
	return []Finding{{relative(dir, d.Path), d.What, true}}, nil
}

func relative(dir, path string) string {
	if r, err := filepath.Rel(dir, path); err == nil {
		return r
	}
	return path
}

type checker struct {
	ctx      context.Context
	dir      string
	manifest *manifest
	findings []Finding
	damaged  map[string]bool // by file name
}

func (c *checker) find(file, what string, damage bool) {
	c.findings = append(c.findings, Finding{file, what, damage})
}

func (c *checker) run() error {
	c.damaged = map[string]bool{}
	for _, f := range c.manifest.files() {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		if err := segment.CheckFile(filepath.Join(c.dir, segmentsDir), f); err != nil {
			d, err := damageOf(c.dir, err)
			if err != nil {
				return err
			}
			c.findings = append(c.findings, d...)
			c.damaged[f.Name] = true
		}
	}
	if len(c.damaged) == 0 {
		if err := c.articles(); err != nil {
			return err
		}
	}
	return c.others()
}

// articles compares the articles of all segments with the manifest.
func (c *checker) articles() error {
	d, err := damageOf(c.dir, guarded(func() error {
		v, err := openView(c.dir, c.manifest, nil)
		if err != nil {
			return err
		}
		defer v.release()
		return c.compare(v)
	}))
	c.findings = append(c.findings, d...)
	return err
}

func (c *checker) compare(v *view) error {
	var digest corpus.Digest
	count := 0
	for i := range v.parts {
		p := &v.parts[i]
		if err := c.ctx.Err(); err != nil {
			return err
		}
		it := p.live().Iterator()
		for it.HasNext() {
			doc := it.Next()
			if at, ok := p.Doc(p.ID(doc)); !ok || at != doc {
				c.find(segmentFile(p.Name), fmt.Sprintf("article %q is not where its id says", p.ID(doc)), true)
				return nil
			}
			digest.Add(p.ID(doc), segment.HexSum(p.Sum(doc)))
			count++
		}
	}
	if count != c.manifest.Articles {
		c.find(manifestFile, fmt.Sprintf("says %d articles, the segments hold %d", c.manifest.Articles, count), true)
	}
	if digest.String() != c.manifest.Snapshot {
		c.find(manifestFile, "says another content than the segments hold", true)
	}
	return nil
}

func segmentFile(name string) string { return filepath.Join(segmentsDir, name+".zap") }

// others notes the files that no generation uses.
func (c *checker) others() error {
	listed := map[string]bool{manifestFile: true, lockFile: true}
	for _, f := range c.manifest.files() {
		listed[filepath.Join(segmentsDir, f.Name)] = true
	}
	err := filepath.WalkDir(c.dir, func(path string, e fs.DirEntry, err error) error {
		name := relative(c.dir, path)
		if err == nil && e.IsDir() && filepath.Dir(name) == leasesDir {
			c.find(name, "is a generation kept for an unfinished export", false)
			return fs.SkipDir
		}
		if err != nil || e.IsDir() || listed[name] {
			return err
		}
		what := "is no file of the index"
		if strings.HasPrefix(name, segmentsDir) || name == manifestFile+".new" {
			what = "is left over from an interrupted write; the next writer removes it"
		}
		c.find(name, what, false)
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) { // a writer removed it meanwhile
		return nil
	}
	return err
}
