// Export measures how fast the matches of a query leave an index: Dateline beside
// the sqlite3 command reading the same rows from an FTS5 database as JSON, and cat
// of the same bytes. Everything runs in one go on the same articles, each command
// as often as -runs says, in turn; the table shows medians of wall and CPU time. Last
// comes the size of the index.
package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/index"
)

var (
	n       = flag.Int("n", 100_000, "articles")
	sources = flag.Int("sources", 1000, "articles of -src that they are made from, again and again under new ids")
	src     = flag.String("src", "../shared/data/articles/abp.articles.jsonl.gz", "gzipped JSON Lines of {id, title, text, outlet, date}")
	dir     = flag.String("dir", filepath.Join(os.TempDir(), "dateline-bench-export"), "where the index and the database are kept between runs")
	runs    = flag.Int("runs", 5, "runs of each command")
)

func main() {
	flag.Parse()
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatal("bench/export: ", err)
	}
}

func run() error {
	work := filepath.Join(*dir, fmt.Sprint(*n))
	if err := os.MkdirAll(work, 0o755); err != nil {
		return err
	}
	bin := filepath.Join(work, "dateline")
	if out, err := exec.Command("go", "build", "-o", bin, "./cmd/dateline").CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	if _, err := os.Stat(filepath.Join(work, "done")); err != nil {
		if err := prepare(work); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(work, "done"), nil, 0o644); err != nil {
			return err
		}
	}
	commands := []command{
		{"dateline, text", []string{bin, "export", "--index", work + "/index", "--fields", "id,title,outlet,published,text", "--text", "*"}},
		{"sqlite3 -json, text", []string{"sqlite3", "-json", work + "/fts.db", "select id, title, outlet, published, text from a order by published, id"}},
		{"sqlite3 -json, text, unsorted", []string{"sqlite3", "-json", work + "/fts.db", "select id, title, outlet, published, text from a"}},
		{"cat of the same bytes", []string{"cat", work + "/out0"}},
		{"dateline, metadata", []string{bin, "export", "--index", work + "/index", "--fields", "id,title,outlet,published", "*"}},
		{"sqlite3 -json, metadata", []string{"sqlite3", "-json", work + "/fts.db", "select id, title, outlet, published from a order by published, id"}},
		{"sqlite3 -json, metadata, unsorted", []string{"sqlite3", "-json", work + "/fts.db", "select id, title, outlet, published from a"}},
	}
	times := make([][]spent, len(commands))
	for range *runs {
		for i, c := range commands {
			t, err := c.run(fmt.Sprintf("%s/out%d", work, i))
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			times[i] = append(times[i], t)
		}
	}
	fmt.Printf("%d articles, median of %d\n%-36s %9s %9s %9s\n", *n, *runs, "", "wall s", "CPU s", "MB")
	for i, c := range commands {
		wall, cpu := median(times[i])
		fmt.Printf("%-36s %9.2f %9.2f %9.1f\n", c.name, wall.Seconds(), cpu.Seconds(), float64(times[i][0].bytes)/1e6)
	}
	return sizes(work)
}

// sizes prints how large the index is beside the texts in it.
func sizes(work string) error {
	out, err := exec.Command("sqlite3", work+"/fts.db", "select sum(length(cast(text as blob))) from a").Output()
	if err != nil {
		return fmt.Errorf("sqlite3: %w", err)
	}
	text, err := strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
	if err != nil {
		return err
	}
	var all int64
	err = filepath.WalkDir(work+"/index", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			all += info.Size()
		}
		return err
	})
	fmt.Printf("index %.1f MB, %.2f of the text's %.1f MB\n", float64(all)/1e6, float64(all)/float64(text), float64(text)/1e6)
	return err
}

type command struct {
	name string
	args []string
}

type spent struct {
	wall, cpu time.Duration
	bytes     int64
}

// run runs c with its output in the file at path.
func (c command) run(path string) (spent, error) {
	if c.args[0] == "cat" {
		path += ".cat"
	}
	out, err := os.Create(path)
	if err != nil {
		return spent{}, err
	}
	defer out.Close()
	cmd := exec.Command(c.args[0], c.args[1:]...)
	cmd.Stdout = out
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return spent{}, err
	}
	s := spent{wall: time.Since(start), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if info, err := out.Stat(); err == nil {
		s.bytes = info.Size()
	}
	return s, nil
}

func median(all []spent) (wall, cpu time.Duration) {
	var walls, cpus []time.Duration
	for _, s := range all {
		walls, cpus = append(walls, s.wall), append(cpus, s.cpu)
	}
	slices.Sort(walls)
	slices.Sort(cpus)
	return walls[len(walls)/2], cpus[len(cpus)/2]
}

// prepare makes the index and the database of the same articles.
func prepare(work string) error {
	auth, err := analyzer.Starter()
	if err != nil {
		return err
	}
	z := analyzer.New(auth)
	base, err := load(z)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(work + "/index"); err != nil {
		return err
	}
	x, err := index.Open(work+"/index", index.Options{Write: true, Lexicon: auth, Streams: z.Streams, Analyzer: analyzer.Version})
	if err != nil {
		return err
	}
	table, err := os.Create(work + "/rows.csv")
	if err != nil {
		return err
	}
	buf := bufio.NewWriterSize(table, 1<<20)
	w := csv.NewWriter(buf)
	var batch []corpus.Annotated
	for i := range *n {
		a := base[i%len(base)]
		a.ID = fmt.Sprintf("%s-%d", a.ID, i/len(base))
		a.Sum = fmt.Sprintf("%x", sha256.Sum256([]byte(a.ID)))
		if err := w.Write([]string{a.ID, a.Title, a.Outlet.Name, a.Published.Value, a.Text}); err != nil {
			return err
		}
		if batch = append(batch, a); len(batch) == 2000 || i == *n-1 {
			if err := x.Put(context.Background(), slices.Values(batch)); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	w.Flush()
	if err := errors.Join(w.Error(), buf.Flush(), table.Close(), x.Close(), os.RemoveAll(work+"/fts.db")); err != nil {
		return err
	}
	sqlite := exec.Command("sqlite3", work+"/fts.db")
	sqlite.Stdin = strings.NewReader("create virtual table a using fts5(id unindexed, title, outlet unindexed, published unindexed, text);\n.import --csv " + work + "/rows.csv a\n")
	if out, err := sqlite.CombinedOutput(); err != nil {
		return fmt.Errorf("sqlite3: %w\n%s", err, out)
	}
	return nil
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
	for len(out) < *sources && lines.More() {
		var in struct{ ID, Title, Text, Outlet, Date string }
		if err := lines.Decode(&in); err != nil {
			return nil, err
		}
		a := corpus.Article{ID: in.ID, Title: in.Title, Text: in.Text, Language: "en", Published: corpus.Date{Value: in.Date, Status: corpus.Given}}
		if in.Outlet != "" {
			a.Outlet = corpus.Outlet{Name: in.Outlet, Status: corpus.Given}
		}
		out = append(out, z.Analyze(a))
	}
	return out, nil
}
