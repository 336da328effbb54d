package analyzer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The matcher finds authority names in a token stream: a trie over words. A word
// is looked up once and becomes a number; an edge is one probe of an open hash of
// (node, word). 100,000 aliases take about 20 MB.
//
// Names and text meet in key form: the folded word without apostrophes (Sana'a,
// Sanaa), the Arabic article in one spelling (el-, al-, ad-, ash- ... are al).
// Case is a condition of each sense, see walker.fits (match.go).

// A sense is one thing that an alias may mean.
type sense struct {
	entity int32
	kind   aliasKind
	caps   bool   // an acronym that must stand in capitals
	comma  bool   // the alias has a comma in it
	mask   uint32 // bit i: word i of the alias is capitalised
}

type aliasKind uint8

const (
	nameAlias aliasKind = iota
	demonymAlias
	peopleAlias
	metonymAlias
	weakAlias // a name only where the article has other evidence
	codeAlias // iso:, domain: and the like; never in the trie
)

type trie struct {
	words  map[string]uint32
	edges  []edge // open addressing, len is a power of two
	used   int
	nodes  uint32
	accept []int32         // node to senses, 0 is none
	senses [][]sense       // senses[0] is not used
	lower  map[uint32]bool // first words of aliases that start in lower case
}

// An edge leads from a node by a word to another; node 0 is the root, to 0 is a free slot.
type edge struct{ node, word, to uint32 }

// newTrie indexes the names of a. blocked holds "id\x00alias", as the loader does.
func newTrie(a *Authority, blocked map[string]bool) *trie {
	t := &trie{words: map[string]uint32{}, edges: make([]edge, 1<<10), nodes: 1, accept: make([]int32, 1),
		senses: make([][]sense, 1), lower: map[uint32]bool{}}
	for at, e := range a.all() {
		if to, ok := a.number(a.Canonical(e.ID)); ok {
			at = to
		}
		if !blocked[e.ID+"\x00"+e.Name] && !blocked["\x00"+e.Name] && !slices.Contains(e.Aliases, "weak:"+e.Name) {
			t.insert(at, nameAlias, e.Name)
		}
		for _, alias := range e.Aliases {
			if kind, name := splitAlias(alias); kind != codeAlias {
				t.insert(at, kind, name)
			}
		}
	}
	return t
}

// splitAlias takes the prefix off an alias that has one.
func splitAlias(alias string) (aliasKind, string) {
	prefix, rest, ok := strings.Cut(alias, ":")
	if !ok {
		return nameAlias, alias
	}
	switch prefix {
	case "demonym":
		return demonymAlias, rest
	case "people":
		return peopleAlias, rest
	case "metonym":
		return metonymAlias, rest
	case "weak":
		return weakAlias, rest
	}
	if strings.ToLower(prefix) == prefix && !strings.HasPrefix(rest, " ") {
		return codeAlias, rest
	}
	return nameAlias, alias
}

// maxNameTokens bounds the names of an authority.
const maxNameTokens = 30

func (t *trie) insert(entity int32, kind aliasKind, name string) {
	tokens := tokenize(name)
	if len(tokens) == 0 || len(tokens) > maxNameTokens {
		return
	}
	if len(tokens) == 1 && len(tokens[0].Word) == 1 && len(name) > 1 && name[0] < utf8.RuneSelf {
		return // "N+" is no N
	}
	s := sense{entity: entity, kind: kind, comma: strings.Contains(name, ",") || strings.HasSuffix(name, " D.C.")}
	node := uint32(0)
	for i := range tokens {
		surface := name[tokens[i].Start:tokens[i].End]
		if isCapital(surface) {
			s.mask |= 1 << i
		}
		word := keyWord(tokens[i].Word, nextByte(name, tokens[i].End))
		id, ok := t.words[word]
		if !ok {
			id = uint32(len(t.words)) + 1
			t.words[strings.Clone(word)] = id
		}
		if node = t.grow(node, id); i == 0 && s.mask == 0 {
			t.lower[id] = true
		}
	}
	first := name[tokens[0].Start:tokens[0].End]
	s.caps = len(tokens) == 1 && mustBeCaps(first, tokens[0].Word)
	if t.accept[node] == 0 {
		t.accept[node] = int32(len(t.senses))
		t.senses = append(t.senses, nil)
	}
	senses := &t.senses[t.accept[node]]
	for i := range *senses {
		if old := &(*senses)[i]; old.entity == entity && (old.kind == kind || old.kind == nameAlias) {
			old.mask, old.caps, old.comma = old.mask&s.mask, old.caps && s.caps, old.comma || s.comma
			return
		}
	}
	*senses = append(*senses, s)
}

// mustBeCaps reports whether a one-word alias is an acronym that a word in lower
// or title case is not: three letters at most, or a common word.
func mustBeCaps(surface, word string) bool {
	letters := 0
	for _, r := range surface {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters > 0 && (letters <= 3 || commonWords[word])
}

// grow returns the child of node by word, making it if it is not there.
func (t *trie) grow(node, word uint32) uint32 {
	if t.used*2 >= len(t.edges) {
		old := t.edges
		t.edges = make([]edge, 2*len(old))
		for _, e := range old {
			if e.to != 0 {
				*t.slot(e.node, e.word) = e
			}
		}
	}
	e := t.slot(node, word)
	if e.to == 0 {
		*e = edge{node, word, t.nodes}
		t.nodes++
		t.used++
		t.accept = append(t.accept, 0)
	}
	return e.to
}

// slot returns the edge of (node, word), or the free slot where it belongs.
func (t *trie) slot(node, word uint32) *edge {
	h := uint64(node)*0x9E3779B97F4A7C15 ^ uint64(word)*0xC2B2AE3D27D4EB4F
	h ^= h >> 29
	for i := h & uint64(len(t.edges)-1); ; i = (i + 1) & uint64(len(t.edges)-1) {
		if e := &t.edges[i]; e.to == 0 || e.node == node && e.word == word {
			return e
		}
	}
}

// child follows word from node; 0 is none.
func (t *trie) child(node uint32, word string) uint32 {
	id, ok := t.words[word]
	if !ok {
		return 0
	}
	return t.slot(node, id).to
}

// follow follows token i of a text that has learned the names of t.
func (t *trie) follow(node uint32, x *text, i int) uint32 {
	switch l := x.lexeme(i); {
	case l.varies:
		return t.step(node, x.tokens[i].Word, nextByte(x.s, x.tokens[i].End))
	case l.name == 0:
		return 0
	default:
		return t.slot(node, l.name).to
	}
}

// varies reports whether a word is followed by more than its key form: by what stands
// behind it, or without the particles written onto it.
func varies(word string) bool {
	return word[0] >= 0xD6 && word[0] <= 0xDB || keyWord(word, '-') != keyWord(word, 0)
}

// step follows a token from node, trying the proclitics of Arabic and Hebrew where the
// word itself leads nowhere.
func (t *trie) step(node uint32, word string, next byte) uint32 {
	word = keyWord(word, next)
	if to := t.child(node, word); to != 0 || word[0] < 0xD6 || word[0] > 0xDB {
		return to
	}
	for _, rest := range proclitics(word) {
		if to := t.child(node, rest); to != 0 {
			return to
		}
	}
	return 0
}

// lookup returns the senses of name whatever its case.
func (t *trie) lookup(name string) []sense {
	node := uint32(0)
	for _, token := range tokenize(name) {
		if node = t.step(node, token.Word, nextByte(name, token.End)); node == 0 {
			return nil
		}
	}
	return t.senses[t.accept[node]]
}

// keyWord is the form of a folded word in the trie. next is the byte behind it.
func keyWord(word string, next byte) string {
	if len(word) <= 3 {
		switch word {
		case "al", "el":
			return "al"
		case "ad", "ar", "as", "ash", "at", "az", "an", "ul":
			if next == '-' || next == '\'' || next == 0xE2 {
				return "al"
			}
		}
	}
	if strings.IndexByte(word, '\'') >= 0 {
		return strings.ReplaceAll(word, "'", "")
	}
	return word
}

func nextByte(s string, i int) byte {
	if i >= len(s) {
		return 0
	}
	return s[i]
}

// proclitics returns what may be left of an Arabic or Hebrew word without the
// particles written onto it, longest remainder first.
func proclitics(word string) []string {
	var out []string
	arabic := word[0] >= 0xD8
	for range 3 {
		r, n := utf8.DecodeRuneInString(word)
		if len(word) <= n+2 || !strings.ContainsRune(particles(arabic), r) {
			return out
		}
		word = word[n:]
		out = append(out, word)
		if arabic { // the article that the particle hides: ل + الأمم is للأمم
			if r == 'ل' && strings.HasPrefix(word, "ل") {
				out = append(out, "ا"+word)
			} else if strings.HasPrefix(word, "ال") {
				out = append(out, word[len("ال"):])
			}
		}
	}
	return out
}

func particles(arabic bool) string {
	if arabic {
		return "وفبكل"
	}
	return "והבלמשכ"
}
