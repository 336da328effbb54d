package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"dateline/index"
	"dateline/query"
)

func compareCommand() command {
	return command{
		name:  "compare",
		brief: "set outlets, or any parts of a result, side by side",
		args:  "QUERY…",
		about: `Who is named, who is quoted, which places, and when first, in each part. A side is
FACET:VALUE or not-FACET:VALUE; without --side, the outlets with most articles. A
count is of the matching articles of its side; behind it stand the share, its 95 %
interval (Wilson), and the day of the first such article.`,
		examples: [2]string{"dateline compare --in seeds 'Witkoff good faith'", "dateline compare --side outlet:Politico --side 'outlet:Fox News' --json ceasefire"},
		codes:    []int{codeNoHit, codePartial, codeIO, codeDamaged, codeNoIndex, codeNoCluster},
		flags: append(append(viewFlags(), queryFlags()...), jsonFlag(),
			&cli.StringSliceFlag{Name: "side", Usage: "`FACET:VALUE` to compare; may be repeated"},
			&cli.IntFlag{Name: "size", Usage: "`N` values of each facet, 0 for all", Value: 10}),
		run: (*session).compare,
	}
}

func (s *session) compare(c *cli.Context) error {
	v, err := s.view(c)
	if err != nil {
		return err
	}
	var sides []query.Side
	for _, text := range c.StringSlice("side") {
		side, err := query.ReadSide(text)
		if err != nil {
			return usageError{err.Error()}
		}
		sides = append(sides, side)
	}
	found, err := query.Compare(c.Context, v, v.authority, queryText(c.Args().Slice()), options(c), sides, c.Int("size"))
	if err != nil {
		if c.Context.Err() == nil && !errors.Is(err, index.ErrDamaged) && !fromCluster(err) {
			err = fmt.Errorf("%w%w", err, silent{usageError{}})
		}
		return err
	}
	total := 0
	for _, side := range found.Sides {
		total += side.Total
	}
	if c.Bool("json") {
		if err := writeJSON(s.out, found); err != nil {
			return err
		}
		return noHit(total, v.refused)
	}
	s.notes(found.Query.Notes)
	if len(found.Sides) == 0 {
		s.warn("no article matches")
	}
	s.sides(found)
	return noHit(total, v.refused)
}

// sides prints a block for each facet, a line for each value and side.
func (s *session) sides(found *query.Comparison) {
	width := 0
	for _, side := range found.Sides {
		width = max(width, len([]rune(clean(side.Name))))
	}
	for _, side := range found.Sides {
		name := clean(side.Name)
		s.printf("%s%s  %s%s\n", s.bold(name), strings.Repeat(" ", width-len([]rune(name))), count(side.Total, "article"), sinceFirst(side.First))
	}
	for _, f := range found.Facets {
		if len(f.Values) == 0 {
			continue
		}
		s.printf("\n%s\n", s.bold(f.Name))
		for _, value := range f.Values {
			s.compared(found, value, width)
		}
		if more := f.Distinct - len(f.Values); more > 0 {
			s.printf("  %s\n", s.faint("and "+count(more, "other value")))
		}
	}
}

func (s *session) compared(found *query.Comparison, value query.ComparedValue, width int) {
	name := value.Name
	if name == "" {
		name = value.ID
	}
	s.printf("  %s  %s\n", clean(name), s.faint(clean(value.ID)))
	for i, n := range value.Counts {
		side := clean(found.Sides[i].Name)
		pad := strings.Repeat(" ", max(0, width-len([]rune(side))))
		s.printf("    %s%s  %4d of %-4d  %3.0f %% (%.0f to %.0f)%s\n", side, pad, n.Count, n.Of, 100*n.Share, 100*n.Low, 100*n.High, s.faint(sinceFirst(n.First)))
	}
}

func sinceFirst(f *query.FirstMention) string {
	switch {
	case f == nil:
		return ""
	case f.Published == "":
		return ", undated"
	}
	return ", first " + clean(f.Published)
}
