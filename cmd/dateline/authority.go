package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/query"
)

func authorityCommand() command {
	return command{
		name:     "authority",
		brief:    "check, import and show the persons, organisations, places and outlets that are known",
		about:    "An authority is a directory of CSV files with the header\nid,name,type,aliases,parent,valid_from,valid_to,wikidata,note; see docs/authority.md.",
		examples: [2]string{"dateline authority check my-entities/", "dateline authority show 'Witkoff'"},
		codes:    []int{codeNoHit, codePartial, codeIO},
		subs:     []command{authorityCheck(), authorityImport(), authorityShow()},
	}
}

func authorityCheck() command {
	return command{
		name:     "check",
		brief:    "list the rows that cannot be used, and those that may not be meant",
		args:     "[DIR…]",
		about:    "Without DIR the built-in entities are checked. Exit code 3 says that some rows are not used, or not whole.",
		examples: [2]string{"dateline authority check my-entities/", "dateline authority check --json my-entities/ | jq '.problems[]'"},
		codes:    []int{codePartial, codeIO},
		flags:    []cli.Flag{jsonFlag()},
		run:      (*session).checkAuthority,
	}
}

func (s *session) checkAuthority(c *cli.Context) error {
	problems, err := analyzer.Check(c.Args().Slice()...)
	if err != nil {
		return err
	}
	bad := 0
	for _, p := range problems {
		if !p.Warning {
			bad++
		}
		if !c.Bool("json") {
			s.printf("%s\n", clean(p.String()))
		}
	}
	if c.Bool("json") {
		if err := writeJSON(s.out, map[string]any{"schema": schema, "problems": some(problems), "bad": bad}); err != nil {
			return err
		}
	} else {
		s.printf("%s, %s\n", count(bad, "problem"), count(len(problems)-bad, "warning"))
	}
	if bad > 0 {
		return fmt.Errorf("%w: %s in the authority", errPartial, count(bad, "problem"))
	}
	return nil
}

func authorityImport() command {
	return command{
		name:  "import",
		brief: "turn a published list into rows of an authority",
		args:  "FILE",
		about: `Prints CSV rows for a directory of your own: dateline authority import LIST >
my-entities/list.csv. What is known already is not repeated; its names are added.
Formats, told by the first line:
` + importFormats(),
		examples: [2]string{"dateline authority import cities15000.txt > my-entities/cities.csv", "dateline authority import --type organisation --format wikidata query.csv > my-entities/ngos.csv"},
		codes:    []int{codePartial, codeIO},
		flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Usage: "`NAME` of the format (default: told by the first line)"},
			&cli.StringFlag{Name: "type", Usage: "`TYPE` of the entities of a list without types (default person)"},
			authorityFlag(),
		},
		run: (*session).importAuthority,
	}
}

func importFormats() string {
	var b strings.Builder
	for _, f := range analyzer.ImportFormats {
		fmt.Fprintf(&b, "  %-12s %s\n", f.Name, f.About)
	}
	return b.String()
}

func (s *session) importAuthority(c *cli.Context) error {
	a, err := s.authority(c)
	if err != nil {
		return err
	}
	file := c.Args().First()
	var r io.Reader = s.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return fmt.Errorf("import %s: %w", file, plainCause(err))
		}
		defer f.Close()
		r = f
	}
	rows, problems, err := a.Import(file, c.String("format"), corpus.Type(c.String("type")), r)
	if err != nil {
		return err
	}
	bad := 0
	for _, p := range problems {
		if !p.Warning {
			bad++
		}
		s.warn("%s", p)
	}
	if err := analyzer.WriteAuthority(s.out, rows); err != nil {
		return err
	}
	s.warn("%s", count(len(rows), "row"))
	if bad > 0 {
		return fmt.Errorf("%w: %s gave no row", errPartial, count(bad, "line"))
	}
	return nil
}

func authorityShow() command {
	return command{
		name:     "show",
		brief:    "tell what a name or an id stands for",
		args:     "NAME…",
		about:    "With an index, also in how many of its articles each meaning acts or is a place,\nwhat the name was taken for where it is printed, and what it was confused with.",
		examples: [2]string{"dateline authority show Georgia", "dateline authority show --in seeds witkoff --json"},
		codes:    []int{codeNoHit, codePartial, codeIO, codeDamaged, codeNoIndex, codeNoCluster},
		flags:    append(viewFlags(), jsonFlag()),
		run:      (*session).showAuthority,
	}
}

// meaning is one entity that a name stands for; counts are of articles, nil
// without an index.
type meaning struct {
	corpus.Entity
	Parents []string `json:"parents"`
	Covers  []string `json:"covers"`
	Actor   *int     `json:"actor,omitempty"`
	Place   *int     `json:"place,omitempty"`
	Outlet  *int     `json:"outlet,omitempty"`
}

func (s *session) showAuthority(c *cli.Context) error {
	name := queryText(c.Args().Slice())
	v, err := s.viewOrNone(c)
	if err != nil {
		return err
	}
	list := []meaning{}
	for _, e := range v.authority.Entities(name) {
		m := meaning{Entity: e, Parents: some(v.authority.Ancestors(e.ID)), Covers: some(v.authority.Covers(e.ID))}
		if err := v.count(c, &m); err != nil {
			return err
		}
		list = append(list, m)
	}
	printed := name
	if len(list) > 0 && (strings.TrimPrefix(name, "@") == list[0].ID) {
		printed = list[0].Name
	}
	in, err := v.standing(c.Context, printed)
	if err != nil {
		return err
	}
	near := []string{}
	if len(list) == 0 {
		near = some(v.authority.SuggestName(name))
	}
	if c.Bool("json") {
		if err := writeJSON(s.out, map[string]any{"schema": schema, "name": name, "entities": list, "in_articles": in, "suggestions": near}); err != nil {
			return err
		}
		return noHit(len(list), v.refused)
	}
	for _, m := range list {
		s.meaning(m)
	}
	s.standing(printed, in)
	if len(list) == 0 {
		s.warn("no authority knows %q%s", name, suggestions(near))
	}
	return noHit(len(list), v.refused)
}

func suggestions(near []string) string {
	if len(near) == 0 {
		return ""
	}
	return "; it knows " + strings.Join(near, ", ")
}

// viewOrNone opens the view, or loads the authority alone where no index is named
// and none stands in the usual place.
func (s *session) viewOrNone(c *cli.Context) (view, error) {
	if c.String("in") == "" && c.String("index") == "" && s.env("DATELINE_INDEX") == "" && absent(defaultIndex) {
		a, err := s.authority(c)
		return view{authority: a}, err
	}
	return s.view(c)
}

// count fills in the numbers of articles of m.
func (v view) count(c *cli.Context, m *meaning) error {
	if v.Snapshot == nil {
		return nil
	}
	for facet, to := range map[string]**int{"actor": &m.Actor, "place": &m.Place, "outlet": &m.Outlet} {
		o := query.Options{Select: []query.Selection{{Facet: facet, Values: []string{"@" + m.ID}}}, Facets: []query.FacetRequest{}}
		compiled, err := v.compile(c.Context, "*", o)
		if err != nil {
			return err
		}
		found, err := v.Search(c.Context, compiled.Request)
		if err != nil {
			return err
		}
		*to = &found.Total
	}
	return nil
}

func (s *session) meaning(m meaning) {
	s.printf("%s  %s, %s\n", s.bold(clean(m.Name)), clean(m.ID), m.Type)
	row := func(name, value string) {
		if value != "" {
			s.printf("  %-9s %s\n", name, clean(value))
		}
	}
	row("aliases", strings.Join(m.Aliases, " | "))
	row("in", strings.Join(m.Parents, ", "))
	if len(m.Covers) > 1 {
		row("covers", fmt.Sprintf("%d ids", len(m.Covers)))
	}
	if m.ValidFrom+m.ValidTo != "" {
		row("valid", m.ValidFrom+".."+m.ValidTo)
	}
	row("wikidata", m.Wikidata)
	row("note", m.Note)
	if m.Actor != nil {
		row("articles", fmt.Sprintf("%d as actor, %d as place, %d as outlet", *m.Actor, *m.Place, *m.Outlet))
	}
}
