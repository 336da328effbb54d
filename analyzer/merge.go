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
	for h, n := 0, 0; h < len(hits) || n < len(names); {
		if n == len(names) || h < len(hits) && hits[h].last <= names[n].first {
			out = append(out, r.fromMatch(t, hits[h]))
			h++
			continue
		}
		name := names[n]
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
		if m.first <= n.first && m.last >= n.last || m.first < n.first || m.last > n.last {
			return false
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
	if len(m.senses) != 1 || len(inner.senses) != 1 || m.senses[0].entity != inner.senses[0].entity {
		return
	}
	before := inner.first - 1
	if inner.last == m.last && before >= m.first && (honorifics[t.word(before)] || t.word(before) == "the" || t.possessive(before)) {
		m.first = inner.first
	}
	if inner.senses[0].kind != demonymAlias {
		inner.last = inner.first
	}
}

// militaryNouns are what "military" is an adjective of.
var militaryNouns = set(`campaign campaigns operation operations action actions offensive aid base bases service
	activity activities pressure presence response assault assaults equipment strength budget spending exercise
	exercises hardware might power superiority intervention involvement strike strikes incursion incursions
	occupation rule control court courts buildup raid raids support assistance option options conflict`)
