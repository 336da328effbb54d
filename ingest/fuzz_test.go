package ingest

import (
	"bytes"
	"context"
	"encoding/csv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// FuzzRead feeds any bytes as any format. Whatever comes, there is at least one item;
// each is exactly one of kept, skipped and refused; kept ones are valid UTF-8 with an
// id, a sum and a title or text; and a second reading says the same.
func FuzzRead(f *testing.F) {
	for i, s := range []string{"Plain.", `{"id":1,"title":"T"}` + "\n{", `[{"id":1,"title":"T"},{]`, "id,title\n1,\"a\n2,b\n", "id\ttitle\n1\tb\n",
		pageHTML, warcText, feedXML, "", "\xff\xfeA\x00", gz("x"), zst("x"), tarred("a.txt", "A")} {
		f.Add([]byte(s), byte(i))
	}
	f.Fuzz(func(t *testing.T, b []byte, n byte) {
		opts := Options{Format: append([]string{""}, Formats...)[int(n)%(len(Formats)+1)], MaxArticle: 1 << 16}
		items := fuzzed(b, opts)
		if len(items) == 0 {
			t.Fatal("no item")
		}
		for _, it := range items {
			kept := it.Err == nil && it.Skipped == ""
			if a := it.Article; kept && (a.ID == "" || a.Sum == "" || strings.TrimSpace(a.Title+a.Text) == "" || !utf8.ValidString(a.Title+a.Text)) {
				t.Fatalf("kept %+v", it)
			}
			if it.Err != nil && it.Skipped != "" || !kept && it.Article.ID != "" && it.Err == nil {
				t.Fatalf("more than one of kept, skipped, refused: %+v", it)
			}
		}
		if diff := cmp.Diff(describe("", items), describe("", fuzzed(b, opts))); diff != "" {
			t.Fatal(diff)
		}
	})
}

func fuzzed(b []byte, opts Options) (items []Item) {
	opts.Stdin = bytes.NewReader(b)
	for it := range Read(context.Background(), []string{"-"}, opts) {
		items = append(items, it)
	}
	return items
}

// FuzzTable: where encoding/csv reads a whole table, ours reads the same cells.
func FuzzTable(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "a,b\n\"x,\n\"\"y\",2\n", "a\n\n", "a,b\n1,\"2\"\n3,\n", "a,\n,\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := csv.NewReader(strings.NewReader(s))
		r.FieldsPerRecord = 0
		want, err := r.ReadAll()
		if err != nil || len(want) < 2 || len(want[0]) < 2 || !utf8.ValidString(s) || strings.ContainsAny(s, "\r\x00\ufeff") {
			t.Skip()
		}
		table := newTable(strings.NewReader(s), Options{MaxArticle: 1 << 20, Encoding: "utf-8"}, ',')
		var got [][]string
		for c := range table.rows() {
			if c.err != nil {
				t.Fatal(c.err)
			}
			got = append(got, c.values)
		}
		if diff := cmp.Diff(spaced(want[1:]), spaced(got)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// spaced leaves out rows of white space, which ours passes over.
func spaced(rows [][]string) (kept [][]string) {
	for _, row := range rows {
		if strings.TrimSpace(strings.Join(row, "")) != "" {
			kept = append(kept, row)
		}
	}
	return kept
}

// FuzzDate: what is understood is in the form that corpus.Date promises and reads back
// as itself.
func FuzzDate(f *testing.F) {
	for _, s := range []string{"2025-07-24", "2025", "Thu, 24 Jul 2025 10:00:00 EDT", "24/07/2025", "July 4th, 2025", "2025-07-24T10:00:00.5+03"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		value, _, err := parseDate(s)
		if err != nil {
			return
		}
		if again, note, err := parseDate(value); again != value || note != "" || err != nil {
			t.Fatalf("%q gives %q, which gives %q, %q, %v", s, value, again, note, err)
		}
	})
}
