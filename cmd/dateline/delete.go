package main

import (
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"dateline/query"
)

func deleteCommand() command {
	return command{
		name:  "delete",
		brief: "take articles out of an index",
		args:  "[ID…]",
		about: `For takedowns and retractions: articles by id, or every article that a query
matches. Each id that goes is printed. --dry-run lists what would go and changes
nothing, also while a writer is at work. The other ids go where one is not in the
index: that one is named, and the exit code is 3.`,
		examples: [2]string{"dateline delete --index news.index 2025/07/a.txt", "dateline delete --query 'outlet:\"Some Site\" date:2025-07' --dry-run"},
		codes:    []int{codeNoHit, codePartial, codeIO, codeDamaged, codeLocked, codeNoIndex, codeNoCluster},
		flags: append([]cli.Flag{indexFlag(), authorityFlag(), jsonFlag(),
			&cli.StringFlag{Name: "query", Usage: "`QUERY` whose matches go"},
			&cli.BoolFlag{Name: "dry-run", Usage: "list what would go and change nothing"},
		}, queryFlags()...),
		run: (*session).delete,
	}
}

// deletion is what delete prints with --json.
type deletion struct {
	Schema  int      `json:"schema"`
	Index   string   `json:"index"`
	DryRun  bool     `json:"dry_run"`
	Deleted []string `json:"deleted"`
	Absent  []string `json:"absent"`
}

func (s *session) delete(c *cli.Context) error {
	if (c.String("query") == "") == !c.Args().Present() {
		return usagef("give ids or --query, one of them")
	}
	d := deletion{Schema: schema, Index: s.indexPath(c), DryRun: c.Bool("dry-run"), Deleted: []string{}, Absent: []string{}}
	a, err := s.authorityOf(c, d.Index)
	if err != nil {
		return err
	}
	open := s.openExisting
	if d.DryRun {
		open = s.openToRead
	}
	engine, err := open(c.Context, d.Index, a)
	if err != nil {
		return err
	}
	defer engine.Close()
	now, err := engine.Snapshot(c.Context)
	if err != nil {
		return err
	}
	defer now.Close()
	if err := s.chosen(c, view{Snapshot: now, authority: a}, &d); err != nil {
		return err
	}
	if !d.DryRun && len(d.Deleted) > 0 {
		if err := engine.Delete(c.Context, d.Deleted); err != nil {
			return err
		}
	}
	return s.tellDeletion(c, d)
}

// chosen sorts the ids that the command line names into those that are there and the others.
func (s *session) chosen(c *cli.Context, v view, d *deletion) error {
	if text := c.String("query"); text != "" {
		compiled, err := v.compile(c.Context, text, options(c))
		if err != nil {
			return err
		}
		s.notes(compiled.Notes)
		compiled.Request.Load = query.LoadMeta
		for hit, err := range v.Scan(c.Context, compiled.Request) {
			if err != nil {
				return err
			}
			d.Deleted = append(d.Deleted, hit.Article.ID)
		}
		return nil
	}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(c.Args().Slice()))) {
		_, err := v.Get(c.Context, id)
		switch {
		case isNoArticle(err):
			d.Absent = append(d.Absent, id)
		case err != nil:
			return err
		default:
			d.Deleted = append(d.Deleted, id)
		}
	}
	return nil
}

func (s *session) tellDeletion(c *cli.Context, d deletion) error {
	for _, id := range d.Absent {
		s.warn("%s is not in the index", id)
	}
	if c.Bool("json") {
		if err := writeJSON(s.out, d); err != nil {
			return err
		}
	} else {
		for _, id := range d.Deleted {
			s.printf("%s\n", clean(id))
		}
		verb := "deleted"
		if d.DryRun {
			verb = "would be deleted; nothing is changed"
		}
		s.warn("%s %s", count(len(d.Deleted), "article"), verb)
	}
	switch {
	case len(d.Absent) > 0:
		return fmt.Errorf("%s not there%w", count(len(d.Absent), "article"), silent{errPartial})
	case len(d.Deleted) == 0:
		return errNoHit
	}
	return nil
}
