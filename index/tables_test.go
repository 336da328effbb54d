package index

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dateline/corpus"
)

// Few articles are enough for a table here, so that every test of the index has some.
func init() { leastSample = 400 }

// TestFaultTables loses one file of each table of symbols, which costs nothing, then
// both: every article that was written in one must be named as lost.
func TestFaultTables(t *testing.T) {
	r := random(t)
	good := filepath.Join(t.TempDir(), "good")
	live, _ := fixture(t, r, good)
	files, err := filepath.Glob(filepath.Join(good, segmentsDir, "symbols-*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("tables %v, %v", files, err)
	}
	for _, pattern := range []string{"symbols-??????", "symbols-*.copy", "symbols-*"} {
		dir := filepath.Join(t.TempDir(), "x")
		copyTree(t, good, dir)
		gone, err := filepath.Glob(filepath.Join(dir, segmentsDir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range gone {
			if err := os.Remove(f); err != nil {
				t.Fatal(err)
			}
		}
		if err := searchAll(dir, live); !errors.Is(err, ErrDamaged) {
			t.Errorf("without %s: %v, want ErrDamaged", pattern, err)
		}
		kept, err := Repair(context.Background(), dir, Options{Streams: Streams})
		if err != nil || !slices.ContainsFunc(kept.Found, func(f Finding) bool { return f.Damage }) {
			t.Fatalf("without %s: %+v, %v", pattern, kept, err)
		}
		if kept.Kept+len(kept.Lost) != len(live) || kept.Unnamed > 0 || pattern != "symbols-*" && len(kept.Lost) > 0 || pattern == "symbols-*" && len(kept.Lost) == 0 {
			t.Errorf("without %s: %d kept, %d lost of %d, %d unnamed", pattern, kept.Kept, len(kept.Lost), len(live), kept.Unnamed)
		}
		for _, id := range kept.Lost {
			delete(live, id)
		}
		if err := searchAll(dir, live); err != nil {
			t.Errorf("without %s, repaired: %v", pattern, err)
		}
		if found, err := Check(context.Background(), dir); err != nil || slices.ContainsFunc(found, func(f Finding) bool { return f.Damage }) {
			t.Errorf("without %s, repaired: %v, %v", pattern, found, err)
		}
	}
}

// TestSample takes all of few articles and an even part of many.
func TestSample(t *testing.T) {
	for _, c := range []struct{ articles, length int }{{0, 0}, {1, 10}, {9, 1 << 10}, {200, 1 << 16}, {3, mostSample}} {
		all := make([]corpus.Annotated, c.articles)
		for i := range all {
			all[i].Text = strings.Repeat("x", c.length)
		}
		texts, size := sample(all)
		want := min(c.articles*c.length, mostSample)
		if size < want || size > want+c.length {
			t.Errorf("%d articles of %d bytes: a sample of %d", c.articles, c.length, size)
		}
		if len(texts) == 0 && c.articles > 0 {
			t.Errorf("%d articles of %d bytes: no text", c.articles, c.length)
		}
	}
}
