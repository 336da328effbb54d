package analyzer

import (
	"strings"

	"dateline/corpus"
)

// Reported statements without marks: X said that …, …, X said, according to X ….
// The content is the clause that the reporting verb governs: to the end of its
// sentence, or to where another clause of the reporter's own begins. Quotations
// inside it stay quotations of their own.

// indirect finds the reported statements among the items of a field.
func (w *witness) indirect(ps []item) []corpus.Quote {
	var out []corpus.Quote
	for l := 0; l < len(ps); {
		r := l + 1
		for r < len(ps) && !ps[r].sentence && r-l < 4*farthest {
			r++
		}
		out = w.reported(out, ps, l, min(r, l+farthest))
		l = r
	}
	return out
}

// reported adds the statements of the sentence [l,r), each properly nested in
// those before or apart from them.
func (w *witness) reported(out []corpus.Quote, ps []item, l, r int) []corpus.Quote {
	first := len(out)
	add := func(src source, from, to int) {
		for from < to && (ps[from].word == "that" || adverb(ps[from].word)) {
			from++
		}
		if !statement(ps, from, to) || crosses(out[first:], ps[from].start, ps[to-1].end) {
			return
		}
		start, end := ps[from].start, ps[to-1].end
		out = append(out, corpus.Quote{Field: w.field, Start: start, End: end, Text: w.s[start:end],
			Kind: corpus.Indirect, Speaker: w.speaker(ps, src), Cue: src.cue})
	}
	for i := l; i < r; i++ {
		p := &ps[i]
		if p.quote >= 0 || p.cue == nil && p.gap&(gapComma|gapDash) == 0 && p.word != "according" {
			continue // nothing that an attribution starts with
		}
		switch {
		case i+1 < r && ps[i].word == "according" && ps[i+1].word == "to":
			according(ps, l, i, r, add)
		default:
			if s, ok := aside(ps, l, i, r); ok {
				around(ps, l, i, r, s, add)
				i = max(s.to-1, s.verb)
			} else if s, start, ok := governed(ps, l, i, r); ok {
				add(s, start, stated(ps, l, start, r, s))
			}
		}
	}
	return out
}

// crosses reports whether [start,end) overlaps a quote without nesting, or is one.
func crosses(quotes []corpus.Quote, start, end int) bool {
	for _, q := range quotes {
		apart := end <= q.Start || q.End <= start
		inside := start >= q.Start && end <= q.End
		around := q.Start >= start && q.End <= end
		if !apart && inside == around {
			return true
		}
	}
	return false
}

// aside reads an attribution behind the comma before item i.
func aside(ps []item, l, i, r int) (source, bool) {
	if i == l || ps[i].gap&(gapComma|gapDash) == 0 {
		return source{}, false
	}
	s, ok := tag(ps, i)
	return s, ok && s.verb < r && s.to <= r && (s.how != "inverted" || s.cue == "say") && tailing(ps, s, r)
}

// governed reads the reporting verb at i: its subject, and where its clause starts.
func governed(ps []item, l, i, r int) (s source, start int, ok bool) {
	c := verbAt(ps, i)
	if c.class&clausal == 0 || i > l && ps[i-1].word == "to" {
		return source{}, 0, false
	}
	from, to, ok := subject(ps, l, i)
	if !ok {
		return source{}, 0, false
	}
	start, ok = clause(ps, i, r, c)
	return source{from, to, i, "before", c.lemma}, start, ok
}

// stated returns where the clause that starts at start ends; that of a fronted one
// (While he said so, …) at the first comma.
func stated(ps []item, l, start, r int, s source) int {
	end := clauseEnd(ps, start, r)
	if w := ps[l].word; clauseMarks[w] && s.from <= l+2 && w != "but" && w != "and" {
		end = min(end, nextComma(ps, start, r))
	}
	return end
}

// statement reports whether the items [from,to) can be what somebody stated: three
// words at least outside quotation marks, or one beside a quotation.
func statement(ps []item, from, to int) bool {
	if from < to && (ps[from].word == "which" || ps[from].word == "who" || ps[from].word == "as") {
		return false
	}
	bare, quoted := 0, 0
	for i := from; i < to; i++ {
		if ps[i].quote < 0 {
			bare++
		} else {
			quoted++
		}
	}
	return bare >= 3 || bare >= 1 && quoted >= 1 && ps[from].quote < 0
}

// according reads “according to X” at i: what stands before its comma, or, where it
// opens the sentence, what follows X.
func according(ps []item, l, i, r int, add func(source, int, int)) {
	from, to, ok := phrase(ps, i+2)
	if !ok || to > r {
		return
	}
	src := source{from, to, i, "according to", "according to"}
	if i-l > 2 {
		if start := clauseStart(ps, l, i); i-start >= 3 {
			add(src, start, i)
		}
		return
	}
	for to < r && ps[to].gap&gapComma == 0 {
		to++
	}
	if to < r {
		add(src, to, clauseEnd(ps, to, r))
	}
}

// around adds what an attribution between commas is about: the clause before it,
// or, where that is only a fronted phrase (Rather, he said, …), the one behind.
func around(ps []item, l, i, r int, s source, add func(source, int, int)) {
	from, end := clauseStart(ps, l, i), max(s.to, s.verb+1)
	for end < r && ps[end].gap&(gapComma|gapDash|gapSemi) == 0 {
		end++
	}
	switch {
	case !frontedPhrase(ps, from, i):
		if i-from >= 3 {
			add(s, from, i)
		}
	case r-end >= 3 && ps[end].quote < 0 && ps[i-1].quote < 0 && parenthetic[s.cue]:
		add(s, end, clauseEnd(ps, end, r))
	}
}

// parenthetic are the verbs that stand between commas within what was said.
var parenthetic = set("say add note explain argue write warn acknowledge suggest insist believe")

var fronting = set("as when if while although though since because after before once unless until whereas")

// frontedPhrase reports whether [from,to) is no clause but what may stand before one.
func frontedPhrase(ps []item, from, to int) bool {
	w := ps[from].word
	if fronting[w] || fronted[w] || strings.HasSuffix(w, "ing") {
		return true
	}
	for i := from; i < to; i++ {
		if auxiliaries[ps[i].word] || i > from+1 && cueOf(ps[i].word).class&past != 0 {
			return false
		}
	}
	for i := from; i < to; i++ {
		if pronouns[ps[i].word] || authorial[ps[i].word] {
			return false
		}
	}
	return prepositions[w] || to-from < 4
}

// tailing reports whether an attribution found behind a comma ends the clause: the
// sentence ends or a mark stands close behind it, and no clause of its own follows.
func tailing(ps []item, s source, r int) bool {
	end := max(s.to, s.verb+1)
	for k := end; k < r; k++ {
		if ps[k].gap&(gapComma|gapDash|gapSemi) != 0 {
			return ps[k].quote < 0
		}
		w := ps[k].word
		if w == "that" || ps[k].quote >= 0 && k < end+2 || ps[k].gap&gapColon != 0 {
			return false
		}
		if k == end && !venues[w] && !weekdays[w] && !adverb(w) && cueOf(ps[k-1].word).class&listener == 0 {
			return false
		}
	}
	return r-end < 12
}

// venues are the words that say where or when somebody said it.
var venues = set("on in at during via after before last this earlier when to through")

// clauseStart returns where the statement before item i starts: at the sentence,
// behind a leading conjunction, or behind the attribution of another clause.
func clauseStart(ps []item, l, i int) int {
	start := l
	for k := l + 1; k < i; k++ {
		if ps[k].gap&gapSemi != 0 {
			start = k
		}
	}
	for start < i && (ps[start].word == "but" || ps[start].word == "and" || ps[start].word == "so") {
		start++
	}
	return start
}

// clause returns where the clause that the verb at v governs starts: behind the
// listener, the time and “that”.
func clause(ps []item, v, r int, c cue) (start int, ok bool) {
	for k := v + 1; k < r && k < v+14; k++ {
		if ps[k].quote >= 0 || ps[k].gap&(gapColon|gapSemi|gapStop) != 0 {
			break
		}
		if ps[k].word == "that" && !(k+1 < r && nounAfterThat(ps, v, k)) {
			return k + 1, k+1 < r
		}
		if ps[k].word == "to" && k == v+1 && c.lemma != "promise" && c.lemma != "pledge" && c.lemma != "vow" {
			return 0, false
		}
		if k > v+1 && (auxiliaries[ps[k].word] || pronouns[ps[k].word]) {
			break
		}
	}
	k := v + 1
	if c.class&listener != 0 && c.lemma != "add" && c.lemma != "write" && c.lemma != "warn" {
		if _, to, found := phrase(ps, k); found {
			k = to
		} else if c.lemma == "tell" {
			return 0, false
		}
	}
	for k < r && ps[k].gap&breaks == 0 && (adverb(ps[k].word) || weekdays[ps[k].word] || times[ps[k].word] && weekdays[ps[k-1].word] || ps[k].word == "on" && k+1 < r && weekdays[ps[k+1].word]) {
		k++
	}
	if k >= r || ps[k].quote >= 0 || ps[k].gap&breaks != 0 || prepositions[ps[k].word] && ps[k].word != "to" || ps[k].word == "and" || ps[k].word == "but" || ps[k].word == "so" || ps[k].word == "more" {
		return 0, false
	}
	if w := ps[k].word; c.lemma != "say" && !(pronouns[w] || authorial[w] || determiners[w] || ps[k].upper || w == "to") {
		return 0, false
	}
	if auxiliaries[ps[k].word] && !ps[k].upper || c.lemma == "say" && k+5 > r && ps[r-1].quote < 0 && !finite(ps, k, r) {
		return 0, false
	}
	return k, c.lemma == "say" || finite(ps, k, r) || c.lemma == "tell" && ps[k].word == "to"
}

// finite reports whether a clause seems to start at item k: a pronoun, or a phrase
// with an auxiliary or another verb form close behind it.
func finite(ps []item, k, r int) bool {
	if pronouns[ps[k].word] || authorial[ps[k].word] {
		return true
	}
	for i := k + 1; i < min(r, k+9) && ps[i].gap&breaks == 0; i++ {
		if auxiliaries[ps[i].word] {
			return true
		}
	}
	return false
}

// nounAfterThat reports whether the “that” at k points (said in that interview)
// and opens no clause.
func nounAfterThat(ps []item, v, k int) bool {
	return k > v+1 && prepositions[ps[k-1].word]
}

func nextComma(ps []item, k, r int) int {
	for k++; k < r && ps[k].gap&gapComma == 0; k++ {
	}
	return k
}

// clauseEnd returns where the statement that starts at item from ends.
func clauseEnd(ps []item, from, r int) int {
	for k := from + 2; k < r; k++ {
		g := ps[k].gap
		if ps[k].quote >= 0 {
			continue
		}
		if g&gapSemi != 0 {
			return k
		}
		w := ps[k].word
		if w == "and" || w == "but" || w == "while" {
			for j := k + 1; j < min(r, k+5); j++ {
				if c := verbAt(ps, j); c.class&quoting != 0 && c.class&progress == 0 && (j == k+1 && c.class&past != 0 || j > k+1 && c.class&(noun|base) == 0) {
					return k
				}
			}
		}
		if g&(gapComma|gapDash) == 0 || k+1 < r && ps[k+1].word == "that" {
			continue
		}
		c := verbAt(ps, k)
		switch {
		case c.class&progress != 0, w == "according", w == "but", w == "while":
			return k
		}
		if s, ok := tag(ps, k); ok && s.to <= r && tailing(ps, s, r) {
			return k
		}
	}
	return r
}
