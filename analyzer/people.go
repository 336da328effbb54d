package analyzer

import (
	"slices"
	"strings"

	"dateline/corpus"
)

// A figure is a person whose full name stands in the article.
type figure struct {
	entity, name string
	words        []string // of the full name first seen, as keys
	t            *text    // where that stands: token at of t
	at           int
	titled       bool // named with a title somewhere
}

// people links personal names: full names to the authority or a provisional id,
// and surnames to the full name seen in the article, before or after. Two people
// of one surname stay two: a bare surname then has both as candidates.
func (r *resolver) people() {
	c := cast{r: r, bySurname: map[string][]*figure{}, byID: map[string]*figure{}, located: map[string]bool{}, firstBare: map[string]int{}, titled: map[string]bool{}}
	lone := c.lastNames()
	r.each(func(t *text, x *finding) { c.headline(t, x, lone) })
	for i, t := range r.doc {
		c.givenNames(t, r.found[i])
		r.add(i, c.missed(t, r.found[i], lone))
	}
	r.each(func(t *text, x *finding) { c.full(t, x) })
	c.unify()
	for i, t := range r.doc {
		r.add(i, c.bare(t, r.found[i]))
	}
	r.each(func(t *text, x *finding) { c.noteBare(t, x) })
	r.each(func(t *text, x *finding) { c.surname(t, x) })
}

// A cast is the people of an article by full name and by surname.
type cast struct {
	r         *resolver
	located   map[string]bool // names that stand behind a word of place somewhere
	firstBare map[string]int  // where in the text a surname first stands alone
	titled    map[string]bool // surnames that stand alone behind a title: President Obama
	bySurname map[string][]*figure
	byID      map[string]*figure
	figures   []*figure // in order of their full names
	long      bool      // some surname has several words
}

// full registers x if it is a full personal name.
func (c *cast) full(t *text, x *finding) {
	if e := c.person(x); e != nil {
		if x.last-x.first > 1 || !strings.Contains(e.Name, " ") {
			x.set(e, "authority")
			c.register(t, x)
		}
		return
	}
	if len(x.senses) > 0 || x.typ != corpus.Person || !isFullName(t, x) {
		return
	}
	if e := c.loose(t, x); e != nil {
		x.set(e, "authority, first and last name")
	} else {
		x.name = properName(t, x.first, x.last)
		x.entity, x.how = "~"+slug(x.name), "recogniser"
	}
	c.register(t, x)
}

// isFullName reports whether x has a given name before its surname: Von Holt and
// Lund-Moe are surnames alone.
func isFullName(t *text, x *finding) bool {
	return x.last-x.first > 1 && !particlesOfNames[t.word(x.first)] &&
		strings.ContainsAny(t.printed(x.first, x.last), " \n\u00a0")
}

// person returns the one person that x names, or nil.
func (c *cast) person(x *finding) *corpus.Entity {
	if len(x.senses) != 1 || x.senses[0].kind != nameAlias {
		return nil
	}
	if e := c.r.a.entity(x.senses[0]); e.Type == corpus.Person {
		return e
	}
	return nil
}

// loose finds the authority's person of the same first and last word: "Donald J.
// Trump" of two words there, "Gabriel Marquez" of three.
func (c *cast) loose(t *text, x *finding) *corpus.Entity {
	if x.last-x.first < 3 {
		if i, ok := c.r.a.shorter[nameKey(t, x.first)+" "+nameKey(t, x.last-1)]; ok && i >= 0 {
			return c.r.a.at(i)
		}
		return nil
	}
	senses := c.r.a.trie().lookup(t.surface(x.first) + " " + t.surface(x.last-1))
	if len(senses) == 1 && c.r.a.entity(senses[0]).Type == corpus.Person {
		return c.r.a.entity(senses[0])
	}
	return nil
}

// register adds the full name x under its surnames.
func (c *cast) register(t *text, x *finding) {
	f := c.byID[x.entity]
	if f == nil {
		f = &figure{entity: x.entity, name: x.name, t: t, at: x.first}
		for i := x.first; i < x.last && len(f.words) < 12; i++ {
			f.words = append(f.words, nameKey(t, i))
		}
		c.byID[x.entity] = f
		c.figures = append(c.figures, f)
	}
	f.titled = f.titled || t.titleBefore(x.first)
	for _, key := range surnames(t, x.first, x.last) {
		if len(key) > 1 && !slices.Contains(c.bySurname[key], f) && len(c.bySurname[key]) < maxNamesakes {
			c.bySurname[key] = append(c.bySurname[key], f)
			c.long = c.long || strings.Contains(key, " ")
		}
	}
}

// unify makes one of the figures whose names are two prints of one: Brian P. Kemp and
// Brian Kemp, rescuer Charles Ramsey and Charles Ramsey.
func (c *cast) unify() {
	same := map[string]*figure{}
	for _, f := range c.figures {
		if strings.HasPrefix(f.entity, "~") {
			namesakes := c.bySurname[f.words[len(f.words)-1]]
			if k := slices.IndexFunc(namesakes, func(g *figure) bool { return sameName(g.words, f.words) }); k >= 0 {
				same[f.entity] = namesakes[k]
			}
		}
	}
	if len(same) == 0 {
		return
	}
	for key, figures := range c.bySurname {
		c.bySurname[key] = slices.DeleteFunc(figures, func(f *figure) bool { return same[f.entity] != nil })
	}
	c.r.each(func(t *text, x *finding) {
		for g := same[x.entity]; g != nil; g = same[x.entity] {
			x.entity, x.name = g.entity, g.name
		}
	})
}

// sameName reports whether long, of more words than short, is short with something
// before it or in its middle.
func sameName(short, long []string) bool {
	if len(short) < 2 || len(long) <= len(short) {
		return false
	}
	if slices.Equal(short, long[len(long)-len(short):]) {
		return true
	}
	return len(short) == 2 && short[0] == long[0] && short[1] == long[len(long)-1]
}

// maxNamesakes bounds the people of one surname that an article keeps apart.
const maxNamesakes = 50

// surnames are the keys that a full name is found under by its surname: the last
// word, and with the particles before it or, hyphenated, with the word before it.
func surnames(t *text, first, last int) []string {
	for last-1 > first+1 && nameSuffixes[t.word(last-1)] {
		last--
	}
	if familyFirst(t, first, last) {
		return []string{nameKey(t, first)}
	}
	key := nameKey(t, last-1)
	keys := []string{key}
	for i := last - 2; i > first || i == first && t.gap(i) == "-"; i-- {
		if !particlesOfNames[t.word(i)] && t.gap(i) != "-" {
			break
		}
		key = nameKey(t, i) + " " + key
		keys = append(keys, key)
	}
	return keys
}

// familyFirst reports whether a name has its family name in front: Xi Jinping, Kim Jong Un.
func familyFirst(t *text, first, last int) bool {
	switch w := t.word(first); last - first {
	case 2:
		return chineseFamilies[w]
	case 3:
		return chineseFamilies[w] || koreanFamilies[w]
	}
	return false
}

var (
	chineseFamilies = set("xi li hu wen mao deng jiang zhu wang zhang liu chen zhao zhou yang huang wu sun gao guo zheng tsai qin luo")
	koreanFamilies  = set("kim moon park yoon lee choi han chung nguyen tran pham")
)

// nameKey is the word of token i as names are compared.
func nameKey(t *text, i int) string {
	return keyWord(t.tokens[i].Word, nextByte(t.s, t.tokens[i].End))
}

// headline cuts a recognised name in a title short where the body knows its first
// word as a surname and its last word not at all: "Kerry Rebukes Israel".
func (c *cast) headline(t *text, x *finding, lone map[string]int) {
	if t.field != "title" || len(x.senses) > 0 || x.typ != corpus.Person || x.last-x.first < 2 {
		return
	}
	first, last := nameKey(t, x.first), nameKey(t, x.last-1)
	if lone[first] > 0 && lone[last] == 0 {
		x.last = x.first + 1
	}
}

// lastNames are the last words of the recognised personal names, and how many words
// the longest name has that ends so.
func (c *cast) lastNames() map[string]int {
	out := map[string]int{}
	c.r.each(func(t *text, x *finding) {
		if len(x.senses) == 0 && x.typ == corpus.Person && t.field != "title" {
			key := nameKey(t, x.last-1)
			out[key] = max(out[key], x.last-x.first)
		}
		if len(x.senses) > 0 && x.last-x.first == 1 && t.locates(x.first-1) {
			c.located[nameKey(t, x.first)] = true
		}
	})
	return out
}

// givenNames extends a recognised surname over the capitalised word before it in
// mid-sentence, which the recogniser left out: director Rami [Abdurrahman].
func (c *cast) givenNames(t *text, found []finding) {
	var free []bool
	for k := range found {
		x := &found[k]
		i := x.first - 1
		if len(x.senses) > 0 || x.typ != corpus.Person {
			continue
		}
		if free == nil {
			free = freeTokens(t, found)
		}
		if x.drop || len(x.senses) > 0 || x.typ != corpus.Person || x.last-x.first > 1 || i < 1 || !free[i] || t.gap(i) != " " || t.opensSentence(i) {
			continue
		}
		if w := t.word(i); isTitleCase(t.surface(i)) && !titleWords[w] && !honorifics[w] && !englishWord(w) && !isCapital(t.surface(i-1)) {
			x.first = i
		}
	}
}

// missed finds full names that the recogniser overlooked in one place though it
// saw their last word alone elsewhere: a given name and a known lone surname.
func (c *cast) missed(t *text, found []finding, lone map[string]int) []finding {
	var out []finding
	if len(lone) == 0 {
		return nil
	}
	free := freeTokens(t, found)
	for i := 1; i < len(t.tokens); i++ {
		if !t.capital(i) || !free[i] || !free[i-1] || lone[nameKey(t, i)] != 1 || t.gap(i-1) != " " || !isTitleCase(t.surface(i)) {
			continue
		}
		if w := t.word(i - 1); isTitleCase(t.surface(i-1)) && !titleWords[w] && !honorifics[w] && !englishWord(w) {
			out = append(out, finding{first: i - 1, last: i + 1, typ: corpus.Person, score: 0.4})
			free[i] = false
		}
	}
	return out
}

// freeTokens marks the tokens that no finding covers.
func freeTokens(t *text, found []finding) []bool {
	free := make([]bool, len(t.tokens))
	for i := range free {
		free[i] = true
	}
	for _, x := range found {
		for i := x.first; i < x.last && !x.drop; i++ {
			free[i] = false
		}
	}
	return free
}

// isTitleCase reports whether word is a capital and then lower-case letters, as names are.
func isTitleCase(word string) bool {
	return len(word) > 1 && isCapital(word) && !isCaps(word) && !isDigit(word[0])
}

// capital reports whether token i may start with a capital.
func (t *text) capital(i int) bool {
	c := t.s[t.tokens[i].Start]
	return c < 'a' || c > 'z'
}

// titleBefore reports whether an honorific or a title stands before token i.
func (t *text) titleBefore(i int) bool {
	w := t.word(i - 1)
	return (honorifics[w] || titleWords[w]) && len(t.gap(i-1)) <= 2
}

// opensSentence reports whether token i is the first of its sentence.
func (t *text) opensSentence(i int) bool { return i >= 0 && i < len(t.starts) && t.starts[i] }

// englishWord reports whether a surname is also a word that opens sentences.
func englishWord(w string) bool { return sentenceStarts[w] || englishWords[w] || commonWords[w] }

// holders returns the persons whose name ends with the surname.
func (a *Authority) holders(surname string) []int32 {
	a.trie() // which indexes the surnames too
	return a.surnames[surname]
}

// indexSurnames lists the persons of a by the last word of their name, and those
// of longer names by the first and last; -1 stands for two of them.
func (a *Authority) indexSurnames() {
	a.shorter = map[string]int32{}
	a.surnames = map[string][]int32{}
	for i, e := range a.all() {
		if e.Type == corpus.Person && a.Canonical(e.ID) == e.ID {
			t := &text{s: e.Name, tokens: tokenize(e.Name)}
			n := len(t.tokens)
			if n > 1 {
				key := strings.Clone(nameKey(t, n-1))
				a.surnames[key] = append(a.surnames[key], i)
			}
			if n > 2 {
				key := nameKey(t, 0) + " " + nameKey(t, n-1)
				if _, taken := a.shorter[key]; taken {
					i = -1
				}
				a.shorter[key] = i
			}
		}
	}
}

var (
	honorifics = set(`mr mrs ms miss dr prof sir dame lord lady madam mx monsieur madame herr frau senor sheikh sheik
		shaikh imam ayatollah rabbi reverend rev pope king queen prince princess emir sultan mullah hajj haj st`)
	titleWords = set(`solicitor counsel sens reps gens presidents senators ambassadors ministers governors representatives generals republican republicans democrat democrats president vice prime minister premier chancellor secretary senator sen representative rep congressman
		congresswoman governor gov mayor ambassador envoy special general gen colonel col major maj captain capt
		lieutenant lt sergeant sgt admiral adm commander chief director chairman chairwoman chair spokesman
		spokeswoman spokesperson speaker judge justice attorney commissioner deputy foreign defence defense
		finance interior leader former ex acting professor doctor detective officer sheriff coach principal
		correspondent analyst economist ministerprasident prasident bundeskanzler kanzler aussenminister presidente ministre ministro premierminister presidenta canciller chancelier lawmaker diplomat negotiator official candidate nominee counselor adviser
		advisor aide inspector superintendent counsel producer actor actress singer author journalist activist
		founder editor cardinal bishop archbishop father sister brother brigadier marshal corporal private`)
	womensTitles     = set("mrs ms miss lady madam dame")
	nameSuffixes     = set("jr sr ii iii iv phd md")
	particlesOfNames = set("al el bin ibn ben bint abu de da di du del della dos das van von der den la le ter ten zu af")
)
