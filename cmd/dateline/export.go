package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/urfave/cli/v2"

	"dateline/analyzer"
	"dateline/export"
	"dateline/index"
	"dateline/query"
)

func exportCommand() command {
	return command{
		name:  "export",
		brief: "write every result of a query to a file",
		args:  "[QUERY…]",
		about: `Complete, in a declared order (published, then id), from one snapshot: the matches
are counted first, and only when as many were written is the exit code 0. A file
gets its name when it is whole; beside it stand FILE.manifest.json, which says what
it holds, and the list of its ids. docs/export.md tells formats and columns.

A broken export is kept as FILE.partial: --resume finishes it to the same bytes,
the same command without --resume begins again, --discard removes it.`,
		examples: [2]string{`dateline export --index news.index -o faith.jsonl 'Witkoff "good faith"'`, "dateline export --verify faith.jsonl.manifest.json --index news.index"},
		codes:    []int{codePartial, codeIO, codeDamaged, codeLocked, codeNoIndex, codeNoCluster},
		flags: append(append(append(viewFlags(), outputFlags()...),
			&cli.BoolFlag{Name: "distinct", Usage: "one article of each group of near-copies, which lists the others"},
			&cli.BoolFlag{Name: "resume", Usage: "finish the broken export to this file"},
			&cli.BoolFlag{Name: "discard", Usage: "remove the broken export to this file and write nothing"},
			&cli.StringFlag{Name: "verify", Usage: "run the query of `MANIFEST` again and tell what differs"},
			jsonFlag()), sinceManifest(queryFlags())...),
		run: (*session).export,
	}
}

// dateLike tells a day, month or year from the name of a manifest.
var dateLike = regexp.MustCompile(`^\d{4}(-\d\d){0,2}$`)

// sinceManifest lets --since take a manifest too.
func sinceManifest(flags []cli.Flag) []cli.Flag {
	for _, f := range flags {
		if since, ok := f.(*cli.StringFlag); ok && since.Name == "since" {
			since.Usage = "`DATE`, the first day, month or year; or the manifest of an earlier export: write only what came or changed since, and list what went"
		}
	}
	return flags
}

// outputFlags say what is written and where, for export and batch.
func outputFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "`FILE` to write, - for standard output (default -)"},
		&cli.StringFlag{Name: "format", Usage: "`FORMAT`: jsonl, csv, tsv, parquet, bibtex, ris, csl, trec or text, a folder of files (default: as FILE ends, else jsonl)"},
		&cli.StringFlag{Name: "rows", Usage: "`KIND` of rows: article, hit, quote or mention (default article)"},
		&cli.StringFlag{Name: "fields", Usage: "`LIST` of columns, separated by commas (default all but text)"},
		&cli.BoolFlag{Name: "text", Usage: "the full text too; it is its publishers', mind their rights"},
		&cli.BoolFlag{Name: "excel", Usage: "csv or tsv for a spreadsheet: byte order mark, CRLF, formulas made harmless"},
		&cli.IntFlag{Name: "limit", Usage: "`N` articles at most, 0 is all; the manifest then says truncated"},
		&cli.BoolFlag{Name: "force", Usage: "replace what is there"},
		&cli.StringFlag{Name: "manifest", Usage: "`FILE` for the manifest (default FILE.manifest.json; none for standard output)"},
	}
}

// outputOptions reads outputFlags.
func (s *session) outputOptions(c *cli.Context) (string, export.Options, error) {
	path := c.String("output")
	if path == "" {
		path = "-"
	}
	o := export.Options{Rows: export.Rows(c.String("rows")), Text: c.Bool("text"), Excel: c.Bool("excel"), Limit: c.Int("limit"),
		Warn: func(text string) { s.warn("note: %s", text) }}
	if o.Rows == "" {
		o.Rows = export.ArticleRows
	}
	if fields := c.String("fields"); fields != "" {
		o.Fields = strings.Split(fields, ",")
	}
	var err error
	if o.Format, err = export.FormatOf(c.String("format"), path); err == nil {
		err = o.Check()
	}
	if err != nil {
		return path, o, usageError{err.Error()}
	}
	return path, o, nil
}

func (s *session) export(c *cli.Context) error {
	if c.String("verify") != "" {
		return s.verify(c)
	}
	path, o, err := s.outputOptions(c)
	if err != nil {
		return err
	}
	if path == "-" && (c.Bool("resume") || c.Bool("discard")) {
		return usagef("standard output cannot be resumed or discarded; name a file with -o")
	}
	if !c.Bool("discard") && !c.Args().Present() {
		return usagef("export needs a query; * alone is every article")
	}
	done, err := export.Claim(path, o.Warn)
	if err != nil {
		return err
	}
	defer done()
	j := &export.Job{Path: path, Manifest: c.String("manifest"), Force: c.Bool("force"), Resume: c.Bool("resume"), Options: o}
	if c.Bool("discard") {
		return s.discard(c, j)
	}
	if err := j.Ready(); err != nil {
		return err
	}
	if at := c.String("since"); at != "" && !dateLike.MatchString(at) {
		if j.Since, err = export.ReadManifest(at); err != nil {
			return err
		}
		j.SinceAt = at
	}
	return s.exportTo(c, j)
}

// exportTo runs the job on a generation that is kept until it is done.
func (s *session) exportTo(c *cli.Context, j *export.Job) error {
	v, err := s.view(c)
	if err != nil {
		return err
	}
	lease := ""
	if j.Path != "-" && !isURL(v.where) {
		if lease, err = s.lease(c.Context, &v, j); err != nil {
			return err
		}
	}
	o := options(c)
	o.Distinct = c.Bool("distinct")
	if j.Since != nil {
		o.Since = ""
	}
	compiled, err := v.compile(c.Context, queryText(c.Args().Slice()), o)
	if err != nil {
		return errors.Join(err, release(lease))
	}
	s.notes(compiled.Notes)
	j.Asked, j.Versions = o, s.versions(v)
	if v.Count() <= easyArticles {
		easeGC()
	}
	bar := s.writing()
	j.Options.Progress = bar.rows
	var m *export.Manifest
	if j.Path == "-" {
		m, err = j.Stream(c.Context, v, compiled, s.out)
	} else {
		m, err = j.Run(c.Context, v, compiled)
	}
	bar.clear()
	if err != nil {
		return s.broken(j, lease, err)
	}
	if err := s.out.Flush(); err != nil {
		return err
	}
	s.exported(m, j)
	return errors.Join(v.refused, release(lease))
}

// lease keeps the generation that the export reads. Without one (no hard links, a
// read-only index) it reads the index itself and says what that means.
func (s *session) lease(ctx context.Context, v *view, j *export.Job) (string, error) {
	path := index.LeasePath(v.where, leaseName(j.Path))
	if _, err := os.Stat(path); err != nil || !j.Resume {
		if j.Resume {
			return "", nil // the job compares snapshots itself
		}
		if err := index.Release(path); err != nil {
			return "", nil
		}
		if path, err = index.Lease(v.where, leaseName(j.Path)); err != nil {
			s.warn("note: no generation can be kept (%s): a broken export can be resumed only while the index stays as it is", plainCause(err))
			return "", nil
		}
	}
	kept, err := s.openReader(ctx, path, v.authority)
	if err != nil {
		return "", err
	}
	v.Snapshot = kept
	return path, nil
}

// leaseName tells the exports of one index apart by the file that they write.
func leaseName(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	sum := sha256.Sum256([]byte(path))
	return hex.EncodeToString(sum[:8])
}

func release(lease string) error {
	if lease == "" {
		return nil
	}
	return index.Release(lease)
}

// broken tells how an export that failed goes on.
func (s *session) broken(j *export.Job, lease string, err error) error {
	switch {
	case j.Path != "-" && export.Kept(j.Path):
		s.warn("what was written is kept as %s.partial; --resume finishes it, --discard removes it", j.Path)
		return err
	}
	return errors.Join(err, release(lease))
}

func (s *session) discard(c *cli.Context, j *export.Job) error {
	where := s.indexPath(c)
	if err := j.Discard(); err != nil || isURL(where) {
		return err
	}
	return index.Release(index.LeasePath(where, leaseName(j.Path)))
}

// versions are those of the program and of what made the index.
func (s *session) versions(v view) export.Versions {
	return export.Versions{Dateline: version(), Analyzer: analyzer.Version, Authority: v.authority.Version()}
}

// exported says what an export wrote.
func (s *session) exported(m *export.Manifest, j *export.Job) {
	line := count(m.Counts.Written, "article")
	if m.Output.Rows != export.ArticleRows {
		line = fmt.Sprintf("%s of %s", count(m.Counts.Rows, "row"), line)
	}
	if m.Counts.Truncated {
		line += fmt.Sprintf(" of the %d that match: --limit", m.Counts.Declared)
	}
	if m.Since != "" {
		line += fmt.Sprintf(" that came or changed; %d went", len(m.Gone))
	}
	if j.Path != "-" {
		line += " in " + j.Path
	}
	s.warn("%s", line)
	if m.Counts.Declared == 0 {
		s.warn("note: nothing matches %s", m.Query.Parsed)
	}
}

func (s *session) verify(c *cli.Context) error {
	if c.Args().Present() {
		return usagef("--verify runs the query of the manifest; give no other")
	}
	v, err := s.view(c)
	if err != nil {
		return err
	}
	verdict, err := export.Verify(c.Context, v, c.String("verify"), func(q export.Question) (*query.Compiled, error) {
		return v.compile(c.Context, q.Text, q.Options)
	})
	if err != nil {
		return err
	}
	if c.Bool("json") {
		err = writeJSON(s.out, verdict)
	} else {
		s.difference(verdict)
	}
	if err == nil && !verdict.Same {
		err = fmt.Errorf("%s: not the same%w", c.String("verify"), silent{errPartial})
	}
	return err
}

func (s *session) difference(v *export.Verdict) {
	if v.Same {
		s.printf("same\n")
		return
	}
	if v.File != "" {
		s.printf("file     %s\n", clean(v.File))
	}
	for _, part := range []struct {
		name string
		ids  []string
	}{{"came", v.Came}, {"went", v.Went}, {"changed", v.Changed}} {
		for _, id := range part.ids {
			s.printf("%-8s %s\n", part.name, clean(id))
		}
	}
}
