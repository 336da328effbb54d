package main

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v2"

	"dateline/corpus"
	"dateline/index"
	"dateline/query"
)

func checkCommand() command {
	return command{
		name:  "check",
		brief: "read every byte of an index and compare it with its checksums",
		about: `Finds any flipped bit, and files that are cut, missing, exchanged or rolled back.
It takes no lock: a writer may be at work. In a cluster it reads every article and
compares their number and contents with what the index says of itself; the bytes
are the servers' own to verify.`,
		examples: [2]string{"dateline check --index news.index", "dateline check --index news.index --json | jq '.findings[].file'"},
		codes:    []int{codeIO, codeDamaged, codeNoIndex, codeNoCluster},
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
	look := index.Check
	if isURL(dir) {
		look = s.checkCluster
	}
	found, err := look(c.Context, dir)
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
	if damage > 0 && isURL(dir) {
		return fmt.Errorf("check %s: %w: %s; index the articles again, or bring back a snapshot", dir, index.ErrDamaged, count(damage, "finding"))
	}
	if damage > 0 {
		return fmt.Errorf("%s: %w: %s; `dateline repair` saves what is intact", dir, index.ErrDamaged, count(damage, "finding"))
	}
	return nil
}

// checkCluster reads every article and compares them with what the index says of
// itself.
func (s *session) checkCluster(ctx context.Context, url string) ([]index.Finding, error) {
	snap, err := s.openReader(ctx, url, nil)
	if err != nil {
		return nil, err
	}
	var digest corpus.Digest
	n := 0
	for hit, err := range snap.Scan(ctx, query.Request{Query: &query.All{}, Load: query.LoadText}) {
		if err != nil {
			return nil, err
		}
		n++
		digest.Add(hit.Article.ID, hit.Article.Sum)
	}
	var found []index.Finding
	if n != snap.Count() {
		found = append(found, index.Finding{File: url, What: fmt.Sprintf("%d articles can be read, want %d", n, snap.Count()), Damage: true})
	}
	if digest.String() != snap.ID() {
		found = append(found, index.Finding{File: url, What: fmt.Sprintf("the articles' hashes add up to %s, want %s", digest, snap.ID()), Damage: true})
	}
	return found, nil
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
