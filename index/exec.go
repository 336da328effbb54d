package index

import (
	"context"
	"slices"
	"sync"
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

// exec executes one request on one segment. It serves one goroutine.
type exec struct {
	ctx    context.Context
	part   *part
	number int // of the part in its view
	live   *roaring.Bitmap
	terms  *expansion
	tokens func(string) []string
	leaves []*leaf
	sets   map[query.Node]*roaring.Bitmap // of clauses that look at no positions
	dates  *segment.Column                // of publication, nil until asked for
	starts []uint32                       // reused by phrase
	few    []uint32                       // reused by scorePairs
	quoted []segment.QuoteSpan            // reused by quotes
	scopes []scope                        // a stack, of quotes in quotes
	dense  []*segment.Dense               // lists as bits, given back by close

	// The round of verify: its documents, and the one that is looked at.
	round int
	asked *roaring.Bitmap // nil where they are listed alone
	list  []uint32
	doc   uint32
}

// execs are those of requests that were answered, for their memory.
var execs = sync.Pool{New: func() any { return new(exec) }}

// newExec returns an exec of no segment.
func newExec() *exec {
	e := execs.Get().(*exec)
	*e = exec{leaves: e.leaves[:0], starts: e.starts[:0], few: e.few[:0], quoted: e.quoted[:0], scopes: e.scopes[:0], dense: e.dense[:0]}
	return e
}

// close gives back the memory of e, which is not used any more.
func (e *exec) close() {
	for _, d := range e.dense {
		denseMemory.Put(d)
	}
	execs.Put(e)
}

// check panics with the error of a cancelled context; search recovers it.
func (e *exec) check() {
	if err := e.ctx.Err(); err != nil {
		panic(cancelled{err})
	}
}

// cancelled is the panic that ends an evaluation whose context is done.
type cancelled struct{ error }

// docs returns the documents of within where n holds in s. The result may share the
// mapped file or be within itself: neither is to be changed.
func (e *exec) docs(n query.Node, s scope, within *roaring.Bitmap) *roaring.Bitmap {
	e.check()
	switch n := n.(type) {
	case *query.All:
		return within
	case *query.And:
		return e.all(n.Kids, s, within)
	case *query.Or:
		if s.whole() && unplaced(n.Kids) == len(n.Kids) {
			return e.and(within, e.marked(n.Kids, s, true))
		}
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
		if in, whole := narrowField(n, s); whole && n.Kid != nil {
			return e.docs(n.Kid, in, within)
		}
	case *query.Term, *query.Pattern:
		if s.whole() {
			return e.and(within, e.candidates(n, s))
		}
	}
	return e.positional(n, s, within)
}

// and intersects a set with within, which often is every document.
func (e *exec) and(within, set *roaring.Bitmap) *roaring.Bitmap {
	if within == e.live && e.part.deleted == nil {
		return set
	}
	return roaring.And(within, set)
}

// positional returns the documents of within where a positional clause holds. A
// clause whose spans stand in one field is asked field by field, the text first,
// each only where it may hold; the others are asked over all fields at once.
func (e *exec) positional(n query.Node, s scope, within *roaring.Bitmap) *roaring.Bitmap {
	if !fieldwise(n) {
		return e.verify(e.and(within, e.candidates(n, s)), func() bool { return e.holds(n, s) })
	}
	out := roaring.New()
	for _, f := range allFields {
		if !s.has(f) {
			continue
		}
		c := e.chain(n, f, s)
		var docs *roaring.Bitmap
		if c != nil {
			docs = e.and(within, c.links[0].word.Docs)
		} else {
			docs = e.and(within, e.candidatesIn(n, f))
		}
		if !out.IsEmpty() {
			docs = roaring.AndNot(docs, out)
		}
		switch {
		case docs.IsEmpty():
		case c != nil:
			c.whole = docs == c.links[0].word.Docs
			out.Or(e.sift(docs, c.sift))
		default:
			out.Or(e.verify(docs, func() bool { return e.holdsIn(n, f, s) }))
		}
	}
	return out
}

// fieldwise tells whether n holds if it holds in one field alone.
func fieldwise(n query.Node) bool {
	switch n.(type) {
	case *query.Term, *query.Pattern, *query.Phrase, *query.Near, *query.NotNear, *query.Same, *query.First, *query.Or:
		return !slices.ContainsFunc(kids(n), func(k query.Node) bool { return !fieldwise(k) })
	}
	return false
}

// all intersects kids: first those that need no positions, then the negated ones,
// then the positional ones on what is left.
func (e *exec) all(kids []query.Node, s scope, within *roaring.Bitmap) *roaring.Bitmap {
	kids = slices.Clone(kids)
	slices.SortStableFunc(kids, func(a, b query.Node) int { return cost(a) - cost(b) })
	out := within
	if n := unplaced(kids); n > 1 && s.whole() {
		out, kids = e.and(within, e.marked(kids[:n], s, false)), kids[n:]
	}
	for _, kid := range kids {
		if out.IsEmpty() {
			break
		}
		out = e.docs(kid, s, out)
	}
	return out
}

// unplaced returns how many of kids, from the first on, need no positions.
func unplaced(kids []query.Node) (n int) {
	for n < len(kids) && cost(kids[n]) == 0 {
		n++
	}
	return n
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
		if _, whole := fieldNamed(n.Scope); whole && n.Kid != nil {
			return cost(n.Kid)
		}
	}
	return c
}

// narrowField returns the scope of an In over a whole field, false for the others.
func narrowField(n *query.In, s scope) (scope, bool) {
	f, ok := fieldNamed(n.Scope)
	switch {
	case !ok:
		return scope{}, false
	case f == byline:
		return scope{fields: 1 << byline, last: unlimited}, true
	}
	return s.only(f), true
}

// candidates returns every document where n may hold in s, and perhaps others. It
// may share the mapped file: it is not to be changed.
func (e *exec) candidates(n query.Node, s scope) *roaring.Bitmap {
	switch n.(type) {
	case *query.Term, *query.Pattern:
		if s == everywhere {
			return e.leaf(n).everywhere()
		}
	}
	var some []*roaring.Bitmap
	for _, f := range allFields {
		if s.has(f) {
			if docs := e.candidatesIn(n, f); !docs.IsEmpty() {
				some = append(some, docs)
			}
		}
	}
	return unite(some)
}

// unite returns the union of sets, which may be one of them.
func unite(sets []*roaring.Bitmap) *roaring.Bitmap {
	switch len(sets) {
	case 0:
		return roaring.New()
	case 1:
		return sets[0]
	case 2:
		return roaring.Or(sets[0], sets[1])
	}
	return roaring.FastOr(sets...)
}

// candidatesIn returns the candidates of n in one field.
func (e *exec) candidatesIn(n query.Node, f field) *roaring.Bitmap {
	e.check()
	switch n := n.(type) {
	case *query.Term, *query.Pattern:
		return e.leaf(n).in(f).docs
	case *query.Phrase:
		return e.every(n.Slots, f)
	case *query.Near:
		return e.every([]query.Node{n.A, n.B}, f)
	case *query.Same:
		return e.every([]query.Node{n.A, n.B}, f)
	case *query.NotNear:
		return e.candidatesIn(n.A, f)
	case *query.AtLeast:
		return e.candidatesIn(n.Kid, f)
	case *query.First:
		return e.candidatesIn(n.Kid, f)
	case *query.And:
		return e.every(n.Kids, f)
	case *query.Or:
		out := roaring.New()
		for _, kid := range n.Kids {
			out.Or(e.candidatesIn(kid, f))
		}
		return out
	case *query.In:
		in, whole := fieldNamed(n.Scope)
		switch {
		case n.Kid == nil:
		case !whole:
			return e.candidatesIn(n.Kid, f)
		case in == byline || in == f:
			return e.candidatesIn(n.Kid, in)
		default:
			return roaring.New()
		}
	}
	return e.part.Live(nil) // clauses that hold for a whole article, negations
}

// every intersects the candidates of kids. Clauses of whole articles do not narrow.
func (e *exec) every(kids []query.Node, f field) *roaring.Bitmap {
	var sets []*roaring.Bitmap
	for _, kid := range kids {
		set := e.candidatesIn(kid, f)
		if set.IsEmpty() {
			return set
		}
		sets = append(sets, set)
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

// verify keeps the candidates of which holds is true, asked in ascending order
// with e.doc set.
func (e *exec) verify(candidates *roaring.Bitmap, holds func() bool) *roaring.Bitmap {
	e.ask(candidates)
	return e.sift(candidates, func(b *batch, docs []uint32) []uint32 {
		held := docs[:0]
		for _, e.doc = range docs {
			if holds() {
				held = append(held, e.doc)
			}
		}
		return held
	})
}

// A batch is documents that are sifted at a time, and memory to do it in: for indexes
// of them, their ranks in two lists, and those of all batches that are kept.
type batch struct {
	docs, at [256]uint32
	ranks    [2][256]uint32
	kept     []uint32
}

var batchMemory = sync.Pool{New: func() any { return new(batch) }}

// sift returns the candidates that keep keeps, batch by batch in ascending order, in
// the memory of each.
func (e *exec) sift(candidates *roaring.Bitmap, keep func(b *batch, docs []uint32) []uint32) *roaring.Bitmap {
	b := batchMemory.Get().(*batch)
	defer batchMemory.Put(b)
	b.kept = b.kept[:0]
	it := candidates.ManyIterator()
	for k := it.NextMany(b.docs[:]); k > 0; k = it.NextMany(b.docs[:]) {
		e.check()
		b.kept = append(b.kept, keep(b, b.docs[:k])...)
	}
	return e.set(b.kept)
}

// set returns the set of documents that ascend. The bits of many are set one by one.
func (e *exec) set(docs []uint32) *roaring.Bitmap {
	if len(docs) <= int(e.part.Docs/64) {
		return roaring.BitmapOf(docs...)
	}
	marks := make([]uint64, (e.part.Docs+63)/64)
	for _, doc := range docs {
		marks[doc/64] |= 1 << (doc % 64)
	}
	return roaring.FromDense(marks, false)
}

// ask begins a round of positional evaluation over docs.
func (e *exec) ask(docs *roaring.Bitmap) {
	e.round++
	e.asked = docs
}

// askEach is ask of a list of documents, which ascend.
func (e *exec) askEach(docs []uint32) {
	e.round++
	e.asked, e.list = nil, docs
}

// within returns the documents of the round.
func (e *exec) within() *roaring.Bitmap {
	if e.asked == nil {
		e.asked = roaring.BitmapOf(e.list...)
	}
	return e.asked
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

func zoneOf(name string) *time.Location {
	if name == "" {
		return nil
	}
	if z, err := time.LoadLocation(name); err == nil {
		return z
	}
	return time.UTC
}
