package segment

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
)

// TestHeads holds what the columns keep of each article against its record, as written
// and after a merge that leaves articles out; without it in the columns, the record
// is read.
func TestHeads(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(5, 5))
	var segs []*Segment
	deleted := []*roaring.Bitmap{roaring.BitmapOf(0, 7, 39), nil}
	for i := range deleted {
		all := articles(r, 40)
		for j := range all {
			all[j].ID = fmt.Sprint(i, "-", j)
		}
		segs = append(segs, write(t, dir, fmt.Sprint("from", i), all))
	}
	files, err := Merge(dir, "to", segs, deleted)
	if err != nil {
		t.Fatal(err)
	}
	merged, err := Open(dir, "to", files, segs[0].tables)
	if err != nil {
		t.Fatal(err)
	}
	defer merged.Close()
	if merged.Docs != 77 {
		t.Errorf("%d documents after the merge, want 77", merged.Docs)
	}
	for _, s := range append(segs, merged) {
		for doc := range s.Docs {
			id, frame := s.frame(doc)
			if got, want := s.head(doc), headOf(frame); s.ID(doc) != string(id) || !bytes.Equal(got, want) {
				t.Errorf("%s: head %d of %q is %x, want %x", s.Name, doc, id, got, want)
			}
		}
		s.metas = func() metaColumn { return metaColumn{} }
		a, err := s.Article(3, Meta)
		if err != nil || a.ID != s.ID(3) || a.Sum != HexSum(s.Sum(3)) {
			t.Errorf("%s: without heads in the columns: %v, %v", s.Name, a, err)
		}
	}
}
