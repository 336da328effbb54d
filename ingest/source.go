package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"path"
	"strings"
)

// source settles the format of a stream and reads it.
func (r *reader) source(src *source) bool {
	b := bufio.NewReaderSize(src.r, headSize)
	head, err := b.Peek(headSize)
	if err != nil && err != io.EOF && len(head) == 0 {
		return r.refuse(src.path, 0, reason(err), "")
	}
	if len(head) == 0 {
		return r.refuse(src.path, 0, "empty file", "")
	}
	src.r = b
	if src.said == nil {
		src.said = map[string]bool{}
	}
	if kind := compression(head); kind != "" {
		return r.unpack(kind, src)
	}
	format := r.opts.Format
	if format == "" {
		format = sniff(path.Base(src.id), head)
	}
	return r.as(format, src, head)
}

// as reads a stream in a format.
func (r *reader) as(format string, src *source, head []byte) bool {
	switch format {
	case "jsonl":
		return r.jsonLines(src)
	case "csv":
		return r.tabular(src, 0)
	case "tsv":
		return r.tabular(src, '\t')
	case "text":
		return r.text(src)
	case "json":
		return r.json(src)
	case "html":
		return r.html(src, "", "")
	case "warc":
		return r.warc(src)
	case "feed":
		return r.feed(src)
	case "zip":
		return r.zip(src)
	case "tar":
		return r.tar(src)
	}
	return r.refuse(src.path, 0, "not text: it looks like "+format, "convert it to text first")
}

// extensions name the format where content alone does not tell.
var extensions = map[string]string{
	".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv", ".tsv": "tsv", ".tab": "tsv",
	".html": "html", ".htm": "html", ".xhtml": "html", ".warc": "warc", ".rss": "feed", ".atom": "feed",
	".txt": "text", ".text": "text", ".md": "text",
}

// sniff names the format of a stream by its name and first bytes; for what is no
// text it returns a description of it.
func sniff(name string, head []byte) string {
	ext := strings.ToLower(path.Ext(name))
	if what := packedKind(ext, head); what != "" {
		return what
	}
	if what := binaryKind(head); what != "" && ext != ".warc" && !bytes.HasPrefix(head, []byte("WARC/1.")) {
		return what
	}
	if format := extensions[ext]; format != "" {
		return format
	}
	switch t := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))); {
	case bytes.HasPrefix(t, []byte("WARC/")):
		return "warc"
	case jsonStart().Match(t[:min(len(t), 200)]):
		return map[byte]string{'{': "jsonl", '[': "json"}[t[0]]
	case ext == ".xml" || feedRoot().Match(t[:min(len(t), 2000)]):
		return "feed"
	case strings.HasPrefix(http.DetectContentType(head), "text/html"):
		return "html"
	}
	return "text"
}

// jsonStart is how an object or an array of objects begins, and no prose does.
var jsonStart = pattern(`^(?:\{\s*["}]|\[\s*[{\]])`)

var feedRoot = pattern(`^(?:<\?xml[^>]*\?>|<!--[^>]*-->|\s)*<(?:rss|feed|rdf:RDF)[\s>]`)

// packedKind names the archives that are read and the documents that look like them.
func packedKind(ext string, head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")) && packedDocuments[ext]:
		return ext[1:] + " document"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return "zip"
	case len(head) > 262 && string(head[257:262]) == "ustar":
		return "tar"
	}
	return ""
}

var packedDocuments = map[string]bool{".docx": true, ".xlsx": true, ".pptx": true, ".odt": true, ".ods": true, ".epub": true, ".jar": true, ".apk": true}

// binaryKind describes content that is no text, or is "".
func binaryKind(head []byte) string {
	kind, _, _ := strings.Cut(http.DetectContentType(head), ";")
	if strings.HasPrefix(kind, "text/") {
		return ""
	}
	if kind != "application/octet-stream" {
		return kind
	}
	if _, wide := utf16Without(head); wide {
		return ""
	}
	control := 0
	for _, c := range head {
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b {
			control++
		}
	}
	if control*50 > len(head) {
		return "binary data"
	}
	return ""
}

// text reads a whole stream as one article whose text is the file.
func (r *reader) text(src *source) bool {
	b, err := readAll(src, r.opts.MaxArticle)
	if err != nil {
		return r.refuse(src.path, 0, err.Error(), tooLarge(err))
	}
	s, notes := decode(b, r.opts.Encoding, "")
	return r.emit(r.article(src, record{"id": {src.id}, "text": {s}}, 0, notes))
}

var errLarge = errors.New("larger than one article may be")

func tooLarge(err error) string {
	if errors.Is(err, errLarge) {
		return "raise --max-article if it is one article"
	}
	return ""
}

// readAll reads a stream of at most max bytes.
func readAll(src *source, max int64) ([]byte, error) {
	if src.size > max {
		return nil, errLarge
	}
	b, err := io.ReadAll(io.LimitReader(src.r, max+1))
	if int64(len(b)) > max {
		return nil, errLarge
	}
	return b, err
}
