package index

import (
	"math/bits"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/index/segment"
	"dateline/query"
)

// Clauses that need no positions are intersected and united as bits, one for each
// document of the segment: that takes as many steps as there are documents in sixty-four,
// and one for each in the short lists, where going through two lists side by side guesses
// wrong at every other document which of them goes on.

// marked returns the documents where all of clauses hold, or one where that is enough.
// None of them needs positions. Some of the documents may not be live.
func (e *exec) marked(clauses []query.Node, s scope, oneEnough bool) *roaring.Bitmap {
	r := rooms.Get().(*room)
	defer rooms.Put(r)
	all := cleared(&r.marks, int(e.part.Docs+63)/64)
	e.markAll(clauses, s, oneEnough, all)
	return roaring.FromDense(all, true)
}

// markAll marks in all, where nothing is marked, what marked returns.
func (e *exec) markAll(clauses []query.Node, s scope, oneEnough bool, all []uint64) {
	r := rooms.Get().(*room)
	defer rooms.Put(r)
	for i, clause := range clauses {
		if i == 0 {
			e.mark(clause, s, all)
			continue
		}
		one := cleared(&r.more, len(all))
		e.mark(clause, s, one)
		if oneEnough {
			markAlso(all, one)
		} else {
			for i, w := range one {
				all[i] &= w
			}
		}
		e.check()
	}
}

// mark marks the documents where a clause holds, and perhaps some that are not live.
func (e *exec) mark(n query.Node, s scope, marks []uint64) {
	switch n.(type) {
	case *query.Term, *query.Pattern:
	default:
		e.docs(n, s, e.live).WriteDenseTo(marks)
		return
	}
	l := e.leaf(n)
	for _, f := range allFields {
		if s.has(f) {
			l.in(f).mark(e, marks)
		}
	}
	if s == everywhere && e.part.deleted == nil {
		l.live = ones(marks)
	}
}

// mark marks the documents that hold the leaf.
func (f *leafField) mark(e *exec, marks []uint64) {
	if f.refs != nil {
		r := rooms.Get().(*room)
		defer rooms.Put(r)
		f.docs.WriteDenseTo(cleared(&r.marks, len(marks)))
		markAlso(marks, r.marks)
		return
	}
	for i := range f.words {
		e.spread(&f.words[i], marks)
	}
	for i := range f.runs {
		e.spread(&f.runs[i], marks)
	}
}

// spread marks the documents of a list. Those of a long one stay bits while the request is
// answered, for their ranks, as long as there are not too many lists.
func (e *exec) spread(p *segment.Postings, marks []uint64) {
	if p.Bits() == nil {
		if len(e.dense) == mostDense || p.Docs.GetCardinality() < uint64(len(marks)/8) {
			p.Mark(marks)
			return
		}
		d := denseMemory.Get().(*segment.Dense)
		e.dense = append(e.dense, d)
		p.Spread(d, len(marks))
	}
	markAlso(marks, p.Bits())
}

// mostDense is how many lists of a segment are kept as bits for one request.
const mostDense = 16

var denseMemory = sync.Pool{New: func() any { return new(segment.Dense) }}

func markAlso(all, more []uint64) {
	for i, w := range more {
		all[i] |= w
	}
}

func ones(marks []uint64) (n int) {
	for _, w := range marks {
		n += bits.OnesCount64(w)
	}
	return n
}
