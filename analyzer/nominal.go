package analyzer

import (
	"strings"

	"dateline/corpus"
)

// nominals finds the descriptions that newspapers use for a name just given: "the
// militant group" for the armed group named last, "the special envoy" and "the
// prime minister" for the only person whom the article has given that title, "the
// office" for the only office. "The president" is left alone: it is as often one who
// is not named. They are mentions found as "nominal"; where the
// article leaves two to choose from there is none.
func (r *resolver) nominals() {
	titles := r.titleHolders()
	for i, t := range r.doc {
		r.add(i, r.describe(t, r.found[i], titles))
	}
}

// A holder is the entity that a description means from where it is named so first,
// ambiguous once there are two.
type holder struct {
	entity, name string
	typ          corpus.Type
	t            *text
	first        int
	several      bool
}

func hold(m map[string]*holder, key string, t *text, x *finding) {
	switch h := m[key]; {
	case h == nil:
		m[key] = &holder{entity: x.entity, name: x.name, typ: x.typ, t: t, first: x.first}
	case h.entity != x.entity:
		h.several = true
	}
}

// titleHolders maps titles and kinds of office to who has them in the article.
func (r *resolver) titleHolders() map[string]*holder {
	titles := map[string]*holder{}
	r.each(func(t *text, x *finding) {
		switch {
		case x.entity == "":
		case x.typ == corpus.Person:
			if title := t.titleBeforeName(x.first); title != "" {
				hold(titles, title, t, x)
			}
		case x.typ == corpus.Organisation && x.last-x.first > 1:
			for _, kind := range []string{"office", "administration", "ministry"} {
				if t.word(x.last-1) == kind {
					hold(titles, kind, t, x)
				}
			}
		}
	})
	return titles
}

// titleBeforeName returns the title of two words that stands within eight tokens
// before token i in its sentence, with no comma between, or "".
func (t *text) titleBeforeName(i int) string {
	for k := i - 1; k > 0 && k >= i-8 && !t.opensSentence(k+1) && !strings.ContainsAny(t.gap(k), ",;:()“”\""); k-- {
		if !titlePairEnds[t.word(k)] {
			continue
		}
		if title := t.word(k-1) + " " + t.word(k); titlePairs[title] && !t.opensSentence(k) {
			return title
		}
	}
	return ""
}

// describe finds the descriptions in t.
func (r *resolver) describe(t *text, found []finding, titles map[string]*holder) []finding {
	var out []finding
	var group *finding // the armed group named last
	next := 0
	for i := range t.tokens {
		for ; next < len(found) && found[next].first <= i; next++ {
			if x := &found[next]; !x.drop && x.typ == corpus.ArmedGroup && x.entity != "" {
				group = x
			}
		}
		if !t.lexeme(i).is(theWord) {
			continue
		}
		end := i + 1
		for end < i+3 && groupAdjectives[t.word(end)] && t.gap(end-1) == " " {
			end++
		}
		switch w := t.word(end); {
		case t.gap(end-1) != " " || r.taken(found, i, next, end+2):
		case groupNouns[w] && group != nil && t.word(end+1) != "of" && group.first > i-200:
			out = append(out, described(i, end+1, &holder{entity: group.entity, name: group.name, typ: group.typ}))
		case end == i+1:
			title, last := w, end+1
			if pair := w + " " + t.word(end+1); titlePairs[pair] {
				title, last = pair, end+2
			}
			if h := titles[title]; h != nil && !h.several && (h.t != t || h.first < i) && t.endsPhrase(last) {
				out = append(out, described(i, last, h))
			}
		}
	}
	return out
}

// taken reports whether a finding covers a token of [i, end).
func (r *resolver) taken(found []finding, i, next, end int) bool {
	for k := max(0, next-3); k < len(found) && found[k].first < end; k++ {
		if !found[k].drop && found[k].last > i && (found[k].role != corpus.RoleDemonym || found[k].first > i+1) {
			return true
		}
	}
	return false
}

// endsPhrase reports whether a noun phrase may end before token i: what follows is
// not "of", a name, or a noun that the phrase would only describe.
func (t *text) endsPhrase(i int) bool {
	if i >= len(t.tokens) || t.gap(i-1) != " " {
		return true
	}
	w := t.word(i)
	return w != "of" && w != "for" && w != "to" && !isCapital(t.surface(i))
}

func described(first, last int, h *holder) finding {
	return finding{first: first, last: last, entity: h.entity, name: h.name, typ: h.typ, role: corpus.RoleActor, how: "nominal"}
}

var (
	groupNouns      = set("group movement militia faction")
	groupAdjectives = set(`militant armed rebel islamist palestinian lebanese iranian yemeni iraqi syrian shia shiite
		sunni jihadist extremist paramilitary separatist insurgent guerrilla islamic`)
	titlePairs = set2(`special envoy|prime minister|foreign minister|defense minister|defence minister|finance minister|
		interior minister|vice president|attorney general|secretary general|supreme leader|
		chief executive|police chief|army chief|peace envoy`)
	// titlePairEnds are the second words of titlePairs.
	titlePairEnds = func() map[string]bool {
		ends := map[string]bool{}
		for pair := range titlePairs {
			_, end, _ := strings.Cut(pair, " ")
			ends[end] = true
		}
		return ends
	}()
)

// set2 is set for phrases, separated by '|'.
func set2(phrases string) map[string]bool {
	m := map[string]bool{}
	for p := range strings.SplitSeq(phrases, "|") {
		m[strings.TrimSpace(p)] = true
	}
	return m
}
