package segment

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// TestDrawers adds postings of all lengths, some longer than a block, of terms in random
// order, and reads what lies there of each term, again in blocks that served before.
func TestDrawers(t *testing.T) {
	r := seeded(t)
	var d drawers
	for round := range 3 {
		const terms = 300
		var want [terms][]byte
		var docs, last [terms]uint32
		longest := 30
		for doc := uint32(0); doc < 40_000; doc += 1 + uint32(r.IntN(1+r.IntN(60))) {
			if longest = 30; r.IntN(100) == 0 {
				longest = 2 * drawerBlock
			}
			for i := r.IntN(terms); i < terms; i += 1 + int(r.ExpFloat64()*30) {
				b := make([]byte, r.IntN(longest))
				for k := range b {
					b[k] = byte(r.Uint32())
				}
				d.add(uint32(i), doc, b)
				want[i] = append(binary.AppendUvarint(want[i], uint64(doc+1-last[i])), b...)
				last[i] = doc + 1
				docs[i]++
			}
		}
		d.lay(terms)
		if len(d.laid) < 10 {
			t.Fatalf("%d blocks, want several", len(d.laid))
		}
		for i := range want {
			at := d.run(uint32(i))
			if got := d.read([]byte("x"), at); !bytes.Equal(got[1:], want[i]) || at.docs != docs[i] {
				t.Fatalf("round %d: term %d reads %d bytes of %d documents, want %d of %d", round, i, len(got)-1, at.docs, len(want[i]), docs[i])
			}
		}
		d.clear()
	}
}
