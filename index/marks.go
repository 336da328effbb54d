package index

import (
	"math/bits"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/query"
)

// Clauses that need no positions are intersected as bits, one for each document of the
// segment: that takes as many steps as there are documents in sixty-four, and one for
// each in the short lists, where going through two lists side by side guesses wrong at
// every other document which of them goes on.

// marked returns the documents of within where all of clauses hold, none of which needs
// positions.
func (e *exec) marked(clauses []query.Node, s scope, within *roaring.Bitmap) *roaring.Bitmap {
	r := rooms.Get().(*room)
	defer rooms.Put(r)
	n := int(e.part.Docs+63) / 64
	all := cleared(&r.marks, n)
	within.WriteDenseTo(all)
	for _, clause := range clauses {
		one := cleared(&r.more, n)
		e.mark(clause, s, one, r)
		for i, w := range one {
			all[i] &= w
		}
		e.check()
	}
	return roaring.FromDense(all, true)
}

// mark marks the documents where a clause holds, and perhaps some that are not live.
func (e *exec) mark(n query.Node, s scope, marks []uint64, r *room) {
	if l := e.leafOf(n); l == nil {
		e.docs(n, s, e.live).WriteDenseTo(marks)
	} else {
		for _, f := range allFields {
			if s.has(f) {
				orInto(marks, l.in(f).docs, r)
			}
		}
		if s == everywhere && e.part.deleted == nil {
			l.counted(ones(marks))
		}
	}
}

// leafOf returns the leaf of a Term or a Pattern, nil of other clauses.
func (e *exec) leafOf(n query.Node) *leaf {
	switch n.(type) {
	case *query.Term, *query.Pattern:
		return e.leaf(n)
	}
	return nil
}

// orInto marks docs beside what is marked. A set of many would be written over it.
func orInto(marks []uint64, docs *roaring.Bitmap, r *room) {
	if docs.GetCardinality() <= manyMarks {
		docs.WriteDenseTo(marks)
		return
	}
	docs.WriteDenseTo(cleared(&r.spare, len(marks)))
	for i, w := range r.spare {
		marks[i] |= w
	}
}

// manyMarks is how many documents a container holds before it is bits.
const manyMarks = 4096

func ones(marks []uint64) (n int) {
	for _, w := range marks {
		n += bits.OnesCount64(w)
	}
	return n
}
