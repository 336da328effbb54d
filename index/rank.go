package index

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync/atomic"

	"dateline/index/segment"
	"dateline/query"
)

// A ranked is one matching document with its sort key.
type ranked struct {
	part  int
	doc   uint32
	at    int64 // instant of publication in microseconds, undated if unknown
	score float64
}

const (
	undated = math.MinInt64
	unasked = math.MinInt64 + 1 // stands for an instant that nobody asked for
)

// instant returns the instant of an ordinal of the published column, parsed when it
// is first asked for and kept.
func (p *part) instant(ord uint32) int64 {
	p.shared.once.Do(func() {
		p.shared.instants = make([]atomic.Int64, p.Column(segment.Published).Len())
		for i := range p.shared.instants {
			p.shared.instants[i].Store(unasked)
		}
	})
	kept := &p.shared.instants[ord]
	at := kept.Load()
	if at == unasked {
		at = instant(p.Column(segment.Published).Term(ord))
		kept.Store(at)
	}
	return at
}

func instant(published string) int64 {
	if t, ok := query.Instant(published); ok {
		return t.UnixMicro()
	}
	return undated
}

// ranked lists the matching documents, unscored.
func (m *matched) ranked() []ranked {
	all := make([]ranked, 0, m.total())
	m.eachRanked(func(r ranked) { all = append(all, r) })
	return all
}

// eachRanked calls do for the matching documents, unscored.
func (m *matched) eachRanked(do func(ranked)) {
	r := rooms.Get().(*room)
	defer rooms.Put(r)
	for i, hits := range m.hits() {
		e := m.execs[i]
		for j, doc := range hits.list(&r.docs) {
			if j%256 == 0 {
				e.check()
			}
			do(ranked{part: i, doc: doc, at: e.published(doc)})
		}
	}
}

func (m *matched) id(r ranked) string { return m.execs[r.part].part.ID(r.doc) }

// then is d, or the order of the ids where d leaves it open.
func (m *matched) then(d int, a, b ranked) int {
	if d != 0 {
		return d
	}
	return strings.Compare(m.id(a), m.id(b))
}

// order is the order of hits that the request asks for. Equal scores fall by
// published, newest first and undated last, and everything in the end by id.
func (m *matched) order(a, b ranked) int {
	return m.then(compareKeys(m.sort(), a, b), a, b)
}

// compareKeys compares what stands before the id in the sort key.
func compareKeys(s query.Sort, a, b ranked) int {
	newest := cmp.Compare(b.at, a.at) // undated is the least instant, so it comes last
	switch {
	case s == query.ByNewest:
		return newest
	case s != query.ByDate:
		if a.score != b.score {
			return cmp.Compare(b.score, a.score)
		}
		return newest
	case a.at == undated || b.at == undated:
		return newest
	}
	return -newest
}

// page returns the first Size hits behind the cursor, and the next cursor.
func (m *matched) page() ([]query.Hit, string, error) {
	top, err := m.top(min(m.request.Size, m.total()) + 1)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(top) > m.request.Size {
		top = top[:m.request.Size]
		next = m.cursor(top[len(top)-1])
	}
	hits := make([]query.Hit, len(top))
	for i, r := range top {
		if hits[i], err = m.load(r); err != nil {
			return nil, "", err
		}
	}
	return hits, next, nil
}

// load reads the article of a hit.
func (m *matched) load(r ranked) (query.Hit, error) {
	a, err := m.snapshot.article(m.execs[r.part].part, r.doc, m.request.Load)
	return query.Hit{Score: r.score, Article: a, Copies: m.standsFor(r)}, err
}

// top returns the first k documents, in order, of those behind the cursor.
func (m *matched) top(k int) ([]ranked, error) {
	last, behind, err := m.behind(m.request.After)
	if err != nil {
		return nil, err
	}
	best := &heap{order: m.order, limit: k, items: make([]ranked, 0, min(k, mostItems))}
	if m.sort() == query.ByScore {
		err := m.score(best, last, behind)
		return best.sorted(), err
	}
	m.eachRanked(func(r ranked) {
		if behind(r) {
			best.offer(r)
		}
	})
	return best.sorted(), nil
}

// mostItems is how many hits of a page have their memory at once.
const mostItems = 256

// A heap keeps the first limit of what it is offered, the last of them on top.
type heap struct {
	order func(a, b ranked) int
	limit int
	items []ranked
}

func (h *heap) full() bool { return len(h.items) == h.limit }

// least is the score that one must have to be kept.
func (h *heap) least() float64 {
	if h.full() && h.limit > 0 {
		return h.items[0].score
	}
	return math.Inf(-1)
}

// past tells whether r stands behind all that is kept by its score alone or, of equal
// ones, by its date.
func (h *heap) past(r ranked) bool {
	if !h.full() || h.limit == 0 {
		return false
	}
	last := &h.items[0]
	return r.score < last.score || r.score == last.score && r.at < last.at
}

func (h *heap) offer(r ranked) {
	if !h.full() {
		h.items = append(h.items, r)
		for i := len(h.items) - 1; i > 0; {
			up := (i - 1) / 2
			if h.order(h.items[up], h.items[i]) >= 0 {
				break
			}
			h.items[up], h.items[i] = h.items[i], h.items[up]
			i = up
		}
		return
	}
	if h.limit == 0 || h.order(r, h.items[0]) >= 0 {
		return
	}
	h.items[0] = r
	for i := 0; ; {
		last, l := i, 2*i+1
		for _, c := range [2]int{l, l + 1} {
			if c < len(h.items) && h.order(h.items[c], h.items[last]) > 0 {
				last = c
			}
		}
		if last == i {
			return
		}
		h.items[last], h.items[i] = h.items[i], h.items[last]
		i = last
	}
}

func (h *heap) sorted() []ranked {
	slices.SortFunc(h.items, h.order)
	return h.items
}

// A cursor is the whole sort key of the last hit of a page.
type cursor struct {
	Sort  query.Sort `json:"s"`
	Score uint64     `json:"v"` // bits of the score
	At    int64      `json:"t"`
	ID    string     `json:"id"`
}

func (m *matched) cursor(r ranked) string {
	b, _ := json.Marshal(cursor{m.sort(), math.Float64bits(r.score), r.at, m.id(r)})
	return base64.RawURLEncoding.EncodeToString(b)
}

func (m *matched) sort() query.Sort {
	if m.request.Sort == "" {
		return query.ByScore
	}
	return m.request.Sort
}

// behind reads a cursor: the sort key of the last hit, nil for the first page, and
// what stands behind it in the order of the request.
func (m *matched) behind(after string) (*ranked, func(ranked) bool, error) {
	if after == "" {
		return nil, func(ranked) bool { return true }, nil
	}
	var c cursor
	b, err := base64.RawURLEncoding.DecodeString(after)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil || c.Sort != m.sort() {
		return nil, nil, fmt.Errorf("index: search: %w %q: want the one that a page in the order %q ended with", query.ErrCursor, after, m.sort())
	}
	last := &ranked{at: c.At, score: math.Float64frombits(c.Score)}
	return last, func(r ranked) bool {
		d := compareKeys(m.sort(), r, *last)
		return d > 0 || d == 0 && m.id(r) > c.ID
	}, nil
}
