package query

import (
	"context"
	"strings"
)

// An Explanation is what `dateline query` shows: how a query was read, what its
// words were expanded to, and how many articles each clause holds in.
type Explanation struct {
	Schema   int     `json:"schema"`
	Query    Reading `json:"query"`
	Snapshot string  `json:"snapshot"`
	Total    int     `json:"total"` // with filters
	Terms    int     `json:"terms"` // distinct words that patterns expand to
	Tree     Branch  `json:"tree"`
}

// A Branch is one clause. Articles counts where it holds by itself, in the scope
// in which it stands, filters aside.
type Branch struct {
	Clause   string      `json:"clause"`
	Kind     string      `json:"kind"`
	Articles int         `json:"articles"`
	Terms    []string    `json:"terms,omitempty"` // a Term's, with the marks of their layers
	IDs      []string    `json:"ids,omitempty"`   // a Value's
	Words    []BranchSum `json:"words,omitempty"` // the words of the collection that it means
	More     int         `json:"more,omitempty"`  // words not listed
	Kids     []Branch    `json:"kids,omitempty"`
}

// A BranchSum is a word of the collection with the number of its articles.
type BranchSum struct {
	Word     string `json:"word"`
	Articles int    `json:"articles"`
}

// maxExplained is how many words of one clause an explanation lists.
const maxExplained = 50

// Explain counts and expands every clause of a compiled query.
func (c *Compiled) Explain(ctx context.Context, s Snapshot) (*Explanation, error) {
	r := c.Request
	r.Size, r.After, r.Facets = 0, "", nil
	result, err := s.Search(ctx, r)
	if err != nil {
		return nil, err
	}
	tree, err := c.branch(ctx, s, r.Query, func(n Node) Node { return n })
	return &Explanation{Schema, c.Reading(), s.ID(), result.Total, result.Terms, tree}, err
}

// branch explains n, which stands in the scopes that within puts around a node.
func (c *Compiled) branch(ctx context.Context, s Snapshot, n Node, within func(Node) Node) (Branch, error) {
	b := Branch{Clause: n.String(), Kind: kindOf(n)}
	var err error
	if b.Articles, err = c.alone(ctx, s, within(n)); err != nil {
		return b, err
	}
	switch n := n.(type) {
	case *Term:
		b.Terms = n.Terms
	case *Value:
		b.IDs = n.IDs
	case *In:
		outer := within
		within = func(kid Node) Node {
			if isSpeaker(kid) {
				return kid
			}
			return outer(&In{Scope: n.Scope, Kid: kid, Speakers: n.Speakers})
		}
	}
	if err := c.explainWords(ctx, s, n, &b); err != nil {
		return b, err
	}
	for _, kid := range Kids(n) {
		k, err := c.branch(ctx, s, kid, within)
		if err != nil {
			return b, err
		}
		b.Kids = append(b.Kids, k)
	}
	return b, nil
}

// explainWords lists the words that a leaf means.
func (c *Compiled) explainWords(ctx context.Context, s Snapshot, n Node, b *Branch) error {
	words, err := c.words(ctx, s, n)
	if err != nil {
		return err
	}
	sortWords(words)
	for i, w := range words {
		if i == maxExplained {
			b.More = len(words) - maxExplained
			break
		}
		b.Words = append(b.Words, BranchSum(w))
	}
	return nil
}

// kindOf names the kind of a node for people.
func kindOf(n Node) string {
	switch n := n.(type) {
	case *All:
		return "every article"
	case *And:
		return "all of"
	case *Or:
		return "any of"
	case *Not:
		return "without"
	case *Term:
		if strings.ContainsRune("@%#", rune(n.Terms[0][0])) {
			return "entity"
		}
		return "word"
	case *Pattern:
		return string(n.Kind)
	case *Phrase:
		if n.Slop >= 0 {
			return "window"
		}
		return "phrase"
	case *Near:
		if n.Ordered {
			return "near, in order"
		}
		return "near"
	case *NotNear:
		return "not near"
	case *Same:
		if n.Unit == 's' {
			return "same sentence"
		}
		return "same paragraph"
	case *AtLeast:
		return "at least"
	case *First:
		return "first words"
	case *In:
		return "in " + n.Scope
	case *Value:
		return n.Field
	case *DateRange:
		return "date"
	}
	return "exact text"
}
