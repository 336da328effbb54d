package index

import (
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/query"
)

// Most matching documents cannot be among the first hits, and need no score to tell.
// Documents with the word that counts most, mostly the rarest, in their title are scored
// before the others. Then there is a score that a hit has at least, and of the others
// only how often the text holds that word, and how long it is, are looked at: with every
// other word and pair as often as could be, a document must still reach that score. So
// MaxScore (Turtle and Flood, Query evaluation: strategies and optimizations, 1995) and
// its successors do, with the largest of a list or a block; here frequencies and lengths
// are those of each document, and the tables behind long lists (segment/often.go) are
// read sixteen documents at a time. Scores stay those of score.go, to the last bit.

// fewHits are so few that all are scored at once. Tests have less.
var fewHits = 512

// titled returns the matching documents that have a leaf in their title, by segment; nil
// where there are too few to part them from the others. Where fewer than are wanted have
// such a title, the hits of one segment are taken instead.
func (m *matched) titled(n query.Node, wanted int) ([]*roaring.Bitmap, error) {
	if m.total() < max(fewHits, 8*wanted) {
		return nil, nil
	}
	parts := make([]*roaring.Bitmap, len(m.execs))
	err := m.each(func(i int, e *exec) error {
		parts[i] = roaring.And(m.docs[i], e.leaf(n).in(title).docs)
		return nil
	})
	found, least := 0, -1
	for i, docs := range m.docs {
		found += int(parts[i].GetCardinality())
		if n := docs.GetCardinality(); n >= uint64(8*wanted) && (least < 0 || n < m.docs[least].GetCardinality()) {
			least = i
		}
	}
	if found < wanted && least >= 0 {
		parts[least] = m.docs[least]
	}
	return parts, err
}

// rest returns the matching documents that are not in titled and may still be among the
// first, by segment.
func (m *matched) rest(s *scorer, titled []*roaring.Bitmap, best *heap) ([]*roaring.Bitmap, error) {
	rest := make([]*roaring.Bitmap, len(m.execs))
	f, bounded := s.floor(best.least())
	err := m.each(func(i int, e *exec) error {
		if !bounded {
			rest[i] = roaring.AndNot(m.docs[i], titled[i])
			return nil
		}
		r := rooms.Get().(*room)
		rest[i] = s.above(e, f, m.docs[i], titled[i], r)
		if e.several(s.leaves) {
			rest[i] = s.atMost(e, best.least(), rest[i], r)
		}
		rooms.Put(r)
		return nil
	})
	return rest, err
}

// A floor is what a text must have to reach a score where the title has not the word
// that counts most: its number of words is at most slope times as often as it holds the
// word, less base.
type floor struct{ slope, base float64 }

// first returns the number of the leaf that counts most, and the most that it counts.
func (s *scorer) first() (leaf int, most float64) {
	for j := range s.leaves {
		if x := s.weight[j] * s.idf[j] * (k1 + 1); x > most {
			leaf, most = j, x
		}
	}
	return leaf, most
}

// floor returns that of a score, false where documents may reach it without the first
// leaf.
func (s *scorer) floor(score float64) (floor, bool) {
	first, most := s.first()
	want := score - 1e-9 // for rounding
	for j := range s.leaves {
		if j != first {
			want -= s.weight[j] * s.idf[j] * (k1 + 1)
		}
	}
	for _, p := range s.pairs {
		want -= pairWeight * (s.idf[p[0]] + s.idf[p[1]]) * (k1 + 1)
	}
	return floor{(most - want) / (want * k1 * s.slope), (1 - bText) / s.slope}, want > 0
}

// times is how often a text holds the leaf at least.
func (f floor) times() uint32 {
	if f.slope <= 0 {
		return math.MaxUint32
	}
	return uint32(max(1, min(math.Ceil(f.base/f.slope-1e-6), math.MaxUint32)))
}

// allows tells whether a text of so many words that holds the leaf so often may reach
// the score.
func (f floor) allows(times, words uint32) bool {
	return float64(words) <= f.slope*float64(times)-f.base+1e-6
}

// above returns those of docs, none of them in titled, that may reach a floor.
func (s *scorer) above(e *exec, f floor, docs, titled *roaring.Bitmap, r *room) *roaring.Bitmap {
	_, texts := e.part.Lengths()
	s.often(e, f.times(), docs, r)
	found := r.docs[:0]
	for i, doc := range r.docs {
		if r.times[i] >= math.MaxUint8 || f.allows(r.times[i], texts[doc]) {
			found = append(found, doc)
		}
	}
	set := e.set(found)
	set.And(docs)
	set.AndNot(titled)
	return set
}

// atMost returns those of docs that may reach a score when the forms of each word are
// counted as if none stood where another does, for which no positions are read.
func (s *scorer) atMost(e *exec, score float64, docs *roaring.Bitmap, r *room) *roaring.Bitmap {
	all := s.words(e, docs, r, e.atMostFreqs)
	some := all.docs[:0]
	for i, doc := range all.docs {
		if all.most[i]+1e-9 >= score {
			some = append(some, doc)
		}
	}
	return e.set(some)
}

// several tells whether a leaf has more than one list in a text.
func (e *exec) several(leaves []query.Node) bool {
	return slices.ContainsFunc(leaves, func(n query.Node) bool {
		f := e.leaf(n).in(text)
		return len(f.words)+len(f.runs) > 1
	})
}

// set returns the set of documents that ascend. The bits of many are set one by one.
func (e *exec) set(docs []uint32) *roaring.Bitmap {
	if len(docs) <= int(e.part.Docs/64) {
		return roaring.BitmapOf(docs...)
	}
	marks := make([]uint64, (e.part.Docs+63)/64)
	for _, doc := range docs {
		marks[doc/64] |= 1 << (doc % 64)
	}
	return roaring.FromDense(marks, false)
}

// often sets r.docs and r.times to documents whose text holds the first leaf, and how
// often at most, 255 standing for more too: all of docs that hold it so many times, and
// others.
func (s *scorer) often(e *exec, least uint32, docs *roaring.Bitmap, r *room) {
	first, _ := s.first()
	leaf := e.leaf(s.leaves[first]).in(text)
	_, pattern := s.leaves[first].(*query.Pattern)
	if !pattern && len(leaf.words) == 1 && len(leaf.runs) == 0 {
		var ok bool
		if r.docs, r.times, ok = leaf.words[0].Often(least, r.docs, r.times); ok {
			return
		}
	}
	docs = roaring.And(docs, leaf.docs)
	n := int(docs.GetCardinality())
	r.docs = slices.Grow(r.docs[:0], n)[:n]
	docs.ToExistingArray(&r.docs)
	e.ask(docs)
	e.atMostFreqs(s.leaves[first], text, r.docs, &r.inText)
	for x, i := range r.inText.at { // which is all of them
		r.docs[x] = r.docs[i]
	}
	r.times = append(r.times[:0], r.inText.n...)
}
