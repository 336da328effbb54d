package bleve

import (
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2/registry"
	"github.com/google/go-cmp/cmp"

	"dateline/analyzer"
	"dateline/corpus"
)

const text = "The U.S. and Israel’s negotiators have left the talks in good-faith, they said.\n\n“No,” they said in Doha."

// Bleve must see the same terms at the same positions as everyone else.
func TestStreamAnalyzer(t *testing.T) {
	a, err := analyzer.Starter()
	if err != nil {
		t.Fatal(err)
	}
	x := analyzer.New(a).Analyze(corpus.Article{ID: "1", Text: text})
	if len(x.Mentions) == 0 || len(x.Quotes) == 0 {
		t.Fatal("no layers over the words")
	}
	s := x.Stream("")
	tokens := StreamAnalyzer{s}.Analyze(nil)
	i := 0
	analyzer.StreamTerms(s, func(term string, pos int) {
		if i >= len(tokens) || string(tokens[i].Term) != term || tokens[i].Position != pos+1 || tokens[i].Start != s.Tokens[pos].Start {
			t.Fatalf("token %d: %v, want %s at %d", i, tokens[i], term, pos)
		}
		i++
	})
	if i != len(tokens) {
		t.Errorf("%d tokens, want %d", len(tokens), i)
	}
}

// The registered analyzer gives the words that a query's words fold to, and their stems.
func TestRegisteredAnalyzer(t *testing.T) {
	a, err := registry.NewCache().AnalyzerNamed(Name)
	if err != nil {
		t.Fatal(err)
	}
	var words, stems []string
	for _, token := range a.Analyze([]byte(text)) {
		term := string(token.Term)
		if stem, ok := strings.CutPrefix(term, corpus.StemMark); ok {
			stems = append(stems, stem)
		} else if !strings.ContainsAny(term, "<") {
			words = append(words, term)
		}
	}
	if diff := cmp.Diff(new(analyzer.Authority).Tokens(text), words); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(strings.Join(stems, " "), "negoti") {
		t.Errorf("stems %q, want that of negotiators among them", stems)
	}
}
