package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"dateline/analyzer"
	"dateline/corpus"
)

// articleBytes is the size of the average article that speeds are given for.
const articleBytes = 3300

// speedTable prints articles per CPU-second, one thread, best of three: the matcher over
// 100,000 aliases of GeoNames beside the starter authority, and stage by stage the analysis.
func speedTable(r *run, out io.Writer) error {
	texts, bytes, err := sample(r.data, 600)
	if err != nil {
		return err
	}
	dir, aliases, err := gazetteer(filepath.Join(r.data, "gazetteers", "places-geonames15000.tsv"), 100_000)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	before := heap()
	auth, _, err := analyzer.Load(dir)
	if err != nil {
		return err
	}
	auth.Count("") // indexes the names
	fmt.Fprintf(out, "%-34s %.1f MB for %d aliases beside the starter\n", "speed: matcher heap", float64(heap()-before)/1e6, aliases)
	rate := func(f func(text string)) float64 {
		best := time.Duration(1 << 62)
		for range 3 {
			start := cpu()
			for _, text := range texts {
				f(text)
			}
			best = min(best, cpu()-start)
		}
		return float64(bytes) / articleBytes / best.Seconds()
	}
	dictionary := r.z.WithModel(nil)
	names := dictionary.NamesAlone()
	for _, x := range []struct {
		name string
		f    func(string)
	}{
		{"tokenizer", func(s string) { auth.Tokens(s) }},
		{"tokenizer and matcher", func(s string) { auth.Count(s) }},
		{"streams of words and stems", func(s string) { r.z.Streams(&corpus.Annotated{Article: corpus.Article{Text: s, Language: "en"}}) }},
		{"names of the dictionary alone", func(s string) { names.Analyze(corpus.Article{Text: s}) }},
		{"and quotes, outlets, dates", func(s string) { dictionary.Analyze(corpus.Article{Text: s}) }},
		{"whole analysis", func(s string) { r.z.Analyze(corpus.Article{Text: s}) }},
	} {
		fmt.Fprintf(out, "%-34s %.0f articles of 3.3 KB per CPU-second\n", "speed: "+x.name, rate(x.f))
	}
	runtime.KeepAlive(auth)
	return nil
}

// sample reads the texts of n articles.
func sample(data string, n int) (texts []string, bytes int, err error) {
	err = lines(filepath.Join(data, "articles", "abp.articles.jsonl.gz"), func(a struct{ Text string }) {
		if len(texts) < n && a.Text != "" {
			texts = append(texts, a.Text)
			bytes += len(a.Text)
		}
	})
	return texts, bytes, err
}

// gazetteer writes an authority of the places in file with about limit aliases.
func gazetteer(file string, limit int) (dir string, aliases int, err error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return "", 0, err
	}
	if dir, err = os.MkdirTemp("", "dateline-bench"); err != nil {
		return "", 0, err
	}
	f, err := os.Create(filepath.Join(dir, "places.csv"))
	if err != nil {
		return dir, 0, err
	}
	w := csv.NewWriter(f)
	w.Write(strings.Split("id,name,type,aliases,parent,valid_from,valid_to,wikidata,note", ","))
	for i, line := range strings.Split(string(b), "\n") {
		field := strings.Split(line, "\t")
		if i == 0 || len(field) < 10 || aliases >= limit {
			continue
		}
		names := strings.Split(field[9], "|")
		names = names[:min(len(names), 12)]
		aliases += 1 + len(names)
		w.Write([]string{"geonames-" + field[0], field[1], "place", strings.Join(names, "|"), "", "", "", "", ""})
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return dir, 0, err
	}
	return dir, aliases, f.Close()
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// cpu is the user and system time of this process.
func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
