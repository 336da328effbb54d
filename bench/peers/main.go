// Command peers measures Dateline beside Lucene, Tantivy, SQLite FTS5 and stock
// Bleve: the same articles, the same run, rounds interleaved, medians, CPU time
// beside wall time, and hit counts side by side so that unequal work shows. It
// needs Java 17 and Maven for Lucene and Python 3 for Tantivy and SQLite; a peer that
// cannot be had is left out, and the table says so.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

func main() {
	n := flag.Int("n", 10_000, "articles")
	rounds := flag.Int("rounds", 5, "rounds of each query")
	data := flag.String("data", "../shared/data/articles/abp.articles.jsonl.gz", "gzipped JSON Lines of articles {id,title,outlet,date,text}")
	work := flag.String("work", filepath.Join(os.TempDir(), "dateline-peers"), "folder for data, indexes and peers; reused")
	only := flag.String("only", "", "comma-separated peers to run; empty is all")
	out := flag.String("o", "bench/RESULTS.md", "file to write the tables to, - for standard output")
	flag.Parse()
	if err := run(*n, *rounds, *data, *work, *only, *out); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run(n, rounds int, data, work, only, out string) error {
	if _, err := os.Stat(data); err != nil {
		return fmt.Errorf("articles: %w (name others with -data)", err)
	}
	if err := os.MkdirAll(work, 0o755); err != nil {
		return err
	}
	rows := filepath.Join(work, fmt.Sprintf("rows-%d.jsonl", n))
	if err := prepare(data, rows, n); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(work, "indexes-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	peers, missing := begin(work, dir, only)
	for _, p := range peers {
		defer p.stop()
		progress("indexing with " + p.name)
		if err := p.index(rows); err != nil {
			return err
		}
	}
	for r := range rounds {
		progress(fmt.Sprintf("round %d of %d", r+1, rounds))
		for _, q := range workload {
			for _, p := range peers {
				if err := p.run(q); err != nil {
					return err
				}
			}
		}
	}
	return write(out, report(n, rounds, size(rows), peers, missing))
}

func progress(s string) { fmt.Fprintln(os.Stderr, time.Now().Format(time.TimeOnly), s) }

// begin starts every peer that can be had; missing says why others are not there.
func begin(work, dir, only string) (peers []*peer, missing []string) {
	for _, c := range []struct {
		name string
		argv func(work string) ([]string, error)
	}{
		{"dateline", goPeer("ours", "-mode", "words")},
		{"dateline-layers", goPeer("ours", "-mode", "layers")},
		{"lucene", lucene},
		{"tantivy", tantivy},
		{"sqlite", func(string) ([]string, error) { return []string{"python3", "bench/peers/sqlite.py"}, nil }},
		{"bleve", goPeer("bleve")},
	} {
		if only != "" && !strings.Contains(","+only+",", ","+c.name+",") {
			continue
		}
		argv, err := c.argv(work)
		if err == nil {
			var p *peer
			if p, err = start(c.name, dir, argv...); err == nil {
				peers = append(peers, p)
				continue
			}
		}
		missing = append(missing, fmt.Sprintf("%s: %v", c.name, err))
	}
	return peers, missing
}

func goPeer(name string, args ...string) func(string) ([]string, error) {
	return func(work string) ([]string, error) {
		bin := filepath.Join(work, "peer-"+name)
		return append([]string{bin}, args...), sh("go", "build", "-o", bin, "./bench/peers/"+name)
	}
}

func lucene(work string) ([]string, error) {
	dir := filepath.Join(work, "lucene")
	if err := sh("cp", "-r", "bench/peers/lucene", work); err != nil {
		return nil, err
	}
	if err := sh("mvn", "-q", "-f", filepath.Join(dir, "pom.xml"), "package"); err != nil {
		return nil, err
	}
	cp := filepath.Join(dir, "target/lucene-peer-1.jar") + ":" + filepath.Join(dir, "target/lib/*")
	return []string{"java", "-Xmx2g", "-cp", cp, "Peer"}, nil
}

func tantivy(work string) ([]string, error) {
	venv := filepath.Join(work, "venv")
	if _, err := os.Stat(venv); err != nil {
		if err := sh("python3", "-m", "venv", venv); err != nil {
			return nil, err
		}
	}
	if err := sh(filepath.Join(venv, "bin/pip"), "-q", "install", "tantivy==0.27.0"); err != nil {
		return nil, err
	}
	return []string{filepath.Join(venv, "bin/python"), "bench/peers/tantivy_peer.py"}, nil
}

func sh(argv ...string) error {
	c := exec.Command(argv[0], argv[1:]...)
	var b bytes.Buffer
	c.Stdout, c.Stderr = &b, &b
	if err := c.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(argv, " "), err, bytes.TrimSpace(b.Bytes()))
	}
	return nil
}

func report(n, rounds int, text int64, peers []*peer, missing []string) string {
	var b strings.Builder
	commit, _ := exec.Command("git", "rev-parse", "--short", "HEAD").Output()
	fmt.Fprintf(&b, "# Beside the peers\n\nWritten by `go run ./bench/peers -n %d -rounds %d`: %d articles (%d MB as JSON Lines), %s, %d cores, commit %s.\n",
		n, rounds, n, text>>20, runtime.Version(), runtime.NumCPU(), strings.TrimSpace(string(commit)))
	b.WriteString("Medians; each query cell is CPU ms / wall ms (count). Ten hits by score and the exact count; for facets the count of the largest value.\n")
	b.WriteString("Tokenizers differ a little (possessives, hyphens), so counts may differ by a few in a hundred; a larger difference means unequal work. Places do: here they count for their parents too, the peers count them as given.\n\n")
	for _, p := range peers {
		fmt.Fprintf(&b, "- %s: %s\n", p.name, p.version)
	}
	for _, m := range missing {
		fmt.Fprintf(&b, "- left out: %s\n", m)
	}
	b.WriteString("\n| |")
	for _, p := range peers {
		b.WriteString(" " + p.name + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(peers)) + "\n")
	line := func(name string, cell func(*peer) string) {
		b.WriteString("| " + name + " |")
		for _, p := range peers {
			b.WriteString(" " + cell(p) + " |")
		}
		b.WriteString("\n")
	}
	line("index, articles per CPU-second", func(p *peer) string { return fmt.Sprintf("%.0f", float64(n)/p.build.CPUs) })
	line("index, articles per second", func(p *peer) string { return fmt.Sprintf("%.0f", float64(n)/p.build.Walls) })
	line("index size, MB", func(p *peer) string { return fmt.Sprintf("%d", p.bytes>>20) })
	for _, q := range workload {
		line(q.Name, func(p *peer) string { return shown(p.cells[q.Name]) })
	}
	return b.String()
}

func write(out, s string) error {
	if out == "-" {
		_, err := os.Stdout.WriteString(s)
		return err
	}
	return os.WriteFile(out, []byte(s), 0o644)
}
