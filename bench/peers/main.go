// Command peers measures Dateline beside Lucene, Tantivy, SQLite FTS5, stock Bleve
// and, where it is given the address of one, an OpenSearch cluster: the same articles,
// the same run, rounds interleaved, medians, CPU time beside wall time, and hit counts
// side by side so that unequal work shows. It needs Java 17 and Maven for Lucene and
// Python 3 for Tantivy and SQLite; a peer that cannot be had is left out, and the
// table says so.
//
//	go run ./bench/peers                          # 10,000 and 100,000 articles
//	go run ./bench/peers -n 2000 -peers dateline,tantivy -o -
//	go run ./opensearch/clustertest/up -nodes 1   # and then, with the address that it prints,
//	go run ./bench/peers -n 10000 -opensearch http://127.0.0.1:20001
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A bench is what the command line asks for.
type bench struct {
	sizes           []int
	rounds, full    int
	data, work, out string
	only, cluster   string
	keep            bool

	argv           map[string][]string // by peer
	order, missing []string
}

func main() {
	var b bench
	sizes := flag.String("n", "10000,100000", "articles; several numbers, separated by commas, for a table each and their growth")
	flag.IntVar(&b.rounds, "rounds", 5, "rounds of each query")
	flag.IntVar(&b.full, "full", 10_000, "articles that dateline index reads with its whole analysis; 0 leaves that out")
	flag.StringVar(&b.data, "data", "../shared/data/articles/abp.articles.jsonl.gz", "gzipped JSON Lines of articles {id,title,outlet,date,text}")
	flag.StringVar(&b.work, "work", filepath.Join(os.TempDir(), "dateline-peers"), "folder for data, indexes and programs; reused")
	flag.StringVar(&b.only, "peers", "", "comma-separated peers to run; empty is all")
	flag.StringVar(&b.cluster, "opensearch", "", "address of an OpenSearch cluster to measure too; its indexes dateline-peers-* are replaced")
	flag.BoolVar(&b.keep, "keep", false, "keep the indexes, and use those that an earlier run kept, with what it measured of their making")
	flag.StringVar(&b.out, "o", "bench/RESULTS.md", "file to write the tables to, - for standard output")
	flag.Parse()
	if err := b.run(*sizes); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func (b *bench) run(sizes string) error {
	for s := range strings.SplitSeq(sizes, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n <= 0 {
			return fmt.Errorf("-n %s: want numbers of articles", sizes)
		}
		b.sizes = append(b.sizes, n)
	}
	if _, err := os.Stat(b.data); err != nil {
		return fmt.Errorf("articles: %w (name others with -data)", err)
	}
	if err := os.MkdirAll(b.work, 0o755); err != nil {
		return err
	}
	b.argv, b.order, b.missing = build(b.work, b.only, b.cluster)
	full, err := b.wholeAnalysis()
	if err != nil {
		return err
	}
	var done []*table
	for _, n := range b.sizes {
		t, err := b.measure(n)
		if err != nil {
			return err
		}
		done = append(done, t)
	}
	return write(b.out, b.report(done, full))
}

// A table is the measurements of one number of articles.
type table struct {
	n     int
	text  int64 // bytes of titles and texts
	peers []*peer
	load  string // average of processes that ran or waited, at the end of the rounds

	program *peer // dateline search, measured in fresh processes alone
	alone   *peer // dateline with names alone, of which indexing is measured; nil without dateline
}

func (t *table) peer(name string) *peer {
	for _, p := range t.peers {
		if p.name == name {
			return p
		}
	}
	return nil
}

// rows returns the file of n articles, and the bytes of their titles and texts.
func (b *bench) rows(n int) (path string, text int64, err error) {
	path = filepath.Join(b.work, fmt.Sprintf("rows-%d.jsonl", n))
	if err = prepare(b.data, path, n); err == nil {
		err = each(path, n, func(r row) error {
			text += int64(len(r.Title) + len(r.Text))
			return nil
		})
	}
	return path, text, err
}

func (b *bench) measure(n int) (t *table, err error) {
	t = &table{n: n}
	progress("%d articles", n)
	rows, text, err := b.rows(n)
	if err != nil {
		return nil, err
	}
	t.text = text
	dir := filepath.Join(b.work, fmt.Sprintf("indexes-%d", n))
	if !b.keep {
		if dir, err = os.MkdirTemp(b.work, "indexes-"); err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
	}
	for _, name := range b.order {
		p, err := newPeer(name, dir, b.argv[name])
		if err != nil {
			return nil, err
		}
		t.peers = append(t.peers, p)
		progress("%s: index", name)
		if err := p.index(rows); err != nil {
			return nil, err
		}
	}
	if err := b.namesAlone(t, dir, rows); err != nil {
		return nil, err
	}
	if err := b.freshProcesses(t); err != nil {
		return nil, err
	}
	return t, b.queries(t)
}

// namesAlone indexes rows without quotes, outlets and dates.
func (b *bench) namesAlone(t *table, dir, rows string) (err error) {
	argv := b.argv["dateline"]
	if argv == nil {
		return nil
	}
	progress("dateline, names alone: index")
	if t.alone, err = newPeer("dateline-names", dir, []string{argv[0], "-mode", "names"}); err != nil {
		return err
	}
	return t.alone.index(rows)
}

// queries asks every peer every query, round by round; the first round only warms up.
func (b *bench) queries(t *table) error {
	for _, p := range t.peers {
		if err := p.open(); err != nil {
			return err
		}
		defer func() {
			if p.search = p.end(); p.outside {
				p.search = memory{}
			}
		}()
	}
	for r := range b.rounds + 1 {
		progress("round %d of %d", r, b.rounds)
		for _, q := range workload() {
			for _, p := range t.peers {
				if err := p.run(q); err != nil {
					return err
				}
			}
		}
		for _, p := range t.peers {
			if r == 0 {
				p.warm()
			}
		}
	}
	if b, err := os.ReadFile("/proc/loadavg"); err == nil {
		t.load, _, _ = strings.Cut(string(b), " ")
	}
	return nil
}

func progress(format string, args ...any) {
	fmt.Fprintln(os.Stderr, time.Now().Format(time.TimeOnly), fmt.Sprintf(format, args...))
}

func write(out, s string) error {
	if out == "-" {
		_, err := os.Stdout.WriteString(s)
		return err
	}
	return os.WriteFile(out, []byte(s), 0o644)
}
