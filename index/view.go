package index

import (
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/index/segment"
	"dateline/query"
)

// A view is one generation, open: its manifest and its segments with the articles
// deleted from each. It is immutable; whoever uses it retains it, and the last
// release closes the segments that no other view shares.
type view struct {
	serial   uint64 // no other view of this process has it
	manifest *manifest
	parts    []part
	tables   *segment.Tables
	uses     atomic.Int32

	groupings  *groupings
	mu         sync.Mutex
	numberings map[string]func() *numbering  // by facet; made at the first call
	shown      map[valueKey]query.FacetValue // at most mostShown
	sets       sets
}

// opened numbers the views of this process.
var opened atomic.Uint64

// A part is one segment of a view.
type part struct {
	*segment.Segment
	shared  *shared
	deleted *roaring.Bitmap
	info    segmentInfo
	totals  *totals
}

// shared is what the views that use a segment share.
type shared struct {
	uses     atomic.Int32
	once     sync.Once
	instants []atomic.Int64 // by ordinal of the published column, unasked until asked for

	creditedOnce sync.Once
	credited     []uint64
	calendarOnce sync.Once
	calendar     *calendar // in the articles' own zones

	mu     sync.Mutex
	facets map[string]*members // of the groupings of the index
}

// members returns those of the grouping of a facet.
func (s *shared) members(facet string) *members {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.facets == nil {
		s.facets = map[string]*members{}
	}
	if s.facets[facet] == nil {
		s.facets[facet] = &members{}
	}
	return s.facets[facet]
}

// live returns the documents that are not deleted, which are not to be changed.
func (p *part) live() *roaring.Bitmap {
	p.totals.once.Do(func() { p.totals.live = p.Live(p.deleted) })
	return p.totals.live
}

// openView opens the segments of m; those that old has open are shared.
func openView(dir string, m *manifest, old *view) (v *view, err error) {
	v = &view{serial: opened.Add(1), manifest: m}
	v.uses.Store(1)
	defer func() {
		if err != nil {
			v.release()
		}
	}()
	defer segment.Guard(&err)
	dir = filepath.Join(dir, segmentsDir)
	if v.tables, v.groupings = segment.OpenTables(dir), newGroupings(); old != nil {
		v.tables, v.groupings = old.tables, old.groupings
	}
	parts := make([]part, len(m.Segments))
	err = together(len(parts), startOther, func(i int) (err error) {
		parts[i], err = openPart(dir, m.Segments[i], v.tables, old)
		return err
	})
	for _, p := range parts {
		if p.shared != nil { // it is open
			v.parts = append(v.parts, p)
		}
	}
	if err != nil {
		return v, err
	}
	return v, v.verify(dir, old)
}

// verifiedWhole is how many bytes of segments are verified when they are opened: as
// many as take a process some seven milliseconds. More are verified as they are read,
// so that opening does not take longer the larger an index is.
var verifiedWhole int64 = 32 << 20

// verify verifies every byte of the segments that old does not have open, where they
// are few, and the copy of the authority.
func (v *view) verify(dir string, old *view) error {
	var size int64
	var fresh []*part
	for i := range v.parts {
		if p := &v.parts[i]; old.part(p.Name) == nil {
			fresh = append(fresh, p)
			size += p.FileSize()
		}
	}
	if size <= verifiedWhole {
		for _, p := range fresh {
			p.Verify()
		}
		for _, t := range v.manifest.Tables {
			for _, f := range t.Files {
				if _, err := segment.ReadFile(dir, f); err != nil {
					return err
				}
			}
		}
	}
	if c := v.manifest.Copy; c != nil {
		_, err := segment.ReadFile(dir, *c)
		return err
	}
	return nil
}

func openPart(dir string, info segmentInfo, tables *segment.Tables, old *view) (p part, err error) {
	defer segment.Guard(&err)
	p.info, p.totals = info, newTotals()
	if info.Deletions != nil {
		data, err := segment.ReadFile(dir, *info.Deletions)
		if err != nil {
			return p, err
		}
		p.deleted = roaring.New()
		if err := p.deleted.UnmarshalBinary(data); err != nil {
			return p, &segment.Damage{Path: filepath.Join(dir, info.Deletions.Name), What: err.Error()}
		}
	}
	if q := old.part(info.Name); q != nil {
		p.Segment, p.shared = q.Segment, q.shared
	} else {
		if p.Segment, err = segment.Open(dir, info.Name, info.Files, tables); err != nil {
			return p, err
		}
		p.shared = new(shared)
	}
	p.shared.uses.Add(1)
	return p, nil
}

func (v *view) part(name string) *part {
	if v == nil {
		return nil
	}
	for i := range v.parts {
		if v.parts[i].Name == name {
			return &v.parts[i]
		}
	}
	return nil
}

func (v *view) retain() { v.uses.Add(1) }

func (v *view) release() {
	if v.uses.Add(-1) > 0 {
		return
	}
	for _, p := range v.parts {
		if p.shared.uses.Add(-1) == 0 {
			p.Close()
		}
	}
}

// find returns the part and the document of a live article.
func (v *view) find(id string) (*part, uint32, bool) {
	for i := range v.parts {
		p := &v.parts[i]
		if doc, ok := p.Doc(id); ok && (p.deleted == nil || !p.deleted.Contains(doc)) {
			return p, doc, true
		}
	}
	return nil, 0, false
}
