package analyzer

import "dateline/corpus"

// A longForm is the name that an acronym stands for, and the text in which it stands.
type longForm struct {
	*finding
	in *text
}

// acronyms links an acronym to the name that introduces it in brackets, "World
// Food Programme (WFP)" or "WFP (World Food Programme)", there and wherever else
// it stands in capitals in the article.
func (r *resolver) acronyms() {
	for i, t := range r.doc {
		r.spelledOut(i, t)
	}
	meaning := map[string]longForm{}
	r.each(func(t *text, x *finding) {
		if x.nested || x.last-x.first < 2 {
			return
		}
		if i := t.bracketed(x.last); i > 0 && abbreviates(t, i, x) {
			meaning[t.word(i)] = longForm{x, t}
		}
	})
	if len(meaning) == 0 {
		return
	}
	for i, t := range r.doc {
		r.add(i, r.expand(t, r.found[i], meaning))
	}
}

// spelledOut finds the long forms that nobody saw: words before a bracketed acronym
// whose first letters spell it, the lower-case words between them aside.
func (r *resolver) spelledOut(i int, t *text) {
	var fresh []finding
	found, next := r.found[i], 0
	for k := range t.tokens {
		if t.bracketed(k) == 0 {
			continue
		}
		first := t.spells(k)
		if first < 0 || len(fresh) > 0 && fresh[len(fresh)-1].last > first {
			continue
		}
		for next < len(found) && found[next].last <= first {
			next++
		}
		end := next
		for end < len(found) && found[end].first < k {
			end++
		}
		if !standsAlone(found[next:end], first, k) {
			continue
		}
		for j := range found[next:end] {
			x := &found[next+j]
			x.drop = x.drop || len(x.senses) == 0
			x.nested = true
		}
		fresh = append(fresh, finding{first: first, last: k, typ: corpus.Organisation, score: 0.5})
	}
	r.add(i, fresh)
}

// standsAlone reports whether every one of inner lies within [first, last) and none
// is all of it.
func standsAlone(inner []finding, first, last int) bool {
	for _, x := range inner {
		if !x.drop && (x.first < first || x.last > last || x.first == first && x.last == last) {
			return false
		}
	}
	return true
}

// spells returns the first of the words before token k whose capitals spell it, or -1.
func (t *text) spells(k int) int {
	short := t.word(k)
	at := len(short) - 1
	for i := k - 1; i >= 0 && k-i < 3*len(short) && len(short) >= 2; i-- {
		capital := isCapital(t.surface(i)) && !isCaps(t.surface(i))
		switch {
		case capital && t.word(i)[0] == short[at]:
			if at--; at < 0 {
				return i
			}
		case capital || len(t.gap(i)) > 1 && i < k-1 || len(t.word(i)) > 3:
			return -1
		}
	}
	return -1
}

// bracketed returns the position of a single capitalised token that stands in
// brackets behind the token before i, or 0.
func (t *text) bracketed(i int) int {
	if i <= 0 || i >= len(t.tokens) || t.before(i) != '(' || !isCaps(t.surface(i)) {
		return 0
	}
	before, after := t.gap(i-1), t.gap(i)
	if len(before) < 2 || before[len(before)-1] != '(' || after == "" || after[0] != ')' {
		return 0
	}
	return i
}

// abbreviates reports whether token i is made of first letters of the words of x, in order.
func abbreviates(t *text, i int, x *finding) bool {
	short := t.word(i)
	at := 0
	for j := x.first; j < x.last && at < len(short); j++ {
		if t.word(j)[0] == short[at] {
			at++
		}
	}
	return len(short) >= 2 && at == len(short)
}

// expand decides the findings that are one of the acronyms and finds those that nobody saw.
func (r *resolver) expand(t *text, found []finding, meaning map[string]longForm) []finding {
	var out []finding
	next := 0
	for i := range t.tokens {
		for next < len(found) && (found[next].drop || found[next].last <= i) {
			next++
		}
		x, ok := meaning[t.tokens[i].Word]
		if !ok || !isCaps(t.surface(i)) {
			continue
		}
		if next < len(found) && found[next].first <= i {
			if found[next].last-found[next].first > 1 {
				continue
			}
			r.stand(&found[next], x)
			continue
		}
		fresh := finding{first: i, last: i + 1, typ: corpus.Organisation}
		r.stand(&fresh, x)
		out = append(out, fresh)
	}
	return out
}

// stand makes x mean what long means.
func (r *resolver) stand(x *finding, long longForm) {
	if len(x.senses) == 1 && len(long.senses) == 0 && r.one(x) != nil && long.entity == "" {
		long.senses = x.senses // the long form is unknown, the acronym is not
		return
	}
	x.senses, x.typ, x.score = long.senses, long.typ, long.score
	x.entity, x.name, x.how = long.entity, long.name, "acronym introduced in the article"
	if x.entity == "" && len(x.senses) == 0 {
		x.name = properName(long.in, long.first, long.last)
		x.entity = "~" + slug(x.name)
	}
}
