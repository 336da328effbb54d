package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// What is measured here is the program itself, as people run it.

// freshRuns is how many processes are started of each program.
const freshRuns = 11

// freshProcesses lets every peer answer a page in processes of its own, in turn, and
// the program dateline too, over the index of the peer of that name.
func (b *bench) freshProcesses(t *table) error {
	progress("fresh processes")
	bin, err := b.program()
	if err != nil {
		return err
	}
	cli := &peer{name: programName, version: "dateline search, the program"}
	for range freshRuns {
		for _, p := range t.peers {
			if p.outside {
				continue
			}
			a, err := twice(func() (answer, error) { return p.askFresh(page) })
			if err != nil {
				return err
			}
			p.fresh.add(a)
		}
		if ours := t.peer("dateline"); ours != nil {
			a, err := twice(func() (answer, error) { return b.searched(bin, filepath.Join(ours.dir, "x")) })
			if err != nil {
				return err
			}
			cli.fresh.add(a)
		}
	}
	t.program = cli
	return nil
}

// twice starts a program twice and returns what the second start took: the first one
// brings its files into memory, from which some systems drop what was not read for seconds.
func twice(start func() (answer, error)) (answer, error) {
	if _, err := start(); err != nil {
		return answer{}, err
	}
	return start()
}

const programName = "dateline search"

// program builds dateline as the README installs it.
func (b *bench) program() (string, error) {
	bin := filepath.Join(b.work, "dateline")
	return bin, sh("env", "CGO_ENABLED=0", "go", "build", "-o", bin, "./cmd/dateline")
}

// searched runs dateline search for the page.
func (b *bench) searched(bin, index string) (a answer, err error) {
	c := exec.Command(bin, "search", "--index", index, "--json", "--facet", "outlet", "--facet", "place",
		"--facet", "actor", "--facet", "date:month", `"`+strings.Join(page.Words, " ")+`"`)
	out, wall, _, err := timed(c)
	if err != nil {
		return a, err
	}
	var said struct{ Total int64 }
	err = json.Unmarshal(out, &said)
	a.Count, a.Wall, a.CPU = said.Total, wall, milliseconds(c.ProcessState)
	return a, err
}

// A whole is what dateline index took with the whole analysis.
type whole struct {
	n         int
	cpu, wall float64 // seconds
	text      int64
	bytes     int64
	memory    memory
}

// wholeAnalysis runs dateline index on the first articles.
func (b *bench) wholeAnalysis() (w whole, err error) {
	if w.n = b.full; w.n == 0 {
		return w, nil
	}
	progress("dateline index of %d articles", w.n)
	rows, text, err := b.rows(w.n)
	if err != nil {
		return w, err
	}
	bin, err := b.program()
	if err != nil {
		return w, err
	}
	dir, err := os.MkdirTemp(b.work, "whole-")
	if err != nil {
		return w, err
	}
	defer os.RemoveAll(dir)
	w.text = text
	c := exec.Command(bin, "index", "--index", filepath.Join(dir, "x"), "-")
	in, feed := io.Pipe()
	c.Stdin = in
	go func() { feed.CloseWithError(articles(feed, rows, w.n)) }()
	_, wall, peaks, err := timed(c)
	if err != nil {
		return w, err
	}
	w.cpu, w.wall, w.bytes, w.memory = milliseconds(c.ProcessState)/1000, wall/1000, size(dir), peaks
	return w, nil
}

// timed runs c and returns what it wrote, the milliseconds that it took, and its memory.
func timed(c *exec.Cmd) (out []byte, wall float64, peaks memory, err error) {
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	begin := time.Now()
	if err := c.Start(); err != nil {
		return nil, 0, peaks, err
	}
	watch := watching(c.Process.Pid)
	err = c.Wait()
	wall = float64(time.Since(begin).Microseconds()) / 1000
	if peaks = watch.end(); err != nil {
		err = fmt.Errorf("%v: %w: %s", c.Args, err, stderr.Bytes())
	}
	return stdout.Bytes(), wall, peaks, err
}

// articles writes rows as dateline index reads them.
func articles(w io.Writer, rows string, n int) error {
	enc := json.NewEncoder(w)
	return each(rows, n, func(r row) error {
		return enc.Encode(map[string]string{"id": r.ID, "title": r.Title, "text": r.Text, "outlet": r.Outlet, "published": r.Date})
	})
}

// each calls do for the first n rows of a file.
func each(path string, n int, do func(row) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	dec := json.NewDecoder(bufio.NewReaderSize(f, 1<<20))
	for range n {
		var r row
		if err := dec.Decode(&r); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := do(r); err != nil {
			return err
		}
	}
	return nil
}
