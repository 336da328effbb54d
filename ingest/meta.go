package ingest

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A page is a parsed HTML document with what its markup says of the article: the
// values of meta elements by lower-case name, the article among its JSON-LD, and
// the title and time elements.
type page struct {
	doc   *html.Node
	meta  map[string][]string // by name, property or itemprop, in document order
	ld    ldArticle
	size  int // number of elements
	notes []string
}

var charsetPattern = pattern(`(?i)(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:.-]+)`)
var xmlDeclaration = pattern(`^\s*<\?xml[^>]*\?>`)

// charsetOf returns the charset that a content type or the head of a page declares.
func charsetOf(b []byte) string {
	if m := charsetPattern().FindSubmatch(b[:min(len(b), 4096)]); m != nil {
		return string(m[1])
	}
	return ""
}

// each calls f for every element below n; f returns false to leave its kids out.
func each(n *html.Node, f func(*html.Node) bool) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || f(c) {
			each(c, f)
		}
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// textOf is the text below n on one line.
func textOf(n *html.Node) string {
	var w blocks
	w.node(n)
	return strings.Join(strings.Fields(w.String()), " ")
}

// newPage gathers the metadata of a document.
func newPage(doc *html.Node) *page {
	p := &page{doc: doc, meta: map[string][]string{}}
	var scripts []string
	each(doc, func(n *html.Node) bool {
		p.size++
		switch n.DataAtom {
		case atom.Meta:
			p.addMeta(n)
		case atom.Script:
			if strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") && n.FirstChild != nil {
				scripts = append(scripts, n.FirstChild.Data)
			}
		}
		return true
	})
	p.ld = readLD(scripts)
	return p
}

func (p *page) addMeta(n *html.Node) {
	content := strings.TrimSpace(attr(n, "content"))
	if content == "" {
		return
	}
	for _, key := range []string{"name", "property", "itemprop"} {
		if name := strings.ToLower(strings.TrimSpace(attr(n, key))); name != "" {
			p.meta[name] = append(p.meta[name], content)
		}
	}
}

// first returns the first value of the first name that has one.
func (p *page) first(names ...string) string {
	for _, name := range names {
		if v := p.meta[name]; len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

// title is the title of JSON-LD, Open Graph or the title element, without the
// name of the site behind it.
func (p *page) title() string {
	title := p.ld.title
	if title == "" {
		title = p.first("og:title", "twitter:title")
	}
	each(p.doc, func(n *html.Node) bool {
		if title == "" && n.DataAtom == atom.Title {
			title = textOf(n)
		}
		return title == ""
	})
	if site := p.outlet(); site != "" {
		for _, mark := range []string{" - ", " | ", " – ", " — "} {
			title = strings.TrimSuffix(title, mark+site)
		}
	}
	return title
}

func (p *page) outlet() string {
	if s := p.first("og:site_name"); s != "" {
		return s
	}
	if p.ld.outlet != "" {
		return p.ld.outlet
	}
	return p.first("application-name", "publisher", "dc.publisher")
}

// url is the page's own address: canonical, Open Graph, JSON-LD, where it was fetched.
func (p *page) url(uri string) string {
	canonical := ""
	each(p.doc, func(n *html.Node) bool {
		if n.DataAtom == atom.Link && strings.EqualFold(attr(n, "rel"), "canonical") && canonical == "" {
			canonical = strings.TrimSpace(attr(n, "href"))
		}
		return canonical == ""
	})
	for _, u := range []string{canonical, p.first("og:url"), p.ld.url, uri} {
		if strings.HasPrefix(u, "http") {
			return u
		}
	}
	return ""
}

func (p *page) language() string {
	lang := ""
	each(p.doc, func(n *html.Node) bool {
		if n.DataAtom == atom.Html {
			lang = attr(n, "lang")
		}
		return false
	})
	if lang == "" {
		lang = p.first("og:locale", "language", "dc.language")
	}
	return strings.ReplaceAll(lang, "_", "-")
}

// published is the first date of publication that can be read: JSON-LD, meta elements,
// a time element that says it is one, the first time element.
func (p *page) published() string {
	dates := []string{p.ld.published}
	for _, name := range []string{"article:published_time", "og:published_time", "datepublished", "parsely-pub-date",
		"sailthru.date", "dc.date.issued", "dcterms.created", "dc.date", "dc.date.created", "publish-date", "publishdate", "pubdate", "publication_date", "date", "article:published"} {
		dates = append(dates, p.meta[name]...)
	}
	plain := ""
	each(p.doc, func(n *html.Node) bool {
		stated := attr(n, "itemprop") == "datePublished" || n.DataAtom == atom.Time && hasAttr(n, "pubdate")
		value := attr(n, "datetime")
		if stated && value == "" {
			value = textOf(n)
		}
		if stated && n.DataAtom != atom.Meta {
			dates = append(dates, value)
		} else if n.DataAtom == atom.Time && plain == "" {
			plain = value
		}
		return true
	})
	for _, d := range append(dates, plain) {
		if _, _, err := parseDate(d); err == nil {
			return d
		}
	}
	return p.ld.published
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}
