package export

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/query"
)

const docs = "../docs/export.md"

// TestDocs holds docs/export.md to the table of columns and to the formats. With
// UPDATE=1 it rewrites the table.
func TestDocs(t *testing.T) {
	raw, err := os.ReadFile(docs)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- columns -->\n", "<!-- /columns -->"
	head, rest, ok := strings.Cut(string(raw), begin)
	table, tail, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no table of columns", docs)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(docs, []byte(head+begin+columnTable()+end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(columnTable(), table); diff != "" {
		t.Errorf("columns of the code (-) and of %s (+); UPDATE=1 rewrites it:\n%s", docs, diff)
	}
	for _, f := range Formats {
		if !strings.Contains(head, fmt.Sprintf("| `%s` |", f)) {
			t.Errorf("%s does not tell format %s", docs, f)
		}
	}
	for ext := range extensions {
		if !strings.Contains(head, "`"+ext+"`") {
			t.Errorf("%s does not tell files ending in %s", docs, ext)
		}
	}
}

func columnTable() string {
	var b strings.Builder
	b.WriteString("| column | rows | formats | meaning |\n|---|---|---|---|\n")
	for _, c := range Columns {
		rows := "all"
		if len(c.Rows) < len(everyRows) {
			rows = joined(c.Rows)
		}
		form := map[Form]string{Both: "all", Flat: "CSV, TSV, Parquet", Nested: "JSON Lines"}[c.Form]
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", c.Name, rows, form, strings.ReplaceAll(c.About, "|", `\|`))
	}
	return b.String()
}

// TestColumnsDistinct keeps two columns of one name out of one file.
func TestColumnsDistinct(t *testing.T) {
	for _, kind := range everyRows {
		for _, nested := range []bool{false, true} {
			chosen, err := choose(kind, nested, nil, true)
			if err != nil {
				t.Fatal(err)
			}
			names := strings.Split(columnNames(chosen), ", ")
			slices.Sort(names)
			if len(slices.Compact(names)) != len(chosen) {
				t.Errorf("rows of kind %s, nested %v: a name stands twice in %v", kind, nested, names)
			}
		}
	}
}

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		kind   Rows
		fields []string
		text   bool
		want   string // the columns, or a piece of the error
	}{
		{ArticleRows, []string{"title", "id"}, false, "title, id"},
		{QuoteRows, []string{"quoted", "speaker"}, false, "quoted, speaker"},
		{ArticleRows, []string{"text"}, true, "text"},
		{ArticleRows, []string{"text"}, false, "needs --text"},
		{ArticleRows, []string{"quoted"}, false, `unknown field "quoted" for rows of kind article; there are id, title`},
		{ArticleRows, []string{""}, false, `unknown field ""`},
		{ArticleRows, []string{"id", "id"}, false, `"id" is named twice`},
	} {
		columns, err := choose(c.kind, true, c.fields, c.text)
		got := columnNames(columns)
		if err != nil {
			got = err.Error()
		}
		if got != c.want && (err == nil || !strings.Contains(got, c.want)) {
			t.Errorf("choose %s %v: %s, want %s", c.kind, c.fields, got, c.want)
		}
	}
}

// TestNeeds keeps an export of metadata from reading texts.
func TestNeeds(t *testing.T) {
	for _, c := range []struct {
		kind   Rows
		fields []string
		want   query.Load
	}{
		{ArticleRows, []string{"id", "title", "published"}, query.LoadMeta},
		{ArticleRows, []string{"id", "text"}, query.LoadBody},
		{ArticleRows, []string{"text", "actors"}, query.LoadText},
		{MentionRows, []string{"id"}, query.LoadText},
		{HitRows, []string{"id"}, query.LoadStreams},
	} {
		columns, err := choose(c.kind, true, c.fields, true)
		if err != nil {
			t.Fatal(err)
		}
		if got := needs(c.kind, columns); got != c.want {
			t.Errorf("needs %s %v: %d, want %d", c.kind, c.fields, got, c.want)
		}
	}
}
