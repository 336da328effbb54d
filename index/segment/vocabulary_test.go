package segment

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestVocabulary numbers terms of all lengths as a map does, fields and marks apart, and again
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
			field := uint8(r.IntN(2))
			id := v.id(field, mark, name)
			key := fmt.Sprint(field, string(mark), name)
			want, known := numbers[key]
			if !known {
				want = uint32(len(numbers))
				numbers[key] = want
			}
			term := name
			if mark > 0 {
				term = string(mark) + name
			}
			if id != want || string(v.name(id)) != term {
				t.Fatalf("%q of mark %q is %d, %q; want %d", name, mark, id, v.name(id), want)
			}
		}
		v.clear()
	}
}
