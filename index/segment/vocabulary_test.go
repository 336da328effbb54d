package segment

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestVocabulary numbers terms of all lengths as a map does, marks apart, and again
// after it forgot them.
func TestVocabulary(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	var v vocabulary
	for range 3 {
		numbers := map[string]uint32{}
		for range 40_000 {
			name := strings.Repeat(string("ab\x00é"[r.IntN(4)]), r.IntN(20)) + fmt.Sprint(r.IntN(3000))
			if r.IntN(3) == 0 {
				name = name[:8%(len(name)+1)] + "x" + name
			}
			mark := "\x00=@"[r.IntN(3)]
			id := v.id(mark, name)
			want, known := numbers[string(mark)+name]
			if !known {
				want = uint32(len(numbers))
				numbers[string(mark)+name] = want
			}
			term := name
			if mark > 0 {
				term = string(mark) + name
			}
			if id != want || v.terms[id] != term {
				t.Fatalf("%q of mark %q is %d, %q; want %d", name, mark, id, v.terms[id], want)
			}
		}
		v.clear()
	}
}
