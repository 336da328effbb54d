package ingest

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// Pages and feeds of more than maxPage bytes or maxTags tags are refused; pages of more than
// maxElements are not given to go-readability, whose time and memory then grow out of
// proportion.
const (
	maxPage     = 8 << 20
	maxTags     = 500_000
	maxElements = 50_000
)

// html reads a web page as one article. uri is the address that it was fetched from,
// where that is known.
func (r *reader) html(src *source, uri, contentType string) bool {
	b, ok := r.markup(src)
	if !ok {
		return !r.done
	}
	declared := charsetOf([]byte(contentType))
	if declared == "" {
		declared = charsetOf(b)
	}
	s, notes := decode(b, r.opts.Encoding, declared)
	doc, err := html.Parse(strings.NewReader(s))
	if err != nil {
		return r.refuse(src.path, 0, fmt.Sprintf("not readable as HTML: %v", err), "")
	}
	p := newPage(doc)
	rec := p.record(uri)
	rec.set("id", src.id)
	return r.emit(r.article(src, rec, 0, append(notes, p.notes...)))
}

// markup reads a page or a feed whole, within the bounds. Where it cannot, ok is false
// and the refusal was emitted.
func (r *reader) markup(src *source) (b []byte, ok bool) {
	bound := min(r.opts.MaxArticle, maxPage)
	b, err := readAll(src, bound)
	switch {
	case err == errLarge:
		r.refuse(src.path, 0, "larger than a web page or a feed may be, "+size(bound), "take the text out of it")
	case err != nil:
		r.refuse(src.path, 0, err.Error(), "")
	case bytes.Count(b, []byte("<")) > maxTags:
		r.refuse(src.path, 0, fmt.Sprintf("more than %d tags", maxTags), "take the text out of it")
	default:
		return b, true
	}
	return nil, false
}

// record reads the fields of the article that the page holds.
func (p *page) record(uri string) record {
	rec := record{}
	rec.set("title", p.title())
	rec.set("authors", p.authors()...)
	rec.set("published", p.published())
	rec.set("outlet", p.outlet())
	rec.set("url", p.url(uri))
	rec.set("language", p.language())
	rec.set("text", p.body())
	return rec
}
