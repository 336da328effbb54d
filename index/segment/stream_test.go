package segment

import (
	"encoding/binary"
	"testing"
)

// TestGaps sums the numbers of eight bytes.
func TestGaps(t *testing.T) {
	r := seeded(t)
	for range 100_000 {
		var b []byte
		for len(b) < 8 {
			b = binary.AppendUvarint(b, r.Uint64N(1<<r.IntN(16)))
		}
		var want uint32
		var many, size int
		for i := 0; i < 8; {
			v, next := uvarint(b, i)
			if i = next; next <= 8 {
				want, many, size = want+uint32(v), many+1, next
			}
		}
		sum, n, taken := gaps(binary.LittleEndian.Uint64(b))
		if n > 0 && (sum != want || n != many || taken != size) {
			t.Fatalf("% x: %d numbers in %d bytes, in sum %d; want %d in %d, %d", b, n, taken, sum, many, size, want)
		}
	}
}
