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
		// speech, though in title case or beside such a word
		{"He tweeted “Make Our Roads Safe Again” on Monday.", []string{"Make Our Roads Safe Again"}, nil},
		{"The “Stop the Steal” chants went on.", []string{"Stop the Steal"}, nil},
		{"White Says Roads Are ‘Not as Safe as They Were’", []string{"Not as Safe as They Were"}, nil},
		{"“We will win this time,” by Donald Brown's count, is his refrain.", []string{"We will win this time,"}, nil},
		{"He was called “a liar and a thief,” by Ann White, his aunt.", []string{"a liar and a thief,"}, nil},
		{"He called her book “a long and tedious insult.”", []string{"a long and tedious insult."}, nil},
		{"The book “is full of lies about me,” he said.", []string{"is full of lies about me,"}, nil},
		{"He said on “Monday” that he would go.", []string{"Monday"}, nil},
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
