package analyzer

import "dateline/corpus"

// An outlet is cited where the text names it as the source of what it tells: "told
// Reuters", "Reuters reported", "according to Israeli daily Haaretz", "said on CNN",
// "a New York Times report". An outlet that is the subject of the news ("the BBC
// said it would appeal", "CNN fired its host") is not.

const (
	ruleTold      = "told"
	ruleReported  = "reported"
	ruleAccording = "according to"
)

// cites returns the outlets that t cites, each once, in order.
func (p *press) cites(t *text) []corpus.Outlet {
	var out []corpus.Outlet
	seen := map[string]bool{}
	t.learn(p.a.vocabulary(t.lang))
	for i := 0; i < len(t.tokens); {
		first := i
		if t.tokens[i].Word == "the" && i+1 < len(t.tokens) {
			first++
		}
		if t.lexeme(first).outlet == 0 {
			i++
			continue
		}
		id, last := p.at(t, i, len(t.tokens), false)
		if id == "" || !isCapital(t.surface(last-1)) && !isDigit(t.surface(last - 1)[0]) {
			i++
			continue
		}
		if rule, from, upto := p.cue(t, i, last); rule != "" && !seen[id] && (rule != ruleReported && upto == last && !t.continues(last) || p.sure(t, i, last)) {
			seen[id] = true
			out = append(out, p.outlet(id, corpus.Explicit, rule, t.span(from, upto)))
		}
		i = last
	}
	return out
}

// sure reports whether the tokens [i, last) are an outlet's name beyond doubt, or a
// weak name (Time, Politiken) that the noun of its kind stands beside.
func (p *press) sure(t *text, i, last int) bool {
	if id, end := p.at(t, i, last, true); id != "" && end == last {
		return true
	}
	return mediaNouns[t.word(i-1)] || mediaNouns[t.word(last)]
}

// continues reports whether a capitalised word follows the name that ends at last:
// the name may then be a part of another.
func (t *text) continues(last int) bool {
	return last < len(t.tokens) && t.gap(last-1) == " " && isCapital(t.surface(last))
}

// cue returns the rule by which the outlet at [i, last) is cited, and the tokens of
// the evidence, or "".
func (p *press) cue(t *text, i, last int) (rule string, from, upto int) {
	if rule, from = t.cueBefore(i); rule != "" {
		return rule, from, last
	}
	if upto = t.cueAfter(last); upto > 0 {
		return ruleReported, i, upto
	}
	return "", 0, 0
}

// cueBefore looks left of an outlet's name at i, over what describes the outlet (the
// Israeli daily), for what makes it a source.
func (t *text) cueBefore(i int) (string, int) {
	k := i - 1
	for n := 0; n < 6 && k >= 0 && t.close(k) && t.describes(k); n++ {
		k--
	}
	if k < 0 || !t.close(k) {
		return "", 0
	}
	before := t.word(k - 1)
	if k > 0 && !t.close(k-1) {
		before = ""
	}
	switch t.tokens[k].Word {
	case "told", "tells", "telling":
		return ruleTold, k
	case "citing", "quoting", "per":
		return ruleAccording, k
	case "to":
		switch before {
		case "according":
			return ruleAccording, k - 1
		case "speaking", "spoke", "statement", "interview", "comments", "remarks", "confirmed", "spoken", "said", "talking", "leaked", "disclosed":
			return ruleTold, k - 1
		}
	case "by":
		if citedBy[before] {
			return ruleReported, k - 1
		}
	case "with":
		if before == "interview" || before == "interviews" {
			return ruleTold, k - 1
		}
	case "in", "on", "from", "for":
		if citedIn[before] {
			return ruleReported, k - 1
		}
		if t.tokens[k].Word == "on" {
			for n := k - 1; n >= max(0, k-4); n-- {
				if saidOn[t.tokens[n].Word] {
					return ruleTold, n
				}
			}
		}
	}
	return "", 0
}

// close reports whether token k and the next stand in one clause.
func (t *text) close(k int) bool {
	gap := t.gap(k)
	for i := range len(gap) {
		switch gap[i] {
		case ',', ';', ':', '(', ')', '.', '!', '?', '\n', '"':
			return gap[i] == '.' && i == 0 && len(gap) == 1
		}
	}
	return len(gap) <= 6
}

// describes reports whether token k may stand between a cue and the outlet's name.
func (t *text) describes(k int) bool {
	w := t.tokens[k].Word
	return mediaNouns[w] || mediaWords[w] || t.gap(k) == "-" ||
		isCapital(t.surface(k)) && (t.possessive(k) || mediaNouns[t.word(k+1)] || mediaWords[t.word(k+1)])
}

// cueAfter returns the end of a cue right of an outlet's name that ends at last: a verb
// of reporting, or a noun for what it published; 0 for none.
func (t *text) cueAfter(last int) int {
	for k := last; k < len(t.tokens) && k < last+4 && t.close(k-1); k++ {
		w := t.tokens[k].Word
		switch {
		case w == "said" || w == "says" || w == "saying":
			if t.ofItself(k+1) || t.possessive(last-1) {
				return 0
			}
			return k + 1
		case reportVerbs[w]:
			if t.possessive(last-1) || t.ofItself(k+1) {
				return 0
			}
			return k + 1
		case reportNouns[w] && k == last:
			return k + 1
		case mediaNouns[w] || between[w]:
		default:
			return 0
		}
	}
	return 0
}

// ofItself reports whether what is said at k is about the speaker: it would, its host,
// in a statement.
func (t *text) ofItself(k int) bool {
	if t.word(k) == "that" {
		k++
	}
	switch t.word(k) {
	case "it", "its", "they", "their":
		return true
	case "in":
		return t.word(k+1) == "a" && t.word(k+2) == "statement"
	}
	return false
}

var (
	mediaNouns = set(`newspaper newspapers paper daily weekly magazine website site outlet broadcaster channel station network
		agency newswire wire news television tv radio portal service press journal tabloid publication reporter reporters`)
	mediaWords = set(`the a an its s state run owned based language public private local popular online israeli funded
		backed official semi london us uk british american french german saudi leading right left centre center`)
	between     = set("has have had also first earlier later separately previously itself and on monday tuesday wednesday thursday friday saturday sunday")
	citedBy     = set("reported published quoted cited obtained seen broadcast aired carried verified reviewed interviewed conducted revealed released report article story reports analysis investigation interview poll survey shared confirmed")
	citedIn     = set("report reports article articles op ed oped interview column story stories piece editorial essay published wrote writing reported reporting reporter reporters survey poll according")
	saidOn      = set("said says told appeared appearing appearance speaking spoke interview interviewed aired saying")
	reportVerbs = set("reported reports report reporting quoted quotes quoting cited cites citing wrote writes revealed reveals published publishes noted notes added claimed claims found obtained")
	reportNouns = set("report reports article story interview investigation analysis poll survey op oped editorial column")
)
