package main

import (
	"strings"

	"dateline/corpus"
)

// causes counts the quotations that share no text with any marked content, by what
// the article says of them: those that go on with the words of a speaker who is named
// beside others, those with a speaker of their own, those without one. Only the last
// may be no speech.
type causes [3]int

const (
	goesOn = iota
	said
	nobody
)

func (c *causes) count(a *article, quotes []corpus.Quote) {
	for _, q := range quotes {
		switch {
		case q.Kind == corpus.Indirect || words(q.Text) < 5 || touches(a, &q):
		case q.Speaker == nil:
			c[nobody]++
		case strings.HasPrefix(q.Speaker.How, "carried over"):
			c[goesOn]++
		default:
			c[said]++
		}
	}
}
