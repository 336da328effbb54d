// Command web measures the pages: the search page with all its facets and its
// timeline, for one client and for many at once, and the first byte of an export of
// everything. Clients and server are one process and share the machine. Articles are
// repeated under other ids up to -n.
//
// Two kinds of questions are asked. "Known" ones are eight queries again and again,
// each asked once before the clock runs: what a server keeps of its answers counts.
// "New" ones are never the same twice: each is made of the words of some article, so
// nothing kept helps. Clients form a closed loop: each waits for its page, reads it
// for -pause and asks for the next; without a pause, as many pages wait as there are
// clients, whatever the server does, and the time of a page is that of the queue. The
// time of one client, asked without a pause, is taken for each kind in the same run.
//
//	go run ./bench/web -n 100000
package main

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"time"
)

func main() {
	var c collection
	flag.IntVar(&c.n, "n", 100_000, "articles")
	flag.IntVar(&c.distinct, "distinct", 4000, "different ones among them")
	flag.StringVar(&c.data, "data", "../shared/data/articles/abp.articles.jsonl.gz", "gzipped JSON Lines of articles {id,title,outlet,date,text}")
	flag.StringVar(&c.dir, "dir", "", "`FOLDER` where the index is kept for the next run; a temporary one without")
	clients := flag.Int("clients", 50, "at once")
	rounds := flag.Int("rounds", 20, "pages for each client")
	pause := flag.Duration("pause", time.Second, "a client reads that long between two pages")
	profile := flag.String("cpuprofile", "", "`FILE` for a profile of one client with new questions; nothing else is measured")
	flag.Parse()
	if err := run(c, *clients, *rounds, *pause, *profile); err != nil {
		fmt.Fprintln(os.Stderr, "web:", err)
		os.Exit(1)
	}
}

func run(c collection, clients, rounds int, pause time.Duration, profile string) error {
	base, asked, done, err := c.serve()
	if err != nil {
		return err
	}
	defer done()
	if profile != "" {
		return profiled(profile, func() error { return slowest(load(base, asked.fresh(40*len(shapes)), 1, 0)) })
	}
	fmt.Printf("| search page, %d articles, %d processors | median ms | p95 ms | p95 ÷ one client's | CPU ms a page | errors |\n|---|---|---|---|---|---|\n", c.n, runtime.GOMAXPROCS(0))
	for _, kind := range []struct {
		name string
		ask  func(int) []string
	}{{"known", known}, {"new", asked.fresh}} {
		load(base, kind.ask(len(shapes)), 1, 0) // the first look at an index, or all that is kept of known answers
		one := load(base, kind.ask(10*len(shapes)), 1, 0)
		row := func(name string, r result) {
			fmt.Printf("| %s questions, %s | %.1f | %.1f | %.1f | %.1f | %d of %d |\n", kind.name, name, r.at(0.5), r.at(0.95), r.at(0.95)/one.at(0.95), r.cpu(), r.errors, len(r.times)+r.errors)
		}
		row("one client", one)
		row(fmt.Sprintf("%d clients reading %s", clients, pause), load(base, kind.ask(clients*rounds), clients, pause))
		row(fmt.Sprintf("%d clients without a pause", clients), load(base, kind.ask(clients*rounds), clients, 0))
	}
	return exportAll(base)
}

// slowest prints what one client waited for.
func slowest(r result) error {
	for _, line := range r.byShape() {
		fmt.Println(line)
	}
	fmt.Printf("%.1f ms of CPU a page, clients included\n", r.cpu())
	if r.errors > 0 {
		return fmt.Errorf("%d pages failed", r.errors)
	}
	return nil
}

// exportAll downloads everything, five times, and prints when the first byte and the
// last one came.
func exportAll(base string) error {
	for range 5 {
		begin := time.Now()
		r, err := http.Get(base + "/export/rows?q=*&format=jsonl")
		if err != nil {
			return err
		}
		_, err = io.ReadFull(r.Body, make([]byte, 1))
		first := time.Since(begin)
		n, err2 := io.Copy(io.Discard, r.Body)
		r.Body.Close()
		if err != nil || err2 != nil {
			return fmt.Errorf("export: %v %v", err, err2)
		}
		fmt.Printf("export of everything: first byte after %.1f ms, %d MB in %.1f s\n", ms(first), n>>20, time.Since(begin).Seconds())
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
