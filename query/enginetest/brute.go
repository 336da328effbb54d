package enginetest

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"dateline/corpus"
	"dateline/query"
)

// sum stands for the content hash that ingest computes.
func sum(parts ...string) string {
	h := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(h[:])
}

// A brute is a collection in memory that is searched by definition.
type brute struct {
	articles []corpus.Annotated
	lex      query.Lexicon
}

// matches returns the articles in which the query holds and which every filter
// keeps, but for those that keep says to leave out.
func (b brute) matches(r query.Request, keep func(query.Filter) bool) []*corpus.Annotated {
	var out []*corpus.Annotated
	for i := range b.articles {
		a := &b.articles[i]
		if _, ok := query.Match(r.Query, a); !ok {
			continue
		}
		if !slices.ContainsFunc(r.Filters, func(f query.Filter) bool { return keep(f) && !f.Keeps(a, r.Zone) }) {
			out = append(out, a)
		}
	}
	return out
}

func all(query.Filter) bool { return true }

func location(zone string) *time.Location {
	if zone == "" {
		return nil
	}
	z, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	return z
}

// ids returns the sorted ids of the matches of r.
func (b brute) ids(r query.Request) []string {
	ids := []string{}
	for _, a := range b.matches(r, all) {
		ids = append(ids, a.ID)
	}
	slices.Sort(ids)
	return ids
}

// scan returns the ids of the matches of r in the order of Scan.
func (b brute) scan(r query.Request) []string {
	found := b.matches(r, all)
	slices.SortFunc(found, byDate)
	ids := []string{}
	for _, a := range found {
		ids = append(ids, a.ID)
	}
	return ids
}

// byDate is the order of Scan: oldest first, undated last, then by id.
func byDate(a, b *corpus.Annotated) int {
	x, xok := query.Instant(a.Published.Value)
	y, yok := query.Instant(b.Published.Value)
	switch {
	case xok && yok && !x.Equal(y):
		return x.Compare(y)
	case xok != yok && xok:
		return -1
	case xok != yok:
		return 1
	}
	return strings.Compare(a.ID, b.ID)
}

// byNewest is newest first, undated last, then by id.
func byNewest(a, b *corpus.Annotated) int {
	x, xok := query.Instant(a.Published.Value)
	y, yok := query.Instant(b.Published.Value)
	if xok && yok && !x.Equal(y) {
		return y.Compare(x)
	}
	return byDate(a, b)
}

// facet counts one facet by definition.
func (b brute) facet(r query.Request, f query.FacetRequest) query.Facet {
	out := query.Facet{Name: f.Name, Values: []query.FacetValue{}}
	counts, credited := map[string]int{}, map[string]int{}
	for _, a := range b.matches(r, func(x query.Filter) bool { return x.Facet != f.Name || x.Exclude }) {
		values := b.values(a, f, r.Zone)
		if len(values) == 0 {
			out.Missing++
		}
		for id := range values {
			counts[id]++
			if a.Outlet.Status == corpus.Credited {
				credited[id]++
			}
		}
	}
	for id, n := range counts {
		v := query.FacetValue{ID: id, Name: b.name(f.Name, id), Count: n}
		if up := b.lex.Ancestors(id); f.Name == "place" && len(up) > 0 {
			v.Parent = up[0]
		}
		if f.Name == "outlet" && credited[id] == n {
			v.Status = corpus.Credited
		}
		if strings.Contains(" "+b.folded(v.Name), " "+b.folded(f.Prefix)) {
			out.Values = append(out.Values, v)
		}
	}
	slices.SortFunc(out.Values, func(x, y query.FacetValue) int {
		if f.Name == "date" {
			return strings.Compare(x.ID, y.ID)
		}
		return cmp.Or(cmp.Compare(y.Count, x.Count), strings.Compare(x.ID, y.ID))
	})
	out.Distinct = len(out.Values)
	if f.Size > 0 && len(out.Values) > f.Size {
		out.Values = out.Values[:f.Size]
	}
	return out
}

// values returns what an article counts under in a facet.
func (b brute) values(a *corpus.Annotated, f query.FacetRequest, zone string) map[string]bool {
	out := map[string]bool{}
	if f.Name == "date" {
		if bucket, ok := query.Bucket(a.Published.Value, f.Interval, location(zone)); ok {
			out[bucket] = true
		}
		return out
	}
	for _, v := range query.Values(a, f.Name) {
		id := b.lex.Canonical(v)
		out[id] = true
		if f.Name == "place" {
			for _, up := range b.lex.Ancestors(id) {
				out[up] = true
			}
		}
	}
	return out
}

// name returns the name of a value: that of the authority, or the value itself.
func (b brute) name(facet, id string) string {
	switch facet {
	case "type", "language", "collection", "date":
		return id
	}
	if e, ok := b.lex.Entity(id); ok {
		return e.Name
	}
	return id
}

func (b brute) folded(s string) string { return strings.Join(b.lex.Tokens(s), " ") }
