package main

import (
	"context"
	"io"
	"strings"

	"dateline/export"
	"dateline/query"
)

// run answers q once. Every call makes a tree of its own, and the index knows what it
// keeps by the tree: no call finds what one before it found.
func (p *peer) run(ctx context.Context, q spec) (int, error) {
	switch q.Kind {
	case "export":
		c := &query.Compiled{Text: "*", Parsed: &query.All{}, Request: query.Request{Query: &query.All{}}}
		n, err := export.Write(ctx, p.snap, c, export.Options{Format: export.JSONL, Text: true, Fields: []string{"id", "text"}}, io.Discard)
		return n.Rows, err
	case "page":
		var facets []query.FacetRequest
		for _, f := range []string{"outlet", "places", "actors", "month"} {
			facets = append(facets, facet(f, q.Size))
		}
		a, err := query.Ask(ctx, p.snap, p.auth, `"`+strings.Join(q.Words, " ")+`"`, query.Options{Size: 10, Sort: query.ByScore, Facets: facets})
		if err != nil {
			return 0, err
		}
		return a.Total, nil
	}
	r := query.Request{Query: node(q), Sort: query.ByScore, Size: 10}
	if q.Count || q.Kind == "facet" {
		r.Size = 0
	}
	if q.Kind == "facet" {
		r.Facets = []query.FacetRequest{facet(q.Field, q.Size)}
	}
	result, err := p.snap.Search(ctx, r)
	if err != nil || q.Kind != "facet" {
		return result.Total, err
	}
	most := 0
	for _, v := range result.Facets[0].Values {
		most = max(most, v.Count)
	}
	return most, nil
}

func facet(field string, size int) query.FacetRequest {
	switch field {
	case "actors":
		return query.FacetRequest{Name: "actor", Size: size}
	case "places":
		return query.FacetRequest{Name: "place", Size: size}
	case "month":
		return query.FacetRequest{Name: "date", Interval: "month"}
	}
	return query.FacetRequest{Name: field, Size: size}
}

// node is the resolved query of a spec.
func node(q spec) query.Node {
	terms := make([]query.Node, len(q.Words))
	for i, w := range q.Words {
		terms[i] = &query.Term{Typed: w, Terms: []string{w}}
	}
	switch q.Kind {
	case "and":
		return &query.And{Kids: terms}
	case "or":
		return &query.Or{Kids: terms}
	case "phrase":
		return &query.Phrase{Slots: terms, Slop: -1}
	case "near":
		return &query.Near{A: terms[0], B: terms[1], N: q.N}
	case "prefix":
		return &query.Pattern{Kind: query.Prefix, Text: q.Words[0]}
	case "fuzzy":
		return &query.Pattern{Kind: query.Fuzzy, Text: q.Words[0], Distance: 1}
	case "dates":
		return &query.DateRange{From: q.From, To: q.To}
	case "facet":
		if len(terms) == 0 {
			return &query.All{}
		}
	}
	return terms[0]
}
