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

// TestScoresOfSegments ranks one collection that came in one piece and the same
// after many small writes, replacements and deletions: scores and order are equal.
func TestScoresOfSegments(t *testing.T) {
	r := random(t)
	ctx := context.Background()
	var all []corpus.Annotated
	for i := range 120 {
		all = append(all, randomArticle(r, fmt.Sprintf("a%03d", i)))
	}
	whole, pieces := openNew(t), openNew(t)
	if err := whole.Put(ctx, all); err != nil {
		t.Fatal(err)
	}
	for rest := slices.Clone(all); len(rest) > 0; {
		n := min(len(rest), 1+r.IntN(20))
		other := randomArticle(r, rest[0].ID)
		for _, batch := range [][]corpus.Annotated{{other, randomArticle(r, "gone")}, rest[:n]} {
			if err := pieces.Put(ctx, batch); err != nil {
				t.Fatal(err)
			}
		}
		if err := pieces.Delete(ctx, []string{"gone"}); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	for range 40 {
		q := &query.And{Bare: true, Kids: []query.Node{term(pick(r, vocabulary), "=talk"), term(pick(r, vocabulary)), randomQuery(r, 2, false)}}
		any := &query.Or{Kids: q.Kids}
		for _, n := range []query.Node{q, any} {
			request := query.Request{Query: n, Size: 1 + r.IntN(15)}
			if d := cmp.Diff(pages(t, whole, request), pages(t, pieces, request)); d != "" {
				t.Fatalf("%s (-whole +pieces):\n%s", describe(n), d)
			}
		}
	}
}

func openNew(t *testing.T) *Index {
	t.Helper()
	x, err := Open(t.TempDir(), Options{Write: true, Streams: Streams})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

// pages lists all hits with their scores, page by page.
func pages(t *testing.T, x *Index, r query.Request) (all []string) {
	t.Helper()
	s, err := x.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for {
		res, err := s.Search(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range res.Hits {
			all = append(all, fmt.Sprint(h.Article.ID, " ", h.Score))
		}
		if r.After = res.Next; r.After == "" {
			if len(all) != res.Total {
				t.Fatalf("%d hits on all pages, total %d", len(all), res.Total)
			}
			return all
		}
	}
}
