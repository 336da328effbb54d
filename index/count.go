package index

import (
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/index/segment"
)

// counts are the matching documents of one segment for each value of a facet.
type counts struct {
	column  *segment.Column
	alone   []uint32  // by ordinal; those that count as more than themselves are 0
	in      *grouping // what groups counts, nil for none
	groups  []uint32  // by group of in
	missing int
	room    *[]uint32 // that alone stands in, nil where it is kept
}

// close gives up the memory of c.
func (c *counts) close() {
	if c.room != nil {
		histograms.Put(c.room)
	}
}

// countAll counts a facet over s; the counts of all live documents are kept.
func (m *matched) countAll(e *exec, s *matches, facet string) *counts {
	if s.n != int(e.part.LiveSize()) {
		return m.countSome(e, s, facet)
	}
	kept := e.part.totals
	kept.mu.Lock()
	defer kept.mu.Unlock()
	c := kept.of[facet]
	if c == nil {
		c = m.countSome(e, s, facet)
		c.room = nil
		kept.of[facet] = c
	}
	return c
}

// totals are what is known of all live documents of a part, as it was asked for: of a
// part whose deletions change it is known anew.
type totals struct {
	mu    sync.Mutex
	of    map[string]*counts  // by facet
	dates map[string][]uint32 // by interval, then bucket, in the articles' own zones

	once sync.Once
	live *roaring.Bitmap

	words         sync.Once
	titles, texts uint64 // words in them
}

func newTotals() *totals {
	return &totals{of: map[string]*counts{}, dates: map[string][]uint32{}}
}

func (m *matched) countSome(e *exec, s *matches, facet string) *counts {
	c := &counts{column: e.part.Column(facet)}
	if s.n == 0 {
		return c
	}
	if lex := m.snapshot.options.Lexicon; lex == nil || !merges(facet) {
		c.count(e, s)
	} else {
		c.group(e, s, m.snapshot.view.groupings.grouping(facet, lex), e.part.shared.members(facet))
	}
	return c
}

// count counts the ordinals of s.
func (c *counts) count(e *exec, s *matches) {
	if c.column.Single() && c.column.Again() {
		c.room = histograms.Get().(*[]uint32)
		c.alone = cleared(c.room, c.column.Len()+1)
		tallyColumn(e, s, c.column, c.alone)
	} else {
		c.alone = make([]uint32, c.column.Len()+1)
		eachBatch(e, s.words(e), c.several)
	}
	c.missing, c.alone = int(c.alone[c.column.Len()]), c.alone[:c.column.Len()]
}

// of returns the count of an id.
func (c *counts) of(id string) (n int) {
	if o, ok := c.column.Ord(id); ok && len(c.alone) > 0 {
		n = int(c.alone[o])
	}
	if c.in != nil {
		n += int(c.in.count(c.groups, id))
	}
	return n
}

// several counts the ordinals of documents that may have several.
func (c *counts) several(docs []uint32) {
	for _, doc := range docs {
		ords := c.column.Ords(doc)
		if len(ords) == 0 {
			c.alone[c.column.Len()]++
		}
		for _, o := range ords {
			c.alone[o]++
		}
	}
}

// group counts s under what their values count as. Of a column of more values than
// there are documents only those are looked at that s has.
func (c *counts) group(e *exec, s *matches, g *grouping, in *members) {
	fold := c.column.Single() && !g.place
	all := uint64(c.column.Len()) <= uint64(s.n)
	whole, listed := g.known(in, c.column, all)
	if fold || !whole || !listed {
		c.count(e, s)
		if !whole {
			listed = g.learn(in, c)
		}
	}
	if !listed {
		return
	}
	if c.in = g; !fold {
		if r := g.rolled(in, c.column, e.part.Docs); r != nil {
			r.count(e, s, c)
			return
		}
	}
	g.mu.RLock()
	defer g.mu.RUnlock()
	if fold {
		g.fold(in, c)
	} else {
		g.walk(e, in, s, c)
	}
}

// credited marks the documents whose outlet is credited, found once; nil where none is.
func (p *part) credited() []uint64 {
	p.shared.creditedOnce.Do(func() {
		for doc, flag := range p.Credited() {
			if flag == 0 {
				continue
			}
			if p.shared.credited == nil {
				p.shared.credited = make([]uint64, (p.Docs+63)/64)
			}
			p.shared.credited[doc/64] |= 1 << (doc % 64)
		}
	})
	return p.shared.credited
}

// merges reports whether the values of a facet are entities, which merge.
func merges(facet string) bool {
	return facet != segment.Type && facet != segment.Language && facet != segment.Collection
}

// A sum is an id with its articles over all segments.
type sum struct {
	id string
	n  int
}

// sums adds the counts of all segments up and tells how many ids have any. With a
// size it returns those alone whose count is among the size largest, which may be
// more where counts are equal. Ids may stand in the mapped files.
func (v *view) sums(facet string, parts []*counts, size int) (all []sum, distinct int) {
	in, groups := grouped(parts)
	if n := v.numbers(facet, parts); n != nil {
		return n.sums(parts, in, groups, size)
	}
	at := map[string]int{}
	add := func(id string, count uint32) {
		if count == 0 {
			return
		}
		i, ok := at[id]
		if !ok {
			i = len(all)
			at[id] = i
			all = append(all, sum{id: id})
		}
		all[i].n += int(count)
	}
	for n, count := range groups {
		add(in[n], count)
	}
	for _, c := range parts {
		for o, count := range c.alone {
			add(c.column.Term(uint32(o)), count)
		}
	}
	return top(all, size), len(all)
}

// grouped adds the groups of all segments up; ids are theirs.
func grouped(parts []*counts) (ids []string, groups []uint32) {
	for _, c := range parts {
		if c.in == nil {
			continue
		}
		if ids == nil || len(c.groups) > len(groups) {
			ids = c.in.named(len(c.groups))
			groups = append(groups, make([]uint32, len(ids)-len(groups))...)
		}
		for n, count := range c.groups {
			groups[n] += count
		}
	}
	return ids, groups
}
