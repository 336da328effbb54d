package web

import (
	"cmp"
	"fmt"
	"slices"

	"dateline/corpus"
	"dateline/query"
)

// run is a stretch of text under the same marks.
type run struct {
	Text    string
	Match   bool
	Quote   int   // number of the innermost quotation, 0 for none
	Opens   []int // numbers of the quotations that begin here
	Mention int   // number of the innermost mention, 0 for none
	Type    string
	Tip     string
}

// runs cuts a field wherever a mention, a quotation or a match begins or ends.
// Mentions nest: the innermost one, the shortest, is linked.
func runs(a *corpus.Annotated, field, text string, marks []query.Mark) []run {
	in := func(f string) bool { return f == field || f == "" && field == "text" }
	var mentions, quotes, matches sweep
	for i, m := range a.Mentions {
		if in(m.Field) {
			mentions.add(i, m.Start, m.End)
		}
	}
	for i, q := range a.Quotes {
		if in(q.Field) {
			quotes.add(i, q.Start, q.End)
		}
	}
	for i, m := range marks {
		if in(m.Field) {
			matches.add(i, m.Start, m.End)
		}
	}
	cuts := []int{0, len(text)}
	for _, s := range []*sweep{&mentions, &quotes, &matches} {
		cuts = s.sort(cuts)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var out []run
	for i := 1; i < len(cuts) && cuts[i] <= len(text); i++ {
		start := cuts[i-1]
		r := run{Text: plain(text[start:cuts[i]])}
		for _, q := range quotes.to(start) {
			r.Quote = max(r.Quote, q.n+1)
		}
		for _, q := range quotes.begun {
			r.Opens = append(r.Opens, q.n+1)
		}
		if open := mentions.to(start); len(open) > 0 {
			n := slices.MinFunc(open, func(a, b stretch) int { return cmp.Or(a.end-a.start-(b.end-b.start), a.n-b.n) }).n
			m := a.Mentions[n]
			r.Mention, r.Type, r.Tip = n+1, string(m.Type), plain(fmt.Sprintf("%s, %s as %s", m.Name, kindName(string(m.Type)), m.Role))
		}
		r.Match = len(matches.to(start)) > 0
		out = append(out, r)
	}
	return out
}

// A stretch is the n-th of a list of pieces of a field.
type stretch struct{ n, start, end int }

// A sweep goes over a field from its beginning and knows the stretches that are open, so
// that an article with a hundred thousand of them is cut in one pass.
type sweep struct {
	rest  []stretch // by start
	open  []stretch
	begun []stretch // at the position asked last
}

func (s *sweep) add(n, start, end int) { s.rest = append(s.rest, stretch{n, start, end}) }

// sort readies the stretches, which were added, and adds their ends to cuts.
func (s *sweep) sort(cuts []int) []int {
	slices.SortStableFunc(s.rest, func(a, b stretch) int { return a.start - b.start })
	for _, x := range s.rest {
		cuts = append(cuts, x.start, x.end)
	}
	return cuts
}

// to returns the stretches that hold the byte at a position, which is behind the last one
// that was asked for.
func (s *sweep) to(at int) []stretch {
	s.begun = s.begun[:0]
	for len(s.rest) > 0 && s.rest[0].start <= at {
		s.begun = append(s.begun, s.rest[0])
		s.open, s.rest = append(s.open, s.rest[0]), s.rest[1:]
	}
	s.open = slices.DeleteFunc(s.open, func(x stretch) bool { return x.end <= at })
	return s.open
}
