package analyzer

import (
	"strings"
	"testing"

	"dateline/corpus"

	"github.com/google/go-cmp/cmp"
)

func foundNames(t *testing.T, r *recogniser, s string, known func(*text) []match) []string {
	t.Helper()
	x := newText("", s)
	var hits []match
	if known != nil {
		hits = known(x)
	}
	var out []string
	for _, n := range r.names(x, hits) {
		out = append(out, string(n.typ)+" "+s[x.tokens[n.first].Start:x.tokens[n.last-1].End])
	}
	return out
}

func TestShippedModelFindsNames(t *testing.T) {
	r := newRecogniser(nil)
	for _, c := range []struct {
		text string
		want []string
	}{
		{"The harbour was closed, said Ingrid Halvorsen, a spokeswoman for the Bergen Port Authority.",
			[]string{"person Ingrid Halvorsen", "organisation Bergen Port Authority"}},
		{"Officials in Nairobi met Samuel Otieno on Tuesday.", []string{"place Nairobi", "person Samuel Otieno"}},
		{"Nothing here has a name at all.", nil},
		{"", nil},
	} {
		if diff := cmp.Diff(c.want, foundNames(t, r, c.text, nil)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.text, diff)
		}
	}
}

func TestAuthorityIsEvidence(t *testing.T) {
	row := corpus.Entity{ID: "quaxland", Name: "Quax", Type: corpus.Place}
	a := newAuthority([]corpus.Entity{row})
	got := strings.Join(foundNames(t, newRecogniser(a), "They walked to Quax on foot.", a.match), ",")
	if got != "place Quax" {
		t.Errorf("got %q, want the place that the authority names", got)
	}
}
