package index

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"dateline/corpus"
	"dateline/query"
)

// TestSets asks one tree again: of the same generation with filters, and of the next
// one, which holds another article.
func TestSets(t *testing.T) {
	ctx, x := context.Background(), openNew(t)
	put := func(n int) {
		var list []corpus.Annotated
		for i := range n {
			a := corpus.Annotated{Article: corpus.Article{ID: fmt.Sprintf("%d-%d", n, i), Text: "A zebra."}}
			Streams(&a)
			list = append(list, a)
		}
		if err := x.Put(ctx, slices.Values(list)); err != nil {
			t.Fatal(err)
		}
	}
	zebra := &query.Term{Typed: "zebra", Terms: []string{"zebra"}}
	total := func(filters ...query.Filter) int {
		s, err := x.Snapshot(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		r, err := s.Search(ctx, query.Request{Query: zebra, Filters: filters, Sort: query.ByDate})
		if err != nil {
			t.Fatal(err)
		}
		return r.Total
	}
	put(3)
	if a, b, c := total(), total(query.Filter{Facet: "outlet", IDs: []string{"none"}}), total(); a != 3 || b != 0 || c != 3 {
		t.Errorf("3 articles, asked again with and without a filter: %d, %d, %d", a, b, c)
	}
	put(4)
	if n := total(); n != 7 {
		t.Errorf("after another generation: %d, want 7", n)
	}
}

// TestSetsBound keeps the sets used last and no more than fit.
func TestSetsBound(t *testing.T) {
	var k sets
	nodes := make([]query.Node, 40)
	for i := range nodes {
		nodes[i] = &query.All{}
		k.keep(&set{query: nodes[i], terms: &expansion{}, size: maxSets / 16})
		k.of(nodes[0], 0)
	}
	if k.size > maxSets || len(k.list) != 16 {
		t.Errorf("%d sets of %d bytes are kept, want 16 of at most %d", len(k.list), k.size, maxSets)
	}
	if k.of(nodes[0], 0) == nil || k.of(nodes[39], 0) == nil || k.of(nodes[1], 0) != nil || k.of(nodes[39], 1) != nil {
		t.Error("want the set used again, the last one, neither an older one nor one under another limit")
	}
	k.keep(&set{query: &query.All{}, terms: &expansion{}, size: maxSets})
	if len(k.list) != 16 {
		t.Error("a set larger than most others together has pushed them out")
	}
}
