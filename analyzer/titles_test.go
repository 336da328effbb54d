package analyzer

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTitlesOfWorksAreNoQuotations(t *testing.T) {
	for _, c := range []struct {
		s            string
		quoted, work []string
	}{
		{"She wrote the novel “A Bend in the River” last year.", nil, []string{"A Bend in the River"}},
		{"He released a memo titled “The Facts on Where It Stands.”", nil, []string{"The Facts on Where It Stands."}},
		{"He said so on CNN’s “Inside the Day.”", nil, []string{"Inside the Day."}},
		{"According to “Three Roads to Power,” by Ann White, he lost.", nil, []string{"Three Roads to Power,"}},
		{"“I read the book ‘A Bend in the River’ twice,” she said.", []string{"I read the book ‘A Bend in the River’ twice,"}, []string{"A Bend in the River"}},
		// speech, though in title case or beside such a word
		{"He tweeted “Make Our Roads Safe Again” on Monday.", []string{"Make Our Roads Safe Again"}, nil},
		{"They wore “Make Our Roads Safe Again” hats.", []string{"Make Our Roads Safe Again"}, nil},
		{"He called her book “a long and tedious insult.”", []string{"a long and tedious insult."}, nil},
		{"The book “is full of lies about me,” he said.", []string{"is full of lies about me,"}, nil},
		{"He said on “Monday” that he would go.", []string{"Monday"}, nil},
		{"The report said: “Hamas Is Not Ready.”", []string{"Hamas Is Not Ready."}, nil},
	} {
		x := newText("", c.s)
		var quoted, work []string
		list, notes := quotes(x, nil)
		for _, q := range list {
			if q.Kind != "indirect" {
				quoted = append(quoted, q.Text)
			}
		}
		spans, _ := quotedSpans(c.s, []int{0}, false)
		_, dropped := x.titles(spans)
		for _, sp := range dropped {
			work = append(work, c.s[sp.start:sp.end])
		}
		if diff := cmp.Diff(c.quoted, quoted); diff != "" {
			t.Errorf("%s\nquotations\n%s", c.s, diff)
		}
		if diff := cmp.Diff(c.work, work); diff != "" {
			t.Errorf("%s\ntitles\n%s", c.s, diff)
		}
		if len(notes) != len(c.work) {
			t.Errorf("%s: notes %v, want one for each title", c.s, notes)
		}
	}
}
