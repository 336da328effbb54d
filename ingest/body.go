package ingest

import (
	"fmt"
	"strings"

	readability "codeberg.org/readeck/go-readability"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The text of a page is found in four steps: what is no article on any site is pruned
// from the document; go-readability chooses the element that holds the article, and
// a second choice is the innermost element that holds most of the prose; where the
// page states its text (articleBody of its JSON-LD), the choice that is more like it
// wins; last, links, captions and appeals are trimmed from among the paragraphs. Where
// the stated text holds all that was found and much more, it is the text.

// body returns the text of the article. It prunes the document.
func (p *page) body() string {
	prose := map[*html.Node]int{}
	prune(p.doc, prose, proseBelow(p.doc, prose))
	second := trim(blocksOf(container(p.doc)))
	first := p.readable()
	if prosaic(first) == 0 || p.ld.body != "" && likeness(joined(second), p.ld.body) > likeness(joined(first), p.ld.body)+0.05 {
		first = second
	}
	text := joined(first)
	switch {
	case p.statesMore(text):
		p.notes = append(p.notes, "text taken from the page's structured data (articleBody), which holds more than the page shows")
		return fragmentText(p.ld.body)
	case text == "":
		p.notes = append(p.notes, "no text of an article found on the page")
	}
	return text
}

// statesMore tells whether articleBody has much that text lacks, and lacks little of it.
func (p *page) statesMore(text string) bool {
	shared := likeness(text, p.ld.body) * float64(len(strings.Fields(text))+len(strings.Fields(p.ld.body))) / 2
	return shared > 0.9*float64(len(strings.Fields(text))) && shared < 0.85*float64(len(strings.Fields(p.ld.body)))
}

// readable is the choice of go-readability, nil where it makes none. It takes the
// document apart.
func (p *page) readable() []block {
	if p.size > maxElements {
		p.notes = append(p.notes, fmt.Sprintf("a page of %d elements: its text was chosen without go-readability", p.size))
		return nil
	}
	a, err := readability.FromDocument(p.doc, nil)
	if err != nil || a.Node == nil {
		return nil
	}
	return trim(blocksOf(a.Node))
}

func blocksOf(n *html.Node) []block {
	var w blocks
	w.node(n)
	return w.all()
}

// prosaic counts the bytes outside links.
func prosaic(all []block) (n int) {
	for _, b := range all {
		n += len(b.text) - b.linked
	}
	return n
}

// container descends from n while one child holds most of the prose.
func container(n *html.Node) *html.Node {
	prose := map[*html.Node]int{}
	total := proseBelow(n, prose)
	for {
		var next *html.Node
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if prose[c]*100 > total*85 && !isParagraph(c) && c.DataAtom != atom.Head {
				next = c
			}
		}
		if next == nil {
			return n
		}
		n = next
	}
}

// likeness is the F1 of the words of two texts.
func likeness(a, b string) float64 {
	x, y := strings.Fields(a), strings.Fields(b)
	have := map[string]int{}
	for _, w := range x {
		have[w]++
	}
	same := 0
	for _, w := range y {
		if have[w] > 0 {
			have[w]--
			same++
		}
	}
	return 2 * float64(same) / float64(max(len(x)+len(y), 1))
}
