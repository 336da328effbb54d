package statement

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func story(r *rand.Rand, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("w%d", r.IntN(3000))
	}
	return out
}

func TestCopies(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	wire, other, boiler := story(r, 400), story(r, 400), story(r, 40)
	c := NewCopies()
	c.Add("agency", "2024-05-02", wire)
	c.Add("cut", "2024-05-02", wire[:230])
	c.Add("new-lead", "2024-05-03", append(story(r, 60), wire[50:]...))
	changed := slices.Clone(wire)
	for i := 0; i < len(changed); i += 25 {
		changed[i] = "edited"
	}
	c.Add("edited", "2024-05-01", changed)
	c.Add("other", "2024-05-02", append(slices.Clone(other), boiler...))
	c.Add("boiler", "2024-05-02", append(story(r, 300), boiler...))
	c.Add("quoting", "2024-05-02", append(story(r, 300), wire[100:150]...))
	c.Add("brief", "2024-05-02", wire[10:14])
	want := []Group{{Representative: "edited", Articles: []string{"agency", "cut", "edited", "new-lead"}}}
	if diff := cmp.Diff(want, c.Groups()); diff != "" {
		t.Error(diff)
	}
	c.Delete("edited")
	want = []Group{{Representative: "agency", Articles: []string{"agency", "cut", "new-lead"}}}
	if diff := cmp.Diff(want, c.Groups()); diff != "" {
		t.Error(diff)
	}
}

// The groups depend on what is held alone, not on the order of adds and deletes.
func TestCopiesOrderFree(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	for range 20 {
		var base [][]string
		for range 5 {
			base = append(base, story(r, 120))
		}
		texts := make([][]string, 40)
		for i := range texts {
			from := r.IntN(60)
			texts[i] = append(story(r, r.IntN(60)), base[r.IntN(5)][from:from+20+r.IntN(40)]...)
		}
		c, held := NewCopies(), map[int]bool{}
		for range 150 {
			if i := r.IntN(len(texts)); held[i] {
				c.Delete(fmt.Sprint(i))
				held[i] = false
			} else {
				c.Add(fmt.Sprint(i), "", texts[i])
				held[i] = true
			}
		}
		fresh := NewCopies()
		for i := range texts {
			if held[i] {
				fresh.Restore(fmt.Sprint(i), "", Fingerprints(texts[i]), len(texts[i]))
			}
		}
		if diff := cmp.Diff(fresh.Groups(), c.Groups()); diff != "" {
			t.Fatalf("seed %d\n%s", seed, diff)
		}
	}
}

// Two texts that share windowWords+runWords-1 words in a row share a fingerprint.
func TestWinnowingGuarantee(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 2))
	for range 2000 {
		common := story(r, windowWords+runWords-1)
		text := func() []uint32 {
			return Fingerprints(append(append(story(r, r.IntN(30)), common...), story(r, r.IntN(30))...))
		}
		a, b := text(), text()
		if !slices.ContainsFunc(a, func(h uint32) bool { return slices.Contains(b, h) }) {
			t.Fatalf("seed %d: nothing shared", seed)
		}
	}
}
