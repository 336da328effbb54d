package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"dateline/query"
)

func queryCommand() command {
	return command{
		name:  "query",
		brief: "tell how a query is read: its tree, its words and each clause's count",
		args:  "QUERY…",
		about: `Each clause is printed with the number of articles in which it holds by itself,
and with the words of the collection that it means.`,
		examples: [2]string{"dateline query --in seeds 'negotiat* NEAR/5 (doha OR qatar)'", "dateline query 'witkoff good faith' --json | jq .tree"},
		codes:    []int{codePartial, codeIO, codeDamaged, codeLocked, codeNoIndex, codeNoCluster},
		flags:    append(append(viewFlags(), queryFlags()...), jsonFlag()),
		run:      (*session).query,
	}
}

func (s *session) query(c *cli.Context) error {
	v, compiled, err := s.compiled(c, options(c))
	if err != nil {
		return err
	}
	e, err := compiled.Explain(c.Context, v)
	if err != nil {
		return err
	}
	if c.Bool("json") {
		if err := writeJSON(s.out, e); err != nil {
			return err
		}
		return v.refused
	}
	s.notes(e.Query.Notes)
	s.printf("typed  %s\nread   %s\n%s\n\n", clean(e.Query.Text), clean(e.Query.Parsed), count(e.Total, "article"))
	s.branch(e.Tree, 0)
	return v.refused
}

// branch prints a clause with its count, and its kids below it.
func (s *session) branch(b query.Branch, depth int) {
	s.printf("%6d  %s%s: %s\n", b.Articles, strings.Repeat("  ", depth), b.Kind, clean(b.Clause))
	if list := meant(b); list != "" {
		s.printf("        %s  %s\n", strings.Repeat("  ", depth), s.faint(clean(list)))
	}
	for _, kid := range b.Kids {
		s.branch(kid, depth+1)
	}
}

// meant lists what a clause stands for: words with their counts, or ids.
func meant(b query.Branch) string {
	var parts []string
	for _, w := range b.Words {
		parts = append(parts, fmt.Sprintf("%s %d", w.Word, w.Articles))
	}
	if b.More > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", b.More))
	}
	if len(parts) == 0 {
		parts = b.IDs
	}
	if len(parts) == 0 && b.Kind == "entity" {
		parts = b.Terms
	}
	return strings.Join(parts, ", ")
}
