package analyzer

import (
	"slices"
	"strings"

	"dateline/corpus"
)

// institutions finds bodies whose name is made on the spot from a state, a person
// or a place: "Russian army", "Netanyahu's office", "Trump administration", "Israeli
// embassy in Washington", "the health ministry" of the state named just before. The
// authority's body is taken where it has one; else a provisional one is made.
func (r *resolver) institutions() {
	for i, t := range r.doc {
		w := maker{r: r, t: t, found: r.found[i]}
		for j := range r.found[i] {
			if x := &r.found[i][j]; !x.drop && !x.nested {
				w.from(x)
			}
		}
		w.ministries()
		r.add(i, w.out)
	}
}

// A maker gathers the institutions of one field.
type maker struct {
	r     *resolver
	t     *text
	found []finding
	out   []finding
}

// from makes the body that starts with x, if one does.
func (w *maker) from(x *finding) {
	switch e := w.base(x); {
	case e != nil && w.r.a.rankOf(x.senses[0].entity).state:
		w.ofState(x, e)
	case x.typ == corpus.Person && x.entity != "":
		w.ofPerson(x)
	}
	if w.t.word(x.last-1) == "administrations" {
		w.administrations(x)
	}
}

// administrations makes the first of two: "the Biden and Trump administrations".
func (w *maker) administrations(x *finding) {
	y := w.endingAt(x.first - 1)
	if y == nil || y.last-y.first > 1 {
		return
	}
	if link := w.t.word(y.last); link == "and" || link == "to" || link == "or" {
		if senses := w.r.a.trie().lookup(w.t.surface(y.first) + " administration"); len(senses) == 1 {
			y.set(w.r.a.entity(senses[0]), "administration of a person")
			y.senses, y.role = nil, corpus.RoleActor
		}
	}
}

// startingFrom and endingAt look findings up by token: the index of the first that starts
// at token i or later, and the one that ends there.
func (w *maker) startingFrom(i int) int {
	at, _ := slices.BinarySearchFunc(w.found, i, func(x finding, i int) int { return x.first - i })
	return at
}

func (w *maker) endingAt(i int) *finding {
	at := w.startingFrom(i)
	for k := at - 1; k >= 0 && k >= at-12; k-- {
		if y := &w.found[k]; y.last == i && !y.drop {
			return y
		}
	}
	return nil
}

// base is the state or other entity that x names or whose demonym it is.
func (w *maker) base(x *finding) *corpus.Entity {
	if len(x.senses) > 0 && (x.senses[0].kind == nameAlias || x.senses[0].kind == demonymAlias) && len(x.senses) == 1 {
		return w.r.a.entity(x.senses[0])
	}
	return nil
}

// ofState makes the armed forces, government, ministry or embassy of a state.
func (w *maker) ofState(x *finding, state *corpus.Entity) {
	t, i := w.t, x.last
	if i >= len(t.tokens) || !adjoins(t.gap(i-1)) {
		return
	}
	end := i
	for end < i+4 && end < len(t.tokens) && bodyWords[t.word(end)] && (end == i || t.gap(end-1) == " ") {
		end++
	}
	for end > i && !bodyHeads[t.word(end-1)] {
		end--
	}
	if end == i+1 && t.word(i) == "ministry" && t.word(end) == "of" {
		end = t.ministryEnd(end)
	}
	if end == i || x.senses[0].kind == nameAlias && !t.possessive(i-1) && !isCapital(t.surface(end-1)) && t.word(end-1) != "military" && t.word(end-1) != "army" {
		return
	}
	switch head := t.word(end - 1); {
	case head == "military" && t.possessive(end-2) && militaryNouns[t.word(end)]:
	case head == "embassy" || head == "consulate":
		w.embassy(x, state, end)
	case end == i+1 && (head == "army" || head == "military" || head == "forces") || strings.HasPrefix(t.join(i, end), "armed"):
		if forces := w.r.a.forces(state.ID); forces != nil {
			w.make(x, end, forces, "armed forces of a state")
		}
	case head == "government" && end == i+1:
		w.make(x, end, state, "government of a state")
	case head == "ministry" || t.word(i) == "ministry":
		w.ministry(x, state, end)
	}
}

// ministryEnd returns the end of "Ministry of Foreign Affairs and Trade" whose "of" is token i.
func (t *text) ministryEnd(i int) int {
	end := i
	for k := i + 1; k < i+7 && k < len(t.tokens) && (t.gap(k-1) == " " || t.gap(k-1) == ", "); k++ {
		switch {
		case isTitleCase(t.surface(k)) || bodyWords[t.word(k)]:
			end = k + 1
		case t.word(k) != "and" && t.word(k) != "the":
			return max(end, i)
		}
	}
	return max(end, i)
}

// adjoins reports whether a gap leads from a name to what belongs to it.
func adjoins(gap string) bool {
	return gap == " " || gap == "’s " || gap == "'s " || gap == "’ " || gap == "' "
}

// join is the folded words [i, j) with spaces.
func (t *text) join(i, j int) string {
	var b strings.Builder
	for k := i; k < j; k++ {
		if k > i {
			b.WriteByte(' ')
		}
		b.WriteString(t.word(k))
	}
	return b.String()
}

// make adds the body from the first token of x to end. x becomes part of it.
func (w *maker) make(x *finding, end int, e *corpus.Entity, how string) {
	y := finding{first: x.first, last: end, role: corpus.RoleActor}
	y.set(e, how)
	w.out = append(w.out, y)
	w.absorb(x.first, end)
	if len(x.senses) > 0 && x.senses[0].kind == nameAlias && !w.t.possessive(x.last-1) {
		x.drop = true
	} else {
		x.nested = true
	}
}

// absorb drops what the recogniser found within the tokens [from, to) of a body.
func (w *maker) absorb(from, to int) {
	for k := w.startingFrom(from); k < len(w.found) && w.found[k].first < to; k++ {
		if y := &w.found[k]; len(y.senses) == 0 && y.last <= to {
			y.drop = true
		}
	}
}

// provide is make for a body that the authority lacks.
func (w *maker) provide(x *finding, end int, name, how string) {
	e := corpus.Entity{ID: "~" + slug(name), Name: name, Type: corpus.Organisation}
	w.make(x, end, &e, how)
}

func (w *maker) embassy(x *finding, state *corpus.Entity, end int) {
	t, name := w.t, "Embassy of "+state.Name
	if t.word(end-1) == "consulate" {
		name = "Consulate of " + state.Name
	}
	if t.word(end) == "in" {
		for k := w.startingFrom(end + 1); k < len(w.found) && w.found[k].first == end+1; k++ {
			if y := &w.found[k]; !y.drop && len(y.senses) > 0 {
				name += ", " + w.cityName(y)
				end = y.last
				y.nested = true
				break
			}
		}
	}
	w.provide(x, end, name, "embassy of a state")
}

// cityName is the name of the city that y names.
func (w *maker) cityName(y *finding) string {
	for _, s := range y.senses {
		if s.kind == nameAlias {
			return strings.TrimSuffix(w.r.a.entity(s).Name, ", D.C.")
		}
	}
	return w.t.s[w.t.tokens[y.first].Start:w.t.tokens[y.last-1].End]
}

func (w *maker) ministry(x *finding, state *corpus.Entity, end int) {
	words := w.t.join(x.last, end)
	if e := w.r.a.bodyOf(state, words); e != nil {
		w.make(x, end, e, "ministry of a state")
		return
	}
	w.provide(x, end, titleCase(words)+" ("+state.Name+")", "ministry of a state")
}

// ofPerson makes an administration or an office of a person.
func (w *maker) ofPerson(x *finding) {
	t, i := w.t, x.last
	if i >= len(t.tokens) {
		return
	}
	switch next := t.word(i); {
	case (next == "administration" || next == "government") && t.gap(i-1) == " ":
		surname := t.s[t.tokens[x.last-1].Start:t.tokens[x.last-1].End]
		if senses := w.r.a.trie().lookup(surname + " " + next); len(senses) == 1 {
			w.make(x, i+1, w.r.a.entity(senses[0]), "administration of a person")
		} else {
			w.provide(x, i+1, capitalise(surname)+" "+next, "administration of a person")
		}
		x.drop = x.last-x.first == 1
	case next == "office" && t.possessive(i-1):
		w.office(x)
	}
}

// office makes the office of a person from the title before the name on, or of the name alone.
func (w *maker) office(x *finding) {
	t := w.t
	first := x.first
	for first > 0 && (titleWords[t.word(first-1)] || honorifics[t.word(first-1)]) && t.gap(first-1) == " " {
		first--
	}
	var state *corpus.Entity
	if y := w.endingAt(first); y != nil && y.has(demonymAlias) && len(y.senses) == 1 {
		state, first = w.r.a.entity(y.senses[0]), y.first
	}
	y := finding{first: first, last: x.last + 1, role: corpus.RoleActor}
	title := t.join(first, x.first)
	e := corpus.Entity{ID: "~office-of-" + strings.TrimPrefix(x.entity, "~"), Name: "Office of " + x.name, Type: corpus.Organisation}
	if state != nil && strings.Contains(title, "prime minister") {
		e = corpus.Entity{ID: "~prime-ministers-office-" + state.ID, Name: "Prime Minister's Office (" + state.Name + ")", Type: corpus.Organisation}
		if known := w.r.a.trie().lookup(e.Name); len(known) == 1 {
			e = *w.r.a.entity(known[0])
		}
	}
	y.set(&e, "office of a person")
	w.out = append(w.out, y)
	x.nested = true
}

// ministries links a bare "health ministry" or "Foreign Ministry" to that of the
// nearest state or place before it in the sentence, if the authority knows it.
func (w *maker) ministries() {
	t := w.t
	if !t.any(bodyNoun) {
		return
	}
	next := 0
	var recent []*finding // places and states of the sentence so far
	for i := range t.tokens {
		if t.opensSentence(i) {
			recent = recent[:0]
		}
		for next < len(w.found) && w.found[next].first <= i {
			if x := &w.found[next]; !x.drop && len(x.senses) > 0 {
				recent = append(recent, x)
			}
			next++
		}
		if t.word(i) != "ministry" || i == 0 || !ministryKinds[t.word(i-1)] || w.covered(i) {
			continue
		}
		for k := len(recent) - 1; k >= 0 && k >= len(recent)-4; k-- {
			if e := w.r.a.bodyOf(w.r.a.entity(recent[k].senses[0]), t.join(i-1, i+1)); e != nil {
				y := finding{first: i - 1, last: i + 1, role: corpus.RoleActor}
				y.set(e, "ministry of the state named before")
				w.out = append(w.out, y)
				break
			}
		}
	}
}

// covered reports whether token i is in a finding of an organisation.
func (w *maker) covered(i int) bool {
	in := func(x finding) bool { return !x.drop && x.first <= i && i < x.last }
	lo := max(0, len(w.out)-3)
	if slices.ContainsFunc(w.out[lo:], in) {
		return true
	}
	at := w.startingFrom(i)
	lo = max(0, at-12)
	return slices.ContainsFunc(w.found[lo:min(len(w.found), at+2)], in)
}

// forces returns the armed forces of a state: the first such row whose parent it is.
func (a *Authority) forces(state string) *corpus.Entity {
	for _, id := range a.children()[state] {
		if e := a.of(id); e.Type == corpus.ArmedForces {
			return e
		}
	}
	return nil
}

// bodyOf returns the body that words ("health ministry") name with the state or place
// e before them in any of the usual forms, or nil.
func (a *Authority) bodyOf(e *corpus.Entity, words string) *corpus.Entity {
	forms := []string{e.Name}
	for _, alias := range e.Aliases {
		if kind, name := splitAlias(alias); kind == nameAlias || kind == demonymAlias {
			forms = append(forms, name)
		}
	}
	for _, f := range forms {
		if senses := a.trie().lookup(f + " " + words); len(senses) == 1 {
			return a.entity(senses[0])
		}
	}
	return nil
}

func titleCase(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		words[i] = capitalise(w)
	}
	return strings.Join(words, " ")
}

var (
	bodyHeads = set("army military forces government ministry embassy consulate")
	bodyWords = set(`army military armed defense defence forces government ministry embassy consulate foreign health
		finance interior culture education justice energy oil transport economy agriculture information security
		national public religious affairs planning environment trade tourism labour labor`)
	ministryKinds = set(`foreign health finance interior defense defence culture education justice energy oil
		transport economy agriculture information security affairs environment trade`)
)
