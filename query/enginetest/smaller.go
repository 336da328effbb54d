package enginetest

import "dateline/query"

// smaller returns queries that are a step smaller than n: its kids, and n with one
// kid less or a smaller kid. A failing query is reduced with it.
func smaller(n query.Node) []query.Node {
	out := append([]query.Node{}, query.Kids(n)...)
	switch n := n.(type) {
	case *query.And:
		for i := range n.Kids {
			for _, k := range append(smaller(n.Kids[i]), nil) {
				if kids := replaced(n.Kids, i, k); len(kids) > 1 {
					out = append(out, &query.And{Span: n.Span, Kids: kids, Bare: n.Bare})
				}
			}
		}
	case *query.Or:
		for i := range n.Kids {
			for _, k := range append(smaller(n.Kids[i]), nil) {
				if kids := replaced(n.Kids, i, k); len(kids) > 1 {
					out = append(out, &query.Or{Span: n.Span, Kids: kids})
				}
			}
		}
	case *query.Near:
		for _, k := range smaller(n.A) {
			out = append(out, &query.Near{Span: n.Span, A: k, B: n.B, N: n.N, Ordered: n.Ordered})
		}
		for _, k := range smaller(n.B) {
			out = append(out, &query.Near{Span: n.Span, A: n.A, B: k, N: n.N, Ordered: n.Ordered})
		}
	case *query.NotNear:
		for _, k := range smaller(n.A) {
			out = append(out, &query.NotNear{Span: n.Span, A: k, B: n.B, N: n.N})
		}
		for _, k := range smaller(n.B) {
			out = append(out, &query.NotNear{Span: n.Span, A: n.A, B: k, N: n.N})
		}
	case *query.Same:
		for _, k := range smaller(n.A) {
			out = append(out, &query.Same{Span: n.Span, A: k, B: n.B, Unit: n.Unit})
		}
		for _, k := range smaller(n.B) {
			out = append(out, &query.Same{Span: n.Span, A: n.A, B: k, Unit: n.Unit})
		}
	case *query.AtLeast:
		for _, k := range smaller(n.Kid) {
			out = append(out, &query.AtLeast{Span: n.Span, N: n.N, Kid: k})
		}
	case *query.First:
		for _, k := range smaller(n.Kid) {
			out = append(out, &query.First{Span: n.Span, N: n.N, Kid: k})
		}
	case *query.In:
		if n.Kid != nil {
			for _, k := range smaller(n.Kid) {
				out = append(out, &query.In{Span: n.Span, Scope: n.Scope, Kid: k, Speakers: n.Speakers})
			}
		}
	}
	return out
}

// replaced is list with kid at i, or without it if kid is nil.
func replaced(list []query.Node, i int, kid query.Node) []query.Node {
	out := append([]query.Node{}, list[:i]...)
	if kid != nil {
		out = append(out, kid)
	}
	return append(out, list[i+1:]...)
}
