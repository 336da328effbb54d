package analyzer

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"dateline/corpus"
)

// The document resolver turns names into mentions of entities, one article at a
// time and all its fields together, in passes that each look at what is there:
//
//	merge        authority matches and recognised names into one list of findings
//	people       full names first, then surnames by them (people.go)
//	acronyms     World Food Programme (WFP), then WFP (acronyms.go)
//	institutions Israeli army, Trump administration, the health ministry (institutions.go)
//	places       one of several places of a name (places.go)
//	roles        a state or capital that acts or locates (roles.go)
//	nominals     the group, the enclave (nominal.go)
//
// Every pass is linear in the number of tokens: nothing is compared with
// everything, and what looks around looks a fixed number of tokens far.

// A finding is a mention in the making: the tokens [first, last) of a field.
// It has the authority's senses, or none and a recognised type. Passes fill in
// the mention's own fields; a finding with drop set is none.
type finding struct {
	first, last int
	senses      []sense
	typ         corpus.Type
	score       float64 // the recogniser's, 0 without
	nested      bool
	drop        bool

	entity, name, how string
	role              corpus.Role
	candidates        []corpus.Candidate
}

// A resolver is the state of one article's resolution. found[i] are the findings
// of doc[i] by first token, longer ones before those they hold.
type resolver struct {
	a     *Authority
	day   string // of publication, as far as known: ISO, "" unknown
	doc   []*text
	found [][]finding

	strong, held, seen map[int32]bool // of evidence and certain, emptied before use
}

// resolve turns the names found in the fields of one article into mentions, by
// field in the order of doc, then by start, then longest first.
func (a *Authority) resolve(doc []*text, hits [][]match, names [][]name, day string) []corpus.Mention {
	r := resolvers.Get().(*resolver)
	defer resolvers.Put(r)
	r.a, r.day, r.doc = a, day, doc
	for len(r.found) < len(doc) {
		r.found = append(r.found, nil)
	}
	for i, t := range doc {
		r.found[i] = r.merge(r.found[i][:0], t, hits[i], names[i])
	}
	r.weak()
	r.people()
	r.acronyms()
	r.institutions()
	r.places()
	r.provisional()
	r.roles()
	r.nominals()
	return r.mentions()
}

// resolvers were used before: their findings serve the next article.
var resolvers = sync.Pool{New: func() any { return new(resolver) }}

// each calls f for every finding that is not dropped, in the order of the text.
func (r *resolver) each(f func(t *text, x *finding)) {
	for i, t := range r.doc {
		for j := range r.found[i] {
			if x := &r.found[i][j]; !x.drop {
				f(t, x)
			}
		}
	}
}

// add inserts findings into those of doc[i], which are then in order again.
func (r *resolver) add(i int, more []finding) {
	if len(more) > 0 {
		r.found[i] = append(r.found[i], more...)
		sortFindings(r.found[i])
	}
}

func sortFindings(f []finding) {
	slices.SortStableFunc(f, func(a, b finding) int { return cmp.Or(a.first-b.first, b.last-a.last) })
}

// one returns the entity of x where it is decided or has one sense of a name.
func (r *resolver) one(x *finding) *corpus.Entity {
	if i := r.row(x); i >= 0 {
		return r.a.at(i)
	}
	return nil
}

// row is the place of one's entity among those of the authority, -1 for none.
func (r *resolver) row(x *finding) int32 {
	switch {
	case x.entity != "":
		if i, ok := r.a.number(x.entity); ok {
			return i
		}
	case len(x.senses) == 1:
		return x.senses[0].entity
	}
	return -1
}

// has reports whether a sense of x is of kind.
func (x *finding) has(kind aliasKind) bool {
	return slices.ContainsFunc(x.senses, func(s sense) bool { return s.kind == kind })
}

// set decides x for an entity of the authority.
func (x *finding) set(e *corpus.Entity, how string) {
	x.entity, x.name, x.typ, x.how = e.ID, e.Name, e.Type, how
}

// weak drops the weak senses whose entity has no other name in the article, holds no
// place of it and is no region beside two others of its state, that the words around do not make an outlet, and that are no
// body of the state which the article names most.
func (r *resolver) weak() {
	home, strong, holds, regions := r.evidence()
	r.each(func(t *text, x *finding) {
		if t.partOfName(x.first, x.last) && r.isOutlet(x) || x.last-x.first == 1 && len(t.word(x.first)) == 1 && !t.onPlatform(x.first) {
			x.drop = true
			return
		}
		if !x.has(weakAlias) {
			return
		}
		x.senses = slices.DeleteFunc(slices.Clone(x.senses), func(s sense) bool {
			e := r.a.entity(s)
			outlet := e.Type == corpus.OutletType && t.citesAt(x.first, x.last)
			body := e.Type == corpus.Organisation && home != "" && r.a.Canonical(e.Parent) == home
			held := e.Type == corpus.Place && (holds[s.entity] || r.isRegion(e) && len(regions[e.Parent]) > 1)
			return s.kind == weakAlias && !strong[s.entity] && !held && !outlet && !body && !t.abbreviatedState(x.first, x.last)
		})
		x.drop = len(x.senses) == 0
		if x.drop && x.score > 0 { // the recogniser saw it too: a name unknown to the authority
			x.drop = false
		}
	})
}

// evidence is what speaks for weak senses: the state that the article names most, the
// entities that it names by a name proper, what holds those, and their regions by state.
// Without a weak sense nobody asks.
func (r *resolver) evidence() (home string, strong, holds map[int32]bool, regions map[string][]string) {
	weak := false
	r.each(func(_ *text, x *finding) { weak = weak || x.has(weakAlias) })
	if !weak {
		return
	}
	strong, holds = emptied(&r.strong), emptied(&r.held)
	home, regions = r.home(), map[string][]string{}
	r.each(func(_ *text, x *finding) {
		for _, s := range x.senses {
			if s.kind == nameAlias {
				strong[s.entity] = true
			}
		}
		if len(x.senses) != 1 || !strong[x.senses[0].entity] {
			return
		}
		at := r.a.rankOf(x.senses[0].entity)
		for _, up := range at.parents {
			holds[up] = true
		}
		if e := r.a.entity(x.senses[0]); at.region {
			regions[e.Parent] = appendNew(regions[e.Parent], e.ID)
		}
	})
	return
}

// emptied makes a map ready for use.
func emptied(m *map[int32]bool) map[int32]bool {
	if *m == nil {
		*m = map[int32]bool{}
	}
	clear(*m)
	return *m
}

// home returns the state that the article names most, by its name, its demonym or a
// place within it; "" where none leads.
func (r *resolver) home() string {
	counts := map[int32]int{}
	r.each(func(_ *text, x *finding) {
		i := r.row(x)
		if i < 0 || x.nested {
			return
		}
		at := r.a.rankOf(i)
		if at.state {
			counts[i]++
		}
		for _, up := range at.parents {
			if r.a.rankOf(up).state {
				counts[up]++
			}
		}
	})
	best, most, second := int32(-1), 0, 0
	for i, n := range counts {
		switch {
		case n > most:
			best, most, second = i, n, most
		case n > second:
			second = n
		}
	}
	if best < 0 || most == second {
		return ""
	}
	return r.a.ids[best]
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// abbreviatedState reports whether [first, last) is an abbreviation behind a name and
// a comma: Fresno, Calif.
func (t *text) abbreviatedState(first, last int) bool {
	stop := strings.HasSuffix(t.surface(last-1), ".") || strings.HasPrefix(t.gap(last-1), ".")
	return first > 0 && stop && t.gap(first-1) == ", " && isCapital(t.surface(first-1))
}

// isOutlet reports whether every sense of x is an outlet.
func (r *resolver) isOutlet(x *finding) bool {
	return len(x.senses) > 0 && !slices.ContainsFunc(x.senses, func(s sense) bool { return r.a.entity(s).Type != corpus.OutletType })
}

// partOfName reports whether [first, last) is "The" and a word within a longer run of
// capitals: The National Bank, The Guardian Angels, Face The Nation.
func (t *text) partOfName(first, last int) bool {
	if last-first != 2 || t.surface(first) != "The" {
		return false
	}
	goesOn := last < len(t.tokens) && t.gap(last-1) == " " && isTitleCase(t.surface(last)) && !t.opensSentence(last)
	return goesOn || first > 0 && t.gap(first-1) == " " && isTitleCase(t.surface(first-1)) && !t.opensSentence(first)
}

// onPlatform reports whether a single letter at i is where people post.
func (t *text) onPlatform(i int) bool {
	switch t.word(i - 1) {
	case "on", "via", "platform", "network", "site", "to", "and":
		return t.gap(i) == "" || t.gap(i)[0] != '-'
	}
	switch t.word(i + 1) {
	case "account", "post", "posts", "formerly":
		return true
	}
	return false
}

// citesAt reports whether the words around [first, last) cite an outlet.
func (t *text) citesAt(first, last int) bool {
	switch before := t.word(first - 1); before {
	case "told", "magazine", "newspaper", "website", "outlet":
		return true
	case "to":
		return t.word(first-2) == "according"
	case "the":
		return t.word(first-2) == "told" || t.word(first-2) == "to" && t.word(first-3) == "according"
	}
	switch t.word(last) {
	case "magazine", "newspaper", "reported", "reports", "reporter", "columnist", "editor":
		return true
	}
	return false
}

// word is the folded word of token i, or "" beyond the ends.
func (t *text) word(i int) string {
	if i < 0 || i >= len(t.tokens) {
		return ""
	}
	return t.tokens[i].Word
}

// mentions writes the findings out.
func (r *resolver) mentions() []corpus.Mention {
	n := 0
	for i := range r.doc {
		n += len(r.found[i])
	}
	out := make([]corpus.Mention, 0, n)
	r.each(func(t *text, x *finding) {
		if x.entity == "" && len(x.candidates) == 0 {
			return
		}
		start, end := t.tokens[x.first].Start, t.tokens[x.last-1].End
		name := x.name
		if name == "" {
			name = t.s[start:end]
		}
		out = append(out, corpus.Mention{Field: t.field, Start: start, End: end, Text: t.s[start:end], Entity: x.entity,
			Name: name, Type: x.typ, Role: x.role, How: x.how, Candidates: x.candidates})
	})
	if len(out) == 0 {
		return nil
	}
	return out
}

// provisional names what no authority holds: an entity "~" and the slug of its
// name, one type an article (the one most of its mentions have).
func (r *resolver) provisional() {
	votes := map[string]map[corpus.Type]float64{}
	r.each(func(t *text, x *finding) {
		if x.entity != "" || len(x.senses) > 0 || len(x.candidates) > 0 {
			return
		}
		x.name = properName(t, x.first, x.last)
		x.entity = "~" + slug(x.name)
		x.how = "recogniser"
		if x.entity == "~" || companyForms[t.join(x.first, x.last)] || brokenStarts[t.surface(x.first)] {
			x.drop = true
			return
		}
		if votes[x.entity] == nil {
			votes[x.entity] = map[corpus.Type]float64{}
		}
		if x.last-x.first > 1 && bodyEnds[t.word(x.last-1)] {
			x.typ = corpus.Organisation
		}
		votes[x.entity][x.typ] += max(x.score, 0.1)
	})
	r.each(func(_ *text, x *finding) {
		if v := votes[x.entity]; x.how == "recogniser" {
			for _, typ := range []corpus.Type{corpus.Person, corpus.Organisation, corpus.Place} {
				if v[typ] > v[x.typ] {
					x.typ = typ
				}
			}
		}
	})
}

var (
	// bodyEnds end the names of bodies, whatever the words before them.
	bodyEnds = set(`committee coalition alliance council association institute foundation commission society
		federation initiative corporation caucus consortium`)
	// brokenStarts begin no name: the recogniser cut one in two.
	brokenStarts = set("of for and in to with")
)

// companyForms are no names by themselves.
var companyForms = set("llc inc ltd corp co plc gmbh jr sr")

// properName is the name as printed, without a leading article, in one line and,
// where it stands in capitals, in title case.
func properName(t *text, first, last int) string {
	if last-first > 1 && t.word(first) == "the" {
		first++
	}
	name := strings.Join(strings.Fields(t.s[t.tokens[first].Start:t.tokens[last-1].End]), " ")
	if last-first > 1 && isCaps(name) {
		words := strings.Fields(strings.ToLower(name))
		for i, w := range words {
			words[i] = capitalise(w)
		}
		name = strings.Join(words, " ")
	}
	return strings.ReplaceAll(name, "’", "'")
}

// slug is name as an id: its folded words, what is not a-z or a digit spelled as
// the bytes of its letters in hexadecimal, joined by '-'.
func slug(name string) string {
	var b strings.Builder
	for _, t := range tokenize(name) {
		if b.Len() > 0 {
			b.WriteByte('-')
		}
		for i := range len(t.Word) {
			c := t.Word[i]
			switch {
			case c >= 'a' && c <= 'z' || isDigit(c):
				b.WriteByte(c)
			case c == '\'':
			case c == '.' || c == ',' || c == '_':
				b.WriteByte('.')
			default:
				const digits = "0123456789abcdef"
				b.WriteString("x" + string(digits[c>>4]) + string(digits[c&15]))
			}
		}
		if b.Len() > 200 {
			break
		}
	}
	return b.String()
}

// spellSlug is the name that a provisional id spells: "ann-lee" is Ann Lee.
func spellSlug(slug string) string {
	words := strings.Split(slug, "-")
	for i, w := range words {
		words[i] = capitalise(w)
	}
	return strings.Join(words, " ")
}

func capitalise(w string) string {
	for i := range w {
		if i > 0 {
			return strings.ToUpper(w[:i]) + w[i:]
		}
	}
	return strings.ToUpper(w)
}
