package index

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
	"dateline/query"
)

// A few hits are enough here to leave out those that cannot be among the first, so that
// every test of the index does.
func init() { fewHits = 8 }

// TestFloor compares the first pages with those for which every hit is scored, of many
// articles whose texts hold words seldom and often, in segments with and without tables
// of frequencies.
func TestFloor(t *testing.T) {
	r := random(t)
	ctx, x := context.Background(), openNew(t)
	text := func(n int) (s string) {
		for range n {
			s += vocabulary[min(int(r.ExpFloat64()*2), len(vocabulary)-1)] + " "
		}
		return s
	}
	for _, n := range []int{1200, 300, 30} {
		var batch []corpus.Annotated
		for i := range n {
			a := corpus.Annotated{Article: corpus.Article{ID: fmt.Sprintf("%d-%04d", n, i), Text: text(1 + int(r.ExpFloat64()*20))}}
			if r.IntN(3) == 0 {
				a.Title = text(1 + r.IntN(5))
			}
			a.Published.Value = pick(r, dates)
			Streams(&a)
			batch = append(batch, a)
		}
		if err := x.Put(ctx, slices.Values(batch)); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Delete(ctx, []string{"1200-0007", "300-0011"}); err != nil {
		t.Fatal(err)
	}
	defer func(saved int) { fewHits = saved }(fewHits)
	for i := range 150 {
		words := []query.Node{term(pick(r, vocabulary)), term(pick(r, vocabulary), "=talk"), &query.Pattern{Kind: query.Prefix, Text: "goo"}}
		for _, n := range []query.Node{
			words[0], words[1], &query.And{Kids: words[:2]}, &query.Or{Kids: words}, &query.Or{Kids: words[1:]},
			&query.Phrase{Slots: []query.Node{words[0], term(pick(r, vocabulary))}, Slop: -1}, randomQuery(r, 2, false),
		} {
			request := query.Request{Query: n, Size: 1 + r.IntN(12)}
			fewHits = math.MaxInt
			want := pages(t, x, request, 3)
			fewHits = 0
			if d := cmp.Diff(want, pages(t, x, request, 3)); d != "" {
				t.Fatalf("%d: %s (-all scored +some):\n%s", i, describe(n), d)
			}
		}
	}
}
