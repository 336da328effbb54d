package index

import (
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/corpus"
	"dateline/index/segment"
	"dateline/query"
)

// times is how often a leaf stands in each of a list of documents, by their index, and
// memory to find that in.
type times struct{ n, at, ranks []uint32 }

// freqs sets t to how often a leaf stands in a field of each of docs, the documents of
// the current round. A pattern is there or not: how often its many words occur says
// little, and costs.
func (e *exec) freqs(n query.Node, at field, docs []uint32, t *times) {
	e.atMostFreqs(n, at, docs, t)
	if _, pattern := n.(*query.Pattern); pattern {
		return
	}
	if f := e.leaf(n).in(at); f.overlaps() {
		e.common(docs, f.unsure(), func(i int) {
			e.doc = docs[i]
			t.n[i] = uint32(len(e.at(n, at)))
		})
	}
}

// atMostFreqs is freqs where no positions are read: numbers are too large where the leaf
// overlaps.
func (e *exec) atMostFreqs(n query.Node, at field, docs []uint32, t *times) {
	f := e.leaf(n).in(at)
	cleared(&t.n, len(docs))
	if f.docs.IsEmpty() {
		return
	}
	if _, pattern := n.(*query.Pattern); pattern {
		e.common(docs, f.docs, func(i int) { t.n[i] = 1 })
		return
	}
	t.add(&f.wordsAt, f.words, docs)
	t.add(&f.runsAt, f.runs, docs)
	f.round = -1 // positions begin again
}

// add adds the frequencies of lists.
func (t *times) add(at *positions, lists []segment.Postings, docs []uint32) {
	at.begin(lists)
	t.at, t.ranks = grown(t.at, len(docs)), grown(t.ranks, len(docs))
	for i := range lists {
		at.cursors[i].AddFreqs(docs, t.n, t.at, t.ranks)
	}
}

// overlaps tells whether lists of the leaf may be at one position, or one at several that
// count as one: those of an entity are, and so may be a word and the stem of another. A
// position has one word and, where that is another, its stem.
func (f *leafField) overlaps() bool {
	for i, a := range f.terms {
		for _, b := range f.terms[:i] {
			if !disjoint(a, b) {
				return true
			}
		}
	}
	return len(f.runs) > 0
}

// disjoint tells whether two terms, words or stems, cannot be at one position.
func disjoint(a, b string) bool {
	a, stemA := strings.CutPrefix(a, corpus.StemMark)
	b, stemB := strings.CutPrefix(b, corpus.StemMark)
	return stemA == stemB || a == b
}

// unsure returns the documents where the leaf may overlap.
func (f *leafField) unsure() *roaring.Bitmap {
	out := roaring.New()
	for i, a := range f.terms {
		for j, b := range f.terms[:i] {
			if !disjoint(a, b) {
				out.Or(roaring.And(f.words[i].Docs, f.words[j].Docs))
			}
		}
	}
	for i := range f.runs {
		out.Or(f.runs[i].Docs)
	}
	return out
}
