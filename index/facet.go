package index

import (
	"cmp"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/corpus"
	"dateline/index/segment"
	"dateline/query"
)

// Facets count articles over the whole match set from the columns. A value counts
// under every id that it counts as: what it was merged into and, for places, all
// ancestors; an article that holds several values of one id counts once. The
// ordinals of each segment are counted (count.go) and, where values count as more
// than themselves, their groups (grouping.go); then the segments are added up by id.
// Names are looked up for the values that are shown.

var facetNames = []string{segment.Actor, segment.Place, segment.Outlet, segment.Original, segment.Agency, segment.Cites,
	segment.Speaker, segment.Type, segment.Language, segment.Collection, "date"}

func isFacet(name string) bool { return slices.Contains(facetNames, name) }

// docsFor returns the match set that a facet counts: the query and the filters of
// all other facets.
func (m *matched) docsFor(facet string) []*roaring.Bitmap {
	own := func(f query.Filter) bool { return f.Facet == facet && !f.Exclude }
	if !slices.ContainsFunc(m.request.Filters, own) {
		return m.docs
	}
	out := make([]*roaring.Bitmap, len(m.query))
	for i := range m.query {
		out[i] = m.query[i].Clone()
		for j, f := range m.request.Filters {
			if !own(f) {
				out[i].And(m.filters[j][i])
			}
		}
	}
	return m.once(out)
}

// matching returns what docsFor returns, to be closed.
func (m *matched) matching(facet string) []matches {
	all := make([]matches, len(m.execs))
	if m.marked != nil {
		for i, s := range m.marked {
			all[i] = matches{n: s.n, bits: s.bits}
		}
		return all
	}
	for i, docs := range m.docsFor(facet) {
		all[i] = newMatches(docs)
	}
	return all
}

// facet counts one facet.
func (m *matched) facet(r query.FacetRequest) (query.Facet, error) {
	all := m.matching(r.Name)
	if r.Name == "date" {
		return m.dates(all, r)
	}
	parts, credited := make([]*counts, len(m.execs)), make([]*counts, len(m.execs))
	err := m.each(func(i int, e *exec) error {
		s := &all[i]
		defer s.close()
		parts[i] = m.countAll(e, s, r.Name)
		if marks := e.part.credited(); marks != nil && r.Name == segment.Outlet {
			some := s.and(e, marks)
			defer some.close()
			credited[i] = m.countSome(e, &some, r.Name)
		}
		return nil
	})
	if err != nil {
		return query.Facet{}, err
	}
	f := query.Facet{Name: r.Name}
	for _, c := range parts {
		defer c.close()
		f.Missing += c.missing
	}
	// Ids and names are copied while the files are mapped.
	err = guarded(func() error {
		m.values(&f, r, parts)
		if some := slices.DeleteFunc(credited, func(c *counts) bool { return c == nil }); len(some) > 0 {
			markCredited(f.Values, some)
		}
		return nil
	})
	return f, err
}

// values orders, names and cuts the values of a facet.
func (m *matched) values(f *query.Facet, r query.FacetRequest, parts []*counts) {
	size := r.Size
	if r.Prefix != "" {
		size = 0 // it narrows what is counted
	}
	all, distinct := m.snapshot.view.sums(r.Name, parts, size)
	if r.Prefix != "" {
		all = slices.DeleteFunc(all, func(s sum) bool {
			return !query.NameStarts(m.snapshot.options.Lexicon, m.facetValue(r.Name, parts, s).Name, r.Prefix)
		})
		all, distinct = top(all, r.Size), len(all)
	}
	f.Distinct = distinct
	slices.SortFunc(all, func(a, b sum) int { return cmp.Or(cmp.Compare(b.n, a.n), strings.Compare(a.id, b.id)) })
	if r.Size > 0 && len(all) > r.Size {
		all = all[:r.Size]
	}
	f.Values = make([]query.FacetValue, len(all))
	for i, s := range all {
		f.Values[i] = m.shown(r.Name, parts, s)
	}
}

// markCredited gives the status to the outlets all of whose articles are credited.
func markCredited(values []query.FacetValue, credited []*counts) {
	for i := range values {
		v, n := &values[i], 0
		for _, c := range credited {
			n += c.of(v.ID)
		}
		if v.Count == n {
			v.Status = corpus.Credited
		}
	}
}

// dates counts the buckets of the date facet.
func (m *matched) dates(all []matches, r query.FacetRequest) (query.Facet, error) {
	tallies := make([][]uint32, len(m.execs))
	interval := r.Interval
	if interval != "year" && interval != "month" && interval != "week" {
		interval = "day"
	}
	zone, x := zoneOf(m.request.Zone), m.snapshot.view.groupings.axis(interval)
	if zone != nil {
		x = newAxis()
	}
	err := m.each(func(i int, e *exec) error {
		s := &all[i]
		defer s.close()
		tallies[i] = e.tallied(s, interval, zone, x)
		return nil
	})
	f := query.Facet{Name: r.Name}
	if err != nil {
		return f, err
	}
	names, order := x.all()
	sums, some := make([]int, len(names)), 0
	for _, t := range tallies {
		for b, n := range t {
			if n > 0 && sums[b] == 0 {
				some++
			}
			sums[b] += int(n)
		}
	}
	f.Values = make([]query.FacetValue, 0, some)
	for _, b := range order[1:] { // the first has no name
		if name, n := names[b], sums[b]; n > 0 && (r.Prefix == "" || query.NameStarts(m.snapshot.options.Lexicon, name, r.Prefix)) {
			f.Values = append(f.Values, query.FacetValue{ID: name, Name: name, Count: n})
		}
	}
	f.Missing = sums[0]
	f.Distinct = len(f.Values)
	if r.Size > 0 && len(f.Values) > r.Size {
		f.Values = f.Values[:r.Size]
	}
	return f, nil
}
