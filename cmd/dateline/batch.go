package main

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"github.com/schollz/progressbar/v3"
	"github.com/urfave/cli/v2"

	"dateline/export"
	"dateline/query"
)

func batchCommand() command {
	return command{
		name:  "batch",
		brief: "run many queries over one snapshot and write their results",
		args:  "[FILE]",
		about: `FILE holds one query a line, or label<TAB>query; empty lines and lines that begin
with # are passed over; - is standard input. With --column it is a CSV file with a
header. A line that cannot be read is reported and the others run (exit code 3).

Rows of all queries go into one file, with their label, or with --per-label into a
folder with a file for each. --dry-run only counts.`,
		examples: [2]string{"dateline batch --index news.index --dry-run queries.txt", "dateline batch --index news.index --format trec -o all.run topics.tsv"},
		codes:    []int{codePartial, codeIO, codeDamaged, codeLocked, codeNoIndex, codeNoCluster},
		flags: append(append(append(viewFlags(), batchOutput()...),
			&cli.BoolFlag{Name: "per-label", Usage: "write a folder with a file for each label"},
			&cli.BoolFlag{Name: "dry-run", Usage: "count and write nothing"},
			&cli.StringFlag{Name: "verify", Usage: "count the queries of `MANIFEST` again, check its files and tell what differs"},
			&cli.StringFlag{Name: "column", Usage: "`NAME` of the column of queries in a CSV file"},
			&cli.StringFlag{Name: "label", Usage: "`NAME` of the column of labels in a CSV file"},
			&cli.BoolFlag{Name: "distinct", Usage: "one article of each group of near-copies"},
			jsonFlag()), queryFlags()...),
		run: (*session).batch,
	}
}

// batchOutput is outputFlags without the manifest, which has a fixed place.
func batchOutput() []cli.Flag {
	var flags []cli.Flag
	for _, f := range outputFlags() {
		if f.Names()[0] != "manifest" {
			flags = append(flags, f)
		}
	}
	return flags
}

// verifyBatch tells what differs from a batch written before.
func (s *session) verifyBatch(c *cli.Context) error {
	if c.Args().Present() {
		return usagef("--verify runs the queries of the manifest; give no FILE")
	}
	v, err := s.view(c)
	if err != nil {
		return err
	}
	faults, err := export.VerifyBatch(c.Context, v, c.String("verify"), func(text string, o query.Options) (*query.Compiled, error) {
		return v.compile(c.Context, text, o)
	})
	if err != nil {
		return err
	}
	for _, f := range faults {
		s.printf("%s\n", clean(f))
	}
	if len(faults) > 0 {
		return fmt.Errorf("%s: not the same%w", c.String("verify"), silent{errPartial})
	}
	s.printf("same\n")
	return nil
}

func (s *session) batch(c *cli.Context) error {
	if c.String("verify") != "" {
		return s.verifyBatch(c)
	}
	path, o, err := s.outputOptions(c)
	if err != nil {
		return err
	}
	dry, folder := c.Bool("dry-run"), c.Bool("per-label")
	if dry {
		o.Format = ""
	}
	if c.String("label") != "" && c.String("column") == "" {
		return usagef("--label names a column of a CSV file; it goes with --column")
	}
	j := &export.BatchJob{Path: path, Folder: folder, Force: c.Bool("force")}
	b := &export.Batch{Options: o, Shared: !folder}
	if err := b.Check(); err != nil {
		return usageError{err.Error()}
	}
	switch {
	case folder && path == "-" && !dry:
		return usagef("--per-label writes a folder; name it with -o")
	case path == "-" && !dry && c.Bool("json"):
		return usagef("rows and --json cannot share standard output; name a file with -o")
	case path != "-" && !dry:
		if err := j.Ready(); err != nil {
			return err
		}
	}
	if c.NArg() != 1 {
		return usagef("batch takes one FILE of queries, or - for standard input")
	}
	in, err := s.open(c.Args().First())
	if err != nil {
		return err
	}
	defer in.Close()
	v, err := s.view(c)
	if err != nil {
		return err
	}
	b.Snapshot = v
	asked := options(c)
	asked.Distinct = c.Bool("distinct")
	b.Compile = func(text string) (*query.Compiled, error) { return v.compile(c.Context, text, asked) }
	j.Versions, j.Asked = s.versions(v), asked
	return errors.Join(s.runBatch(c, b, j, queries(c, in)), v.refused)
}

// open opens a file of queries, or standard input for -.
func (s *session) open(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(s.in), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, plainCause(err))
	}
	return f, nil
}

func queries(c *cli.Context, in io.Reader) iter.Seq2[export.Line, error] {
	if column := c.String("column"); column != "" {
		return export.CSVLines(in, column, c.String("label"))
	}
	return export.Lines(in)
}

// tallies are what a batch came to in all.
type tallies struct {
	Schema   int               `json:"schema"`
	Snapshot string            `json:"snapshot"`
	Run      int               `json:"run"`
	Refused  int               `json:"refused"`
	Empty    []string          `json:"empty"` // labels of the queries without a hit
	Queries  []*export.Outcome `json:"queries"`
}

func (s *session) runBatch(c *cli.Context, b *export.Batch, j *export.BatchJob, lines iter.Seq2[export.Line, error]) error {
	t := tallies{Schema: schema, Snapshot: b.Snapshot.ID(), Empty: []string{}, Queries: []*export.Outcome{}}
	rowsHere := j.Path == "-" && b.Options.Format != ""
	bar := s.bar("running", progressbar.OptionShowIts())
	bar.expect(s.queriesOf(c))
	defer bar.clear()
	seen := func(o *export.Outcome) {
		t.add(o)
		defer bar.step()
		if o.Err() != nil {
			bar.clear()
			s.warn("%s:%d: %s", c.Args().First(), o.Line, firstLine(o.Error))
		} else if !rowsHere && !c.Bool("json") {
			bar.clear()
			s.printf("%8d  %s  %s\n", o.Declared, clean(o.Label), clean(o.Query))
			if bar != nil {
				_ = s.out.Flush() // a failure is told by the next one
			}
		}
	}
	var err error
	if j.Path == "-" || b.Options.Format == "" {
		err = b.ToStream(c.Context, lines, s.out, seen)
	} else {
		_, err = j.Run(c.Context, b, lines, seen)
	}
	bar.clear()
	if err != nil {
		return err
	}
	if c.Bool("json") {
		if err := writeJSON(s.out, t); err != nil {
			return err
		}
	}
	return s.told(t)
}

// queriesOf counts the queries of the file for the time left, where a terminal shows
// it; 0 if that cannot be known.
func (s *session) queriesOf(c *cli.Context) (n int64) {
	if path := c.Args().First(); s.live && path != "-" {
		in, err := s.open(path)
		if err != nil {
			return 0
		}
		defer in.Close()
		for range queries(c, in) {
			n++
		}
	}
	return n
}

func (t *tallies) add(o *export.Outcome) {
	t.Queries = append(t.Queries, o)
	switch {
	case o.Err() != nil:
		t.Refused++
	default:
		t.Run++
		if o.Declared == 0 {
			t.Empty = append(t.Empty, o.Label)
		}
	}
}

// told sums a batch up on stderr.
func (s *session) told(t tallies) error {
	if len(t.Empty) > 0 {
		s.warn("no hit: %s", strings.Join(t.Empty, ", "))
	}
	if t.Refused > 0 {
		return fmt.Errorf("%d queries run, %d refused%w", t.Run, t.Refused, silent{errPartial})
	}
	s.warn("%d queries run", t.Run)
	return nil
}
