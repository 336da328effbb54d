package index

import (
	"math/bits"
	"sync"

	"dateline/index/segment"
)

// Counting a value of which each document has one is a histogram over the bits of the
// documents that match: no list of them is made, and neighbours count into different
// histograms, since articles of one day or outlet stand together and a processor waits
// for the increment before of the same number.
//
// A few outlets have most of the articles. Such values are bits too (segment/popular.go),
// and where many documents match, those that match and have one are counted sixty-four at
// a time; the histogram is left what has none of them.

// histograms are buffers.
var histograms = sync.Pool{New: func() any { return new([]uint32) }}

// tally counts in counts, which are zeros, the documents that are marked by the number
// that each has in of.
func tally(e *exec, marks []uint64, of, counts []uint32) {
	more := histograms.Get().(*[]uint32)
	defer histograms.Put(more)
	even, odd := counts, cleared(more, len(counts))
	for i, w := range marks {
		if i%1024 == 0 {
			e.check()
		}
		if w == 0 {
			continue
		}
		for here := of[64*i:]; w != 0; w &= w - 1 {
			even[here[bits.TrailingZeros64(w)]]++
			if w &= w - 1; w == 0 {
				break
			}
			odd[here[bits.TrailingZeros64(w)]]++
		}
	}
	for i, n := range odd {
		even[i] += n
	}
}

// manyMatch is the part of the documents from which on counting bits is cheaper.
const manyMatch = 8

// tallyColumn is tally by ordinal; the last number is that of documents without a value.
func tallyColumn(e *exec, s *matches, c *segment.Column, counts []uint32) {
	all := s.words(e)
	if s.n < c.Docs()/manyMatch {
		tally(e, all, c.One(), counts)
		return
	}
	popular := c.Popular()
	var rest matches
	defer rest.close()
	for i := range rest.clear(e) {
		rest.bits[i] = all[i] &^ popular.Any[i]
	}
	tally(e, rest.bits, c.One(), counts)
	for k, ord := range popular.Ords {
		counts[ord] = uint32(common(all, popular.Bits[k]))
	}
}

// common counts the bits that are set in both, which are as long.
func common(a, b []uint64) (n int) {
	b = b[:len(a)]
	i := 0
	for ; i+8 <= len(a); i += 8 {
		x, y := (*[8]uint64)(a[i:]), (*[8]uint64)(b[i:])
		n += bits.OnesCount64(x[0]&y[0]) + bits.OnesCount64(x[1]&y[1]) + bits.OnesCount64(x[2]&y[2]) + bits.OnesCount64(x[3]&y[3]) +
			bits.OnesCount64(x[4]&y[4]) + bits.OnesCount64(x[5]&y[5]) + bits.OnesCount64(x[6]&y[6]) + bits.OnesCount64(x[7]&y[7])
	}
	for ; i < len(a); i++ {
		n += bits.OnesCount64(a[i] & b[i])
	}
	return n
}
