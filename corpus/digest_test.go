package corpus

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func TestDigestIsOrderFreeAndInvertible(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	var empty, forward, backward Digest
	for i := range 500 {
		forward.Add(fmt.Sprint("a", i), "x")
	}
	for i := range 500 {
		backward.Add(fmt.Sprint("a", 499-i), "x")
	}
	if forward != backward {
		t.Errorf("order changes the digest: %s, %s", forward, backward)
	}
	changed := forward
	changed.Remove("a7", "x")
	changed.Add("a7", "y")
	if changed == forward {
		t.Error("another content hash leaves the digest equal")
	}
	for _, i := range r.Perm(500) {
		forward.Remove(fmt.Sprint("a", i), "x")
	}
	if forward != empty {
		t.Errorf("removing everything leaves %s", forward)
	}
	if got, ok := ParseDigest(changed.String()); !ok || got != changed {
		t.Errorf("ParseDigest(%s) = %s, %v", changed, got, ok)
	}
}
