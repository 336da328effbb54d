package index

import (
	"slices"
	"strings"
	"sync"
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

	mu      sync.Mutex
	buckets map[string]*bucketing // by interval
}

// ranks number the days that begin or end a span, so that ranges are compared as numbers.
type ranks struct {
	days  []string // ascending
	first []uint32 // by ordinal: rank of its first day, undatedRank if it has none
	last  []uint32
}

const undatedRank = ^uint32(0)

// A bucketing numbers the buckets of an interval. The first has no name: it is that of
// what falls into none.
type bucketing struct {
	names []string
	of    []uint32 // by ordinal, and one more for documents without a date
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
	k := &calendar{column: c, zone: zone, buckets: map[string]*bucketing{}}
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

// by returns the buckets of an interval.
func (k *calendar) by(interval string) *bucketing {
	k.mu.Lock()
	defer k.mu.Unlock()
	if b := k.buckets[interval]; b != nil {
		return b
	}
	b := &bucketing{names: []string{""}, of: make([]uint32, k.column.Len()+1)}
	number := map[string]uint32{}
	n := uint32(0) // of the bucket before: values stand in order, so it is mostly the same
	k.spans(func(ord int, first, last string) {
		name, ok := query.BucketOf(first, last, interval)
		if !ok {
			return
		}
		if name != b.names[n] {
			if n, ok = number[name]; !ok {
				n, name = uint32(len(b.names)), strings.Clone(name) // answers outlive the mapped file
				number[name] = n
				b.names = append(b.names, name)
			}
		}
		b.of[ord] = n
	})
	k.buckets[interval] = b
	return b
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

// A tally is the histogram of one segment.
type tally struct {
	*bucketing
	counts []uint32 // by bucket; the first are missing
}

// histogram tallies the buckets of the published dates of one segment.
func (e *exec) histogram(docs *roaring.Bitmap, interval string, zone *time.Location) *tally {
	one, b := e.part.Column(segment.Published).One(), e.part.calendar(zone).by(interval)
	counts := make([]uint32, len(b.names))
	e.eachBatch(docs, func(batch []uint32) {
		for _, doc := range batch {
			counts[b.of[one[doc]]]++
		}
	})
	return &tally{b, counts}
}

// tallied is histogram; that of all live documents in their own zones is kept.
func (e *exec) tallied(docs *roaring.Bitmap, interval string, zone *time.Location) *tally {
	if zone != nil || docs.GetCardinality() != uint64(e.part.LiveSize()) {
		return e.histogram(docs, interval, zone)
	}
	kept := e.part.totals
	kept.mu.Lock()
	defer kept.mu.Unlock()
	t := kept.dates[interval]
	if t == nil {
		t = e.histogram(docs, interval, zone)
		kept.dates[interval] = t
	}
	return t
}
