package index

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/corpus"
	"dateline/query"
)

// A span is a range of positions [first, last) of one field.
type span struct{ first, last int }

func bySpan(a, b span) int { return cmp.Or(a.first-b.first, a.last-b.last) }

// holds reports whether n holds in s of the current document.
func (e *exec) holds(n query.Node, s scope) bool {
	switch n := n.(type) {
	case *query.And:
		return !slices.ContainsFunc(n.Kids, func(k query.Node) bool { return !e.holds(k, s) })
	case *query.Or:
		return slices.ContainsFunc(n.Kids, func(k query.Node) bool { return e.holds(k, s) })
	case *query.Not:
		return !e.holds(n.Kid, s)
	case *query.In:
		defer e.widen(len(e.scopes))
		return slices.ContainsFunc(e.narrow(n, s), func(t scope) bool { return n.Kid == nil || e.holds(n.Kid, t) })
	case *query.All, *query.Value, *query.DateRange, *query.Exact:
		return e.article(n)
	case *query.AtLeast:
		return e.count(n, s)
	}
	for _, f := range allFields {
		if e.holdsIn(n, f, s) {
			return true
		}
	}
	return false
}

// holdsIn reports whether a positional node has a span in one field of s.
func (e *exec) holdsIn(n query.Node, f field, s scope) bool {
	switch n := n.(type) {
	case *query.Phrase:
		if n.Slop < 0 && s.has(f) {
			return len(e.phraseStarts(n, f, s)) > 0
		}
	case *query.Near:
		a := e.spans(n.A, f, s)
		return len(a) > 0 && joins(a, e.spans(n.B, f, s), n.N, n.Ordered)
	}
	return len(e.spans(n, f, s)) > 0
}

// article reports whether a clause that looks at no positions holds of the current
// document, deciding it once for all documents of the segment.
func (e *exec) article(n query.Node) bool {
	set, ok := e.sets[n]
	if !ok {
		asked, doc := e.within(), e.doc
		set = e.docs(n, everywhere, asked)
		e.ask(asked) // a round of its own: leaves may have gone on
		e.doc = doc
		if e.sets == nil {
			e.sets = map[query.Node]*roaring.Bitmap{}
		}
		e.sets[n] = set
	}
	return set.Contains(e.doc)
}

// count reports whether the spans of n.Kid, over all fields of s, are n.N or more.
func (e *exec) count(n *query.AtLeast, s scope) bool {
	total := 0
	for _, f := range allFields {
		total += len(e.spans(n.Kid, f, s))
	}
	return total >= n.N
}

// spans returns the spans of a positional node in one field of s, sorted and
// distinct. The slice may be reused by the next document.
func (e *exec) spans(n query.Node, f field, s scope) []span {
	switch n := n.(type) {
	case *query.Term, *query.Pattern:
		if s.has(f) {
			return within(e.at(n, f), s)
		}
	case *query.Phrase:
		switch {
		case !s.has(f):
		case n.Slop < 0:
			return e.phrase(n, f, s)
		default:
			return e.loose(n, f, s)
		}
	case *query.Or:
		return e.either(n.Kids, f, s)
	case *query.Near:
		a := e.spans(n.A, f, s)
		if len(a) == 0 {
			return nil
		}
		return join(a, e.spans(n.B, f, s), n.N, n.Ordered)
	case *query.NotNear:
		return apart(e.spans(n.A, f, s), e.spans(n.B, f, s), n.N)
	case *query.Same:
		return e.same(n, f, s)
	case *query.AtLeast:
		if e.count(n, s) {
			return e.spans(n.Kid, f, s)
		}
	case *query.First:
		return slices.DeleteFunc(slices.Clone(e.spans(n.Kid, f, s)), func(x span) bool { return x.last > n.N })
	case *query.In:
		return e.inside(n, f, s)
	}
	return nil
}

// within keeps the spans that lie in the range of s.
func within(spans []span, s scope) []span {
	if s.whole() {
		return spans
	}
	var out []span
	for _, x := range spans {
		if x.first >= s.first && x.last <= s.last {
			out = append(out, x)
		}
	}
	return out
}

func tidy(spans []span) []span {
	slices.SortFunc(spans, bySpan)
	return slices.Compact(spans)
}

func (e *exec) either(kids []query.Node, f field, s scope) []span {
	var out []span
	for _, kid := range kids {
		out = append(out, e.spans(kid, f, s)...)
	}
	return tidy(out)
}

// inside returns the spans of n.Kid in the scopes that n makes of s, as far as
// they are in field.
func (e *exec) inside(n *query.In, f field, s scope) []span {
	var out []span
	defer e.widen(len(e.scopes))
	for _, t := range e.narrow(n, s) {
		switch {
		case n.Kid != nil:
			out = append(out, e.spans(n.Kid, f, t)...)
		case t.has(f):
			out = append(out, span{t.first, t.last})
		}
	}
	return tidy(out)
}

// narrow returns the scopes that n makes of s: one, or one for each quote.
func (e *exec) narrow(n *query.In, s scope) []scope {
	switch n.Scope {
	case "quote":
		return e.quotes(n, s)
	case "lead":
		s.last = min(s.last, int(e.part.Leads()[e.doc]))
		return []scope{s.only(text)}
	}
	in, _ := narrowField(n, s)
	return []scope{in}
}

// widen gives up the scopes that were made since there were so many.
func (e *exec) widen(scopes int) { e.scopes = e.scopes[:scopes] }

// quotes returns a scope for each quote in s that all of n.Speakers hold of. They stand
// on a stack, since a quote scope may be asked within another, until widen.
func (e *exec) quotes(n *query.In, s scope) []scope {
	from := len(e.scopes)
	e.quoted = e.part.AppendQuotes(e.quoted[:0], e.doc)
	for _, q := range e.quoted {
		f := text
		if q.Title {
			f = title
		}
		if s.has(f) && int(q.First) >= s.first && int(q.Last) <= s.last && spoken(n.Speakers, q.Speaker) {
			e.scopes = append(e.scopes, scope{1 << f, int(q.First), int(q.Last)})
		}
	}
	return e.scopes[from:len(e.scopes):len(e.scopes)]
}

func spoken(speakers []query.Node, id string) bool {
	return !slices.ContainsFunc(speakers, func(n query.Node) bool {
		v, ok := n.(*query.Value)
		return !ok || !slices.Contains(v.IDs, id)
	})
}

// slot returns the positions where a slot of a phrase may stand, ascending.
func (e *exec) slot(n query.Node, f field, s scope) []uint32 {
	var pos []uint32
	if or, ok := n.(*query.Or); ok {
		for _, kid := range or.Kids {
			pos = append(pos, e.slot(kid, f, s)...)
		}
		slices.Sort(pos)
		return slices.Compact(pos)
	}
	pos = e.wordsOnly(n, f)
	if s.whole() {
		return pos
	}
	first, _ := slices.BinarySearch(pos, uint32(s.first))
	last, _ := slices.BinarySearch(pos, uint32(min(s.last, 1<<31)))
	return pos[first:max(first, last)]
}

// phrase returns where the slots stand side by side.
func (e *exec) phrase(n *query.Phrase, f field, s scope) []span {
	starts := e.phraseStarts(n, f, s)
	out := make([]span, 0, len(starts))
	for _, at := range starts {
		out = append(out, span{int(at), int(at) + len(n.Slots)})
	}
	return out
}

// phraseStarts returns the first positions of a phrase: those of the first slot
// that each further slot continues.
func (e *exec) phraseStarts(n *query.Phrase, f field, s scope) []uint32 {
	starts := append(e.starts[:0], e.slot(n.Slots[0], f, s)...)
	e.starts = starts
	for i, node := range n.Slots[1:] {
		if len(starts) == 0 {
			break
		}
		starts = follow(starts, e.slot(node, f, s), uint32(i+1))
	}
	return starts
}

// follow keeps the starts that have one of next i positions behind. Both ascend.
func follow(starts, next []uint32, i uint32) []uint32 {
	kept := starts[:0]
	j := 0
	for _, at := range starts {
		for j < len(next) && next[j] < at+i {
			j++
		}
		if j == len(next) {
			break
		}
		if next[j] == at+i {
			kept = append(kept, at)
		}
	}
	return kept
}

// Leaves for the first positions of sentences and of paragraphs.
var (
	sentenceUnit  = &query.Term{Terms: []string{corpus.SentenceTerm}}
	paragraphUnit = &query.Term{Terms: []string{corpus.ParagraphTerm}}
)

// same returns the hulls of Same: within each sentence or paragraph that holds
// spans of both sides.
func (e *exec) same(n *query.Same, f field, s scope) []span {
	as := e.spans(n.A, f, s)
	if len(as) == 0 {
		return nil
	}
	bs := e.spans(n.B, f, s)
	if len(bs) == 0 {
		return nil
	}
	unit := sentenceUnit
	if n.Unit == 'p' {
		unit = paragraphUnit
	}
	units := e.at(unit, f)
	var out []span
	for i, u := range units {
		end := unlimited
		if i+1 < len(units) {
			end = units[i+1].first
		}
		here := scope{first: u.first, last: end}
		if a := inUnit(&as, here); len(a) > 0 {
			out = append(out, join(a, inUnit(&bs, here), -1, false)...)
		}
	}
	return tidy(out)
}

// inUnit returns the spans that lie in s, and takes those that begin before its end off
// the list, which is sorted by start: the units that are asked follow each other.
func inUnit(spans *[]span, s scope) []span {
	rest := *spans
	n := sort.Search(len(rest), func(i int) bool { return rest[i].first >= s.last })
	*spans = rest[n:]
	return within(rest[:n], s)
}

// join returns the hulls of Near for spans sorted by start; n < 0 is no limit. For
// each span of either side only the nearest partner before and after is taken.
func join(as, bs []span, n int, ordered bool) []span {
	if len(as) == 0 || len(bs) == 0 {
		return nil
	}
	var out []span
	pair := func(x, y span, ok bool) {
		if ok && (n < 0 || y.first-x.last+1 <= n) {
			out = append(out, span{x.first, y.last})
		}
	}
	asEnd, bsEnd := byEnd(as), byEnd(bs)
	for _, a := range as {
		b, ok := after(a, bs)
		pair(a, b, ok)
		if !ordered {
			b, ok := before(a, bsEnd)
			pair(b, a, ok)
		}
	}
	for _, b := range bs {
		a, ok := before(b, asEnd)
		pair(a, b, ok)
		if !ordered {
			a, ok := after(b, as)
			pair(b, a, ok)
		}
	}
	return tidy(out)
}

// joins reports whether join returns any hull: whether a span of either side has
// one of the other close behind it.
func joins(as, bs []span, n int, ordered bool) bool {
	return follows(as, bs, n) || !ordered && follows(bs, as, n)
}

// follows reports whether a span of ys starts behind one of xs at most n positions
// away. Both are sorted by start.
func follows(xs, ys []span, n int) bool {
	j := 0
	for _, x := range xs {
		for j > 0 && ys[j-1].first >= x.last { // a span that starts later may end earlier
			j--
		}
		for j < len(ys) && ys[j].first < x.last {
			j++
		}
		if j < len(ys) && ys[j].first-x.last+1 <= n {
			return true
		}
	}
	return false
}

// byEnd sorts spans by end, then, of equal ends, the longest first.
func byEnd(spans []span) []span {
	order := func(a, b span) int { return cmp.Or(a.last-b.last, a.first-b.first) }
	if slices.IsSortedFunc(spans, order) {
		return spans
	}
	spans = slices.Clone(spans)
	slices.SortFunc(spans, order)
	return spans
}

// after returns the nearest of spans (sorted by start) behind x, of several the shortest.
func after(x span, spans []span) (span, bool) {
	i := sort.Search(len(spans), func(i int) bool { return spans[i].first >= x.last })
	if i == len(spans) {
		return span{}, false
	}
	return spans[i], true
}

// before returns the nearest of spans (sorted by end) before x, of several the shortest.
func before(x span, spans []span) (span, bool) {
	i := sort.Search(len(spans), func(i int) bool { return spans[i].last > x.first })
	if i == 0 {
		return span{}, false
	}
	return spans[i-1], true
}

// apart returns the spans of as that no span of bs touches or comes within n of.
// Both are sorted by start.
func apart(as, bs []span, n int) []span {
	var out []span
	j, last := 0, math.MinInt32 // the spans bs[:j] begin near enough before the end; last is the furthest end of them
	for _, a := range byEnd(as) {
		for ; j < len(bs) && bs[j].first-a.last+1 <= n; j++ {
			last = max(last, bs[j].last)
		}
		if a.first-last+1 > n {
			out = append(out, a)
		}
	}
	return tidy(out)
}
