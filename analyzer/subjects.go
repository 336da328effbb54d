package analyzer

import "strings"

// subject finds the noun phrase that is the subject of the verb at item v,
// looking left no further than l. It is no parser: it walks over auxiliaries,
// adverbs and appositions to the words that end the phrase, then to a mark or a
// word that must stand before it.
func subject(ps []item, l, v int) (from, to int, ok bool) {
	c := cueOf(ps[v].word)
	e, passive, aux := verbGroup(ps, l, v)
	if negated(ps, l, e, v) || passive && c.class&past != 0 && c.lemma != "quote" {
		return 0, 0, false
	}
	if c.class&progress != 0 && !aux || e >= l && ps[e].word == "to" {
		return outer(ps, l, v)
	}
	if e < l {
		return 0, 0, false
	}
	if ps[e].word == "and" || ps[e].word == "but" || ps[e].word == "or" {
		return outer(ps, l, e)
	}
	if !precedes(ps, e, aux, c) {
		return 0, 0, false
	}
	end := e + 1 // the phrase ends before this item
	switch g := ps[end].gap; {
	case g&gapClose != 0:
		end = openedAt(ps, l, e, gapOpen)
	case g&(gapComma|gapDash) != 0:
		end = apposition(ps, l, e)
	}
	if end <= l {
		return 0, 0, false
	}
	if ps[end-1].word == "who" {
		from, _, ok := nounPhrase(ps, l, end-1)
		return from, end, ok
	}
	from, to, ok = nounPhrase(ps, l, end)
	if ok && end <= e && e-end < 12 && ps[end].gap&(gapComma|gapDash) != 0 {
		to = e + 1 // with its apposition
	}
	return from, to, ok && (c.class&noun == 0 || c.class&(past|progress) != 0 || aux || named(ps, from, to))
}

// negated reports whether the verb group of v, whose subject ends at e, denies the
// speech: would not say, declined to say.
func negated(ps []item, l, e, v int) bool {
	for i := max(l, e); i < v; i++ {
		if negations[ps[i].word] || i > l && ps[i].word == "to" && negations[ps[i-1].word] {
			return true
		}
	}
	return false
}

// precedes reports whether the word at e can end the subject of the verb c.
func precedes(ps []item, e int, aux bool, c cue) bool {
	w, apart := ps[e].word, ps[e+1].gap&breaks != 0
	switch {
	case w == "there", w == "that":
		return false
	case w != "who" && clauseMarks[w] && c.class&past != 0 && !apart: // when asked
		return false
	case c.lemma == "state" && c.class&past == 0 && !pronouns[w]: // the state
		return false
	}
	return !(possessive(ps, e) && !apart) && agrees(ps, e, aux, c)
}

// agrees reports whether a form can be the verb of a subject that ends at item e:
// a bare form wants a plural or an auxiliary.
func agrees(ps []item, e int, aux bool, c cue) bool {
	if c.class&base == 0 || aux {
		return true
	}
	switch w := ps[e].word; w {
	case "they", "i", "we", "you", "people", "men", "women", "many", "some", "others", "most", "media", "who", "few", "both", "police":
		return true
	default:
		return len(w) > 3 && w[len(w)-1] == 's' || ps[e+1].gap&(gapComma|gapClose|gapDash) != 0
	}
}

// named reports whether the phrase is a pronoun, a name, or starts with a
// determiner: only then a form that is also a noun is taken for a verb.
func named(ps []item, from, to int) bool {
	if pronouns[ps[from].word] || determiners[ps[from].word] {
		return true
	}
	for i := from; i < to && (i == from || ps[i].gap&breaks == 0); i++ {
		if c := ps[i].word[0]; c >= '0' && c <= '9' {
			return false
		}
		if !ps[i].upper && !(i == to-1 && strings.HasSuffix(ps[i].word, "s")) {
			return false
		}
	}
	return true
}

// apposition returns where the phrase ends that the text between two commas before
// a verb belongs to. A part that starts like an addition (during a meeting in
// Columbus, Ohio) is skipped with the comma before it.
func apposition(ps []item, l, e int) int {
	end := openedAt(ps, l, e, gapComma|gapDash)
	for n := 0; n < 4 && end > l; n++ {
		start := end - 1
		for start > l && ps[start].gap&breaks == 0 && ps[start-1].quote < 0 {
			start--
		}
		w := ps[start].word
		if start == l || ps[start].gap&gapComma == 0 || !(prepositions[w] || w != "" && w[0] >= '0' && w[0] <= '9' || w == "who" || w == "which" || (determiners[w] || !ps[start].upper && cueOf(w).class == 0 || end-start <= 3) && ps[start-1].upper) {
			return end
		}
		end = start
	}
	return end
}

// verbGroup walks left from a verb over its auxiliaries and adverbs to the item
// before them.
func verbGroup(ps []item, l, v int) (e int, passive, aux bool) {
	for e = v - 1; e >= l && ps[e].quote < 0 && ps[e+1].gap&breaks == 0; e-- {
		w := ps[e].word
		if auxiliaries[w] {
			aux = true
			passive = passive || beForms[w]
			continue
		}
		if !adverb(w) {
			break
		}
	}
	return e, passive, aux
}

// openedAt returns the item before which the apposition ending at e opens.
func openedAt(ps []item, l, e int, by gap) int {
	for i := e; i > l && i > e-25; i-- {
		if ps[i].quote >= 0 {
			return -1
		}
		if ps[i].gap&by != 0 {
			return i
		}
	}
	return -1
}

// outer returns the subject that a participle, an infinitive or the second of two
// joined verbs at v shares: that of the nearest reporting verb before it, else the
// first noun phrase of the sentence.
func outer(ps []item, l, v int) (from, to int, ok bool) {
	if from, to, ok = leading(ps, l, v); ok && (ps[from].upper || pronouns[ps[from].word]) {
		return from, to, true
	}
	for i := v - 1; i > l && i > v-40; i-- {
		if ps[i].quote >= 0 {
			continue
		}
		if c := verbAt(ps, i); c.class != 0 && c.class&(progress|noun|base) == 0 {
			if from, to, ok := subject(ps, l, i); ok {
				return from, to, ok
			}
		}
	}
	return leading(ps, l, v)
}

// leading returns the first noun phrase of a sentence, behind fronted phrases.
func leading(ps []item, l, v int) (from, to int, ok bool) {
	i := l
	for i < v && (ps[i].word == "and" || ps[i].word == "but" || ps[i].word == "so" || ps[i].word == "yet" || adverb(ps[i].word)) {
		i++
	}
	i = behindDateline(ps, i, v)
	for n := 0; n < 3 && i < v && ps[i].quote < 0; n++ {
		if pronouns[ps[i].word] {
			return i, i + 1, true
		}
		next := i + 1
		for next < v && ps[next].gap&gapComma == 0 {
			next++
		}
		w := ps[i].word
		if !prepositions[w] && !clauseMarks[w] && !fronted[w] && cueOf(w).class == 0 && !timely(ps, i, next) && !(next == i+1 && ps[i].upper && n > 0) {
			return phraseUntil(ps, i, v)
		}
		i = next
	}
	return 0, 0, false
}

// behindDateline returns the item behind “WASHINGTON (AP) —” at i, or i.
func behindDateline(ps []item, i, v int) int {
	for k := i; ps[i].paragraph && k < min(v, i+6) && ps[k].quote < 0; k++ {
		if k > i && ps[k].gap&gapDash != 0 {
			return k
		}
		if !ps[k].upper {
			break
		}
	}
	return i
}

var times = set("week month year day night morning afternoon evening weekend weeks months years days hours spring summer fall winter")

// timely reports whether the items tell only a time: a few days later, on Monday.
func timely(ps []item, from, to int) bool {
	last := ps[to-1].word
	return to-from < 5 && (times[last] || last == "later" || last == "ago" || last == "earlier" || weekdays[last])
}

// nounPhrase returns the phrase that ends before item end.
func nounPhrase(ps []item, l, end int) (from, to int, ok bool) {
	if end <= l || ps[end-1].quote >= 0 || authorial[ps[end-1].word] {
		return 0, 0, false
	}
	if pronouns[ps[end-1].word] {
		return end - 1, end, true
	}
	for from = end - 1; from > l && end-from < 16; from-- {
		p := ps[from]
		if ps[from-1].word == "and" && p.upper && from-2 >= l && ps[from-2].upper && p.gap&breaks == 0 && ps[from-1].gap&breaks == 0 {
			continue
		}
		if p.gap&breaks != 0 || p.sentence || ps[from-1].quote >= 0 || clauseMarks[ps[from-1].word] || cueOf(ps[from-1].word).class&past != 0 {
			break
		}
	}
	for i := from; i < end; i++ {
		if auxiliaries[ps[i].word] && !ps[i].upper || pronouns[ps[i].word] {
			return 0, 0, false
		}
	}
	for from < end && (ps[from].word == "and" || adverb(ps[from].word) || clauseMarks[ps[from].word]) {
		from++
	}
	if from < end && prepositions[ps[from].word] { // In an interview Monday Smith
		from = lastName(ps, from, end)
	}
	if from >= end || !nominal(ps, from, end) {
		return 0, 0, false
	}
	if w := ps[from].word; end-from > 1 && !ps[from].upper && (strings.HasSuffix(w, "ed") || strings.HasSuffix(w, "ing")) && prepositions[ps[from+1].word] || w == "having" || w == "being" || irregular[w] && !ps[from].upper {
		return 0, 0, false
	}
	return from, end, true
}

// lastName returns the start of the capitalised words that end before end, or end.
func lastName(ps []item, from, end int) int {
	i := end
	for i > from && ps[i-1].upper && !weekdays[ps[i-1].word] && ps[i-1].quote < 0 {
		i--
	}
	if i == end {
		for k := end - 1; k > from && k > end-4; k-- {
			if determiners[ps[k].word] && !prepositions[ps[k-1].word] {
				return k
			}
		}
	}
	return i
}

// nominal reports whether the items can be a noun phrase that speaks.
func nominal(ps []item, from, end int) bool {
	last := ps[end-1].word
	if weekdays[last] || prepositions[last] || auxiliaries[last] || timely(ps, from, end) || determiners[last] && !standalone[last] ||
		ps[end-1].joined && adverb(last) { // said matter-of-factly
		return false
	}
	return true
}

var standalone = set("some many one both several most few no two three four five six another this these those that")

// phrase returns the noun phrase that starts at item i, to the next mark, verb or
// preposition that is no part of it.
func phrase(ps []item, i int) (from, to int, ok bool) { return phraseUntil(ps, i, len(ps)) }

func phraseUntil(ps []item, i, limit int) (from, to int, ok bool) {
	if i >= limit || ps[i].quote >= 0 || ps[i].gap&(breaks|gapStop) != 0 || authorial[ps[i].word] || clauseMarks[ps[i].word] || prepositions[ps[i].word] || adverb(ps[i].word) {
		if i >= limit || !(ps[i].gap&breaks != 0 && ps[i].quote < 0 && ps[i].upper) {
			return 0, 0, false
		}
	}
	if pronouns[ps[i].word] {
		return i, i + 1, true
	}
	j := i + 1
	for ; j < limit && j < i+16; j++ {
		p := ps[j]
		if p.quote >= 0 || p.sentence || p.gap&breaks != 0 || clauseMarks[p.word] && p.word != "and" || weekdays[p.word] && !determiners[ps[j-1].word] {
			break
		}
		if w := ps[j-1].word; determiners[p.word] && !determiners[w] && !prepositions[w] && w != "and" {
			break
		}
		if auxiliaries[p.word] || pronouns[p.word] || authorial[p.word] || verbLike(ps, i, j) || cueOf(p.word).class != 0 && cueOf(p.word).class&noun == 0 || p.word == "and" && !(j+1 < limit && ps[j+1].upper) {
			break
		}
		if prepositions[p.word] && p.word != "of" && !titles[ps[j-1].word] && !(joins[p.word] && !ps[j-1].upper) {
			break
		}
	}
	return i, j, nominal(ps, i, j)
}

// titles go on with what their holder is charged with: envoy to, minister for.
var titles = set("envoy ambassador adviser advisor secretary minister representative coordinator director commissioner spokesman spokeswoman spokesperson chief president professor")

// irregular are common past forms that end a subject.
var irregular = set("took made went came gave got met left held won lost began saw ran sent put led kept spoke knew stood brought did sought found drew fell sat felt shared released issued")

// verbLike reports whether item j is probably the verb of the phrase that starts at i.
func verbLike(ps []item, i, j int) bool {
	w := ps[j].word
	if ps[j].upper || ps[j].joined || j == i {
		return false
	}
	if irregular[w] {
		return true
	}
	return strings.HasSuffix(w, "ed") && len(w) > 4 && (pronouns[ps[j-1].word] || ps[j-1].upper || j+1 < len(ps) && (determiners[ps[j+1].word] || prepositions[ps[j+1].word] || ps[j+1].word == "that"))
}

// joins are the prepositions that go on with a nominal source: an analyst at
// Brookings, a source with knowledge of the talks.
var joins = set("at for with from close on")

// possessive reports whether item i carries ’s or a bare apostrophe.
func possessive(ps []item, i int) bool { return i+1 < len(ps) && ps[i].owns }
