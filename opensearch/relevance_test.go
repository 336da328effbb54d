package opensearch

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"dateline/query"
)

// TestClusterRelevance ranks the seed articles for the golden queries of the embedded
// index. The formulas differ, so that orders may; the bounds are that the same
// articles match, that the best of the one is among the first three of the other, and
// that nine in ten of all pairs of hits stand in the same order.
func TestClusterRelevance(t *testing.T) {
	golden, err := os.ReadFile("../index/testdata/relevance.txt")
	if err != nil {
		t.Fatal(err)
	}
	authority, z, all := world(t, 5)
	cluster, _ := both(t, authority, z, all[:5])
	agree, pairs, text := 0, 0, ""
	for line := range strings.Lines(string(golden)) {
		line = strings.TrimRight(line, "\n")
		if !strings.HasPrefix(line, " ") {
			text = line
			continue
		}
		c, err := query.Compile(t.Context(), cluster, authority, text, query.Options{Size: 10, Facets: []query.FacetRequest{}})
		if err != nil {
			t.Fatal(err)
		}
		r, err := cluster.Search(t.Context(), c.Request)
		if err != nil {
			t.Fatal(err)
		}
		place := map[string]int{}
		for i, h := range r.Hits {
			place[h.Article.ID[:3]] = i
		}
		total, order, _ := strings.Cut(strings.TrimSpace(line), ":")
		want := strings.Fields(order)
		if fmt.Sprint(r.Total) != total || len(place) != len(want) {
			t.Errorf("%s: %d articles %v, want %s", text, r.Total, place, line)
			continue
		}
		for i := range want {
			for j := range i {
				if pairs++; place[want[j]] < place[want[i]] {
					agree++
				}
			}
		}
		if len(want) > 0 && place[want[0]] > 2 {
			t.Errorf("%s: %s stands at %d, want it among the first three (%v)", text, want[0], place[want[0]]+1, place)
		}
	}
	t.Logf("%d of %d pairs stand in the same order", agree, pairs)
	if pairs == 0 || agree*10 < pairs*9 {
		t.Errorf("%d of %d pairs stand in the same order, want nine in ten", agree, pairs)
	}
}
