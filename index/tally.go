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

// matching are buffers of tally.
var matching = sync.Pool{New: func() any { return new([]uint64) }}

// tally counts docs by the number that each has in of, all below n.
func tally(e *exec, docs *roaring.Bitmap, of []uint32, n int) []uint32 {
	buf := matching.Get().(*[]uint64)
	defer matching.Put(buf)
	words := cleared(buf, (len(of)+63)/64)
	docs.WriteDenseTo(words)
	counts := make([]uint32, 2*n)
	even, odd := counts[:n:n], counts[n:]
	for i := range words {
		if i%1024 == 0 {
			e.check()
		}
		here := of[64*i:]
		for w := words[i]; w != 0; {
			even[here[bits.TrailingZeros64(w)]]++
			if w &= w - 1; w == 0 {
				break
			}
			odd[here[bits.TrailingZeros64(w)]]++
			w &= w - 1
		}
	}
	for i, more := range odd {
		even[i] += more
	}
	return even
}
