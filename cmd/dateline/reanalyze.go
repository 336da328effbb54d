package main

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/urfave/cli/v2"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/opensearch"
	"dateline/query"
)

func reanalyzeCommand() command {
	return command{
		name:  "reanalyze",
		brief: "read the stored texts again with the present rules and authority",
		about: `The articles stay as they were read; names, quotes, outlets and dates are found
anew. Values that were given with an article are kept. An interrupted run can be
started again: articles that it had done are done once more, to the same result. In a
cluster the articles go into a new generation of the index, which takes the place of
the old one when it is whole: searches see the one or the other.`,
		examples: [2]string{"dateline reanalyze --index news.index", "dateline reanalyze --authority my-entities/"},
		codes:    []int{codePartial, codeIO, codeDamaged, codeLocked, codeNoIndex, codeNoCluster},
		flags:    append([]cli.Flag{indexFlag(), authorityFlag(), modelFlag(), jsonFlag()}, layoutFlags()...),
		run:      (*session).reanalyze,
	}
}

func (s *session) reanalyze(c *cli.Context) error {
	dir := s.indexPath(c)
	if err := s.layOut(c, dir); err != nil {
		return err
	}
	a, err := s.reauthority(c, dir)
	if err != nil {
		return err
	}
	engine, err := s.openExisting(c.Context, dir, a)
	if err != nil {
		return err
	}
	defer engine.Close()
	old, err := engine.Snapshot(c.Context)
	if err != nil {
		return err
	}
	defer old.Close()
	l, err := s.newLedger("")
	if err != nil {
		return err
	}
	in := &intake{engine: engine, old: old, analyse: a.analyzer().Analyze, ledger: l}
	again := in.again
	if x, ok := engine.(*opensearch.Index); ok {
		again = func(ctx context.Context) (int, error) { return in.nextGeneration(ctx, x) }
	}
	done, err := again(c.Context)
	l.bar.clear()
	if err != nil {
		s.resume = "; nothing is lost, and the same command does the rest"
		return fmt.Errorf("reanalyze %s: %d of %d articles done: %w", dir, done, old.Count(), err)
	}
	if c.Bool("json") {
		err = writeJSON(s.out, map[string]any{"schema": schema, "index": dir, "articles": done, "kept": l.failed(), "authority": a.made()})
	} else {
		s.printf("%s: %s analysed again\n", clean(dir), count(done, "article"))
	}
	if n := l.failed(); n > 0 {
		err = firstOf(err, fmt.Errorf("%w: %s left as before", errPartial, count(n, "article")))
	}
	return err
}

// reauthority is the authority to analyse again with: --authority, else the rows
// that the index keeps over the built-in ones of today.
func (s *session) reauthority(c *cli.Context, dir string) (*authority, error) {
	kept, made, err := s.kept(c.Context, dir)
	if err != nil {
		return nil, err
	}
	if strings.Contains(made.Authority, "+") && c.String("model") == "" {
		s.warn("note: %s was made with a model of yours; without --model names are recognised by the built-in one", dir)
	}
	if len(c.StringSlice("authority")) > 0 {
		return s.authority(c)
	}
	a, _, err := analyzer.LoadAdded(kept)
	return s.loaded(c, a, nil, err)
}

// again analyses and stores every article that the engine holds.
func (in *intake) again(ctx context.Context) (done int, err error) {
	err = putPortions(ctx, in.engine, in.analysedAgain(ctx), func(n int) { done += n })
	return done, err
}

// analysedAgain yields every article that the engine held, analysed anew.
func (in *intake) analysedAgain(ctx context.Context) iter.Seq2[*corpus.Annotated, error] {
	return func(yield func(*corpus.Annotated, error) bool) {
		var batch []entry
		size := 0
		flush := func() bool {
			for _, e := range in.analyseAll(batch) {
				if !yield(&e.annotated, nil) {
					return false
				}
			}
			batch, size = nil, 0
			return true
		}
		for hit, err := range in.old.Scan(ctx, query.Request{Query: &query.All{}, Load: query.LoadText}) {
			if err != nil {
				yield(nil, err)
				return
			}
			batch = append(batch, entry{article: asRead(hit.Article.Article), outcome: outcome{ID: hit.Article.ID, Path: hit.Article.Path}})
			if size += len(hit.Article.Text); len(batch) == batchArticles || size >= batchBytes {
				if !flush() {
					return
				}
			}
		}
		flush()
	}
}

// asRead takes off an article what analysis added to it.
func asRead(a corpus.Article) corpus.Article {
	for _, o := range []*corpus.Outlet{&a.Outlet, &a.Original, &a.Agency} {
		if o.Status == corpus.Given {
			*o = corpus.Outlet{Name: o.Name, Status: corpus.Given}
		} else {
			*o = corpus.Outlet{}
		}
	}
	a.Cites = nil
	if a.Published.Status != corpus.Given {
		a.Published = corpus.Date{}
	}
	return a
}
