package query

import (
	"context"
	"slices"
	"strings"
)

// A Suggestion says why nothing matched: a clause that no article holds, with words
// of the collection spelled like it, or a clause without which there are hits.
type Suggestion struct {
	Clause string   `json:"clause"`
	Reason string   `json:"reason"`
	Count  int      `json:"count"` // articles that match without the clause
	Words  []string `json:"words"` // spellings that the collection holds, most frequent first
}

// Suggest says why no article matches, for those who asked for something else than
// articles: nothing where some do.
func (c *Compiled) Suggest(ctx context.Context, s Snapshot) ([]Suggestion, error) {
	n, err := c.count(ctx, s, c.Request.Query)
	if err != nil || n > 0 {
		return nil, err
	}
	return c.suggest(ctx, s)
}

// suggest looks for what emptied the match set: each clause is counted alone, and
// the query without it.
func (c *Compiled) suggest(ctx context.Context, s Snapshot) ([]Suggestion, error) {
	out := []Suggestion{}
	clauses := conjuncts(c.Request.Query)
	for i, n := range clauses {
		alone, err := c.alone(ctx, s, n)
		if err != nil {
			return nil, err
		}
		without := 0
		if len(clauses) > 1 {
			rest := slices.Delete(slices.Clone(clauses), i, i+1)
			if without, err = c.count(ctx, s, &And{Kids: rest}); err != nil {
				return nil, err
			}
		}
		switch {
		case alone == 0:
			words, err := c.spellings(ctx, s, n)
			if err != nil {
				return nil, err
			}
			out = append(out, Suggestion{n.String(), "no article holds it", without, words})
		case without > 0:
			out = append(out, Suggestion{n.String(), "the other clauses match without it", without, []string{}})
		}
	}
	if len(out) > 0 || len(c.Request.Filters) == 0 {
		return out, nil
	}
	r := c.Request
	r.Filters, r.Size, r.After, r.Facets = nil, 0, "", nil
	result, err := s.Search(ctx, r)
	if err == nil && result.Total > 0 {
		out = append(out, Suggestion{"facet selections", "the query matches without them", result.Total, []string{}})
	}
	return out, err
}

// conjuncts returns the clauses of a query all of which must hold.
func conjuncts(n Node) []Node {
	and, ok := n.(*And)
	if !ok {
		return []Node{n}
	}
	var out []Node
	for _, kid := range and.Kids {
		out = append(out, conjuncts(kid)...)
	}
	return out
}

// alone counts the articles of the snapshot in which n holds, filters aside.
func (c *Compiled) alone(ctx context.Context, s Snapshot, n Node) (int, error) {
	r, err := s.Search(ctx, Request{Query: n, MaxTerms: c.Request.MaxTerms, Sort: ByDate})
	return r.Total, err
}

// spellings returns the words of the collection closest to the words of n that it
// does not hold: those that are one or two edits away.
func (c *Compiled) spellings(ctx context.Context, s Snapshot, n Node) ([]string, error) {
	out := []string{}
	for _, leaf := range wordLeaves(n) {
		term, ok := leaf.(*Term)
		if !ok {
			continue
		}
		word := strings.Trim(term.Typed, `"`)
		if folded := c.lex.Tokens(word); len(folded) != 1 || strings.ContainsRune(term.Typed, ':') {
			continue
		} else {
			word = folded[0]
		}
		near, err := c.close(ctx, s, word)
		if err != nil {
			return nil, err
		}
		out = append(out, near...)
	}
	return out, nil
}

// close returns up to five words of the collection close to word, nearest first, those
// that begin alike before others;
// none if the collection holds the word itself, or if it has one letter or two, which is
// close to everything.
func (c *Compiled) close(ctx context.Context, s Snapshot, word string) ([]string, error) {
	letters := len([]rune(word))
	if letters < 3 {
		return nil, nil
	}
	limit := 2
	if letters < 5 {
		limit = 1
	}
	var near [6][]WordCount // by distance, those with another first letter behind
	for w, err := range s.Words(ctx, &Pattern{Kind: Fuzzy, Text: word, Distance: limit}) {
		if err != nil {
			return nil, err
		}
		d := 2 * distance(w.Word, word, limit)
		if !strings.HasPrefix(w.Word, string([]rune(word)[:1])) {
			d++
		}
		near[d] = append(near[d], w)
	}
	if len(near[0]) > 0 {
		return nil, nil
	}
	var out []string
	for _, words := range near {
		out = append(out, listed("", words).Words...)
	}
	return out[:min(len(out), 5)], nil
}
