package analyzer

import (
	"testing"

	"dateline/corpus"
)

// TestAcronymInTitle: an acronym of the title that the text introduces far behind
// the title's length means what the text says.
func TestAcronymInTitle(t *testing.T) {
	a, err := Starter()
	if err != nil {
		t.Fatal(err)
	}
	found := New(a).Analyze(corpus.Article{ID: "x", Title: "ZQR meets",
		Text: "Farmers came from many villages to the town on Monday. They were invited by the Zonal Quarry Registry (ZQR), officials said."})
	ids := map[string]bool{}
	for _, m := range found.Mentions {
		if m.Text == "ZQR" {
			ids[m.Entity] = true
		}
	}
	if len(ids) != 1 || ids[""] {
		t.Errorf("ZQR means %v, want one entity in title and text", ids)
	}
}
