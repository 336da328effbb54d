package index

import (
	"cmp"
	"slices"

	"dateline/index/segment"
	"dateline/query"
)

// A phrase whose slots are one word each, the common one, and two single words near
// each other are looked for in positions as they are decoded: the words leapfrog, each
// going on to the first position that the others leave possible, and the first place
// where all stand as they are asked for ends the search in a document. Of a phrase the
// rarest words go first, so that the positions of the frequent ones are read for few
// documents.

// A link is one word in one field of one segment. Documents are asked for in batches
// that ascend and whose documents all hold it.
type link struct {
	word   segment.Postings
	cursor *segment.Cursor
	ranks  []uint32 // of the documents of a batch
	at     segment.Stream
	place  uint32 // in the phrase
}

// link returns the link of a node, false where it is not one word in a field.
func (e *exec) link(n query.Node, f field) (link, bool) {
	switch n.(type) {
	case *query.Term, *query.Pattern:
		if l := e.leaf(n).in(f); len(l.words) == 1 && len(l.runs) == 0 {
			return link{word: l.words[0], cursor: l.words[0].Cursor()}, true
		}
	}
	return link{}, false
}

// begin reads where the postings of a batch are, false if there are none.
func (l *link) begin(docs []uint32) bool {
	var ok bool
	l.ranks, ok = l.cursor.Ranks(docs, l.ranks)
	return ok
}

// open stands at the first position in the document of an index.
func (l *link) open(i int) { l.cursor.Open(l.ranks[i], &l.at) }

// sifter returns what keeps, of a batch of documents, those in which n holds in field
// f, in their memory; nil where n is not made of single words or s is not whole fields.
func (e *exec) sifter(n query.Node, f field, s scope) func(docs []uint32) []uint32 {
	switch n := n.(type) {
	case *query.Phrase:
		if n.Slop < 0 && s.whole() {
			if c := e.chain(n, f); c != nil {
				return c.sift
			}
		}
	case *query.Near:
		if a, ok := e.link(n.A, f); ok && s.whole() {
			if b, ok := e.link(n.B, f); ok {
				return (&pair{a: a, b: b, n: uint32(min(max(n.N, 0), 1<<31)), ordered: n.Ordered}).sift
			}
		}
	}
	return nil
}

// A chain is a phrase.
type chain []link

func (e *exec) chain(n *query.Phrase, f field) chain {
	c := make(chain, len(n.Slots))
	for i, slot := range n.Slots {
		l, ok := e.link(slot, f)
		if !ok {
			return nil
		}
		c[i] = l
		c[i].place = uint32(i)
	}
	slices.SortStableFunc(c, func(a, b link) int {
		return cmp.Compare(a.word.Docs.GetCardinality(), b.word.Docs.GetCardinality())
	})
	return c
}

func (c chain) sift(docs []uint32) []uint32 {
	for i := range c {
		if !c[i].begin(docs) {
			return nil
		}
	}
	held := docs[:0]
	for i, doc := range docs {
		if c.holds(i) {
			held = append(held, doc)
		}
	}
	return held
}

// holds reports whether the phrase stands in the document of an index.
func (c chain) holds(doc int) bool {
	first, open := &c[0], 1
	first.open(doc)
	if !first.at.Reach(first.place) {
		return false
	}
	for i := 1; i < len(c); {
		next := &c[i]
		if i == open {
			open++
			next.open(doc)
		}
		switch want := first.at.At - first.place + next.place; {
		case !next.at.Reach(want):
			return false
		case next.at.At == want:
			i++
		case !first.at.Reach(next.at.At - next.place + first.place):
			return false
		default:
			i = 1
		}
	}
	return true
}

// A pair is two words at most n positions apart, b behind a where it is ordered.
type pair struct {
	a, b    link
	n       uint32
	ordered bool
}

func (p *pair) sift(docs []uint32) []uint32 {
	if !p.a.begin(docs) || !p.b.begin(docs) {
		return nil
	}
	held := docs[:0]
	for i, doc := range docs {
		p.a.open(i)
		p.b.open(i)
		if p.holds(&p.a.at, &p.b.at) {
			held = append(held, doc)
		}
	}
	return held
}

// holds drops the position that is too far before the other one until two are near.
// What stands at one position is not near itself.
func (p *pair) holds(a, b *segment.Stream) bool {
	for {
		x, y := a.At, b.At
		switch {
		case x < y:
			if y-x <= p.n {
				return true
			}
			if !a.Reach(y - p.n) {
				return false
			}
		case x > y && p.ordered:
			if !b.Reach(x + 1) {
				return false
			}
		case x > y:
			if x-y <= p.n {
				return true
			}
			if !b.Reach(x - p.n) {
				return false
			}
		default:
			more := b.Reach(y + 1)
			if more && b.At-x <= p.n {
				return true
			}
			if !a.Reach(x + 1) {
				return false
			}
			if !p.ordered && a.At-y <= p.n {
				return true
			}
			if !more {
				return false
			}
		}
	}
}
