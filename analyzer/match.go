package analyzer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/corpus"
)

// A match is a run of tokens, [first, last), that is an alias of an authority
// entity, with every sense that fits. A nested match stands inside a longer one.
type match struct {
	first, last int
	senses      []sense
	nested      bool
	tail        bool // nested, and ends where the longer one does
}

// match finds the authority names in t, leftmost and longest, in order. Shorter
// names inside a longer one follow it, marked nested.
func (a *Authority) match(t *text) []match {
	v := a.vocabulary(t.lang)
	t.learn(v)
	w := walker{trie: v.names, t: t, cased: hasCapital(t.s)}
	var out []match
	t.opening = t.opening[:0]
	for _, l := range t.lexemes {
		t.opening = append(t.opening, l.starts)
	}
	for i := 0; i < len(t.tokens); {
		if !t.opening[t.kinds[i]] { // as most
			i++
			continue
		}
		m, ok := w.longest(i, len(t.tokens))
		if ok && t.tokens[i].Word == "the" { // the Golan, but the Golan Heights
			if without, _ := w.longest(i+1, len(t.tokens)); without.last > m.last {
				ok = false
			}
		}
		if !ok {
			i++
			continue
		}
		out = w.inside(m, append(out, m))
		i = m.last
	}
	return out
}

type walker struct {
	trie  *trie
	t     *text
	cased bool
}

// inside appends the names within m that are shorter than it, and those within them.
func (w *walker) inside(m match, out []match) []match {
	if m.last-m.first < 2 {
		return out
	}
	for i := m.first; i < m.last; {
		limit := m.last
		if i == m.first {
			limit--
		}
		inner, ok := w.longest(i, limit)
		if !ok {
			i++
			continue
		}
		inner.nested = true
		out = w.inside(inner, append(out, inner))
		i = inner.last
	}
	return out
}

// longest returns the longest name that starts at token i and ends before limit.
func (w *walker) longest(i, limit int) (match, bool) {
	t, tr := w.t, w.trie
	if i >= limit || !t.lexeme(i).starts {
		return match{}, false
	}
	lower := false
	if c := t.s[t.tokens[i].Start]; c >= 'a' && c <= 'z' && w.cased {
		if !t.lexeme(i).lower {
			return match{}, false
		}
		lower = true
	}
	var best match
	node, comma := uint32(0), false
	for j := i; j < limit; j++ {
		if j > i {
			ok, c := bindsName(t.gap(j - 1))
			if !ok || t.starts[j] {
				break
			}
			comma = comma || c
		}
		if node = tr.follow(node, t, j); node == 0 {
			break
		}
		senses := tr.senses[tr.accept[node]]
		if len(senses) == 0 {
			continue
		}
		if fit := w.fitting(senses, i, j+1, comma, lower); len(fit) > 0 {
			best = match{first: i, last: j + 1, senses: fit}
		}
	}
	return best, best.last > 0
}

// fitting returns the senses whose case fits the tokens [i, j): senses itself where all do.
func (w *walker) fitting(senses []sense, i, j int, comma, lower bool) []sense {
	for k := range senses {
		if w.fits(senses[k], i, j, comma, lower) {
			continue
		}
		fit := append([]sense(nil), senses[:k]...)
		for _, s := range senses[k+1:] {
			if w.fits(s, i, j, comma, lower) {
				fit = append(fit, s)
			}
		}
		return fit
	}
	return senses
}

// fits reports whether the tokens [i, j) may be s: a capitalised word of the name
// is capitalised here too (nouns of institutions aside), an acronym stands in
// capitals, and within a run of capitals is no common word.
func (w *walker) fits(s sense, i, j int, comma, lower bool) bool {
	if comma && !s.comma || s.caps && !w.capitals(i) {
		return false
	}
	if !w.cased {
		return true
	}
	if lower && s.mask&1 != 0 {
		return false
	}
	for k := i; k < j; k++ {
		if s.mask&(1<<(k-i)) == 0 {
			continue
		}
		if !isCapital(w.t.surface(k)) && !(k > i && institutionNouns[w.t.tokens[k].Word]) {
			return false
		}
	}
	return true
}

// capitals reports whether token i can be an acronym. Where the words around it
// are in capitals too, a common word is one only behind "THE".
func (w *walker) capitals(i int) bool {
	if !isCaps(w.t.surface(i)) {
		return false
	}
	word := w.t.tokens[i].Word
	if !commonWords[word] || strings.Contains(w.t.surface(i), ".") || !w.shouting(i) {
		return true
	}
	return i > 0 && w.t.tokens[i-1].Word == "the" || word == "us" && !(i > 0 && beforeUs[w.t.tokens[i-1].Word])
}

// shouting reports whether the neighbours of token i in its sentence are in capitals
// too and are no acronyms themselves.
func (w *walker) shouting(i int) bool {
	loud := false
	for _, k := range []int{i - 1, i + 1} {
		if k < 0 || k >= len(w.t.tokens) || w.t.starts[max(i, k)] || isDigit(w.t.s[w.t.tokens[k].Start]) {
			continue
		}
		if !isCaps(w.t.surface(k)) {
			return false
		}
		word := w.t.tokens[k].Word
		loud = loud || len(word) > 3 || commonWords[word] && len(word) > 1
	}
	return loud
}

// bindsName reports whether the words around gap can belong to one name, and whether
// a comma stands between them.
func bindsName(gap string) (ok, comma bool) {
	if gap == " " || gap == "-" {
		return true, false
	}
	for i, r := range gap {
		switch r {
		case ' ', '-', '.', '&', '/', '\u00a0', '\u2010', '\u2011', '–', '\n', '\r', '\u202f':
		case ',':
			comma = true
		case 's', 'S':
			if i == 0 {
				return false, false
			}
		default:
			if !isApostrophe(r) {
				return false, false
			}
		}
	}
	return len(gap) <= 6, comma
}

func hasCapital(s string) bool { return strings.IndexFunc(s, unicode.IsUpper) >= 0 }

// isCapital reports whether the first letter of word is not a lower-case one.
func isCapital(word string) bool {
	c := word[0]
	if c < utf8.RuneSelf {
		return c < 'a' || c > 'z'
	}
	r, _ := utf8.DecodeRuneInString(word)
	return !unicode.IsLower(r)
}

// isCaps reports whether word has a capital and no lower-case letter.
func isCaps(word string) bool {
	upper := false
	for i := 0; i < len(word); i++ {
		c := word[i]
		switch {
		case c >= 'a' && c <= 'z':
			return false
		case c >= 'A' && c <= 'Z':
			upper = true
		case c >= utf8.RuneSelf:
			return strings.ToUpper(word) == word && strings.ToLower(word) != word
		}
	}
	return upper
}

// entity returns the entity of a sense.
func (a *Authority) entity(s sense) *corpus.Entity { return a.at(s.entity) }

var (
	// commonWords are words that acronyms look like.
	commonWords = set(`us who it is in or am at as on to we he me my no so do go if an be by up of and the was were
		are has had have will would can may not all any but for from get her him his how its let new now old one
		our out own say she see set the two use war way why you act aid air bad big cut end far few fit hot job key
		law led low man men net off oil pay per put ran run tax ten ten thaw top try via win won yes yet age art ask
		wire time times post sun star mail news what when with that this them they said says over into about after`)
	// institutionNouns may be in lower case within a name: the Foreign ministry.
	institutionNouns = set(`ministry army military government forces police parliament court council embassy
		administration department office navy airforce agency commission committee party strip bank city state
		president prime minister foreign health defence defense interior air force movement group region province
		governorate special envoy secretary general union border crossing corridor occupied`)
	// beforeUs are words behind which US in a line of capitals is the pronoun.
	beforeUs = set(`to for with of let tell told give gave help join about from by against on give makes make
		all both at than between among like follow contact near behind`)
)
