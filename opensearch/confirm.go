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

// A plan is a query as the cluster is asked for it.
type plan struct {
	node    query.Node // by identity: trees do not change once resolved
	limit   int        // of terms
	terms   int        // that its patterns mean
	words   map[*query.Pattern][]string
	clause           // exact or not
	clauses []string // that make it inexact, as typed

	mu     sync.Mutex
	ask    object // exact, nil until it is confirmed
	notes  []string
	copies *copies // of the query, once they were asked for
}

// keptPlans is how many queries of a snapshot are kept: pages, facets and exports
// ask for one several times.
const keptPlans = 16

// plan compiles n, or finds it among the queries asked last.
func (s *Snapshot) plan(ctx context.Context, n query.Node, limit int) (*plan, error) {
	s.mu.Lock()
	for _, p := range s.plans {
		if p.node == n && p.limit == limit {
			s.mu.Unlock()
			return p, nil
		}
	}
	s.mu.Unlock()
	words, count, err := s.expand(ctx, n, limit)
	if err != nil {
		return nil, err
	}
	c := &compiler{words: words}
	if lex := s.x.options.Lexicon; lex != nil {
		c.tokens = lex.Tokens
		c.stems = func(word string) []string { return lex.Stems(word, nil) }
	}
	p := &plan{node: n, limit: limit, terms: count, words: words, clause: c.query(n), clauses: c.inexact}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.plans) == keptPlans {
		s.plans = s.plans[1:]
	}
	s.plans = append(s.plans, p)
	return p, nil
}

// confirm makes p.ask the articles in which the query holds, and no others.
func (s *Snapshot) confirm(ctx context.Context, p *plan) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ask != nil {
		return nil
	}
	if p.exact {
		p.ask = p.clause.ask
		return nil
	}
	var yes, no []string
	err := s.read(ctx, p.clause.ask, func(a *corpus.Annotated) func() {
		_, ok := query.Match(p.node, a)
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
	p.notes = []string{fmt.Sprintf("%s: confirmed on the texts of %d candidates, %d hold; totals and facets count these", strings.Join(first(p.clauses, 3), ", "), len(yes)+len(no), len(yes))}
	switch {
	case len(no) == 0:
		p.ask = p.clause.ask
	case len(no) < len(yes):
		p.ask = allOf(p.clause.ask, not(identified(no)))
	default:
		p.ask = identified(yes)
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
