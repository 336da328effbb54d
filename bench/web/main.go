// Command web measures the pages: the search page with all its facets for one client
// and for many at once, and the first byte of an export of everything. Clients and
// server share the machine. Articles are repeated under other ids up to -n.
//
//	go run ./bench/web -n 100000 -data ../shared/data/articles/abp.articles.jsonl.gz
package main

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"sync"
	"time"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/export"
	"dateline/index"
	"dateline/query"
	"dateline/web"
)

var queries = []string{"ceasefire talks", `"white house"`, "actor:@united-states AND vote", "senate NEAR/10 budget", "tax* OR trade", "quote:(war)", "place:@israel peace", "good faith"}

func main() {
	n := flag.Int("n", 100_000, "articles")
	distinct := flag.Int("distinct", 4000, "different ones among them")
	clients := flag.Int("clients", 50, "at once")
	rounds := flag.Int("rounds", 20, "pages for each client")
	pause := flag.Duration("pause", time.Second, "a client reads that long between two pages; also measured without")
	data := flag.String("data", "../shared/data/articles/abp.articles.jsonl.gz", "gzipped JSON Lines of articles {id,title,outlet,date,text}")
	flag.Parse()
	if err := run(*n, *distinct, *clients, *rounds, *pause, *data); err != nil {
		fmt.Fprintln(os.Stderr, "web:", err)
		os.Exit(1)
	}
}

func run(n, distinct, clients, rounds int, pause time.Duration, data string) error {
	dir, err := os.MkdirTemp("", "dateline-web")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	base, err := serve(dir, data, n, distinct)
	if err != nil {
		return err
	}
	one, err := load(base, 1, 5*len(queries), 0)
	if err != nil {
		return err
	}
	reading, err := load(base, clients, rounds, pause)
	if err != nil {
		return err
	}
	eager, err := load(base, clients, rounds, 0)
	if err != nil {
		return err
	}
	first, whole, bytes, err := exportAll(base)
	if err != nil {
		return err
	}
	fmt.Printf("| search page, %d articles | median ms | p95 ms | p95 / single p95 | errors |\n|---|---|---|---|---|\n", n)
	row := func(name string, r result) {
		fmt.Printf("| %s | %.1f | %.1f | %.1f | %d of %d |\n", name, r.at(0.5), r.at(0.95), r.at(0.95)/one.at(0.95), r.errors, len(r.times)+r.errors)
	}
	row("one client", one)
	row(fmt.Sprintf("%d clients, %s between two pages", clients, pause), reading)
	row(fmt.Sprintf("%d clients without a pause", clients), eager)
	fmt.Println("\none client, slowest first, ms:")
	for _, q := range one.byQuery() {
		fmt.Println("  " + q)
	}
	fmt.Printf("\nexport of everything: first byte after %.1f ms, %d MB in %.1f s\n", ms(first), bytes>>20, whole.Seconds())
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// serve indexes the articles in dir and serves them.
func serve(dir, data string, n, distinct int) (string, error) {
	a, err := analyzer.Starter()
	if err != nil {
		return "", err
	}
	z := analyzer.New(a)
	articles, err := read(data, distinct, z)
	if err != nil {
		return "", err
	}
	o := index.Options{Lexicon: a, Streams: z.Streams, Analyzer: analyzer.Version, Authority: a.Version(), Write: true}
	x, err := index.Open(dir, o)
	if err != nil {
		return "", err
	}
	ctx := context.Background()
	const batch = 2000
	for from := 0; from < n; from += batch {
		var list []corpus.Annotated
		for i := from; i < min(n, from+batch); i++ {
			copied := articles[i%len(articles)]
			copied.ID = fmt.Sprintf("%s/%d", copied.ID, i)
			copied.Sum = fmt.Sprintf("%064x", i)
			list = append(list, copied)
		}
		if err := x.Put(ctx, list); err != nil {
			return "", err
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	c := web.Collection{Snapshot: x.Snapshot, Lexicon: a, Versions: export.Versions{Analyzer: analyzer.Version},
		Statements: func(context.Context, query.Snapshot, *query.Compiled) ([]web.Statement, error) { return nil, nil },
		Show:       func(a *corpus.Annotated) any { return a },
		JSON:       func(w io.Writer, v any) error { return json.NewEncoder(w).Encode(v) }}
	go func() {
		_ = web.Server(web.Handler(c, web.Limits{Hosts: []string{"127.0.0.1"}, Wait: time.Minute})).Serve(l)
	}()
	return "http://" + l.Addr().String(), nil
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

// result is how long pages took, and how many failed.
type result struct {
	times  []time.Duration
	errors int
	each   map[string][]time.Duration
}

// byQuery lists the median of each query.
func (r result) byQuery() []string {
	var out []string
	for q, times := range r.each {
		out = append(out, fmt.Sprintf("%8.1f  %s", result{times: times}.at(0.5), q))
	}
	slices.Sort(out)
	slices.Reverse(out)
	return out
}

// at is a quantile in milliseconds.
func (r result) at(q float64) float64 {
	if len(r.times) == 0 {
		return 0
	}
	slices.Sort(r.times)
	return ms(r.times[min(len(r.times)-1, int(q*float64(len(r.times))))])
}

// load lets clients ask for pages, each in an order of its own.
func load(base string, clients, rounds int, pause time.Duration) (result, error) {
	var mu sync.Mutex
	all := result{each: map[string][]time.Duration{}}
	var wg sync.WaitGroup
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = clients
	for c := range clients {
		wg.Go(func() {
			time.Sleep(pause * time.Duration(c) / time.Duration(clients))
			for i := range rounds {
				begin := time.Now()
				q := queries[(c+i)%len(queries)]
				err := page(base + "/?q=" + url.QueryEscape(q))
				took := time.Since(begin)
				mu.Lock()
				if err != nil {
					all.errors++
				} else {
					all.times, all.each[q] = append(all.times, took), append(all.each[q], took)
				}
				mu.Unlock()
				time.Sleep(pause)
			}
		})
	}
	wg.Wait()
	if len(all.times) == 0 {
		return all, fmt.Errorf("every one of %d pages failed", all.errors)
	}
	return all, nil
}

func page(address string) error {
	r, err := http.Get(address)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return err
	}
	if r.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", r.StatusCode)
	}
	return nil
}

// exportAll downloads everything and tells when the first byte and the last one came.
func exportAll(base string) (first, whole time.Duration, bytes int64, err error) {
	begin := time.Now()
	r, err := http.Get(base + "/export/rows?q=*&format=jsonl")
	if err != nil {
		return 0, 0, 0, err
	}
	defer r.Body.Close()
	if _, err := io.ReadFull(r.Body, make([]byte, 1)); err != nil {
		return 0, 0, 0, err
	}
	first = time.Since(begin)
	bytes, err = io.Copy(io.Discard, r.Body)
	return first, time.Since(begin), bytes + 1, err
}
