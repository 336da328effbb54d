package query

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"dateline/corpus"
)

// A Snippet is a passage of an article with what matched in it. Start, End and
// Spans are byte offsets into Field; Text is Field[Start:End] as stored.
type Snippet struct {
	Field string   `json:"field"`
	Start int      `json:"start"`
	End   int      `json:"end"`
	Text  string   `json:"text"`
	Spans [][2]int `json:"spans"`

	Before bool `json:"-"` // its first sentence begins earlier
	After  bool `json:"-"` // its last one ends later
}

// How many passages of a hit are shown, and the length of one in bytes beyond
// which it is cut at words.
const (
	maxSnippets = 3
	maxSnippet  = 360
)

// Snippets returns the passages that show best why an article matches: sentences,
// the first the one that holds most clauses of the query (run, a phrase of its
// words or nil, counts as much as all of them), further ones as long as they add a
// clause. They come in the order of the article. Passages of the title are given
// only where nothing else matched.
func Snippets(run Node, a *corpus.Annotated, marks []Mark) []Snippet {
	if run != nil {
		m := matcher{a: a}
		for _, f := range m.found(m.spans(run, everywhere)) {
			marks = append(marks, Mark{f, runClause})
		}
	}
	var chosen []passage
	rest := passages(a, marks)
	if slices.ContainsFunc(rest, func(p passage) bool { return p.field != "title" }) {
		rest = slices.DeleteFunc(rest, func(p passage) bool { return p.field == "title" })
	}
	seen := map[int]bool{}
	for len(chosen) < maxSnippets {
		best := best(rest, seen)
		if best < 0 {
			break
		}
		for _, m := range rest[best].marks {
			seen[m.Clause] = true
		}
		chosen = append(chosen, rest[best])
		rest = slices.Delete(rest, best, best+1)
	}
	slices.SortFunc(chosen, func(a, b passage) int { return cmp.Or(byField(a.field, b.field), cmp.Compare(a.first, b.first)) })
	out := make([]Snippet, len(chosen))
	for i, p := range chosen {
		out[i] = p.snippet(a)
	}
	return out
}

// runClause is the clause number of the run.
const runClause = -1

// a passage is a sentence in which something matched.
type passage struct {
	field       string
	first, last int // positions
	marks       []Mark
}

// passages returns the sentences of a with their marks. A mark over several
// sentences belongs to the one in which it starts.
func passages(a *corpus.Annotated, marks []Mark) []passage {
	var out []passage
	for _, field := range fieldOrder {
		stream := a.Stream(field)
		held := map[int][]Mark{} // by sentence
		for _, m := range marks {
			if m.Field == field {
				i := sentence(stream, m.First)
				held[i] = append(held[i], m)
			}
		}
		for i, first := range stream.Sentences {
			if len(held[i]) > 0 {
				out = append(out, passage{field: field, first: first, last: sentenceEnd(stream, i), marks: held[i]})
			}
		}
	}
	return out
}

// sentence returns the number of the sentence that holds position at, -1 before the first.
func sentence(s *corpus.Stream, at int) int {
	return sort.SearchInts(s.Sentences, at+1) - 1
}

// sentenceEnd returns the position behind sentence i.
func sentenceEnd(s *corpus.Stream, i int) int {
	if i+1 < len(s.Sentences) {
		return s.Sentences[i+1]
	}
	return len(s.Tokens)
}

// best returns the index of the passage that adds most unseen clauses, the first
// of several, or -1 if none adds any.
func best(list []passage, seen map[int]bool) int {
	at, most := -1, 0
	for i, p := range list {
		fresh, worth := map[int]bool{}, 0
		for _, m := range p.marks {
			if !seen[m.Clause] && !fresh[m.Clause] {
				fresh[m.Clause] = true
				worth++
				if m.Clause == runClause {
					worth += 1000
				}
			}
		}
		if worth > most {
			at, most = i, worth
		}
	}
	return at
}

// snippet cuts the passage out of its field.
func (p passage) snippet(a *corpus.Annotated) Snippet {
	text, tokens := fieldText(a, p.field), a.Stream(p.field).Tokens
	first, last := p.window(tokens)
	s := Snippet{Field: p.field, Start: tokens[first].Start, End: tokens[last-1].End, Spans: [][2]int{}, Before: first > p.first, After: last < p.last}
	if first == p.first {
		s.Start = back(text, s.Start, limit(tokens, first-1))
	}
	if last == p.last {
		s.End = forth(text, s.End, next(tokens, last, len(text)))
	}
	s.Text = text[s.Start:s.End]
	for _, m := range p.marks {
		if m.Start >= s.Start && m.Start < s.End {
			s.Spans = append(s.Spans, [2]int{m.Start, min(m.End, s.End)})
		}
	}
	s.Spans = union(s.Spans)
	return s
}

// window returns the positions shown of a long passage: around as many marks as fit
// behind its first, or those of the run.
func (p passage) window(tokens []corpus.Token) (first, last int) {
	size := func(first, last int) int { return tokens[last-1].End - tokens[first].Start }
	if size(p.first, p.last) <= maxSnippet {
		return p.first, p.last
	}
	at := p.marks[0]
	for _, m := range p.marks {
		if m.Clause == runClause {
			at = m
		}
	}
	first, last = at.First, min(max(at.Last, at.First+1), p.last)
	for grown := true; grown; {
		grown = false
		if last < p.last && size(first, last+1) <= maxSnippet {
			last, grown = last+1, true
		}
		if first > p.first && size(first-1, last) <= maxSnippet {
			first, grown = first-1, true
		}
	}
	return first, last
}

// limit is the end of the token at i, 0 before the first.
func limit(tokens []corpus.Token, i int) int {
	if i < 0 {
		return 0
	}
	return tokens[i].End
}

// next is the start of the token at i, size behind the last.
func next(tokens []corpus.Token, i, size int) int {
	if i >= len(tokens) {
		return size
	}
	return tokens[i].Start
}

// back moves start over the marks of punctuation that stand before it without a space.
func back(text string, start, low int) int {
	for start > low {
		r, size := utf8.DecodeLastRuneInString(text[:start])
		if isSpace(r) {
			break
		}
		start -= size
	}
	return start
}

// forth moves end over the punctuation that stands behind it without a space.
func forth(text string, end, high int) int {
	for end < high {
		r, size := utf8.DecodeRuneInString(text[end:])
		if isSpace(r) {
			break
		}
		end += size
	}
	return end
}

func isSpace(r rune) bool { return r <= ' ' || r == 0x85 || r == 0xa0 || r == 0x2028 || r == 0x2029 }

// fieldText returns the stored text of a field.
func fieldText(a *corpus.Annotated, field string) string {
	switch field {
	case "title":
		return a.Title
	case "byline":
		return strings.Join(a.Byline, ", ")
	}
	return a.Text
}

// union sorts spans and joins those that overlap or touch.
func union(spans [][2]int) [][2]int {
	slices.SortFunc(spans, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	out := [][2]int{}
	for _, s := range spans {
		if n := len(out); n > 0 && s[0] <= out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], s[1])
		} else {
			out = append(out, s)
		}
	}
	return out
}
