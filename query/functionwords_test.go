package query

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRepeated: a leaf counts less each time that the query has it again, in all more
// than once and less than in proportion.
func TestRepeated(t *testing.T) {
	oil := func() Node { return &Term{Typed: "Oil", Terms: []string{"=oil"}} }
	pattern := &Pattern{Text: "oil*", Kind: Wildcard}
	got := Repeated([]Node{oil(), &Term{Typed: "oils", Terms: []string{"oils"}}, oil(), pattern, oil(), pattern})
	two, three := 9.0/10, 9.0/11
	if d := cmp.Diff([]float64{three, 1, three, two, three, two}, got); d != "" {
		t.Error(d)
	}
}
