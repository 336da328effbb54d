package query

import (
	"cmp"
	"slices"
	"sort"
)

// An article may be megabytes of the two words that a query asks for, so what compares
// the spans of two clauses looks partners up in sorted lists and never at all pairs.
// The lists that come from spans are sorted by bySpan.

// near returns the hulls that Near yields; n < 0 is no limit.
func near(as, bs []span, n int, ordered bool) []span {
	var out []span
	join := func(x, y span, ok bool) {
		if ok && (n < 0 || y.first-x.last+1 <= n) {
			out = append(out, span{x.field, x.first, y.last})
		}
	}
	asEnd, bsEnd := byEnd(as), byEnd(bs)
	for _, a := range as {
		b, ok := after(a, bs)
		join(a, b, ok)
		if b, ok := before(a, bsEnd); !ordered {
			join(b, a, ok)
		}
	}
	for _, b := range bs {
		a, ok := before(b, asEnd)
		join(a, b, ok)
		if a, ok := after(b, as); !ordered {
			join(b, a, ok)
		}
	}
	return out
}

// byEnd returns spans by field and end, of equal ends the shortest last.
func byEnd(spans []span) []span {
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b span) int {
		return cmp.Or(byField(a.field, b.field), cmp.Compare(a.last, b.last), cmp.Compare(a.first, b.first))
	})
	return spans
}

// after returns the nearest of spans behind x, and of those that start there the shortest.
func after(x span, spans []span) (span, bool) {
	i := from(spans, x.field, x.last)
	if i == len(spans) || spans[i].field != x.field {
		return span{}, false
	}
	return spans[i], true
}

// before returns the nearest of spans, sorted by byEnd, before x, and of those that end
// there the shortest.
func before(x span, spans []span) (span, bool) {
	i := sort.Search(len(spans), func(i int) bool {
		return cmp.Or(byField(spans[i].field, x.field), cmp.Compare(spans[i].last, x.first)) > 0
	})
	if i == 0 || spans[i-1].field != x.field {
		return span{}, false
	}
	return spans[i-1], true
}

// from returns the index of the first of spans that starts at position first of field or behind.
func from(spans []span, field string, first int) int {
	return sort.Search(len(spans), func(i int) bool {
		return cmp.Or(byField(spans[i].field, field), cmp.Compare(spans[i].first, first)) >= 0
	})
}

// inside returns the spans of a field that lie wholly in [first, last).
func inside(spans []span, field string, first, last int) []span {
	var out []span
	for _, s := range spans[from(spans, field, first):] {
		if s.field != field || s.first >= last {
			break
		}
		if s.last <= last {
			out = append(out, s)
		}
	}
	return out
}

// A reach is a list of spans, sorted by bySpan, in which each goes to the furthest end of
// those that start there or before.
type reach []span

func reachOf(spans []span) reach {
	out := slices.Clone(spans)
	for i := 1; i < len(out); i++ {
		if out[i].field == out[i-1].field {
			out[i].last = max(out[i].last, out[i-1].last)
		}
	}
	return out
}

// last returns the furthest end of the spans of field that start at position first or
// before, and whether there are any.
func (r reach) last(field string, first int) (int, bool) {
	i := sort.Search(len(r), func(i int) bool {
		return cmp.Or(byField(r[i].field, field), cmp.Compare(r[i].first, first)) > 0
	})
	if i == 0 || r[i-1].field != field {
		return 0, false
	}
	return r[i-1].last, true
}

// covers reports whether x lies within one of the spans.
func (r reach) covers(x span) bool {
	last, ok := r.last(x.field, x.first)
	return ok && x.last <= last
}

// notNear returns the spans of as that no span of bs touches or comes within n of.
func notNear(as, bs []span, n int) []span {
	r := reachOf(bs)
	return slices.DeleteFunc(as, func(a span) bool {
		last, ok := r.last(a.field, a.last-1+n)
		return ok && a.first-last+1 <= n
	})
}
