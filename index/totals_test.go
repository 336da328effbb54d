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

// TestTotalsAfterDeletion asks for what is kept of all live articles before articles are
// deleted and replaced, and again behind it: the index answers as one that is opened anew.
func TestTotalsAfterDeletion(t *testing.T) {
	r, ctx, x := random(t), context.Background(), openNew(t)
	put := func(ids ...string) {
		var batch []corpus.Annotated
		for _, id := range ids {
			batch = append(batch, randomArticle(r, id))
		}
		if err := x.Put(ctx, slices.Values(batch)); err != nil {
			t.Fatal(err)
		}
	}
	var ids []string
	for i := range 60 {
		ids = append(ids, fmt.Sprintf("a%02d", i))
	}
	put(ids...)
	before := answersOf(t, x)
	for i := range 3 {
		if err := x.Delete(ctx, ids[9*i:9*i+9]); err != nil {
			t.Fatal(err)
		}
		after := answersOf(t, x)
		again, err := Open(x.dir, Options{Streams: Streams})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(answersOf(t, again), after); d != "" {
			t.Errorf("%d: -opened anew +after deletions:\n%s", i, d)
		}
		if cmp.Equal(before, after) {
			t.Error("deletions change nothing that is asked for")
		}
		again.Close()
		before = after
		put(ids[40+i])
	}
}

// answersOf are counts of facets over all articles, scores, and the number of words.
func answersOf(t *testing.T, x *Index) (all []any) {
	t.Helper()
	s, err := x.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	facets := []query.FacetRequest{{Name: "actor"}, {Name: "outlet"}, {Name: "date", Interval: "month"}}
	for _, n := range []query.Node{&query.All{}, term(vocabulary[0]), term("=talk")} {
		res, err := s.Search(context.Background(), query.Request{Query: n, Size: 50, Facets: facets})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, res.Total, res.Facets)
		for _, h := range res.Hits {
			all = append(all, h.Article.ID, h.Score)
		}
	}
	st, err := s.(*Snapshot).Stats()
	if err != nil {
		t.Fatal(err)
	}
	return append(all, st.Words)
}
