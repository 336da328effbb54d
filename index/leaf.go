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
	fields [len(fieldNames)]leafField
	docs   *roaring.Bitmap // in title or text, nil until asked for
	live   int             // how many of docs are, -1 until asked for
}

// everywhere returns the documents that hold the leaf in title or text.
func (l *leaf) everywhere() *roaring.Bitmap {
	if l.docs == nil {
		a, b := l.in(text), l.in(title)
		if few := uint64(l.e.part.Docs / 64); a.docs.GetCardinality() > few && b.docs.GetCardinality() > few {
			l.docs = l.e.marked([]query.Node{l.node}, everywhere, true)
		} else {
			l.docs = unite([]*roaring.Bitmap{a.docs, b.docs})
		}
	}
	return l.docs
}

// count returns the number of live documents that hold the leaf in title or text.
func (l *leaf) count() int {
	if l.live >= 0 {
		return l.live
	}
	if l.docs == nil && l.e.part.deleted == nil {
		a, b := l.in(title).docs, l.in(text).docs
		l.live = int(a.GetCardinality() + b.GetCardinality() - a.AndCardinality(b))
		return l.live
	}
	docs := l.everywhere()
	l.live = int(docs.GetCardinality())
	if l.e.part.deleted != nil {
		l.live -= int(docs.AndCardinality(l.e.part.deleted))
	}
	return l.live
}

// A leafField is a leaf in one field. Words stand for one position each, entity
// terms for the maximal runs of positions that any of them covers.
type leafField struct {
	asked   bool // else all else is of no meaning
	docs    *roaring.Bitmap
	words   []segment.Postings
	terms   []string      // of words, none of those of a pattern
	refs    []segment.Ref // in place of words where there are many
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
	e.leaves = another(e.leaves)
	l := e.leaves[len(e.leaves)-1]
	l.e, l.node, l.docs, l.live = e, n, nil, -1
	for i := range l.fields {
		l.fields[i].asked = false
	}
	return l
}

// another returns list with one element more: the one that stood behind its end, whose
// memory serves again, or a new one.
func another[T any](list []*T) []*T {
	if n := len(list); n < cap(list) {
		if list = list[:n+1]; list[n] == nil {
			list[n] = new(T)
		}
		return list
	}
	return append(list, new(T))
}

// in returns the leaf in a field, its postings looked up the first time.
func (l *leaf) in(at field) *leafField {
	f := &l.fields[at]
	if f.asked {
		return f
	}
	*f = leafField{words: f.words[:0], terms: f.terms[:0], runs: f.runs[:0], single: f.single[:0],
		wordsAt: f.wordsAt.again(), runsAt: f.runsAt.again()}
	switch n := l.node.(type) {
	case *query.Term:
		for _, t := range n.Terms {
			if p, ok := l.e.part.Postings(fieldNames[at], t); ok && isEntity(t) {
				f.runs = append(f.runs, p)
			} else if ok {
				f.words, f.terms = append(f.words, p), append(f.terms, t)
			}
		}
	case *query.Pattern:
		refs := l.e.terms.of(n, l.e.number, at)
		if len(refs) >= manyLists {
			f.refs, f.docs = refs, l.e.part.Union(refs)
			break
		}
		for _, r := range refs {
			f.words = append(f.words, l.e.part.Open(r))
		}
	}
	if f.docs == nil {
		f.docs = union(f.words, f.runs)
	}
	f.asked = true
	return f
}

// isEntity tells the terms that cover mentions from words and stems.
func isEntity(term string) bool {
	return strings.HasPrefix(term, corpus.ActorMark) || strings.HasPrefix(term, corpus.PlaceMark) || strings.HasPrefix(term, corpus.TypeMark)
}

func union(words, runs []segment.Postings) *roaring.Bitmap {
	sets := make([]*roaring.Bitmap, 0, len(words)+len(runs))
	for i := range words {
		sets = append(sets, words[i].Docs)
	}
	for i := range runs {
		sets = append(sets, runs[i].Docs)
	}
	return unite(sets)
}

// read decodes the positions of a leaf in the current document.
func (f *leafField) read(e *exec) {
	if f.round != e.round {
		f.round, f.doc = e.round, -1
		f.wordsAt.begin(f.words)
		f.runsAt.begin(f.runs)
		if f.refs != nil {
			f.wordsAt.table = e.table(f.refs)
		}
	}
	if f.doc != int64(e.doc) {
		f.doc, f.made = int64(e.doc), false
		f.pos = f.wordsAt.of(e.doc)
	}
}

// common calls do with the index of each of docs that is in set.
func (e *exec) common(docs []uint32, set *roaring.Bitmap, do func(int)) {
	r := rooms.Get().(*room)
	defer rooms.Put(r)
	marks := cleared(&r.marks, int(e.part.Docs+63)/64)
	set.WriteDenseTo(marks)
	for i, doc := range docs {
		if marks[doc/64]&(1<<(doc%64)) != 0 {
			do(i)
		}
	}
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
	spare   []uint32
}

// manyLists is the number of posting lists from which a table is cheaper than
// asking each list for each document.
const manyLists = 12

// again returns positions of no list in the memory of at.
func (at *positions) again() positions {
	return positions{cursors: at.cursors[:0], buf: at.buf, spare: at.spare}
}

// begin opens a few lists, or stands before their first documents again.
func (at *positions) begin(lists []segment.Postings) {
	for i := range lists {
		if i == len(at.cursors) {
			at.cursors = another(at.cursors)
			lists[i].Begin(at.cursors[i])
		}
		at.cursors[i].Reset()
	}
}

// table reads the positions of many lists in the documents of the current round.
func (e *exec) table(refs []segment.Ref) (table []uint64) {
	for i, r := range refs {
		if i%256 == 0 {
			e.check()
		}
		list := e.part.Open(r)
		docs := roaring.And(list.Docs, e.within())
		if docs.IsEmpty() {
			continue
		}
		c := list.Cursor()
		it := docs.Iterator()
		for it.HasNext() {
			doc := it.Next()
			for _, p := range c.Positions(doc) {
				table = append(table, uint64(doc)<<32|uint64(p))
			}
		}
	}
	slices.Sort(table)
	return slices.Compact(table)
}

// of returns the ascending positions in doc; documents are asked for in ascending order.
func (at *positions) of(doc uint32) []uint32 {
	var pos []uint32
	for _, c := range at.cursors {
		if more := c.Positions(doc); len(pos) == 0 {
			pos = more
		} else if len(more) > 0 {
			pos = merged(at.spare[:0], pos, more)
			at.buf, at.spare = pos, at.buf
		}
	}
	if len(at.table) > 0 {
		i, _ := slices.BinarySearch(at.table, uint64(doc)<<32)
		at.table, at.buf = at.table[i:], at.buf[:0]
		for i := 0; i < len(at.table) && at.table[i]>>32 == uint64(doc); i++ {
			at.buf = append(at.buf, uint32(at.table[i]))
		}
		return at.buf
	}
	return pos
}

// merged appends the union of two ascending lists to out.
func merged(out, a, b []uint32) []uint32 {
	for len(a) > 0 && len(b) > 0 {
		switch x, y := a[0], b[0]; {
		case x < y:
			out, a = append(out, x), a[1:]
		case y < x:
			out, b = append(out, y), b[1:]
		default:
			out, a, b = append(out, x), a[1:], b[1:]
		}
	}
	return append(append(out, a...), b...)
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
