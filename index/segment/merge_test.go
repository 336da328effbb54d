package segment

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
)

// TestMergeMemory expects a merge to allocate a fraction of what an article and its row
// take: its number, and the posting lists of common words that are made one at a time.
func TestMergeMemory(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(3, 3))
	var segs []*Segment
	for i := range 8 {
		all := articles(r, 500)
		for j := range all {
			all[j].ID = fmt.Sprint(i, "-", j)
		}
		segs = append(segs, write(t, dir, fmt.Sprint("from", i), all))
	}
	allocated := func(n int) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := Merge(dir, fmt.Sprint("to", n), segs[:n], make([]*roaring.Bitmap, n)); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	allocated(8) // the columns of a segment are found once
	four, eight := allocated(4), allocated(8)
	t.Logf("%d bytes for 2000 articles, %d for 4000", four, eight)
	if eight > four && eight-four > 2000*1200 {
		t.Errorf("%d bytes for each article more", (eight-four)/2000)
	}
}
