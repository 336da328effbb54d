package index

import (
	"math"
	"math/bits"

	"dateline/index/segment"
)

// Walking the values of an article up their groups takes most of the time of counting
// places, and ends at the same groups each time. So what it ends at is kept when a facet
// of a segment is counted for the second time: two bytes for each group of each article,
// some thirteen an article. A process that asks once does not make it.

// A roll is what the documents of a segment count as, each once: slots, of which the
// first are groups, the next the ordinals that are themselves, the last that of documents
// without a value.
type roll struct {
	start  []uint32 // by document, and one more
	slots  []uint16
	groups int
	values int
}

// rolled returns the roll of a segment, nil where it is asked for the first time or has
// more slots than numbers.
func (g *grouping) rolled(s *members, c *segment.Column, docs uint32) *roll {
	g.mu.Lock()
	defer g.mu.Unlock()
	if s.roll == nil && s.whole && s.asked && len(g.ids)+c.Len() < math.MaxUint16 {
		s.roll = g.newRoll(s, c, docs)
	}
	s.asked = true
	return s.roll
}

func (g *grouping) newRoll(s *members, c *segment.Column, docs uint32) *roll {
	r := &roll{groups: len(g.ids), values: c.Len(), start: make([]uint32, 1, docs+1)}
	last := make([]uint32, len(g.ids)) // the document that passed a group last, plus one
	for doc := range docs {
		for _, o := range c.Ords(doc) {
			n := s.as[o] - listed
			if n < 0 {
				r.slots = append(r.slots, uint16(r.groups+int(o)))
			}
			for ; n >= 0 && last[n] != doc+1; n = g.parent[n] {
				last[n] = doc + 1
				r.slots = append(r.slots, uint16(n))
			}
		}
		if int(r.start[doc]) == len(r.slots) {
			r.slots = append(r.slots, uint16(r.groups+r.values))
		}
		r.start = append(r.start, uint32(len(r.slots)))
	}
	return r
}

// count counts docs.
func (r *roll) count(e *exec, docs *matches, c *counts) {
	counts := make([]uint32, r.groups+r.values+1)
	for i, w := range docs.words(e) {
		if i%1024 == 0 {
			e.check()
		}
		for ; w != 0; w &= w - 1 {
			doc := 64*i + bits.TrailingZeros64(w)
			for _, slot := range r.slots[r.start[doc]:r.start[doc+1]] {
				counts[slot]++
			}
		}
	}
	c.groups, c.alone = counts[:r.groups], counts[r.groups:r.groups+r.values]
	c.missing = int(counts[r.groups+r.values])
}
