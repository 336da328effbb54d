package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// a night is a place where examples/nightly-export.sh runs.
type night struct {
	*testing.T
	dir string
}

// run runs the script, kills it with its children after a while if that is not 0,
// and returns its exit code and report.
func (n night) run(after time.Duration, env ...string) (int, string) {
	n.Helper()
	script, err := filepath.Abs("../../examples/nightly-export.sh")
	if err != nil {
		n.Fatal(err)
	}
	ctx := n.Context()
	if after > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, after)
		defer cancel()
	}
	c := exec.CommandContext(ctx, "bash", script)
	c.WaitDelay = 10 * time.Second
	c.Env = append(append(os.Environ(), "NEWS="+n.dir+"/news", "EXPORTS="+n.dir+"/exports", "QUERIES="+n.dir+"/queries.tsv", "KEEP=2"), env...)
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	var exit *exec.ExitError
	if err := c.Run(); err != nil && !errors.As(err, &exit) && ctx.Err() == nil {
		n.Fatal(err)
	}
	return c.ProcessState.ExitCode(), out.String()
}

func (n night) want(code int, report string, env ...string) {
	n.Helper()
	if got, said := n.run(0, env...); got != code || !strings.Contains(said, report) {
		n.Fatalf("exit %d, want %d and %q in the report:\n%s", got, code, report, said)
	}
}

func (n night) write(name, text string) {
	n.Helper()
	if err := os.WriteFile(filepath.Join(n.dir, name), []byte(text), 0o644); err != nil {
		n.Fatal(err)
	}
}

// exports are the exports that stand, the oldest first.
func (n night) exports() []string {
	n.Helper()
	found, _ := filepath.Glob(filepath.Join(n.dir, "exports", "2*Z"))
	return found
}

// TestFaultNightlyExport runs the example through its nights: a first one, news that
// came, a bad query, mail, a kill, and rotation.
func TestFaultNightlyExport(t *testing.T) {
	for _, tool := range []string{"bash", "flock"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s: %v", tool, err)
		}
	}
	n := night{t, t.TempDir()}
	if err := os.Mkdir(filepath.Join(n.dir, "news"), 0o755); err != nil {
		t.Fatal(err)
	}
	n.write("news/a.txt", "The envoys met on Tuesday.")
	n.write("queries.tsv", "envoys\tenvoys\nnone\tzebra\n")
	latest := func(file string) string { return read(t, filepath.Join(n.dir, "exports", "latest", file)) }

	n.want(0, "exit code 0")
	if !strings.Contains(latest("envoys.jsonl"), `"id":"a.txt"`) || latest("none.jsonl") != "" {
		t.Errorf("first night: %q", latest("envoys.jsonl"))
	}
	time.Sleep(1100 * time.Millisecond) // exports are named by the second

	n.write("news/b.txt", "More envoys came.")
	n.write("queries.tsv", "envoys\tenvoys\nbad\t\"unclosed\n")
	mail := filepath.Join(n.dir, "bin", "mail")
	if err := os.Mkdir(filepath.Dir(mail), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(mail, []byte("#!/bin/sh\necho \"$@\" > \"$EXPORTS/../sent\"\ncat >> \"$EXPORTS/../sent\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	n.want(3, "", "MAILTO=me@example.org", "PATH="+filepath.Dir(mail)+":"+os.Getenv("PATH"))
	if sent := read(t, filepath.Join(n.dir, "sent")); !strings.Contains(sent, "unclosed quote") || !strings.Contains(sent, "exit code 3 me@example.org") {
		t.Errorf("the mail: %s", sent)
	}
	if !strings.Contains(latest("envoys.jsonl"), `"id":"b.txt"`) {
		t.Errorf("second night: %q", latest("envoys.jsonl"))
	}

	before := latest("manifest.json")
	n.want(4, "exit code 4", "QUERIES="+n.dir+"/missing.tsv")
	if latest("manifest.json") != before || len(n.exports()) != 2 {
		t.Errorf("a failed night left %v", n.exports())
	}
	for wait := 100 * time.Millisecond; wait < time.Second; wait += 200 * time.Millisecond {
		n.run(wait)
		if m := latest("manifest.json"); !strings.Contains(m, `"finished"`) {
			t.Fatalf("killed after %s: latest has no whole manifest: %s", wait, m)
		}
	}
	time.Sleep(1100 * time.Millisecond)
	n.write("queries.tsv", "envoys\tenvoys\n")
	for try := 0; ; try++ { // children of a killed script may hold the index for a moment
		code, said := n.run(0)
		if code == 0 {
			break
		}
		if code != 6 || try == 20 {
			t.Fatalf("after the kills: exit %d\n%s", code, said)
		}
		time.Sleep(200 * time.Millisecond)
	}
	if got := n.exports(); len(got) != 2 {
		t.Errorf("kept %v, want 2", got)
	}
	if left, _ := filepath.Glob(filepath.Join(n.dir, "exports", "*.partial")); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	n.want(2, "want a number", "KEEP=0")
}
