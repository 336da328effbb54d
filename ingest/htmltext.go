package ingest

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A block is one paragraph, heading or list item of a page.
type block struct {
	text   string
	linked int       // bytes of text inside links
	tag    atom.Atom // the nearest element that makes it a block
	gap    string    // what separates it from the block before: "\n" or "\n\n"
}

// blocks gathers the text of HTML nodes: blocks apart by an empty line, <br> and list
// items by a line end, white space within a line as one space.
type blocks struct {
	done []block
	b    strings.Builder
	now  block
	gap  string // owed before the next word: "", " ", "\n" or "\n\n"
	tag  atom.Atom
	link bool
}

// all returns the blocks so far.
func (w *blocks) all() []block {
	w.flush("")
	return w.done
}

// String returns the text so far.
func (w *blocks) String() string { return joined(w.all()) }

func joined(all []block) string {
	var s strings.Builder
	for i, b := range all {
		if i > 0 {
			s.WriteString(b.gap)
		}
		s.WriteString(b.text)
	}
	return s.String()
}

// flush ends the block at hand; gap stands before the next.
func (w *blocks) flush(gap string) {
	if w.b.Len() > 0 {
		w.now.text = w.b.String()
		w.done = append(w.done, w.now)
		w.b.Reset()
	}
	w.now = block{gap: gap, tag: w.tag}
}

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
	tag, link := w.tag, w.link
	if len(edge) > 1 || edge == "\n" && n.DataAtom != atom.Br {
		w.tag = n.DataAtom
	}
	w.link = w.link || n.DataAtom == atom.A
	w.owe(edge)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
	w.owe(edge)
	w.tag, w.link = tag, link
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
		w.word(s[:end])
		s = s[end:]
	}
}

func (w *blocks) word(s string) {
	if strings.Contains(w.gap, "\n") {
		w.flush(w.gap)
	} else if w.b.Len() > 0 {
		w.b.WriteString(w.gap)
		if w.link && w.now.linked > 0 {
			w.now.linked += len(w.gap)
		}
	}
	if w.b.Len() == 0 {
		w.now.tag = w.tag
	}
	w.gap = ""
	w.b.WriteString(s)
	if w.link {
		w.now.linked += len(s)
	}
}

// isSpace is HTML's white space; a no-break space is a character.
func isSpace(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' }
