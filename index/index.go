// Package index is the embedded engine of Dateline: Bleve's segments of
// pre-analysed articles, columns beside them, and an execution of its own. It
// implements query.Engine.
package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"dateline/corpus"
	"dateline/query"
)

// Options are what an index cannot know of itself.
type Options struct {
	// Write opens the index for writing and creates it where there is none.
	Write bool
	// Lexicon resolves merges, parents and names in facets; nil shows ids as they are.
	Lexicon query.Lexicon
	// Streams remakes the token streams of a stored article.
	Streams func(*corpus.Annotated)
	// Analyzer and Authority are the versions of what annotates the articles that
	// Put brings; the manifest records them.
	Analyzer  int
	Authority string
	// Copy is the authority itself, kept with the index if not empty.
	Copy []byte
}

// An Index is an open index directory. It is safe for concurrent use.
type Index struct {
	dir     string
	options Options
	lock    *lock // nil when open for reading

	writing sync.Mutex // one change at a time

	mu   sync.Mutex // of what follows; in a writer, a change alone sets it
	view *view
	raw  []byte // the manifest file that view was read from
}

var _ query.Engine = (*Index)(nil)

// Open opens the index in dir. For reading, the error is ErrNoIndex, ErrDamaged or
// ErrFormat where dir holds none, a broken one or one of another version; for
// writing also ErrLocked, which names the process that holds it.
func Open(dir string, o Options) (x *Index, err error) {
	defer guard(&err)
	x = &Index{dir: dir, options: o}
	if o.Write {
		if err := x.openWriter(); err != nil {
			return nil, err
		}
	}
	if err := x.refresh(); err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

// openWriter locks the directory, makes it an index where it is none, and removes
// what an interrupted write left.
func (x *Index) openWriter() error {
	if err := os.MkdirAll(filepath.Join(x.dir, segmentsDir), 0o755); err != nil {
		return fmt.Errorf("index: create %s: %w", x.dir, err)
	}
	var err error
	if x.lock, err = takeLock(x.dir); err != nil {
		return err
	}
	m, _, err := readManifest(x.dir)
	if errors.Is(err, ErrNoIndex) {
		m = &manifest{Format: FormatVersion, Next: 1, Snapshot: corpus.Digest{}.String()}
		m.stamp(x.options)
		_, err = m.publish(x.dir)
		err = errors.Join(err, syncDir(filepath.Dir(filepath.Clean(x.dir))))
	}
	if err != nil {
		return errors.Join(err, x.lock.release())
	}
	return removeUnlisted(x.dir, m)
}

// removeUnlisted removes the files of segments that m does not list.
func removeUnlisted(dir string, m *manifest) error {
	stray, err := unlisted(dir, m)
	if err != nil {
		return err
	}
	for _, name := range stray {
		if err := os.Remove(filepath.Join(dir, segmentsDir, name)); err != nil {
			return fmt.Errorf("index: remove what no generation uses: %w", err)
		}
	}
	return nil
}

func unlisted(dir string, m *manifest) ([]string, error) {
	listed := map[string]bool{}
	for _, f := range m.files() {
		listed[f.Name] = true
	}
	entries, err := os.ReadDir(filepath.Join(dir, segmentsDir))
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	var stray []string
	for _, e := range entries {
		if !listed[e.Name()] {
			stray = append(stray, e.Name())
		}
	}
	return stray, nil
}

// refresh makes x.view the newest generation. A writer may remove files between
// the reading of its manifest and the opening of its segments: the next manifest
// then lists others.
func (x *Index) refresh() error {
	for try := 0; ; try++ {
		m, raw, err := readManifest(x.dir)
		if err != nil {
			return err
		}
		if x.view != nil && string(raw) == string(x.raw) {
			return nil
		}
		next, err := openView(x.dir, m, x.view)
		if err == nil {
			if x.view != nil {
				x.view.release()
			}
			x.view, x.raw = next, raw
			return nil
		}
		_, again, rerr := readManifest(x.dir)
		if try == 9 || rerr != nil || string(again) == string(raw) {
			return damaged(err)
		}
	}
}

// Snapshot returns a view of the newest generation.
func (x *Index) Snapshot(ctx context.Context) (s query.Snapshot, err error) {
	defer guard(&err)
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.lock == nil {
		if err := x.refresh(); err != nil {
			return nil, err
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	x.view.retain()
	return &Snapshot{view: x.view, options: x.options}, nil
}

// Use sets the options of the snapshots that are taken from now on: a process that only
// reads can find them out while it opens the index.
func (x *Index) Use(o Options) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.options = o
}

// Close releases the lock. Snapshots stay open until they are closed.
func (x *Index) Close() error {
	x.writing.Lock()
	defer x.writing.Unlock()
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.view != nil {
		x.view.release()
		x.view = nil
	}
	if x.lock == nil {
		return nil
	}
	err := x.lock.release()
	x.lock = nil
	return err
}
