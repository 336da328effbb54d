package index

import (
	"fmt"
	"slices"
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
