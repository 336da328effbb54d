package index

import (
	"strings"

	"dateline/index/segment"
	"dateline/query"
)

// Names are looked up for the values that are shown, which are mostly the same: a view
// keeps those of a few.

// A valueKey is an id of a facet.
type valueKey struct{ facet, id string }

// mostShown bounds the values that a view keeps.
const mostShown = 1 << 12

// shown is facetValue, copied from the mapped files or kept.
func (m *matched) shown(facet string, parts []*counts, s sum) query.FacetValue {
	v := m.snapshot.view
	v.mu.Lock()
	known, ok := v.shown[valueKey{facet, s.id}]
	v.mu.Unlock()
	if ok {
		known.Count = s.n
		return known
	}
	known = m.facetValue(facet, parts, s)
	known.ID, known.Name, known.Parent = strings.Clone(known.ID), strings.Clone(known.Name), strings.Clone(known.Parent)
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.shown == nil {
		v.shown = map[valueKey]query.FacetValue{}
	}
	if len(v.shown) < mostShown {
		v.shown[valueKey{facet, known.ID}] = known
	}
	return known
}

// nameOf is how the articles of the first segment in byte order of the name call an id.
func nameOf(parts []*counts, id string) (name string) {
	for _, c := range parts {
		if o, ok := c.column.Ord(id); ok {
			if n := c.column.Name(o); n != "" && (name == "" || n < name) {
				name = n
			}
		}
	}
	return name
}

// facetValue is a sum as an answer shows it.
func (m *matched) facetValue(facet string, parts []*counts, s sum) query.FacetValue {
	v := query.FacetValue{ID: s.id, Name: nameOf(parts, s.id), Count: s.n}
	m.describe(facet, &v)
	return v
}

// describe sets name and parent of a value: what the authority says, else what the
// articles call it, else its id.
func (m *matched) describe(facet string, v *query.FacetValue) {
	lex := m.snapshot.options.Lexicon
	if lex != nil && merges(facet) {
		if e, ok := lex.Entity(v.ID); ok && (v.Name == "" || !strings.HasPrefix(v.ID, "~")) {
			v.Name = e.Name
		}
		if facet == segment.Place {
			if up := lex.Ancestors(v.ID); len(up) > 0 {
				v.Parent = up[0]
			}
		}
	}
	if v.Name == "" {
		v.Name = v.ID
	}
}
