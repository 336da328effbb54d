package ingest

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestBadFiles(t *testing.T) {
	check(t, map[string]string{
		"articles.csv": "file,outlet,mood\na.txt,The Gazette,glad\ngone.txt,The Gazette,sad\na.txt,The Star,sad\n",
		"a.txt":        "Good.",
		"b.txt":        "",
		"c.txt":        " \n\t\n",
		"d.bin":        "\x00\x01\x02\x03\xff\xfe\x00\x00\x08",
		"e.txt":        "Caf\xc3\xa9, caf\xc3\xa9, na\xc3\xafve, na\xc3\xafve, No\xc3\xabl, No\xc3\xabl, d\xc3\xa9j\xc3\xa0, fian\xc3\xa7\xc3\xa9 and one \xff byte.",
		"f.docx":       zipped("word/document.xml", "<w/>"),
		"g.pdf":        "%PDF-1.7\n\x00",
		"h.meta.yaml":  "outlet: x\n  published: [",
		"i.meta.yaml":  "outlet: The Gazette\n",
	}, Options{},
		"OK a.txt a.txt",
		"ERR ingest: read articles.csv:4: second row for a.txt, the first is on line 2",
		"SKIP articles.csv: sidecar: it describes the files beside it | ignored: mood",
		"ERR ingest: read b.txt: empty file",
		"ERR ingest: read c.txt: neither title nor text",
		"ERR ingest: read d.bin: not text: it looks like binary data; convert it to text first",
		"OK e.txt e.txt | 1 undecodable bytes replaced by U+FFFD; --encoding may read them",
		"ERR ingest: read f.docx: not text: it looks like docx document; convert it to text first",
		"ERR ingest: read g.pdf: not text: it looks like application/pdf; convert it to text first",
		"ERR ingest: read h.meta.yaml:1: not YAML: mapping value is not allowed in this context",
		"SKIP h.meta.yaml: sidecar: it describes the files beside it",
		"SKIP i.meta.yaml: sidecar: it describes the files beside it",
		"ERR ingest: read articles.csv:3: there is no file gone.txt; correct the name or remove the row",
		"ERR ingest: read i.meta.yaml: there is no file i; correct the name or remove the row",
	)
}

func TestPaths(t *testing.T) {
	dir := files(t, map[string]string{"a.txt": "A.", "articles.csv": "file,outlet\na.txt,The Gazette\nb.txt,The Star\n"})
	empty := filepath.Join(dir, "empty")
	if err := os.Mkdir(empty, 0o755); err != nil {
		t.Fatal(err)
	}
	items := collect(t, dir, Options{}, filepath.Join(dir, "nowhere"), empty, filepath.Join(dir, "a.txt"))
	want := []string{
		"ERR ingest: read nowhere: no such file or folder",
		"ERR ingest: read empty: holds no articles; give a folder or an archive with files in it",
		"OK a.txt a.txt",
	}
	if diff := cmp.Diff(want, describe(dir, items)); diff != "" {
		t.Error(diff)
	}
	if got := items[2].Article.Outlet.Name; got != "The Gazette" {
		t.Errorf("outlet of a single file with a sidecar beside it: %q", got)
	}
}

func TestDuplicates(t *testing.T) {
	content := map[string]string{"a.jsonl": `{"id":"x","title":"One"}` + "\n" + `{"id":"y","title":"Two"}` + "\n", "b.jsonl": `{"id":"x","title":"Three"}` + "\n"}
	check(t, content, Options{},
		"OK x a.jsonl:1", "OK y a.jsonl:2",
		"ERR ingest: read b.jsonl:1: id x stands at a.jsonl:1 already; give each article an id of its own, or choose --on-duplicate=replace or skip")
	check(t, content, Options{OnDuplicate: Skip},
		"OK x a.jsonl:1", "OK y a.jsonl:2", "SKIP b.jsonl:1: id x stands at a.jsonl:1 already")
	check(t, content, Options{OnDuplicate: Replace},
		"OK x a.jsonl:1", "OK y a.jsonl:2", "OK x b.jsonl:1 REPLACES a.jsonl:1")
}

func TestBadJSON(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 100_000) + "1" + strings.Repeat("}", 100_000)
	check(t, map[string]string{
		"a.jsonl": "{\"id\":\"1\",\"title\":\"One\"}\n{\"id\":\"2\", title:}\n[1]\n\"x\"\n{\"id\":\"3\",\"text\":5}\n{\"id\":\"4\",\"body\":\"b\"}\n{\"id\":\"5\",\"title\":\"Fi",
		"b.jsonl": deep + "\n{\"id\":\"6\",\"title\":\"Six\"}\n",
		"c.json":  "[{\"id\":\"7\",\"title\":\"Seven\"},\n{\"id\":\"8\",\"title\":\"torn\n},\n{\"id\":\"9\",\"title\":\"Nine\"},\n{\"id\":\"10\",\"title\":\"Ten\"}",
		"d.json":  "[" + deep + ",{\"id\":\"11\",\"title\":\"\\ud83d\\ude00 \\ud800 x\"}]",
		"e.json":  "[{\"id\":\"12\",\"title\":\"a\"},\n {\"id\":\"13\",\"x\":{\"title\":\"b\"},\n {\"id\":\"14\",\"title\":\"c\"}\n]",
		"f.json":  "",
		"g.json":  "[]",
		"h.jsonl": "{\"id\":\"15\",\"title\":[\"a\",\"b\"],\"authors\":{\"name\":\"Ann\"},\"outlet\":{\"id\":\"x\",\"name\":\"Star\"},\"date\":true}\n",
		"i.jsonl": "{\"id\":\"16\",\"title\":\"a: {\\\"\",\"x\":{\"y\":1,\"y\":2},\"title\":\"b\",\"title\":\"c\"}\n",
	}, Options{},
		"OK 1 a.jsonl:1",
		"ERR ingest: read a.jsonl:2:12: not JSON: invalid character 't' looking for beginning of object key string",
		`ERR ingest: read a.jsonl:3: want a JSON object, have array; each record is an object such as {"id":…,"title":…,"text":…}`,
		`ERR ingest: read a.jsonl:4: want a JSON object, have string; each record is an object such as {"id":…,"title":…,"text":…}`,
		"OK 3 a.jsonl:5",
		"ERR ingest: read a.jsonl:6: neither title nor text; name the columns that hold them, as in --map text=body | ignored: body",
		"ERR ingest: read a.jsonl:7: the record ends in mid-value; the file may be cut off: fetch it again",
		"ERR ingest: read b.jsonl:1:50001: not JSON: invalid character '{' exceeded max depth",
		"OK 6 b.jsonl:2",
		"OK 7 c.json:1",
		"ERR ingest: read c.json:2:24: a string is not closed before the line ends; reading goes on at line 4",
		"OK 9 c.json:4",
		"OK 10 c.json:5",
		"ERR ingest: read c.json:5: the array is not closed; the file may be cut off: fetch it again",
		"ERR ingest: read d.json:1:50001: not JSON: invalid character '{' exceeded max depth",
		"OK 11 d.json:1 | title: 1 lone surrogates replaced by U+FFFD",
		"OK 12 e.json:1",
		"ERR ingest: read e.json:2: its brackets do not match; reading goes on at line 3",
		"OK 14 e.json:3",
		"ERR ingest: read f.json: empty file",
		"ERR ingest: read g.json: no records",
		"OK 15 h.jsonl:1 | date: want a string, have true or false; left out | title: all of 2 values but the first; left out",
		"OK 16 i.jsonl:1 | title stands 3 times in the record; the last value counts | ignored: x",
	)
}

func TestBadCSV(t *testing.T) {
	items := check(t, map[string]string{
		"a.csv": "id,title,text\n1,One,\"a \"\"b\"\"\r\nc\"\n2,Two,\"open, text\n3,Three,\"closed\",\n4,Four,\"closed\"\n5,Five\n6,Six,x,y\n\n7,Seven,\"to the end\n8,Eight,x\n",
		"b.csv": "id;title;date\n1;Semi;24.07.2025\n",
		"c.csv": "id,title\n",
		"d.tsv": "id\ttitle\n9\tNine \"quoted\" words\n",
		"e.csv": "id,title," + strings.Repeat("x,", 10_000) + "y\n1,Wide" + strings.Repeat(",", 10_001) + "\n",
		"f.csv": "id,title,title,x,x\n10,Ten,,y,z\n",
	}, Options{},
		"OK 1 a.csv:2",
		"ERR ingest: read a.csv:4: a quote opens here that is not closed; lines 4 to 5 are refused; close it, and double quotes inside a quoted cell",
		"OK 4 a.csv:6",
		"ERR ingest: read a.csv:7: row has 2 cells, the header has 3; quote cells that hold the delimiter or a line break",
		"ERR ingest: read a.csv:8: row has 4 cells, the header has 3; quote cells that hold the delimiter or a line break",
		"ERR ingest: read a.csv:10: a quote opens here that is not closed; close it, and double quotes inside a quoted cell",
		"OK 8 a.csv:11",
		"ERR ingest: read b.csv:2: id 1 stands at a.csv:2 already; give each article an id of its own, or choose --on-duplicate=replace or skip",
		"ERR ingest: read c.csv: no rows behind the header",
		"OK 9 d.tsv:2",
		"ERR ingest: read e.csv:2: id 1 stands at a.csv:2 already; give each article an id of its own, or choose --on-duplicate=replace or skip | ignored: "+strings.Repeat("x, ", 20)+"and 9981 more",
		"OK 10 f.csv:2 | ignored: x, x | title stands in several columns; the last that is not empty counts",
	)
	if got, want := items[0].Article.Text, "a \"b\"\r\nc"; got != want {
		t.Errorf("quoted cell: %q, want %q", got, want)
	}
}

// TestCSVTime: a table made to be read again and again from each of its lines ends.
func TestCSVTime(t *testing.T) {
	for name, line := range map[string]string{"reopened": "x\",\"y\n", "doubled": "2,\"\"x\n", "plain": "2,\"x\n"} {
		table := "id,title,text\n1,\"open,\n" + strings.Repeat(line, 300_000)
		start, n := time.Now(), 0
		for range Read(context.Background(), []string{"-"}, Options{Format: "csv", Stdin: strings.NewReader(table)}) {
			n++
		}
		if took := time.Since(start); n == 0 || took > 20*time.Second {
			t.Errorf("%s: %d items in %v", name, n, took)
		}
	}
}

func TestBadArchives(t *testing.T) {
	var evil bytes.Buffer
	w := tar.NewWriter(&evil)
	for _, h := range []tar.Header{
		{Name: "../out.txt", Size: 1, Mode: 0o644}, {Name: "/abs.txt", Size: 1, Mode: 0o644},
		{Name: "link.txt", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}, {Name: "hard.txt", Typeflag: tar.TypeLink, Linkname: "ok.txt"},
		{Name: "pipe", Typeflag: tar.TypeFifo}, {Name: "inner.zip", Size: 22, Mode: 0o644}, {Name: "ok.txt", Size: 1, Mode: 0o644},
	} {
		w.WriteHeader(&h)
		if h.Size == 1 {
			w.Write([]byte("x"))
		} else if h.Size > 1 {
			w.Write([]byte(zipped()))
		}
	}
	w.Close()
	check(t, map[string]string{
		"a.tar":       evil.String(),
		"b.zip":       zipped("../up.txt", "x", "fine.txt", "x"),
		"c.zip":       zipped("fine.txt", "x")[:60],
		"d.jsonl.gz":  gz("{\"id\":\"d\",\"title\":\"D\"}\n{\"id\":\"e\",\"title\":\"E\"}\n" + strings.Repeat("{\"id\":\"f\"", 20))[:50],
		"e.txt.gz":    gz(gz(gz("x"))),
		"f.jsonl.zst": zst("{\"id\":\"g\",\"title\":\"G\"}\n"),
		"g.zip":       lockedZip(t),
	}, Options{},
		"ERR ingest: read a.tar/../out.txt: its name leads out of the archive",
		"ERR ingest: read a.tar//abs.txt: its name leads out of the archive",
		"SKIP a.tar/link.txt: a link inside an archive is not followed",
		"SKIP a.tar/hard.txt: a link inside an archive is not followed",
		"SKIP a.tar/pipe: not a regular file",
		"ERR ingest: read a.tar/inner.zip: an archive inside an archive; unpack it first",
		"OK a.tar/ok.txt a.tar/ok.txt",
		"ERR ingest: read b.zip/../up.txt: its name leads out of the archive",
		"OK b.zip/fine.txt b.zip/fine.txt",
		"ERR ingest: read c.zip: zip: not a valid zip file; the archive may be cut off: fetch it again",
		"OK d d.jsonl.gz:1",
		"OK e d.jsonl.gz:2",
		"ERR ingest: read d.jsonl.gz:3: unexpected EOF",
		"ERR ingest: read e.txt.gz: compressed more than twice; unpack it first",
		"OK g f.jsonl.zst:1",
		"ERR ingest: read g.zip/secret.txt: encrypted",
	)
}

// lockedZip is a zip archive whose member is marked as encrypted.
func lockedZip(t *testing.T) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	f, err := z.CreateRaw(&zip.FileHeader{Name: "secret.txt", Flags: 1, CompressedSize64: 1, UncompressedSize64: 1})
	if err != nil {
		t.Fatal(err)
	}
	f.Write([]byte("x"))
	z.Close()
	return b.String()
}

func TestBombs(t *testing.T) {
	zeros := strings.Repeat("0", 40<<20)
	check(t, map[string]string{
		"a.jsonl.gz": gz(zeros),
		"b.zip":      zipped("bomb.jsonl", zeros, "good.txt", "Good."),
		"c.txt.zst":  zst(zeros),
	}, Options{},
		"ERR ingest: read a.jsonl.gz:1: it unpacks to more than 100 times its size, like a decompression bomb",
		"ERR ingest: read b.zip/bomb.jsonl:1: it unpacks to more than 100 times its size, like a decompression bomb",
		"OK b.zip/good.txt b.zip/good.txt",
		"ERR ingest: read c.txt.zst: larger than one article may be; raise --max-article if it is one article",
	)
}

func TestSpecialFiles(t *testing.T) {
	dir := files(t, map[string]string{"sub/a.txt": "A.", "line\nbreak.txt": "B."})
	for link, to := range map[string]string{"loop": ".", "self": "self", "gone.txt": "nowhere", "file.txt": "sub/a.txt"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Skip("no symbolic links here: ", err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644); err != nil {
		t.Skip("no named pipes here: ", err)
	}
	want := []string{
		"OK file.txt file.txt",
		"ERR ingest: read gone.txt: a symbolic link that leads nowhere",
		"OK line\nbreak.txt line\nbreak.txt",
		"SKIP loop: a symbolic link to a folder is not followed: give its target as PATH",
		"SKIP pipe: not a regular file",
		"ERR ingest: read self: a symbolic link that leads nowhere",
		"OK sub/a.txt sub/a.txt",
		"ERR ingest: read pipe: a named pipe, not a file; read it as stdin: - < pipe",
	}
	if diff := cmp.Diff(want, describe(dir, collect(t, dir, Options{}, dir, filepath.Join(dir, "pipe")))); diff != "" {
		t.Error(diff)
	}
}

func TestBadHTML(t *testing.T) {
	check(t, map[string]string{
		"a.html":    "<html><body>" + strings.Repeat("<div>", 50_000) + "deep",
		"b.html":    "<p " + strings.Repeat("a=1 ", 100_000) + ">" + strings.Repeat("A sentence of an article that goes on. ", 20),
		"big.html":  strings.Repeat("<p>x", maxPage/4+1),
		"many.html": "<title>T</title>" + strings.Repeat("<p>x", maxElements+1),
		"brs.html":  strings.Repeat("<br>x", maxTags+1),
		"c.html":    "<html><body><nav>Home</nav></body></html>",
		"d.html":    "<title>Only a title</title>",
		"e.xml":     "<rss><channel><item><title>Torn",
		"f.xml":     "<?xml version=\"1.0\"?><note>x</note>",
		"g.rss":     "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><rss><channel><item><title>&b;</title></item></channel></rss>",
	}, Options{},
		"ERR ingest: read a.html: not readable as HTML: html: open stack of elements exceeds 512 nodes",
		"OK b.html b.html",
		"ERR ingest: read big.html: larger than a web page or a feed may be, 8.0 MiB; take the text out of it",
		"ERR ingest: read brs.html: more than 500000 tags; take the text out of it",
		"ERR ingest: read c.html: neither title nor text | no text of an article found on the page",
		"OK d.html d.html | no text of an article found on the page",
		"ERR ingest: read e.xml: not a feed: XML syntax error on line 1: unexpected EOF; RSS, Atom and RDF are read",
		"ERR ingest: read f.xml: not a feed: failed to detect feed type; RSS, Atom and RDF are read",
		"OK g.rss#1 g.rss#1",
		"OK many.html many.html | a page of 50005 elements: its text was chosen without go-readability",
	)
}

// ones yields a line of JSON again and again, n bytes in all.
type ones struct {
	line string
	n    int
	at   int
}

func (o *ones) Read(p []byte) (int, error) {
	if o.n <= 0 {
		return 0, io.EOF
	}
	n := copy(p, o.line[o.at:])
	o.at = (o.at + n) % len(o.line)
	o.n -= n
	return n, nil
}

// TestFlat reads streams far larger than memory may grow: many records, and one line.
func TestFlat(t *testing.T) {
	record := `{"id":"x","title":"T","text":"` + strings.Repeat("word ", 2000) + `"}` + "\n"
	for _, c := range []struct {
		name, line string
		length     int
		peak       uint64
	}{
		{"records", record, 48 << 20, 24 << 20},
		{"one line", strings.Repeat("word ", 1000), 256 << 20, 160 << 20},
	} {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		before, peak, n := m.HeapAlloc, uint64(0), 0
		opts := Options{Format: "jsonl", OnDuplicate: Skip, Stdin: &ones{line: c.line, n: c.length}}
		for range Read(context.Background(), []string{"-"}, opts) {
			if n++; n%500 == 1 {
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapAlloc)
			}
		}
		if n == 0 || peak > before+c.peak {
			t.Errorf("%s: %d items, heap from %s up to %s", c.name, n, size(int64(before)), size(int64(peak)))
		}
	}
}
