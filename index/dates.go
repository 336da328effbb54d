package index

import (
	"slices"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/index/segment"
	"dateline/query"
)

// A calendar is what the ordinals of a segment's published column mean in a zone.
// Days are ranks in the list of those that occur, so that ranges are compared as
// numbers; buckets of histograms are numbered for each interval when first asked for.
type calendar struct {
	spans []daySpan
	days  []string // that begin or end a span, ascending
	first []uint32 // by ordinal: rank of its first day, undatedRank if it has none
	last  []uint32

	mu      sync.Mutex
	buckets map[string]*bucketing // by interval
}

// daySpan is the first and last ISO day of a published value, "" where it has none.
type daySpan struct{ first, last string }

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
	k := &calendar{spans: make([]daySpan, c.Len()), first: make([]uint32, c.Len()), last: make([]uint32, c.Len()),
		buckets: map[string]*bucketing{}}
	for ord := range k.spans {
		if first, last, ok := query.Days(c.Term(uint32(ord)), zone); ok {
			k.spans[ord] = daySpan{first, last}
			k.days = append(k.days, first, last)
		}
	}
	slices.Sort(k.days)
	k.days = slices.Compact(k.days)
	for ord, s := range k.spans {
		k.first[ord] = undatedRank
		if s.first != "" {
			k.first[ord], k.last[ord] = k.rank(s.first), k.rank(s.last)
		}
	}
	return k
}

// rank is the number of days before day.
func (k *calendar) rank(day string) uint32 {
	i, _ := slices.BinarySearch(k.days, day)
	return uint32(i)
}

// by returns the buckets of an interval.
func (k *calendar) by(interval string) *bucketing {
	k.mu.Lock()
	defer k.mu.Unlock()
	if b := k.buckets[interval]; b != nil {
		return b
	}
	b := &bucketing{names: []string{""}, of: make([]uint32, len(k.spans)+1)}
	number := map[string]uint32{}
	for ord, s := range k.spans {
		name, ok := query.BucketOf(s.first, s.last, interval)
		if !ok {
			continue
		}
		n, ok := number[name]
		if !ok {
			n = uint32(len(b.names))
			number[name] = n
			b.names = append(b.names, name)
		}
		b.of[ord] = n
	}
	k.buckets[interval] = b
	return b
}

// dated returns the documents all of whose days lie in [from, to].
func (e *exec) dated(from, to string, zone *time.Location) *roaring.Bitmap {
	c, k := e.part.Column(segment.Published), e.part.calendar(zone)
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
