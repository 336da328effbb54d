package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"

	"dateline/corpus"
	"dateline/index"
	"dateline/opensearch"
	"dateline/query"
)

func copyCommand() command {
	return command{
		name:  "copy",
		brief: "move an index between a directory and a cluster",
		args:  "FROM TO",
		about: `FROM and TO are a directory or http://host:9200/name. Articles go over as they
were analysed, with the authority they were made with. At the end TO is read back:
the copy is good when the number of articles, the snapshot and what was found in
every article are the same. An interrupted copy goes on where it stopped; a TO that
holds anything else is refused.`,
		examples: [2]string{"dateline copy news.index https://search.example.org:9200/news", "dateline copy --shards 8 --replicas 1 news.index http://127.0.0.1:9200/news"},
		codes:    []int{codePartial, codeIO, codeDamaged, codeLocked, codeNoIndex, codeNoCluster},
		flags:    append(layoutFlags(), jsonFlag()),
		run:      (*session).copy,
	}
}

// copying is what copy prints with --json.
type copying struct {
	Schema   int    `json:"schema"`
	From     string `json:"from"`
	To       string `json:"to"`
	Articles int    `json:"articles"`
	Copied   int    `json:"copied"` // now; the others were there
	Snapshot string `json:"snapshot"`
}

func (s *session) copy(c *cli.Context) error {
	if c.NArg() != 2 {
		return usagef("copy takes FROM and TO")
	}
	done := copying{Schema: schema, From: c.Args().Get(0), To: c.Args().Get(1)}
	if done.From == done.To {
		return usagef("FROM and TO are both %s", done.To)
	}
	if err := s.layOut(c, done.To); err != nil {
		return err
	}
	a, err := s.authorityToCopy(c, done.From)
	if err != nil {
		return err
	}
	from, err := s.openReader(c.Context, done.From, a)
	if err != nil {
		return err
	}
	defer from.Close()
	done.Articles, done.Snapshot = from.Count(), from.ID()
	if err := s.copyTo(c.Context, from, a, &done); err != nil {
		return fmt.Errorf("copy %s to %s: %w", done.From, done.To, err)
	}
	if c.Bool("json") {
		return writeJSON(s.out, done)
	}
	s.printf("%s: %s, the same as in %s; snapshot %s\n", clean(done.To), count(done.Articles, "article"), clean(done.From), done.Snapshot)
	return nil
}

// authorityToCopy is the authority that where was made with; what made its articles
// is handed on, not what this program would make of them.
func (s *session) authorityToCopy(c *cli.Context, where string) (*authority, error) {
	_, made, err := s.kept(c.Context, where)
	if err != nil {
		return nil, err
	}
	a, err := s.authorityOf(c, where)
	if err == nil {
		a.copied = &made
	}
	return a, err
}

func (s *session) copyTo(ctx context.Context, from query.Snapshot, a *authority, done *copying) error {
	have, err := s.alreadyThere(ctx, from, a, done.To)
	if err != nil {
		return err
	}
	to, err := s.openWriter(ctx, done.To, a)
	if err != nil {
		return err
	}
	bar := s.progress()
	read, err := pour(ctx, from, to, have, bar)
	bar.clear()
	if err != nil {
		s.resume = "; what was copied is kept, and the same command goes on where it stopped"
		return errors.Join(err, to.Close())
	}
	done.Copied = from.Count() - len(have)
	written, err := to.Snapshot(ctx)
	if err != nil {
		return errors.Join(err, to.Close())
	}
	return errors.Join(compareCopy(ctx, from, written, read), written.Close(), to.Close())
}

// alreadyThere returns the articles of from that an earlier run has brought to where,
// by id. An article there that from does not hold is an error.
func (s *session) alreadyThere(ctx context.Context, from query.Snapshot, a *authority, where string) (map[string]bool, error) {
	_, made, err := s.kept(ctx, where)
	if errors.Is(err, index.ErrNoIndex) || errors.Is(err, opensearch.ErrNoIndex) {
		return nil, nil
	}
	if err != nil || made.Articles == 0 {
		return nil, err
	}
	if made.Analyzer != a.copied.Analyzer || made.Authority != a.copied.Authority {
		return nil, usagef("%s is there already, made by analysis %d with authority %s; name a new index", where, made.Analyzer, made.Authority)
	}
	there, err := s.openReader(ctx, where, a)
	if err != nil {
		return nil, err
	}
	defer there.Close()
	sums := map[string]string{}
	for h, err := range from.Hashes(ctx) {
		if err != nil {
			return nil, err
		}
		sums[h.ID] = h.Sum
	}
	have := map[string]bool{}
	for h, err := range there.Hashes(ctx) {
		if err != nil {
			return nil, err
		}
		if sums[h.ID] != h.Sum {
			return nil, usagef("%s holds other articles already, such as %s; name a new index", where, h.ID)
		}
		have[h.ID] = true
	}
	return have, nil
}

// pour brings every article of from but those that are there into to, and returns
// the contents that it read.
func pour(ctx context.Context, from query.Snapshot, to query.Engine, have map[string]bool, bar *progress) (read contents, err error) {
	missing := func(yield func(*corpus.Annotated, error) bool) {
		for hit, err := range from.Scan(ctx, query.Request{Query: &query.All{}, Load: query.LoadStreams}) {
			if err == nil {
				err = read.add(hit.Article)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			bar.add(int64(len(hit.Article.Text)))
			if !have[hit.Article.ID] && !yield(hit.Article, nil) {
				return
			}
		}
	}
	err = putPortions(ctx, to, missing, func(int) {})
	return read, err
}

// contents sum up articles with all that was found in them, whatever their order.
type contents struct {
	articles int
	digest   corpus.Digest
}

func (c *contents) add(a *corpus.Annotated) error {
	raw, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("%s: %w", a.ID, err)
	}
	sum := sha256.Sum256(raw)
	c.articles++
	c.digest.Add(a.ID, hex.EncodeToString(sum[:]))
	return nil
}

// compareCopy reads all of to and tells where it is not what was read of from.
func compareCopy(ctx context.Context, from, to query.Snapshot, read contents) error {
	var written contents
	for hit, err := range to.Scan(ctx, query.Request{Query: &query.All{}, Load: query.LoadText}) {
		if err != nil {
			return err
		}
		if err := written.add(hit.Article); err != nil {
			return err
		}
	}
	switch {
	case written.articles != read.articles || to.Count() != from.Count():
		return fmt.Errorf("%w: %d articles there, want %d", errCopy, written.articles, read.articles)
	case to.ID() != from.ID():
		return fmt.Errorf("%w: snapshot %s, want %s", errCopy, to.ID(), from.ID())
	case written != read:
		return fmt.Errorf("%w: articles read back differ from those sent", errCopy)
	}
	return nil
}

// errCopy says that a copy is not what it was made of.
var errCopy = fmt.Errorf("the copy is not the same%w", silent{errPartial})
