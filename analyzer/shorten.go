package analyzer

import (
	"slices"
	"strings"

	"dateline/corpus"
)

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
		if w := t.word(m.last - 1); w == "military" && t.possessive(m.last-2) && militaryNouns[t.word(m.last)] {
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
			inner[j].tail = inner[j].last == m.last
		}
	}
	hits = slices.DeleteFunc(hits, func(m match) bool { return m.first >= m.last })
	slices.SortStableFunc(hits, func(a, b match) int { return a.first - b.first })
	return hits
}

// shorn cuts recognised names down to what they name: "Israeli Prime Minister John
// Smith", "NPR's John Smith", "South Carolina Sen. John Smith" and "State John Smith"
// behind "Secretary of" are John Smith. A name that is nothing but titles is dropped.
func (r *resolver) shorn(t *text, hits []match, names []name) []name {
	out := names[:0:0]
	h := 0
	for k, n := range names {
		for h < len(hits) && hits[h].first < n.first {
			h++
		}
		for n.typ == corpus.Person && n.last < len(t.tokens) && t.gap(n.last-1) == "-" && isTitleCase(t.surface(n.last)) &&
			(k+1 == len(names) || names[k+1].first > n.last) {
			n.last++ // Ann Lee-Moss
		}
		i := r.owner(t, hits[h:], &n)
		j := t.portfolio(&n, i)
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
		case !t.afterTitle(&n):
			continue
		}
		out = append(out, n)
	}
	return out
}

// owner returns the end of the authority's name that n starts with, n.first if none. What
// follows a possessor or a place of several words is a name of its own.
func (r *resolver) owner(t *text, hits []match, n *name) int {
	i := n.first
	for k := 0; k < len(hits) && hits[k].first == n.first; k++ {
		m := hits[k]
		if m.last >= n.last || m.nested && i > n.first {
			continue
		}
		i = m.last
		rest := n.last - i
		if gap := t.gap(i - 1); len(gap) > 1 && strings.ContainsAny(gap, "-–—(,") { // ATLANTA - Bob Nardelli
			n.first = i
			continue
		}
		switch e := r.a.entity(m.senses[0]); {
		case n.typ == corpus.Person && (t.possessive(i-1) || e.Type == corpus.OutletType),
			m.last-m.first > 1 && e.Type == corpus.Place && n.typ != corpus.Organisation && rest > 1:
			n.first, n.typ = i, corpus.Person
		}
	}
	return i
}

// portfolio skips what stands between "secretary" or "minister" and the name: "of
// State", "of Foreign Affairs". It returns where the titles before the name go on.
func (t *text) portfolio(n *name, i int) int {
	if i != n.first {
		return i
	}
	j := i
	if t.word(i) == "of" && titleWords[t.word(i-1)] {
		j++
	} else if t.word(i-1) != "of" || !titleWords[t.word(i-2)] {
		return i
	}
	for j < n.last-1 && portfolios[t.word(j)] {
		j++
	}
	if j > i {
		n.first, n.typ = j, corpus.Person
	}
	return j
}

// afterTitle cuts a name to what follows a title within it and reports whether anything does.
func (t *text) afterTitle(n *name) bool {
	for i := n.last - 1; i >= n.first; i-- {
		short, long := shortTitles[t.word(i)], personTitles[t.word(i)] && !looseTitles[t.word(i)] && i > n.first
		if !short && !long || n.last-i > 5 || short && i == n.first && n.last-n.first > 1 {
			continue
		}
		if long && (i == n.last-1 || institutionEnds[t.word(n.last-1)]) {
			return true
		}
		n.first, n.typ = i+1, corpus.Person
		return n.first < n.last
	}
	return true
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
	personTitles = set(`republican republicans democrat democrats president minister premier chancellor secretary senator sen representative rep congressman congresswoman
		governor gov mayor ambassador envoy general gen colonel col major maj captain capt lieutenant lt sergeant sgt
		admiral adm commander director chairman chairwoman spokesman spokeswoman spokesperson speaker judge leader
		adviser advisor officer sheriff coach principal professor correspondent analyst economist lawmaker diplomat
		presidents senators ambassadors ministers governors representatives generals counsel
		negotiator candidate detective superintendent inspector actor actress singer author journalist cardinal bishop`)
	shortTitles = set("sen sens rep reps gov gen lt col sgt capt prof rev mr mrs ms dr")
	// looseTitles are also words of other names.
	looseTitles = set("general judge justice coach author principal secretary director correspondent actor singer candidate leader major")
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
