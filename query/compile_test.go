package query

import "testing"

// TestInflects reads queries with and without a word that has forms.
func TestInflects(t *testing.T) {
	for text, want := range map[string]bool{
		`talks`:                        true,
		`"talks"`:                      false,
		`"good faith" AND NOT "talks"`: false,
		`"good faith" NEAR/5 talks`:    true,
		`title:"talks"`:                false,
		`title:(x OR "y")`:             true,
		`negotiat* actor:obama *`:      false,
		`quote:talks`:                  true,
	} {
		n, _, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := inflects(n); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}
