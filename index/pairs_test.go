package index

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestPairs compares both ways to count neighbours with their definition.
func TestPairs(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	positions := func() (pos []uint32, spans []span) {
		for range r.IntN(8) {
			pos = append(pos, r.Uint32N(40))
		}
		slices.Sort(pos)
		pos = slices.Compact(pos)
		for _, p := range pos {
			spans = append(spans, span{int(p), int(p) + 1})
		}
		return pos, spans
	}
	for range 20_000 {
		a, as := positions()
		b, bs := positions()
		var want float64
		for _, x := range a {
			follows, beside := 0, 0
			for _, y := range b {
				d := int(y) - int(x)
				if d == 1 {
					follows = 1
				}
				if d != 0 && d >= -window8 && d <= window8 {
					beside = 1
				}
			}
			want += float64(follows + beside)
		}
		if n := pairsOfWords(a, b); n != want {
			t.Fatalf("words %v %v: %v, want %v", a, b, n, want)
		}
		if n := pairsOfSpans(as, bs); n != want {
			t.Fatalf("spans %v %v: %v, want %v", as, bs, n, want)
		}
	}
}
