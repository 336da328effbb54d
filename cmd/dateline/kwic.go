package main

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"dateline/query"
)

func kwicCommand() command {
	return command{
		name:  "kwic",
		brief: "print every match in its context, a line each",
		args:  "QUERY…",
		about: `A concordance: the words to the left, the match, the words to the right. Articles
come in order of publication, then id; every match of every article is printed.`,
		examples: [2]string{`dateline kwic --in seeds '"good faith"'`, `dateline kwic --json --words 20 --sort right 'actor:"Steve Witkoff" NEAR/10 hamas'`},
		codes:    []int{codeNoHit, codePartial, codeIO, codeDamaged, codeLocked, codeNoIndex, codeNoCluster},
		flags: append(append(viewFlags(), queryFlags()...), jsonFlag(),
			&cli.IntFlag{Name: "words", Usage: "`N` words of context on each side", Value: 10},
			&cli.BoolFlag{Name: "sentence", Usage: "print the whole sentences that the match touches"},
			&cli.StringFlag{Name: "sort", Usage: "`BY` the words to the left, to the right, or of the match (default: by article)"}),
		run: (*session).kwic,
	}
}

// columnWidth bounds the left column on paper and screens.
const columnWidth = 60

func (s *session) kwic(c *cli.Context) error {
	v, compiled, err := s.compiled(c, options(c))
	if err != nil {
		return err
	}
	s.notes(compiled.Notes)
	lines := 0
	how := query.Concordance{Words: c.Int("words"), Sentence: c.Bool("sentence"), Sort: c.String("sort")}
	for line, err := range compiled.Lines(c.Context, v, how) {
		if err != nil {
			return err
		}
		lines++
		if !c.Bool("json") {
			s.concordanceLine(line)
		} else if err := writeJSON(s.out, line); err != nil {
			return err
		}
	}
	if lines == 0 {
		s.warn("no match")
		if err := s.suggest(c.Context, v, compiled); err != nil {
			return err
		}
	}
	return noHit(lines, v.refused)
}

// suggest tells why no article matches, if none does.
func (s *session) suggest(ctx context.Context, v view, compiled *query.Compiled) error {
	all, err := compiled.Suggest(ctx, v)
	s.suggestions(all)
	return err
}

// noHit is the outcome of a search with n results over what refused says of its folder.
func noHit(n int, refused error) error {
	if n == 0 && refused == nil {
		return errNoHit
	}
	return refused
}

// notes tells how a query was read, on stderr.
func (s *session) notes(notes []string) {
	for _, n := range notes {
		s.warn("note: %s", n)
	}
}

// concordanceLine prints a line with the matches below one another, unless the left
// context is too long for that.
func (s *session) concordanceLine(l query.Line) {
	left := inline(l.Left)
	pad := max(0, columnWidth-utf8.RuneCountInString(left))
	s.printf("%s%s%s%s  %s\n", strings.Repeat(" ", pad), left, s.mark(inline(l.Match)), inline(l.Right), s.faint(clean(l.Article)))
}
