package export

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/index"
	"dateline/query"
)

// starter is the authority of every test, read once.
var starter = sync.OnceValues(analyzer.Starter)

// a news is an index that a test may change.
type news struct {
	t *testing.T
	*index.Index
	dir       string
	authority *analyzer.Authority
	analyzer  *analyzer.Analyzer
}

func newNews(t *testing.T, articles ...corpus.Article) *news {
	t.Helper()
	a, err := starter()
	if err != nil {
		t.Fatal(err)
	}
	n := &news{t: t, dir: t.TempDir(), authority: a, analyzer: analyzer.New(a)}
	if n.Index, err = index.Open(n.dir, index.Options{Write: true, Lexicon: a, Streams: n.analyzer.Streams}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	n.put(articles...)
	return n
}

func (n *news) put(articles ...corpus.Article) {
	n.t.Helper()
	batch := make([]corpus.Annotated, len(articles))
	for i, a := range articles {
		a.Sum = fmt.Sprintf("%x", sha256.Sum256([]byte(a.ID+"\x00"+a.Title+"\x00"+a.Text)))
		batch[i] = n.analyzer.Analyze(a)
	}
	if err := n.Put(n.t.Context(), slices.Values(batch)); err != nil {
		n.t.Fatal(err)
	}
}

func (n *news) snapshot() query.Snapshot {
	n.t.Helper()
	s, err := n.Snapshot(n.t.Context())
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { s.Close() })
	return s
}

func (n *news) compile(s query.Snapshot, text string) *query.Compiled {
	n.t.Helper()
	c, err := query.Compile(n.t.Context(), s, n.authority, text, query.Options{})
	if err != nil {
		n.t.Fatal(err)
	}
	return c
}

// written is what Write writes of a query.
func (n *news) written(text string, o Options) (string, Counts) {
	n.t.Helper()
	s := n.snapshot()
	var b bytes.Buffer
	counts, err := Write(n.t.Context(), s, n.compile(s, text), o, &b)
	if err != nil {
		n.t.Fatal(err)
	}
	return b.String(), counts
}

func article(id, title, text, published string) corpus.Article {
	return corpus.Article{ID: id, Title: title, Text: text, Language: "en", Published: corpus.Date{Value: published, Status: corpus.Given}}
}

// envoys are three articles out of the order of export.
func envoys() []corpus.Article {
	late := article("late", "Talks", "Envoys met. A second meeting failed.", "2025-07-25")
	late.Byline, late.URL = []string{"Ann Ash", "Bo Birch & Sons"}, "https://news.example/a_b%20c?x={1}"
	late.Outlet = corpus.Outlet{ID: "reuters", Name: "Reuters", Status: corpus.Given}
	return []corpus.Article{article("undated", "No date", "The envoys wait.", ""), late,
		article("a/early 1", "=SUM(A1) \"quoted\", 50% | a\\b", "Envoys\tleft\r\nthe city.\n", "2025-07-24")}
}

func TestEncoders(t *testing.T) {
	n := newNews(t, envoys()...)
	for _, c := range []struct {
		name  string
		query string
		o     Options
		want  string
	}{
		{"jsonl", "envoys", Options{Format: JSONL, Fields: []string{"id", "title", "text", "byline"}, Text: true},
			`{"id":"a/early 1","title":"=SUM(A1) \"quoted\", 50% | a\\b","text":"Envoys\tleft\r\nthe city.\n","byline":[]}` + "\n" +
				`{"id":"late","title":"Talks","text":"Envoys met. A second meeting failed.","byline":["Ann Ash","Bo Birch & Sons"]}` + "\n" +
				`{"id":"undated","title":"No date","text":"The envoys wait.","byline":[]}` + "\n"},
		{"csv", "envoys", Options{Format: CSV, Fields: []string{"id", "title", "published", "text"}, Text: true},
			"id,title,published,text\n" + `a/early 1,"=SUM(A1) ""quoted"", 50% | a\b",2025-07-24,"Envoys` + "\tleft\r\nthe city.\n\"\n" +
				"late,Talks,2025-07-25,Envoys met. A second meeting failed.\nundated,No date,,The envoys wait.\n"},
		{"tsv", "envoys", Options{Format: TSV, Fields: []string{"title", "byline", "text"}, Text: true},
			"title\tbyline\ttext\n" + `=SUM(A1) "quoted", 50% | a\\b` + "\t\t" + `Envoys\tleft\r\nthe city.\n` + "\n" +
				"Talks\tAnn Ash|Bo Birch & Sons\tEnvoys met. A second meeting failed.\nNo date\t\tThe envoys wait.\n"},
		{"excel", "envoys", Options{Format: CSV, Fields: []string{"title", "score"}, Excel: true},
			"\ufefftitle,score\r\n" + `"'=SUM(A1) ""quoted"", 50% | a\b",0` + "\r\nTalks,0\r\nNo date,0\r\n"},
		{"empty cells", "envoys", Options{Format: CSV, Fields: []string{"byline"}},
			"byline\n\"\"\nAnn Ash|Bo Birch & Sons\n\"\"\n"},
		{"none", "zebra", Options{Format: CSV, Fields: []string{"id", "title"}}, "id,title\n"},
		{"hits", "envoys OR meeting", Options{Format: TSV, Rows: HitRows, Fields: []string{"id", "hit", "field", "start", "end", "left", "match", "right"}},
			"id\thit\tfield\tstart\tend\tleft\tmatch\tright\na/early 1\t1\ttext\t0\t6\t\tEnvoys\t\\tleft\\r\\nthe city.\\n\n" +
				"late\t1\ttext\t0\t6\t\tEnvoys\t met. A second meeting failed.\nlate\t2\ttext\t21\t28\tEnvoys met. A second \tmeeting\t failed.\n" +
				"undated\t1\ttext\t4\t10\tThe \tenvoys\t wait.\n"},
		{"bibtex", "envoys", Options{Format: BibTeX},
			"@article{a_early_1_e080379d1424,\n  entrysubtype = {newspaper},\n  title = {=SUM(A1) \"quoted\", 50\\% | a\\textbackslash{}b},\n  year = {2025},\n  month = {07},\n  day = {24},\n  language = {en},\n}\n\n" +
				"@article{late,\n  entrysubtype = {newspaper},\n  title = {Talks},\n  author = {{Ann Ash} and {Bo Birch \\& Sons}},\n  journal = {Reuters},\n  year = {2025},\n  month = {07},\n  day = {25},\n  url = {https://news.example/a_b%20c?x=%7B1%7D},\n  language = {en},\n}\n\n" +
				"@article{undated,\n  entrysubtype = {newspaper},\n  title = {No date},\n  language = {en},\n}\n\n"},
		{"ris", "id:late", Options{Format: RIS},
			"TY  - NEWS\r\nID  - late\r\nTI  - Talks\r\nAU  - Ann Ash\r\nAU  - Bo Birch & Sons\r\nT2  - Reuters\r\nPY  - 2025\r\nDA  - 2025/07/25/\r\nUR  - https://news.example/a_b%20c?x={1}\r\nLA  - en\r\nER  - \r\n\r\n"},
		{"csl", "id:late OR id:undated", Options{Format: CSL},
			"[\n" + `{"id":"late","type":"article-newspaper","title":"Talks","author":[{"literal":"Ann Ash"},{"literal":"Bo Birch \u0026 Sons"}],"container-title":"Reuters","issued":{"date-parts":[[2025,7,25]]},"URL":"https://news.example/a_b%20c?x={1}","language":"en"},` + "\n" +
				`{"id":"undated","type":"article-newspaper","title":"No date","language":"en"}` + "\n]\n"},
		{"csl of none", "zebra", Options{Format: CSL}, "[\n]\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _ := n.written(c.query, c.o)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestTREC ranks by score, all pages of it, and keeps a label with blanks in one word.
func TestTREC(t *testing.T) {
	n := newNews(t, envoys()...)
	got, counts := n.written("envoys", Options{Format: TREC, Label: "topic 7"})
	lines := strings.Split(strings.TrimSpace(got), "\n")
	if len(lines) != 3 || counts.Rows != 3 {
		t.Fatalf("%d lines, %d rows:\n%s", len(lines), counts.Rows, got)
	}
	last := 0.0
	for i, line := range lines {
		var label, q0, id, tag string
		var rank int
		var score float64
		if _, err := fmt.Sscan(line, &label, &q0, &id, &rank, &score, &tag); err != nil || len(strings.Fields(line)) != 6 {
			t.Fatalf("%q: %v", line, err)
		}
		if label != "topic%207" || rank != i+1 || i > 0 && score > last {
			t.Errorf("line %d: %s", i+1, line)
		}
		last = score
	}
}

// liar is a snapshot whose Scan yields more or fewer matches than it counts.
type liar struct {
	query.Snapshot
	more int
}

func (l liar) Scan(ctx context.Context, r query.Request) iter.Seq2[query.Hit, error] {
	return func(yield func(query.Hit, error) bool) {
		var all []query.Hit
		for h, err := range l.Snapshot.Scan(ctx, r) {
			if err != nil {
				yield(h, err)
				return
			}
			all = append(all, h)
		}
		all = append(all, all...)[:len(all)+l.more]
		for _, h := range all {
			if !yield(h, nil) {
				return
			}
		}
	}
}

// TestIncomplete says so where the engine yields another number than it counted.
func TestIncomplete(t *testing.T) {
	n := newNews(t, envoys()...)
	for _, c := range []struct {
		more, limit int
		want        error
	}{{-1, 0, ErrIncomplete}, {1, 0, ErrIncomplete}, {0, 0, nil}, {0, 2, nil}, {-2, 2, ErrIncomplete}, {0, 3, nil}, {1, 3, ErrIncomplete}} {
		s := liar{n.snapshot(), c.more}
		counts, err := Write(t.Context(), s, n.compile(s, "envoys"), Options{Format: JSONL, Limit: c.limit}, &bytes.Buffer{})
		if !errors.Is(err, c.want) {
			t.Errorf("%d more, limit %d: %v, want %v", c.more, c.limit, err, c.want)
		}
		if counts.Truncated != (c.limit == 2) {
			t.Errorf("limit %d: truncated %v", c.limit, counts.Truncated)
		}
	}
}

// TestExcelWarns of what a spreadsheet cuts without a word.
func TestExcelWarns(t *testing.T) {
	n := newNews(t, article("long", "Long", strings.Repeat("envoy ", 6000), "2025"))
	var warned []string
	n.written("envoy", Options{Format: CSV, Text: true, Excel: true, Warn: func(s string) { warned = append(warned, s) }})
	if len(warned) != 1 || !strings.Contains(warned[0], "32767") {
		t.Errorf("warned %q", warned)
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Format: "xml", Rows: ArticleRows}, "unknown format"},
		{Options{Format: CSV, Rows: "word"}, "unknown kind of rows"},
		{Options{Format: BibTeX, Rows: QuoteRows}, "rows of kind quote go into jsonl"},
		{Options{Format: RIS, Rows: ArticleRows, Fields: []string{"id"}}, "fields of its own"},
		{Options{Format: JSONL, Rows: ArticleRows, Excel: true}, "--excel goes with csv and tsv"},
		{Options{Format: Plain, Rows: ArticleRows}, "needs --text"},
	} {
		if err := c.o.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %s", c.o, err, c.want)
		}
	}
}

// hostile are articles whose fields hold what breaks formats.
func hostile(seed uint64, n int) []corpus.Article {
	r := rand.New(rand.NewPCG(seed, 1))
	pieces := []string{"a", "Ärger", "\"", "\"\"", ",", ";", "\t", "\n", "\r\n", "\r", "|", "\\", "\\n", "{", "}", "$x$", "&", "#", "_", "%", "~", "^", "=1+1", "@x", "-", "'",
		"“curly”", "語", "𝄞", "\u2028", "\u00a0", "\ufeff", "<b>", "NULL", "envoy", " ", " and "}
	some := func(k int) string {
		var b strings.Builder
		for range r.IntN(k) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		return b.String()
	}
	out := make([]corpus.Article, n)
	for i := range out {
		out[i] = article(fmt.Sprintf("%s%d", strings.Trim(strings.ReplaceAll(some(4), "\ufeff", ""), " "), i), some(12), "envoy "+some(60), "")
		for range r.IntN(3) {
			out[i].Byline = append(out[i].Byline, "N"+some(5))
		}
		if r.IntN(2) == 0 {
			out[i].Published.Value = fmt.Sprintf("2025-%02d-%02d", 1+r.IntN(12), 1+r.IntN(28))
		}
	}
	return out
}
