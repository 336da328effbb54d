package enginetest

import (
	"os"
	"slices"
	"strings"
	"testing"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/query"
)

// a table of docs/query.md: its heading cells and its rows.
type table struct {
	head []string
	rows [][]string
}

// tables reads the tables of a Markdown file. \| is a bar within a cell.
func tables(t *testing.T, path string) []table {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []table
	inside := false
	for _, line := range strings.Split(string(raw), "\n") {
		if !strings.HasPrefix(line, "|") {
			inside = false
			continue
		}
		cells := strings.Split(strings.Trim(strings.ReplaceAll(line, `\|`, "\x00"), "|"), "|")
		for i := range cells {
			cells[i] = strings.ReplaceAll(strings.TrimSpace(cells[i]), "\x00", "|")
		}
		switch {
		case !inside:
			out = append(out, table{head: cells})
			inside = true
		case !strings.HasPrefix(line, "|--"):
			last := &out[len(out)-1]
			last.rows = append(last.rows, cells)
		}
	}
	return out
}

// TestQueryPage runs every query of docs/query.md over the articles of that page.
func TestQueryPage(t *testing.T) {
	page := tables(t, "../../docs/query.md")
	s, lex := printed(t, page[0])
	ran := 0
	for _, table := range page[1:] {
		for _, row := range table.rows {
			text := strings.Trim(row[0], "`")
			c, err := query.Compile(t.Context(), s, lex, text, query.Options{})
			ran++
			switch table.head[1] {
			case "error":
				if err == nil || !strings.Contains(err.Error(), row[1]) {
					t.Errorf("%s: %v, want %s", text, err, row[1])
				}
			case "read as":
				if err != nil {
					t.Errorf("%s: %v", text, err)
					continue
				}
				want := strings.Trim(row[1], "`")
				if want == "" {
					want = text
				} else if want != text && len(c.Notes) == 0 && !sameReading(want, text) {
					t.Errorf("%s is read as %s without a note", text, want)
				}
				if got := c.Parsed.String(); got != want {
					t.Errorf("%s: read as %s, want %s", text, got, want)
				}
				if got := strings.Join(finds(t, s, c), " "); got != row[2] {
					t.Errorf("%s: finds %s, want %s", text, got, row[2])
				}
			default:
				t.Errorf("a table of queries has the columns %q", table.head)
			}
		}
	}
	if ran < 100 {
		t.Errorf("%d queries ran: the tables were not read", ran)
	}
}

// sameReading reports whether two queries differ only in the quotes of a name and
// in the spelling of NOT.
func sameReading(a, b string) bool {
	plain := strings.NewReplacer(`"`, "", "'", "", "-", "NOT ", "AND ", "")
	return plain.Replace(a) == plain.Replace(b) || strings.HasPrefix(b, "outlet:(")
}

func finds(t *testing.T, s query.Snapshot, c *query.Compiled) []string {
	t.Helper()
	var ids []string
	for hit, err := range s.Scan(t.Context(), c.Request) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, hit.Article.ID)
	}
	slices.Sort(ids)
	return ids
}

// printed analyses the articles that the page prints.
func printed(t *testing.T, articles table) (query.Snapshot, query.Lexicon) {
	t.Helper()
	a, err := analyzer.Starter()
	if err != nil {
		t.Fatal(err)
	}
	z := analyzer.New(a)
	m := &memory{kit: Kit{a, z.Streams}, articles: map[string]corpus.Annotated{}}
	for _, row := range articles.rows {
		article := corpus.Article{ID: row[0], Title: row[1], Text: strings.ReplaceAll(row[2], "¶", "\n\n"), Language: "en"}
		if row[3] != "" {
			article.Outlet = corpus.Outlet{Name: row[3], Status: corpus.Given}
		}
		if row[4] != "" {
			article.Published = corpus.Date{Value: row[4], Status: corpus.Given}
		}
		if row[5] != "" {
			article.Byline = []string{row[5]}
		}
		m.articles[row[0]] = z.Analyze(article)
	}
	s, err := m.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s, a
}

func get(t *testing.T, s query.Snapshot, id string) *corpus.Annotated {
	t.Helper()
	a, err := s.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
