package main

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"dateline/corpus"
)

// A count holds right answers, answers given and answers wanted.
type count struct{ right, given, found, wanted int }

func (c *count) add(d count) {
	c.right += d.right
	c.given += d.given
	c.found += d.found
	c.wanted += d.wanted
}

func (c count) precision() float64 { return percent(c.right, c.given) }
func (c count) recall() float64    { return percent(c.found, c.wanted) }

func percent(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return 100 * float64(n) / float64(of)
}

// quotation matches what a reader sees between double marks; ” is one of them.
var quotation = regexp.MustCompile(`(?s)“[^”“]*”|"[^"]*"|''.*?''`)

// wantedSpans are the quotations inside the content of direct and mixed
// attributions, at least five words long, marks excluded, found by a rule of its
// own that knows nothing of the analyzer.
func wantedSpans(a *article) []target {
	var out []target
	seen := map[[2]int]bool{}
	for i := range a.Quotes {
		q := &a.Quotes[i]
		if q.Kind == "indirect" {
			continue
		}
		for _, c := range q.Content {
			for _, at := range quotation.FindAllStringIndex(c.text, -1) {
				in := c.text[at[0]:at[1]]
				bare := strings.Trim(in, "“”\"' \n\u00a0")
				lead := strings.Index(in, bare)
				start := c.start + at[0] + lead
				end := start + len(bare)
				if words(bare) < 5 || seen[[2]int{start, end}] || strings.Contains(bare, "\n\n") {
					continue
				}
				seen[[2]int{start, end}] = true
				out = append(out, target{start, end, attributionsOf(a, start, end)})
			}
		}
	}
	return out
}

// A target is a span to be found and the attributions that hold it.
type target struct {
	start, end int
	by         []*attribution
}

// attributionsOf returns the attributions whose content holds most of [start,end):
// the smallest of them, and any of the same size.
func attributionsOf(a *article, start, end int) []*attribution {
	var out []*attribution
	least := 0
	for i := range a.Quotes {
		q := &a.Quotes[i]
		held, size := 0, 0
		for _, c := range q.Content {
			held += overlap(c.start, c.end, start, end)
			size += c.end - c.start
		}
		if held*2 < end-start {
			continue
		}
		if len(out) == 0 || size < least {
			out, least = []*attribution{q}, size
		} else if size == least {
			out = append(out, q)
		}
	}
	return out
}

func overlap(a, b, c, d int) int { return max(0, min(b, d)-max(a, c)) }

// A measure says when a marked quotation counts as right, and whether at all.
type measure struct {
	name  string
	right func(a *article, q *corpus.Quote) bool
	skip  func(a *article, q *corpus.Quote) bool // counts neither way, nil for none
}

// measures are those of the marked quotations. By the first a quotation is right where
// it overlaps what somebody is marked to have said. Annotators left second halves of
// split quotations unmarked, and whole ends of articles: the next two tell how much of
// the rest that is. The last two ask for nine tenths.
var measures = [...]measure{
	{"spans, 5 words and more: in content", touches, nil},
	{"  or going on with it (“…,” X said. “…”)", func(a *article, q *corpus.Quote) bool { return touches(a, q) || resumes(a, q) }, nil},
	{"  in paragraphs with annotations", touches, unmarked},
	{"  nine tenths in one attribution", inside, nil},
	{"  nine tenths in one part", insidePart, nil},
}

// touches reports whether q shares text with the content of an attribution of any
// kind, direct, mixed or indirect.
func touches(a *article, q *corpus.Quote) bool {
	return slices.ContainsFunc(a.Quotes, func(g attribution) bool { return held(g, q) > 0 })
}

// inside asks for nine tenths of q in the content of one attribution, whose parts
// count together.
func inside(a *article, q *corpus.Quote) bool {
	return slices.ContainsFunc(a.Quotes, func(g attribution) bool { return 10*held(g, q) >= 9*(q.End-q.Start) })
}

// insidePart asks for them in one part of a content.
func insidePart(a *article, q *corpus.Quote) bool {
	return slices.ContainsFunc(a.Quotes, func(g attribution) bool {
		return slices.ContainsFunc(g.Content, func(p piece) bool { return 10*overlap(p.start, p.end, q.Start, q.End) >= 9*(q.End-q.Start) })
	})
}

// held counts the bytes of q that are content of g.
func held(g attribution, q *corpus.Quote) (n int) {
	for _, p := range g.Content {
		n += overlap(p.start, p.end, q.Start, q.End)
	}
	return n
}

// unmarked reports whether the paragraph of q holds no part of any attribution.
func unmarked(a *article, q *corpus.Quote) bool {
	start := strings.LastIndexByte(a.Text[:q.Start], '\n') + 1
	end := len(a.Text)
	if i := strings.IndexByte(a.Text[q.End:], '\n'); i >= 0 {
		end = q.End + i
	}
	meets := func(p piece) bool { return overlap(p.start, p.end, start, end) > 0 }
	return !slices.ContainsFunc(a.Quotes, func(g attribution) bool {
		return slices.ContainsFunc(g.Content, meets) || slices.ContainsFunc(g.Source, meets) || slices.ContainsFunc(g.Cue, meets)
	})
}

// scoreSpans counts the marked quotations of five words and more: given ones that
// are right by m, wanted ones that were found.
func scoreSpans(a *article, quotes []corpus.Quote, m measure) count {
	var c count
	for _, q := range quotes {
		if q.Kind == corpus.Indirect || words(q.Text) < 5 || m.skip != nil && m.skip(a, &q) {
			continue
		}
		c.given++
		if m.right(a, &q) {
			c.right++
		} else if report != nil {
			report("span", a, &q, "")
		}
	}
	for _, w := range wantedSpans(a) {
		c.wanted++
		if slices.ContainsFunc(quotes, func(q corpus.Quote) bool { return q.Kind != corpus.Indirect && same(q, w.start, w.end, 9) }) {
			c.found++
		} else if report != nil {
			report("missed span", a, nil, a.Text[w.start:w.end])
		}
	}
	return c
}

// resumes reports whether q goes on with a marked quotation: “…,” Smith said. “…”
// Between the marked content and q, in one paragraph, stand the cue that is marked
// for it and the rest of its sentence. Annotators often left such second halves
// unmarked.
func resumes(a *article, q *corpus.Quote) bool {
	return slices.ContainsFunc(a.Quotes, func(g attribution) bool {
		return g.Kind != "indirect" && slices.ContainsFunc(g.Content, func(c piece) bool {
			return c.end < q.Start && oneSentence(a.Text[c.end:q.Start], c.end, g)
		})
	})
}

// oneSentence reports whether between, which starts at byte at, holds a cue of g and
// ends its only sentence there; stops inside the source of g end none.
func oneSentence(between string, at int, g attribution) bool {
	held := func(p piece) bool { return p.start >= at && p.end <= at+len(between) }
	if !slices.ContainsFunc(g.Cue, held) || strings.Contains(between, "\n") {
		return false
	}
	for _, p := range g.Source {
		if held(p) {
			between = strings.Replace(between, p.text, "", 1)
		}
	}
	between = strings.TrimLeft(strings.TrimRight(between, " '\"“‘\u00a0"), " '\"”’,.?!\u00a0")
	return (strings.HasSuffix(between, ".") || strings.HasSuffix(between, ",")) && !strings.Contains(between, ". ") && !strings.ContainsAny(between, "\"“”")
}

// same reports whether q and [start,end) share n tenths of their union.
func same(q corpus.Quote, start, end, n int) bool {
	both := overlap(q.Start, q.End, start, end)
	return both*10 >= n*(q.End-q.Start+end-start-both)
}

// scoreSpeakers counts the sources of the same quotations: given ones that overlap
// the source of an attribution that holds the quotation; wanted ones likewise. With
// annotated set, quotations that no attribution holds count neither way.
func scoreSpeakers(a *article, quotes []corpus.Quote, annotated bool) count {
	var c count
	for _, q := range quotes {
		if q.Kind == corpus.Indirect || words(q.Text) < 5 || q.Speaker == nil {
			continue
		}
		by := attributionsOf(a, q.Start, q.End)
		if len(by) > 0 && !sourced(by) || annotated && len(by) == 0 {
			continue
		}
		c.given++
		if from(by, q.Speaker) {
			c.right++
		} else if report != nil {
			report("speaker", a, &q, sources(by))
		}
	}
	for _, w := range wantedSpans(a) {
		if !slices.ContainsFunc(w.by, func(g *attribution) bool { return len(g.Source) > 0 }) {
			continue
		}
		c.wanted++
		found, known := false, false
		for i := range quotes {
			if q := &quotes[i]; q.Kind != corpus.Indirect && same(*q, w.start, w.end, 5) && q.Speaker != nil {
				known = true
				found = found || from(w.by, q.Speaker)
			}
		}
		if found {
			c.found++
		} else if report != nil && !known {
			report("no speaker", a, &corpus.Quote{Start: w.start, End: w.end, Text: a.Text[w.start:w.end]}, sources(w.by))
		}
	}
	return c
}

func from(by []*attribution, s *corpus.Speaker) bool {
	return s.Span != nil && slices.ContainsFunc(by, func(g *attribution) bool {
		return slices.ContainsFunc(g.Source, func(p piece) bool { return overlap(p.start, p.end, s.Span.Start, s.Span.End) > 0 })
	})
}

func sources(by []*attribution) string {
	var out []string
	for _, g := range by {
		for _, s := range g.Source {
			out = append(out, s.text)
		}
		out = append(out, "/")
	}
	return strings.Join(out, " ")
}

// reporting are the verbs of saying by which this benchmark tells a reported
// statement from an attitude (supports, wants, a plan), whatever the analyzer knows.
var reporting = regexp.MustCompile(`(?i)\b(sa(y|ys|id|ying)|t(ell|ells|old|elling)|according to|announc\w+|report(ed|s|ing)?|not(ed|es|ing)|suggest(ed|s|ing)?|add(ed|s|ing)?|argu(e|es|ed|ing)|acknowledg\w+|wr(ote|ites|iting|itten)|claim(ed|s|ing)?|explain(ed|s|ing)?|declar(ed|es|ing)|warn(ed|s|ing)?|insist(ed|s|ing)?|den(ied|ies|ying)|admit(s|ted|ting)?|conced(ed|es|ing)|confirm(ed|s|ing)?|conclud(ed|es|ing)|stat(ed|es|ing)|assert(ed|s|ing)?|alleg(ed|es|ing)|contend(ed|s|ing)?|maintain(ed|s|ing)?|predict(ed|s|ing)?|promis(ed|es|ing)|pledg(ed|es|ing)|vow(ed|s|ing)?|recall(ed|s|ing)?|reveal(ed|s|ing)?|indicat(ed|es|ing)|repl(ied|ies|ying)|respond(ed|s|ing)?|remind(ed|s|ing)?|assur(ed|es|ing)|testif(ied|ies|ying)|complain(ed|s|ing)?|reiterat(ed|es|ing)|stress(ed|es|ing)?|emphasi[sz]\w+|point(ed|s|ing)? out)\b`)

// scoreIndirect counts reported statements. A given one is right when its content
// matches that of an attribution of any kind and their sources overlap; one whose
// attribution names no source counts neither way. Wanted are indirect and mixed
// attributions with a source and content of three words or more whose cue holds a
// verb of saying; every asks for those with any cue (supports, wants, a plan).
func scoreIndirect(a *article, quotes []corpus.Quote, match matcher, every bool) (c count) {
	for i := range quotes {
		q := &quotes[i]
		if q.Kind != corpus.Indirect {
			continue
		}
		by := holders(a, q, match)
		if len(by) > 0 && !sourced(by) {
			continue
		}
		c.given++
		if q.Speaker != nil && from(by, q.Speaker) {
			c.right++
		} else if report != nil {
			report("indirect", a, q, sources(by))
		}
	}
	for i := range a.Quotes {
		g := &a.Quotes[i]
		start, end := extent(g)
		if g.Kind == "direct" || len(g.Source) == 0 || words(a.Text[start:end]) < 3 || !every && !reports(g) {
			continue
		}
		c.wanted++
		if slices.ContainsFunc(quotes, func(q corpus.Quote) bool {
			return q.Kind == corpus.Indirect && matches(g, &q, match) && q.Speaker != nil && from([]*attribution{g}, q.Speaker)
		}) {
			c.found++
		} else if report != nil && !every {
			report("missed indirect", a, &corpus.Quote{Start: start, End: end, Text: a.Text[start:end], Cue: g.Cue[0].text}, sources([]*attribution{g}))
		}
	}
	return c
}

// reports tells whether the cue of g holds a verb of saying.
func reports(g *attribution) bool {
	return slices.ContainsFunc(g.Cue, func(p piece) bool { return reporting.MatchString(p.text) })
}

func sourced(by []*attribution) bool {
	return slices.ContainsFunc(by, func(g *attribution) bool { return len(g.Source) > 0 })
}

// A matcher says whether a quote and [start,end) are one content.
type matcher func(q *corpus.Quote, start, end int) bool

// overlapping asks for half of the shorter, the measure of the published systems;
// united for half of the union.
func overlapping(q *corpus.Quote, start, end int) bool {
	return 2*overlap(q.Start, q.End, start, end) >= min(q.End-q.Start, end-start)
}

func united(q *corpus.Quote, start, end int) bool { return same(*q, start, end, 5) }

func one(ok bool) int {
	if ok {
		return 1
	}
	return 0
}

// extent is the span of the content, unless its parts stand far apart: then the
// longest part.
func extent(g *attribution) (start, end int) {
	for i, c := range g.Content {
		switch {
		case i == 0:
			start, end = c.start, c.end
		case c.start >= end && c.start-end < 4:
			end = c.end
		case c.end-c.start > end-start:
			start, end = c.start, c.end
		}
	}
	return start, end
}

func matches(g *attribution, q *corpus.Quote, match matcher) bool {
	start, end := extent(g)
	return match(q, start, end) || slices.ContainsFunc(g.Content, func(c piece) bool { return match(q, c.start, c.end) })
}

// holders returns the attributions that q matches; where one matches that shares
// half of the union, none that share less.
func holders(a *article, q *corpus.Quote, match matcher) []*attribution {
	var close, out []*attribution
	for i := range a.Quotes {
		g := &a.Quotes[i]
		if matches(g, q, united) {
			close = append(close, g)
		} else if matches(g, q, match) {
			out = append(out, g)
		}
	}
	if len(close) > 0 {
		return close
	}
	return out
}

// words counts the words of s.
func words(s string) int {
	return len(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’' }))
}
