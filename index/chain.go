package index

import (
	"cmp"
	"slices"

	"dateline/index/segment"
	"dateline/query"
)

// A phrase whose slots are one word each, the common one, and two single words near
// each other are looked for in positions as they are decoded, batch by batch of the
// documents that hold the rarest word. The two rarest words come first: their lists are
// intersected, and where a document holds both they leapfrog, each going on to the first
// position that the other leaves possible. Only where they stand as they are asked for
// is the next word of a phrase looked at, so that the list and the positions of a
// frequent one are read for few documents.

// A link is one word in one field of one segment.
type link struct {
	word   segment.Postings
	cursor *segment.Cursor // nil until it is asked for
	ranks  []uint32        // of the documents that it kept last
	at     segment.Stream
	place  uint32 // in the phrase
}

// link returns the link of a node, false where it is not one word in a field.
func (e *exec) link(n query.Node, f field, place int) (link, bool) {
	switch n.(type) {
	case *query.Term, *query.Pattern:
		if l := e.leaf(n).in(f); len(l.words) == 1 && len(l.runs) == 0 {
			return link{word: l.words[0], place: uint32(place)}, true
		}
	}
	return link{}, false
}

// keep keeps the documents of a batch that hold the word, in their memory, and notes in
// that of the batch where they stood and, by a number, their ranks.
func (l *link) keep(m *batch, number int, docs []uint32) []uint32 {
	if len(docs) == 0 {
		return docs
	}
	l.ranks = m.ranks[number][:len(docs)]
	n := l.positions().Among(docs, m.at[:len(docs)], l.ranks)
	if n < len(docs) {
		for k, i := range m.at[:n] {
			docs[k] = docs[i]
		}
	}
	return docs[:n]
}

func (l *link) positions() *segment.Cursor {
	if l.cursor == nil {
		l.cursor = l.word.Cursor()
	}
	return l.cursor
}

// open stands at the first position in the document of an index.
func (l *link) open(i int) { l.cursor.Open(l.ranks[i], &l.at) }

// A chain is the words of a phrase, or two that are near each other, the rarest first.
type chain struct {
	links []link
	meets func(doc uint32) bool // tells whether the first two do in the document that they are opened in
	found []start
	whole bool   // all documents of the first are sifted
	seen  uint32 // of these
}

// A start is where a phrase may begin, as far as its words have been looked at.
type start struct{ doc, at uint32 }

// chain returns the chain of n in field f, nil where n is not made of single words or s
// is not whole fields.
func (e *exec) chain(n query.Node, f field, s scope) *chain {
	if !s.whole() {
		return nil
	}
	switch n := n.(type) {
	case *query.Phrase:
		if c := e.links(n.Slots, f); c != nil && n.Slop < 0 {
			c.phrase()
			return c
		}
	case *query.Near:
		if c := e.links([]query.Node{n.A, n.B}, f); c != nil {
			c.near(uint32(min(max(n.N, 0), 1<<31)), n.Ordered)
			return c
		}
	}
	return nil
}

// links returns the links of several nodes, nil where one is not a single word.
func (e *exec) links(nodes []query.Node, f field) *chain {
	if len(nodes) < 2 {
		return nil
	}
	c := &chain{links: make([]link, len(nodes))}
	for i, n := range nodes {
		var ok bool
		if c.links[i], ok = e.link(n, f, i); !ok {
			return nil
		}
	}
	slices.SortStableFunc(c.links, func(a, b link) int {
		return cmp.Compare(a.word.Docs.GetCardinality(), b.word.Docs.GetCardinality())
	})
	return c
}

// inOrder returns the first two links as they stand in the query.
func (c *chain) inOrder() (a, b *link) {
	if a, b = &c.links[0], &c.links[1]; a.place > b.place {
		a, b = b, a
	}
	return a, b
}

func (c *chain) near(n uint32, ordered bool) {
	a, b := c.inOrder()
	c.meets = func(uint32) bool { return a.at.Near(&b.at, n, ordered) }
}

// phrase notes where the first two words stand side by side, unless they are all.
func (c *chain) phrase() {
	a, b := c.inOrder()
	gap := b.place - a.place
	if c.meets = func(uint32) bool { return a.at.Follow(&b.at, gap) }; len(c.links) == 2 {
		return
	}
	c.meets = func(doc uint32) bool {
		n := len(c.found)
		for more := a.at.Reach(a.place); more && a.at.Follow(&b.at, gap); more = a.at.Reach(a.at.At + 1) {
			c.found = append(c.found, start{doc, a.at.At - a.place})
		}
		return len(c.found) > n
	}
}

// sift keeps the documents of a batch in which all stand as they are asked for, in its
// memory. Batches ascend.
func (c *chain) sift(m *batch, docs []uint32) []uint32 {
	c.found = c.found[:0]
	a, b := &c.links[0], &c.links[1]
	docs = c.both(m, docs)
	held := docs[:0]
	for i, doc := range docs {
		a.open(i)
		b.open(i)
		if c.meets(doc) {
			held = append(held, doc)
		}
	}
	for i := 2; i < len(c.links) && len(held) > 0; i++ {
		l := &c.links[i]
		held = c.narrow(l, l.keep(m, 0, held))
	}
	return held
}

// both keeps the documents of a batch that hold the first two words. Where all of the
// first are sifted, its ranks need not be looked for.
func (c *chain) both(m *batch, docs []uint32) []uint32 {
	from := c.seen
	c.seen += uint32(len(docs))
	docs = c.links[1].keep(m, 1, docs)
	if !c.whole || len(docs) == 0 {
		return c.links[0].keep(m, 0, docs)
	}
	a := &c.links[0]
	a.positions()
	a.ranks = m.ranks[0][:len(docs)]
	for k, i := range m.at[:len(docs)] {
		a.ranks[k] = from + i
	}
	return docs
}

// narrow keeps the starts behind which l has its place, and their documents, of those that
// hold it.
func (c *chain) narrow(l *link, docs []uint32) []uint32 {
	held, found, k := docs[:0], c.found[:0], 0
	for i, doc := range docs {
		for c.found[k].doc < doc {
			k++
		}
		l.open(i)
		n := len(found)
		for ; k < len(c.found) && c.found[k].doc == doc; k++ {
			s := c.found[k]
			if l.at.Reach(s.at+l.place) && l.at.At == s.at+l.place {
				found = append(found, s)
			}
		}
		if len(found) > n {
			held = append(held, doc)
		}
	}
	c.found = found
	return held
}
