package main

import (
	"regexp"
	"strings"

	"github.com/urfave/cli/v2"

	"dateline/corpus"
	"dateline/query"
)

func facetsCommand() command {
	return command{
		name:     "facets",
		brief:    "count the matching articles by actor, place, outlet, date and more",
		args:     "QUERY…",
		about:    "Counts are of articles, over every match. A facet that is narrowed by its own flag\nstill counts all its values.",
		examples: [2]string{"dateline facets --in seeds 'good faith'", "dateline facets --facet date:week --facet actor:0:net 'ceasefire' --json"},
		codes:    []int{codeNoHit, codePartial, codeIO, codeDamaged, codeLocked, codeNoIndex, codeNoCluster},
		flags:    append(append(viewFlags(), facetFlag(), distinctFlag(), &cli.IntFlag{Name: "size", Usage: "`N` values of each facet, 0 for all", Value: facetRows}, jsonFlag()), queryFlags()...),
		run:      (*session).facets,
	}
}

// counts is what facets prints with --json.
type counts struct {
	Schema  int           `json:"schema"`
	Query   query.Reading `json:"query"`
	Total   int           `json:"total"`
	Facets  query.Facets  `json:"facets"`
	Missing query.Missing `json:"missing"`
}

func (s *session) facets(c *cli.Context) error {
	o := options(c)
	o.Distinct = c.Bool("distinct")
	var err error
	if o.Facets, err = facets(c.StringSlice("facet"), c.Int("size")); err != nil {
		return err
	}
	v, a, err := s.ask(c, o)
	if err != nil {
		return err
	}
	if c.Bool("json") {
		if err := writeJSON(s.out, counts{schema, a.Query, a.Total, a.Facets, a.Missing}); err != nil {
			return err
		}
		return noHit(a.Total, v.refused)
	}
	s.notes(a.Query.Notes)
	s.forms(a.Forms)
	if a.Total == 0 {
		s.nothing(a)
	} else {
		s.printf("%s\n", s.bold(count(a.Total, "article")))
	}
	s.facetTables(a.Facets, a.Total > 0 && c.IsSet("facet")) // a selection that matches nothing still shows what else there is
	return noHit(a.Total, v.refused)
}

var spaces = regexp.MustCompile(`\s+`)

// facetTables prints each facet that has values, or all where they were asked for, what
// was left out of it, and how many articles have none.
func (s *session) facetTables(list query.Facets, asked bool) {
	for _, f := range list {
		if len(f.Values) == 0 && !asked {
			continue
		}
		s.printf("\n%s\n", s.bold(f.Name))
		for _, v := range f.Values {
			s.facetRow(f.Name, v)
		}
		if more := f.Distinct - len(f.Values); more > 0 && f.Name != "date" {
			s.printf("  %s\n", s.faint(strings.Repeat(" ", 6)+"and "+count(more, "other value")))
		}
		if f.Missing > 0 {
			s.printf("  %5d  %s\n", f.Missing, s.faint("none"))
		}
	}
}

func (s *session) facetRow(facet string, v query.FacetValue) {
	name := v.Name
	if name == "" {
		name = v.ID
	}
	if v.Status == corpus.Credited {
		name += " (credited)"
	}
	if v.ID == v.Name || v.Name == "" {
		s.printf("  %5d  %s\n", v.Count, clean(name))
		return
	}
	s.printf("  %5d  %-32s  %s\n", v.Count, clean(name), s.faint(clean(v.ID)))
}
