package index

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/ingest"
	"dateline/query"
)

// TestRelevance ranks the seed articles for the queries of testdata/relevance.txt:
// a line with the query, then indented the articles in their order and the number
// of all. UPDATE=1 rewrites the file, so that a change of the ranking is a
// difference to look at.
func TestRelevance(t *testing.T) {
	const golden = "testdata/relevance.txt"
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	s, authority := seeds(t)
	var got strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(string(want)), "\n") {
		if strings.HasPrefix(line, " ") {
			continue
		}
		got.WriteString(line + "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		c, err := query.Compile(context.Background(), s, authority, line, query.Options{Size: 10, Facets: []query.FacetRequest{}})
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		r, err := s.Search(context.Background(), c.Request)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		var ids []string
		for _, h := range r.Hits {
			ids = append(ids, h.Article.ID[:3])
		}
		fmt.Fprintf(&got, "  %d: %s\n", r.Total, strings.Join(ids, " "))
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(string(want), got.String()); d != "" {
		t.Errorf("ranking (-want +got):\n%s", d)
	}
}

// TestQuotedFirst expects the articles that hold the phrase nearest to the name
// first when the words are searched bare.
func TestQuotedFirst(t *testing.T) {
	s, authority := seeds(t)
	search := func(text string) (ids []string) {
		c, err := query.Compile(context.Background(), s, authority, text, query.Options{Size: 10, Facets: []query.FacetRequest{}})
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Search(context.Background(), c.Request)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range r.Hits {
			ids = append(ids, h.Article.ID)
		}
		return ids
	}
	bare := search("Witkoff good faith")
	near := search(`witkoff NEAR/8 "good faith"`)
	if len(bare) != 5 || len(near) == 0 || len(near) == 5 {
		t.Fatalf("bare %v, near %v", bare, near)
	}
	for i, id := range bare[:len(near)] {
		found := false
		for _, n := range near {
			found = found || n == id
		}
		if !found {
			t.Errorf("hit %d of the bare query is %s; before it belong %v", i, id, near)
		}
	}
}

// seeds indexes the seed articles.
func seeds(t *testing.T) (query.Snapshot, *analyzer.Authority) {
	t.Helper()
	authority, err := analyzer.Starter()
	if err != nil {
		t.Fatal(err)
	}
	z := analyzer.New(authority)
	x, err := Open(filepath.Join(t.TempDir(), "index"), Options{Write: true, Lexicon: authority, Streams: z.Streams})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	var batch []corpus.Annotated
	for item := range ingest.Read(context.Background(), []string{"../seeds"}, ingest.Options{}) {
		if item.Err == nil && item.Skipped == "" {
			batch = append(batch, z.Analyze(item.Article))
		}
	}
	if len(batch) != 5 {
		t.Fatalf("%d seed articles, want 5", len(batch))
	}
	if err := x.Put(context.Background(), slices.Values(batch)); err != nil {
		t.Fatal(err)
	}
	s, err := x.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, authority
}
