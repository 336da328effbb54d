package analyzer

import (
	"bytes"
	_ "embed"
	"sync"

	"dateline/corpus"
)

// A name is a run of tokens, [first, last), that the recogniser takes for a name.
type name struct {
	first, last int
	typ         corpus.Type // Person, Organisation or Place
	score       float64     // in (0,1]: how sure the model is
}

// A recogniser finds names that no authority holds. The zero Model means the one
// that ships with Dateline, loaded when the first text is read, never before.
// It knows names by their capitals: scripts without case have none.
type recogniser struct {
	authority *Authority // nil for none
	load      func() *Model
}

//go:embed model/names.model
var shippedModel []byte

var loadShipped = sync.OnceValue(func() *Model {
	m, err := LoadModel(bytes.NewReader(shippedModel))
	if err != nil {
		panic("analyzer: embedded model: " + err.Error())
	}
	return m
})

// ShippedModel is the model that Dateline carries.
func ShippedModel() *Model { return loadShipped() }

func newRecogniser(a *Authority) *recogniser {
	return &recogniser{authority: a, load: loadShipped}
}

// window is how many bytes are looked at together. Longer texts are cut at a line
// or a space, and evidence does not cross the cut, so that memory stays bounded.
const window = 1 << 17

// names returns the names of t in order, without overlap. known are the
// authority's hits, which are evidence as the name lists are; a name may repeat or
// overlap one.
func (r *recogniser) names(t *text, known []match) []name {
	if len(t.tokens) == 0 {
		return nil
	}
	m := r.load()
	if m == nil {
		return nil
	}
	var out []name
	next := 0
	for at := 0; at < len(t.s); {
		end := windowEnd(t.s, at)
		sc := newScene(t.s[at:end])
		r.markKnown(sc, t, known, at)
		l := m.label(sc)
		l.names(func(first, last, kind int) {
			start, end := at+int(sc.ps[first].start), at+int(sc.ps[last].end)
			if covered := t.covered(&next, start, end); covered.first < covered.last {
				covered.typ, covered.score = typeOfKind[kind], l.confidence(first, last, kind)
				out = append(out, covered)
			}
		})
		sc.release()
		at = end
	}
	return out
}

// windowEnd returns where the window that starts at at ends.
func windowEnd(s string, at int) int {
	if len(s)-at <= window {
		return len(s)
	}
	end := at + window
	for _, sep := range []string{"\n", " "} {
		if i := bytesBefore(s[at+window/2:end], sep); i >= 0 {
			return at + window/2 + i + 1
		}
	}
	for end > at+1 && s[end]&0xC0 == 0x80 { // not within a rune
		end--
	}
	return end
}

func bytesBefore(s, sep string) int { return bytes.LastIndex([]byte(s), []byte(sep)) }

var typeOfKind = [...]corpus.Type{corpus.Person, corpus.Organisation, corpus.Place}

// covered returns the tokens that [start, end) touches; *next is the first token
// that may still be one, and moves on.
func (t *text) covered(next *int, start, end int) (n name) {
	for *next < len(t.tokens) && t.tokens[*next].End <= start {
		*next++
	}
	n.first = *next
	for *next < len(t.tokens) && t.tokens[*next].Start < end {
		*next++
	}
	n.last = *next
	return n
}

// markKnown enters the authority's hits into the lists of the pieces they cover.
func (r *recogniser) markKnown(sc *scene, t *text, known []match, at int) {
	if r.authority == nil {
		return
	}
	i := 0
	for _, m := range known {
		start, end := t.tokens[m.first].Start-at, t.tokens[m.last-1].End-at
		for i > 0 && int(sc.ps[i-1].end) > start {
			i--
		}
		for i < len(sc.ps) && int(sc.ps[i].end) <= start {
			i++
		}
		j := i
		for j < len(sc.ps) && int(sc.ps[j].start) < end {
			j++
		}
		if i < j && start >= 0 {
			first, rest := r.hitLists(m)
			markHit(sc.ps[i:j], first, rest)
		}
	}
}

// markHit enters one hit. A piece that the name lists hold already stays as it is:
// training knew the lists, not this authority.
func markHit(ps []piece, first, rest listBits) {
	const held = listPhrases | listFirst | listFamily | listDemonym | listPlaceFirst | listPlaceRest | listOrgFirst | listOrgRest
	for i := range ps {
		switch {
		case ps[i].lists&held != 0:
		case i == 0:
			ps[i].lists |= first
		default:
			ps[i].lists |= rest
		}
	}
}

// hitLists says how an authority hit is entered: the lists of its first piece and
// of the others.
func (r *recogniser) hitLists(m match) (first, rest listBits) {
	s, single := m.senses[0], m.last-m.first == 1
	switch e := r.authority.entity(s); {
	case s.kind == demonymAlias || s.kind == peopleAlias:
		return listDemonym, listDemonym
	case e.Type == corpus.Person && single:
		return listFamily, 0
	case e.Type == corpus.Person:
		return listFirst, listFamily
	case (e.Type == corpus.Government || e.Type == corpus.Place) && single:
		return listCity, 0
	case e.Type == corpus.Government || e.Type == corpus.Place:
		return listPlaceFirst, listPlaceRest
	case single:
		return listOrg, 0
	}
	return listOrgFirst, listOrgRest
}

// WithModel returns an analyzer that recognises names with m instead of the
// model that ships with Dateline. A nil m recognises nothing: entities are then
// those of the authority alone.
func (z *Analyzer) WithModel(m *Model) *Analyzer {
	c := *z
	c.recogniser = &recogniser{authority: z.authority, load: func() *Model { return m }}
	return &c
}
