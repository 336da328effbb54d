package ingest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// files writes files below a new folder and returns it.
func files(t *testing.T, content map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, s := range content {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(s), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// collect reads paths and returns all items, with dir cut from what they say.
func collect(t *testing.T, dir string, opts Options, paths ...string) (items []Item) {
	t.Helper()
	if len(paths) == 0 {
		paths = []string{dir}
	}
	for it := range Read(context.Background(), paths, opts) {
		items = append(items, it)
	}
	return items
}

// describe tells of items a line each: id and title, or what was said.
func describe(dir string, items []Item) (out []string) {
	for _, it := range items {
		s := ""
		switch {
		case it.Err != nil:
			s = "ERR " + it.Err.Error()
		case it.Skipped != "":
			s = "SKIP " + it.Place() + ": " + it.Skipped
		default:
			s = "OK " + it.Article.ID + " " + it.Place()
		}
		if it.Replaces != "" {
			s += " REPLACES " + it.Replaces
		}
		for _, n := range it.Notes {
			s += " | " + n
		}
		if dir != "" {
			s = strings.ReplaceAll(s, dir+"/", "")
		}
		out = append(out, s)
	}
	return out
}
