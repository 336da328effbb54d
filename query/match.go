package query

import (
	"cmp"
	"slices"
	"sort"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/corpus"
)

// A Found is one span of a match: positions [First, Last) of the stream of Field
// and bytes [Start, End) of the field. Field is "title", "text" or "byline".
type Found struct {
	Field       string
	First, Last int
	Start, End  int
}

// Match evaluates a resolved query on one article, with its streams, by the
// definitions of the nodes and by nothing else: it is the oracle of the engines.
// It reports whether the query holds and the spans that make it true, those of
// every positional clause that holds and is not negated, by field (title, text,
// byline), first and last position.
func Match(n Node, a *corpus.Annotated) ([]Found, bool) {
	m := matcher{a: a}
	if !m.holds(n, everywhere) {
		return nil, false
	}
	found := m.witnesses(n, everywhere)
	slices.SortFunc(found, byFound)
	return slices.Compact(found), true
}

// a scope is where a node is asked: streams, and in them a range of positions.
type scope struct {
	fields      []string
	first, last int
}

const noLimit = int(^uint(0) >> 1)

var everywhere = scope{fields: []string{"title", "text"}, last: noLimit}

// a span is a range of positions [first, last) of one stream.
type span struct {
	field       string
	first, last int
}

// A matcher evaluates clauses on one article. Where it is given a place for them it
// keeps the spans of the leaves, which several clauses and scopes ask for.
type matcher struct {
	a      *corpus.Annotated
	leaves map[leafIn][]span
}

type leafIn struct {
	n     Node
	field string
}

// holds reports whether n holds in s.
func (m matcher) holds(n Node, s scope) bool {
	switch n := n.(type) {
	case *All:
		return true
	case *And:
		return !slices.ContainsFunc(n.Kids, func(k Node) bool { return !m.holds(k, s) })
	case *Or:
		return slices.ContainsFunc(n.Kids, func(k Node) bool { return m.holds(k, s) })
	case *Not:
		return !m.holds(n.Kid, s)
	case *In:
		return slices.ContainsFunc(m.narrow(n, s), func(s scope) bool { return n.Kid == nil || m.holds(n.Kid, s) })
	case *Value:
		return intersects(Values(m.a, n.Field), n.IDs)
	case *DateRange:
		return Within(m.a.Published.Value, n.From, n.To, zone(n.Zone))
	case *Exact:
		return len(m.exact(n)) > 0
	}
	return len(m.spans(n, s)) > 0
}

// spans returns the spans of a positional node in s, sorted and distinct.
func (m matcher) spans(n Node, s scope) []span {
	var out []span
	switch n := n.(type) {
	case *Term, *Pattern:
		out = m.leaf(n, s)
	case *Phrase:
		out = m.phrase(n, s)
	case *Or:
		for _, kid := range n.Kids {
			out = append(out, m.spans(kid, s)...)
		}
	case *Near:
		out = near(m.spans(n.A, s), m.spans(n.B, s), n.N, n.Ordered)
	case *NotNear:
		out = notNear(m.spans(n.A, s), m.spans(n.B, s), n.N)
	case *Same:
		out = m.same(m.spans(n.A, s), m.spans(n.B, s), n.Unit)
	case *AtLeast:
		if kids := m.spans(n.Kid, s); len(kids) >= n.N {
			out = kids
		}
	case *First:
		out = slices.DeleteFunc(m.spans(n.Kid, s), func(x span) bool { return x.last > n.N })
	case *In:
		for _, t := range m.narrow(n, s) {
			out = append(out, m.kid(n, t)...)
		}
	}
	slices.SortFunc(out, bySpan)
	return slices.Compact(out)
}

// kid returns the spans of n in one of its scopes t.
func (m matcher) kid(n *In, t scope) []span {
	if n.Kid == nil {
		return []span{{t.fields[0], t.first, t.last}}
	}
	return m.spans(n.Kid, t)
}

// narrow returns the scopes that n makes of s: one, or one for each quote.
func (m matcher) narrow(n *In, s scope) []scope {
	switch n.Scope {
	case "byline":
		return []scope{{fields: []string{"byline"}, last: noLimit}}
	case "quote":
		return m.quotes(n, s)
	case "lead":
		s.last = min(s.last, m.lead())
		return []scope{s.only("text")}
	}
	return []scope{s.only(n.Scope)}
}

func (s scope) only(field string) scope {
	if !slices.Contains(s.fields, field) {
		return scope{}
	}
	s.fields = []string{field}
	return s
}

// lead returns the position behind the first paragraph of the text.
func (m matcher) lead() int {
	if starts := m.a.TextStream.Paragraphs; len(starts) > 1 {
		return starts[1]
	}
	return len(m.a.TextStream.Tokens)
}

// quotes returns a scope for each quote in s whose speaker all of n.Speakers hold.
func (m matcher) quotes(n *In, s scope) []scope {
	var out []scope
	for _, field := range s.fields {
		for _, q := range m.a.Stream(field).Quotes {
			if q.First >= s.first && q.Last <= s.last && spoken(n.Speakers, q.Speaker) {
				out = append(out, scope{[]string{field}, q.First, q.Last})
			}
		}
	}
	return out
}

func spoken(speakers []Node, id string) bool {
	return !slices.ContainsFunc(speakers, func(n Node) bool {
		v, ok := n.(*Value)
		return !ok || !slices.Contains(v.IDs, id)
	})
}

// witnesses returns the spans of all positional clauses of n that hold in s.
func (m matcher) witnesses(n Node, s scope) []Found {
	switch n := n.(type) {
	case *And:
		return m.each(n.Kids, s)
	case *Or:
		return m.each(n.Kids, s)
	case *In:
		var out []Found
		for _, t := range m.narrow(n, s) {
			if n.Kid == nil {
				out = append(out, m.found(m.kid(n, t))...)
			} else if m.holds(n.Kid, t) {
				out = append(out, m.witnesses(n.Kid, t)...)
			}
		}
		return out
	case *Exact:
		return m.exact(n)
	case *Not, *All, *Value, *DateRange:
		return nil
	}
	return m.found(m.spans(n, s))
}

func (m matcher) each(kids []Node, s scope) []Found {
	var out []Found
	for _, kid := range kids {
		if m.holds(kid, s) {
			out = append(out, m.witnesses(kid, s)...)
		}
	}
	return out
}

// found turns spans of positions into spans of bytes.
func (m matcher) found(spans []span) []Found {
	out := make([]Found, 0, len(spans))
	for _, s := range spans {
		tokens := m.a.Stream(s.field).Tokens
		out = append(out, Found{s.field, s.first, s.last, tokens[s.first].Start, tokens[s.last-1].End})
	}
	return out
}

var fieldOrder = []string{"title", "text", "byline"}

func byField(a, b string) int {
	return cmp.Compare(slices.Index(fieldOrder, a), slices.Index(fieldOrder, b))
}

func bySpan(a, b span) int {
	return cmp.Or(byField(a.field, b.field), cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last))
}

func byFound(a, b Found) int {
	return cmp.Or(byField(a.Field, b.Field), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
}

// exact returns the occurrences of n, their positions those of the tokens that
// they touch.
func (m matcher) exact(n *Exact) []Found {
	var out []Found
	for _, f := range []struct{ name, text string }{{"title", m.a.Title}, {"text", m.a.Text}} {
		for _, at := range occurrences(f.text, n.Text) {
			end := at + len(n.Text)
			first, last := touched(m.a.Stream(f.name).Tokens, at, end)
			out = append(out, Found{f.name, first, last, at, end})
		}
	}
	return out
}

// touched returns the positions of the tokens that share a byte with [start, end).
func touched(tokens []corpus.Token, start, end int) (first, last int) {
	first = sort.Search(len(tokens), func(i int) bool { return tokens[i].End > start })
	for last = first; last < len(tokens) && tokens[last].Start < end; last++ {
	}
	return first, last
}

// occurrences returns the offsets of want in text that begin and end at word borders.
func occurrences(text, want string) []int {
	var out []int
	for at := 0; want != "" && at+len(want) <= len(text); at++ {
		if text[at:at+len(want)] == want && border(text, at) && border(text, at+len(want)) {
			out = append(out, at)
		}
	}
	return out
}

// border reports whether the runes before and behind offset at are not both of words.
func border(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	behind, _ := utf8.DecodeRuneInString(text[at:])
	return !inWord(before) || !inWord(behind)
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r))
}

// zone loads an IANA zone, nil for "". Names are checked when they are given.
func zone(name string) *time.Location {
	if name == "" {
		return nil
	}
	if z, err := time.LoadLocation(name); err == nil {
		return z
	}
	return time.UTC
}

func intersects(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}
