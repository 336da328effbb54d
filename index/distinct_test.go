package index

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
	"dateline/query"
)

// TestDistinct prints one wire text in three outlets, and counts it once.
func TestDistinct(t *testing.T) {
	x, err := Open(t.TempDir(), Options{Write: true, Streams: Streams})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	words := func(from, to int) string {
		var b strings.Builder
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, "w%s talk%s ", strings.Repeat("x", i%7), strings.Repeat("y", i%11+i/5))
		}
		return b.String()
	}
	article := func(id, outlet, day, text string) corpus.Annotated {
		a := corpus.Annotated{Article: corpus.Article{ID: id, Text: text, Outlet: corpus.Outlet{ID: outlet}, Published: corpus.Date{Value: day}}}
		Streams(&a)
		return a
	}
	for _, a := range []corpus.Annotated{
		article("a", "one", "2025-07-25", words(0, 90)), article("b", "two", "2025-07-24", words(0, 90)),
		article("c", "three", "", words(0, 84)), article("d", "one", "2025-07-23", words(300, 380)),
	} {
		if err := x.Put(context.Background(), slices.Values([]corpus.Annotated{a})); err != nil {
			t.Fatal(err)
		}
	}
	s, err := x.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ask := func(r query.Request) (got []string, total int, outlets map[string]int) {
		r.Query, r.Size, r.Sort, r.Distinct = &query.All{}, 10, query.ByDate, true
		r.Facets = []query.FacetRequest{{Name: "outlet"}}
		res, err := s.Search(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range res.Hits {
			got = append(got, strings.Join(append([]string{h.Article.ID}, h.Copies...), " "))
		}
		outlets = map[string]int{}
		for _, v := range res.Facets[0].Values {
			outlets[v.ID] = v.Count
		}
		return got, res.Total, outlets
	}
	got, total, outlets := ask(query.Request{})
	if d := cmp.Diff([]string{"d", "b a c"}, got); d != "" || total != 2 {
		t.Errorf("total %d, hits:\n%s", total, d)
	}
	if d := cmp.Diff(map[string]int{"one": 1, "two": 1}, outlets); d != "" {
		t.Errorf("outlets:\n%s", d)
	}
	got, total, outlets = ask(query.Request{Filters: []query.Filter{{Facet: "outlet", IDs: []string{"one", "three"}}}})
	if d := cmp.Diff([]string{"d", "a c"}, got); d != "" || total != 2 {
		t.Errorf("filtered: total %d, hits:\n%s", total, d)
	}
	if d := cmp.Diff(map[string]int{"one": 1, "two": 1}, outlets); d != "" {
		t.Errorf("outlets of the filtered:\n%s", d)
	}
}
