package ingest

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
)

func TestSeeds(t *testing.T) {
	items := collect(t, "../seeds", Options{})
	want := []string{
		"OK 000_6be2e7ba58eb592c.txt 000_6be2e7ba58eb592c.txt",
		"OK 001_ec96a8f10523918f.txt 001_ec96a8f10523918f.txt",
		"OK 002_286b760439fb4c74.txt 002_286b760439fb4c74.txt",
		"OK 003_a392ad57c68e2500.txt 003_a392ad57c68e2500.txt",
		"OK 004_f0d98e286d5ab5c8.txt 004_f0d98e286d5ab5c8.txt",
		"SKIP articles.csv: sidecar: it describes the files beside it",
	}
	if diff := cmp.Diff(want, describe("../seeds", items)); diff != "" {
		t.Fatal(diff)
	}
	text, err := os.ReadFile("../seeds/002_286b760439fb4c74.txt")
	if err != nil {
		t.Fatal(err)
	}
	got := items[2].Article
	got.Sum = ""
	unknown := corpus.Outlet{Status: corpus.Unknown}
	if diff := cmp.Diff(corpus.Article{
		ID: "002_286b760439fb4c74.txt", Path: "../seeds/002_286b760439fb4c74.txt", Text: string(text),
		Outlet: unknown, Original: unknown, Agency: corpus.Outlet{Name: "AFP", Status: corpus.Given},
		Published: corpus.Date{Value: "2025-07-25", Status: corpus.Given},
	}, got); diff != "" {
		t.Error(diff)
	}
}
