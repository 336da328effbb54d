package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/corpus"
	"dateline/index/segment"
)

// A Repaired tells what Repair did.
type Repaired struct {
	Kept    int       `json:"kept"`            // articles of the index now
	Lost    []string  `json:"lost,omitempty"`  // ids of articles that could not be read
	Unnamed int       `json:"unnamed"`         // articles lost with their ids
	Notes   []string  `json:"notes,omitempty"` // what could not be known
	Aside   string    `json:"aside"`           // where the damaged index stands now
	Found   []Finding `json:"found,omitempty"` // the damage
}

// Repair rebuilds the index in dir from what is intact: whole segments are copied,
// of the others every stored article whose bytes verify is indexed again. The
// damaged directory is moved aside, never removed. Without damage it does nothing.
func Repair(ctx context.Context, dir string, o Options) (r Repaired, err error) {
	defer guard(&err)
	m, _, err := readManifest(dir)
	if errors.Is(err, ErrNoIndex) {
		return r, err
	}
	held, err := takeLock(dir)
	if err != nil {
		return r, err
	}
	defer held.release()
	if r.Found, err = Check(ctx, dir); err != nil {
		return r, err
	}
	if !slices.ContainsFunc(r.Found, func(f Finding) bool { return f.Damage }) {
		if m != nil {
			r.Kept = m.Articles
		}
		return r, nil
	}
	fresh := dir + ".repaired"
	if err := os.RemoveAll(fresh); err != nil {
		return r, fmt.Errorf("index: repair: %w", err)
	}
	w := &salvage{Repaired: &r, ctx: ctx, from: dir, to: fresh}
	if err := w.run(o); err != nil {
		return r, errors.Join(err, os.RemoveAll(fresh))
	}
	r.Aside = fmt.Sprintf("%s.damaged-%s", dir, time.Now().UTC().Format("20060102T150405"))
	if err := os.Rename(dir, r.Aside); err != nil {
		return r, fmt.Errorf("index: repair: %w", err)
	}
	if err := os.Rename(fresh, dir); err != nil {
		return r, fmt.Errorf("index: repair: %w", err)
	}
	return r, syncDir(filepath.Dir(dir))
}

// A salvage is one repair at work.
type salvage struct {
	*Repaired
	ctx      context.Context
	from, to string
	manifest *manifest
	damaged  map[string]bool // files
	unread   bool            // a table of symbols is lost: no article that is written in it can be read
}

func (w *salvage) run(o Options) error {
	w.damaged = map[string]bool{}
	for _, f := range w.Found {
		if f.Damage {
			w.damaged[filepath.Base(f.File)] = true
		}
	}
	infos, err := w.segments()
	if err == nil {
		err = w.tables()
	}
	if err != nil {
		return err
	}
	if err := w.copyWhole(infos); err != nil {
		return err
	}
	o.Write = true
	x, err := Open(w.to, o)
	if err != nil {
		return err
	}
	defer x.Close()
	for _, info := range infos {
		if !w.whole(info) {
			if err := w.rescue(x, info); err != nil {
				return err
			}
		}
	}
	slices.Sort(w.Lost)
	w.Lost = slices.DeleteFunc(slices.Compact(w.Lost), func(id string) bool { _, _, ok := x.view.find(id); return ok })
	w.Kept = x.view.manifest.Articles
	return nil
}

// segments lists the segments of the newest manifest, or, where that is damaged,
// those whose files are there. What such files should be is not known then: each
// is taken as it is and verified by what it says of itself.
func (w *salvage) segments() ([]segmentInfo, error) {
	m, _, err := readManifest(w.from)
	if err == nil {
		w.manifest = m
		return m.Segments, nil
	}
	w.Notes = append(w.Notes, "the manifest is damaged: articles that were deleted or replaced last may be back")
	w.manifest = &manifest{Format: FormatVersion}
	names, err := filepath.Glob(filepath.Join(w.from, segmentsDir, "*.zap"))
	if err != nil {
		return nil, fmt.Errorf("index: repair: %w", err)
	}
	slices.Sort(names)
	var infos []segmentInfo
	for _, path := range names {
		info, err := w.guess(strings.TrimSuffix(filepath.Base(path), ".zap"))
		if err != nil {
			return nil, err
		}
		infos = append(infos, info)
	}
	return infos, nil
}

// guess describes a segment from its own files: the newest deletions, and the sums
// that its .sum file holds.
func (w *salvage) guess(name string) (segmentInfo, error) {
	dir := filepath.Join(w.from, segmentsDir)
	files, err := segment.Describe(dir, name)
	if err != nil {
		return segmentInfo{}, fmt.Errorf("index: repair: %w", err)
	}
	info := segmentInfo{Name: name, Files: files}
	for _, f := range files {
		if segment.CheckFile(dir, f) != nil {
			w.damaged[f.Name] = true
		}
	}
	deletions, err := filepath.Glob(filepath.Join(dir, name+"-*.del"))
	if err != nil || len(deletions) == 0 {
		return info, err
	}
	f, err := segment.DescribeFile(dir, filepath.Base(slices.Max(deletions)))
	info.Deletions = &f
	return info, err
}

// whole tells that no file of a segment is damaged, nor a table that it may need.
func (w *salvage) whole(info segmentInfo) bool {
	if w.unread {
		return false
	}
	if info.Deletions != nil && w.damaged[info.Deletions.Name] {
		return false
	}
	return !slices.ContainsFunc(info.Files, func(f segment.File) bool { return w.damaged[f.Name] })
}

// copyWhole makes an index of the segments that are whole.
func (w *salvage) copyWhole(infos []segmentInfo) error {
	m := *w.manifest
	m.Format, m.Segments, m.Articles, m.Next = FormatVersion, nil, 0, 1
	if m.Copy != nil && w.damaged[m.Copy.Name] {
		m.Copy = nil
	}
	for _, info := range infos {
		m.Next = max(m.Next, int(number(info.Name))+1)
		if w.whole(info) {
			m.Segments = append(m.Segments, info)
		}
	}
	m.Generation++
	m.Snapshot = corpus.Digest{}.String()
	if err := w.count(&m); err != nil {
		return err
	}
	return copyGeneration(w.ctx, &m, w.from, w.to)
}

// count sets what m says of the articles of its segments from their columns.
func (w *salvage) count(m *manifest) error {
	v, err := openView(w.from, m, nil)
	if err != nil {
		return err
	}
	defer v.release()
	var digest corpus.Digest
	m.Articles = 0
	for i := range v.parts {
		p := &v.parts[i]
		it := p.live().Iterator()
		for it.HasNext() {
			doc := it.Next()
			digest.Add(p.ID(doc), segment.HexSum(p.Sum(doc)))
			m.Articles++
		}
		s := &m.Segments[i]
		s.Articles, s.Deleted = int(p.Docs), int(p.Docs)-int(p.LiveSize())
	}
	m.Snapshot = digest.String()
	return nil
}

// rescue indexes again what can be read of a damaged segment.
func (w *salvage) rescue(x *Index, info segmentInfo) error {
	dir := filepath.Join(w.from, segmentsDir)
	r, err := segment.OpenRescue(dir, info.Name, info.Files, segment.OpenTables(dir))
	if err != nil {
		w.Unnamed += info.Articles - info.Deleted
		w.Notes = append(w.Notes, fmt.Sprintf("segment %s: nothing of it can be read: %v", info.Name, err))
		return nil
	}
	defer r.Close()
	deleted := w.deletions(info)
	return x.Put(w.ctx, func(yield func(corpus.Annotated) bool) {
		for doc := range r.Docs {
			if deleted.Contains(doc) {
				continue
			}
			a, id, err := r.Article(doc)
			switch {
			case err != nil && id == "":
				w.Unnamed++
			case err != nil:
				w.Lost = append(w.Lost, id)
			case !w.stored(x, a.ID):
				x.options.Streams(a)
				if !yield(*a) {
					return
				}
			}
		}
	})
}

// stored tells that the new index has an article of this id: the one of a whole
// segment is the live one.
func (w *salvage) stored(x *Index, id string) bool {
	_, _, ok := x.view.find(id)
	return ok
}

// deletions reads which documents of a segment are deleted. If that is lost, older
// versions may come back, and Repair says so.
func (w *salvage) deletions(info segmentInfo) *roaring.Bitmap {
	deleted := roaring.New()
	if info.Deletions == nil {
		return deleted
	}
	data, err := segment.ReadFile(filepath.Join(w.from, segmentsDir), *info.Deletions)
	if err == nil {
		err = deleted.UnmarshalBinary(data)
	}
	if err != nil {
		w.Notes = append(w.Notes, fmt.Sprintf("segment %s: its deletions are lost: up to %d articles that were deleted or replaced may be back", info.Name, info.Deleted))
		return roaring.New()
	}
	return deleted
}
