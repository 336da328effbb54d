package analyzer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A mark is one quotation mark, or two single ones that stand for a double.
// opens and closes say which sides its neighbours allow; both may hold.
type mark struct {
	at, n         int
	family        byte // 'd' double, 'g' guillemet, 'c' corner, 's' single
	opens, closes bool
	turned        bool // a mark of a closing shape that opens, »so«
	shape         byte // 'o' opening glyph, 'c' closing glyph, 'n' neutral
	strength      byte // of a single mark as a close: 0 weak (it may be a plural possessive), 1 plain
}

// glyphs gives family and shape of every mark but the doubled ones.
var glyphs = map[rune][2]byte{
	'"': {'d', 'n'}, '“': {'d', 'o'}, '”': {'d', 'c'}, '„': {'d', 'o'}, '‟': {'d', 'o'}, '＂': {'d', 'n'},
	'«': {'g', 'o'}, '»': {'g', 'c'}, '‹': {'s', 'o'}, '›': {'s', 'c'},
	'\'': {'s', 'n'}, '‘': {'s', 'o'}, '’': {'s', 'c'}, '‚': {'s', 'o'}, '‛': {'s', 'o'}, '`': {'s', 'o'},
	'「': {'c', 'o'}, '」': {'c', 'c'}, '『': {'c', 'o'}, '』': {'c', 'c'},
}

// markBytes are the first bytes of glyphs.
var markBytes = func() (first [256]bool) {
	for r := range glyphs {
		first[string(r)[0]] = true
	}
	return first
}()

// elisions are the words that an apostrophe starts.
var elisions = map[string]bool{
	"em": true, "til": true, "till": true, "tis": true, "twas": true, "cause": true, "bout": true, "n": true,
	"cuz": true, "round": true, "neath": true, "ere": true, "s": true, "nuff": true, "burbs": true, "hood": true,
}

// marks lists the quotation marks of s in order. An apostrophe between letters
// and one that starts a short form ('em, '90s) are none.
func marks(s string) []mark {
	var out []mark
	for i := 0; i < len(s); {
		if !markBytes[s[i]] {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		g, ok := glyphs[r]
		if !ok {
			i += n
			continue
		}
		m := mark{at: i, n: n, family: g[0], shape: g[1]}
		if m.family == 's' && r != '‹' && r != '›' && r != '‚' {
			m.double(s, r)
		}
		m.sides(s)
		i += m.n
		if m.opens || m.closes {
			out = append(out, m)
		}
	}
	return out
}

// double makes m one double mark where two single ones stand together. Of three
// in a row the double is the outer one: first where they open, last where they close.
func (m *mark) double(s string, r rune) {
	run := 1
	for at := m.at + m.n; run < 4 && strings.HasPrefix(s[at:], string(r)); at += m.n {
		run++
	}
	closing := m.at > 0 && !spaceOrOpen(runeBefore(s, m.at))
	if run == 2 || run == 3 && !closing || run == 4 {
		m.family, m.n = 'd', 2*m.n
		if r == '\'' {
			m.shape = 'n'
		}
	}
}

// sides decides from its neighbours whether m can open and whether it can close.
func (m *mark) sides(s string) {
	prev, next := runeBefore(s, m.at), runeAfter(s, m.at+m.n)
	spaced := func(r rune) bool { return r < 0 || unicode.IsSpace(r) }
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	m.opens = !spaced(next) && (spaceOrOpen(prev) || !word(prev) && word(next) && m.family != 's')
	m.closes = !spaced(prev) && (!word(next) || !word(prev) && m.family != 's')
	switch m.family {
	case 's':
		m.single(s, prev, next)
		return
	case 'g', 'c': // French sets spaces inside
		m.opens = m.shape == 'o' || m.opens
		m.closes = m.shape == 'c' || m.closes
		return
	}
	if m.shape == 'n' && unicode.In(prev, unicode.Hebrew, unicode.Arabic) && unicode.In(next, unicode.Hebrew, unicode.Arabic) {
		m.opens, m.closes = false, false // gershayim inside an abbreviation
		return
	}
	if spaced(prev) && spaced(next) && !(prev < 0 && next < 0) {
		m.opens, m.closes = true, true
	}
	if word(prev) && word(next) {
		m.closes = true // a missing space behind a close; never an opening
	}
	switch {
	case m.shape == 'o' && (m.opens || !m.closes):
		m.opens, m.closes = true, false
	case m.shape == 'c' && (m.closes || !m.opens):
		m.opens, m.closes = false, true
	}
}

func (m *mark) single(s string, prev, next rune) {
	if m.opens {
		rest := s[m.at+m.n:]
		end := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if end < 0 || end > 24 {
			end = min(24, len(rest))
		}
		w := strings.ToLower(rest[:end])
		year := len(w) > 1 && w[0] >= '0' && w[0] <= '9' && w[1] >= '0' && w[1] <= '9' && (len(w) == 2 || w[2:] == "s")
		m.opens = !elisions[w] && !year && m.shape != 'c' && !unicode.IsSpace(next)
	}
	if m.shape == 'o' && m.opens {
		m.closes = false
	}
	if m.closes && !(prev == 's' || prev == 'S') {
		m.strength = 1
	}
	if m.closes && prev == 'n' && strings.HasSuffix(s[:m.at], "in") { // goin’ home
		m.strength = 0
	}
}

// spaceOrOpen reports whether a mark behind r may open a quotation.
func spaceOrOpen(r rune) bool {
	return r < 0 || unicode.IsSpace(r) || strings.ContainsRune("([{<-–—―/:=…¿¡\"“„«‘'‚\u200b\ufeff", r)
}

// runeBefore returns the rune that ends at i, -1 at the start.
func runeBefore(s string, i int) rune {
	if i == 0 {
		return -1
	}
	r, _ := utf8.DecodeLastRuneInString(s[:i])
	return r
}

// runeAfter returns the rune that starts at i, -1 at the end.
func runeAfter(s string, i int) rune {
	if i >= len(s) {
		return -1
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return r
}
