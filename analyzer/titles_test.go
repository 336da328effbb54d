package analyzer

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What stands between marks and is no speech is noted and is no quotation.
func TestNamesAreNoQuotations(t *testing.T) {
	for _, c := range []struct {
		s             string
		quoted, named []string
	}{
		{"She wrote the novel “A Bend in the River” last year.", nil, []string{"A Bend in the River"}},
		{"He released a memo titled “The Facts on Where It Stands.”", nil, []string{"The Facts on Where It Stands."}},
		{"He said so on CNN’s “Inside the Day.”", nil, []string{"Inside the Day."}},
		{"According to “Three Roads to Power,” by Ann White, he lost.", nil, []string{"Three Roads to Power,"}},
		{"“I read the book ‘A Bend in the River’ twice,” she said.", []string{"I read the book ‘A Bend in the River’ twice,"}, []string{"‘A Bend in the River’"}},
		{"The movie, “13 Hours: The Secret Soldiers of the Bay,” is new.", nil, []string{"13 Hours: The Secret Soldiers of the Bay,"}},
		{"He will be on “The Long View” and “The Late Talk With Ann White,” among others.", nil, []string{"The Long View", "The Late Talk With Ann White,"}},
		{"FAREWELL—“The old bridge to close in spring,” by the Daily's Ann White: “It will close.”", []string{"It will close."}, []string{"The old bridge to close in spring,"}},
		{"“‘Bridges’ to play in the north,” by Ann White", nil, []string{"‘Bridges’ to play in the north,", "‘Bridges’"}},
		{"He was the founder of “Old Friends for the River 2008.”", nil, []string{"Old Friends for the River 2008."}},
		{"Letters were addressed simply to “Mr. and Mrs. White, Charlottetown, PE.”", nil, []string{"Mr. and Mrs. White, Charlottetown, PE."}},
		{"They wore “Make Our Roads Safe Again” hats.", nil, []string{"Make Our Roads Safe Again"}},
		{`See <a href="the long way home" target="_blank">here</a>.`, nil, []string{"the long way home", "_blank"}},
		{"An article headlined “Why the river ran dry” said so.", nil, []string{"Why the river ran dry"}},
		{"The study, “Rivers that run dry,” was short.", nil, []string{"Rivers that run dry,"}},
		{"In Ann White's column on Aug. 10, “The talking must stop,” the mayor is blamed.", nil, []string{"The talking must stop,"}},
		{"So popular was the slogan “one river at a time” that it stayed.", nil, []string{"one river at a time"}},
		{"It is a rule known as “first come and first served.”", nil, []string{"first come and first served."}},
		{"“A river for all!” (party poster, 2003) — “No more roads” (2007).", nil, []string{"A river for all!", "No more roads"}},
		{"The “one river at a time” campaign began.", nil, []string{"one river at a time"}},
		{"They began the “rivers for everyone initiative” in May.", nil, []string{"rivers for everyone initiative"}},
		{"Donald Brown Wears ‘Make Our Roads Safe Again’ Hats", nil, []string{"‘Make Our Roads Safe Again’"}},
		{"He told “The Late Talk With Ann White” that it rained.", nil, []string{"The Late Talk With Ann White"}},
		{"In a book about the war, “The Long Road to Here,” he says why.", nil, []string{"The Long Road to Here,"}},
		{"Seen in “The Long Road to Here,” a film by Ann White.", nil, []string{"The Long Road to Here,"}},
		{"-- “River Falls To Lowest Mark In Years.” (The Daily)", nil, []string{"River Falls To Lowest Mark In Years."}},
		{"‘We were so alone’\n\n“I cried every night. We were so alone,” she said.", []string{"I cried every night. We were so alone,"}, []string{"We were so alone"}},
		// speech, though in title case or beside such a word
		{"He tweeted “Make Our Roads Safe Again” on Monday.", []string{"Make Our Roads Safe Again"}, nil},
		{"The “Stop the Steal” chants went on.", []string{"Stop the Steal"}, nil},
		{"White Says Roads Are ‘Not as Safe as They Were’", []string{"Not as Safe as They Were"}, nil},
		{"“We will win this time,” by Donald Brown's count, is his refrain.", []string{"We will win this time,"}, nil},
		{"He was called “a liar and a thief,” by Ann White, his aunt.", []string{"a liar and a thief,"}, nil},
		{"He called her book “a long and tedious insult.”", []string{"a long and tedious insult."}, nil},
		{"The book “is full of lies about me,” he said.", []string{"is full of lies about me,"}, nil},
		{"He said on “Monday” that he would go.", []string{"Monday"}, nil},
		{"In the study: “Rivers run dry in the summer.”", []string{"Rivers run dry in the summer."}, nil},
		{"As it is put in the article, “Rivers run dry in the summer.”", []string{"Rivers run dry in the summer."}, nil},
		{"He used the phrase “a card for every member of it” again.", []string{"a card for every member of it"}, nil},
		{"“Ask what you can do” (Kennedy, 1961).", []string{"Ask what you can do"}, nil},
		{"As I write in my book, “When rivers run dry we all”", []string{"When rivers run dry we all"}, nil},
		{"It is what Brown has billed as “the end of every river.”", []string{"the end of every river."}, nil},
		{"PAPER PRINTS OP-ED ‘AN AFFRONT TO EVERY RIVER’", []string{"AN AFFRONT TO EVERY RIVER"}, nil},
		{"It mocks the mayor's old phrase “where are the rivers now” again.", []string{"where are the rivers now"}, nil},
		{"His “not me, not now” remark came late.", []string{"not me, not now"}, nil},
		{"He told the Long View magazine in May, “They did not come, these people.”", []string{"They did not come, these people."}, nil},
		{"“We were so alone,” she said.\n\n“We were so alone,” her brother said.", []string{"We were so alone,", "We were so alone,"}, nil},
		{"“We were so alone.”\n\n“We were so alone.”", []string{"We were so alone.", "We were so alone."}, nil},
		{"The report said: “Hamas Is Not Ready.”", []string{"Hamas Is Not Ready."}, nil},
	} {
		x := newText("", c.s)
		var quoted, named []string
		list, notes := quotes(x, nil)
		for _, q := range list {
			if q.Kind != "indirect" {
				quoted = append(quoted, q.Text)
			}
		}
		for _, n := range notes {
			named = append(named, strings.Trim(c.s[n.Start:n.End], "“”\""))
		}
		if diff := cmp.Diff(c.quoted, quoted); diff != "" {
			t.Errorf("%s\nquotations\n%s", c.s, diff)
		}
		if diff := cmp.Diff(c.named, named); diff != "" {
			t.Errorf("%s\nnames\n%s", c.s, diff)
		}
	}
}
