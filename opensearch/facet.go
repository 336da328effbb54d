package opensearch

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"dateline/corpus"
	"dateline/query"
)

// Facets count articles over the whole match set on the server, exactly: an answer
// that leaves values out is asked for again in pages. A value counts under every id
// that it counts as: what it was merged into and, for places, all ancestors; an
// article that holds several values of one id counts once. So where an id gathers
// several values, the articles that hold any of them are counted anew.

// someValues is how many values of a facet one answer may bring.
const someValues = 10_000

// someGroups is how many unions one request counts.
const someGroups = 500

// A tally is how many articles count under each id of a facet, and under none.
type tally struct {
	of      map[string]int
	missing int
}

// facets counts the facets of the request.
func (m *matched) facets(ctx context.Context) (out []query.Facet, err error) {
	for _, r := range m.request.Facets {
		own := func(f query.Filter) bool { return f.Facet == r.Name && !f.Exclude }
		docs := m.docs(func(f query.Filter) bool { return !own(f) })
		var f query.Facet
		if r.Name == "date" {
			f, err = m.histogram(ctx, docs, r)
		} else {
			f, err = m.facet(ctx, docs, r)
		}
		if err != nil {
			return nil, fmt.Errorf("opensearch: facet %s of %s: %w", r.Name, m.s.x.name, err)
		}
		out = append(out, f)
	}
	return out, nil
}

func (m *matched) facet(ctx context.Context, docs object, r query.FacetRequest) (f query.Facet, err error) {
	f = query.Facet{Name: r.Name, Values: []query.FacetValue{}}
	t, err := m.s.tally(ctx, docs, r.Name)
	if err != nil {
		return f, err
	}
	f.Missing = t.missing
	for id, n := range t.of {
		f.Values = append(f.Values, query.FacetValue{ID: id, Count: n})
	}
	if r.Prefix != "" {
		if err := m.s.describe(ctx, r.Name, f.Values); err != nil {
			return f, err
		}
		f.Values = slices.DeleteFunc(f.Values, func(v query.FacetValue) bool { return !m.s.startsWith(v.Name, r.Prefix) })
	}
	f.Distinct = len(f.Values)
	slices.SortFunc(f.Values, func(a, b query.FacetValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.ID, b.ID))
	})
	if r.Size > 0 && len(f.Values) > r.Size {
		f.Values = f.Values[:r.Size]
	}
	if err := m.s.describe(ctx, r.Name, f.Values); err != nil || r.Name != "outlet" || len(f.Values) == 0 {
		return f, err
	}
	credited, err := m.s.tally(ctx, allOf(docs, object{"term": object{"credited": true}}), r.Name)
	for i := range f.Values {
		if v := &f.Values[i]; v.Count == credited.of[v.ID] {
			v.Status = corpus.Credited
		}
	}
	return f, err
}

// tally counts one facet over docs.
func (s *Snapshot) tally(ctx context.Context, docs object, facet string) (tally, error) {
	t := tally{of: map[string]int{}}
	values, err := s.values(ctx, docs, facet, &t.missing)
	if err != nil {
		return t, err
	}
	members := map[string][]string{} // by id: the values that count as it
	for v := range values {
		for _, id := range s.ids(facet, v) {
			members[id] = append(members[id], v)
		}
	}
	var unions []string
	for id, of := range members {
		if len(of) == 1 {
			t.of[id] = values[of[0]]
		} else {
			unions = append(unions, id)
		}
	}
	for chunk := range slices.Chunk(unions, someGroups) {
		if err := s.unite(ctx, docs, facet, chunk, members, t.of); err != nil {
			return t, err
		}
	}
	return t, nil
}

// values counts the values of a facet as stored, and the articles without one.
func (s *Snapshot) values(ctx context.Context, docs object, facet string, missing *int) (map[string]int, error) {
	a, err := s.search(ctx, object{"size": 0, "track_total_hits": false, "query": docs, "aggs": object{
		"values":  object{"terms": object{"field": facet, "size": someValues, "shard_size": someValues}},
		"missing": object{"missing": object{"field": facet}}}})
	var none struct {
		Count int `json:"doc_count"`
	}
	var found buckets
	if err == nil {
		err = a.agg("missing", &none)
	}
	if err == nil {
		err = a.agg("values", &found)
	}
	if err != nil {
		return nil, err
	}
	*missing = none.Count
	values := make(map[string]int, len(found.Buckets))
	if found.Other == 0 && found.Error == 0 {
		for _, b := range found.Buckets {
			values[b.Key] = b.Count
		}
		return values, nil
	}
	for c, err := range s.composite(ctx, docs, []string{facet}, []string{""}) {
		if err != nil {
			return nil, err
		}
		values[c.keys[0]] = c.count
	}
	return values, nil
}

// unite counts for each id the articles that hold any of its members.
func (s *Snapshot) unite(ctx context.Context, docs object, facet string, ids []string, members map[string][]string, counts map[string]int) error {
	filters := object{}
	for _, id := range ids {
		filters[id] = valued(facet, members[id])
	}
	a, err := s.search(ctx, object{"size": 0, "track_total_hits": false, "query": docs, "aggs": object{"unions": object{"filters": object{"filters": filters}}}})
	var got struct {
		Buckets map[string]struct {
			Count int `json:"doc_count"`
		}
	}
	if err == nil {
		err = a.agg("unions", &got)
	}
	for id, b := range got.Buckets {
		counts[id] = b.Count
	}
	return err
}

// merges reports whether the values of a facet are entities, which merge.
func merges(facet string) bool {
	return facet != "type" && facet != "language" && facet != "collection"
}

// ids returns the ids that a value of a facet counts as.
func (s *Snapshot) ids(facet, value string) []string {
	lex := s.x.options.Lexicon
	if lex == nil || !merges(facet) {
		return []string{value}
	}
	id := lex.Canonical(value)
	if facet != "place" {
		return []string{id}
	}
	return append([]string{id}, lex.Ancestors(id)...)
}
