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

// spanned returns the span or interval clause of a positional operator in one field. ok is
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
	case *query.Same:
		return c.same(n, field)
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
	exact = true
	for i := range n.Slots {
		for j := range i {
			exact = exact && c.apart(c.terms(n.Slots[i]), c.terms(n.Slots[j]))
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

// same asks for an A and a B within one unit. The server's intervals are the shortest
// of their kind: from the start of a unit to the next end is that unit, and where a
// unit holds an A and a B, it holds the shortest interval of both that lies between
// them. It is exact where no position can serve both sides.
func (c *compiler) same(n *query.Same, field string) (ask object, exact, ok bool) {
	a, aTerms, aOK := c.interval(n.A)
	b, bTerms, bOK := c.interval(n.B)
	if !aOK || !bOK {
		return nil, false, false
	}
	end, start := sentenceEnd, corpus.SentenceTerm
	if n.Unit == 'p' {
		end, start = paragraphEnd, corpus.ParagraphTerm
	}
	exact = c.apart(aTerms, bTerms) && !slices.ContainsFunc(append(aTerms, bTerms...), isEntity)
	return object{"intervals": object{field: object{"all_of": object{"ordered": false, "intervals": []object{a, b},
		"filter": object{"contained_by": object{"all_of": object{"ordered": true, "intervals": []object{word(start), word(end)}}}}}}}}, exact, true
}

// interval returns a leaf or an exact phrase as intervals, with the terms in it.
func (c *compiler) interval(n query.Node) (ask object, list []string, ok bool) {
	switch n := n.(type) {
	case *query.Term, *query.Pattern:
		list = slices.Clone(c.terms(n))
		var any []object
		for _, t := range list {
			any = append(any, word(t))
		}
		c.left -= len(list)
		return object{"any_of": object{"intervals": any}}, list, c.left >= 0 && len(list) > 0
	case *query.Phrase:
		var slots []object
		for _, s := range n.Slots {
			ask, terms, ok := c.interval(s)
			if !ok || n.Slop >= 0 {
				return nil, nil, false
			}
			slots, list = append(slots, ask), append(list, terms...)
		}
		if len(slots) == 1 {
			return slots[0], list, true
		}
		return inRow(slots...), list, true
	}
	return nil, nil, false
}

// inRow are intervals at neighbouring positions.
func inRow(intervals ...object) object {
	return object{"all_of": object{"ordered": true, "max_gaps": 0, "intervals": intervals}}
}

// word is a term as an interval.
func word(t string) object { return object{"match": object{"query": term(t), "analyzer": "keyword"}} }

// apart reports whether no position can hold a term of a and one of b: their words
// differ, their stems do, and no word of the one has a stem of the other.
func (c *compiler) apart(a, b []string) bool {
	return c.stems != nil && c.clear(a, b) && c.clear(b, a)
}

// clear reports whether no term of a is in b, nor a stem of a word of a.
func (c *compiler) clear(a, b []string) bool {
	for _, t := range a {
		if slices.Contains(b, t) {
			return false
		}
		if strings.IndexAny(t, marks) == 0 {
			continue
		}
		for _, stem := range c.stems(t) {
			if slices.Contains(b, corpus.StemMark+stem) {
				return false
			}
		}
	}
	return true
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
