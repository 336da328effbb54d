package index

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/index/segment"
	"dateline/query"
)

// A matched is what a request matches: for each segment the documents that hold
// the query, and those that each filter lets through.
type matched struct {
	snapshot *Snapshot
	request  query.Request
	execs    []*exec
	set      *set                // where the query holds, as the view may keep it
	query    []*roaring.Bitmap   // live documents where the query holds
	filters  [][]*roaring.Bitmap // by filter, then segment
	passing  []*roaring.Bitmap   // query and all filters
	docs     []*roaring.Bitmap   // passing, near-copies once if so asked
	marked   []matches           // in place of all sets, see markWords
	copies   *copies             // nil unless near-copies count once
	terms    int
}

// match evaluates query and filters of r on every segment. What it returns is closed.
func (s *Snapshot) match(ctx context.Context, r query.Request) (*matched, error) {
	m := &matched{snapshot: s, request: r}
	if m.request.Query == nil {
		m.request.Query = &query.All{}
	}
	if err := m.find(ctx); err != nil {
		return nil, err
	}
	err := m.filter()
	if err == nil && r.Distinct {
		err = m.groupCopies(ctx)
	}
	if err != nil {
		return nil, err
	}
	m.docs = m.once(m.passing)
	return m, nil
}

// filter sets what passes the filters of the request.
func (m *matched) filter() error {
	filters := m.request.Filters
	m.passing = m.query
	if len(filters) == 0 {
		return nil
	}
	m.passing = make([]*roaring.Bitmap, len(m.execs))
	m.filters = make([][]*roaring.Bitmap, len(filters))
	for j := range m.filters {
		m.filters[j] = make([]*roaring.Bitmap, len(m.execs))
	}
	return m.each(func(i int, e *exec) error {
		m.passing[i] = m.query[i].Clone()
		for j, f := range filters {
			m.filters[j][i] = e.filter(f, zoneOf(m.request.Zone))
			m.passing[i].And(m.filters[j][i])
		}
		return nil
	})
}

// find evaluates the query on every segment, unless its set is kept.
func (m *matched) find(ctx context.Context) error {
	s, n, limit := m.snapshot, m.request.Query, m.request.MaxTerms
	if limit <= 0 {
		limit = query.DefaultMaxTerms
	}
	known := s.view.sets.of(n, limit)
	fresh := known == nil
	if fresh {
		terms, err := s.view.expand(&exec{ctx: ctx}, n, limit)
		if err != nil {
			return err
		}
		known = &set{query: n, limit: limit, terms: terms, docs: make([]*roaring.Bitmap, len(s.view.parts))}
	}
	m.set, m.terms, m.query = known, known.terms.words, known.docs
	for i := range s.view.parts {
		m.execs = append(m.execs, s.exec(ctx, i, known.terms))
	}
	if !fresh {
		return ctx.Err()
	}
	if words, oneEnough := words(&m.request); len(words) > 0 {
		m.query = nil
		return m.markWords(words, oneEnough)
	}
	err := m.each(func(i int, e *exec) error {
		docs := e.docs(n, everywhere, e.live)
		if docs.GetCopyOnWrite() { // it stands in the mapped file
			docs = roaring.And(e.live, docs)
		}
		known.docs[i] = docs
		return nil
	})
	if err == nil {
		s.view.sets.keep(known)
	}
	return err
}

func (s *Snapshot) exec(ctx context.Context, number int, terms *expansion) *exec {
	e := newExec()
	e.ctx, e.part, e.number, e.terms = ctx, &s.view.parts[number], number, terms
	e.live = e.part.live()
	if s.options.Lexicon != nil {
		e.tokens = s.options.Lexicon.Tokens
	}
	return e
}

// each runs do on every segment, as many at once as there are processors if it takes
// longer than it takes to start another.
func (m *matched) each(do func(int, *exec) error) error {
	return together(len(m.execs), startOther, func(i int) error { return do(i, m.execs[i]) })
}

// startOther is some ten times what it costs to start a goroutine on another processor
// and to wait for it: a search that has ended by then is not made a tenth dearer to end
// a little sooner.
const startOther = 400 * time.Microsecond

// together runs do, guarded, for the numbers before n, as many at once as there are
// processors once those that were run took longer than alone, and returns the error
// of the least.
func together(n int, alone time.Duration, do func(int) error) error {
	if n == 1 {
		return guarded(func() error { return do(0) })
	}
	errs := make([]error, n)
	var next atomic.Int32
	one := func() bool {
		i := int(next.Add(1)) - 1
		if i < n {
			errs[i] = guarded(func() error { return do(i) })
		}
		return i < n
	}
	var others sync.WaitGroup
	idle, begun := min(runtime.GOMAXPROCS(0), n)-1, time.Now()
	for more := true; more; more = one() {
		if idle > 0 && time.Since(begun) >= alone {
			for ; idle > 0; idle-- {
				others.Go(func() {
					for one() {
					}
				})
			}
		}
	}
	others.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// guarded runs do and turns the panics of damaged files, of files that lost bytes
// while they are mapped, and of a cancelled context into errors.
func guarded(do func() error) (err error) {
	defer guard(&err)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		switch r := recover().(type) {
		case nil:
		case cancelled:
			err = r.error
		default:
			panic(r)
		}
	}()
	return do()
}

// total counts the matching articles.
func (m *matched) total() (n int) {
	for _, docs := range m.docs {
		n += int(docs.GetCardinality())
	}
	for i := range m.marked {
		n += m.marked[i].n
	}
	return n
}

// filter returns the documents that a facet selection lets through.
func (e *exec) filter(f query.Filter, zone *time.Location) *roaring.Bitmap {
	var out *roaring.Bitmap
	if f.Facet == "date" {
		out = roaring.New()
		if f.From != "" || f.To != "" {
			out = e.dated(f.From, f.To, zone)
		}
	} else {
		out = e.values(f.Facet, f.IDs)
	}
	if f.Missing {
		out.Or(e.missing(f.Facet))
	}
	if f.Exclude {
		all := e.part.Live(nil)
		all.AndNot(out)
		return all
	}
	return out
}

// missing returns the documents without a value of a facet.
func (e *exec) missing(facet string) *roaring.Bitmap {
	c := e.part.Column(columnOf(facet))
	known := func(ord uint32) bool { return true }
	if facet == "date" {
		known = func(ord uint32) bool { _, _, ok := query.Days(c.Term(ord), nil); return ok }
	}
	out := roaring.New()
	for doc := range e.part.Docs {
		if !slices.ContainsFunc(c.Ords(doc), known) {
			out.Add(doc)
		}
	}
	return out
}

// columnOf names the column of a facet.
func columnOf(facet string) string {
	switch facet {
	case "date":
		return segment.Published
	case "lang":
		return segment.Language
	}
	return facet
}

// errFacet reports a facet that no column holds.
func errFacet(name string) error { return fmt.Errorf("index: search: there is no facet %q", name) }
