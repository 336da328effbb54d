package index

import (
	"math"
	"slices"
	"sync"

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
}

// A room is memory that the scores of a segment are made in; the next request uses
// it again.
type room struct {
	marks, more     []uint64
	docs            []uint32
	times           []uint32 // of ordinals
	often           times    // of the first leaf
	scores, most    []float64
	inTitle, inText []float64 // what an occurrence counts, by document
	held            [2]held   // of a word and the one before it
}

var rooms = sync.Pool{New: func() any { return new(room) }}

// release gives up rooms, nil for those that were not taken.
func release(all []*room) {
	for _, r := range all {
		if r != nil {
			rooms.Put(r)
		}
	}
}

// cleared returns n zeros in the memory of v, as far as it reaches.
func cleared[T any](v *[]T, n int) []T {
	*v = grown(*v, n)
	clear(*v)
	return *v
}

// grown returns n elements of any value in the memory of v, as far as it reaches.
func grown[T any](v []T, n int) []T { return slices.Grow(v[:0], n)[:n] }

// fewFirst is how many hits' worth of documents are scored in the first round;
// thenMore is how many times more in each further one.
const (
	fewFirst = 2
	thenMore = 16
)

// A contest is the search for the first hits behind a cursor.
type contest struct {
	*matched
	hits   []matches
	scorer *scorer
	best   *heap
	last   *ranked // the cursor's hit, nil for the first page
	behind func(ranked) bool

	round     []ranked // reused by between
	top, next largest  // reused by sure and nth
}

// contests keep what is reused for the next request.
var contests = sync.Pool{New: func() any { return new(contest) }}

func (c *contest) close() {
	if c.marked == nil {
		for i := range c.hits {
			c.hits[i].close()
		}
	}
	*c = contest{round: c.round, top: c.top, next: c.next}
	contests.Put(c)
}

// score offers the matching documents behind the cursor, scored, to best; those
// that cannot be among the first are left out.
func (m *matched) score(best *heap, last *ranked, behind func(ranked) bool) error {
	c := contests.Get().(*contest)
	defer c.close()
	c.matched, c.scorer, c.best, c.last, c.behind = m, newScorer(m.request.Query), best, last, behind
	if len(c.scorer.leaves) > 0 {
		c.hits = m.hits()
		if err := m.statistics(c.scorer); err != nil {
			return err
		}
		if m.total() >= max(fewHits/4, 8*best.limit) {
			return c.inRounds()
		}
	}
	if len(c.scorer.leaves) == 0 {
		m.eachRanked(c.take)
		return nil
	}
	return c.offer(func(i int, _ *exec, r *room) []uint32 { return c.hits[i].list(&r.docs) })
}

// hits are the matching documents of each segment.
func (m *matched) hits() []matches {
	if m.marked != nil {
		return m.marked
	}
	all := make([]matches, len(m.docs))
	for i, docs := range m.docs {
		all[i] = newMatches(docs)
	}
	return all
}

// offer scores the documents that choose lists for each segment, ascending and in its
// room, and offers to best those that may be among the first.
func (c *contest) offer(choose func(i int, e *exec, r *room) []uint32) error {
	parts, used := make([]scored, len(c.execs)), make([]*room, len(c.execs))
	defer release(used)
	err := c.each(func(i int, e *exec) error {
		used[i] = rooms.Get().(*room)
		parts[i] = c.scorer.words(e, choose(i, e, used[i]), used[i], e.freqs)
		return nil
	})
	least := max(c.best.least(), c.sure(parts))
	below := math.Inf(1)
	for n := fewFirst * c.best.limit; err == nil && below > least; n *= thenMore {
		from := least
		if len(c.scorer.pairs) > 0 {
			from = c.nth(parts, n, least, below)
		}
		c.between(parts, from, below)
		if err = c.scorePairs(); err != nil {
			break
		}
		for _, r := range c.round {
			if r.score >= c.best.least() {
				r.at = c.execs[r.part].published(r.doc)
				c.take(r)
			}
		}
		below, least = from, max(least, c.best.least())
	}
	return err
}

// take offers a scored and dated document that stands behind the cursor.
func (c *contest) take(r ranked) {
	if !c.best.past(r) && c.behind(r) {
		c.best.offer(r)
	}
}

// published returns the instant of publication of a document.
func (e *exec) published(doc uint32) int64 {
	if e.dates == nil {
		e.dates = e.part.Column(segment.Published)
	}
	if ords := e.dates.Ords(doc); len(ords) > 0 {
		return e.part.instant(ords[0])
	}
	return undated
}

// sure returns the score that as many documents as are wanted, behind the cursor, have
// by their words alone.
func (c *contest) sure(parts []scored) float64 {
	best := &c.top
	best.begin(c.best.limit)
	best.floor = max(best.floor, c.best.least())
	for _, p := range parts {
		for j, score := range p.scores {
			if score > best.floor && (c.last == nil || p.most[j] < c.last.score) {
				best.keep(score)
			}
		}
	}
	return best.least()
}

// nth returns the n-th best of what documents can reach from least, but not below,
// or least.
func (c *contest) nth(parts []scored, n int, least, below float64) float64 {
	best := &c.next
	best.begin(n)
	for _, p := range parts {
		for _, most := range p.most {
			if least <= most && most < below {
				best.add(most)
			}
		}
	}
	return max(least, best.least())
}

// between sets the round to the documents that can reach from, but not below, and may
// stand behind the cursor. They are grouped by segment and ascend.
func (c *contest) between(parts []scored, from, below float64) {
	c.round = c.round[:0]
	for i, p := range parts {
		for j, most := range p.most {
			if from <= most && most < below && (c.last == nil || p.scores[j] <= c.last.score) {
				c.round = append(c.round, ranked{part: i, doc: p.docs[j], at: undated, score: p.scores[j]})
			}
		}
	}
}

// A largest keeps the n largest of the numbers that it is given, and for a while
// some others.
type largest struct {
	n     int
	kept  []float64
	floor float64 // the n-th largest when others were dropped last
}

func newLargest(n int) *largest {
	l := new(largest)
	l.begin(n)
	return l
}

// begin keeps the n largest of what follows, none where n is 0.
func (l *largest) begin(n int) {
	*l = largest{n: n, kept: l.kept[:0], floor: math.Inf(-1)}
	if n <= 0 {
		l.floor = math.Inf(1)
	}
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
	l.kept = append(l.kept[:0], ending(l.kept, l.n)...)
	l.floor = l.kept[0]
}

// ending moves the n largest numbers to the end of all, the least of these first, and
// returns them (Hoare, Algorithm 65: Find, 1961).
func ending(all []float64, n int) []float64 {
	want, lo, hi := len(all)-n, 0, len(all)-1
	for lo < hi {
		i, j, pivot := lo, hi, all[want]
		for i <= j {
			for all[i] < pivot {
				i++
			}
			for pivot < all[j] {
				j--
			}
			if i <= j {
				all[i], all[j] = all[j], all[i]
				i, j = i+1, j-1
			}
		}
		if j < want {
			lo = i
		}
		if want < i {
			hi = j
		}
	}
	return all[want:]
}

// least is the n-th largest number, less than all where there are fewer.
func (l *largest) least() float64 {
	if l.n > 0 && len(l.kept) >= l.n {
		l.drop()
	}
	return l.floor
}

// scorePairs adds the scores of pairs to the round.
func (c *contest) scorePairs() error {
	if len(c.scorer.pairs) == 0 {
		return nil
	}
	groups, all := make([][]ranked, len(c.execs)), c.round
	for i := range groups {
		n := 0
		for n < len(all) && all[n].part == i {
			n++
		}
		groups[i], all = all[:n], all[n:]
	}
	return c.each(func(i int, e *exec) error {
		e.few = e.few[:0]
		for _, r := range groups[i] {
			e.few = append(e.few, r.doc)
		}
		e.askEach(e.few)
		for j, doc := range e.few {
			if j%256 == 0 {
				e.check()
			}
			e.doc = doc
			groups[i][j].score = c.scorer.neighbours(e, groups[i][j].score)
		}
		return nil
	})
}
