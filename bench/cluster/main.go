// Cluster measures an index in an OpenSearch cluster of one node beside the embedded
// engine: the same analysed articles, the same machine, one run, rounds interleaved,
// medians, CPU time of this process and the server's beside wall time, hit counts
// side by side so that unequal work shows. The node has a heap of 2 GB and the whole
// compiler; -cluster measures one that runs already.
package main

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/index"
	"dateline/opensearch"
	"dateline/opensearch/clustertest"
	"dateline/query"
)

var (
	n      = flag.Int("n", 10_000, "articles")
	src    = flag.String("src", "../shared/data/articles/abp.articles.jsonl.gz", "gzipped JSON Lines of {id, title, text, outlet, date}")
	rounds = flag.Int("rounds", 7, "rounds of each question")
	warm   = flag.Int("warm", 5, "rounds before those that count, in which the server compiles itself")
	at     = flag.String("cluster", "", "URL of a cluster that runs, such as http://127.0.0.1:9200 (default: one node is started)")
	shards = flag.Int("shards", 1, "shards of the index in the cluster")
)

func main() {
	flag.Parse()
	log.SetFlags(0)
	if err := run(context.Background()); err != nil {
		log.Fatal("bench/cluster: ", err)
	}
}

func run(ctx context.Context) error {
	url := *at
	if url == "" {
		os.Setenv("DATELINE_JAVA_OPTS", "-Xms2g -Xmx2g -XX:TieredStopAtLevel=4")
		c, err := clustertest.New(ctx, 1)
		if err != nil {
			return err
		}
		defer c.Stop()
		url = c.URL()
		fmt.Printf("OpenSearch %s, one node, heap 2 GB\n", c.Version())
	}
	rows, err := analyzer.Starter()
	if err != nil {
		return err
	}
	z := analyzer.New(rows)
	articles, err := load(z)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "dateline-bench-cluster-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	local, err := index.Open(dir, index.Options{Write: true, Lexicon: rows, Streams: z.Streams, Analyzer: analyzer.Version})
	if err != nil {
		return err
	}
	defer local.Close()
	none := 0
	remote, err := opensearch.Open(ctx, fmt.Sprintf("%s/bench-%d", url, os.Getpid()),
		opensearch.Options{Write: true, Lexicon: rows, Streams: z.Streams, Analyzer: analyzer.Version, Shards: *shards, Replicas: &none})
	if err != nil {
		return err
	}
	defer remote.Close()
	b := bench{url: url, lexicon: rows, engines: []query.Engine{local, remote}}
	if err := b.indexing(ctx, articles); err != nil {
		return err
	}
	if err := b.sizes(ctx, dir); err != nil {
		return err
	}
	return b.questions(ctx)
}

// load analyses the first articles of src.
func load(z *analyzer.Analyzer) ([]corpus.Annotated, error) {
	f, err := os.Open(*src)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	lines := json.NewDecoder(unzipped)
	var out []corpus.Annotated
	for len(out) < *n && lines.More() {
		var in struct{ ID, Title, Text, Outlet, Date string }
		if err := lines.Decode(&in); err != nil {
			return nil, err
		}
		a := corpus.Article{ID: in.ID, Title: in.Title, Text: in.Text, Language: "en"}
		if in.Outlet != "" {
			a.Outlet = corpus.Outlet{Name: in.Outlet, Status: corpus.Given}
		}
		if in.Date != "" {
			a.Published = corpus.Date{Value: in.Date, Status: corpus.Given}
		}
		a.Sum = fmt.Sprintf("%064x", len(out))
		out = append(out, z.Analyze(a))
	}
	return out, nil
}

type bench struct {
	url     string
	lexicon query.Lexicon
	engines []query.Engine // embedded, cluster
}

// spent is what something took.
type spent struct{ wall, client, server time.Duration }

func (s spent) cpu() time.Duration { return s.client + s.server }

func (b *bench) measure(remote bool, f func() error) (s spent, err error) {
	before, err := b.serverTime(remote)
	if err != nil {
		return s, err
	}
	client, start := ownTime(), time.Now()
	if err := f(); err != nil {
		return s, err
	}
	s.wall, s.client = time.Since(start), ownTime()-client
	after, err := b.serverTime(remote)
	s.server = after - before
	return s, err
}

func ownTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// serverTime is the CPU time of the cluster's processes so far.
func (b *bench) serverTime(remote bool) (time.Duration, error) {
	if !remote {
		return 0, nil
	}
	var said struct {
		Nodes map[string]struct {
			Process struct {
				CPU struct {
					Total int64 `json:"total_in_millis"`
				}
			}
		}
	}
	if err := b.get("/_nodes/stats/process", &said); err != nil {
		return 0, err
	}
	var ms int64
	for _, node := range said.Nodes {
		ms += node.Process.CPU.Total
	}
	return time.Duration(ms) * time.Millisecond, nil
}

// get reads what the server answers.
func (b *bench) get(path string, into any) error {
	answer, err := http.Get(b.url + path)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	return json.NewDecoder(answer.Body).Decode(into)
}

// indexing puts all articles, a thousand at a time, and takes a view of them.
func (b *bench) indexing(ctx context.Context, articles []corpus.Annotated) error {
	var took [2]spent
	for i, e := range b.engines {
		var err error
		took[i], err = b.measure(i == 1, func() error {
			for batch := range slices.Chunk(articles, 1000) {
				if err := e.Put(ctx, slices.Values(batch)); err != nil {
					return err
				}
			}
			snap, err := e.Snapshot(ctx)
			if err != nil {
				return err
			}
			if snap.Count() != len(articles) {
				return fmt.Errorf("%d articles there, want %d", snap.Count(), len(articles))
			}
			return snap.Close()
		})
		if err != nil {
			return err
		}
	}
	fmt.Printf("%d analysed articles, stored and visible\n", len(articles))
	fmt.Printf("%-44s %12s %12s %8s\n", "", "embedded", "cluster", "ratio")
	row := func(name, format string, x, y float64) {
		fmt.Printf("%-44s %12s %12s %8.2f\n", name, fmt.Sprintf(format, x), fmt.Sprintf(format, y), y/x)
	}
	count := float64(len(articles))
	row("articles per second", "%.0f", count/took[0].wall.Seconds(), count/took[1].wall.Seconds())
	row("CPU-seconds per 1,000 articles", "%.2f", took[0].cpu().Seconds()/count*1000, took[1].cpu().Seconds()/count*1000)
	row("  of them in this process", "%.2f", took[0].client.Seconds()/count*1000, took[1].client.Seconds()/count*1000)
	return nil
}

// sizes compares what is on disk once the server merges no more.
func (b *bench) sizes(ctx context.Context, dir string) error {
	var local int64
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			local += info.Size()
		}
		return err
	})
	if err != nil {
		return err
	}
	for {
		var said struct {
			All struct {
				Total struct{ Merges struct{ Current int } }
			} `json:"_all"`
		}
		if err := b.get("/_stats/merge", &said); err != nil {
			return err
		}
		if said.All.Total.Merges.Current == 0 {
			break
		}
		time.Sleep(time.Second)
	}
	snap, err := b.engines[1].Snapshot(ctx)
	if err != nil {
		return err
	}
	defer snap.Close()
	st, err := snap.(*opensearch.Snapshot).Stats(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("%-44s %12.1f %12.1f %8.2f\n", "megabytes on disk", float64(local)/1e6, float64(st.Bytes)/1e6, float64(st.Bytes)/float64(local))
	return nil
}
