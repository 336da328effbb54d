package opensearch

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"dateline/corpus"
	"dateline/query"
)

// Where the server cannot say itself where a query holds, its candidates are read
// and query.Match says it. What it confirms is from then on a list of ids, or the
// clause without those that it rejects, whichever is shorter; counts, facets and
// orders are asked of the server within it.

var errNoStreams = errors.New("opensearch: this search confirms its matches on their texts, which needs Options.Streams")

// A confirmed is a query as it was answered once: a clause that is exact.
type confirmed struct {
	node   query.Node // by identity: trees do not change once resolved
	limit  int        // of terms
	ask    object
	terms  int
	words  map[*query.Pattern][]string // that its patterns mean
	notes  []string
	copies *copies // of the query, once they were asked for
}

// keptQueries is how many queries of a snapshot stay confirmed: pages, facets and
// exports ask for one several times.
const keptQueries = 16

// confirm returns an exact clause for n.
func (s *Snapshot) confirm(ctx context.Context, n query.Node, limit int) (*confirmed, error) {
	s.mu.Lock()
	for _, c := range s.confirmed {
		if c.node == n && c.limit == limit {
			s.mu.Unlock()
			return c, nil
		}
	}
	s.mu.Unlock()
	words, count, err := s.expand(ctx, n, limit)
	if err != nil {
		return nil, err
	}
	compiler := &compiler{words: words}
	if lex := s.x.options.Lexicon; lex != nil {
		compiler.tokens = lex.Tokens
	}
	k := compiler.query(n)
	c := &confirmed{node: n, limit: limit, ask: k.ask, terms: count, words: words}
	if !k.exact {
		if err := s.verify(ctx, c, compiler.inexact); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.confirmed) == keptQueries {
		s.confirmed = s.confirmed[1:]
	}
	s.confirmed = append(s.confirmed, c)
	return c, nil
}

// verify narrows c.ask to the articles in which the query holds.
func (s *Snapshot) verify(ctx context.Context, c *confirmed, clauses []string) error {
	var yes, no []string
	err := s.read(ctx, c.ask, func(a *corpus.Annotated) func() {
		_, ok := query.Match(c.node, a)
		id := a.ID
		return func() {
			if ok {
				yes = append(yes, id)
			} else {
				no = append(no, id)
			}
		}
	})
	if err != nil {
		return err
	}
	c.notes = []string{fmt.Sprintf("%s: confirmed on the texts of %d candidates, %d hold; totals and facets count these", strings.Join(first(clauses, 3), ", "), len(yes)+len(no), len(yes))}
	switch {
	case len(no) == 0:
	case len(no) < len(yes):
		c.ask = allOf(c.ask, not(identified(no)))
	default:
		c.ask = identified(yes)
	}
	return nil
}

func first(list []string, n int) []string {
	if len(list) > n {
		return append(slices.Clone(list[:n]), "…")
	}
	return list
}

// identified asks for articles by id.
func identified(ids []string) object {
	if len(ids) == 0 {
		return matchNone
	}
	var asks []object
	for chunk := range slices.Chunk(ids, maxTermList) {
		asks = append(asks, object{"terms": object{"id": chunk}})
	}
	return anyOf(asks...)
}

// readPage is how many articles one answer brings to be read whole.
const readPage = 256

// read calls look with every article of ask, streams made, several at once. What
// look returns is called one after the other, in no order.
func (s *Snapshot) read(ctx context.Context, ask object, look func(*corpus.Annotated) func()) error {
	if s.x.options.Streams == nil {
		return errNoStreams
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var mu sync.Mutex
	var wait sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	defer wait.Wait()
	body := object{"size": readPage, "query": ask, "sort": []object{{"id": "asc"}}, "_source": true}
	for page, err := range s.pages(ctx, body) {
		if err != nil {
			return err
		}
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			for _, h := range page {
				s.x.options.Streams(h.Source.Article)
				done := look(h.Source.Article)
				mu.Lock()
				done()
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	return ctx.Err()
}
