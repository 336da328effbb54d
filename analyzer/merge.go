package analyzer

import (
	"slices"

	"dateline/corpus"
)

// merge makes findings of the authority's matches and the recogniser's names.
// Where both name the same tokens the authority decides; a recognised name that
// is longer replaces the matches inside it, unless it adds only a title or the
// matches fill it.
func (r *resolver) merge(t *text, hits []match, names []name) []finding {
	var out []finding
	hits = trimmed(t, hits)
	names = untitled(t, hits, names)
	taken := 0 // the end of the last match that stands against a name
	for h, n := 0, 0; h < len(hits) || n < len(names); {
		if n == len(names) || h < len(hits) && hits[h].last <= names[n].first {
			out = append(out, r.fromMatch(t, hits[h]))
			h++
			continue
		}
		name := names[n]
		if name.first < taken {
			n++
			continue
		}
		end := h
		for end < len(hits) && hits[end].first < name.last {
			end++
		}
		over := slices.DeleteFunc(slices.Clone(hits[h:end]), func(m match) bool { return m.last <= name.first })
		if r.nameWins(t, name, over) {
			out = append(out, fromName(name))
			for _, m := range hits[h:end] {
				if m.last <= name.first || r.keepsInside(t, m, name) {
					out = append(out, r.fromMatch(t, m))
				}
			}
		} else {
			for _, m := range hits[h:end] {
				x := r.fromMatch(t, m)
				taken = max(taken, m.last)
				if m.last == name.last {
					x.typ, x.score = name.typ, name.score
				}
				out = append(out, x)
			}
		}
		h, n = end, n+1
	}
	sortFindings(out)
	return slices.DeleteFunc(out, func(x finding) bool { return x.drop })
}

// nameWins reports whether a recognised name stands against the matches it overlaps.
func (r *resolver) nameWins(t *text, n name, over []match) bool {
	covered := 0
	for _, m := range over {
		if m.nested {
			continue
		}
		if m.first <= n.first && m.last >= n.last {
			return false
		}
		if m.first < n.first || m.last > n.last { // they overlap in part: the longer stays
			if m.last-m.first >= n.last-n.first {
				return false
			}
			continue
		}
		covered += m.last - m.first
		if r.onlyTitles(t, n, m) {
			return false
		}
	}
	return covered < n.last-n.first
}

// onlyTitles reports whether all that n has beyond m are titles and articles: US
// Special Envoy, the late President Chavez.
func (r *resolver) onlyTitles(t *text, n name, m match) bool {
	for i := n.first; i < n.last; i++ {
		if w := t.word(i); (i < m.first || i >= m.last) && w != "the" && !titleWords[w] && !honorifics[w] {
			return false
		}
	}
	return true
}

// keepsInside reports whether a match within a longer recognised name is a mention
// of its own: the demonym or possessor that an institution's name starts with.
func (r *resolver) keepsInside(t *text, m match, n name) bool {
	if n.typ != corpus.Organisation || m.first != n.first || m.nested {
		return false
	}
	return slices.ContainsFunc(m.senses, func(s sense) bool { return s.kind == demonymAlias }) || t.possessive(m.last-1)
}

// possessive reports whether token i is followed by a possessive mark.
func (t *text) possessive(i int) bool {
	gap := t.gap(i)
	for j, c := range gap {
		return j == 0 && isApostrophe(c) && c != '‘'
	}
	return false
}

// fromMatch makes a finding of m, dropping a nested one that is part of a name
// and no mention of its own.
func (r *resolver) fromMatch(t *text, m match) finding {
	x := finding{first: m.first, last: m.last, senses: m.senses, nested: m.nested}
	if m.nested {
		x.drop = !r.nests(t, m)
	}
	return x
}

// nests reports whether a match inside a longer one is a mention of its own: a
// demonym, a full personal name, a possessor, a place behind "in".
func (r *resolver) nests(t *text, m match) bool {
	for _, s := range m.senses {
		switch e := r.a.entity(s); {
		case s.kind == demonymAlias:
			return true
		case s.kind != nameAlias && s.kind != metonymAlias:
		case e.Type == corpus.Person && m.last-m.first > 1:
			return true
		case e.Type == corpus.Place || e.Type == corpus.Government:
			return t.possessive(m.last-1) || t.word(m.first-1) == "in"
		}
	}
	return false
}

func fromName(n name) finding {
	return finding{first: n.first, last: n.last, typ: n.typ, score: n.score}
}

// trimmed shortens matches that begin with an honorific, an article or a possessor
// which the entity's name does without (Sheikh Mohammed, the Middle East, Israel's
// Channel 12) and drops those that end in an adjective of what follows (Israel's
// military campaign). Of one entity's names within one another the longest stays.
func trimmed(t *text, hits []match) []match {
	for i := range hits {
		m := &hits[i]
		if m.nested || m.last-m.first < 2 {
			continue
		}
		end := i + 1
		for end < len(hits) && hits[end].nested {
			end++
		}
		inner := hits[i+1 : end]
		if w := t.word(m.last - 1); w == "military" && militaryNouns[t.word(m.last)] {
			m.last = m.first
			promote(inner)
			continue
		}
		if mask := m.senses[0].mask; t.word(m.first) == "the" && mask != 0 && mask&1 == 0 {
			if m.senses[0].kind == peopleAlias && t.describesNext(m.last) {
				m.last = m.first
				promote(inner)
				continue
			}
			m.first++
		}
		for j := range inner {
			trimTo(t, m, &inner[j])
		}
		for j := range inner {
			inner[j].nested = inner[j].last > m.first
		}
	}
	hits = slices.DeleteFunc(hits, func(m match) bool { return m.first >= m.last })
	slices.SortStableFunc(hits, func(a, b match) int { return a.first - b.first })
	return hits
}

// untitled takes the titles off the start of recognised names, and the state that
// the title is of: "Israeli Prime Minister John Smith" is John Smith. A name that is
// nothing but titles is dropped.
func untitled(t *text, hits []match, names []name) []name {
	out := names[:0:0]
	h := 0
	for _, n := range names {
		for h < len(hits) && hits[h].first < n.first {
			h++
		}
		i := n.first
		for k := h; k < len(hits) && hits[k].first == n.first; k++ {
			if hits[k].last < n.last && (hits[k].nested || i == n.first) {
				i = hits[k].last
			}
		}
		j := i
		if t.word(i-1) == "of" && titleWords[t.word(i-2)] && i == n.first {
			for j < n.last-1 && portfolios[t.word(j)] {
				j++
			}
			if j > i {
				n.first, n.typ = j, corpus.Person
			}
		}
		for j < n.last && (titleWords[t.word(j)] || honorifics[t.word(j)]) {
			j++
		}
		switch {
		case j == n.last && j > n.first && n.typ != corpus.Place:
			if j == i {
				out = append(out, n)
			}
			continue
		case j > i && (personTitles[t.word(j-1)] || honorifics[t.word(j-1)]) && !institutionEnds[t.word(n.last-1)]:
			n.first, n.typ = j, corpus.Person
		}
		out = append(out, n)
	}
	return out
}

// promote makes the outermost of nested matches stand for themselves.
func promote(inner []match) {
	last := 0
	for j := range inner {
		if inner[j].first >= last {
			inner[j].nested = false
			last = inner[j].last
		}
	}
}

// trimTo drops the inner match of m's own entity, shortening m to it where what is
// before it is no part of the name.
func trimTo(t *text, m, inner *match) {
	if inner.first == m.first && inner.senses[0].kind != demonymAlias && !t.possessive(inner.last-1) {
		inner.last = inner.first // Washington of Washington, D.C.
		return
	}
	if len(m.senses) != 1 || len(inner.senses) != 1 || m.senses[0].entity != inner.senses[0].entity {
		return
	}
	before := inner.first - 1
	if inner.last == m.last && before >= m.first && (honorifics[t.word(before)] || t.word(before) == "the" || t.possessive(before)) {
		m.first = inner.first
	}
	if inner.senses[0].kind != demonymAlias || inner.first == m.first {
		inner.last = inner.first
	}
}

// describesNext reports whether an adjective that ends before token i belongs to a
// noun that follows it: the British novelist, but not the British are, the British.
func (t *text) describesNext(i int) bool {
	return i < len(t.tokens) && (t.gap(i-1) == " " || t.gap(i-1) == "-") && !afterNouns[t.word(i)]
}

// afterNouns are words that follow a complete noun phrase.
var afterNouns = set(`are were have had has was is will would who and or in to of at by on for from with did do said say
	that as but could should can may might must into over themselves than against about not also still never now
	after before when while because since until under through between do don't didn't want believe think see`)

// militaryNouns are what "military" is an adjective of.
var militaryNouns = set(`campaign campaigns operation operations action actions offensive aid base bases service
	activity activities pressure presence response assault assaults equipment strength budget spending exercise
	exercises hardware might power superiority intervention involvement strike strikes incursion incursions
	occupation rule control court courts buildup raid raids support assistance option options conflict`)

var (
	// personTitles stand right before a personal name.
	personTitles = set(`president minister premier chancellor secretary senator sen representative rep congressman congresswoman
		governor gov mayor ambassador envoy general gen colonel col major maj captain capt lieutenant lt sergeant sgt
		admiral adm commander director chairman chairwoman spokesman spokeswoman spokesperson speaker judge leader
		adviser advisor officer sheriff coach principal professor correspondent analyst economist lawmaker diplomat
		negotiator candidate detective superintendent inspector actor actress singer author journalist cardinal bishop`)
	// portfolios follow "secretary of" and "minister of".
	portfolios = set(`state defense defence staff foreign affairs and education treasury energy health labor labour
		commerce homeland security war justice interior agriculture transportation veterans finance`)
	// institutionEnds are the last words of institutions whose names start with such a title.
	institutionEnds = set(`ministry department agency bureau office commission committee council board authority
		administration secretariat university college institute school court hospital company corporation group fund
		foundation society association federation union league party congress parliament senate assembly police army
		navy force forces guard command embassy consulate church club team cabinet government service services
		trust bank center centre conference cup open award prize act`)
)
