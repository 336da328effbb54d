package index

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"dateline/corpus"
	"dateline/index/segment"
	"dateline/query"
)

// A Snapshot is one generation of an index, open for reading. It implements
// query.Snapshot and is safe for concurrent use; it must be closed.
type Snapshot struct {
	view    *view
	options Options
}

// ID is the corpus.Digest of the live articles.
func (s *Snapshot) ID() string { return s.view.manifest.Snapshot }

// Count is the number of live articles.
func (s *Snapshot) Count() int { return s.view.manifest.Articles }

// Generation is a number that this process gives to no other generation: two
// snapshots with the same one answer alike, in what annotated the articles too.
func (s *Snapshot) Generation() uint64 { return s.view.serial }

// Close frees the generation.
func (s *Snapshot) Close() error {
	if s.view != nil {
		s.view.release()
		s.view = nil
	}
	return nil
}

// Search answers r.
func (s *Snapshot) Search(ctx context.Context, r query.Request) (result query.Result, err error) {
	err = guarded(func() error {
		for _, f := range r.Facets {
			if !isFacet(f.Name) {
				return errFacet(f.Name)
			}
		}
		for _, f := range r.Filters {
			if !isFacet(f.Facet) {
				return errFacet(f.Facet)
			}
		}
		if n, ok := r.Query.(*query.Term); ok && r.Size == 0 && len(r.Facets)+len(r.Filters) == 0 && !r.Distinct {
			result.Total = s.count(n)
			return ctx.Err()
		}
		m, err := s.match(ctx, r)
		if err != nil {
			return err
		}
		defer m.close()
		result.Terms, result.Total = m.terms, m.total()
		return m.answer(&result)
	})
	return result, err
}

// count returns the number of articles that hold a word, which takes no set of them.
func (s *Snapshot) count(n *query.Term) (total int) {
	for i := range s.view.parts {
		e := &exec{part: &s.view.parts[i]}
		total += e.leaf(n).count()
	}
	return total
}

// answer sets the page and the facets of a result, side by side: facets read only
// what the page leaves as it is.
func (m *matched) answer(result *query.Result) error {
	facets := m.request.Facets
	if len(facets) > 0 {
		result.Facets = make([]query.Facet, len(facets))
	}
	page := 0 // pages to find
	if m.request.Size > 0 {
		page = 1
	}
	return together(page+len(facets), 0, func(i int) (err error) {
		if i < page {
			result.Hits, result.Next, err = m.page()
		} else {
			result.Facets[i-page], err = m.facet(facets[i-page])
		}
		return err
	})
}

// Scan yields every match once, by published, undated last, then id.
func (s *Snapshot) Scan(ctx context.Context, r query.Request) iter.Seq2[query.Hit, error] {
	return func(yield func(query.Hit, error) bool) {
		var all []ranked
		var m *matched
		r.Facets = nil // nothing is counted
		err := guarded(func() (err error) {
			if m, err = s.match(ctx, r); err != nil {
				return err
			}
			all = m.ranked()
			slices.SortFunc(all, func(a, b ranked) int { return compareKeys(query.ByDate, a, b) })
			return nil
		})
		if err == nil {
			err = m.newAhead(all).run(ctx, func(h query.Hit) bool { return yield(h, nil) })
		}
		if err != nil {
			yield(query.Hit{}, err)
		}
	}
}

// Get returns an article with its streams.
func (s *Snapshot) Get(ctx context.Context, id string) (a *corpus.Annotated, err error) {
	err = guarded(func() error {
		p, doc, ok := s.view.find(id)
		if !ok {
			return fmt.Errorf("index: article %q: %w", id, query.ErrNoArticle)
		}
		a, err = s.article(p, doc, query.LoadStreams)
		return err
	})
	return a, err
}

func (s *Snapshot) article(p *part, doc uint32, load query.Load) (*corpus.Annotated, error) {
	a, err := p.Article(doc, depthOf(load))
	if err == nil && load == query.LoadStreams && s.options.Streams != nil {
		s.options.Streams(a)
	}
	return a, err
}

func depthOf(load query.Load) segment.Depth {
	switch load {
	case query.LoadMeta:
		return segment.Meta
	case query.LoadBody:
		return segment.Text
	}
	return segment.Whole
}

// Hashes yields every live id with its content hash, by id.
func (s *Snapshot) Hashes(ctx context.Context) iter.Seq2[query.Hash, error] {
	return func(yield func(query.Hash, error) bool) {
		var all []query.Hash
		err := guarded(func() error {
			for i := range s.view.parts {
				p := &s.view.parts[i]
				it := p.live().Iterator()
				for it.HasNext() {
					doc := it.Next()
					all = append(all, query.Hash{ID: strings.Clone(p.ID(doc)), Sum: segment.HexSum(p.Sum(doc))})
				}
			}
			return ctx.Err()
		})
		if err != nil {
			yield(query.Hash{}, err)
			return
		}
		slices.SortFunc(all, func(a, b query.Hash) int { return cmp.Compare(a.ID, b.ID) })
		for _, h := range all {
			if !yield(h, nil) {
				return
			}
		}
	}
}
