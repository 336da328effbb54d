package ingest

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// authors returns the names that a page credits: those of its JSON-LD, else of its
// meta elements, else of the first element that is marked as the author's name or as
// the byline. A list in one string is cut where every piece is a name.
func (p *page) authors() []string {
	sources := [][]string{p.ld.authors, p.meta["author"], p.meta["article:author"], p.meta["parsely-author"],
		p.meta["sailthru.author"], p.meta["dc.creator"], p.meta["byl"]}
	for _, s := range sources {
		if names := bylines(s); len(names) > 0 {
			return names
		}
	}
	return p.markedAuthors()
}

// bylines cleans and cuts what was given as authors, each name once.
func bylines(values []string) (names []string) {
	for _, v := range values {
		for _, n := range cutNames(v) {
			if !slices.ContainsFunc(names, func(m string) bool { return strings.EqualFold(m, n) }) {
				names = append(names, n)
			}
		}
	}
	return names
}

var byPrefix = pattern(`(?i)^(?:(?:written |reported |story |posted |words )?by|author|von|par|por)\s*:?\s+`)
var nameBreak = pattern(`\s*(?:;|\||\n|,?\s+(?:and|And|AND|und|et|y)\s+|,\s*|\s+&\s+)\s*`)
var noName = pattern(`(?i)^\(|https?:|www\.|image:|@|^(?:null|none|admin|administrator|staff|editor|unknown|guest)$`)

// cutNames cuts one string into names. A string that does not fall into names
// altogether stays whole; one that is an address or a credit is none.
func cutNames(s string) []string {
	s = strings.Join(strings.Fields(byPrefix().ReplaceAllString(strings.TrimSpace(s), "")), " ")
	if s == "" || noName().MatchString(s) || utf8.RuneCountInString(s) > 200 {
		return nil
	}
	parts := nameBreak().Split(s, -1)
	for _, p := range parts {
		if !personal(p) {
			return []string{s}
		}
	}
	return parts
}

// personal tells whether s reads like the name of a person: two to five words that
// begin with capitals, but for particles.
func personal(s string) bool {
	words := strings.Fields(s)
	if len(words) < 2 || len(words) > 5 {
		return false
	}
	for i, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		particle := i > 0 && len(words) > 2 && len(w) <= 4
		if unicode.IsDigit(r) || !unicode.IsUpper(r) && !particle && unicode.IsLower(r) {
			return false
		}
	}
	return true
}

// markedAuthors reads rel=author, itemprop=author and the elements named author or
// byline. The first one that holds a name decides; others of its kind beside it count too.
func (p *page) markedAuthors() []string {
	var first *html.Node
	var values []string
	each(p.doc, func(n *html.Node) bool {
		if !authorMark(n) || first != nil && n.Parent != first.Parent {
			return true
		}
		text := textOf(n)
		found := cutNames(text)
		if utf8.RuneCountInString(text) > 100 || len(found) == 0 || !slices.ContainsFunc(found, personal) {
			return true
		}
		if first == nil {
			first = n
		}
		values = append(values, text)
		return false
	})
	return bylines(values)
}

func authorMark(n *html.Node) bool {
	if slices.Contains(strings.Fields(attr(n, "rel")), "author") || attr(n, "itemprop") == "author" {
		return true
	}
	words := nameWords(attr(n, "class"))
	return slices.Contains(words, "author") || slices.Contains(words, "byline")
}
