package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// outlets lists id and outlet of the articles.
func outlets(items []Item) (out []string) {
	for _, it := range items {
		if it.Article.ID != "" {
			out = append(out, it.Article.ID+" "+it.Article.Outlet.Name)
		}
	}
	return out
}

func TestSidecarPrecedence(t *testing.T) {
	dir := files(t, map[string]string{
		"articles.csv":          "file,outlet,language\nsub/a.txt,Outer,en\nsub/b.html,Outer,\nsub/c.txt,Outer,de\nd.jsonl,Outer,\n",
		"sub/articles.csv":      "file,outlet\na.txt,Inner\nc.txt,\n",
		"sub/a.txt":             "A.",
		"sub/a.txt.meta.yaml":   "outlet: Own\nlanguage: fr-CA\n",
		"sub/b.html":            pageHTML,
		"sub/c.txt":             "C.",
		"d.jsonl":               "{\"id\":\"d1\",\"title\":\"D\",\"outlet\":\"Record\"}\n{\"id\":\"d2\",\"title\":\"D\"}\n",
		"table/articles.csv":    "id,title,outlet\nt1,A table of articles,Cell\n",
		"deep/deeper/notes.txt": "N.",
	})
	items := collect(t, dir, Options{})
	want := []string{"d1 Outer", "d2 Outer", "deep/deeper/notes.txt ", "sub/a.txt Own", "sub/b.html Outer", "sub/c.txt Outer", "t1 Cell"}
	if diff := cmp.Diff(want, outlets(items)); diff != "" {
		t.Error(diff)
	}
	for _, it := range items {
		if it.Err != nil {
			t.Error(it.Err)
		}
		if it.Article.ID == "sub/a.txt" && it.Article.Language != "fr" {
			t.Errorf("language %q", it.Article.Language)
		}
	}
}

func TestSidecarRows(t *testing.T) {
	check(t, map[string]string{
		"a.txt":        "A.",
		"articles.csv": "file,date\na.txt,2025-02-30\n,2025\n../b.txt,2025\nc.txt,\"2025\n",
	}, Options{},
		"OK a.txt a.txt | date 2025-02-30 is not in the calendar; left unknown",
		"ERR ingest: read articles.csv:3: row names no file of its folder",
		"ERR ingest: read articles.csv:4: row names no file of its folder",
		"ERR ingest: read articles.csv:5: a quote opens here that is not closed; close it, and double quotes inside a quoted cell",
		"SKIP articles.csv: sidecar: it describes the files beside it",
	)
}

func TestSidecarInStream(t *testing.T) {
	archive := tarred("x/articles.csv", "file,outlet\na.txt,First\n", "x/a.txt", "A.", "y/b.txt", "B.", "y/articles.csv", "file,outlet\nb.txt,Late\n")
	got := describe("", collect(t, "", Options{Stdin: strings.NewReader(gz(archive))}, "-"))
	want := []string{
		"SKIP -/x/articles.csv: sidecar: it describes the files beside it",
		"OK x/a.txt -/x/a.txt",
		"OK y/b.txt -/y/b.txt",
		"SKIP -/y/articles.csv: sidecar: it describes the files beside it",
		"ERR ingest: read -/y/articles.csv:2: no file y/b.txt follows in the stream; put sidecars before the files that they describe",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
