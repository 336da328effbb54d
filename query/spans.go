package query

import (
	"regexp"
	"slices"
	"sort"
	"strings"

	"dateline/corpus"
)

// leaf returns the spans of a Term or Pattern that lie in s.
func (m matcher) leaf(n Node, s scope) []span {
	var out []span
	for _, field := range s.fields {
		for _, x := range m.whole(n, field) {
			if x.first >= s.first && x.last <= s.last {
				out = append(out, span{field, x.first, x.last})
			}
		}
	}
	return out
}

// whole returns the spans of a Term or Pattern in all of a field.
func (m matcher) whole(n Node, field string) []span {
	spans, known := m.leaves[leafIn{n, field}]
	if !known {
		stream := m.a.Stream(field)
		spans = append(words(n, stream), runs(n, stream)...)
		if m.leaves != nil {
			m.leaves[leafIn{n, field}] = spans
		}
	}
	return spans
}

// words returns the single positions whose word or stem n means.
func words(n Node, stream *corpus.Stream) []span {
	var out []span
	means := meaning(n)
	for i := range stream.Tokens {
		if means(stream, i) {
			out = append(out, span{first: i, last: i + 1})
		}
	}
	return out
}

// meaning returns whether token i of a stream is one that a one-position node means.
func meaning(n Node) func(s *corpus.Stream, i int) bool {
	switch n := n.(type) {
	case *Term:
		var stems []string
		for _, t := range n.Terms {
			if stem, ok := strings.CutPrefix(t, corpus.StemMark); ok {
				stems = append(stems, stem)
			}
		}
		return func(s *corpus.Stream, i int) bool {
			if slices.Contains(n.Terms, s.Tokens[i].Word) {
				return true
			}
			stem := s.Stem(i)
			return stem != "" && slices.Contains(stems, stem)
		}
	case *Pattern:
		match := n.Matcher()
		return func(s *corpus.Stream, i int) bool { return match(s.Tokens[i].Word) }
	}
	return func(*corpus.Stream, int) bool { return false }
}

// runs returns the maximal runs of positions that the entity terms of n cover.
func runs(n Node, stream *corpus.Stream) []span {
	term, ok := n.(*Term)
	if !ok || !slices.ContainsFunc(term.Terms, isEntity) {
		return nil
	}
	covered := make([]bool, len(stream.Tokens)+1)
	for _, c := range stream.Entities {
		if intersects(c.Terms(), term.Terms) {
			for i := c.First; i < c.Last; i++ {
				covered[i] = true
			}
		}
	}
	var out []span
	start := -1
	for i, c := range covered {
		switch {
		case c && start < 0:
			start = i
		case !c && start >= 0:
			out = append(out, span{first: start, last: i})
			start = -1
		}
	}
	return out
}

// isEntity tells a term of the entity or type layer.
func isEntity(term string) bool {
	return strings.HasPrefix(term, corpus.ActorMark) || strings.HasPrefix(term, corpus.PlaceMark) || strings.HasPrefix(term, corpus.TypeMark)
}

// Matcher returns whether a word of the word layer is one that p means. A regular
// expression that does not compile means none; Parse refuses it.
func (p *Pattern) Matcher() func(word string) bool {
	switch p.Kind {
	case Prefix:
		return func(w string) bool { return strings.HasPrefix(w, p.Text) }
	case Fuzzy:
		return func(w string) bool { return distance(w, p.Text, p.Distance) <= p.Distance }
	}
	re, err := regexp.Compile(p.Regexp())
	if err != nil {
		return func(string) bool { return false }
	}
	return re.MatchString
}

// Regexp returns a Wildcard or Regexp as an anchored regular expression.
func (p *Pattern) Regexp() string {
	if p.Kind == Regexp {
		return `\A(?:` + p.Text + `)\z`
	}
	quoted := regexp.QuoteMeta(p.Text)
	quoted = strings.ReplaceAll(quoted, `\*`, `(?s:.*)`)
	return `\A` + strings.ReplaceAll(quoted, `\?`, `(?s:.)`) + `\z`
}

// distance is the optimal string alignment distance of a and b in runes: the
// least number of insertions, deletions, substitutions and swaps of neighbours,
// none of which touches a place twice. Past limit it may return any larger number.
func distance(a, b string, limit int) int {
	s, t := []rune(a), []rune(b)
	if d := len(s) - len(t); d > limit || -d > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := range s {
		row[0] = i + 1
		for j := range t {
			cost := 1
			if s[i] == t[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}

// phrase returns the spans of a phrase in s.
func (m matcher) phrase(n *Phrase, s scope) []span {
	var out []span
	for _, field := range s.fields {
		stream := m.a.Stream(field)
		size := min(len(stream.Tokens), s.last)
		fits := make([][]bool, len(n.Slots)) // slot, position
		for i, slot := range n.Slots {
			means := meaning(slot)
			fits[i] = make([]bool, size)
			for at := s.first; at < size; at++ {
				fits[i][at] = means(stream, at)
			}
		}
		for at := s.first; at < size; at++ {
			starts := slices.ContainsFunc(fits, func(fit []bool) bool { return fit[at] })
			if !starts {
				continue // else what lies behind it would be a shorter window
			}
			if end := window(fits, at, n.Slop, size); end > 0 {
				out = append(out, span{field, at, end})
			}
		}
	}
	return out
}

// window returns the end of the phrase span that starts at, or 0. fits tells which
// slot may stand at which of size positions.
func window(fits [][]bool, at, slop, size int) int {
	if slop < 0 {
		for i := range fits {
			if at+i >= size || !fits[i][at+i] {
				return 0
			}
		}
		return at + len(fits)
	}
	least, most := at+len(fits), min(size, at+len(fits)+slop)
	if most < least {
		return 0
	}
	end := least + sort.Search(most-least+1, func(i int) bool { return placed(fits, at, least+i) })
	if end > most || placed(fits, at+1, end) { // a shorter window lies inside
		return 0
	}
	return end
}

// placed reports whether every slot finds a position of its own in [first, last):
// bipartite matching by augmenting paths.
func placed(fits [][]bool, first, last int) bool {
	holder := map[int]int{} // position to slot
	var seat func(slot int, tried map[int]bool) bool
	seat = func(slot int, tried map[int]bool) bool {
		for at := first; at < last; at++ {
			if !fits[slot][at] || tried[at] {
				continue
			}
			tried[at] = true
			if other, taken := holder[at]; !taken || seat(other, tried) {
				holder[at] = slot
				return true
			}
		}
		return false
	}
	for slot := range fits {
		if !seat(slot, map[int]bool{}) {
			return false
		}
	}
	return true
}

// same returns the hulls that Same yields.
func (m matcher) same(as, bs []span, unit rune) []span {
	var out []span
	for _, field := range fieldOrder {
		stream := m.a.Stream(field)
		starts := stream.Sentences
		if unit == 'p' {
			starts = stream.Paragraphs
		}
		for i, start := range starts {
			end := len(stream.Tokens)
			if i+1 < len(starts) {
				end = starts[i+1]
			}
			out = append(out, near(inside(as, field, start, end), inside(bs, field, start, end), -1, false)...)
		}
	}
	return out
}
