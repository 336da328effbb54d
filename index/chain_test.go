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

// TestChains asks for phrases of single words and for single words near each other,
// which are found as their positions are decoded, and again with each word as an Or of
// itself, which is found by spans: hits and scores are equal. The lists are so long that
// they have tables.
func TestChains(t *testing.T) {
	r := random(t)
	x := openNew(t)
	var all []corpus.Annotated
	for i := range 1200 {
		all = append(all, randomArticle(r, fmt.Sprintf("a%04d", i)))
	}
	if err := x.Put(context.Background(), slices.Values(all)); err != nil {
		t.Fatal(err)
	}
	if err := x.Delete(context.Background(), []string{"a0003", "a0500"}); err != nil {
		t.Fatal(err)
	}
	words := append([]string{"=talk", "=good"}, vocabulary...)
	spans := func(n query.Node) query.Node { return &query.Or{Kids: []query.Node{n}} }
	some := 0
	for range 60 {
		a, b, c := term(pick(r, words)), term(pick(r, words)), term(pick(r, words))
		n, ordered := r.IntN(9), r.IntN(2) == 0
		for _, both := range [][2]query.Node{
			{&query.Near{A: a, B: b, N: n, Ordered: ordered}, &query.Near{A: spans(a), B: spans(b), N: n, Ordered: ordered}},
			{&query.Phrase{Slots: []query.Node{a, b, c}, Slop: -1}, &query.Phrase{Slots: []query.Node{spans(a), spans(b), spans(c)}, Slop: -1}},
		} {
			want := pages(t, x, query.Request{Query: both[1], Size: 500}, everyPage)
			if d := cmp.Diff(want, pages(t, x, query.Request{Query: both[0], Size: 500}, everyPage)); d != "" {
				t.Fatalf("%s (-spans +as decoded):\n%s", describe(both[0]), d)
			}
			some += len(want)
		}
	}
	if some == 0 {
		t.Fatal("nothing was found")
	}
}
