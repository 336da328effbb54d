package analyzer

// Who says it: a sieve of patterns around a quotation, the surest first. Each
// looks only at words outside quotations of the same level:
//
//	after       “…,” Smith told reporters · “…,” the office said
//	inverted    “…,” said Smith, a spokesman
//	before      Smith said that the plan was “…” · Smith accused them of “…”
//	according   “…,” according to Smith
//	ending      The plan was “…” from the start, Smith said.
//	script      SMITH: “…”
//	carried     a quotation of its own sentence behind an attributed one
//
// A pattern that finds a reporting verb but no subject for it finds nothing:
// an unknown speaker is better than a guessed one.

// A source is where a speaker stands: the items [from,to), how it was found and
// by which verb.
type source struct {
	from, to int
	verb     int
	how, cue string
}

// attribute finds the source of the quotation that item q is.
func attribute(ps []item, q int) (source, bool) {
	l, r := sentenceOf(ps, q)
	if s, ok := behind(ps, q); ok {
		return s, true
	}
	if s, ok := ahead(ps, l, q); ok {
		return s, true
	}
	if s, ok := ending(ps, q, r); ok {
		return s, true
	}
	return script(ps, l, q)
}

// behind reads an attribution right behind the quotation. Where the quotation
// ended its sentence, only a short sentence that is nothing but the attribution counts.
func behind(ps []item, q int) (source, bool) {
	i := q + 1
	if i >= len(ps) || ps[i].paragraph || ps[i].quote >= 0 || ps[i].gap&(gapColon|gapSemi|gapOpen) != 0 {
		return source{}, false
	}
	s, ok := tag(ps, i)
	if !ok {
		return source{}, false
	}
	if ps[i].gap&(gapComma|gapDash) != 0 {
		return s, true
	}
	_, r := sentenceOf(ps, i)
	verb := max(s.to, s.verb+1)
	if cues()[ps[s.verb].word].particle != "" {
		verb++
	}
	for k := verb; k < r; k++ {
		if ps[k].quote >= 0 || ps[k].word == "that" {
			return source{}, false
		}
	}
	switch g := ps[i].gap; {
	case g&gapAsk != 0:
		return s, r-verb < 12
	case g&gapStop != 0:
		return s, r == verb
	}
	return s, r-verb < 4 && s.to-s.from < 5
}

// tag reads an attribution that starts at item i: “Smith said”, “said Smith”,
// “according to Smith”.
func tag(ps []item, i int) (source, bool) {
	v := i
	for v < len(ps) && v < i+2 && adverb(ps[v].word) && ps[v].quote < 0 {
		v++
	}
	if v+1 < len(ps) && ps[v].word == "according" && ps[v+1].word == "to" {
		if from, to, ok := phrase(ps, v+2); ok {
			return source{from, to, v, "according to", "according to"}, true
		}
		return source{}, false
	}
	if v < len(ps) && ps[v].quote < 0 {
		if c := verbAt(ps, v); c.class&quoting != 0 && c.class&(progress|base) == 0 {
			if from, to, ok := phrase(ps, c.end(v)); ok && inverts(ps, c, from, to) {
				return source{from, to, v, "inverted", c.lemma}, true
			}
			return source{}, false
		}
	}
	if i+2 < len(ps) && ps[i].word == "as" { // as Smith put it
		i++
	}
	if clauseMarks[ps[i].word] || verbAt(ps, i).class&progress != 0 || prepositions[ps[i].word] && !determiners[ps[i].word] {
		return source{}, false
	}
	for v = i + 1; v < len(ps) && v < i+24; v++ {
		if ps[v].quote >= 0 || ps[v].sentence || ps[v].gap&(gapColon|gapSemi) != 0 {
			break
		}
		c := verbAt(ps, v)
		if c.class&quoting == 0 || c.class&progress != 0 {
			continue
		}
		if from, to, ok := subject(ps, i, v); ok && ps[to-1].word != "who" && from <= i+2 {
			return source{from, to, v, "after", c.lemma}, true
		}
	}
	return source{}, false
}

// inverts reports whether the phrase that ends before item to can be the subject
// behind the verb c: nothing that it says follows, and it is not its listener.
func inverts(ps []item, c cue, from, to int) bool {
	if to == len(ps) || ps[to].sentence || ps[to].quote >= 0 || ps[to].gap&(breaks|gapStop) != 0 {
		return c.class&listener == 0 || c.lemma != "tell" && c.lemma != "remind" && c.lemma != "assure" && c.lemma != "inform"
	}
	w := ps[to].word
	return c.class&listener == 0 && !pronouns[ps[from].word] && (prepositions[w] || weekdays[w] || adverb(w) || w == "who" || w == "when")
}

// ahead finds the nearest reporting verb before the quotation in its sentence.
func ahead(ps []item, l, q int) (source, bool) {
	for v := q - 1; v >= l; v-- {
		if ps[v].quote >= 0 {
			continue
		}
		if v > l && ps[v].word == "to" && ps[v-1].word == "according" {
			if from, to, ok := phrase(ps, v+1); ok && to <= q {
				return source{from, to, v, "according to", "according to"}, true
			}
		}
		if s, ok := utterance(ps, l, v, q); ok {
			return s, true
		}
		c := verbAt(ps, v)
		if c.class&(quoting|object) == 0 || c.class&quoting == 0 && q-v > 12 {
			continue
		}
		if s, ok := before(ps, l, v, q, c); ok {
			return s, true
		}
	}
	if s, ok := excerpt(ps, l, q); ok {
		return s, true
	}
	if ps[q].gap&gapColon != 0 && q > l+1 {
		if from, to, ok := leading(ps, l, q); ok && (pronouns[ps[from].word] || ps[from].upper) {
			return source{from, to, q, "before", ""}, true
		}
	}
	return source{}, false
}

// excerpt reads ““A river runs dry,” by the Daily’s Ann White: “…””.
func excerpt(ps []item, l, q int) (source, bool) {
	for i := q - 1; ps[q].gap&gapColon != 0 && i > l && i > q-12; i-- {
		if ps[i].word == "by" && ps[i-1].word == titleWord {
			from, to, ok := phraseUntil(ps, i+1, q)
			return source{from, to, q, "before", ""}, ok && to == q
		}
	}
	return source{}, false
}

// before finds the speaker of the reporting verb at v that stands before the
// quotation q: its subject; the phrase behind it where that is set off (“But, said
// Smith, …”); the agent of a passive.
func before(ps []item, l, v, q int, c cue) (source, bool) {
	if c.class&quoting != 0 && c.class&(progress|base) == 0 && (v == l || ps[v].gap&gapComma != 0) {
		if from, to, ok := phrase(ps, c.end(v)); ok && to <= q && ps[to].gap&(gapComma|gapColon) != 0 {
			return source{from, to, v, "inverted", c.lemma}, true
		}
	}
	if v+2 < q && ps[v+1].word == "by" && c.class&past != 0 {
		if from, to, ok := phrase(ps, v+2); ok && to <= q {
			return source{from, to, v, "before", c.lemma}, true
		}
	}
	from, to, ok := subject(ps, l, v)
	if !ok || subordinate(ps, l, from, v, q) {
		return source{}, false
	}
	return source{from, to, v, "before", c.lemma}, true
}

// subordinate reports whether the subject stands in a fronted clause that a comma
// ends before the quotation: When Trump suggested that, Rubio fired back: “…”.
func subordinate(ps []item, l, from, v, q int) bool {
	if from > l+2 || !(clauseMarks[ps[l].word] && ps[l].word != "but" && ps[l].word != "and" && ps[l].word != "yet" && ps[l].word != "so") {
		return false
	}
	for i := v + 1; i < q; i++ {
		if ps[i].gap&gapComma != 0 {
			return true
		}
	}
	return false
}

// utterance reads “her assertion that “…””, the source being the possessor.
func utterance(ps []item, l, n, q int) (source, bool) {
	if n == l || !utterances[ps[n].word] || q-n > 12 {
		return source{}, false
	}
	for p := n - 1; p >= l && p >= n-2; p-- {
		w := ps[p].word
		if w == "his" || w == "her" || w == "their" || possessive(ps, p) && ps[p].upper {
			if !(q == n+1 && ps[q].upper || ps[q-1].word == "that" || ps[q].gap&(gapColon|gapComma) != 0 || ps[n+1].word == "that") {
				return source{}, false
			}
			from := p
			for from > l && ps[p].upper && ps[from-1].upper && ps[from].gap&breaks == 0 {
				from--
			}
			return source{from, p + 1, n, "before", ps[n].word}, true
		}
	}
	return source{}, false
}

// end returns the item behind the verb c at v, its particle included.
func (c cue) end(v int) int {
	if c.particle != "" {
		v++
	}
	return v + 1
}

// verbAt returns the cue at item i, none where it is a quotation or part of a
// name (United States, Associated Press reports).
func verbAt(ps []item, i int) cue {
	if ps[i].quote >= 0 || ps[i].upper && !ps[i].sentence {
		return cue{}
	}
	if ps[i].cue == nil {
		return cue{}
	}
	c := *ps[i].cue
	if c.particle != "" && (i+1 == len(ps) || ps[i+1].word != c.particle) {
		return cue{}
	}
	if c.class == 0 || c.particle != "" || i+1 == len(ps) || ps[i+1].gap&breaks != 0 {
		return c
	}
	next := ps[i+1].word
	if c.class&noun != 0 && c.class&(past|progress) == 0 && (auxiliaries[next] || next == "of") || c.lemma == "continue" && next != "that" && ps[i+1].quote < 0 {
		return cue{}
	}
	return c
}

// ending reads an attribution at the end of the quotation's sentence.
func ending(ps []item, q, r int) (source, bool) {
	for i := q + 1; i < r; i++ {
		if ps[i].quote >= 0 || ps[i].gap&(gapComma|gapDash) == 0 {
			continue
		}
		s, ok := tag(ps, i)
		if ok && s.to <= r {
			s.how = "ending"
			return s, true
		}
	}
	return source{}, false
}

// script reads “SMITH: “…””.
func script(ps []item, l, q int) (source, bool) {
	if ps[q].gap&gapColon == 0 || q == l || q-l > 10 || !ps[l].upper || determiners[ps[l].word] && q-l > 6 {
		return source{}, false
	}
	for i := l; i < q; i++ {
		if ps[i].quote >= 0 || !ps[i].upper && !prepositions[ps[i].word] && !determiners[ps[i].word] || authorial[ps[i].word] || pronouns[ps[i].word] {
			return source{}, false
		}
	}
	return source{l, q, q, "script", ""}, true
}
