package index

import (
	"math"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/index/segment"
)

// The first hits are found in two steps. Words are scored for all documents, list by
// list. Pairs need positions, which cost more, but the frequencies of both words say
// how much a pair adds at most; so documents are taken by the most that they can
// reach, a few first, then more, until no other can be among the first.

// A scored is the matching documents of one segment, ascending, with the scores of
// their words and the most that their pairs can make of these.
type scored struct {
	docs   []uint32
	scores []float64
	most   []float64
	room   *room // that they stand in
}

// A room is memory that the scores of a segment are made in; the next request uses
// it again.
type room struct {
	docs, times     []uint32
	scores, most    []float64
	titles          []float64
	now, before     []held
	inTitle, inText times
}

var rooms = sync.Pool{New: func() any { return new(room) }}

// cleared returns n zeros in the memory of v, as far as it reaches.
func cleared[T any](v *[]T, n int) []T {
	*v = slices.Grow((*v)[:0], n)[:n]
	clear(*v)
	return *v
}

// fewFirst is how many hits' worth of documents are scored in the first round;
// thenMore is how many times more in each further one.
const (
	fewFirst = 4
	thenMore = 16
)

// score offers the matching documents behind the cursor, scored, to best; those
// that cannot be among the first are left out.
func (m *matched) score(best *heap, last *ranked, behind func(ranked) bool) error {
	s := newScorer(m.request.Query)
	if len(s.leaves) == 0 {
		return m.offer(s, m.docs, best, last, behind)
	}
	if err := m.statistics(s); err != nil {
		return err
	}
	first, _ := s.first()
	titled, err := m.titled(s.leaves[first], best.limit)
	if err != nil {
		return err
	}
	if titled == nil {
		return m.offer(s, m.docs, best, last, behind)
	}
	if err = m.offer(s, titled, best, last, behind); err != nil {
		return err
	}
	rest, err := m.rest(s, titled, best)
	if err != nil {
		return err
	}
	return m.offer(s, rest, best, last, behind)
}

// offer scores the documents of a set that may be among the first.
func (m *matched) offer(s *scorer, docs []*roaring.Bitmap, best *heap, last *ranked, behind func(ranked) bool) error {
	parts := make([]scored, len(m.execs))
	err := m.each(func(i int, e *exec) error {
		if docs[i].IsEmpty() {
			return nil
		}
		r := rooms.Get().(*room)
		parts[i] = s.words(e, docs[i], r, e.freqs)
		return nil
	})
	defer func() {
		for _, p := range parts {
			if p.room != nil {
				rooms.Put(p.room)
			}
		}
	}()
	least := max(best.least(), sure(parts, best.limit, last))
	below := math.Inf(1)
	for n := fewFirst * best.limit; err == nil && below > least; n *= thenMore {
		from := least
		if len(s.pairs) > 0 {
			from = nth(parts, n, least, below)
		}
		now := between(parts, from, below, last)
		if err = m.scorePairs(s, now); err != nil {
			break
		}
		for _, r := range now {
			if m.date(&r); behind(r) {
				best.offer(r)
			}
		}
		below, least = from, max(least, best.least())
	}
	return err
}

// date sets the instant of publication.
func (m *matched) date(r *ranked) {
	p := m.execs[r.part].part
	if ords := p.Column(segment.Published).Ords(r.doc); len(ords) > 0 {
		r.at = p.instant(ords[0])
	}
}

// sure returns the score that limit documents behind last, nil for the first page,
// have by their words alone.
func sure(parts []scored, limit int, last *ranked) float64 {
	best := newLargest(limit)
	for _, p := range parts {
		for j, score := range p.scores {
			if score > best.floor && (last == nil || p.most[j] < last.score) {
				best.keep(score)
			}
		}
	}
	return best.least()
}

// nth returns the n-th best of what documents can reach from least, but not below,
// or least.
func nth(parts []scored, n int, least, below float64) float64 {
	best := newLargest(n)
	for _, p := range parts {
		for _, most := range p.most {
			if least <= most && most < below {
				best.add(most)
			}
		}
	}
	return max(least, best.least())
}

// between lists the documents that can reach from, but not below, and may stand
// behind last. They are grouped by segment and ascend.
func between(parts []scored, from, below float64, last *ranked) (all []ranked) {
	for i, p := range parts {
		for j, most := range p.most {
			if from <= most && most < below && (last == nil || p.scores[j] <= last.score) {
				all = append(all, ranked{part: i, doc: p.docs[j], at: undated, score: p.scores[j]})
			}
		}
	}
	return all
}

// A largest keeps the n largest of the numbers that it is given, and for a while
// some others.
type largest struct {
	n     int
	kept  []float64
	floor float64 // the n-th largest when others were dropped last
}

// newLargest keeps none where n is 0.
func newLargest(n int) *largest {
	if n <= 0 {
		return &largest{floor: math.Inf(1)}
	}
	return &largest{n: n, floor: math.Inf(-1)}
}

func (l *largest) add(x float64) {
	if x > l.floor {
		l.keep(x)
	}
}

func (l *largest) keep(x float64) {
	if l.kept = append(l.kept, x); len(l.kept) == 2*l.n {
		l.drop()
	}
}

func (l *largest) drop() {
	slices.Sort(l.kept)
	l.kept = append(l.kept[:0], l.kept[len(l.kept)-l.n:]...)
	l.floor = l.kept[0]
}

// least is the n-th largest number, less than all where there are fewer.
func (l *largest) least() float64 {
	if l.n > 0 && len(l.kept) >= l.n {
		l.drop()
	}
	return l.floor
}

// scorePairs adds the scores of pairs to all, which are grouped by segment and ascend.
func (m *matched) scorePairs(s *scorer, all []ranked) error {
	if len(s.pairs) == 0 {
		return nil
	}
	groups := make([][]ranked, len(m.execs))
	for i := range m.execs {
		n := 0
		for n < len(all) && all[n].part == i {
			n++
		}
		groups[i], all = all[:n], all[n:]
	}
	return m.each(func(i int, e *exec) error {
		if len(groups[i]) == 0 {
			return nil
		}
		docs := make([]uint32, len(groups[i]))
		for j, r := range groups[i] {
			docs[j] = r.doc
		}
		e.ask(roaring.BitmapOf(docs...))
		for j := range groups[i] {
			if j%256 == 0 {
				e.check()
			}
			e.doc = docs[j]
			groups[i][j].score = s.neighbours(e, groups[i][j].score)
		}
		return nil
	})
}
