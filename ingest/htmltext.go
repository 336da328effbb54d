package ingest

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// blocks writes the text of HTML nodes: blocks apart by an empty line, <br> and list
// items by a line end, white space within a line as one space.
type blocks struct {
	b   strings.Builder
	gap string // owed before the next word: "", " ", "\n" or "\n\n"
}

// String returns the text so far.
func (w *blocks) String() string { return w.b.String() }

var blockAtoms = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.Article: true, atom.Section: true, atom.Header: true, atom.Footer: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Blockquote: true,
	atom.Ul: true, atom.Ol: true, atom.Dl: true, atom.Table: true, atom.Pre: true, atom.Figure: true,
	atom.Figcaption: true, atom.Main: true, atom.Aside: true, atom.Nav: true, atom.Form: true, atom.Hr: true, atom.Address: true,
}

var lineAtoms = map[atom.Atom]bool{atom.Br: true, atom.Li: true, atom.Tr: true, atom.Dt: true, atom.Dd: true}

var silentAtoms = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Head: true, atom.Svg: true,
	atom.Iframe: true, atom.Select: true, atom.Textarea: true, atom.Button: true, atom.Object: true, atom.Audio: true, atom.Video: true,
}

// node writes the text below n.
func (w *blocks) node(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		w.text(n.Data)
		return
	case n.Type == html.ElementNode && silentAtoms[n.DataAtom]:
		return
	}
	edge := ""
	if blockAtoms[n.DataAtom] {
		edge = "\n\n"
	} else if lineAtoms[n.DataAtom] {
		edge = "\n"
	} else if n.DataAtom == atom.Td || n.DataAtom == atom.Th {
		edge = " "
	}
	w.owe(edge)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
	w.owe(edge)
}

// owe asks for at least this gap before the next word.
func (w *blocks) owe(gap string) {
	if len(gap) > len(w.gap) || gap != "" && w.gap == " " {
		w.gap = gap
	}
}

func (w *blocks) text(s string) {
	for len(s) > 0 {
		word := strings.IndexFunc(s, func(r rune) bool { return !isSpace(r) })
		if word < 0 {
			w.owe(" ")
			return
		}
		if word > 0 {
			w.owe(" ")
		}
		s = s[word:]
		end := strings.IndexFunc(s, isSpace)
		if end < 0 {
			end = len(s)
		}
		if w.b.Len() > 0 {
			w.b.WriteString(w.gap)
		}
		w.gap = ""
		w.b.WriteString(s[:end])
		s = s[end:]
	}
}

// isSpace is HTML's white space; a no-break space is a character.
func isSpace(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' }
