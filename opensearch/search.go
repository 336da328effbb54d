package opensearch

import (
	"context"
	"fmt"
	"slices"

	"dateline/corpus"
	"dateline/query"
)

// A matched is what a request matches: an exact clause for its query, and what its
// filters leave of it.
type matched struct {
	*plan
	s       *Snapshot
	request query.Request
}

// match prepares r without confirming its query.
func (s *Snapshot) match(ctx context.Context, r query.Request) (*matched, error) {
	if r.Query == nil {
		r.Query = &query.All{}
	}
	for _, f := range r.Filters {
		if !isFacet(f.Facet) {
			return nil, errFacet(f.Facet)
		}
	}
	for _, f := range r.Facets {
		if !isFacet(f.Name) {
			return nil, errFacet(f.Name)
		}
	}
	p, err := s.plan(ctx, r.Query, r.MaxTerms)
	return &matched{p, s, r}, err
}

// confirm evaluates the query as far as the server cannot do it by itself.
func (m *matched) confirm(ctx context.Context) error {
	err := m.s.confirm(ctx, m.plan)
	if err == nil && m.request.Distinct {
		err = m.s.distinct(ctx, m.plan)
	}
	return err
}

// all keeps every filter.
func all(query.Filter) bool { return true }

// docs returns the clause for the articles of the request.
func (m *matched) docs() object { return allOf(m.ask, m.kept(all)) }

// kept returns the clause that keeps, of the articles that the query matches, those
// that the filters let through that want names; with Distinct, near-copies once.
func (m *matched) kept(want func(query.Filter) bool) object {
	var asks []object
	var filters []query.Filter
	for _, f := range m.request.Filters {
		if want(f) {
			filters = append(filters, f)
			asks = append(asks, filter(f, m.request.Zone))
		}
	}
	if m.request.Distinct {
		if gone := m.copies.removed(filters, m.request.Zone); len(gone) > 0 {
			asks = append(asks, not(identified(gone)))
		}
	}
	return allOf(asks...)
}

// standsFor returns the near-copies that a hit stands for.
func (m *matched) standsFor(id string) []string {
	if !m.request.Distinct {
		return nil
	}
	return m.copies.of(id, m.request.Filters, m.request.Zone)
}

// filter asks for the articles that a facet selection lets through.
func filter(f query.Filter, zone string) object {
	var out object
	if f.Facet == "date" {
		out = matchNone
		if f.From != "" || f.To != "" {
			out = dates(f.From, f.To, zone)
		}
	} else {
		out = valued(f.Facet, f.IDs)
	}
	if f.Missing {
		out = anyOf(out, not(object{"exists": object{"field": fieldOf(f.Facet)}}))
	}
	if f.Exclude {
		return not(out)
	}
	return out
}

func isFacet(name string) bool { return name == "date" || slices.Contains(facetFields, name) }

func errFacet(name string) error {
	return fmt.Errorf("opensearch: search: there is no facet %q", name)
}

// Search answers r.
func (s *Snapshot) Search(ctx context.Context, r query.Request) (result query.Result, err error) {
	m, err := s.match(ctx, r)
	if err == nil {
		err = m.confirm(ctx)
	}
	if err != nil {
		return result, err
	}
	result.Terms, result.Notes = m.terms, m.notes
	if result.Hits, result.Next, result.Total, err = m.page(ctx); err != nil {
		return result, fmt.Errorf("opensearch: search %s: %w", s.x.name, err)
	}
	result.Facets, err = m.facets(ctx)
	return result, err
}

// source names what of an article a Load brings.
func source(load query.Load) any {
	if load > query.LoadMeta {
		return true
	}
	return object{"includes": []string{"article"}, "excludes": []string{"article.text", "article.mentions", "article.quotes", "article.dates", "article.notes"}}
}

// article makes what a Load brings of the article of a hit.
func (s *Snapshot) article(h hit, load query.Load) *corpus.Annotated {
	a := h.Source.Article
	if load == query.LoadStreams && s.x.options.Streams != nil {
		s.x.options.Streams(a)
	}
	return a
}

// Get returns an article with its streams.
func (s *Snapshot) Get(ctx context.Context, id string) (*corpus.Annotated, error) {
	a, err := s.search(ctx, object{"size": 1, "query": identified([]string{id}), "_source": true})
	if err != nil {
		return nil, fmt.Errorf("opensearch: article %q: %w", id, err)
	}
	if len(a.Hits.Hits) == 0 {
		return nil, fmt.Errorf("opensearch: article %q: %w", id, query.ErrNoArticle)
	}
	return s.article(a.Hits.Hits[0], query.LoadStreams), nil
}
