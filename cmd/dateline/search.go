package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"dateline/corpus"
	"dateline/query"
)

func searchCommand() command {
	return command{
		name:  "search",
		brief: "find articles, with passages and facets",
		args:  "QUERY…",
		about: `Words side by side must all stand in an article, in any of their forms. "A phrase"
is exact. AND, OR, NOT, parentheses, NEAR/5, fields such as title: actor: place:
outlet: speaker: quote: date:, and more: see docs/query.md. * alone matches every
article. A query that begins with - goes behind --.`,
		examples: [2]string{"dateline search --in seeds 'Witkoff good faith'", `dateline search --outlet 'Fox News' --since 2025-07 'actor:@steve-witkoff NEAR/10 "good faith"' --json`},
		codes:    []int{codeNoHit, codePartial, codeIO, codeDamaged, codeLocked, codeNoIndex, codeNoCluster},
		flags: append(append(viewFlags(),
			&cli.IntFlag{Name: "size", Usage: "`N` articles to print", Value: 10},
			&cli.StringFlag{Name: "after", Usage: "`CURSOR` that the page before ended with"},
			&cli.StringFlag{Name: "sort", Usage: "`ORDER`: score, date (oldest first) or -date (default score)"},
			facetFlag(), distinctFlag(),
			jsonFlag()), queryFlags()...),
		run: (*session).search,
	}
}

func distinctFlag() cli.Flag {
	return &cli.BoolFlag{Name: "distinct", Usage: "count and print one article of each group of near-copies"}
}

func (s *session) search(c *cli.Context) error {
	o := options(c)
	o.Size, o.After, o.Sort, o.Distinct = c.Int("size"), c.String("after"), query.Sort(c.String("sort")), c.Bool("distinct")
	var err error
	if o.Facets, err = facets(c.StringSlice("facet"), facetRows); err != nil {
		return err
	}
	v, answer, err := s.ask(c, o)
	if err != nil {
		return err
	}
	if c.Bool("json") {
		if err := writeJSON(s.out, answer); err != nil {
			return err
		}
	} else {
		s.answer(answer, c.IsSet("facet"))
	}
	return noHit(answer.Total, v.refused)
}

// ask opens the view and asks it what the command line says; a view that is lost
// meanwhile is opened again, and all of it asked of the new one.
func (s *session) ask(c *cli.Context, o query.Options) (v view, a *query.Answer, err error) {
	for range 3 {
		var compiled *query.Compiled
		if v, compiled, err = s.compiled(c, o); err == nil {
			a, err = compiled.Ask(c.Context, v)
		}
		if !errors.Is(err, query.ErrExpired) {
			break
		}
	}
	return v, a, err
}

// facetRows is how many values of a facet search prints.
const facetRows = 10

// answer prints hits and facets for people, asked those that --facet names. How the
// query was read goes to stderr.
func (s *session) answer(a *query.Answer, asked bool) {
	s.notes(a.Query.Notes)
	s.forms(a.Forms)
	if a.Total == 0 {
		s.nothing(a)
		return
	}
	s.printf("%s\n", s.bold(totalLine(a)))
	for _, h := range a.Hits {
		s.hit(h)
	}
	s.facetTables(a.Facets, asked)
	if a.Next != "" {
		s.warn("%d of %d articles printed; the next ones: --after %s", len(a.Hits), a.Total, a.Next)
	}
}

// totalLine is the number of articles and, for bare words, the ladder.
func totalLine(a *query.Answer) string {
	line := count(a.Total, "article")
	l := a.Ladder
	if l == nil || l.Phrase == nil {
		return line
	}
	if l.All == a.Total {
		line += " with all words"
	} else {
		line += fmt.Sprintf("; %d with all words", l.All)
	}
	if l.Run == "" {
		return line + "; no two of them side by side"
	}
	return line + fmt.Sprintf("; %d with “%s”, %d within a quote", *l.Phrase, clean(l.Run), *l.Quoted)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (s *session) hit(h query.AnswerHit) {
	s.printf("\n%s\n", s.bold(flat(headline(h.Article))))
	line := outletText(h.Article.Outlet) + " · " + dateText(h.Article.Published) + " · " + h.ID
	if n := len(h.Copies); n > 0 {
		line += fmt.Sprintf(" · and %d near-copies", n)
	}
	s.printf("  %s\n", s.faint(clean(line)))
	for _, p := range h.Snippets {
		s.printf("  %s\n", s.passage(h.Article, p))
	}
}

// passage is a snippet with its spans marked.
func (s *session) passage(a *corpus.Annotated, p query.Snippet) string {
	text := fieldText(a, p.Field)
	out, at := "", p.Start
	for _, span := range p.Spans {
		out += inline(text[at:span[0]]) + s.mark(inline(text[span[0]:span[1]]))
		at = span[1]
	}
	out += inline(text[at:p.End])
	if p.Field != "text" {
		out = p.Field + ": " + out
	}
	return out
}

// inline is text on one line: each run of white space becomes one space.
func inline(text string) string {
	return clean(spaces.ReplaceAllString(text, " "))
}

func (s *session) nothing(a *query.Answer) {
	s.warn("no article matches")
	s.suggestions(a.Suggestions)
}

// suggestions tells which clause no article holds, and what the collection has instead.
func (s *session) suggestions(all []query.Suggestion) {
	for _, g := range all {
		line := fmt.Sprintf("  %s: %s", g.Clause, g.Reason)
		if g.Count > 0 {
			line += fmt.Sprintf(" (%s without it)", count(g.Count, "article"))
		}
		for i, w := range g.Words {
			line += map[bool]string{true: "; the collection has ", false: ", "}[i == 0] + w
		}
		s.warn("%s", line)
	}
}

// forms tells which words of the collection the unquoted ones stand for.
func (s *session) forms(forms []query.Forms) {
	for _, f := range forms {
		line := f.Typed + " matches "
		for i, w := range f.Words {
			if i > 0 {
				line += ", "
			}
			line += w
		}
		if f.More > 0 {
			line += fmt.Sprintf(" and %d more", f.More)
		}
		s.warn("note: %s", line)
	}
}

func fieldText(a *corpus.Annotated, field string) string {
	switch field {
	case "title":
		return a.Title
	case "byline":
		return strings.Join(a.Byline, ", ")
	}
	return a.Text
}
