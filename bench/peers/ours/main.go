// Command ours is Dateline's own engine as a peer of the bench: one JSON request a
// line on standard input, one answer a line on standard output. -mode words indexes
// the word layer alone, over one field of title and text, as the peers do; -mode
// layers is the product with the analysis that needs no model: title and text apart,
// stems, the entities of the dictionary, quotes, outlets, dates and structure; -mode
// names is that without quotes, outlets and dates.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"syscall"
	"time"

	"dateline/analyzer"
	"dateline/index"
	"dateline/query"
)

type request struct {
	Op, Data, Dir string
	Q             spec
}

type spec struct {
	Kind, Field, From, To string
	Words                 []string
	N, Size               int
	Count, Once           bool
}

type peer struct {
	mode       string
	z          *analyzer.Analyzer
	dictionary *analyzer.Analyzer // recognises nothing that the authority does not hold
	auth       *analyzer.Authority
	snap       query.Snapshot
	analysis   float64 // CPU seconds of indexing
}

func main() {
	p := &peer{}
	flag.StringVar(&p.mode, "mode", "words", "words, names or layers")
	flag.Parse()
	auth, err := analyzer.Starter()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	p.auth, p.z = auth, analyzer.New(auth)
	if p.dictionary = p.z.WithModel(nil); p.mode == "names" {
		p.dictionary = p.dictionary.NamesAlone()
	}
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
	case "read":
		err = each(r.Data, func(article) error { return nil })
	case "index":
		err = p.build(ctx, r.Dir, r.Data)
		ans["analysis_s"] = p.analysis
	case "open":
		err = p.open(ctx, r.Dir)
	case "query":
		ans, err = p.measure(ctx, r.Q)
	}
	if r.Op != "version" && r.Op != "query" {
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

// measure runs q: once if that takes 200 ms of CPU or nothing else is wanted, else again,
// three times or as often as takes 20 ms.
func (p *peer) measure(ctx context.Context, q spec) (map[string]any, error) {
	cpu, wall, reps := cpuSeconds(), time.Now(), 1
	count, err := p.run(ctx, q)
	if err != nil {
		return map[string]any{}, err
	}
	if !q.Once && cpuSeconds()-cpu < 0.2 {
		for cpu, wall, reps = cpuSeconds(), time.Now(), 0; reps < 3 || time.Since(wall) < 20*time.Millisecond; reps++ {
			if _, err := p.run(ctx, q); err != nil {
				return nil, err
			}
		}
	}
	return map[string]any{"count": count,
		"cpu_ms":  (cpuSeconds() - cpu) * 1e3 / float64(reps),
		"wall_ms": time.Since(wall).Seconds() * 1e3 / float64(reps)}, nil
}
