package index

import (
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/index/segment"
	"dateline/query"
)

// A grouping tells what the values of a column count as: each under every id that
// Lexicon says, which for most is their own alone. It is filled for the values that
// are counted, and kept as long as the segment is open.
type grouping struct {
	mu    sync.RWMutex
	state []int32   // by ordinal: unseen, itself, or 2 more than the index of its list
	lists [][]int32 // groups that an ordinal counts under
	ids   []string  // by group
	group map[string]int32
}

const (
	unseen int32 = iota
	itself       // counts as its own id, and no other value does
	listed
)

// look fills g for the ordinals that counts has, and reports whether any of them
// counts as more than itself.
func (g *grouping) look(c *segment.Column, counts []uint32, ids func([]string, string) []string) (more bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var buf []string
	if g.state == nil {
		g.state, g.group = make([]int32, c.Len()), map[string]int32{}
	}
	for o, n := range counts {
		if n == 0 || g.state[o] != unseen {
			more = more || n > 0 && g.state[o] >= listed
			continue
		}
		term := c.Term(uint32(o))
		buf = ids(buf[:0], term)
		if len(buf) == 1 && buf[0] == term {
			g.state[o] = itself
			continue
		}
		more = true
		all := slices.Clone(buf)
		g.list(o, all)
		for _, id := range all {
			if k, ok := c.Ord(id); ok && g.state[k] < listed {
				g.list(int(k), ids(nil, c.Term(k)))
			}
		}
	}
	return more
}

func (g *grouping) list(o int, ids []string) {
	groups := make([]int32, len(ids))
	for i, id := range ids {
		n, ok := g.group[id]
		if !ok {
			n = int32(len(g.ids))
			g.ids = append(g.ids, id)
			g.group[id] = n
		}
		groups[i] = n
	}
	g.state[o] = listed + int32(len(g.lists))
	g.lists = append(g.lists, groups)
}

// counts are the matching documents of one segment for each value of a facet.
type counts struct {
	column  *segment.Column
	alone   []uint32 // by ordinal; those that count as more than themselves are 0
	groups  []uint32 // by group of the grouping
	ids     []string // of the groups
	missing int
}

// each yields every id that counts at least one document. Ids stand in the mapped file.
func (c *counts) each(yield func(id string, n int)) {
	for o, n := range c.alone {
		if n > 0 {
			yield(c.column.Term(uint32(o)), int(n))
		}
	}
	for g, n := range c.groups {
		if n > 0 {
			yield(c.ids[g], int(n))
		}
	}
}

// countAll counts a facet over docs; the counts of all live documents are kept.
func (m *matched) countAll(e *exec, docs *roaring.Bitmap, facet string) *counts {
	if docs.GetCardinality() != uint64(e.part.LiveSize()) {
		return m.countSome(e, docs, facet)
	}
	kept := e.part.totals
	kept.mu.Lock()
	defer kept.mu.Unlock()
	c := kept.of[facet]
	if c == nil {
		c = m.countSome(e, docs, facet)
		kept.of[facet] = c
	}
	return c
}

// totals are what is known of all live documents of a part, as it was asked for.
type totals struct {
	mu    sync.Mutex
	of    map[string]*counts // by facet
	dates map[string]*tally  // by interval, in the articles' own zones

	words         sync.Once
	titles, texts uint64 // words in them
}

func (m *matched) countSome(e *exec, docs *roaring.Bitmap, facet string) *counts {
	c := &counts{column: e.part.Column(facet)}
	if docs.IsEmpty() {
		return c
	}
	c.alone = make([]uint32, c.column.Len())
	e.eachDoc(docs, func(doc uint32) {
		ords := c.column.Ords(doc)
		if len(ords) == 0 {
			c.missing++
		}
		for _, o := range ords {
			c.alone[o]++
		}
	})
	if m.snapshot.options.Lexicon == nil || !merges(facet) {
		return c
	}
	g := e.part.shared.grouping(facet)
	if g.look(c.column, c.alone, func(to []string, value string) []string { return m.ids(to, facet, value) }) {
		g.mu.RLock()
		defer g.mu.RUnlock()
		m.union(e, docs, g, c)
	}
	return c
}

// union counts, for the values that count as more than themselves, the documents of
// each of their groups once.
func (m *matched) union(e *exec, docs *roaring.Bitmap, g *grouping, c *counts) {
	for o, n := range c.alone {
		if n > 0 && g.state[o] >= listed {
			c.alone[o] = 0
		}
	}
	c.ids = g.ids[:len(g.ids):len(g.ids)]
	c.groups = make([]uint32, len(c.ids))
	last := make([]uint32, len(c.ids)) // the document counted last, plus one
	e.eachDoc(docs, func(doc uint32) {
		for _, o := range c.column.Ords(doc) {
			if s := g.state[o]; s >= listed {
				for _, n := range g.lists[s-listed] {
					if last[n] != doc+1 {
						last[n] = doc + 1
						c.groups[n]++
					}
				}
			}
		}
	})
}

// eachDoc calls do for the documents of docs, ascending.
func (e *exec) eachDoc(docs *roaring.Bitmap, do func(uint32)) {
	var buf [1024]uint32
	it := docs.ManyIterator()
	for n := it.NextMany(buf[:]); n > 0; n = it.NextMany(buf[:]) {
		for _, doc := range buf[:n] {
			do(doc)
		}
		e.check()
	}
}

// credited returns the documents whose outlet is credited, found once.
func (p *part) credited() *roaring.Bitmap {
	p.shared.creditedOnce.Do(func() {
		out := roaring.New()
		for doc, flag := range p.Credited() {
			if flag != 0 {
				out.Add(uint32(doc))
			}
		}
		p.shared.credited = out
	})
	return p.shared.credited
}

// merges reports whether the values of a facet are entities, which merge.
func merges(facet string) bool {
	return facet != segment.Type && facet != segment.Language && facet != segment.Collection
}

// ids appends the ids that a value of a facet counts as.
func (m *matched) ids(to []string, facet, value string) []string {
	lex := m.snapshot.options.Lexicon
	id := lex.Canonical(value)
	if to = append(to, id); facet == segment.Place {
		to = append(to, lex.Ancestors(id)...)
	}
	return to
}

// A sum is an id with its articles over all segments.
type sum struct {
	id string
	n  int
}

// sums adds the counts of all segments up and tells how many ids have any. With a
// size it returns those alone whose count is among the size largest, which may be
// more where counts are equal. Ids stand in the mapped files.
func (v *view) sums(facet string, parts []*counts, size int) (all []sum, distinct int) {
	if n := v.numbers(facet, parts); n != nil {
		return n.sums(parts, size)
	}
	at := map[string]int32{}
	for _, c := range parts {
		c.each(func(id string, n int) {
			i, ok := at[id]
			if !ok {
				i = int32(len(all))
				at[id] = i
				all = append(all, sum{id: id})
			}
			all[i].n += n
		})
	}
	return top(all, size), len(all)
}

// nameOf is how the articles of the first segment in byte order of the name call an id.
func nameOf(parts []*counts, id string) (name string) {
	for _, c := range parts {
		if o, ok := c.column.Ord(id); ok {
			if n := c.column.Name(o); n != "" && (name == "" || n < name) {
				name = n
			}
		}
	}
	return name
}

// facetValue is a sum as an answer shows it.
func (m *matched) facetValue(facet string, parts []*counts, s sum) query.FacetValue {
	v := query.FacetValue{ID: s.id, Name: nameOf(parts, s.id), Count: s.n}
	m.describe(facet, &v)
	return v
}
