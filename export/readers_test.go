package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dateline/corpus"
	"dateline/query"
)

// readerPackages are the readers of other people that exports are read with.
var readerPackages = []string{"pyarrow==21.0.0", "bibtexparser==1.4.3"}

// TestReaders reads exports of hostile articles with Python's csv and json, pyarrow
// and bibtexparser. Where DATELINE_REQUIRE names readers they are installed into the
// user's cache; elsewhere the test is skipped without them.
func TestReaders(t *testing.T) {
	python := readers(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	n := newNews(t, hostile(seed, 300)...)
	dir := t.TempDir()
	fields := []string{"id", "title", "text", "byline", "published"}
	var truth []map[string]any
	for h, err := range n.snapshot().Scan(t.Context(), query.Request{Query: &query.All{}, Load: query.LoadText}) {
		if err != nil {
			t.Fatal(err)
		}
		a := h.Article
		truth = append(truth, map[string]any{"id": a.ID, "title": a.Title, "text": a.Text, "byline": list(a.Byline), "published": a.Published.Value})
	}
	write := func(name, body string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var ordered []string // of the fields in the order of the columns, which a map does not keep
	for _, row := range truth {
		var parts []string
		for _, f := range fields {
			raw, err := json.Marshal(row[f])
			if err != nil {
				t.Fatal(err)
			}
			parts = append(parts, `"`+f+`":`+string(raw))
		}
		ordered = append(ordered, "{"+strings.Join(parts, ",")+"}")
	}
	write("truth.json", "["+strings.Join(ordered, ",\n")+"]")
	for name, o := range map[string]Options{"a.jsonl": {Format: JSONL}, "a.csv": {Format: CSV}, "a.tsv": {Format: TSV}, "a.parquet": {Format: Parquet},
		"excel.csv": {Format: CSV, Excel: true}, "a.bib": {Format: BibTeX}, "a.json": {Format: CSL}} {
		if o.Format != BibTeX && o.Format != CSL {
			o.Fields, o.Text = fields, true
		}
		body, _ := n.written("*", o)
		write(name, body)
	}
	if out, err := exec.Command(python, "testdata/readers.py", dir).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// readers returns a Python that has readerPackages.
func readers(t *testing.T) string {
	t.Helper()
	required := strings.Contains(os.Getenv("DATELINE_REQUIRE"), "readers")
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = t.TempDir()
	}
	venv := filepath.Join(cache, "dateline-test-readers")
	own := filepath.Join(venv, "bin", "python")
	for _, python := range []string{"python3", own} {
		if exec.Command(python, "-c", "import pyarrow.parquet, bibtexparser").Run() == nil {
			return python
		}
	}
	if !required {
		t.Skip("no python3 with pyarrow and bibtexparser; DATELINE_REQUIRE=readers installs them")
	}
	for _, args := range [][]string{{"python3", "-m", "venv", venv}, append([]string{own, "-m", "pip", "install", "-q"}, readerPackages...)} {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	return own
}

// FuzzText brings any text through JSON Lines, CSV and TSV unchanged.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "a", "\"", "a\r\nb", "\\n|\t", "\x00\u2028😀", "\xff", "=1"} {
		f.Add(s, s+"x")
	}
	f.Fuzz(func(t *testing.T, title, text string) {
		if !utf8.ValidString(title) || !utf8.ValidString(text) {
			title, text = strings.ToValidUTF8(title, "?"), strings.ToValidUTF8(text, "?") // as ingest does
		}
		r := &row{article: &corpus.Annotated{Article: corpus.Article{Title: title, Text: text}}}
		encode := func(format Format) string {
			var b bytes.Buffer
			enc, err := encoderFor(Options{Format: format, Rows: ArticleRows, Fields: []string{"title", "text"}, Text: true, headless: true}, &b)
			if err != nil {
				t.Fatal(err)
			}
			for _, err := range []error{enc.begin(), enc.row(r), enc.end()} {
				if err != nil {
					t.Fatal(err)
				}
			}
			return b.String()
		}
		var got struct{ Title, Text string }
		if err := json.Unmarshal([]byte(encode(JSONL)), &got); err != nil || got.Title != title || got.Text != text {
			t.Errorf("json: %+v, %v", got, err)
		}
		// Go's reader makes \r\n in a cell \n; what it reads is compared so.
		lf := func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }
		cells, err := csv.NewReader(strings.NewReader(encode(CSV))).ReadAll()
		if err != nil || len(cells) != 1 || len(cells[0]) != 2 || cells[0][0] != lf(title) || cells[0][1] != lf(text) {
			t.Errorf("csv: %q, %v", cells, err)
		}
		line, ok := strings.CutSuffix(encode(TSV), "\n")
		a, b, tabbed := strings.Cut(line, "\t")
		a, errA := unescapeID(a)
		b, errB := unescapeID(b)
		if !ok || !tabbed || errA != nil || errB != nil || a != title || b != text || strings.ContainsAny(line, "\n\r") {
			t.Errorf("tsv: %q", line)
		}
	})
}
