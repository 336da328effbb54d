package opensearch

import (
	"slices"
	"strings"

	"dateline/corpus"
	"dateline/query"
)

// Spans of the server. Those used here are of one length within each operand, so
// that they come ordered by start and by end alike: the server's nearness looks for
// a partner forward only, and would miss some of spans that lie in others. For the
// same reason nearness in any order is asked as either order: a pair in one order
// shares no position, as the definition wants.

// spanned returns the span clause of a positional operator in one field. ok is
// false for what has none; exact is as in clause, for a whole field.
func (c *compiler) spanned(n query.Node, s scope) (ask object, exact, ok bool) {
	if len(s.fields) != 1 {
		return nil, false, false
	}
	field := s.fields[0]
	switch n := n.(type) {
	case *query.Phrase:
		if n.Slop >= 0 {
			return c.window(n, field)
		}
		return c.unit(n, field)
	case *query.Near:
		return c.near(n, field)
	case *query.NotNear:
		return c.notNear(n, s)
	case *query.First:
		ask, exact, ok = c.unit(n.Kid, field)
		return object{"span_first": object{"match": ask, "end": n.N}}, exact, ok
	}
	return nil, false, false
}

// unit returns the spans of a leaf or an exact phrase, all of one length. They are
// exact unless entities are among them: their spans are runs of positions.
func (c *compiler) unit(n query.Node, field string) (ask object, exact, ok bool) {
	switch n := n.(type) {
	case *query.Term, *query.Pattern:
		list := c.terms(n)
		c.left -= len(list)
		if c.left < 0 || len(list) == 0 {
			return nil, false, false
		}
		return spanOr(field, list), !slices.ContainsFunc(list, isEntity), true
	case *query.Phrase:
		if n.Slop >= 0 {
			return nil, false, false
		}
		slots, ok := c.units(n.Slots, field)
		if len(slots) == 1 {
			return slots[0], true, ok
		}
		return spanNear(true, 0, slots...), true, ok
	}
	return nil, false, false
}

func (c *compiler) units(nodes []query.Node, field string) (out []object, ok bool) {
	for _, n := range nodes {
		ask, _, ok := c.unit(n, field)
		if !ok {
			return nil, false
		}
		out = append(out, ask)
	}
	return out, true
}

// window asks for a phrase with slop: its words in any order with as many positions
// between them. It is exact where no position can serve two words of the phrase;
// elsewhere the words may share one, and Match decides.
func (c *compiler) window(n *query.Phrase, field string) (ask object, exact, ok bool) {
	slots, ok := c.units(n.Slots, field)
	if !ok || len(slots) < 2 {
		return nil, false, false
	}
	seen := map[string]bool{}
	exact = true
	for _, slot := range n.Slots {
		for _, t := range c.terms(slot) {
			// A stem stands beside a word.
			exact = exact && !seen[t] && !strings.HasPrefix(t, corpus.StemMark)
			seen[t] = true
		}
	}
	return spanNear(false, n.Slop, slots...), exact, true
}

func (c *compiler) near(n *query.Near, field string) (ask object, exact, ok bool) {
	a, aExact, aOK := c.unit(n.A, field)
	b, bExact, bOK := c.unit(n.B, field)
	if !aOK || !bOK {
		return nil, false, false
	}
	ask = spanNear(true, n.N-1, a, b)
	if !n.Ordered {
		ask = anyOf(ask, spanNear(true, n.N-1, b, a))
	}
	return ask, aExact && bExact, true
}

// notNear asks for an A without a B near it. An entity as B is exact, since the
// positions of its runs are those asked for. In a part of a field a B outside of it
// would count, so that only A is asked for there.
func (c *compiler) notNear(n *query.NotNear, s scope) (ask object, exact, ok bool) {
	a, exact, aOK := c.unit(n.A, s.fields[0])
	b, _, bOK := c.unit(n.B, s.fields[0])
	if !aOK || !bOK || s.part {
		return nil, false, false
	}
	return object{"span_not": object{"include": a, "exclude": b, "pre": n.N, "post": n.N}}, exact, true
}

// isEntity tells the terms that cover mentions from words and stems.
func isEntity(t string) bool {
	return strings.HasPrefix(t, corpus.ActorMark) || strings.HasPrefix(t, corpus.PlaceMark) || strings.HasPrefix(t, corpus.TypeMark)
}

func spanOr(field string, list []string) object {
	var any []object
	for _, t := range list {
		any = append(any, object{"span_term": object{field: object{"value": term(t)}}})
	}
	if len(any) == 1 {
		return any[0]
	}
	return object{"span_or": object{"clauses": any}}
}

func spanNear(ordered bool, slop int, clauses ...object) object {
	return object{"span_near": object{"clauses": clauses, "slop": slop, "in_order": ordered}}
}
