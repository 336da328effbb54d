package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestFaultExportFull fills a small disk: one line, exit 4, nothing under the final
// name, and more room lets --resume finish.
func TestFaultExportFull(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=100k"); err != nil {
		t.Skipf("no small file system: %v", err)
	}
	defer syscall.Unmount(disk, syscall.MNT_DETACH)
	dir := t.TempDir()
	newsFile(t, filepath.Join(dir, "news.jsonl"), 0, 200)
	mustRun(t, dir, "index", "--index", "n", "news.jsonl")
	out := filepath.Join(disk, "out.jsonl")
	code, said := dateline(t, dir, "export", "--index", "n", "--text", "-o", out, "envoy")
	if code != 4 || !strings.Contains(said, "no space left on device") || !strings.Contains(said, out+".partial: after ") || strings.Contains(said, `\n`) {
		t.Errorf("exit %d\n%s", code, said)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a file under the final name")
	}
	if code, said = dateline(t, dir, "batch", "--index", "n", "--text", "--per-label", "-o", filepath.Join(disk, "folder"), "news.jsonl"); code == 0 {
		t.Errorf("batch: exit 0\n%s", said)
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT, "size=10m"); err != nil {
		t.Skipf("no remount: %v", err)
	}
	mustRun(t, dir, "export", "--index", "n", "--text", "--resume", "-o", out, "envoy")
	mustRun(t, dir, "export", "--index", "n", "--text", "-o", "whole.jsonl", "envoy")
	if read(t, out) != read(t, filepath.Join(dir, "whole.jsonl")) {
		t.Error("resumed differs")
	}
}

// TestFaultNightlyFull runs the example on a disk that fills: the night fails with
// its report, and the export of the night before stays whole and latest.
func TestFaultNightlyFull(t *testing.T) {
	n := night{t, t.TempDir()}
	exports := filepath.Join(n.dir, "exports")
	for _, dir := range []string{exports, filepath.Join(n.dir, "news")} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mount("tmpfs", exports, "tmpfs", 0, "size=200k"); err != nil {
		t.Skipf("no small file system: %v", err)
	}
	defer syscall.Unmount(exports, syscall.MNT_DETACH)
	n.write("news/a.txt", "The envoys met on Tuesday.")
	n.write("queries.tsv", "envoys\tenvoy\n")
	n.want(0, "exit code 0", "INDEX="+n.dir+"/index")
	before := read(t, filepath.Join(exports, "latest", "manifest.json"))
	newsFile(t, filepath.Join(n.dir, "news", "more.jsonl"), 0, 1000)
	n.want(4, "no space left on device", "INDEX="+n.dir+"/index")
	if got := read(t, filepath.Join(exports, "latest", "manifest.json")); got != before || len(n.exports()) != 1 {
		t.Errorf("a full disk left %v, latest %s", n.exports(), got)
	}
}
