package opensearch

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"dateline/corpus"
	"dateline/query"
)

// Facets count articles over the whole match set on the server, exactly: an answer
// that leaves values out is asked for again in pages. A value counts under every id
// that it counts as: what it was merged into and, for places, all ancestors; an
// article that holds several values of one id counts once. So where an id gathers
// several values, the articles that hold any of them are counted anew. All facets
// of a request are counted together, in two or three requests.

// A tally is how many articles count under each id of a facet, and under none.
type tally struct {
	of      map[string]int
	missing int
}

// daysField holds the first and the last day of the date of publication.
const daysField = "days"

// facets counts the facets of the request.
func (m *matched) facets(ctx context.Context) ([]query.Facet, error) {
	list := m.request.Facets
	main, credited := make([]*count, len(list)), make([]*count, len(list))
	var all []*count
	for i, r := range list {
		main[i] = &count{filter: m.filterOf(r.Name), field: r.Name, top: r.Size}
		if r.Prefix != "" {
			main[i].top = 0
		}
		switch {
		case r.Name == "outlet":
			credited[i] = &count{filter: allOf(main[i].filter, object{"term": object{"credited": true}}), field: r.Name}
			all = append(all, credited[i])
		case r.Name == "date" && m.request.Zone != "":
			main[i].filter = allOf(main[i].filter, not(timed))
		}
		if r.Name == "date" {
			main[i].field = daysField
		}
		all = append(all, main[i])
	}
	if err := m.s.counts(ctx, m.ask, all); err != nil {
		return nil, fmt.Errorf("opensearch: facets of %s: %w", m.s.x.name, err)
	}
	tallies, err := m.tallies(ctx, all)
	var out []query.Facet
	for i := 0; err == nil && i < len(list); i++ {
		var f query.Facet
		if list[i].Name == "date" {
			f, err = m.histogram(ctx, main[i], list[i])
		} else {
			f, err = m.facet(ctx, tallies[main[i]], tallies[credited[i]], list[i])
		}
		out = append(out, f)
	}
	if err != nil {
		return nil, fmt.Errorf("opensearch: facets of %s: %w", m.s.x.name, err)
	}
	return out, nil
}

// filterOf is what the filters leave for a facet to count: its own do not narrow it,
// unless they exclude.
func (m *matched) filterOf(facet string) object {
	return m.kept(func(f query.Filter) bool { return f.Facet != facet || f.Exclude })
}

// tallies counts what values count as. Of a facet that shows its first values alone,
// ids that cannot be among them are not counted: they are there, which is enough.
func (m *matched) tallies(ctx context.Context, all []*count) (map[*count]tally, error) {
	out := map[*count]tally{}
	var unions []*union
	for _, c := range all {
		t := tally{map[string]int{}, c.missing}
		members := map[string][]string{}
		for v := range c.values {
			for _, id := range m.s.ids(c.field, v) {
				members[id] = append(members[id], v)
			}
		}
		for id, of := range members {
			for _, v := range of {
				t.of[id] = max(t.of[id], c.values[v]) // it is that at the least
			}
		}
		least := c.least(t)
		for id, of := range members {
			if len(of) > 1 && c.most(of) >= least {
				unions = append(unions, &union{id: id, of: c, values: of})
			}
		}
		out[c] = t
	}
	if err := m.s.unite(ctx, m.ask, unions); err != nil {
		return nil, err
	}
	for _, u := range unions {
		out[u.of].of[u.id] = u.n
	}
	return out, nil
}

// least is the count below which no id is among the first c.top, by what the ids
// count at the least.
func (c *count) least(t tally) int {
	if c.top <= 0 || len(t.of) <= c.top {
		return 0
	}
	counts := slices.Sorted(maps.Values(t.of))
	return counts[len(counts)-c.top]
}

// most is how many articles can hold any of values.
func (c *count) most(values []string) (n int) {
	for _, v := range values {
		n += c.values[v]
	}
	return n
}

// facet orders, names and cuts the values of a facet.
func (m *matched) facet(ctx context.Context, t, credited tally, r query.FacetRequest) (f query.Facet, err error) {
	f = query.Facet{Name: r.Name, Missing: t.missing, Values: []query.FacetValue{}}
	for id, n := range t.of {
		f.Values = append(f.Values, query.FacetValue{ID: id, Count: n})
	}
	if r.Prefix != "" {
		if err := m.s.describe(ctx, r.Name, f.Values); err != nil {
			return f, err
		}
		f.Values = slices.DeleteFunc(f.Values, func(v query.FacetValue) bool { return !query.NameStarts(m.s.x.options.Lexicon, v.Name, r.Prefix) })
	}
	f.Distinct = len(f.Values)
	slices.SortFunc(f.Values, func(a, b query.FacetValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.ID, b.ID))
	})
	if r.Size > 0 && len(f.Values) > r.Size {
		f.Values = f.Values[:r.Size]
	}
	for i := range f.Values {
		if v := &f.Values[i]; v.Count == credited.of[v.ID] {
			v.Status = corpus.Credited
		}
	}
	return f, m.s.describe(ctx, r.Name, f.Values)
}

// histogram counts the buckets of the date facet: from the days that the articles
// are stored with and, in another zone, from the instants of those that have one.
func (m *matched) histogram(ctx context.Context, c *count, r query.FacetRequest) (query.Facet, error) {
	f := query.Facet{Name: r.Name, Missing: c.missing, Values: []query.FacetValue{}}
	counts := map[string]int{}
	add := func(first, last string, n int) {
		if b, ok := query.BucketOf(first, last, r.Interval); ok {
			counts[b] += n
		} else {
			f.Missing += n
		}
	}
	for days, n := range c.values {
		first, last, _ := strings.Cut(days, "/")
		add(first, last, n)
	}
	if m.request.Zone != "" {
		err := m.s.days(ctx, allOf(m.ask, m.filterOf(r.Name), timed), m.request.Zone, func(day string, n int) { add(day, day, n) })
		if err != nil {
			return f, err
		}
	}
	for _, b := range slices.Sorted(maps.Keys(counts)) {
		if r.Prefix == "" || query.NameStarts(m.s.x.options.Lexicon, b, r.Prefix) {
			f.Values = append(f.Values, query.FacetValue{ID: b, Name: b, Count: counts[b]})
		}
	}
	f.Distinct = len(f.Values)
	if r.Size > 0 && len(f.Values) > r.Size {
		f.Values = f.Values[:r.Size]
	}
	return f, nil
}
