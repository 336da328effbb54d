package export

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
	"dateline/query"
)

// run exports text to name in dir.
func (n *news) run(dir, name, text string, set func(*Job)) (*Manifest, error) {
	n.t.Helper()
	s := n.snapshot()
	return n.runIn(n.t.Context(), s, filepath.Join(dir, name), text, set)
}

func (n *news) runIn(ctx context.Context, s query.Snapshot, path, text string, set func(*Job)) (*Manifest, error) {
	n.t.Helper()
	f, err := FormatOf("", path)
	if err != nil {
		f = Plain
	}
	j := &Job{Path: path, Options: Options{Format: f, Rows: ArticleRows, Text: true}}
	if set != nil {
		set(j)
	}
	return j.Run(ctx, s, n.compile(s, text))
}

// verdict verifies the export at path now.
func (n *news) verdict(path string) (*Verdict, error) {
	n.t.Helper()
	s := n.snapshot()
	return Verify(n.t.Context(), s, ManifestPath(path), func(q Question) (*query.Compiled, error) { return n.compile(s, q.Text), nil })
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestJob(t *testing.T) {
	n := newNews(t, envoys()...)
	dir := t.TempDir()
	m, err := n.run(dir, "a.jsonl", "envoys", nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a.jsonl", "a.jsonl.manifest.ids", "a.jsonl.manifest.json"}, names(t, dir)); diff != "" {
		t.Error(diff)
	}
	if want := (Counts{Declared: 3, Articles: 3, Written: 3, Rows: 3}); m.Counts != want {
		t.Errorf("counts %+v, want %+v", m.Counts, want)
	}
	again, err := ReadManifest(filepath.Join(dir, "a.jsonl.manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	if !same(m, again) || again.Query.Text != "envoys" || again.Snapshot != n.snapshot().ID() {
		t.Errorf("manifest on disk %+v\nreturned %+v", again, m)
	}
	if _, err := n.run(dir, "a.jsonl", "envoys", nil); !errors.Is(err, ErrExists) {
		t.Errorf("a second time: %v, want ErrExists", err)
	}
	if _, err := n.run(dir, "a.jsonl", "meeting", func(j *Job) { j.Force = true }); err != nil {
		t.Errorf("with Force: %v", err)
	}
	if _, err := n.run(dir, "none/a.jsonl", "envoys", nil); err == nil || !strings.Contains(err.Error(), "its folder") {
		t.Errorf("no folder: %v", err)
	}
}

// TestVerify tells what came, went and changed, and a file that is another.
func TestVerify(t *testing.T) {
	for _, name := range []string{"a.csv", "folder"} {
		t.Run(name, func(t *testing.T) {
			n := newNews(t, envoys()...)
			path := filepath.Join(t.TempDir(), name)
			if _, err := n.run(filepath.Dir(path), name, "envoys", nil); err != nil {
				t.Fatal(err)
			}
			v, err := n.verdict(path)
			if err != nil || !v.Same || !v.Snapshot {
				t.Fatalf("at once: %+v, %v", v, err)
			}
			n.put(article("new", "", "More envoys.", "2025"), article("late", "Talks", "The envoys met again.", "2025-07-25"))
			if err := n.Delete(t.Context(), []string{"undated"}); err != nil {
				t.Fatal(err)
			}
			v, err = n.verdict(path)
			if err != nil {
				t.Fatal(err)
			}
			want := &Verdict{Schema: 1, Came: []string{"new"}, Went: []string{"undated"}, Changed: []string{"late"}}
			if diff := cmp.Diff(want, v); diff != "" {
				t.Error(diff)
			}
			file := path
			if name == "folder" {
				file = filepath.Join(path, "late.txt")
			}
			if err := os.WriteFile(file, bytes.ToUpper([]byte(read(t, file))), 0o644); err != nil {
				t.Fatal(err)
			}
			if v, err = n.verdict(path); err != nil || !strings.Contains(v.File, "other bytes") {
				t.Errorf("changed file: %+v, %v", v, err)
			}
			if _, err := newNews(t, article("x", "", "Other envoys.", "")).verdict(path); !errors.Is(err, ErrForeign) {
				t.Errorf("another index: %v, want ErrForeign", err)
			}
		})
	}
}

// TestSince chains three exports, whose rows add up to the index.
func TestSince(t *testing.T) {
	n := newNews(t, envoys()...)
	dir := t.TempDir()
	since := func(name string) func(*Job) {
		return func(j *Job) {
			m, err := ReadManifest(filepath.Join(dir, name+".manifest.json"))
			if err != nil {
				t.Fatal(err)
			}
			j.Since, j.SinceAt = m, filepath.Join(dir, name+".manifest.json")
		}
	}
	step := func(name, before string, ids, gone []string) {
		t.Helper()
		set := func(*Job) {}
		if before != "" {
			set = since(before)
		}
		m, err := n.run(dir, name, "envoys", set)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for line := range strings.Lines(read(t, filepath.Join(dir, name))) {
			var row struct{ ID string }
			if err := json.Unmarshal([]byte(line), &row); err != nil {
				t.Fatal(err)
			}
			got = append(got, row.ID)
		}
		if diff := cmp.Diff([][]string{ids, gone}, [][]string{got, m.Gone}); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	step("1.jsonl", "", []string{"a/early 1", "late", "undated"}, nil)
	step("2.jsonl", "1.jsonl", nil, nil)
	n.put(article("new", "", "More envoys.", "2025"), article("late", "Talks", "The envoys met again.", "2025-07-25"))
	step("3.jsonl", "2.jsonl", []string{"new", "late"}, nil)
	n.put(article("undated", "No date", "Nobody waits.", ""))
	if err := n.Delete(t.Context(), []string{"late"}); err != nil {
		t.Fatal(err)
	}
	step("4.jsonl", "3.jsonl", nil, []string{"late", "undated"})

	if _, err := n.run(dir, "5.jsonl", "meeting", since("4.jsonl")); !errors.Is(err, ErrOther) {
		t.Errorf("another query: %v, want ErrOther", err)
	}
	other := newNews(t, article("x", "", "Other envoys.", ""))
	if _, err := other.run(dir, "5.jsonl", "envoys", since("4.jsonl")); !errors.Is(err, ErrForeign) {
		t.Errorf("another index: %v, want ErrForeign", err)
	}
	if _, err := n.run(dir, "6.jsonl", "envoys", func(j *Job) { j.Options.Limit = 1 }); err != nil {
		t.Fatal(err)
	}
	if _, err := n.run(dir, "5.jsonl", "envoys", since("6.jsonl")); err == nil || !strings.Contains(err.Error(), "--limit") {
		t.Errorf("since an export with a limit: %v", err)
	}
	for _, name := range names(t, dir) {
		if strings.HasPrefix(name, "5.") {
			t.Errorf("a refused export left %s", name)
		}
	}
}

// TestResume breaks an export after every few rows and resumes it: the bytes are
// those of the unbroken run. What cannot be resumed is refused.
func TestResume(t *testing.T) {
	n := newNews(t, hostile(3, 60)...)
	s := n.snapshot()
	for _, name := range []string{"a.jsonl", "a.csv", "a.parquet", "a.json"} {
		dir := t.TempDir()
		whole := filepath.Join(dir, name)
		if _, err := n.runIn(t.Context(), s, whole, "envoy", nil); err != nil {
			t.Fatal(err)
		}
		for stop := 0; stop < 60; stop += 13 {
			path := filepath.Join(dir, fmt.Sprint(stop)+name)
			ctx, cancel := context.WithCancel(t.Context())
			_, err := n.runIn(ctx, s, path, "envoy", func(j *Job) {
				j.Options.Progress = func(done, _ int) {
					if done > stop {
						cancel()
					}
				}
			})
			cancel()
			if !errors.Is(err, context.Canceled) || !Kept(path) {
				t.Fatalf("%s: stopped: %v, kept %v", path, err, Kept(path))
			}
			if _, err := os.Stat(path); err == nil {
				t.Fatalf("%s: a broken export has its name", path)
			}
			if info, err := os.Stat(path + ".partial"); err == nil && info.Size() > 100 { // as if the last write were torn
				os.Truncate(path+".partial", rand.Int64N(info.Size()))
			}
			if _, err := n.runIn(t.Context(), s, path, "envoys", func(j *Job) { j.Resume = true }); !errors.Is(err, ErrResume) {
				t.Fatalf("%s: resumed with another query: %v", path, err)
			}
			if _, err := n.runIn(t.Context(), s, path, "envoy", func(j *Job) { j.Resume = true }); err != nil {
				t.Fatal(err)
			}
			if read(t, path) != read(t, whole) || Kept(path) {
				t.Fatalf("%s: resumed differs from unbroken", path)
			}
		}
	}
}

func TestNotResumed(t *testing.T) {
	n := newNews(t, envoys()...)
	path := filepath.Join(t.TempDir(), "a.jsonl")
	resume := func(j *Job) { j.Resume = true }
	if _, err := n.runIn(t.Context(), n.snapshot(), path, "envoys", resume); !errors.Is(err, ErrResume) {
		t.Errorf("nothing to resume: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := n.runIn(ctx, n.snapshot(), path, "envoys", func(j *Job) {
		j.Options.Progress = func(int, int) { cancel() }
	}); err == nil {
		t.Fatal("not broken")
	}
	kept := read(t, path+".partial")
	if err := os.WriteFile(path+".partial", []byte("{other}"+kept), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := n.runIn(t.Context(), n.snapshot(), path, "envoys", resume); !errors.Is(err, ErrResume) {
		t.Errorf("other bytes in the partial file: %v", err)
	}
	n.put(article("new", "", "More envoys.", "2025"))
	if _, err := n.runIn(t.Context(), n.snapshot(), path, "envoys", resume); !errors.Is(err, ErrResume) || !strings.Contains(err.Error(), "snapshot") {
		t.Errorf("another snapshot: %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a refused resume made the file")
	}
	if err := (&Job{Path: path}).Discard(); err != nil || len(names(t, filepath.Dir(path))) > 0 {
		t.Errorf("discard: %v, left %v", err, names(t, filepath.Dir(path)))
	}
}

// TestPlain gives every article a file of its own, whatever its id, and says which.
func TestPlain(t *testing.T) {
	ids := []string{"a/b", "a_b", "a_b~2", "A_B", "../../x", "..", strings.Repeat("é", 300), strings.Repeat("é", 299), "a_b.txt", "tab\there"}
	n := newNews(t)
	for _, id := range ids {
		n.put(article(id, "T", "envoy of "+id, ""))
	}
	dir := t.TempDir()
	if _, err := n.run(dir, "out", "envoy", nil); err != nil {
		t.Fatal(err)
	}
	var got, folded []string
	for line := range strings.Lines(read(t, filepath.Join(dir, "out", articlesFile))) {
		part := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		id, err := unescapeID(part[1])
		if err != nil {
			t.Fatal(err)
		}
		if body := read(t, filepath.Join(dir, "out", part[0])); body != "T\n\nenvoy of "+id {
			t.Errorf("%s holds %q", part[0], body)
		}
		got, folded = append(got, id), append(folded, strings.ToLower(part[0]))
	}
	slices.Sort(ids)
	slices.Sort(got)
	slices.Sort(folded)
	if diff := cmp.Diff(ids, got); diff != "" {
		t.Error(diff)
	}
	if len(slices.Compact(folded)) != len(ids) || len(names(t, filepath.Join(dir, "out"))) != len(ids)+1 {
		t.Errorf("files %v", names(t, filepath.Join(dir, "out")))
	}
}

// many is a snapshot of n matches that takes no memory of its own.
type many struct {
	query.Snapshot
	n int
}

func (m many) Search(context.Context, query.Request) (query.Result, error) {
	return query.Result{Total: m.n}, nil
}

func (m many) ID() string { return "many" }

func (m many) Scan(context.Context, query.Request) iter.Seq2[query.Hit, error] {
	return func(yield func(query.Hit, error) bool) {
		for i := range m.n {
			a := article(fmt.Sprintf("article-%07d", i), "Title", strings.Repeat("word ", 20), "2025")
			if !yield(query.Hit{Article: &corpus.Annotated{Article: a}}, nil) {
				return
			}
		}
	}
}

// TestMemory keeps the memory of an export flat: what 200,000 rows, or as many as
// DATELINE_ROWS says, add to the heap stays far below their size.
func TestMemory(t *testing.T) {
	all := 200_000
	if s := os.Getenv("DATELINE_ROWS"); s != "" {
		var err error
		if all, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	n := newNews(t, envoys()...)
	s := n.snapshot()
	c := n.compile(s, "envoys")
	for _, f := range []Format{JSONL, CSV, Parquet, BibTeX, CSL} {
		var before, now runtime.MemStats
		var peak uint64
		runtime.GC()
		runtime.ReadMemStats(&before)
		o := Options{Format: f, Text: f == JSONL || f == CSV || f == Parquet, Progress: func(done, _ int) {
			if done%20_000 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&now)
				peak = max(peak, now.HeapAlloc-min(now.HeapAlloc, before.HeapAlloc))
			}
		}}
		path := filepath.Join(t.TempDir(), "big")
		j := &Job{Path: path, Options: o}
		m := &Manifest{}
		rows, err := create(path, false)
		if err != nil {
			t.Fatal(err)
		}
		if err := j.write(t.Context(), many{s, all}, c, m, nil, rows, io.Discard); err != nil {
			t.Fatal(err)
		}
		rows.keep()
		bound := uint64(4 << 20)
		if f == Parquet {
			bound = 64 << 20 // its row group and the buffers of its columns
		}
		if peak > bound {
			t.Errorf("%s: the heap grew by %d bytes", f, peak)
		}
		if m.Counts.Rows != all {
			t.Errorf("%s: %d rows", f, m.Counts.Rows)
		}
		t.Logf("%s: %d rows add %d KB to the heap", f, m.Counts.Rows, peak>>10)
	}
}
