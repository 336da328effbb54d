package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"dateline/index"
)

func repairCommand() command {
	return command{
		name:  "repair",
		brief: "rebuild a damaged index from what is intact",
		about: `Every article whose bytes verify is kept; what is lost is listed, and the exit code
is then 3. The damaged index is moved aside, never removed. Without damage nothing
is changed.`,
		examples: [2]string{"dateline repair --index news.index", "dateline repair --index news.index --json > repaired.json"},
		codes:    []int{codePartial, codeIO, codeDamaged, codeLocked, codeNoIndex},
		flags:    []cli.Flag{indexFlag(), authorityFlag(), jsonFlag()},
		run:      (*session).repair,
	}
}

// repairing is what repair prints with --json.
type repairing struct {
	Schema int    `json:"schema"`
	Index  string `json:"index"`
	index.Repaired
}

func (s *session) repair(c *cli.Context) error {
	dir := s.indexPath(c)
	if isURL(dir) {
		return usagef("a cluster repairs its own copies of %s; docs/cluster.md tells how to bring one back from a snapshot", dir)
	}
	if absent(dir) {
		return fmt.Errorf("%s: %w", dir, index.ErrNoIndex)
	}
	a, err := s.authorityOf(c, dir)
	if err != nil {
		return err
	}
	o := a.options()
	o.Write = true
	r, err := index.Repair(c.Context, dir, o)
	if err != nil {
		return err
	}
	if c.Bool("json") {
		err = writeJSON(s.out, repairing{schema, dir, r})
	} else {
		s.repaired(dir, r)
	}
	if err == nil && len(r.Lost)+r.Unnamed > 0 {
		err = fmt.Errorf("%s: %s lost%w", dir, count(len(r.Lost)+r.Unnamed, "article"), silent{errPartial})
	}
	return err
}

func (s *session) repaired(dir string, r index.Repaired) {
	if r.Aside == "" {
		s.printf("%s is sound: nothing to repair\n", clean(dir))
		return
	}
	s.findings(r.Found)
	for _, n := range r.Notes {
		s.warn("note: %s", n)
	}
	for _, id := range r.Lost {
		s.printf("lost: %s\n", clean(id))
	}
	if r.Unnamed > 0 {
		s.printf("lost: %s whose ids are not known\n", count(r.Unnamed, "article"))
	}
	s.printf("%s: %s kept; the damaged index is %s\n", clean(dir), count(r.Kept, "article"), clean(r.Aside))
}
