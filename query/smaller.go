package query

// Smaller returns queries that are a step smaller than n: its kids, and n with one
// kid less or a smaller kid. Tests reduce a failing query with it.
func Smaller(n Node) []Node {
	out := append([]Node{}, Kids(n)...)
	switch n := n.(type) {
	case *And:
		for i := range n.Kids {
			for _, k := range append(Smaller(n.Kids[i]), nil) {
				out = append(out, fewer(n, replaced(n.Kids, i, k)))
			}
		}
	case *Or:
		for i := range n.Kids {
			for _, k := range append(Smaller(n.Kids[i]), nil) {
				if kids := replaced(n.Kids, i, k); len(kids) > 1 {
					out = append(out, &Or{n.Span, kids})
				}
			}
		}
	case *Near:
		for _, k := range Smaller(n.A) {
			out = append(out, &Near{n.Span, k, n.B, n.N, n.Ordered})
		}
		for _, k := range Smaller(n.B) {
			out = append(out, &Near{n.Span, n.A, k, n.N, n.Ordered})
		}
	case *NotNear:
		for _, k := range Smaller(n.A) {
			out = append(out, &NotNear{n.Span, k, n.B, n.N})
		}
		for _, k := range Smaller(n.B) {
			out = append(out, &NotNear{n.Span, n.A, k, n.N})
		}
	case *Same:
		for _, k := range Smaller(n.A) {
			out = append(out, &Same{n.Span, k, n.B, n.Unit})
		}
		for _, k := range Smaller(n.B) {
			out = append(out, &Same{n.Span, n.A, k, n.Unit})
		}
	case *AtLeast:
		for _, k := range Smaller(n.Kid) {
			out = append(out, &AtLeast{n.Span, n.N, k})
		}
	case *First:
		for _, k := range Smaller(n.Kid) {
			out = append(out, &First{n.Span, n.N, k})
		}
	case *In:
		if n.Kid != nil {
			for _, k := range Smaller(n.Kid) {
				out = append(out, &In{n.Span, n.Scope, k, n.Speakers})
			}
		}
	}
	return out
}

// replaced is list with kid at i, or without it if kid is nil.
func replaced(list []Node, i int, kid Node) []Node {
	out := append([]Node{}, list[:i]...)
	if kid != nil {
		out = append(out, kid)
	}
	return append(out, list[i+1:]...)
}
