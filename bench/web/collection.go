package main

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"slices"
	"time"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/export"
	"dateline/index"
	"dateline/query"
	"dateline/web"
)

// collection is what is served.
type collection struct {
	n, distinct int
	data, dir   string
}

// serve indexes the articles and serves them until done. The source makes questions
// of what is there.
func (c collection) serve() (base string, asked *source, done func(), err error) {
	done = func() {}
	if c.dir == "" {
		if c.dir, err = os.MkdirTemp("", "dateline-web"); err != nil {
			return "", nil, done, err
		}
		done = func() { os.RemoveAll(c.dir) }
	}
	a, err := analyzer.Starter()
	if err != nil {
		return "", nil, done, err
	}
	z := analyzer.New(a)
	o := index.Options{Lexicon: a, Streams: z.Streams, Analyzer: analyzer.Version, Authority: a.Version(), Write: true}
	x, err := index.Open(c.dir, o)
	if err != nil {
		return "", nil, done, err
	}
	if err := c.fill(x, z); err != nil {
		return "", nil, done, err
	}
	if asked, err = sample(x); err != nil {
		return "", nil, done, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, done, err
	}
	pages := web.Collection{Snapshot: x.Snapshot, Cheap: true, Lexicon: a, Versions: export.Versions{Analyzer: analyzer.Version},
		Statements: func(context.Context, query.Snapshot, *query.Compiled) ([]web.Statement, error) { return nil, nil },
		Show:       func(a *corpus.Annotated) any { return a },
		JSON:       func(w io.Writer, v any) error { return json.NewEncoder(w).Encode(v) }}
	go func() {
		_ = web.Server(web.Handler(pages, web.Limits{Hosts: []string{"127.0.0.1"}, Wait: time.Minute})).Serve(l)
	}()
	return "http://" + l.Addr().String(), asked, done, nil
}

// fill puts n articles into an index that holds none.
func (c collection) fill(x query.Engine, z *analyzer.Analyzer) error {
	ctx := context.Background()
	snap, err := x.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer snap.Close()
	if snap.Count() > 0 {
		if snap.Count() != c.n {
			return fmt.Errorf("%s holds %d articles, want %d: name another -dir", c.dir, snap.Count(), c.n)
		}
		return nil
	}
	articles, err := read(c.data, c.distinct, z)
	if err != nil {
		return err
	}
	const batch = 2000
	for from := 0; from < c.n; from += batch {
		var list []corpus.Annotated
		for i := from; i < min(c.n, from+batch); i++ {
			copied := articles[i%len(articles)]
			copied.ID = fmt.Sprintf("%s/%d", copied.ID, i)
			copied.Sum = fmt.Sprintf("%064x", i)
			list = append(list, copied)
		}
		if err := x.Put(ctx, slices.Values(list)); err != nil {
			return err
		}
	}
	return nil
}

// sample takes the first 500 articles, by date, as a source of questions.
func sample(x query.Engine) (*source, error) {
	snap, err := x.Snapshot(context.Background())
	if err != nil {
		return nil, err
	}
	defer snap.Close()
	s := &source{random: rand.New(rand.NewPCG(1, 2)), asked: map[string]bool{}}
	for h, err := range snap.Scan(context.Background(), query.Request{Query: &query.All{}, Load: query.LoadText}) {
		if err != nil {
			return nil, err
		}
		if s.articles = append(s.articles, h.Article); len(s.articles) == 500 {
			break
		}
	}
	return s, nil
}

// read analyses the first articles of data.
func read(data string, distinct int, z *analyzer.Analyzer) ([]corpus.Annotated, error) {
	f, err := os.Open(data)
	if err != nil {
		return nil, fmt.Errorf("articles: %w (name others with -data)", err)
	}
	defer f.Close()
	packed, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var out []corpus.Annotated
	for dec := json.NewDecoder(packed); len(out) < distinct; {
		var row struct{ ID, Title, Outlet, Date, Text string }
		if err := dec.Decode(&row); err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		a := corpus.Article{ID: row.ID, Title: row.Title, Text: row.Text}
		if row.Outlet != "" {
			a.Outlet = corpus.Outlet{Name: row.Outlet, Status: corpus.Given}
		}
		if _, ok := query.Instant(row.Date); ok {
			a.Published = corpus.Date{Value: row.Date, Status: corpus.Given}
		}
		out = append(out, z.Analyze(a))
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s holds no article", data)
	}
	return out, nil
}
