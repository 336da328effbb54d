package index

import (
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/corpus"
	"dateline/index/segment"
	"dateline/query"
)

// A leaf is a Term or a Pattern of a query in one segment: its postings in each
// field that was asked for.
type leaf struct {
	e      *exec
	node   query.Node
	fields [len(fieldNames)]*leafField
}

// A leafField is a leaf in one field. Words stand for one position each, entity
// terms for the maximal runs of positions that any of them covers.
type leafField struct {
	docs    *roaring.Bitmap
	words   []segment.Postings
	runs    []segment.Postings
	wordsAt positions
	runsAt  positions
	round   int   // of verify that wordsAt and runsAt belong to
	doc     int64 // the document that pos holds, -1 for none
	pos     []uint32
	single  []span // pos as spans, once asked for
	spans   []span // with those of entity terms
	made    bool   // single and spans are of doc
}

// leaf returns the leaf of a node. A query has few, so that they stand in a list.
func (e *exec) leaf(n query.Node) *leaf {
	for _, l := range e.leaves {
		if l.node == n {
			return l
		}
	}
	l := &leaf{e: e, node: n}
	e.leaves = append(e.leaves, l)
	return l
}

// in returns the leaf in a field, its postings looked up the first time.
func (l *leaf) in(at field) *leafField {
	if f := l.fields[at]; f != nil {
		return f
	}
	f := &leafField{}
	switch n := l.node.(type) {
	case *query.Term:
		for _, t := range n.Terms {
			if p, ok := l.e.part.Postings(fieldNames[at], t); ok && isEntity(t) {
				f.runs = append(f.runs, p)
			} else if ok {
				f.words = append(f.words, p)
			}
		}
	case *query.Pattern:
		f.words = l.e.terms.postings(l.e, n, fieldNames[at])
	}
	f.docs = union(append(slices.Clone(f.words), f.runs...))
	l.fields[at] = f
	return f
}

// isEntity tells the terms that cover mentions from words and stems.
func isEntity(term string) bool {
	return strings.HasPrefix(term, corpus.ActorMark) || strings.HasPrefix(term, corpus.PlaceMark) || strings.HasPrefix(term, corpus.TypeMark)
}

func union(all []segment.Postings) *roaring.Bitmap {
	switch len(all) {
	case 0:
		return roaring.New()
	case 1:
		return all[0].Docs
	}
	sets := make([]*roaring.Bitmap, len(all))
	for i := range all {
		sets[i] = all[i].Docs
	}
	return roaring.FastOr(sets...)
}

// read decodes the positions of a leaf in the current document.
func (f *leafField) read(e *exec) {
	if f.round != e.round {
		f.round, f.doc = e.round, -1
		f.wordsAt = newPositions(e, f.words)
		f.runsAt = newPositions(e, f.runs)
	}
	if f.doc != int64(e.doc) {
		f.doc, f.made = int64(e.doc), false
		f.pos = f.wordsAt.of(e.doc)
	}
}

// freqs returns how often a leaf stands in a field of each of docs, which ascend, in
// buf. A pattern is there or not: how often its many words occur says little, and costs.
func (e *exec) freqs(n query.Node, at field, docs, buf []uint32) []uint32 {
	f := e.leaf(n).in(at)
	buf = slices.Grow(buf[:0], len(docs))[:len(docs)]
	clear(buf)
	_, pattern := n.(*query.Pattern)
	switch {
	case f.docs.IsEmpty():
	case pattern:
		for i, doc := range docs {
			if f.docs.Contains(doc) {
				buf[i] = 1
			}
		}
	case len(f.words) == 1 && len(f.runs) == 0:
		f.words[0].Cursor().Freqs(docs, buf)
	default:
		for i, doc := range docs {
			if i%1024 == 0 {
				e.check()
			}
			if f.docs.Contains(doc) {
				e.doc = doc
				buf[i] = uint32(len(e.at(n, at)))
			}
		}
	}
	return buf
}

// wordsOnly returns the positions of a leaf's words, ascending, without those of its
// entity terms.
func (e *exec) wordsOnly(n query.Node, at field) []uint32 {
	f := e.leaf(n).in(at)
	f.read(e)
	return f.pos
}

// at returns the spans of a leaf in the current document, ascending.
func (e *exec) at(n query.Node, at field) []span {
	f := e.leaf(n).in(at)
	f.read(e)
	if f.made {
		return f.spans
	}
	f.made = true
	f.single = f.single[:0]
	for _, p := range f.pos {
		f.single = append(f.single, span{int(p), int(p) + 1})
	}
	f.spans = f.single
	if len(f.runs) > 0 {
		if pos := f.runsAt.of(e.doc); len(pos) > 0 {
			f.spans = tidy(append(runs(pos), f.single...))
		}
	}
	return f.spans
}

// runs returns the maximal runs of ascending positions.
func runs(pos []uint32) []span {
	var out []span
	for _, p := range pos {
		if n := len(out); n > 0 && out[n-1].last == int(p) {
			out[n-1].last++
		} else {
			out = append(out, span{int(p), int(p) + 1})
		}
	}
	return out
}

// positions answers for the union of posting lists: through a cursor for each
// list, or, where there are many lists, from a table made once.
type positions struct {
	cursors []*segment.Cursor
	table   []uint64 // document<<32 | position, ascending
	buf     []uint32
}

// manyLists is the number of posting lists from which a table is cheaper than
// asking each list for each document.
const manyLists = 12

// newPositions opens lists for the documents of the current round.
func newPositions(e *exec, lists []segment.Postings) positions {
	var at positions
	if len(lists) < manyLists {
		for i := range lists {
			at.cursors = append(at.cursors, lists[i].Cursor())
		}
		return at
	}
	for i := range lists {
		if i%256 == 0 {
			e.check()
		}
		docs := roaring.And(lists[i].Docs, e.asked)
		if docs.IsEmpty() {
			continue
		}
		c := lists[i].Cursor()
		it := docs.Iterator()
		for it.HasNext() {
			doc := it.Next()
			for _, p := range c.Positions(doc) {
				at.table = append(at.table, uint64(doc)<<32|uint64(p))
			}
		}
	}
	slices.Sort(at.table)
	at.table = slices.Compact(at.table)
	return at
}

// of returns the ascending positions in doc; documents are asked for in ascending order.
func (at *positions) of(doc uint32) []uint32 {
	if len(at.cursors) == 1 {
		return at.cursors[0].Positions(doc)
	}
	at.buf = at.buf[:0]
	for _, c := range at.cursors {
		at.buf = append(at.buf, c.Positions(doc)...)
	}
	if len(at.cursors) > 1 {
		slices.Sort(at.buf)
		at.buf = slices.Compact(at.buf)
	}
	if at.cursors == nil && len(at.table) > 0 {
		i, _ := slices.BinarySearch(at.table, uint64(doc)<<32)
		at.table = at.table[i:]
		for i := 0; i < len(at.table) && at.table[i]>>32 == uint64(doc); i++ {
			at.buf = append(at.buf, uint32(at.table[i]))
		}
	}
	return at.buf
}

// walk visits n and everything under it.
func walk(n query.Node, visit func(query.Node)) {
	visit(n)
	for _, kid := range kids(n) {
		walk(kid, visit)
	}
}

func kids(n query.Node) []query.Node {
	switch n := n.(type) {
	case *query.And:
		return n.Kids
	case *query.Or:
		return n.Kids
	case *query.Not:
		return []query.Node{n.Kid}
	case *query.Phrase:
		return n.Slots
	case *query.Near:
		return []query.Node{n.A, n.B}
	case *query.NotNear:
		return []query.Node{n.A, n.B}
	case *query.Same:
		return []query.Node{n.A, n.B}
	case *query.AtLeast:
		return []query.Node{n.Kid}
	case *query.First:
		return []query.Node{n.Kid}
	case *query.In:
		if n.Kid != nil {
			return []query.Node{n.Kid}
		}
	}
	return nil
}
