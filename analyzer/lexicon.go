package analyzer

import (
	"iter"
	"slices"
	"sort"
	"strings"

	"dateline/corpus"
)

// Tokens returns the folded words of text, as many as it takes positions.
func (a *Authority) Tokens(text string) []string {
	tokens := tokenize(text)
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.Word
	}
	return words
}

// Stems returns the distinct stems of a folded word in the languages given
// (none: every language that has a stemmer), sorted; the word itself is among
// them where a language leaves it as it is.
func (a *Authority) Stems(word string, languages []string) []string {
	if len(languages) == 0 {
		languages = Languages()
	}
	seen := map[string]bool{}
	for _, lang := range languages {
		seen[stem(word, lang)] = true
	}
	out := make([]string, 0, len(seen))
	for s := range seen {
		out = append(out, s)
	}
	sort.Strings(out)
	return out
}

// Entities returns the entities that name means, best first: that of an id, then
// those named so, then those with such an alias; for a surname that is no alias,
// all persons who bear it.
func (a *Authority) Entities(name string) []corpus.Entity {
	var out []corpus.Entity
	seen := map[string]bool{}
	add := func(id string) {
		e, ok := a.Entity(a.Canonical(id))
		if ok && !seen[e.ID] {
			seen[e.ID] = true
			out = append(out, e)
		}
	}
	name = strings.TrimSpace(name)
	if id := strings.TrimPrefix(name, "@"); strings.HasPrefix(id, "~") && len(id) > 1 || a.has(id) {
		add(id)
	}
	senses := a.trie().lookup(name)
	if len(senses) == 0 {
		senses = a.foreign().lookup(name)
	}
	folded := fold(name)
	for _, exact := range []bool{true, false} {
		for _, s := range senses {
			if (fold(a.entity(s).Name) == folded) == exact {
				add(a.entity(s).ID)
			}
		}
	}
	if len(out) == 0 { // a bare surname means all who bear it
		for _, i := range a.holders(folded) {
			add(a.ids[i])
		}
	}
	return out
}

// All yields every entity in the order of the files, merged ones too.
func (a *Authority) All() iter.Seq[corpus.Entity] {
	return func(yield func(corpus.Entity) bool) {
		for _, e := range a.all() {
			if !yield(*e) {
				return
			}
		}
	}
}

// Count returns how many names of the authority stand in an English text.
func (a *Authority) Count(text string) int {
	t := newText("", text)
	t.lang = "en"
	return len(a.match(t))
}

func (a *Authority) has(id string) bool {
	_, ok := a.number(id)
	return ok
}

// Entity returns the entity of an id. A "~" id is always known, by the name that
// its slug spells.
func (a *Authority) Entity(id string) (corpus.Entity, bool) {
	if e := a.of(id); e != nil {
		return *e, true
	}
	if strings.HasPrefix(id, "~") && len(id) > 1 {
		return corpus.Entity{ID: id, Name: spellSlug(id[1:])}, true
	}
	return corpus.Entity{}, false
}

// Provisional returns the "~" id of a name that no authority holds, "" where the
// name holds no word.
func (a *Authority) Provisional(name string) string {
	if s := slug(name); s != "" {
		return "~" + s
	}
	return ""
}

// Canonical returns the id that id was merged into, or id.
func (a *Authority) Canonical(id string) string {
	for {
		to, ok := a.merged[id]
		if !ok {
			return id
		}
		id = to
	}
}

// Covers returns the ids that count as id, itself first: those merged into it
// and, for places, all their descendants.
func (a *Authority) Covers(id string) []string {
	out := []string{id}
	seen := map[string]bool{id: true}
	for i := 0; i < len(out); i++ {
		kids := a.into[out[i]]
		for _, kid := range append(kids[:len(kids):len(kids)], a.children()[out[i]]...) {
			if !seen[kid] && (a.isPlace(kid) || a.merged[kid] == out[i]) {
				seen[kid] = true
				out = append(out, kid)
			}
		}
	}
	return out
}

// isPlace reports whether id can be where something is.
func (a *Authority) isPlace(id string) bool {
	e := a.of(id)
	return e != nil && (e.Type == corpus.Place || e.Type == corpus.Government && a.isState(id))
}

// Ancestors returns the parents of id, nearest first. They are not to be changed.
func (a *Authority) Ancestors(id string) []string {
	if i, ok := a.number(id); ok {
		return a.rankOf(i).up
	}
	return a.ancestors(id)
}

// A rank is where an entity of an authority stands: beneath its parents, nearest first,
// and whether it is a state.
type rank struct {
	up       []string
	parents  []int32 // those of up that are entities
	state    bool
	region   bool // a place right below a state
	platform bool
}

// rankOf finds the rank of an entity when somebody first asks for it.
func (a *Authority) rankOf(i int32) *rank {
	r := a.ranks[i].Load()
	if r == nil {
		e := a.at(i)
		r = &rank{up: a.ancestors(e.ID), state: slices.ContainsFunc(e.Aliases, marksState), platform: slices.Contains(e.Aliases, "kind:platform")}
		for _, id := range r.up {
			if at, ok := a.number(id); ok {
				r.parents = append(r.parents, at)
			}
		}
		r.region = e.Type == corpus.Place && a.isState(e.Parent)
		a.ranks[i].Store(r)
	}
	return r
}

func (a *Authority) ancestors(id string) []string {
	var out []string
	seen := append(make([]string, 0, 16), id)
	for {
		e := a.of(a.Canonical(id))
		if e == nil { // "~" ids have no parent
			return slices.Clip(out)
		}
		parent := e.Parent
		if parent == "" || slices.Contains(seen, parent) {
			return slices.Clip(out)
		}
		id = a.Canonical(parent)
		seen, out = append(seen, parent, id), append(out, id)
	}
}

// SuggestName returns known names close to an unknown one, best first, ten at most.
func (a *Authority) SuggestName(name string) []string {
	type suggestion struct {
		name  string
		score int
	}
	want := fold(name)
	limit := 1 + len(want)/4
	var found []suggestion
	for _, e := range a.all() {
		best := limit + 1
		for _, n := range append([]string{e.Name}, e.Aliases...) {
			if kind, n := splitAlias(n); kind == nameAlias {
				best = min(best, nearness(want, fold(n), limit))
			}
		}
		if best <= limit {
			found = append(found, suggestion{e.Name, best})
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].score < found[j].score })
	var out []string
	for _, f := range found[:min(10, len(found))] {
		out = append(out, f.name)
	}
	return out
}

// nearness is the edit distance of want and name, or 1 where want is a word of name;
// above limit its value does not matter.
func nearness(want, name string, limit int) int {
	if strings.Contains(" "+name+" ", " "+want+" ") {
		return 1
	}
	if len(name) > len(want)+limit || len(want) > len(name)+limit {
		return limit + 1
	}
	row := make([]int, len(name)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(want); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(name); j++ {
			cost := diagonal
			if want[i-1] != name[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(name)]
}
