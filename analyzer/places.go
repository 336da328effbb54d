package analyzer

import (
	"slices"

	"dateline/corpus"
)

// places decides the findings that still have senses. One sense is taken as it
// is. A capital and the state that it stands for are kept for roles to decide.
// Of several, all stay candidates with scores; one is chosen only by evidence: the
// article names it without doubt elsewhere, or names a place that holds it or that
// it holds, or its country stands behind a comma.
func (r *resolver) places() {
	seen := r.certain()
	r.each(func(t *text, x *finding) {
		if x.entity != "" || len(x.senses) == 0 {
			return
		}
		names := namesOf(x.senses)
		if e := r.elsewhere(t, x, names); e != nil {
			x.name = e.Name + ", " + t.surface(x.last)
			x.entity, x.typ, x.how = "~"+slug(x.name), corpus.Place, "namesake in the region behind the comma"
			x.candidates = []corpus.Candidate{{Entity: x.entity, Score: 0.8}, {Entity: e.ID, Score: 0.2}}
			x.senses = nil
			return
		}
		switch {
		case len(names) == 0 && len(x.senses) == 1:
			x.set(r.a.entity(x.senses[0]), "authority")
		case len(names) == 1:
			x.set(r.a.entity(names[0]), "authority")
		default:
			if len(names) == 0 {
				names = x.senses
			}
			r.choose(t, x, names, seen)
		}
	})
}

// elsewhere returns the place that x names if the text puts a namesake of it into a
// region that does not hold it: Paris, Texas; Portland, Maine. The region's name is one
// word, closed by a second comma or the end of the clause, so that lists (Paris, Texas
// and Rome) are none.
func (r *resolver) elsewhere(t *text, x *finding, names []sense) *corpus.Entity {
	if len(names) != 1 || x.last >= len(t.tokens) || t.gap(x.last-1) != ", " || x.nested {
		return nil
	}
	e := r.a.entity(names[0])
	if after := t.gap(x.last); e.Type != corpus.Place || after == "" || after[0] == ' ' || isDash(after) || t.possessive(x.last) {
		return nil
	}
	senses := r.a.trie().lookup(t.surface(x.last))
	if len(senses) == 0 {
		return nil
	}
	up := r.a.Ancestors(e.ID)
	for _, s := range senses {
		region := r.a.entity(s)
		if !r.isRegion(region) || slices.Contains(up, region.ID) {
			return nil
		}
		if slices.Contains(up, region.Parent) && !slices.ContainsFunc(up, func(id string) bool { return r.isRegion(r.a.of(id)) }) {
			return nil // of that country, of which region is not known
		}
	}
	return e
}

// isRegion reports whether e is a place right below a state.
func (r *resolver) isRegion(e *corpus.Entity) bool {
	return e != nil && e.Type == corpus.Place && r.a.isState(e.Parent)
}

// namesOf returns the senses that are names proper.
func namesOf(senses []sense) []sense {
	named := func(s sense) bool { return s.kind == nameAlias || s.kind == weakAlias }
	if !slices.ContainsFunc(senses, func(s sense) bool { return !named(s) }) {
		return senses
	}
	var out []sense
	for _, s := range senses {
		if named(s) {
			out = append(out, s)
		}
	}
	return out
}

// certain returns the entities that the article names without doubt and, for
// places, all that hold them.
func (r *resolver) certain() map[int32]bool {
	seen := emptied(&r.seen)
	r.each(func(_ *text, x *finding) {
		i := r.row(x)
		if i < 0 || seen[i] {
			return
		}
		seen[i] = true
		for _, up := range r.a.rankOf(i).parents {
			seen[up] = true
		}
	})
	return seen
}

// choose scores the senses of an ambiguous name. Of two persons the one whose term
// of office holds the day of publication gains.
func (r *resolver) choose(t *text, x *finding, senses []sense, seen map[int32]bool) {
	total := 0.0
	for i, s := range senses {
		e := r.a.entity(s)
		score := 1 / float64(i+2) // rows that come first are the better known
		if seen[s.entity] {
			score += 2
		}
		for _, up := range r.a.rankOf(s.entity).parents {
			if seen[up] {
				score += 1
				break
			}
		}
		if r.behindComma(t, x, e) {
			score += 4
		}
		if e.Type == corpus.Person && term(e, r.day) == during {
			score++
		}
		total += score
		x.candidates = append(x.candidates, corpus.Candidate{Entity: e.ID, Score: score})
	}
	for i := range x.candidates {
		x.candidates[i].Score /= total
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
	row, _ := r.a.number(x.candidates[0].Entity)
	best := r.a.at(row)
	if x.candidates[0].Score >= 1.5*x.candidates[1].Score && (seen[row] || x.candidates[0].Score*total > 1) {
		x.set(best, "authority, chosen among namesakes")
		return
	}
	x.typ, x.how = best.Type, "ambiguous name"
}

// behindComma reports whether a place that holds e stands behind x and a comma.
func (r *resolver) behindComma(t *text, x *finding, e *corpus.Entity) bool {
	if x.last >= len(t.tokens) || t.gap(x.last-1) != ", " {
		return false
	}
	for n := 1; n <= 3 && x.last+n <= len(t.tokens); n++ {
		for _, s := range r.a.trie().lookup(t.s[t.tokens[x.last].Start:t.tokens[x.last+n-1].End]) {
			if slices.Contains(r.a.Ancestors(e.ID), r.a.entity(s).ID) {
				return true
			}
		}
	}
	return false
}
