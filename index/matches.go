package index

import (
	"math/bits"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// matches are the documents of a segment that a facet counts or that are scored: a set of them, bits, or
// both. The bits are made when they are asked for, in memory that close gives up.
type matches struct {
	docs *roaring.Bitmap // nil where only the bits are there
	n    int             // how many they are
	bits []uint64        // one for each document of the segment
	room *[]uint64       // that the bits stand in
}

// matching are buffers of bits.
var matching = sync.Pool{New: func() any { return new([]uint64) }}

func newMatches(docs *roaring.Bitmap) matches {
	return matches{docs: docs, n: int(docs.GetCardinality())}
}

// clear takes a buffer for the documents of a segment, none of which is marked.
func (s *matches) clear(e *exec) []uint64 {
	s.room = matching.Get().(*[]uint64)
	s.bits = cleared(s.room, int(e.part.Docs+63)/64)
	return s.bits
}

// close gives up what clear took.
func (s *matches) close() {
	if s.room != nil {
		matching.Put(s.room)
	}
}

// words returns the bits, which are not to be changed.
func (s *matches) words(e *exec) []uint64 {
	if s.bits == nil {
		s.docs.WriteDenseTo(s.clear(e))
	}
	return s.bits
}

// list returns the documents in the memory of v, as far as it reaches.
func (s *matches) list(v *[]uint32) []uint32 {
	if s.docs == nil {
		*v = docsOf(s.bits, *v)
		return *v
	}
	*v = grown(*v, s.n)
	return *s.docs.ToExistingArray(v)
}

// and returns those of s that are marked. It is closed by itself.
func (s *matches) and(e *exec, marks []uint64) (both matches) {
	all := s.words(e)
	for i := range both.clear(e) {
		both.bits[i] = all[i] & marks[i]
	}
	both.n = ones(both.bits)
	return both
}

// eachBatch calls do for the documents that are marked, ascending, many at a time.
func eachBatch(e *exec, marks []uint64, do func([]uint32)) {
	buf := batches.Get().(*[1024]uint32)
	defer batches.Put(buf)
	n := 0
	for i, w := range marks {
		for ; w != 0; w &= w - 1 {
			buf[n] = uint32(64*i + bits.TrailingZeros64(w))
			n++
		}
		if n > len(buf)-64 {
			do(buf[:n])
			n = 0
			e.check()
		}
	}
	do(buf[:n])
}

// batches are buffers of eachBatch.
var batches = sync.Pool{New: func() any { return new([1024]uint32) }}
