package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"dateline/corpus"
	"dateline/query"
)

func whyCommand() command {
	return command{
		name:     "why",
		brief:    "tell why an article matches a query, or which clause it fails",
		args:     "ID QUERY…",
		about:    "For each clause: whether it holds in the article, where, and if it does not, the\nnearest text to it. Exit code 1 says that the article does not match.",
		examples: [2]string{`dateline why --in seeds 002_286b760439fb4c74.txt 'witkoff NEAR/3 "good faith"'`, `dateline why --json a.txt 'doha AND oslo' | jq .tree.kids`},
		codes:    []int{codeNoHit, codePartial, codeIO, codeDamaged, codeLocked, codeNoIndex, codeNoCluster},
		flags:    append(append(viewFlags(), queryFlags()...), jsonFlag()),
		run:      (*session).why,
	}
}

func (s *session) why(c *cli.Context) error {
	v, err := s.view(c)
	if err != nil {
		return err
	}
	id, text := c.Args().First(), queryText(c.Args().Tail())
	compiled, err := v.compile(c.Context, text, options(c))
	if err != nil {
		return err
	}
	verdict, err := compiled.Why(c.Context, v, id)
	if isNoArticle(err) {
		return noArticle(id)
	}
	if err != nil {
		return err
	}
	if c.Bool("json") {
		err = writeJSON(s.out, verdict)
	} else {
		err = s.verdict(c, v, verdict)
	}
	if err == nil && !verdict.Matches {
		return noHit(0, v.refused)
	}
	return firstOf(err, v.refused)
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *session) verdict(c *cli.Context, v view, w *query.Verdict) error {
	a, err := v.Get(c.Context, w.Article)
	if err != nil {
		return err
	}
	s.notes(w.Query.Notes)
	outcome := "does not match"
	if w.Matches {
		outcome = "matches"
	}
	s.printf("%s\n\n", s.bold(clean(w.Article+" "+outcome+" "+w.Query.Parsed)))
	for _, f := range w.Filters {
		s.printf("no   --%s keeps it out: it has %s\n", clean(f.Facet), clean(strings.Join(f.Has, ", ")))
	}
	s.judged(a, w.Tree, 0)
	return nil
}

func (s *session) judged(a *corpus.Annotated, j query.Judged, depth int) {
	mark := map[bool]string{true: "yes", false: "no "}[j.Holds]
	line := fmt.Sprintf("%s: %s", j.Kind, j.Clause)
	if j.Why != "" {
		line += ": " + j.Why
	}
	s.printf("%s  %s%s\n", mark, strings.Repeat("  ", depth), clean(line))
	for _, p := range j.Shown {
		s.printf("     %s  %s\n", strings.Repeat("  ", depth), s.passage(a, p))
	}
	for _, kid := range j.Kids {
		s.judged(a, kid, depth+1)
	}
}
