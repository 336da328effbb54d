// Command ours is Dateline's own engine as a peer of the bench: one JSON request a
// line on standard input, one answer a line on standard output. -mode words indexes
// the word layer alone, as the peers do; -mode layers adds stems and the entities of
// the dictionary; -mode full runs the whole analysis.
package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/export"
	"dateline/index"
	"dateline/query"
)

type article struct {
	ID, Body, Outlet, Date string
	Actors, Places         []string
}

type request struct {
	Op, Data, Dir string
	Q             spec
}

type spec struct {
	Kind, Field, From, To string
	Words                 []string
	N, Size               int
}

type peer struct {
	mode       string
	z          *analyzer.Analyzer
	dictionary *analyzer.Analyzer // recognises nothing that the authority does not hold
	auth       *analyzer.Authority
	snap       query.Snapshot
}

func main() {
	p := &peer{}
	flag.StringVar(&p.mode, "mode", "words", "words, layers or full")
	flag.Parse()
	auth, err := analyzer.Starter()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	p.auth, p.z = auth, analyzer.New(auth)
	p.dictionary = p.z.WithModel(nil)
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := json.NewEncoder(os.Stdout)
	for {
		var r request
		if err := in.Decode(&r); err != nil {
			return
		}
		if err := out.Encode(p.answer(r)); err != nil {
			return
		}
	}
}

func (p *peer) answer(r request) map[string]any {
	ctx, ans := context.Background(), map[string]any{}
	cpu, wall := cpuSeconds(), time.Now()
	var err error
	switch r.Op {
	case "version":
		ans["version"] = "Dateline, " + p.mode
	case "index":
		ans["articles"], err = p.build(ctx, r.Dir, r.Data)
	case "open":
		err = p.open(ctx, r.Dir)
	case "query":
		ans, err = p.measure(ctx, r.Q)
	}
	if r.Op == "index" || r.Op == "open" {
		ans["cpu_s"], ans["wall_s"] = cpuSeconds()-cpu, time.Since(wall).Seconds()
	}
	if err != nil {
		ans["error"] = err.Error()
	}
	return ans
}

func cpuSeconds() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

func (p *peer) options() index.Options {
	return index.Options{Lexicon: p.auth, Streams: p.z.Streams, Analyzer: analyzer.Version, Authority: p.auth.Version()}
}

func (p *peer) open(ctx context.Context, dir string) error {
	x, err := index.Open(dir+"/x", p.options())
	if err != nil {
		return err
	}
	p.snap, err = x.Snapshot(ctx)
	return err
}

const batch = 2000

// build reads, annotates in parallel and puts in batches.
func (p *peer) build(ctx context.Context, dir, data string) (int, error) {
	o := p.options()
	o.Write = true
	x, err := index.Open(dir+"/x", o)
	if err != nil {
		return 0, err
	}
	defer x.Close()
	f, err := os.Open(data)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	dec := json.NewDecoder(bufio.NewReaderSize(f, 1<<20))
	n := 0
	for done := false; !done; {
		var rows []article
		for len(rows) < batch {
			var a article
			if err := dec.Decode(&a); err == io.EOF {
				done = true
				break
			} else if err != nil {
				return n, err
			}
			rows = append(rows, a)
		}
		if err := x.Put(ctx, p.annotate(rows)); err != nil {
			return n, err
		}
		n += len(rows)
	}
	return n, nil
}

func (p *peer) annotate(rows []article) []corpus.Annotated {
	out := make([]corpus.Annotated, len(rows))
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(rows); i += workers {
				out[i] = p.one(rows[i])
			}
		})
	}
	wg.Wait()
	return out
}

func (p *peer) one(r article) corpus.Annotated {
	a := corpus.Article{ID: r.ID, Text: r.Body, Sum: sum(r.ID)}
	if r.Outlet != "" {
		a.Outlet = corpus.Outlet{ID: strings.ToLower(strings.ReplaceAll(r.Outlet, " ", "-")), Name: r.Outlet, Status: corpus.Given}
	}
	if r.Date != "" {
		a.Published = corpus.Date{Value: r.Date, Status: corpus.Given}
	}
	switch p.mode {
	case "full":
		return p.z.Analyze(a)
	case "layers":
		return p.dictionary.Analyze(a)
	}
	x := corpus.Annotated{Article: a}
	for role, ids := range map[corpus.Role][]string{corpus.RoleActor: r.Actors, corpus.RolePlace: r.Places} {
		for _, id := range ids {
			x.Mentions = append(x.Mentions, corpus.Mention{Entity: id, Name: id, Type: corpus.Organisation, Role: role})
		}
	}
	p.z.Streams(&x)
	return x
}

// sum stands for the content hash: the bench never compares articles.
func sum(id string) string {
	h := sha256.Sum256([]byte(id))
	return hex.EncodeToString(h[:])
}

func (p *peer) measure(ctx context.Context, q spec) (map[string]any, error) {
	count, err := p.run(ctx, q)
	if err != nil {
		return map[string]any{}, err
	}
	cpu, wall, reps := cpuSeconds(), time.Now(), 0
	for reps == 0 || time.Since(wall) < 20*time.Millisecond {
		if _, err := p.run(ctx, q); err != nil {
			return nil, err
		}
		reps++
	}
	return map[string]any{"count": count,
		"cpu_ms":  (cpuSeconds() - cpu) * 1e3 / float64(reps),
		"wall_ms": time.Since(wall).Seconds() * 1e3 / float64(reps)}, nil
}

func (p *peer) run(ctx context.Context, q spec) (int, error) {
	if q.Kind == "export" {
		c := &query.Compiled{Text: "*", Parsed: &query.All{}, Request: query.Request{Query: &query.All{}}}
		n, err := export.Write(ctx, p.snap, c, export.Options{Format: export.JSONL, Text: true, Fields: []string{"id", "text"}}, io.Discard)
		return n.Rows, err
	}
	r := query.Request{Query: node(q), Sort: query.ByScore, Size: 10}
	if q.Kind == "facet" {
		r.Size = 0
		r.Facets = []query.FacetRequest{{Name: map[string]string{"actors": "actor", "places": "place", "outlet": "outlet", "month": "date"}[q.Field], Size: q.Size}}
		if q.Field == "month" {
			r.Facets[0].Interval = "month"
		}
	}
	result, err := p.snap.Search(ctx, r)
	if err != nil || q.Kind != "facet" {
		return result.Total, err
	}
	most := 0
	for _, v := range result.Facets[0].Values {
		most = max(most, v.Count)
	}
	return most, nil
}

// node is the resolved query of a spec.
func node(q spec) query.Node {
	terms := make([]query.Node, len(q.Words))
	for i, w := range q.Words {
		terms[i] = &query.Term{Typed: w, Terms: []string{w}}
	}
	switch q.Kind {
	case "and":
		return &query.And{Kids: terms}
	case "or":
		return &query.Or{Kids: terms}
	case "phrase":
		return &query.Phrase{Slots: terms, Slop: -1}
	case "near":
		return &query.Near{A: terms[0], B: terms[1], N: q.N}
	case "prefix":
		return &query.Pattern{Kind: query.Prefix, Text: q.Words[0]}
	case "fuzzy":
		return &query.Pattern{Kind: query.Fuzzy, Text: q.Words[0], Distance: 1}
	case "dates":
		return &query.DateRange{From: q.From, To: q.To}
	case "facet":
		if len(terms) == 0 {
			return &query.All{}
		}
	}
	return terms[0]
}
