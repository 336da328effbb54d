package ingest

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"dateline/corpus"
)

// check compares what reading dir says, a line an item.
func check(t *testing.T, content map[string]string, opts Options, want ...string) []Item {
	t.Helper()
	dir := files(t, content)
	items := collect(t, dir, opts)
	if diff := cmp.Diff(want, describe(dir, items)); diff != "" {
		t.Error(diff)
	}
	return items
}

func gz(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

func zst(s string) string {
	w, _ := zstd.NewWriter(nil)
	return string(w.EncodeAll([]byte(s), nil))
}

// pairs are names and contents of members in order.
func zipped(pairs ...string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		w, _ := z.Create(pairs[i])
		w.Write([]byte(pairs[i+1]))
	}
	z.Close()
	return b.String()
}

func tarred(pairs ...string) string {
	var b bytes.Buffer
	z := tar.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		z.WriteHeader(&tar.Header{Name: pairs[i], Mode: 0o644, Size: int64(len(pairs[i+1]))})
		z.Write([]byte(pairs[i+1]))
	}
	z.Close()
	return b.String()
}

const pageText = "The talks in the capital ended on Thursday without a result, the mediators said in a statement after two weeks of meetings.\n\n" +
	"Both sides blamed each other, and the mediators, who had hoped for a longer truce, said that they would try again in the coming weeks."

const pageHTML = `<!DOCTYPE html><html lang="en-GB"><head><title>Talks end | Site</title>
<meta property="og:title" content="Talks end"><meta property="og:site_name" content="The Gazette">
<link rel="canonical" href="https://gazette.example/talks"><script type="application/ld+json">
{"@type":"NewsArticle","headline":"Talks end","datePublished":"2025-07-24T10:00:00+03:00","author":[{"@type":"Person","name":"Ann Bell"}]}
</script></head><body><nav><a href="/">Home</a></nav><article><h1>Talks end</h1>
<p>The talks in the capital ended on Thursday without a result, the mediators said in a statement after two weeks of meetings.</p>
<p>Both sides blamed each other, and the mediators, who had hoped for a longer truce, said that they would try again in the coming weeks.</p>
</article></body></html>`

const feedXML = `<?xml version="1.0"?><rss version="2.0"><channel><title>The Gazette</title><language>en</language>
<item><title>One</title><guid>g1</guid><link>https://gazette.example/1</link><pubDate>Thu, 24 Jul 2025 10:00:00 +0300</pubDate><description>&lt;p&gt;First &amp;amp; last.&lt;/p&gt;</description></item>
<item><title>Two</title><link>https://gazette.example/2</link></item></channel></rss>`

// warcOf writes WARC records of pairs: type and target, block.
func warcOf(pairs ...string) string {
	var s string
	for i := 0; i < len(pairs); i += 2 {
		kind, uri, _ := strings.Cut(pairs[i], " ")
		s += fmt.Sprintf("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", kind, uri, len(pairs[i+1]), pairs[i+1])
	}
	return s
}

var warcText = warcOf("warcinfo ", "abc",
	"response https://gazette.example/t.txt", "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nCaf\xe9 talk",
	"response https://gazette.example/p", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"+chunk(gz(pageHTML)),
	"response https://gazette.example/x", "HTTP/1.1 404 Not Found\r\n\r\n",
	"response https://gazette.example/i", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nx")

func chunk(s string) string { return fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(s), s) }

func TestFormats(t *testing.T) {
	items := check(t, map[string]string{
		"a.html":        pageHTML,
		"b.json":        `[{"id":1,"title":"One"},{"id":"2","text":"Two","date":"2025-07-24"}]`,
		"c.csv":         "id,headline,date\n7,Seven,2025-07-24\n",
		"d.tsv.gz":      gz("id\ttitle\tauthors\n8\tEight\tAnn Bell; Cy Dee\n"),
		"e.rss":         feedXML,
		"f.warc":        warcText,
		"g.zip":         zipped("x/one.txt", "In a zip.", "x/articles.csv", "file,outlet\none.txt,The Gazette\n"),
		"h.tar.zst":     zst(tarred("two.txt", "In a tar.", "articles.csv", "file,outlet\ntwo.txt,The Gazette\n")),
		"i.jsonl":       "{\"title\":\"no id\",\"url\":\"https://gazette.example/9\"}\n\n{\"title\":\"none\"}\n",
		"j.txt":         "Plain.",
		"j.meta.yaml":   "outlet: The Gazette\npublished: 2025-07-24\nauthors: [Ann Bell, Cy Dee]\nmood: glad\n",
		".hidden":       "x",
		"style.css":     "p {}",
		"pic.png":       "\x89PNG\r\n\x1a\nxxxx",
		"folder/k.warc": "WARC/1.0\r\nWARC-Type: resource\r\n",
	}, Options{Map: map[string]string{"title": "headline"}},
		"SKIP .hidden: hidden: its name starts with a dot",
		"OK a.html a.html",
		"OK 1 b.json:1 | --map title=headline: there is no headline here; title is read",
		"OK 2 b.json:1",
		"OK 7 c.csv:2",
		"OK 8 d.tsv.gz:2 | --map title=headline: there is no headline here; title is read",
		"OK g1 e.rss#1 | entries have a summary for their text",
		"OK https://gazette.example/2 e.rss#2 | records without an id have their url, else file#line, as id",
		"SKIP f.warc: WARC record of type warcinfo",
		"OK https://gazette.example/t.txt f.warc/https://gazette.example/t.txt",
		"OK https://gazette.example/p f.warc/https://gazette.example/p",
		"SKIP f.warc/https://gazette.example/x: HTTP status 404",
		"SKIP f.warc/https://gazette.example/i: content of type image/png",
		"ERR ingest: read folder/k.warc: record 1: unexpected EOF; nothing behind it could be read",
		"OK g.zip/x/one.txt g.zip/x/one.txt",
		"SKIP g.zip/x/articles.csv: sidecar: it describes the files beside it",
		"OK h.tar/two.txt h.tar.zst/two.txt",
		"SKIP h.tar.zst/articles.csv: sidecar: it describes the files beside it",
		"OK https://gazette.example/9 i.jsonl:1 | --map title=headline: there is no headline here; title is read | records without an id have their url, else file#line, as id",
		"OK i.jsonl#3 i.jsonl:3",
		"SKIP j.meta.yaml: sidecar: it describes the files beside it | ignored: mood",
		"OK j.txt j.txt",
		"ERR ingest: read pic.png: not text: it looks like image/png; convert it to text first",
		"SKIP style.css: a script, style sheet or drawing, as saved beside web pages",
	)
	byID := map[string]corpus.Article{}
	for _, it := range items {
		a := it.Article
		a.Path, a.Sum = "", ""
		byID[a.ID] = a
	}
	known := func(name string) corpus.Outlet { return corpus.Outlet{Name: name, Status: corpus.Given} }
	day := func(value string) corpus.Date { return corpus.Date{Value: value, Status: corpus.Given} }
	no := corpus.Outlet{Status: corpus.Unknown}
	for _, want := range []corpus.Article{
		{ID: "a.html", Title: "Talks end", Outlet: known("The Gazette"), URL: "https://gazette.example/talks", Language: "en",
			Published: day("2025-07-24T10:00:00+03:00"), Byline: []string{"Ann Bell"}, Text: pageText, Original: no, Agency: no},
		{ID: "2", Text: "Two", Published: day("2025-07-24"), Outlet: no, Original: no, Agency: no},
		{ID: "8", Title: "Eight", Byline: []string{"Ann Bell", "Cy Dee"}, Published: corpus.Date{Status: corpus.Unknown}, Outlet: no, Original: no, Agency: no},
		{ID: "g1", Title: "One", Text: "First & last.", Outlet: known("The Gazette"), URL: "https://gazette.example/1", Language: "en",
			Published: day("2025-07-24T10:00:00+03:00"), Original: no, Agency: no},
		{ID: "https://gazette.example/t.txt", URL: "https://gazette.example/t.txt", Text: "Café talk", Published: corpus.Date{Status: corpus.Unknown}, Outlet: no, Original: no, Agency: no},
		{ID: "h.tar/two.txt", Text: "In a tar.", Outlet: known("The Gazette"), Published: corpus.Date{Status: corpus.Unknown}, Original: no, Agency: no},
		{ID: "j.txt", Text: "Plain.", Outlet: known("The Gazette"), Published: day("2025-07-24"), Byline: []string{"Ann Bell", "Cy Dee"}, Original: no, Agency: no},
	} {
		if diff := cmp.Diff(want, byID[want.ID]); diff != "" {
			t.Error(diff)
		}
	}
}

func TestStdin(t *testing.T) {
	opts := Options{Stdin: strings.NewReader("{\"id\":\"a\",\"title\":\"A\"}\n{\"id\":\"b\",\"text\":\"B\"}\n")}
	got := describe("", collect(t, "", opts, "-"))
	if diff := cmp.Diff([]string{"OK a -:1", "OK b -:2"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestSniff(t *testing.T) {
	for head, want := range map[string]string{
		"{\"id\":1}": "jsonl", "[\n{\"id\":1}]": "json", "[Update] Talks ended.": "text", "{sic} as printed": "text",
		"WARC/1.1\r\n": "warc", "<?xml version=\"1.0\"?><rss>": "feed", "<!DOCTYPE html><p>": "html", "Talks ended.": "text",
		"\xff\xfeT\x00a\x00": "text", "\x89PNG\r\n\x1a\n": "image/png", "PK\x03\x04": "zip",
	} {
		if got := sniff("stdin", []byte(head)); got != want {
			t.Errorf("%q: %s, want %s", head, got, want)
		}
	}
}
