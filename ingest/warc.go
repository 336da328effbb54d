package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http/httputil"
	"net/textproto"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
)

// WARC (ISO 28500): records one behind another, each a version line, headers, an
// empty line and Content-Length bytes. Files are mostly gzip with a member for each
// record, which reads like one stream. Articles come from "response" records (an
// HTTP message), "resource" (the bytes alone) and "conversion" (extracted text).

// errVersion is what stands where a record should begin.
var errVersion = errors.New("want a WARC/1.x line")

// warc reads the records of a WARC stream; each is an input of its own.
func (r *reader) warc(src *source) bool {
	b := bufio.NewReaderSize(src.r, 64<<10)
	for n := 1; ; n++ {
		head, err := warcHeader(b)
		if err == io.EOF {
			return n > 1 || r.refuse(src.path, 0, "no records", "")
		}
		if err != nil {
			more := err == errVersion && seekVersion(b)
			if !r.refuse(src.path, 0, fmt.Sprintf("record %d: %v", n, err), warcAdvice(more)) || !more {
				return !r.done
			}
			continue
		}
		length, err := strconv.ParseInt(strings.TrimSpace(head.Get("Content-Length")), 10, 64)
		if err != nil || length < 0 {
			more := seekVersion(b)
			if !r.refuse(src.path, 0, fmt.Sprintf("record %d: Content-Length %q is no number", n, head.Get("Content-Length")), warcAdvice(more)) || !more {
				return !r.done
			}
			continue
		}
		block := &io.LimitedReader{R: b, N: length}
		if !r.warcRecord(src, head, block) {
			return false
		}
		if _, err := io.Copy(io.Discard, block); err != nil || block.N > 0 {
			return r.refuse(src.path, 0, fmt.Sprintf("record %d is cut off", n), "the file may be incomplete: fetch it again")
		}
	}
}

func warcAdvice(more bool) string {
	if more {
		return "reading goes on at the next WARC/1.x line"
	}
	return "nothing behind it could be read"
}

// warcHeader reads the version line and headers of a record.
func warcHeader(b *bufio.Reader) (textproto.MIMEHeader, error) {
	for {
		head, err := b.Peek(5)
		switch {
		case len(head) == 0:
			return nil, err
		case head[0] == '\r' || head[0] == '\n':
			b.Discard(1)
			continue
		case string(head) != "WARC/":
			return nil, errVersion
		}
		break
	}
	if _, err := b.ReadSlice('\n'); err != nil {
		return nil, errVersion
	}
	head, err := textproto.NewReader(b).ReadMIMEHeader()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return head, err
}

// seekVersion passes over bytes to the next line that begins a record.
func seekVersion(b *bufio.Reader) bool {
	for {
		_, err := b.ReadSlice('\n')
		if err != nil && err != bufio.ErrBufferFull {
			return false
		}
		if head, _ := b.Peek(7); err == nil && string(head) == "WARC/1." {
			return true
		}
	}
}

// warcRecord makes an item of one record.
func (r *reader) warcRecord(src *source, head textproto.MIMEHeader, block io.Reader) bool {
	uri := strings.Trim(head.Get("WARC-Target-URI"), "<>")
	one := &source{path: join(src.path, uri), id: uri, r: block, size: -1, given: src.given, said: src.said}
	if uri == "" {
		one.path = src.path
	}
	switch kind := head.Get("WARC-Type"); kind {
	case "response":
		return r.warcResponse(one, uri, block)
	case "resource", "conversion":
		return r.page(one, uri, head.Get("Content-Type"))
	default:
		return r.skip(one.path, "WARC record of type "+kind)
	}
}

// warcResponse takes the HTTP message apart.
func (r *reader) warcResponse(one *source, uri string, block io.Reader) bool {
	if !strings.HasPrefix(uri, "http") {
		return r.skip(one.path, "not an HTTP response")
	}
	b := bufio.NewReader(block)
	t := textproto.NewReader(b)
	status, err := t.ReadLine()
	code := strings.Fields(status)
	if err != nil || len(code) < 2 || !strings.HasPrefix(status, "HTTP/") {
		return r.refuse(one.path, 0, "its HTTP message has no status line", "")
	}
	if code[1] != "200" {
		return r.skip(one.path, "HTTP status "+code[1])
	}
	head, err := t.ReadMIMEHeader()
	if err != nil && len(head) == 0 {
		return r.refuse(one.path, 0, "its HTTP headers are malformed", "")
	}
	if one.r, err = httpBody(b, head); err != nil {
		return r.refuse(one.path, 0, err.Error(), "")
	}
	return r.page(one, uri, head.Get("Content-Type"))
}

// httpBody undoes the transfer and content encodings. Many crawlers store the body
// without its chunks and leave the header that announces them.
func httpBody(b *bufio.Reader, head textproto.MIMEHeader) (io.Reader, error) {
	var body io.Reader = b
	if strings.EqualFold(head.Get("Transfer-Encoding"), "chunked") && chunked(b) {
		body = httputil.NewChunkedReader(b)
	}
	switch encoding := strings.ToLower(head.Get("Content-Encoding")); encoding {
	case "", "identity":
		return body, nil
	case "br":
		return brotli.NewReader(body), nil
	case "deflate":
		return zlib.NewReader(body)
	case "gzip", "x-gzip":
		in := bufio.NewReader(body)
		if magic, _ := in.Peek(2); !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
			return in, nil // stored decoded
		}
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, err
		}
		return z, nil
	default:
		return nil, fmt.Errorf("content encoding %q is not supported", encoding)
	}
}

// chunked tells whether a body begins with a chunk's size.
func chunked(b *bufio.Reader) bool {
	head, _ := b.Peek(20)
	line, _, ok := bytes.Cut(head, []byte("\r\n"))
	size, _, _ := bytes.Cut(line, []byte(";"))
	_, err := strconv.ParseUint(strings.TrimSpace(string(size)), 16, 32)
	return ok && err == nil
}

// page reads a web page or text by its declared content type.
func (r *reader) page(one *source, uri, contentType string) bool {
	kind, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	switch strings.TrimSpace(kind) {
	case "text/html", "application/xhtml+xml":
		return r.html(one, uri, contentType)
	case "text/plain":
		return r.plainPage(one, uri, contentType)
	}
	return r.skip(one.path, "content of type "+kind)
}

func (r *reader) plainPage(one *source, uri, contentType string) bool {
	b, err := readAll(one, r.opts.MaxArticle)
	if err != nil {
		return r.refuse(one.path, 0, err.Error(), tooLarge(err))
	}
	s, notes := decode(b, r.opts.Encoding, charsetOf([]byte(contentType)))
	return r.emit(r.article(one, record{"id": {uri}, "url": {uri}, "text": {s}}, 0, notes))
}
