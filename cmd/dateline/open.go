package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"github.com/urfave/cli/v2"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/index"
	"dateline/opensearch"
	"dateline/query"
)

// defaultIndex is where the index is if neither --index nor DATELINE_INDEX says.
const defaultIndex = "dateline.index"

func indexFlag() cli.Flag {
	return &cli.StringFlag{Name: "index", Usage: "`DIR` of the index, or http://host:9200/name in a cluster (default $DATELINE_INDEX, else ./" + defaultIndex + ")"}
}

func authorityFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "authority", Usage: "`DIR` of CSV files with entities, over the built-in ones; may be repeated"}
}

func jsonFlag() cli.Flag {
	return &cli.BoolFlag{Name: "json", Usage: "print JSON, schema 1"}
}

// indexPath is the place of the index: --index, DATELINE_INDEX, ./dateline.index.
func (s *session) indexPath(c *cli.Context) string {
	if path := c.String("index"); path != "" {
		return path
	}
	if path := s.env("DATELINE_INDEX"); path != "" {
		return path
	}
	return defaultIndex
}

// An authority is the entities that a command works with, and the analyzer over
// them, which is made when something is to be analysed or a stream remade.
type authority struct {
	*analyzer.Authority
	model    string // sum of the user's model that recognises names, "" for the built-in one
	analyzer func() *analyzer.Analyzer
	copied   *origin // where articles are stored as another index has them: what made those
}

// made is what an index keeps of a: the version of its rows and, where names are
// recognised by a user's model, '+' and the model's sum.
func (a *authority) made() string {
	if a.model == "" {
		return a.Version()
	}
	return a.Version() + "+" + a.model
}

// authority loads the built-in entities and those of --authority, and the model of
// --model. Rows that cannot be used as they are are told, which makes the outcome partial.
func (s *session) authority(c *cli.Context) (*authority, error) {
	a, problems, err := analyzer.Load(c.StringSlice("authority")...)
	return s.loaded(c, a, problems, err)
}

func (s *session) loaded(c *cli.Context, a *analyzer.Authority, problems []analyzer.Problem, err error) (*authority, error) {
	if err != nil {
		return nil, err
	}
	for _, p := range problems {
		s.warn("authority: %s", p)
		s.badRows++
	}
	z := func() *analyzer.Analyzer { return analyzer.New(a) }
	sum := ""
	if path := c.String("model"); path != "" {
		m, of, err := readModel(path)
		if err != nil {
			return nil, err
		}
		sum, z = of, func() *analyzer.Analyzer { return analyzer.New(a).WithModel(m) }
	}
	return &authority{Authority: a, model: sum, analyzer: sync.OnceValue(z)}, nil
}

// authorityOf loads the authority for the index in dir: the one that it keeps,
// unless --authority names another. It notes where the index was made otherwise.
func (s *session) authorityOf(c *cli.Context, dir string) (a *authority, err error) {
	kept, made, missing := s.kept(c.Context, dir)
	if missing != nil && isURL(dir) && !errors.Is(missing, opensearch.ErrNoIndex) {
		return nil, missing
	}
	if missing != nil || len(c.StringSlice("authority")) > 0 {
		a, err = s.authority(c)
	} else {
		var loaded *analyzer.Authority
		loaded, _, err = analyzer.LoadAdded(kept) // its problems were told when the index was made
		a, err = s.loaded(c, loaded, nil, err)
	}
	if err != nil || missing != nil || made.Articles == 0 {
		return a, err
	}
	rows, model, _ := strings.Cut(made.Authority, "+")
	if a.model == "" {
		a.model = model // what is there stays as it was made
	}
	switch {
	case a.model != model:
		s.warn("note: %s was made with another model; `dateline reanalyze --model FILE` brings it up to date", dir)
	case rows != a.Version():
		s.warn("note: %s was made with another authority; `dateline reanalyze` brings it up to date", dir)
	case made.Analyzer != analyzer.Version:
		s.warn("note: %s was made with version %d of the analysis, this is %d; `dateline reanalyze` brings it up to date", dir, made.Analyzer, analyzer.Version)
	}
	return a, nil
}

func (a *authority) options() index.Options {
	o := index.Options{
		Lexicon:   a.Authority,
		Streams:   func(x *corpus.Annotated) { a.analyzer().Streams(x) },
		Analyzer:  analyzer.Version,
		Authority: a.made(),
		Copy:      a.Added(),
	}
	if a.copied != nil {
		o.Analyzer, o.Authority = a.copied.Analyzer, a.copied.Authority
	}
	return o
}

// openWriter opens the index at where, a directory or the URL of one in a cluster,
// for writing and makes it where there is none.
func (s *session) openWriter(ctx context.Context, where string, a *authority) (query.Engine, error) {
	if isURL(where) {
		return s.openCluster(ctx, where, a, true)
	}
	o := a.options()
	o.Write = true
	return index.Open(where, o)
}

// openExisting is openWriter for an index that must be there.
func (s *session) openExisting(ctx context.Context, where string, a *authority) (query.Engine, error) {
	if _, _, err := s.kept(ctx, where); err != nil {
		return nil, err
	}
	return s.openWriter(ctx, where, a)
}

// openToRead opens the index at where, which must be there, without a lock.
func (s *session) openToRead(ctx context.Context, where string, a *authority) (query.Engine, error) {
	if isURL(where) {
		return s.openCluster(ctx, where, a, false)
	}
	return index.Open(where, a.options())
}

// openReader takes the newest snapshot of the index at where. A cluster keeps what
// a snapshot needs until it is closed, so that is done when the command is; for a
// directory it is left to the end of the process.
func (s *session) openReader(ctx context.Context, where string, a *authority) (query.Snapshot, error) {
	engine, err := s.openToRead(ctx, where, a)
	if err != nil {
		return nil, err
	}
	snap, err := engine.Snapshot(ctx)
	if err == nil && isURL(where) {
		s.atEnd(engine.Close)
		s.atEnd(snap.Close)
	}
	return snap, err
}

// opening opens the index at where beside what is done until its newest snapshot is
// asked for: to load an authority takes longer.
func (s *session) opening(where string) func(context.Context, *authority) (query.Snapshot, error) {
	if isURL(where) {
		return func(ctx context.Context, a *authority) (query.Snapshot, error) { return s.openReader(ctx, where, a) }
	}
	var x *index.Index
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		x, err = index.Open(where, index.Options{})
	}()
	return func(ctx context.Context, a *authority) (query.Snapshot, error) {
		if <-done; err != nil {
			return nil, err
		}
		x.Use(a.options())
		return x.Snapshot(ctx)
	}
}

// An origin is what an index says of how its articles were made.
type origin struct {
	Analyzer  int
	Authority string
	Articles  int
}

// kept is the authority that the index at where keeps, and its origin.
func (s *session) kept(ctx context.Context, where string) ([]byte, origin, error) {
	if isURL(where) {
		return s.keptInCluster(ctx, where)
	}
	rows, st, err := index.Kept(where)
	return rows, origin{st.Analyzer, st.Authority, st.Articles}, err
}

func isURL(path string) bool {
	return strings.HasPrefix(path, "http://") || strings.HasPrefix(path, "https://")
}

// plainCause is err without the operation and the path that its text begins with.
func plainCause(err error) error {
	var at *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("no such file or folder%w", silent{err})
	case errors.As(err, &at):
		return at.Err
	}
	return err
}

// silent keeps an error in the chain without repeating its text.
type silent struct{ error }

func (silent) Error() string   { return "" }
func (s silent) Unwrap() error { return s.error }
