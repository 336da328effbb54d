package opensearch

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"dateline/query"
)

// Patterns are expanded to the words of the view that they mean, by the definition
// of query.Pattern; the server's own patterns only narrow what must be looked at
// (regexp.go). From then on a pattern is the list of its words.

// wordFields hold the words of the streams, in which patterns are looked up.
var wordFields = []string{"words", "byline_words"}

// someWords is how many words one answer may bring; where there are more, and for
// prefixes, they are read in pages, of fewWords at first and of somePage at most.
const (
	someWords = 20_000
	fewWords  = 100
	somePage  = 4_000
)

type expandKey struct {
	kind     query.PatternKind
	text     string
	distance int
}

// expand returns the words of every pattern of n, and how many distinct ones there
// are. More than limit are a *query.CapError.
func (s *Snapshot) expand(ctx context.Context, n query.Node, limit int) (map[*query.Pattern][]string, int, error) {
	if limit <= 0 {
		limit = query.DefaultMaxTerms
	}
	all, words := map[string]struct{}{}, map[*query.Pattern][]string{}
	for _, p := range patterns(n) {
		list, err := s.wordsOf(ctx, p, limit)
		if err != nil {
			return nil, 0, err
		}
		for _, w := range list {
			all[w] = struct{}{}
		}
		if len(all) > limit {
			return nil, 0, &query.CapError{Cap: "terms", Limit: limit}
		}
		words[p] = list
	}
	return words, len(all), nil
}

func patterns(n query.Node) (out []*query.Pattern) {
	if p, ok := n.(*query.Pattern); ok {
		return []*query.Pattern{p}
	}
	for _, kid := range query.Kids(n) {
		out = append(out, patterns(kid)...)
	}
	return out
}

// wordsOf returns the words that p means, sorted, of both word fields. Of more than
// limit it returns at least one more than that.
func (s *Snapshot) wordsOf(ctx context.Context, p *query.Pattern, limit int) ([]string, error) {
	key := expandKey{p.Kind, p.Text, p.Distance}
	s.mu.Lock()
	known, ok := s.expansions[key]
	s.mu.Unlock()
	if ok {
		return known, nil
	}
	means := p.Matcher()
	var out []string
	for _, field := range wordFields {
		n := 0
		for w, err := range s.like(ctx, field, p) {
			if err != nil {
				return nil, fmt.Errorf("opensearch: words of %s: %w", p, err)
			}
			if !means(w.Word) {
				continue
			}
			if out = append(out, w.Word); n == limit {
				return out, nil // too many: not kept
			}
			n++
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.expansions) > 256 {
		clear(s.expansions)
	}
	s.expansions[key] = out
	return out, nil
}

// like yields every word of a field that p means, and others: those with a prefix in
// pages; of another pattern at once if they are few and its automaton is not too large
// for the server, else in pages too.
func (s *Snapshot) like(ctx context.Context, field string, p *query.Pattern) iter.Seq2[query.WordCount, error] {
	if p.Kind == query.Prefix {
		return s.from(ctx, field, p.Text)
	}
	return func(yield func(query.WordCount, error) bool) {
		pattern := superset(p)
		body := object{"size": 0, "track_total_hits": false,
			"query": object{"regexp": object{field: object{"value": pattern, "flags": "NONE", "max_determinized_states": maxStates}}},
			"aggs":  object{"words": object{"terms": object{"field": field, "include": pattern, "size": someWords, "shard_size": someWords}}}}
		a, err := s.search(ctx, body)
		var found buckets
		if err == nil {
			err = a.agg("words", &found)
		} else if tooHard(err) {
			s.from(ctx, field, literal(p))(yield)
			return
		}
		if err != nil {
			yield(query.WordCount{}, err)
			return
		}
		if found.Other > 0 || len(found.Buckets) >= someWords {
			s.from(ctx, field, literal(p))(yield)
			return
		}
		for _, b := range found.Buckets {
			if !yield(query.WordCount{Word: b.Key, Articles: b.Count}, nil) {
				return
			}
		}
	}
}

// buckets are what a terms aggregation answers.
type buckets struct {
	Other   int `json:"sum_other_doc_count"`
	Error   int `json:"doc_count_error_upper_bound"`
	Buckets []bucket
}

type bucket struct {
	Key   string
	Count int `json:"doc_count"`
}

// Words yields the words that p means, with the articles that hold them in title or
// text, in byte order.
func (s *Snapshot) Words(ctx context.Context, p *query.Pattern) iter.Seq2[query.WordCount, error] {
	return func(yield func(query.WordCount, error) bool) {
		means := p.Matcher()
		var unsorted []query.WordCount
		for w, err := range s.like(ctx, "words", p) {
			switch {
			case err != nil:
				yield(w, fmt.Errorf("opensearch: words of %s: %w", s.x.name, err))
				return
			case p.Kind != query.Prefix && means(w.Word):
				unsorted = append(unsorted, w)
			case p.Kind == query.Prefix && !yield(w, nil):
				return
			}
		}
		slices.SortFunc(unsorted, func(a, b query.WordCount) int { return strings.Compare(a.Word, b.Word) })
		for _, w := range unsorted {
			if !yield(w, nil) {
				return
			}
		}
	}
}

// from yields the words of a field that start with prefix, in byte order.
func (s *Snapshot) from(ctx context.Context, field, prefix string) iter.Seq2[query.WordCount, error] {
	return func(yield func(query.WordCount, error) bool) {
		for b, err := range s.composite(ctx, matchAll, field, before(prefix), fewWords, somePage) {
			if err != nil {
				yield(query.WordCount{}, err)
				return
			}
			w := query.WordCount{Word: b.Key, Articles: b.Count}
			if w.Word < prefix {
				continue
			}
			if !strings.HasPrefix(w.Word, prefix) || !yield(w, nil) {
				return
			}
		}
	}
}

// before is a string less than prefix behind which few words come before it: a page
// begins behind a word.
func before(prefix string) string {
	last, size := utf8.DecodeLastRuneInString(prefix)
	if last == 0xe000 {
		last = 0xd800 // no string holds what lies between
	}
	if size == 0 || last == 0 {
		return ""
	}
	return prefix[:len(prefix)-size] + string(last-1) + string(utf8.MaxRune)
}
