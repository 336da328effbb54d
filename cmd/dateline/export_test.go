package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// words of the articles that the export tests make.
var words = strings.Fields("envoy talks ceasefire minister border aid truce draft hostage council said on Tuesday that the a no new deal")

// newsFile writes n articles as JSON Lines.
func newsFile(t *testing.T, path string, first, n int) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(first), 7))
	var b bytes.Buffer
	for i := range n {
		var text strings.Builder
		for range 300 {
			text.WriteString(words[r.IntN(len(words))] + " ")
		}
		fmt.Fprintf(&b, `{"id":"n%06d","title":"Envoy %d","published":"2025-%02d-%02d","text":"envoy %s"}`+"\n", first+i, i, 1+i%12, 1+i%28, text.String())
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// dateline runs the real program and returns its exit code and what it printed.
func dateline(t *testing.T, dir string, args ...string) (int, string) {
	t.Helper()
	c := exec.Command("dateline", args...)
	c.Dir = dir
	out, err := c.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), string(out)
}

func mustRun(t *testing.T, dir string, args ...string) {
	t.Helper()
	if code, out := dateline(t, dir, args...); code != 0 {
		t.Fatalf("dateline %v: exit %d\n%s", args, code, out)
	}
}

// killed runs an export and kills it after a while; it reports whether it was killed in time.
func killed(t *testing.T, dir string, after time.Duration, args ...string) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), after)
	defer cancel()
	c := exec.CommandContext(ctx, "dateline", args...) // a context kills with SIGKILL
	c.Dir = dir
	return c.Run() != nil
}

// TestFaultExport kills exports at random points while a writer changes the index,
// and resumes them: the bytes are those of an unbroken run, and nothing that is not
// whole ever stands under the final name. DATELINE_FAULTS=long tries more often.
func TestFaultExport(t *testing.T) {
	tries := 6
	if os.Getenv("DATELINE_FAULTS") == "long" {
		tries = 200
	} else if testing.Short() {
		t.Skip("short")
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	newsFile(t, filepath.Join(dir, "news.jsonl"), 0, 2000)
	mustRun(t, dir, "index", "--index", "n", "news.jsonl")
	broken := 0
	for try := range tries {
		name := []string{"out.jsonl", "out.csv", "out.parquet"}[try%3]
		args := []string{"export", "--index", "n", "--text", "--force", "-o"}
		start := time.Now()
		mustRun(t, dir, append(args, "whole"+name[3:], "envoy")...)
		took := time.Since(start)
		whole := read(t, filepath.Join(dir, "whole"+name[3:]))
		os.Remove(filepath.Join(dir, name))
		args = append(args, name, "envoy")
		killed(t, dir, time.Duration(r.Int64N(int64(took))), args...)
		newsFile(t, filepath.Join(dir, "more.jsonl"), 10_000+try, 1)
		mustRun(t, dir, "index", "--index", "n", "more.jsonl")
		if got, err := os.ReadFile(filepath.Join(dir, name)); err == nil && string(got) != whole {
			t.Fatalf("try %d: a broken export stands under its name", try)
		} else if err == nil {
			mustRun(t, dir, "export", "--index", "n", "--discard", "-o", name) // it was done before the kill
			noPartial(t, dir)
			continue
		}
		if r.IntN(2) == 0 { // and once more while it is resumed
			killed(t, dir, time.Duration(r.Int64N(int64(took))), append(args, "--resume")...)
		}
		code, out := dateline(t, dir, append(args, "--resume")...)
		if code == 3 && strings.Contains(out, "no broken export") {
			mustRun(t, dir, "export", "--index", "n", "--discard", "-o", name) // killed before it began
			noPartial(t, dir)
			continue
		}
		if code != 0 {
			t.Fatalf("try %d: resume: exit %d\n%s", try, code, out)
		}
		broken++
		if read(t, filepath.Join(dir, name)) != whole {
			t.Fatalf("try %d: the resumed %s differs from the unbroken run", try, name)
		}
		noPartial(t, dir)
	}
	t.Logf("%d of %d were broken and resumed", broken, tries)
	mustRun(t, dir, "export", "--index", "n", "--discard", "-o", "out.jsonl")
	mustRun(t, dir, "check", "--index", "n")
}

// noPartial wants nothing of a broken export in dir.
func noPartial(t *testing.T, dir string) {
	t.Helper()
	if left, _ := filepath.Glob(filepath.Join(dir, "*.partial*")); len(left) > 0 {
		t.Fatalf("left %v", left)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestExportInterrupted stops an export by Ctrl-C: exit 130, what to do next, and
// it can be done.
func TestExportInterrupted(t *testing.T) {
	dir := t.TempDir()
	newsFile(t, filepath.Join(dir, "news.jsonl"), 0, 3000)
	mustRun(t, dir, "index", "--index", "n", "news.jsonl")
	start := time.Now()
	mustRun(t, dir, "export", "--index", "n", "--text", "-o", "whole.csv", "envoy")
	took := time.Since(start)
	for try := 1; ; try++ {
		c := exec.Command("dateline", "export", "--index", "n", "--text", "--force", "-o", "out.csv", "envoy")
		c.Dir = dir
		var stderr bytes.Buffer
		c.Stderr = &stderr
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(took * time.Duration(try%10) / 10)
		c.Process.Signal(os.Interrupt)
		err := c.Wait()
		if _, kept := os.Stat(filepath.Join(dir, "out.csv.partial.json")); kept != nil && try < 30 {
			continue // too early or too late
		}
		if err == nil || c.ProcessState.ExitCode() != 130 || !strings.Contains(stderr.String(), "--resume finishes it") {
			t.Fatalf("interrupted: %v\n%s", err, stderr.String())
		}
		break
	}
	mustRun(t, dir, "export", "--index", "n", "--text", "--resume", "-o", "out.csv", "envoy")
	if read(t, filepath.Join(dir, "out.csv")) != read(t, filepath.Join(dir, "whole.csv")) {
		t.Error("resumed differs")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "n", "leases", "*")); len(left) > 0 {
		t.Errorf("leases left: %v", left)
	}
}

// TestExportPipe ends quietly when the reader of its output goes away.
func TestExportPipe(t *testing.T) {
	dir := t.TempDir()
	newsFile(t, filepath.Join(dir, "news.jsonl"), 0, 500)
	mustRun(t, dir, "index", "--index", "n", "news.jsonl")
	for _, args := range [][]string{{"export", "--index", "n", "--text", "envoy"}, {"export", "--index", "n", "--text", "--format", "parquet", "envoy"}} {
		c := exec.Command("dateline", args...)
		c.Dir = dir
		var stderr bytes.Buffer
		c.Stderr = &stderr
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		out.Read(make([]byte, 10))
		out.Close()
		if err := c.Wait(); err == nil || stderr.Len() > 0 { // killed by SIGPIPE, as cat is
			t.Errorf("%v: %v, said %q", args, err, stderr.String())
		}
	}
}

// TestBatchMany runs 10,000 queries at once over one snapshot; their outcomes stand
// in the order of the lines.
func TestBatchMany(t *testing.T) {
	dir := t.TempDir()
	newsFile(t, filepath.Join(dir, "news.jsonl"), 0, 200)
	mustRun(t, dir, "index", "--index", "n", "news.jsonl")
	var queries strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&queries, "q%d\t%s %s\n", i, words[i%10], words[i/10%10])
	}
	if err := os.WriteFile(filepath.Join(dir, "queries.tsv"), []byte(queries.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	mustRun(t, dir, "batch", "--index", "n", "--fields", "id", "--limit", "2", "-o", "out.tsv", "queries.tsv")
	want := "query\tid\n"
	for i := range 10_000 {
		want += fmt.Sprintf("q%d\tn000000\nq%d\tn000084\n", i, i)
	}
	got := read(t, filepath.Join(dir, "out.tsv"))
	if len(got) != len(want) || got != want {
		t.Errorf("%d bytes, want %d: %.200s", len(got), len(want), got)
	}
}
