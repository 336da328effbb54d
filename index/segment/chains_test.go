package segment

import (
	"bytes"
	"testing"
)

// TestChains appends runs of bytes to chains in random order, over several blocks, and
// reads them back, again in blocks that served before.
func TestChains(t *testing.T) {
	r := seeded(t)
	var c chains
	for round := range 3 {
		all, want := make([]chain, 300), make([][]byte, 300)
		for i := range all {
			all[i] = c.begin()
		}
		for range 40_000 {
			i := int(r.ExpFloat64()*30) % len(all)
			b := make([]byte, r.IntN(1+r.IntN(200)))
			for k := range b {
				b[k] = byte(r.Uint32())
			}
			c.add(&all[i], b)
			want[i] = append(want[i], b...)
		}
		if len(c.blocks) < 2 {
			t.Fatalf("%d blocks, want several", len(c.blocks))
		}
		for i := range all {
			if got := c.read([]byte("x"), &all[i]); !bytes.Equal(got[1:], want[i]) {
				t.Fatalf("round %d: chain %d reads %d bytes, want the %d that were added", round, i, len(got)-1, len(want[i]))
			}
		}
		c.clear()
	}
}
