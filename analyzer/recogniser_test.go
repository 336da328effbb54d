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

// checkNames fails unless names are ordered, apart and within the tokens.
func checkNames(t *testing.T, r *recogniser, s string) int {
	x := newText("", s)
	last := 0
	got := r.names(x, nil)
	for _, n := range got {
		if n.first < last || n.last <= n.first || n.last > len(x.tokens) || n.score <= 0 || n.score > 1 {
			t.Fatalf("name %+v after token %d of %d", n, last, len(x.tokens))
		}
		if n.typ != corpus.Person && n.typ != corpus.Organisation && n.typ != corpus.Place {
			t.Fatalf("name of type %q", n.typ)
		}
		last = n.last
	}
	return len(got)
}

func TestLongTextsAreCutBetweenWords(t *testing.T) {
	s := strings.Repeat("Nothing happened there that day. ", 9000) + "Ingrid Halvorsen came."
	if n := checkNames(t, newRecogniser(nil), s); n == 0 {
		t.Error("no name found behind the first window")
	}
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"THE US AND Israel", "‘Utu Vava’u’s", "J. R. O’Neill-al-Sisi Jr.", "\xff A\u200b\ufeffB", "1st Army; 3M & Co."} {
		f.Add(s)
	}
	for _, unit := range units {
		f.Add(strings.Repeat(unit, 200))
	}
	r := newRecogniser(nil)
	f.Fuzz(func(t *testing.T, s string) { checkNames(t, r, s) })
}

func BenchmarkNames(b *testing.B) {
	s := strings.Repeat("The harbour was closed, said Ingrid Halvorsen, a spokeswoman for the Bergen Port Authority. It will open again on Monday, she told reporters in Oslo. ", 22)
	x, r := newText("", s), newRecogniser(nil)
	r.load()
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		r.names(x, nil)
	}
}
