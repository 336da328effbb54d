package index

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/index/segment"
	"dateline/query"
)

// A calendar is what the ordinals of a segment's published column mean in a zone:
// their buckets, numbered for each interval when first asked for, and the ranks of
// their days.
type calendar struct {
	column *segment.Column
	zone   *time.Location
	ranks  func() *ranks

	asked   atomic.Bool
	mu      sync.Mutex
	buckets map[string][]uint32 // by interval, then document: numbers on its axis, see by
}

// ranks number the days that begin or end a span, so that ranges are compared as numbers.
type ranks struct {
	days  []string // ascending
	first []uint32 // by ordinal: rank of its first day, undatedRank if it has none
	last  []uint32
}

const undatedRank = ^uint32(0)

// An axis is the buckets of an interval, numbered as they are met, over all segments.
// The first has no name: it is that of what falls into none.
type axis struct {
	mu      sync.Mutex
	names   []string
	order   []uint32 // see all
	numbers map[string]uint32
}

func newAxis() *axis { return &axis{names: []string{""}, numbers: map[string]uint32{}} }

// number returns the number of a bucket.
func (x *axis) number(name string) uint32 {
	x.mu.Lock()
	defer x.mu.Unlock()
	n, ok := x.numbers[name]
	if !ok {
		n, name = uint32(len(x.names)), strings.Clone(name) // answers outlive the mapped file
		x.numbers[name] = n
		x.names = append(x.names, name)
	}
	return n
}

// all returns the names by number, and the numbers in the order of the names.
func (x *axis) all() (names []string, order []uint32) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.order) < len(x.names) {
		x.order = make([]uint32, len(x.names))
		for i := range x.order {
			x.order[i] = uint32(i)
		}
		slices.SortFunc(x.order, func(a, b uint32) int { return strings.Compare(x.names[a], x.names[b]) })
	}
	return x.names, x.order
}

// size returns how many numbers there are.
func (x *axis) size() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.names)
}

// calendar returns the calendar of p; that of the articles' own zones is kept.
func (p *part) calendar(zone *time.Location) *calendar {
	if zone != nil {
		return newCalendar(p.Column(segment.Published), zone)
	}
	p.shared.calendarOnce.Do(func() { p.shared.calendar = newCalendar(p.Column(segment.Published), nil) })
	return p.shared.calendar
}

func newCalendar(c *segment.Column, zone *time.Location) *calendar {
	k := &calendar{column: c, zone: zone, buckets: map[string][]uint32{}}
	k.ranks = sync.OnceValue(k.ranked)
	return k
}

// spans yields the ordinals that have days with the first and the last of them.
func (k *calendar) spans(yield func(ord int, first, last string)) {
	for ord := range k.column.Len() {
		if first, last, ok := query.Days(k.column.Term(uint32(ord)), k.zone); ok {
			yield(ord, first, last)
		}
	}
}

func (k *calendar) ranked() *ranks {
	r := &ranks{first: make([]uint32, k.column.Len()), last: make([]uint32, k.column.Len())}
	k.spans(func(_ int, first, last string) { r.days = append(r.days, first, last) })
	slices.Sort(r.days)
	r.days = slices.Compact(r.days)
	for ord := range r.first {
		r.first[ord] = undatedRank
	}
	k.spans(func(ord int, first, last string) { r.first[ord], r.last[ord] = r.rank(first), r.rank(last) })
	return r
}

// rank is the number of days before day.
func (r *ranks) rank(day string) uint32 {
	i, _ := slices.BinarySearch(r.days, day)
	return uint32(i)
}

// by returns the bucket of each document on the axis of an interval, which is the same
// in each call.
func (k *calendar) by(interval string, x *axis) []uint32 {
	k.mu.Lock()
	defer k.mu.Unlock()
	if of := k.buckets[interval]; of != nil {
		return of
	}
	of := k.ofValues(interval, x)
	docs := make([]uint32, k.column.Docs())
	for doc := range docs {
		for _, ord := range k.column.Ords(uint32(doc)) { // one or none
			docs[doc] = of[ord]
		}
	}
	k.buckets[interval] = docs
	return docs
}

// ofValues returns the bucket of each ordinal.
func (k *calendar) ofValues(interval string, x *axis) []uint32 {
	of := make([]uint32, k.column.Len())
	before, n := "", uint32(0) // values stand in order, so the bucket is mostly that before
	k.spans(func(ord int, first, last string) {
		name, ok := query.BucketOf(first, last, interval)
		if !ok {
			return
		}
		if name != before {
			before, n = name, x.number(name)
		}
		of[ord] = n
	})
	return of
}

// dated returns the documents all of whose days lie in [from, to].
func (e *exec) dated(from, to string, zone *time.Location) *roaring.Bitmap {
	c, k := e.part.Column(segment.Published), e.part.calendar(zone).ranks()
	least, most := uint32(0), uint32(len(k.days)) // ranks from least, before most
	if from != "" {
		least = k.rank(from)
	}
	if to != "" {
		most = k.rank(to + "\x00")
	}
	in := make([]bool, c.Len()+1)
	for ord, first := range k.first {
		in[ord] = first != undatedRank && first >= least && k.last[ord] < most
	}
	marks := make([]uint64, (e.part.Docs+63)/64)
	for doc, ord := range c.One() {
		if in[ord] {
			marks[doc/64] |= 1 << (doc % 64)
		}
	}
	return roaring.FromDense(marks, false)
}

// histogram counts s by bucket on the axis of an interval; the first are those in
// none. It counts the values, which are few, or, from the second time on, the buckets.
func (e *exec) histogram(s *matches, interval string, zone *time.Location, x *axis) []uint32 {
	k := e.part.calendar(zone)
	if k.asked.Swap(true) {
		of := k.by(interval, x)
		out := make([]uint32, x.size())
		tally(e, s.words(e), of, out)
		return out
	}
	c := &counts{column: k.column}
	c.count(e, s)
	of := k.ofValues(interval, x)
	out := make([]uint32, x.size())
	out[0] = uint32(c.missing)
	for ord, n := range c.alone {
		out[of[ord]] += n
	}
	return out
}

// tallied is histogram; that of all live documents in their own zones is kept.
func (e *exec) tallied(s *matches, interval string, zone *time.Location, x *axis) []uint32 {
	if zone != nil || s.n != int(e.part.LiveSize()) {
		return e.histogram(s, interval, zone, x)
	}
	kept := e.part.totals
	kept.mu.Lock()
	defer kept.mu.Unlock()
	if kept.dates[interval] == nil {
		kept.dates[interval] = e.histogram(s, interval, zone, x)
	}
	return kept.dates[interval]
}
