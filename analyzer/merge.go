package analyzer

import (
	"slices"

	"dateline/corpus"
)

// merge appends to out, which is empty, findings of the authority's matches and the recogniser's names.
// Where both name the same tokens the authority decides; a recognised name that
// is longer replaces the matches inside it, unless it adds only a title or the
// matches fill it.
func (r *resolver) merge(out []finding, t *text, hits []match, names []name) []finding {
	hits = trimmed(t, hits)
	names = r.shorn(t, hits, names)
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
		if r.onlyTitles(t, n, m) || m.last == n.last && r.fullName(m) {
			return false
		}
	}
	return covered < n.last-n.first
}

// fullName reports whether m is a person's name of several words.
func (r *resolver) fullName(m match) bool {
	return m.last-m.first > 1 && r.a.entity(m.senses[0]).Type == corpus.Person
}

// articles stand before names of countries in languages other than English.
var articles = set("le la les l el los las il lo i gli der die das den dem o os a as")

// onlyTitles reports whether all that n has beyond m are titles and articles: US
// Special Envoy, the late President Chavez, les États-Unis.
func (r *resolver) onlyTitles(t *text, n name, m match) bool {
	for i := n.first; i < n.last; i++ {
		if w := t.word(i); (i < m.first || i >= m.last) && w != "the" && !(t.lang != "en" && articles[w]) && !titleWords[w] && !honorifics[w] {
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
	return slices.ContainsFunc(m.senses, func(s sense) bool { return s.kind == demonymAlias }) || t.possessive(m.last-1) || bodyHeads[t.word(m.last)]
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
	x := finding{first: m.first, last: m.last, senses: t.peopleOrAdjective(m), nested: m.nested}
	if m.nested {
		x.drop = !r.nests(t, m)
	}
	return x
}

// peopleOrAdjective keeps one of the two senses of a word such as Japanese: the
// adjective before a noun, else the people.
func (t *text) peopleOrAdjective(m match) []sense {
	if len(m.senses) != 2 || m.senses[0].entity != m.senses[1].entity {
		return m.senses
	}
	want := peopleAlias
	if t.describesNext(m.last) {
		want = demonymAlias
	}
	for i, s := range m.senses {
		if s.kind == want && m.senses[1-i].kind != nameAlias {
			return m.senses[i : i+1]
		}
	}
	return m.senses
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
			return t.possessive(m.last-1) && !m.tail || t.word(m.first-1) == "in"
		}
	}
	return false
}

func fromName(n name) finding {
	return finding{first: n.first, last: n.last, typ: n.typ, score: n.score}
}
