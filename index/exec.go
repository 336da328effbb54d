package index

import (
	"context"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/index/segment"
	"dateline/query"
)

// Execution works on one segment at a time, in two steps. docs turns a clause into
// the set of documents where it holds: dictionary look-ups and bitmap operations
// alone, as far as the clause needs no positions. A positional clause first yields
// its candidates, the documents that hold its words at all, intersected with what
// the rest of the query leaves; only for these are positions decoded, document by
// document in ascending order, and spans computed as the comments of query/node.go
// define them (spans.go).

// A scope is where a clause is asked: fields and, in them, a range of positions.
type scope struct {
	fields      []string
	first, last int
}

const unlimited = int(^uint(0) >> 1)

var everywhere = scope{fields: []string{segment.TitleField, segment.TextField}, last: unlimited}

// whole tells that the scope is whole fields, so that a word needs no positions.
func (s scope) whole() bool { return s.first == 0 && s.last == unlimited }

func (s scope) only(field string) scope {
	if !slices.Contains(s.fields, field) {
		return scope{}
	}
	s.fields = []string{field}
	return s
}

// exec executes one request on one segment. It serves one goroutine.
type exec struct {
	ctx    context.Context
	part   *part
	terms  *expansion
	zone   *time.Location
	tokens func(string) []string
	leaves map[query.Node]*leaf
	sets   map[query.Node]*roaring.Bitmap // of clauses that look at no positions
	starts []int                          // reused by phrase

	// The round of verify: its documents, and the one that is looked at.
	round int
	asked *roaring.Bitmap
	doc   uint32
}

// check panics with the error of a cancelled context; search recovers it.
func (e *exec) check() {
	if err := e.ctx.Err(); err != nil {
		panic(cancelled{err})
	}
}

// cancelled is the panic that ends an evaluation whose context is done.
type cancelled struct{ error }

// docs returns the documents of within where n holds in s. The caller owns the
// result; within is not changed.
func (e *exec) docs(n query.Node, s scope, within *roaring.Bitmap) *roaring.Bitmap {
	e.check()
	switch n := n.(type) {
	case *query.All:
		return within.Clone()
	case *query.And:
		return e.all(n.Kids, s, within)
	case *query.Or:
		out := roaring.New()
		for _, kid := range n.Kids {
			out.Or(e.docs(kid, s, within))
		}
		return out
	case *query.Not:
		return roaring.AndNot(within, e.docs(n.Kid, s, within))
	case *query.Value:
		return roaring.And(within, e.values(n.Field, n.IDs))
	case *query.DateRange:
		return roaring.And(within, e.dated(n.From, n.To, zoneOf(n.Zone)))
	case *query.Exact:
		return e.exact(n, within)
	case *query.In:
		if in := e.narrowField(n, s); in != nil {
			return e.docs(n.Kid, *in, within)
		}
	case *query.Term, *query.Pattern:
		if s.whole() {
			return roaring.And(within, e.candidates(n, s))
		}
	}
	return e.verify(n, s, roaring.And(within, e.candidates(n, s)))
}

// all intersects kids: first those that need no positions, then the negated ones,
// then the positional ones on what is left.
func (e *exec) all(kids []query.Node, s scope, within *roaring.Bitmap) *roaring.Bitmap {
	kids = slices.Clone(kids)
	slices.SortStableFunc(kids, func(a, b query.Node) int { return cost(a) - cost(b) })
	out := within
	for _, kid := range kids {
		out = e.docs(kid, s, out)
		if out.IsEmpty() {
			break
		}
	}
	return out
}

// cost orders clauses: 0 by dictionary and bitmaps alone, 1 the negation of such,
// 2 by positions, 3 by stored texts.
func cost(n query.Node) int {
	c := 2
	switch n := n.(type) {
	case *query.All, *query.Term, *query.Pattern, *query.Value, *query.DateRange:
		return 0
	case *query.Exact:
		return 3
	case *query.Not:
		return max(1, cost(n.Kid))
	case *query.And:
		c = 0
		for _, kid := range n.Kids {
			c = max(c, cost(kid))
		}
	case *query.Or:
		c = 0
		for _, kid := range n.Kids {
			c = max(c, cost(kid))
		}
	case *query.In:
		if n.Kid != nil && (n.Scope == segment.TitleField || n.Scope == segment.TextField || n.Scope == segment.BylineField) {
			return cost(n.Kid)
		}
	}
	return c
}

// narrowField returns the scope of an In over a whole field, nil for the others.
func (e *exec) narrowField(n *query.In, s scope) *scope {
	if n.Kid == nil {
		return nil
	}
	switch n.Scope {
	case segment.BylineField:
		return &scope{fields: []string{segment.BylineField}, last: unlimited}
	case segment.TitleField, segment.TextField:
		t := s.only(n.Scope)
		return &t
	}
	return nil
}

// candidates returns every document where n may hold in s, and perhaps others. It
// may share the mapped file: it is not to be changed.
func (e *exec) candidates(n query.Node, s scope) *roaring.Bitmap {
	out := roaring.New()
	for _, f := range s.fields {
		out.Or(e.candidatesIn(n, f))
	}
	return out
}

// candidatesIn returns the candidates of n in one field.
func (e *exec) candidatesIn(n query.Node, field string) *roaring.Bitmap {
	e.check()
	switch n := n.(type) {
	case *query.Term, *query.Pattern:
		return e.leaf(n).in(field).docs
	case *query.Phrase:
		return e.every(n.Slots, field)
	case *query.Near:
		return e.every([]query.Node{n.A, n.B}, field)
	case *query.Same:
		return e.every([]query.Node{n.A, n.B}, field)
	case *query.NotNear:
		return e.candidatesIn(n.A, field)
	case *query.AtLeast:
		return e.candidatesIn(n.Kid, field)
	case *query.First:
		return e.candidatesIn(n.Kid, field)
	case *query.And:
		return e.every(n.Kids, field)
	case *query.Or:
		out := roaring.New()
		for _, kid := range n.Kids {
			out.Or(e.candidatesIn(kid, field))
		}
		return out
	case *query.In:
		switch {
		case n.Kid == nil:
		case n.Scope == segment.BylineField:
			return e.candidatesIn(n.Kid, n.Scope)
		case n.Scope == segment.TitleField || n.Scope == segment.TextField:
			if n.Scope == field {
				return e.candidatesIn(n.Kid, field)
			}
			return roaring.New()
		default:
			return e.candidatesIn(n.Kid, field)
		}
	}
	return e.part.Live(nil) // clauses that hold for a whole article, negations
}

// every intersects the candidates of kids. Clauses of whole articles do not narrow.
func (e *exec) every(kids []query.Node, field string) *roaring.Bitmap {
	var sets []*roaring.Bitmap
	for _, kid := range kids {
		sets = append(sets, e.candidatesIn(kid, field))
	}
	slices.SortFunc(sets, func(a, b *roaring.Bitmap) int { return int(a.GetCardinality()) - int(b.GetCardinality()) })
	out := sets[0]
	for _, set := range sets[1:] {
		if out = roaring.And(out, set); out.IsEmpty() {
			break
		}
	}
	return out
}

// verify keeps the candidates where n holds in s by its positions.
func (e *exec) verify(n query.Node, s scope, candidates *roaring.Bitmap) *roaring.Bitmap {
	out := roaring.New()
	if candidates.IsEmpty() {
		return out
	}
	e.round++
	e.asked = candidates
	it := candidates.ManyIterator()
	var docs [256]uint32
	for k := it.NextMany(docs[:]); k > 0; k = it.NextMany(docs[:]) {
		e.check()
		held := docs[:0]
		for _, e.doc = range docs[:k] {
			if e.holds(n, s) {
				held = append(held, e.doc)
			}
		}
		out.AddMany(held)
	}
	return out
}

// values returns the documents that hold one of ids in a keyword field.
func (e *exec) values(field string, ids []string) *roaring.Bitmap {
	switch field {
	case "lang":
		field = segment.Language
	case "id":
		field = segment.IDField
	}
	out := roaring.New()
	for _, id := range ids {
		if p, ok := e.part.Postings(field, id); ok {
			out.Or(p.Docs)
		}
	}
	return out
}

// dated returns the documents all of whose days lie in [from, to].
func (e *exec) dated(from, to string, zone *time.Location) *roaring.Bitmap {
	c := e.part.Column(segment.Published)
	in := make([]bool, c.Len())
	for ord := range in {
		in[ord] = query.Within(c.Term(uint32(ord)), from, to, zone)
	}
	out := roaring.New()
	for doc := range e.part.Docs {
		if ords := c.Ords(doc); len(ords) > 0 && in[ords[0]] {
			out.Add(doc)
		}
	}
	return out
}

func zoneOf(name string) *time.Location {
	if name == "" {
		return nil
	}
	if z, err := time.LoadLocation(name); err == nil {
		return z
	}
	return time.UTC
}
