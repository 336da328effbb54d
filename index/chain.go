package index

import (
	"cmp"
	"slices"

	"dateline/index/segment"
	"dateline/query"
)

// A phrase whose slots are one word each, the common one, is looked for in positions
// as they are decoded: the words leapfrog, each going on to the first position that
// the others leave possible, and the first place where all stand side by side ends
// the search in a document. The rarest words go first, so that the positions of the
// frequent ones are read for few documents.

// A chain is such a phrase in one field of one segment.
type chain []link

type link struct {
	word   segment.Postings
	cursor *segment.Cursor
	at     segment.Stream
	place  uint32 // in the phrase
}

// chain returns the chain of n, nil where a slot is not one word or s is not whole fields.
func (e *exec) chain(n query.Node, f field, s scope) chain {
	p, ok := n.(*query.Phrase)
	if !ok || p.Slop >= 0 || !s.whole() {
		return nil
	}
	c := make(chain, len(p.Slots))
	for i, slot := range p.Slots {
		switch slot.(type) {
		case *query.Term, *query.Pattern:
		default:
			return nil
		}
		l := e.leaf(slot).in(f)
		if len(l.words) != 1 || len(l.runs) > 0 {
			return nil
		}
		c[i] = link{word: l.words[0], cursor: l.words[0].Cursor(), place: uint32(i)}
	}
	slices.SortStableFunc(c, func(a, b link) int {
		return cmp.Compare(a.word.Docs.GetCardinality(), b.word.Docs.GetCardinality())
	})
	return c
}

// holds reports whether the phrase stands in doc; documents are asked for in
// ascending order, each once.
func (c chain) holds(doc uint32) bool {
	first, open := &c[0], 1
	if !first.cursor.Open(doc, &first.at) || !first.at.Reach(first.place) {
		return false
	}
	for i := 1; i < len(c); {
		next := &c[i]
		if i == open {
			if open++; !next.cursor.Open(doc, &next.at) {
				return false
			}
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
