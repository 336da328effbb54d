package index

import (
	"math/bits"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// Counting a value of which each document has one is a histogram over the bits of the
// documents that match: no list of them is made, and neighbours count into different
// histograms, since articles of one day or outlet stand together and a processor waits
// for the increment before of the same number.

// matching are buffers of eachWord.
var matching = sync.Pool{New: func() any { return new([]uint64) }}

// eachWord calls do for the words of the bits of docs, all below n, with the document of
// the first bit.
func eachWord(e *exec, docs *roaring.Bitmap, n int, do func(first int, w uint64)) {
	buf := matching.Get().(*[]uint64)
	defer matching.Put(buf)
	words := cleared(buf, (n+63)/64)
	docs.WriteDenseTo(words)
	for i, w := range words {
		if i%1024 == 0 {
			e.check()
		}
		do(64*i, w)
	}
}

// tally counts docs by the number that each has in of, all below n.
func tally(e *exec, docs *roaring.Bitmap, of []uint32, n int) []uint32 {
	counts := make([]uint32, 2*n)
	even, odd := counts[:n:n], counts[n:]
	eachWord(e, docs, len(of), func(first int, w uint64) {
		for here := of[first:]; w != 0; w &= w - 1 {
			even[here[bits.TrailingZeros64(w)]]++
			if w &= w - 1; w == 0 {
				break
			}
			odd[here[bits.TrailingZeros64(w)]]++
		}
	})
	for i, more := range odd {
		even[i] += more
	}
	return even
}
