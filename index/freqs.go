package index

import (
	"github.com/RoaringBitmap/roaring/v2"

	"dateline/index/segment"
	"dateline/query"
)

// times is how often something stands in some of a list of documents: indexes into
// the list, ascending, and a number for each.
type times struct {
	at, n []uint32
	sums  []uint32 // by index, where numbers are added
}

// freqs sets t to how often a leaf stands in a field of those of docs, the documents
// of the current round, that hold it. A pattern is there or not: how often its many words occur says
// little, and costs.
func (e *exec) freqs(n query.Node, at field, docs []uint32, t *times) {
	f := e.leaf(n).in(at)
	t.at, t.n = t.at[:0], t.n[:0]
	_, pattern := n.(*query.Pattern)
	switch {
	case f.docs.IsEmpty():
	case pattern:
		e.common(docs, f.docs, func(i int) { t.at, t.n = append(t.at, uint32(i)), append(t.n, 1) })
	case len(f.words) == 1 && len(f.runs) == 0:
		f.wordsAt.begin(f.words)
		f.round = -1 // positions begin again
		t.at, t.n = f.wordsAt.cursors[0].Freqs(docs, t.at, t.n)
	default:
		e.freqsOfSeveral(n, at, docs, t)
	}
}

// freqsOfSeveral sums the frequencies of the words of a leaf. Only where several of
// them stand in one document, which may be at one position, or an entity does, are
// positions read.
func (e *exec) freqsOfSeveral(n query.Node, at field, docs []uint32, t *times) {
	f := e.leaf(n).in(at)
	cleared(&t.sums, len(docs))
	t.add(&f.wordsAt, f.words, docs)
	f.round = -1 // positions begin again
	unsure := roaring.New()
	for i := range f.words {
		for j := range f.words[:i] {
			unsure.Or(roaring.And(f.words[i].Docs, f.words[j].Docs))
		}
	}
	for i := range f.runs {
		unsure.Or(f.runs[i].Docs)
	}
	e.common(docs, unsure, func(i int) {
		e.doc = docs[i]
		t.sums[i] = uint32(len(e.at(n, at)))
	})
	t.held()
}

// atMostFreqs is freqs where no positions are read: numbers are too large where several
// words of the leaf stand at one position, or an entity at many.
func (e *exec) atMostFreqs(n query.Node, at field, docs []uint32, t *times) {
	f := e.leaf(n).in(at)
	if _, pattern := n.(*query.Pattern); pattern || len(f.words)+len(f.runs) < 2 {
		e.freqs(n, at, docs, t)
		return
	}
	cleared(&t.sums, len(docs))
	t.add(&f.wordsAt, f.words, docs)
	t.add(&f.runsAt, f.runs, docs)
	f.round = -1 // positions begin again
	t.held()
}

// add adds the frequencies of lists to t.sums.
func (t *times) add(at *positions, lists []segment.Postings, docs []uint32) {
	at.begin(lists)
	for i := range lists {
		t.at, t.n = at.cursors[i].Freqs(docs, t.at, t.n)
		for x, i := range t.at {
			t.sums[i] += t.n[x]
		}
	}
}

// held sets t to the sums that are not 0.
func (t *times) held() {
	t.at, t.n = t.at[:0], t.n[:0]
	for i, sum := range t.sums {
		if sum > 0 {
			t.at, t.n = append(t.at, uint32(i)), append(t.n, sum)
		}
	}
}
