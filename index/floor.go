package index

import (
	"math"
	"math/bits"
	"slices"

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

// fewHits are so few that all are scored at once, unless they are a quarter as many and
// enough of them have the first leaf in their title. Tests have less.
var fewHits = 512

// inRounds offers first the documents that have the first leaf in their title, then
// those of the others that may still be among the first.
func (c *contest) inRounds() error {
	titled := make([]*room, len(c.execs))
	defer release(titled)
	all, err := c.titled(titled)
	if err != nil {
		return err
	}
	if err = c.offer(func(i int, _ *exec, _ *room) []uint32 { return titled[i].docs }); err != nil || all {
		return err
	}
	least := c.best.least()
	f, bounded := c.scorer.floor(least)
	return c.offer(func(i int, e *exec, r *room) []uint32 {
		if !bounded {
			return docsOf(titled[i].marks, r.docs)
		}
		if c.scorer.above(e, f, &c.hits[i], titled[i].marks, r); e.overlap(c.scorer.leaves) {
			c.scorer.atMost(e, least, r)
		}
		return r.docs
	})
}

// titled lists in rooms the matching documents that have the first leaf in their title,
// and marks the others. Where fewer than are wanted have such a title, all hits of one
// segment are taken instead, or all there are if these are few.
func (c *contest) titled(titled []*room) (all bool, err error) {
	first, _ := c.scorer.first()
	err = c.each(func(i int, e *exec) error {
		r := rooms.Get().(*room)
		titled[i] = r
		all := c.hits[i].words(e)
		r.marks = grown(r.marks, len(all))
		with := cleared(&r.more, len(all))
		e.leaf(c.scorer.leaves[first]).in(title).mark(e, with)
		for i, w := range all {
			r.marks[i], with[i] = w&^with[i], w&with[i]
		}
		r.docs = docsOf(with, r.docs)
		return nil
	})
	if err != nil {
		return false, err
	}
	found, least := 0, -1
	for i := range c.hits {
		found += len(titled[i].docs)
		if n := c.hits[i].n; n >= 8*c.best.limit && (least < 0 || n < c.hits[least].n) {
			least = i
		}
	}
	all = found < c.best.limit && c.total() < fewHits
	for i, r := range titled {
		if all || found < c.best.limit && i == least {
			clear(r.marks)
			c.hits[i].list(&r.docs)
		}
	}
	return all, nil
}

// docsOf returns the documents that are marked, in the memory of docs.
func docsOf(marks []uint64, docs []uint32) []uint32 {
	docs = docs[:0]
	for i, w := range marks {
		for ; w != 0; w &= w - 1 {
			docs = append(docs, uint32(64*i+bits.TrailingZeros64(w)))
		}
	}
	return docs
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

// above sets r.docs to those of docs that are marked and may reach a floor.
func (s *scorer) above(e *exec, f floor, docs *matches, marks []uint64, r *room) {
	_, texts := e.part.Lengths()
	s.often(e, f.times(), docs, r)
	found := r.docs[:0]
	for i, doc := range r.docs {
		if (r.often.n[i] >= math.MaxUint8 || f.allows(r.often.n[i], texts[doc])) && marks[doc/64]&(1<<(doc%64)) != 0 {
			found = append(found, doc)
		}
	}
	r.docs = found
}

// atMost keeps in r.docs those that may reach a score when the forms of each word are
// counted as if none stood where another does, for which no positions are read.
func (s *scorer) atMost(e *exec, score float64, r *room) {
	all := s.words(e, r.docs, r, e.atMostFreqs)
	r.docs = r.docs[:0]
	for i, most := range all.most {
		if most+1e-9 >= score {
			r.docs = append(r.docs, all.docs[i])
		}
	}
}

// overlap tells whether a leaf overlaps in a text.
func (e *exec) overlap(leaves []query.Node) bool {
	return slices.ContainsFunc(leaves, func(n query.Node) bool { return e.leaf(n).in(text).overlaps() })
}

// often sets r.docs and r.times to documents whose text holds the first leaf, and how
// often at most, 255 standing for more too: all of docs that hold it so many times, and
// others.
func (s *scorer) often(e *exec, least uint32, docs *matches, r *room) {
	first, _ := s.first()
	leaf := e.leaf(s.leaves[first]).in(text)
	_, pattern := s.leaves[first].(*query.Pattern)
	if !pattern && len(leaf.words) == 1 && len(leaf.runs) == 0 {
		var ok bool
		if r.docs, r.often.n, ok = leaf.words[0].Often(least, r.docs, r.often.n); ok {
			return
		}
	}
	with := cleared(&r.more, int(e.part.Docs+63)/64)
	leaf.mark(e, with)
	for i, w := range docs.words(e) {
		with[i] &= w
	}
	r.docs = docsOf(with, r.docs)
	e.askEach(r.docs)
	e.atMostFreqs(s.leaves[first], text, r.docs, &r.often)
}
