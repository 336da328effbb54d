package index

import (
	"strings"
	"sync"

	"dateline/index/segment"
	"dateline/query"
)

// A value of a facet counts as the id that it was merged into and, if it is a place,
// as every ancestor of that; an article that holds several values of one id counts
// once. Ids that others count as are groups, each with the group that is its parent:
// the values of an article are then walked upwards, and a walk ends where one before
// it has passed, so that it takes as many steps as there is to count.

// A grouping is the groups of a facet. The segments of an index share it, since all
// have one Lexicon; it is filled for the values that are counted.
type grouping struct {
	mu     sync.RWMutex // of the members of the grouping too
	place  bool
	lex    query.Lexicon
	ids    []string // by group
	parent []int32  // by group, -1 for none
	group  map[string]int32
}

// members are the ordinals of one segment in a grouping.
type members struct {
	as     []int32 // by ordinal: unseen, itself, or listed and more, the number of its group
	met    []bool  // by group: a value of it was seen
	whole  bool    // no ordinal is unseen
	listed bool    // some ordinal is
	asked  bool    // documents were counted
	roll   *roll   // see rolled
}

const (
	unseen int32 = iota
	itself       // counts as its own id, and no other value does
	listed
)

// groupings are what all views of an index share.
type groupings struct {
	mu   sync.Mutex
	of   map[string]*grouping // by facet
	axes map[string]*axis     // by interval
}

func newGroupings() *groupings {
	return &groupings{of: map[string]*grouping{}, axes: map[string]*axis{}}
}

// grouping returns the grouping of a facet.
func (s *groupings) grouping(facet string, lex query.Lexicon) *grouping {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of[facet] == nil {
		s.of[facet] = &grouping{place: facet == segment.Place, lex: lex, group: map[string]int32{}}
	}
	return s.of[facet]
}

// axis returns the axis of an interval in the articles' own zones.
func (s *groupings) axis(interval string) *axis {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.axes[interval] == nil {
		s.axes[interval] = newAxis()
	}
	return s.axes[interval]
}

// add returns the group of a canonical id.
func (g *grouping) add(id string) int32 {
	n, ok := g.group[id]
	if ok {
		return n
	}
	n, id = int32(len(g.ids)), strings.Clone(id)
	g.ids, g.parent, g.group[id] = append(g.ids, id), append(g.parent, -1), n
	if g.place {
		if up := g.lex.Ancestors(id); len(up) > 0 {
			g.parent[n] = g.add(up[0])
		}
	}
	return n
}

// named returns the ids of the first n groups.
func (g *grouping) named(n int) []string {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.ids[:n:n]
}

// count returns the count of an id that is a group.
func (g *grouping) count(counts []uint32, id string) uint32 {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if n, ok := g.group[id]; ok && int(n) < len(counts) {
		return counts[n]
	}
	return 0
}

// known tells whether every ordinal of a segment was seen, and whether any of those
// seen is listed. If all is said it looks at them first.
func (g *grouping) known(s *members, c *segment.Column, all bool) (whole, listed bool) {
	g.mu.RLock()
	whole, listed = s.whole, s.listed
	g.mu.RUnlock()
	if !whole && all {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.look(s, c, nil)
		return s.whole, s.listed
	}
	return whole, listed
}

// learn looks at the ordinals that c counts and tells whether any of the segment is listed.
func (g *grouping) learn(s *members, c *counts) (listed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.look(s, c.column, c.alone)
	return s.listed
}

// look finds what the ordinals count as that counts has, all of them if it is nil.
// The caller holds the lock.
func (g *grouping) look(s *members, c *segment.Column, counts []uint32) {
	fresh := s.as == nil // it is not read before it is written: a new page is found twice then
	if fresh {
		s.as = make([]int32, c.Len())
	}
	for o := range s.as {
		if !fresh && s.as[o] != unseen || counts != nil && counts[o] == 0 {
			continue
		}
		term := c.Term(uint32(o))
		id := g.lex.Canonical(term)
		if _, ok := g.group[id]; !ok && id == term && !(g.place && len(g.lex.Ancestors(id)) > 0) {
			s.as[o] = itself
			continue
		}
		n := g.add(id)
		s.as[o] = listed + n
		g.meet(s, c, n, id == term)
	}
	s.whole = s.whole || counts == nil
}

// meet lists the values of a group and of those above it that are ids themselves; if
// known is said, that of the group is listed.
func (g *grouping) meet(s *members, c *segment.Column, n int32, known bool) {
	s.listed = true
	s.met = append(s.met, make([]bool, len(g.ids)-len(s.met))...)
	for ; n >= 0 && !s.met[n]; n, known = g.parent[n], false {
		if s.met[n] = true; known {
			continue
		}
		if o, ok := c.Ord(g.ids[n]); ok {
			s.as[o] = listed + n
		}
	}
}

// A step is a group that a walk passes.
type step struct {
	up   int32  // the group above, -1 for none
	last uint32 // the document that passed last, plus one
	n    uint32 // how many passed
}

// walk counts docs under the ordinals that are themselves and under the groups of all
// others. The caller holds the lock for reading, and every ordinal of docs was seen.
func (g *grouping) walk(e *exec, s *members, docs *matches, c *counts) {
	steps := make([]step, len(g.ids))
	for n, up := range g.parent {
		steps[n].up = up
	}
	c.missing, c.alone = 0, make([]uint32, c.column.Len())
	eachBatch(e, docs.words(e), func(batch []uint32) {
		for _, doc := range batch {
			ords := c.column.Ords(doc)
			if len(ords) == 0 {
				c.missing++
			}
			for _, o := range ords {
				n := s.as[o] - listed
				if n < 0 {
					c.alone[o]++
				}
				for n >= 0 {
					at := &steps[n]
					if at.last == doc+1 {
						break
					}
					at.last = doc + 1
					at.n++
					n = at.up
				}
			}
		}
	})
	c.groups = make([]uint32, len(steps))
	for n := range steps {
		c.groups[n] = steps[n].n
	}
}

// fold moves the counts of ordinals to their groups, where no document has two values
// and no group is above another. The caller holds the lock for reading.
func (g *grouping) fold(s *members, c *counts) {
	c.groups = make([]uint32, len(g.ids))
	for o, count := range c.alone {
		if n := s.as[o] - listed; n >= 0 && count > 0 {
			c.groups[n] += count
			c.alone[o] = 0
		}
	}
}
