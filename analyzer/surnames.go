package analyzer

import (
	"slices"
	"strings"

	"dateline/corpus"
)

// bare finds surnames of the cast that neither authority nor recogniser marked.
func (c *cast) bare(t *text, found []finding) []finding {
	var out []finding
	next := 0
	if len(c.bySurname) == 0 {
		return nil
	}
	for i := 0; i < len(t.tokens); i++ {
		if !t.capital(i) {
			continue
		}
		for next < len(found) && (found[next].drop || found[next].last <= i) {
			next++
		}
		if next < len(found) && found[next].first <= i {
			continue
		}
		if !isCapital(t.surface(i)) || len(t.tokens[i].Word) < 2 || t.lexeme(i).is(commonWord) {
			continue
		}
		if len(c.bySurname[nameKey(t, i)]) > 0 && !(t.opensSentence(i) && englishWord(t.tokens[i].Word)) {
			out = append(out, finding{first: i, last: i + 1, typ: corpus.Person, score: 0.5})
		}
	}
	return out
}

// noteBare notes where a surname first stands alone in the text.
func (c *cast) noteBare(t *text, x *finding) {
	if x.entity != "" || x.last-x.first > 3 {
		return
	}
	if len(c.namesakes(t, x)) == 0 {
		return // nobody asks
	}
	key := c.key(t, x)
	c.titled[key] = c.titled[key] || titleWords[t.word(x.first-1)]
	if t.field != "" {
		return
	}
	if _, ok := c.firstBare[key]; !ok {
		c.firstBare[key] = x.first
	}
}

// surname links a bare surname, or an authority's alias that is one, to the cast.
func (c *cast) surname(t *text, x *finding) {
	if x.entity != "" || len(x.senses) == 0 && x.typ != corpus.Person || x.last-x.first > 8 {
		return
	}
	figures := c.namesakes(t, x)
	alias := c.person(x)
	switch {
	case len(x.senses) > 0 && alias == nil && !c.personSense(x):
		c.namesake(t, x, figures)
	case len(figures) == 1 && (alias == nil || alias.ID == figures[0].entity || !c.r.knownAlone(alias)):
		c.link(x, figures[0], "surname")
	case len(figures) == 0 && alias != nil:
		x.set(alias, "authority")
	case len(figures) == 1 && !c.famous(t, x, figures[0]):
		c.link(x, figures[0], "surname")
		x.candidates = []corpus.Candidate{{Entity: figures[0].entity, Score: 0.7}, {Entity: alias.ID, Score: 0.3}}
	case len(figures) > 0:
		c.several(t, x, figures, alias)
	case len(x.senses) == 0 && x.last-x.first == 1:
		c.lone(t, x)
	}
}

// famous reports whether a bare surname may be the authority's bearer rather than
// f, the only one whom the article names in full: it stood alone before f was
// introduced, or has a title.
func (c *cast) famous(t *text, x *finding, f *figure) bool {
	at, ok := c.firstBare[c.key(t, x)]
	return ok && (f.t.field != "" || at < f.at) || t.titleBefore(x.first) && !f.titled
}

// namesakes are those whose surname x is.
func (c *cast) namesakes(t *text, x *finding) []*figure {
	if len(c.bySurname) == 0 || x.last-x.first > 1 && !c.long {
		return nil
	}
	return c.bySurname[c.key(t, x)]
}

// key is the surname key of the whole of x.
func (c *cast) key(t *text, x *finding) string {
	key := nameKey(t, x.first)
	for i := x.first + 1; i < x.last; i++ {
		key += " " + nameKey(t, i)
	}
	return key
}

// personSense reports whether some sense of x is a person.
func (c *cast) personSense(x *finding) bool {
	return slices.ContainsFunc(x.senses, func(s sense) bool { return c.r.a.entity(s).Type == corpus.Person })
}

// knownAlone reports whether the authority lists a one-word name for e.
func (r *resolver) knownAlone(e *corpus.Entity) bool {
	return slices.ContainsFunc(e.Aliases, func(a string) bool { return !strings.ContainsAny(a, " :") })
}

func (c *cast) link(x *finding, f *figure, how string) {
	x.entity, x.name, x.typ, x.how, x.senses = f.entity, f.name, corpus.Person, how, nil
}

// namesake decides between a place or body of the authority and a person of the
// article whose surname it is: Jordan behind "in" is the country, elsewhere the
// person, and both stay candidates.
func (c *cast) namesake(t *text, x *finding, figures []*figure) {
	if len(figures) != 1 || x.last-x.first > 1 || x.has(demonymAlias) || isCaps(t.surface(x.first)) {
		return
	}
	other := c.r.a.entity(x.senses[0])
	if t.locates(x.first - 1) {
		return
	}
	if c.located[nameKey(t, x.first)] && x.typ != corpus.Person && !t.titleBefore(x.first) {
		return
	}
	c.link(x, figures[0], "surname")
	x.candidates = []corpus.Candidate{{Entity: figures[0].entity, Score: 0.7}, {Entity: other.ID, Score: 0.3}}
}

// several keeps all whom a surname may mean. One is chosen only on evidence: a
// title that the name has here and there, or the authority's own one-word name
// for someone whom the article also names in full.
func (c *cast) several(t *text, x *finding, figures []*figure, alias *corpus.Entity) {
	x.typ, x.how = corpus.Person, "ambiguous surname"
	share := 1 / float64(len(figures)+1)
	known := false
	for _, f := range figures {
		score := share
		if alias != nil && f.entity == alias.ID {
			score, known = 2*share, true
		}
		x.candidates = append(x.candidates, corpus.Candidate{Entity: f.entity, Score: score})
	}
	if alias != nil && !known {
		x.candidates = append(x.candidates, corpus.Candidate{Entity: alias.ID, Score: share})
	}
	slices.SortStableFunc(x.candidates, func(a, b corpus.Candidate) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		}
		return 0
	})
	x.senses = nil
	if alias != nil && (known || c.titled[c.key(t, x)] || t.titleBefore(x.first)) && !womensTitles[t.word(x.first-1)] {
		x.entity, x.name, x.how = alias.ID, alias.Name, "surname, best known of several"
		return
	}
	if titled := titledOf(figures); titled != nil && t.titleBefore(x.first) {
		c.linkKeeping(x, titled)
	}
}

func (c *cast) linkKeeping(x *finding, f *figure) {
	x.entity, x.name, x.how = f.entity, f.name, "surname and title"
}

// titledOf returns the only figure named with a title, or nil.
func titledOf(figures []*figure) *figure {
	var out *figure
	for _, f := range figures {
		if f.titled {
			if out != nil {
				return nil
			}
			out = f
		}
	}
	return out
}

// lone is a recognised one-word personal name that no full name explains. One
// bearer in the authority is taken where a title stands before the name, one of
// several where that title was theirs alone on the day of publication.
func (c *cast) lone(t *text, x *finding) {
	holders := c.r.a.holders(nameKey(t, x.first))
	if len(holders) == 0 {
		return
	}
	for _, h := range holders {
		x.candidates = append(x.candidates, corpus.Candidate{Entity: c.r.a.ids[h], Score: 1 / float64(len(holders)+1)})
	}
	if len(holders) == 1 && t.titleBefore(x.first) {
		x.set(c.r.a.at(holders[0]), "surname with title, one bearer")
		return
	}
	if e := c.r.inOffice(t, x.first, holders); e != nil {
		x.set(e, "surname with title, in office on the day")
		return
	}
	x.name = properName(t, x.first, x.last)
	x.entity, x.how = "~"+slug(x.name), "recogniser"
}
