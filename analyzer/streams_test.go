package analyzer

import (
	"fmt"
	"strings"
	"testing"

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
