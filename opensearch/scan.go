package opensearch

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"strings"

	"dateline/corpus"
	"dateline/query"
)

// pages yields the hits of a sorted search, page by page, the next one on its way
// while one is used.
func (s *Snapshot) pages(ctx context.Context, body object) iter.Seq2[[]hit, error] {
	return ahead(ctx, body, func(ctx context.Context, body object) (*answer, error) { return s.search(ctx, body) })
}

// ahead follows a sorted search through its pages with search_after. Sort keys go
// back as they came.
func ahead(ctx context.Context, body object, search func(context.Context, object) (*answer, error)) iter.Seq2[[]hit, error] {
	type page struct {
		hits []hit
		err  error
	}
	return func(yield func([]hit, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		next := make(chan page)
		go func() {
			defer close(next)
			body := maps.Clone(body)
			body["track_total_hits"] = false
			for {
				a, err := search(ctx, maps.Clone(body))
				p := page{err: err}
				if err == nil {
					p.hits = a.Hits.Hits
				}
				select {
				case next <- p:
				case <-ctx.Done():
					return
				}
				if err != nil || len(p.hits) < body["size"].(int) {
					return
				}
				body["search_after"] = p.hits[len(p.hits)-1].Sort
			}
		}()
		for p := range next {
			if !yield(p.hits, p.err) || p.err != nil {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// byDate is the order of Scan: oldest first, undated last, then by id.
var byDate = []object{{"instant": object{"order": "asc", "missing": "_last"}}, {"id": "asc"}}

// scanPage is how many articles of a scan one answer brings.
var scanPage = 500

// Scan yields every match once, by published, undated last, then id. It reads the
// shards side by side; what the server cannot say of the query is decided on each
// article as it comes, in one pass. If the cluster loses the view and the index has
// changed since, the scan goes on behind the last article in the index as it is then,
// and says so to Options.Notice.
func (s *Snapshot) Scan(ctx context.Context, r query.Request) iter.Seq2[query.Hit, error] {
	return func(yield func(query.Hit, error) bool) {
		m, err := s.match(ctx, r)
		switch {
		case err != nil:
		case m.exact, r.Distinct:
			err = m.confirm(ctx)
		case s.x.options.Streams == nil:
			err = errNoStreams
		}
		if err != nil {
			yield(query.Hit{}, err)
			return
		}
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		t := &tail{s: s, slices: s.content.shards, keep: m.keep}
		defer t.close()
		for h, err := range t.merged(ctx, m.scanned()) {
			if err != nil {
				yield(query.Hit{}, fmt.Errorf("opensearch: scan %s: %w", s.x.name, err))
				return
			}
			if !yield(query.Hit{Article: h.Source.Article, Copies: m.standsFor(h.id())}, nil) {
				return
			}
		}
	}
}

// scanned is the search for the articles of a scan: the candidates, whole, where the
// server cannot say which of them match.
func (m *matched) scanned() object {
	ask, load := m.clause.ask, query.LoadStreams
	if m.exact || m.request.Distinct {
		ask, load = m.ask, m.request.Load
	}
	return object{"size": scanPage, "query": allOf(ask, m.kept(all)), "sort": byDate, "_source": source(load)}
}

// keep makes the article of a hit what the request loads, and tells whether it matches.
func (m *matched) keep(h *hit) bool {
	if m.exact || m.request.Distinct {
		m.s.article(*h, m.request.Load)
		return true
	}
	a := m.s.article(*h, query.LoadStreams)
	if _, ok := query.Match(m.node, a); !ok {
		return false
	}
	if m.request.Load < query.LoadStreams {
		a.TitleStream, a.TextStream, a.BylineStream = corpus.Stream{}, corpus.Stream{}, corpus.Stream{}
	}
	if m.request.Load < query.LoadText {
		a.Text, a.Mentions, a.Quotes, a.Dates, a.Notes = "", nil, nil, nil, nil
	}
	return true
}

// id reads the last sort key, which is the id in every order.
func (h hit) id() (id string) {
	json.Unmarshal(h.Sort[len(h.Sort)-1], &id)
	return id
}

// before is the order of byDate.
func (h hit) before(g hit) bool {
	var a, b int64
	json.Unmarshal(h.Sort[0], &a) // undated is the greatest
	json.Unmarshal(g.Sort[0], &b)
	if a != b {
		return a < b
	}
	return h.id() < g.id()
}

// Hashes yields every live id with its content hash, by id.
func (s *Snapshot) Hashes(ctx context.Context) iter.Seq2[query.Hash, error] {
	return func(yield func(query.Hash, error) bool) {
		body := object{"size": 10_000, "query": matchAll, "sort": []object{{"id": "asc"}}, "_source": false, "docvalue_fields": []string{"sum"}}
		for page, err := range s.pages(ctx, body) {
			if err != nil {
				yield(query.Hash{}, fmt.Errorf("opensearch: hashes of %s: %w", s.x.name, err))
				return
			}
			for _, h := range page {
				if !yield(query.Hash{ID: h.id(), Sum: strings.Join(h.Fields.Sum, "")}, nil) {
					return
				}
			}
		}
	}
}
