package index

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/corpus"
	"dateline/index/segment"
	"dateline/query"
)

// Facets count articles over the whole match set from the columns. A value counts
// under every id that it counts as: what it was merged into and, for places, all
// ancestors; an article that holds several values of one id counts once. First
// each ordinal of a segment is counted alone; only where several ordinals share an
// id are the documents looked at again, to count the union.

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

// A tally is the counts of one facet, by id.
type tally struct {
	values  map[string]*query.FacetValue
	alone   map[string]int // outlet: how many of the count are credited
	missing int
}

func (t *tally) add(id string, n int) *query.FacetValue {
	v, ok := t.values[id]
	if !ok {
		id = strings.Clone(id)
		v = &query.FacetValue{ID: id}
		t.values[id] = v
	}
	v.Count += n
	return v
}

// facet counts one facet.
func (m *matched) facet(r query.FacetRequest) (query.Facet, error) {
	docs := m.docsFor(r.Name)
	tallies := make([]*tally, len(m.execs))
	err := m.each(func(i int, e *exec) error {
		t := &tally{values: map[string]*query.FacetValue{}, alone: map[string]int{}}
		tallies[i] = t
		if r.Name == "date" {
			e.histogram(t, docs[i], r.Interval, zoneOf(m.request.Zone))
		} else {
			m.count(e, t, docs[i], r.Name)
		}
		return nil
	})
	if err != nil {
		return query.Facet{}, err
	}
	return m.gather(r, tallies), nil
}

// ids returns the ids that a value of a facet counts as.
func (m *matched) ids(facet, value string) []string {
	lex := m.snapshot.options.Lexicon
	if lex == nil || facet == segment.Type || facet == segment.Language || facet == segment.Collection {
		return []string{value}
	}
	id := lex.Canonical(value)
	if facet != segment.Place {
		return []string{id}
	}
	return append([]string{id}, lex.Ancestors(id)...)
}

// count tallies a facet of one segment.
func (m *matched) count(e *exec, t *tally, docs *roaring.Bitmap, facet string) {
	c := e.part.Column(facet)
	counts := make([]uint32, c.Len())
	var credited []uint32
	var flags []byte
	if facet == segment.Outlet {
		credited, flags = make([]uint32, c.Len()), e.part.Credited()
	}
	it := docs.Iterator()
	for it.HasNext() {
		doc := it.Next()
		ords := c.Ords(doc)
		if len(ords) == 0 {
			t.missing++
		}
		for _, o := range ords {
			counts[o]++
			if credited != nil && flags[doc] != 0 {
				credited[o]++
			}
		}
	}
	e.check()
	m.fold(t, c, counts, docs, facet)
	for o, n := range credited {
		if n > 0 {
			t.alone[m.ids(facet, c.Term(uint32(o)))[0]] += int(n)
		}
	}
}

// fold turns counts of ordinals into counts of ids.
func (m *matched) fold(t *tally, c *segment.Column, counts []uint32, docs *roaring.Bitmap, facet string) {
	ids := map[uint32][]string{}
	users := map[string]int{} // ordinals that count as an id
	for o, n := range counts {
		if n > 0 {
			all := m.ids(facet, c.Term(uint32(o)))
			ids[uint32(o)] = all
			for _, id := range all {
				users[id]++
			}
		}
	}
	shared := map[uint32][]string{} // ordinals with an id that others count as too
	for o, all := range ids {
		for _, id := range all {
			if users[id] > 1 {
				shared[o] = append(shared[o], id)
				continue
			}
			if v := t.add(id, int(counts[o])); v.Name == "" {
				v.Name = strings.Clone(c.Name(o))
			}
		}
		if len(shared[o]) > 0 && shared[o][0] == all[0] {
			if v := t.add(all[0], 0); v.Name == "" {
				v.Name = strings.Clone(c.Name(o))
			}
		}
	}
	if len(shared) > 0 {
		countUnion(t, c, docs, shared)
	}
}

// countUnion counts the documents of each id that several ordinals count as.
func countUnion(t *tally, c *segment.Column, docs *roaring.Bitmap, shared map[uint32][]string) {
	type seen struct {
		doc int64
		n   int
	}
	last := map[string]*seen{}
	lists := make([][]*seen, c.Len())
	for o, ids := range shared {
		for _, id := range ids {
			if last[id] == nil {
				last[id] = &seen{doc: -1}
			}
			lists[o] = append(lists[o], last[id])
		}
	}
	it := docs.Iterator()
	for it.HasNext() {
		doc := it.Next()
		for _, o := range c.Ords(doc) {
			for _, s := range lists[o] {
				if s.doc != int64(doc) {
					s.doc = int64(doc)
					s.n++
				}
			}
		}
	}
	for id, s := range last {
		t.add(id, s.n)
	}
}

// histogram tallies the buckets of the published dates of one segment.
func (e *exec) histogram(t *tally, docs *roaring.Bitmap, interval string, zone *time.Location) {
	c := e.part.Column(segment.Published)
	counts := make([]uint32, c.Len())
	it := docs.Iterator()
	for it.HasNext() {
		ords := c.Ords(it.Next())
		if len(ords) == 0 {
			t.missing++
			continue
		}
		counts[ords[0]]++
	}
	e.check()
	for o, n := range counts {
		if n == 0 {
			continue
		}
		if b, ok := query.Bucket(c.Term(uint32(o)), interval, zone); ok {
			t.add(b, int(n)).Name = b
		} else {
			t.missing += int(n)
		}
	}
}

// gather adds the tallies of all segments up and orders, names and cuts the values.
func (m *matched) gather(r query.FacetRequest, tallies []*tally) query.Facet {
	f := query.Facet{Name: r.Name, Values: []query.FacetValue{}}
	all := &tally{values: map[string]*query.FacetValue{}, alone: map[string]int{}}
	for _, t := range tallies {
		f.Missing += t.missing
		for id, v := range t.values {
			if sum := all.add(id, v.Count); sum.Name == "" || v.Name != "" && v.Name < sum.Name {
				sum.Name = v.Name
			}
		}
		for id, n := range t.alone {
			all.alone[id] += n
		}
	}
	for _, v := range all.values {
		if r.Name != "date" {
			m.describe(r.Name, v)
		}
		if v.Count == all.alone[v.ID] && r.Name == segment.Outlet {
			v.Status = corpus.Credited
		}
		if r.Prefix == "" || m.startsWith(v.Name, r.Prefix) {
			f.Values = append(f.Values, *v)
		}
	}
	f.Distinct = len(f.Values)
	slices.SortFunc(f.Values, func(a, b query.FacetValue) int {
		if r.Name == "date" {
			return strings.Compare(a.ID, b.ID)
		}
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.ID, b.ID))
	})
	if r.Size > 0 && len(f.Values) > r.Size {
		f.Values = f.Values[:r.Size]
	}
	return f
}

// describe sets name and parent of a value: what the authority says, else what the
// articles call it, else its id.
func (m *matched) describe(facet string, v *query.FacetValue) {
	lex := m.snapshot.options.Lexicon
	if lex != nil && facet != segment.Type && facet != segment.Language && facet != segment.Collection {
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

// startsWith reports whether the folded words of name, joined by spaces, start at
// one of them with those of prefix.
func (m *matched) startsWith(name, prefix string) bool {
	fold := strings.Fields
	if lex := m.snapshot.options.Lexicon; lex != nil {
		fold = lex.Tokens
	} else {
		name, prefix = strings.ToLower(name), strings.ToLower(prefix)
	}
	return strings.Contains(" "+strings.Join(fold(name), " "), " "+strings.Join(fold(prefix), " "))
}
