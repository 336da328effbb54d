// Command cold measures a fresh process: the program is built, the articles are
// indexed, and one query is asked again and again, each time by a process of its own.
// It prints medians of wall and CPU time, which differ where the machine is busy.
//
//	go run ./bench/cold            # the five articles of seeds/
//	go run ./bench/cold -n 20000   # and an index of that many articles
package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

func main() {
	n := flag.Int("n", 0, "articles of a larger index beside the seeds, made of -data again and again under other ids; 0 for none")
	data := flag.String("data", "../shared/data/articles/abp.articles.jsonl.gz", "gzipped JSON Lines of articles with id and text")
	runs := flag.Int("runs", 31, "processes to start of each kind")
	query := flag.String("query", "Witkoff good faith", "what is asked")
	flag.Parse()
	if err := run(*n, *data, *runs, *query); err != nil {
		fmt.Fprintln(os.Stderr, "cold:", err)
		os.Exit(1)
	}
}

func run(n int, data string, runs int, query string) error {
	dir, err := os.MkdirTemp("", "dateline-cold-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "dateline")
	build := exec.Command("go", "build", "-o", program, "./cmd/dateline")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // as the README installs it
	if err := quiet(build); err != nil {
		return err
	}
	os.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache"))
	seeds := filepath.Join(dir, "seeds.index")
	if err := quiet(exec.Command(program, "index", "--index", seeds, "seeds")); err != nil {
		return err
	}
	time.Sleep(2100 * time.Millisecond) // a folder must have rested to be believed unchanged
	fmt.Printf("%-32s %12s %12s   (medians of %d fresh processes, %q)\n", "", "wall ms", "CPU ms", runs, query)
	rows := []struct {
		name string
		args []string
	}{
		{"--version", []string{"--version"}},
		{"search --index, seeds", []string{"search", "--index", seeds, query}},
		{"search --in seeds, unchanged", []string{"search", "--in", "seeds", query}},
	}
	if n > 0 {
		large := filepath.Join(dir, "large.index")
		if err := indexMany(program, large, data, n); err != nil {
			return err
		}
		rows = append(rows, struct {
			name string
			args []string
		}{fmt.Sprintf("search --index, %d articles", n), []string{"search", "--index", large, query}})
	}
	for _, r := range rows {
		wall, cpu, err := measure(program, r.args, runs)
		if err != nil {
			return err
		}
		fmt.Printf("%-32s %12.1f %12.1f\n", r.name, wall, cpu)
	}
	return nil
}

// measure returns the medians of runs processes in milliseconds, after one that
// does not count.
func measure(program string, args []string, runs int) (wall, cpu float64, err error) {
	var walls, cpus []time.Duration
	for i := range runs + 1 {
		cmd := exec.Command(program, args...)
		start := time.Now()
		if err := quiet(cmd); err != nil && cmd.ProcessState.ExitCode() != 1 { // no hit is an answer
			return 0, 0, err
		}
		if i > 0 {
			walls = append(walls, time.Since(start))
			cpus = append(cpus, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		}
	}
	return median(walls), median(cpus), nil
}

func median(list []time.Duration) float64 {
	slices.Sort(list)
	return float64(list[len(list)/2].Microseconds()) / 1000
}

// quiet runs cmd and puts what it wrote to stderr into the error.
func quiet(cmd *exec.Cmd) error {
	_, err := cmd.Output()
	if exit, ok := err.(*exec.ExitError); ok {
		return fmt.Errorf("%v: %w: %s", cmd.Args, err, exit.Stderr)
	}
	return err
}

// indexMany indexes n articles: those of the file data, again and again under other ids.
func indexMany(program, dir, data string, n int) error {
	articles, err := load(data, n)
	if err != nil {
		return fmt.Errorf("articles: %w (name others with -data)", err)
	}
	cmd := exec.Command(program, "index", "--index", dir, "-")
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	written := make(chan error, 1)
	go func() { written <- feed(in, articles, n) }()
	if err := quiet(cmd); err != nil {
		return err
	}
	return <-written
}

func feed(w io.WriteCloser, articles []map[string]any, n int) error {
	defer w.Close()
	enc := json.NewEncoder(w)
	for i := range n {
		a := articles[i%len(articles)]
		a["id"] = fmt.Sprint(i)
		if err := enc.Encode(a); err != nil {
			return err
		}
	}
	return nil
}

// load reads at most n articles of a gzipped file of JSON Lines.
func load(path string, n int) (all []map[string]any, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bufio.NewReader(z))
	for len(all) < n {
		var a map[string]any
		if err := dec.Decode(&a); err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		all = append(all, map[string]any{"title": a["title"], "text": a["text"], "outlet": a["outlet"], "published": a["date"]})
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s holds none", path)
	}
	return all, nil
}
