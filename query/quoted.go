package query

import (
	"slices"

	"dateline/corpus"
)

// AsksForQuotes reports whether n has a clause that asks for quotations: quote: or
// speaker:, not negated.
func AsksForQuotes(n Node) bool {
	switch n := n.(type) {
	case *In:
		return n.Scope == "quote" || AsksForQuotes(n.Kid)
	case *Value:
		return n.Field == "speaker"
	}
	return slices.ContainsFunc(affirmed(n), AsksForQuotes)
}

// AskedQuotes returns the indexes of the quotes of a, with its streams, that a clause
// of n asks for: where quote: holds, and those of a speaker of speaker:.
func AskedQuotes(n Node, a *corpus.Annotated) (asked []int) {
	m := matcher{a: a}
	for i := range a.Quotes {
		if m.asks(n, everywhere, &a.Quotes[i]) {
			asked = append(asked, i)
		}
	}
	return asked
}

// affirmed returns the clauses that n is made of, without those that it negates.
func affirmed(n Node) []Node {
	switch n := n.(type) {
	case *And:
		return n.Kids
	case *Or:
		return n.Kids
	case *Near:
		return []Node{n.A, n.B}
	case *NotNear:
		return []Node{n.A}
	case *Same:
		return []Node{n.A, n.B}
	case *AtLeast:
		return []Node{n.Kid}
	case *First:
		return []Node{n.Kid}
	}
	return nil
}

// asks reports whether a clause of n, asked in s, asks for q.
func (m matcher) asks(n Node, s scope, q *corpus.Quote) bool {
	speaker := ""
	if q.Speaker != nil {
		speaker = q.Speaker.Entity
	}
	switch n := n.(type) {
	case *Value:
		return n.Field == "speaker" && slices.Contains(n.IDs, speaker)
	case *In:
		if n.Scope != "quote" {
			return n.Kid != nil && slices.ContainsFunc(m.narrow(n, s), func(t scope) bool { return m.asks(n.Kid, t, q) })
		}
		t, ok := m.of(q, s)
		return ok && spoken(n.Speakers, speaker) && (n.Kid == nil || m.holds(n.Kid, t))
	}
	return slices.ContainsFunc(affirmed(n), func(kid Node) bool { return m.asks(kid, s, q) })
}

// of returns the scope of a quote that lies in s.
func (m matcher) of(q *corpus.Quote, s scope) (scope, bool) {
	field := "text"
	if q.Field != "" {
		field = q.Field
	}
	first, last := touched(m.a.Stream(field).Tokens, q.Start, q.End)
	ok := first < last && slices.Contains(s.fields, field) && first >= s.first && last <= s.last
	return scope{[]string{field}, first, last}, ok
}
