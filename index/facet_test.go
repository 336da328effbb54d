package index

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
	"dateline/query"
)

// TestFacetAgain asks each facet of some articles again and again, and in another zone
// between: what is made ready from the second time on counts as what is not, which the
// oracle holds against the articles.
func TestFacetAgain(t *testing.T) {
	r, x := random(t), openNew(t)
	var all []corpus.Annotated
	for i := range 200 {
		all = append(all, randomArticle(r, fmt.Sprint(i)))
	}
	for part := range slices.Chunk(all, 70) {
		if err := x.Put(t.Context(), slices.Values(part)); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Delete(t.Context(), []string{"3", "100"}); err != nil {
		t.Fatal(err)
	}
	s, err := x.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, name := range facetNames {
		first := map[string]query.Facet{}
		for n := range 8 {
			q := query.Request{Query: &query.Term{Terms: []string{"talks"}}, Facets: []query.FacetRequest{{Name: name, Interval: "month"}}}
			q.Zone = []string{"", "Asia/Tokyo"}[n%2]
			q.Size = n / 2 % 2 // without a page no set of the documents is made
			got, err := s.Search(t.Context(), q)
			if err != nil || got.Total == 0 {
				t.Fatal(got.Total, err)
			}
			if n < 2 {
				first[q.Zone] = got.Facets[0]
			} else if d := cmp.Diff(first[q.Zone], got.Facets[0]); d != "" {
				t.Errorf("%s, asked for the %d. time:\n%s", name, n+1, d)
			}
		}
	}
}

// TestFacetPopular counts an outlet of half the articles, one of a few, and articles
// without one, over words of many articles and of few, before and after deletions.
func TestFacetPopular(t *testing.T) {
	r, x := random(t), openNew(t)
	outlets, words := map[string]string{}, map[string][]string{}
	var all []corpus.Annotated
	for i := range 700 {
		a := corpus.Annotated{Article: corpus.Article{ID: fmt.Sprint(i), Text: "common"}}
		for _, w := range []string{"half", "twentieth"} {
			if r.IntN(map[string]int{"half": 2, "twentieth": 20}[w]) == 0 {
				a.Text += " " + w
			}
		}
		if n := r.IntN(200); n < 190 {
			a.Outlet = corpus.Outlet{ID: []string{"most", fmt.Sprint("rare-", n)}[r.IntN(2)], Status: corpus.Given}
		}
		outlets[a.ID], words[a.ID] = a.Outlet.ID, strings.Fields(a.Text)
		Streams(&a)
		all = append(all, a)
	}
	if err := x.Put(t.Context(), slices.Values(all)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for _, w := range []string{"common", "half", "twentieth", "none"} {
			want := map[string]int{}
			for id, outlet := range outlets {
				if slices.Contains(words[id], w) {
					want[outlet]++
				}
			}
			for n := range 3 {
				if d := cmp.Diff(want, outletsOf(t, x, w)); d != "" {
					t.Errorf("%s, asked for the %d. time: -by hand +counted:\n%s", w, n+1, d)
				}
			}
		}
		for id := range 70 {
			delete(outlets, fmt.Sprint(10*id))
			if err := x.Delete(t.Context(), []string{fmt.Sprint(10 * id)}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// outletsOf counts the articles with a word by outlet, "" for none.
func outletsOf(t *testing.T, x *Index, word string) map[string]int {
	t.Helper()
	s, err := x.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	found, err := s.Search(t.Context(), query.Request{Query: term(word), Facets: []query.FacetRequest{{Name: "outlet"}}})
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, v := range found.Facets[0].Values {
		counts[v.ID] = v.Count
	}
	if n := found.Facets[0].Missing; n > 0 {
		counts[""] = n
	}
	return counts
}
