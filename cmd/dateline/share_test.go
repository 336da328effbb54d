package main

import (
	"fmt"
	"testing"
)

// TestShares: every id falls to exactly one of n shares, and none is left idle.
func TestShares(t *testing.T) {
	for n := uint64(1); n <= 16; n++ {
		counts := make([]int, n)
		for i := range 4000 {
			id := fmt.Sprintf("2025/07/%d.txt", i)
			owners := 0
			for k := range n {
				if (share{k + 1, n}).has(id) {
					owners++
					counts[k]++
				}
			}
			if owners != 1 {
				t.Fatalf("%s falls to %d of %d shares", id, owners, n)
			}
		}
		for k, c := range counts {
			if want := 4000 / int(n); c < want*8/10 || c > want*12/10 {
				t.Errorf("share %d/%d has %d of 4000, want about %d", k+1, n, c, want)
			}
		}
	}
}

func TestReadShare(t *testing.T) {
	for _, bad := range []string{"0/8", "9/8", "2", "2/", "/8", "2/8x", "-1/8", "2/0", "02/8", "a/b"} {
		if s, err := readShare(bad); err == nil {
			t.Errorf("--shard %s is read as %v", bad, s)
		}
	}
	if s, err := readShare("2/8"); err != nil || s != (share{2, 8}) {
		t.Errorf("--shard 2/8 is read as %v, %v", s, err)
	}
}
