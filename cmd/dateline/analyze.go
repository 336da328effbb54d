package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"dateline/ingest"
)

func analyzeCommand() command {
	return command{
		name:     "analyze",
		brief:    "print what is found in articles, without an index",
		args:     "PATH…",
		about:    "Reads files, folders, or JSON Lines from standard input (-). With --json it prints\none object a line, in the order of the input.",
		examples: [2]string{"dateline analyze seeds/004_f0d98e286d5ab5c8.txt", "dateline analyze --json - < articles.jsonl > found.jsonl"},
		codes:    []int{codePartial, codeIO},
		flags:    append([]cli.Flag{jsonFlag(), authorityFlag(), modelFlag()}, readingFlags()...),
		run:      (*session).analyze,
	}
}

func (s *session) analyze(c *cli.Context) error {
	a, err := s.authority(c)
	if err != nil {
		return err
	}
	opts, err := s.readingOptions(c)
	if err != nil {
		return err
	}
	refused, inputs := 0, 0
	for it := range ingest.Read(c.Context, c.Args().Slice(), opts) {
		inputs++
		for _, n := range it.Notes {
			s.warn("note: %s: %s", it.Place(), n)
		}
		if it.Err != nil {
			refused++
			s.warn("%s", it.Err)
		}
		if it.Err != nil || it.Skipped != "" {
			continue
		}
		found := a.analyzer().Analyze(it.Article)
		if !c.Bool("json") {
			s.article(&found)
			s.printf("\n")
		} else if err := writeJSON(s.out, shown(&found)); err != nil {
			return err
		}
	}
	if err := c.Context.Err(); err != nil {
		return err
	}
	if refused > 0 {
		return fmt.Errorf("%w: %d of %d", errPartial, refused, inputs)
	}
	return nil
}
