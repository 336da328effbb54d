package main

import (
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"dateline/corpus"
	"dateline/query"
)

func kwicCommand() command {
	return command{
		name:  "kwic",
		brief: "print every match in its context, a line each",
		args:  "QUERY…",
		about: `A concordance: the words to the left, the match, the words to the right. Articles
come in order of publication, then id; every match of every article is printed.`,
		examples: [2]string{`dateline kwic --in seeds '"good faith"'`, `dateline kwic --json --width 100 'actor:"Steve Witkoff" NEAR/10 hamas'`},
		codes:    []int{codeNoHit, codePartial, codeIO, codeDamaged, codeNoIndex, codeNoCluster},
		flags: append(append(viewFlags(), queryFlags()...), jsonFlag(),
			&cli.IntFlag{Name: "width", Usage: "`N` characters of context on each side", Value: 40}),
		run: (*session).kwic,
	}
}

// concordance is a line of kwic --json. Start and End are bytes of Field.
type concordance struct {
	Article   string        `json:"article"`
	Outlet    corpus.Outlet `json:"outlet"`
	Published corpus.Date   `json:"published"`
	Field     string        `json:"field"`
	Start     int           `json:"start"`
	End       int           `json:"end"`
	Left      string        `json:"left"`
	Match     string        `json:"match"`
	Right     string        `json:"right"`
}

func (s *session) kwic(c *cli.Context) error {
	v, err := s.view(c)
	if err != nil {
		return err
	}
	compiled, err := v.compile(c.Context, queryText(c.Args().Slice()), options(c))
	if err != nil {
		return err
	}
	s.notes(compiled.Notes)
	lines := 0
	for hit, err := range v.Scan(c.Context, compiled.Request) {
		if err != nil {
			return err
		}
		spans, _ := query.Match(compiled.Request.Query, hit.Article)
		for _, span := range spans {
			lines++
			line := concord(hit.Article, span, c.Int("width"))
			if !c.Bool("json") {
				s.concordanceLine(line, c.Int("width"))
			} else if err := writeJSON(s.out, line); err != nil {
				return err
			}
		}
	}
	return noHit(lines, v.refused)
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

// concord cuts the context of a span out of its field.
func concord(a *corpus.Annotated, span query.Found, width int) concordance {
	text := fieldText(a, span.Field)
	return concordance{
		Article: a.ID, Outlet: a.Outlet, Published: a.Published, Field: span.Field, Start: span.Start, End: span.End,
		Left:  text[backward(text, span.Start, width):span.Start],
		Match: text[span.Start:span.End],
		Right: text[span.End:forward(text, span.End, width)],
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

// backward returns the offset n characters in front of at.
func backward(text string, at, n int) int {
	for ; n > 0 && at > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	return at
}

// forward returns the offset n characters behind at.
func forward(text string, at, n int) int {
	for ; n > 0 && at < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}

func (s *session) concordanceLine(l concordance, width int) {
	left, right := spaced(l.Left), spaced(l.Right)
	pad := max(0, width-utf8.RuneCountInString(left))
	s.printf("%s%s%s%s  %s\n", strings.Repeat(" ", pad), left, s.mark(spaced(l.Match)), right, s.faint(clean(l.Article)))
}

// spaced is text with every white space character as a space, so that its width stays.
func spaced(text string) string {
	return clean(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r == '\r' {
			return ' '
		}
		return r
	}, text))
}
