package query

import (
	"cmp"
	"slices"

	"dateline/corpus"
)

// A Mark is a piece of an article that a clause of the query is about: one word, or
// one phrase. Clause numbers the leaves of the query in its order.
type Mark struct {
	Found
	Clause int
}

// Marks returns what of a matching article to highlight: the leaves of every
// positional clause that holds and is not negated, as far as they lie within the
// spans of that clause. They come in the order of Match and may overlap.
func Marks(n Node, a *corpus.Annotated) []Mark {
	m := marker{matcher{a, map[leafIn][]span{}}, leaves(n), nil}
	if m.holds(n, everywhere) {
		m.clause(n, everywhere)
	}
	slices.SortFunc(m.marks, func(a, b Mark) int {
		return cmp.Or(byFound(a.Found, b.Found), cmp.Compare(a.Clause, b.Clause))
	})
	return slices.Compact(m.marks)
}

// leaves returns the leaves of n that a match can show, in order.
func leaves(n Node) []Node {
	switch n := n.(type) {
	case *Term, *Pattern, *Phrase, *Exact:
		return []Node{n}
	case *Not:
		return nil
	case *NotNear:
		return leaves(n.A)
	case *In:
		if n.Kid == nil {
			return []Node{n}
		}
		return leaves(n.Kid)
	}
	var out []Node
	for _, kid := range Kids(n) {
		out = append(out, leaves(kid)...)
	}
	return out
}

type marker struct {
	matcher
	leaves []Node
	marks  []Mark
}

// clause marks a clause that holds in s.
func (m *marker) clause(n Node, s scope) {
	switch n := n.(type) {
	case *And:
		m.clauses(n.Kids, s)
	case *Or:
		m.clauses(n.Kids, s)
	case *In:
		if n.Kid == nil {
			m.add(n, m.found(m.spans(n, s)))
			return
		}
		for _, t := range m.narrow(n, s) {
			m.clauses([]Node{n.Kid}, t)
		}
	case *Exact:
		m.add(n, m.exact(n))
	case *Not, *All, *Value, *DateRange:
	default:
		m.within(n, s, reachOf(m.spans(n, s)))
	}
}

func (m *marker) clauses(nodes []Node, s scope) {
	for _, n := range nodes {
		if m.holds(n, s) {
			m.clause(n, s)
		}
	}
}

func (m *marker) add(leaf Node, found []Found) {
	for _, f := range found {
		m.marks = append(m.marks, Mark{f, slices.Index(m.leaves, leaf)})
	}
}

// within marks the leaves of a positional clause that lie in its spans.
func (m *marker) within(n Node, s scope, hulls reach) {
	switch n := n.(type) {
	case *Term, *Pattern, *Phrase:
		m.add(n, m.found(slices.DeleteFunc(m.spans(n, s), func(x span) bool { return !hulls.covers(x) })))
	case *NotNear:
		m.within(n.A, s, hulls)
	case *In:
		for _, t := range m.narrow(n, s) {
			if n.Kid != nil {
				m.within(n.Kid, t, hulls)
			}
		}
	default:
		for _, kid := range Kids(n) {
			m.within(kid, s, hulls)
		}
	}
}
