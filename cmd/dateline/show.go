package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"dateline/corpus"
	"dateline/query"
)

func showCommand() command {
	return command{
		name:     "show",
		brief:    "print one article with what was found in it",
		args:     "ID…",
		about:    "An id is what search prints with --json; for a text file it is its path below the\nfolder that was indexed.",
		examples: [2]string{"dateline show 004_f0d98e286d5ab5c8.txt --in seeds", "dateline show --json 2025/07/a.txt | jq .quotes"},
		codes:    []int{codeNoHit, codePartial, codeIO, codeDamaged, codeLocked, codeNoIndex, codeNoCluster},
		flags:    []cli.Flag{inFlag(), indexFlag(), authorityFlag(), jsonFlag()},
		run:      (*session).show,
	}
}

func (s *session) show(c *cli.Context) error {
	v, err := s.view(c)
	if err != nil {
		return err
	}
	for _, id := range c.Args().Slice() {
		a, err := v.Get(c.Context, id)
		if isNoArticle(err) {
			return noArticle(id)
		}
		if err != nil {
			return err
		}
		if c.Bool("json") {
			err = writeJSON(s.out, shown(a))
		} else {
			s.article(a)
		}
		if err != nil {
			return err
		}
	}
	return v.refused
}

// noArticle tells of an id that the index does not hold.
func noArticle(id string) error {
	return fmt.Errorf("%s: %w%w; search prints the ids there are", id, query.ErrNoArticle, silent{errNoHit})
}

// showing is what show and analyze print of an article, schema 1.
type showing struct {
	Schema   int                  `json:"schema"`
	Article  articleView          `json:"article"`
	Mentions []corpus.Mention     `json:"mentions"`
	Quotes   []corpus.Quote       `json:"quotes"`
	Dates    []corpus.DateMention `json:"dates"`
	Notes    []corpus.Note        `json:"notes"` // what analysis saw and did not take
}

func shown(a *corpus.Annotated) showing {
	return showing{schema, viewOf(&a.Article), some(a.Mentions), some(a.Quotes), some(a.Dates), some(a.Notes)}
}

// some is list, never nil, so that JSON says [].
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// article prints a for people: what is known of it, its text, its quotes, and the
// entities in the order in which they come.
func (s *session) article(a *corpus.Annotated) {
	s.printf("%s\n", s.bold(clean(headline(a))))
	for _, f := range facts(a) {
		s.printf("%-10s %s\n", f[0], clean(f[1]))
	}
	s.printf("\n%s\n", strings.TrimRight(cleanText(a.Text), "\n"))
	if len(a.Quotes) > 0 {
		s.printf("\n%s\n", s.bold("Quotes"))
	}
	for _, q := range a.Quotes {
		s.printf("  %s: «%s» (%s)\n", clean(speakerName(q.Speaker)), flat(q.Text), q.Kind)
		if q.Note != "" {
			s.printf("    %s\n", s.faint(clean(q.Note)))
		}
	}
	for i, n := range a.Notes {
		if i == 0 {
			s.printf("\n%s\n", s.bold("Notes"))
		}
		s.printf("  %d-%d  %s\n", n.Start, n.End, clean(n.Text))
	}
	if list := entityCounts(a); len(list) > 0 {
		s.printf("\n%s\n", s.bold("Mentions"))
		for _, e := range list {
			s.printf("  %3d  %s\n", e.count, clean(e.text))
		}
	}
}

// headline is the title, or the first words of the text.
func headline(a *corpus.Annotated) string {
	if t := strings.TrimSpace(a.Title); t != "" {
		return t
	}
	words := strings.Fields(a.Text)
	if len(words) > 12 {
		return strings.Join(words[:12], " ") + " …"
	}
	return strings.Join(words, " ")
}

func facts(a *corpus.Annotated) [][2]string {
	list := [][2]string{{"id", a.ID}, {"outlet", outletText(a.Outlet)}, {"published", dateText(a.Published)}}
	add := func(name, value string) {
		if value != "" {
			list = append(list, [2]string{name, value})
		}
	}
	add("byline", strings.Join(a.Byline, ", "))
	for _, o := range []struct {
		name   string
		outlet corpus.Outlet
	}{{"original", a.Original}, {"agency", a.Agency}} {
		if o.outlet.Known() {
			add(o.name, outletText(o.outlet))
		}
	}
	var cites []string
	for _, o := range a.Cites {
		cites = append(cites, o.Name)
	}
	add("cites", strings.Join(cites, ", "))
	add("url", a.URL)
	add("language", a.Language)
	add("first seen", a.FirstSeen)
	add("updated", a.Updated)
	return list
}

// outletText is the outlet's name, with how it is known unless it was given.
func outletText(o corpus.Outlet) string {
	switch {
	case !o.Known():
		return "outlet unknown"
	case o.Status == corpus.Given || o.Status == "":
		return o.Name
	}
	return fmt.Sprintf("%s (%s)", o.Name, o.Status)
}

func dateText(d corpus.Date) string {
	switch {
	case d.Value == "":
		return "date unknown"
	case d.Status == corpus.Inferred:
		return d.Value + " (inferred)"
	}
	return d.Value
}

func speakerName(sp *corpus.Speaker) string {
	if sp == nil {
		return "speaker unknown"
	}
	return sp.Name
}

type counted struct {
	text  string
	count int
}

// entityCounts lists the entities that a mentions, most often mentioned first.
func entityCounts(a *corpus.Annotated) []counted {
	at := map[string]int{}
	var list []counted
	for _, m := range a.Mentions {
		if m.Entity == "" {
			continue
		}
		i, seen := at[m.Entity]
		if !seen {
			i = len(list)
			at[m.Entity] = i
			list = append(list, counted{text: fmt.Sprintf("%s (%s)", m.Name, m.Type)})
		}
		list[i].count++
	}
	slices.SortStableFunc(list, func(a, b counted) int { return b.count - a.count })
	return list
}
