package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"dateline/ingest"
)

func indexCommand() command {
	return command{
		name:  "index",
		brief: "bring articles into an index",
		args:  "PATH…",
		about: `Reads files, folders and archives of articles; - is standard input. Articles that
the index holds already, by content, are left as they are; changed ones are
replaced. Nothing is removed without --prune. With --shard several processes, on
one machine or on many, bring one collection into one index of a cluster.`,
		examples: [2]string{"dateline index articles/", "dateline index --index news.index --report report.jsonl dump.jsonl.gz"},
		codes:    []int{codePartial, codeIO, codeDamaged, codeLocked, codeNoCluster},
		flags: append([]cli.Flag{
			indexFlag(), authorityFlag(), modelFlag(), jsonFlag(),
			&cli.StringFlag{Name: "report", Usage: "`FILE` for a line of JSON on each input and what became of it"},
			&cli.BoolFlag{Name: "prune", Usage: "remove the articles that no PATH holds any more"},
			&cli.StringFlag{Name: "shard", Usage: "`K/N`: take the articles whose ids fall to the K-th of N; run all N, each on the same PATHs"},
		}, append(layoutFlags(), readingFlags()...)...),
		run: (*session).index,
	}
}

// readingFlags say how input is read.
func readingFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "format", Usage: "`NAME` of the format of every file: text, jsonl, json, csv, tsv, html, warc, feed (default: by name and content)"},
		&cli.StringFlag{Name: "encoding", Usage: "`NAME` of the encoding of input without a byte order mark (default: as declared, else detected)"},
		&cli.StringSliceFlag{Name: "map", Usage: "`FIELD=NAME`: our field is called NAME in the input; may be repeated"},
		&cli.Int64Flag{Name: "max-article", Usage: "`BYTES` that one article may have", Value: ingest.DefaultMaxArticle},
		&cli.StringFlag{Name: "on-duplicate", Usage: "`WHAT` to do with a second article of one id: error, replace, skip (default error)"},
	}
}

func (s *session) readingOptions(c *cli.Context) (ingest.Options, error) {
	o := ingest.Options{
		Encoding:    c.String("encoding"),
		Format:      c.String("format"),
		OnDuplicate: ingest.Duplicate(c.String("on-duplicate")),
		MaxArticle:  c.Int64("max-article"),
		Stdin:       s.in,
	}
	var err error
	if o.Map, err = ingest.ParseMap(c.StringSlice("map")); err == nil {
		err = o.Check()
	}
	if err != nil {
		return o, usageError{err.Error()}
	}
	return o, nil
}

// indexing is what index prints with --json.
type indexing struct {
	Schema   int    `json:"schema"`
	Index    string `json:"index"`
	Articles int    `json:"articles"`
	Snapshot string `json:"snapshot"`
	totals
}

func (s *session) index(c *cli.Context) error {
	opts, err := s.readingOptions(c)
	if err != nil {
		return err
	}
	mine, err := readShare(c.String("shard"))
	if err != nil {
		return err
	}
	dir := s.indexPath(c)
	if err := s.layOut(c, dir); err != nil {
		return err
	}
	a, err := s.authorityOf(c, dir)
	if err != nil {
		return err
	}
	if a.model != "" && c.String("model") == "" {
		return usagef("%s was made with a model of yours: name its file with --model, or go back to the built-in one with dateline reanalyze", dir)
	}
	fresh := !isURL(dir) && absent(dir)
	engine, err := s.openWriter(c.Context, dir, a)
	if err != nil {
		return err
	}
	defer engine.Close()
	if opts.Report, err = reportBeside(c.String("report"), c.Args().Slice()); err != nil {
		return err
	}
	l, err := s.newLedger(opts.Report)
	if err != nil {
		return err
	}
	l.bar.expect(sizeOf(c.Args().Slice()))
	in, err := newIntake(c.Context, engine, a.analyzer().Analyze, mine, l)
	if err != nil {
		return err
	}
	defer in.close()
	if err := in.read(c.Context, c.Args().Slice(), opts); err != nil {
		l.close()
		s.resume = "; what is indexed is kept, and the same command goes on where it stopped"
		return fmt.Errorf("%s: %s: %w", dir, l.sums(), err)
	}
	if c.Bool("prune") {
		if err := s.pruneIndex(c, in); err != nil {
			return err
		}
	}
	partial := l.close()
	now, err := engine.Snapshot(c.Context)
	if err != nil {
		return err
	}
	defer now.Close()
	if fresh && now.Count() == 0 && l.totals.Failed > 0 {
		return errors.Join(fmt.Errorf("no index is made: %w", partial), engine.Close(), os.RemoveAll(dir))
	}
	if c.Bool("json") {
		if err := writeJSON(s.out, indexing{schema, dir, now.Count(), now.ID(), l.totals}); err != nil {
			return err
		}
		return partial
	}
	s.printf("%s: %s; %s in the index\n", clean(dir), l.totals, count(now.Count(), "article"))
	return partial
}

// reportBeside refuses a report that would be written over a file of the input.
func reportBeside(report string, paths []string) (string, error) {
	old, err := os.Stat(report)
	if err != nil {
		return report, nil
	}
	for _, p := range paths {
		if info, err := os.Stat(p); err == nil && os.SameFile(old, info) {
			return "", usagef("--report %s: it would be written over the input of that name", report)
		}
	}
	return report, nil
}

// pruneIndex removes what the paths no longer hold. A PATH that could not be read
// at all says nothing about what is gone.
func (s *session) pruneIndex(c *cli.Context, in *intake) (err error) {
	for _, path := range c.Args().Slice() {
		if in.ledger.refusedPath(path) {
			s.warn("nothing is removed: %s could not be read", path)
			return nil
		}
	}
	in.ledger.totals.Removed, err = in.prune(c.Context, false)
	return err
}

func absent(dir string) bool {
	_, err := os.Stat(dir)
	return errors.Is(err, fs.ErrNotExist)
}

// sizeOf is the number of bytes below paths, or 0 where that cannot be known.
func sizeOf(paths []string) (size int64) {
	for _, path := range paths {
		err := filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			info, err := d.Info()
			if err == nil {
				size += info.Size()
			}
			return err
		})
		if err != nil {
			return 0
		}
	}
	return size
}
