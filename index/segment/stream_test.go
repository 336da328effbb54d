package segment

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestStreams compares where two streams follow each other, and whether they are near,
// with their positions.
func TestStreams(t *testing.T) {
	r := seeded(t)
	for range 20_000 {
		a, b := randomPositions(r), randomPositions(r)
		gap := 1 + r.Uint32N(3)
		var want, got []uint32
		for _, p := range a {
			if slices.Contains(b, p+gap) {
				want = append(want, p)
			}
		}
		x, y := streamOf(a), streamOf(b)
		for more := true; more && x.Follow(&y, gap); more = x.Reach(x.At + 1) {
			got = append(got, x.At)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%v have %d behind them, of %v, at %v; want %v", a, gap, b, got, want)
		}
		n, ordered := r.Uint32N(12), r.IntN(2) == 0
		near := slices.ContainsFunc(a, func(p uint32) bool {
			return slices.ContainsFunc(b, func(q uint32) bool { return q > p && q-p <= n || !ordered && p > q && p-q <= n })
		})
		if x, y := streamOf(a), streamOf(b); x.Near(&y, n, ordered) != near {
			t.Fatalf("%v and %v within %d, ordered %v: want %v", a, b, n, ordered, near)
		}
	}
}

// randomPositions ascend, some far apart.
func randomPositions(r *rand.Rand) (pos []uint32) {
	at := r.Uint32N(20)
	for range 1 + int(r.ExpFloat64()*5) {
		pos = append(pos, at)
		at += 1 + r.Uint32N(6)
		if r.IntN(8) == 0 {
			at += r.Uint32N(400)
		}
	}
	return pos
}

// streamOf opens positions as they are packed.
func streamOf(pos []uint32) (s Stream) {
	packed := make([]uint32, len(pos))
	for i, p := range pos {
		packed[i] = p + 1
	}
	if payload, many := pack(packed); many {
		b, _ := appendLocation(nil, 0, packed, nil)
		s.open(b, 0)
	} else {
		s.held = unpack(payload, &s.pos)
	}
	s.At, s.next = s.pos[0], 1
	return s
}

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
