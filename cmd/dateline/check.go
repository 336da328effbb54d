package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"dateline/index"
)

func checkCommand() command {
	return command{
		name:     "check",
		brief:    "read every byte of an index and compare it with its checksums",
		about:    "Finds any flipped bit, and files that are cut, missing, exchanged or rolled back.\nIt takes no lock: a writer may be at work.",
		examples: [2]string{"dateline check --index news.index", "dateline check --index news.index --json | jq '.findings[].file'"},
		codes:    []int{codeIO, codeDamaged, codeNoIndex},
		flags:    []cli.Flag{indexFlag(), jsonFlag()},
		run:      (*session).check,
	}
}

// checking is what check prints with --json.
type checking struct {
	Schema   int             `json:"schema"`
	Index    string          `json:"index"`
	Sound    bool            `json:"sound"`
	Findings []index.Finding `json:"findings"`
}

func (s *session) check(c *cli.Context) error {
	dir := s.indexPath(c)
	found, err := index.Check(c.Context, dir)
	if err != nil {
		return err
	}
	damage := 0
	for _, f := range found {
		if f.Damage {
			damage++
		}
	}
	if c.Bool("json") {
		if err := writeJSON(s.out, checking{schema, dir, damage == 0, some(found)}); err != nil {
			return err
		}
	} else {
		s.findings(found)
		if damage == 0 {
			s.printf("%s is sound\n", clean(dir))
		}
	}
	if damage > 0 {
		return fmt.Errorf("%s: %w: %s; `dateline repair` saves what is intact", dir, index.ErrDamaged, count(damage, "finding"))
	}
	return nil
}

func (s *session) findings(list []index.Finding) {
	for _, f := range list {
		kind := "damage"
		if !f.Damage {
			kind = "left over"
		}
		s.printf("%s: %s: %s\n", clean(f.File), kind, clean(f.What))
	}
}
