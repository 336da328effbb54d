package analyzer

import (
	"fmt"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2/registry"
	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
)

// exampleStream is "Witkoff said: “Hamas talks.” Doha" with every layer.
func exampleStream() corpus.Stream {
	t := newText("", "Witkoff said: “Hamas talks.”\n\nDoha")
	t.lang = "en"
	return t.stream([]corpus.Mention{
		{Start: 0, End: 7, Entity: "steve-witkoff", Type: corpus.Person, Role: corpus.RoleActor},
		{Start: 16, End: 21, Entity: "hamas", Type: corpus.ArmedGroup, Role: corpus.RoleActor},
		{Start: 16, End: 27, Entity: "~hamas-talks", Type: corpus.Organisation, Role: corpus.RoleActor},
		{Start: 33, End: 37, Entity: "doha", Type: corpus.Place, Role: corpus.RolePlace},
		{Start: 33, End: 37, Entity: "", Type: corpus.Place, Role: corpus.RolePlace},
		{Field: "title", Start: 0, End: 7, Entity: "elsewhere", Role: corpus.RoleActor},
	}, []corpus.Quote{{Start: 16, End: 28, Speaker: &corpus.Speaker{Entity: "steve-witkoff"}}, {Start: 22, End: 28}})
}

func TestStreamTerms(t *testing.T) {
	s := exampleStream()
	var got []string
	StreamTerms(&s, func(term string, pos int) { got = append(got, fmt.Sprint(pos, term)) })
	want := strings.Fields(`0<p 0<s 0witkoff 0@steve-witkoff 0#person 1said
		2<q 2!steve-witkoff 2hamas 2=hama 2@hamas 2#org 2@~hamas-talks
		3<q 3! 3talks 3=talk 3@~hamas-talks 3#org 3>q
		4<p 4<s 4doha 4%doha 4#place`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Bleve must see the same terms at the same positions as everyone else.
func TestStreamAnalyzer(t *testing.T) {
	s := exampleStream()
	tokens := StreamAnalyzer{&s}.Analyze(nil)
	i := 0
	StreamTerms(&s, func(term string, pos int) {
		if i >= len(tokens) || string(tokens[i].Term) != term || tokens[i].Position != pos+1 || tokens[i].Start != s.Tokens[pos].Start {
			t.Fatalf("token %d: %v, want %s at %d", i, tokens[i], term, pos)
		}
		i++
	})
	if i != len(tokens) {
		t.Errorf("%d tokens, want %d", len(tokens), i)
	}
}

// The registered analyzer gives the words that a query's words fold to.
func TestRegisteredAnalyzer(t *testing.T) {
	a, err := registry.NewCache().AnalyzerNamed(BleveName)
	if err != nil {
		t.Fatal(err)
	}
	text := "The U.S. and Israel’s negotiators have left the talks in good-faith, they said."
	var words []string
	for _, token := range a.Analyze([]byte(text)) {
		if term := string(token.Term); !strings.ContainsAny(term, "<=") {
			words = append(words, term)
		}
	}
	if diff := cmp.Diff(new(Authority).Tokens(text), words); diff != "" {
		t.Error(diff)
	}
}

// Streams of a stored article are those that its analysis made.
func TestStreamsAgain(t *testing.T) {
	z := New(newAuthority([]corpus.Entity{{ID: "hamas", Name: "Hamas", Type: corpus.ArmedGroup}}))
	first := z.Analyze(corpus.Article{Title: "Hamas speaks", Byline: []string{"Ann Lee"}, Text: "“We talked,” Hamas said in Doha."})
	again := corpus.Annotated{Article: first.Article, Mentions: first.Mentions, Quotes: first.Quotes}
	z.Streams(&again)
	for _, field := range []string{"title", "", "byline"} {
		if diff := cmp.Diff(first.Stream(field), again.Stream(field)); diff != "" {
			t.Errorf("%s: %s", field, diff)
		}
	}
}
