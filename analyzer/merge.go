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
		if !r.onlyBefore(t, n, m) {
			continue
		}
		return false
	}
	return covered < n.last-n.first
}

// onlyBefore reports whether all that n has beyond m are titles and articles before it.
func (r *resolver) onlyBefore(t *text, n name, m match) bool {
	if m.last != n.last {
		return false
	}
	for i := n.first; i < m.first; i++ {
		if w := t.word(i); w != "the" && !titleWords[w] && !honorifics[w] {
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

// trimmed shortens matches that begin with an honorific or a possessor which the
// entity's name does without: Sheikh Mohammed, Israel's Channel 12.
func trimmed(t *text, hits []match) []match {
	for i := range hits {
		m := &hits[i]
		for j := i + 1; j < len(hits) && hits[j].nested; j++ {
			inner := hits[j]
			before := inner.first - 1
			if m.nested || inner.last != m.last || len(m.senses) != 1 || len(inner.senses) != 1 || m.senses[0].entity != inner.senses[0].entity {
				continue
			}
			if honorifics[t.word(before)] || t.possessive(before) {
				m.first = inner.first
				hits[j].last = hits[j].first
			}
		}
	}
	hits = slices.DeleteFunc(hits, func(m match) bool { return m.first == m.last })
	slices.SortStableFunc(hits, func(a, b match) int { return a.first - b.first })
	return hits
}
