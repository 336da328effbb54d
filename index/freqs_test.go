package index

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
	"dateline/query"
)

// TestFreqs compares how often leaves are counted with their positions: of one list, of
// several that share no position, as those of a word and its own stem, of some that do, and
// of entities; with lists spread and not, in memory that other requests have used.
func TestFreqs(t *testing.T) {
	r := random(t)
	ctx, x := context.Background(), openNew(t)
	var all []corpus.Annotated
	for i := range 600 {
		all = append(all, randomArticle(r, fmt.Sprintf("a%03d", i)))
	}
	if err := x.Put(ctx, slices.Values(all)); err != nil {
		t.Fatal(err)
	}
	s, err := x.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	leaves := []query.Node{term("talk"), term("=talk", "talk"), term("=talk", "talk", "talks"), term("=good", "deal", "goods"), term("=good", "=talk", "good"), term("@ann"), term("@ann", "@bob", "talk")}
	for i := range 40 {
		e := s.(*Snapshot).exec(ctx, 0, &expansion{})
		var docs []uint32
		for doc := range e.part.Docs {
			if r.IntN(3) > 0 {
				docs = append(docs, doc)
			}
		}
		if i%2 == 0 {
			e.marked(leaves, everywhere, true)
		}
		var got times
		for _, n := range leaves {
			for _, f := range []field{title, text} {
				e.askEach(docs)
				e.freqs(n, f, docs, &got)
				numbers, want := slices.Clone(got.n), make([]uint32, len(docs))
				e.askEach(docs)
				for i, doc := range docs {
					e.doc = doc
					want[i] = uint32(len(e.at(n, f)))
				}
				if d := cmp.Diff(want, numbers); d != "" {
					t.Fatalf("%s in %s (-positions +counted):\n%s", describe(n), f, d)
				}
			}
		}
		e.close()
	}
}
