package analyzer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold returns the word layer's form of s: lower case, without the diacritics of
// the Latin, Greek, Cyrillic, Arabic and Hebrew scripts, compatibility forms
// decomposed (ﬁ, full width), letters that do not decompose spelled out (ß ss,
// ø o, ł l), apostrophes written ' and the dots of an acronym and an editor's bracket dropped. Vowel signs
// of the Indic scripts are letters and stay. Folding twice changes nothing.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if r < utf8.RuneSelf {
			foldASCII(&b, byte(r))
			s = s[n:]
			continue
		}
		if isApostrophe(r) {
			b.WriteByte('\'')
		} else {
			foldRune(&b, r, n, s)
		}
		s = s[n:]
	}
	return strings.Trim(b.String(), "'")
}

func foldASCII(b *strings.Builder, c byte) {
	switch {
	case c >= 'A' && c <= 'Z':
		b.WriteByte(c | 0x20)
	case c == '.' && !endsInDigit(b), c == '"', c == ']':
	default:
		b.WriteByte(c)
	}
}

func endsInDigit(b *strings.Builder) bool {
	s := b.String()
	return s != "" && isDigit(s[len(s)-1])
}

// foldRune writes the fold of r, the first n bytes of s.
func foldRune(b *strings.Builder, r rune, n int, s string) {
	if r == 'й' || r == 'Й' {
		b.WriteRune('й')
		return
	}
	if r == utf8.RuneError && n == 1 {
		return
	}
	decomposed := norm.NFKD.PropertiesString(s[:n]).Decomposition()
	if decomposed == nil {
		writeFolded(b, r)
		return
	}
	for _, d := range string(decomposed) {
		writeFolded(b, d)
	}
}

func writeFolded(b *strings.Builder, r rune) {
	if isFoldedMark(r) || isJoiner(r) || r == 'ـ' {
		return
	}
	r = unicode.ToLower(r)
	if to, ok := spelled[r]; ok {
		b.WriteString(to)
		return
	}
	if r == '.' || r == '"' || isFoldedMark(r) || unicode.IsSpace(r) {
		return
	}
	b.WriteRune(r)
}

// spelled holds letters that Unicode does not decompose.
var spelled = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i",
	'ħ': "h", 'ŋ': "n", 'ŧ': "t", 'ſ': "s", 'ə': "e",
	'ς': "σ", 'ی': "ي", 'ى': "ي", 'ک': "ك", 'ة': "ه", 'ٱ': "ا", '״': "", '׳': "'",
}

// isFoldedMark reports whether r is a combining mark that folding drops.
func isFoldedMark(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case r <= 0x36F, r >= 0x483 && r <= 0x487, r >= 0x591 && r <= 0x5C7, r >= 0x610 && r <= 0x61A,
		r >= 0x64B && r <= 0x65F, r == 0x670, r >= 0x6D6 && r <= 0x6ED, r >= 0x1AB0 && r <= 0x1AFF,
		r >= 0x1DC0 && r <= 0x1DFF, r >= 0x20D0 && r <= 0x20FF, r >= 0xFE20 && r <= 0xFE2F:
		return unicode.Is(unicode.M, r)
	}
	return r >= 0xFE00 && r <= 0xFE0F
}

// isApostrophe reports whether r may be an apostrophe between letters.
func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', 'ʼ', 'ʻ', 'ʾ', 'ʿ', '＇', '‘', '`', '´':
		return true
	}
	return false
}

// isJoiner reports whether r is invisible within a word.
func isJoiner(r rune) bool {
	switch r {
	case '\u00AD', '\u200C', '\u200D', '\u200E', '\u200F', '\u2060', '\uFEFF', '״', '׳':
		return true
	}
	return false
}

// isWord reports whether r belongs to a token.
func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return asciiWord[r]
	}
	if r >= 0x2000 && r <= 0x206F {
		return false
	}
	if isApostrophe(r) {
		return false
	}
	return unicode.IsLetter(r) || unicode.Is(unicode.M, r) || unicode.Is(unicode.N, r)
}

// isSpaceless reports whether r is of a script that is written without spaces.
func isSpaceless(r rune) bool {
	switch {
	case r < 0x0E00:
		return false
	case r <= 0x0EFF, r >= 0x1000 && r <= 0x109F, r >= 0x1780 && r <= 0x17FF: // Thai, Lao, Burmese, Khmer
		return unicode.IsLetter(r) || unicode.Is(unicode.M, r)
	case r < 0x3005:
		return false
	case r <= 0x3007, r >= 0x3041 && r <= 0x30FF && r != '・', r >= 0x31F0 && r <= 0x31FF,
		r >= 0x3400 && r <= 0x4DBF, r >= 0x4E00 && r <= 0x9FFF, r >= 0xF900 && r <= 0xFAFF,
		r >= 0xFF66 && r <= 0xFF9F, r >= 0x20000 && r <= 0x3FFFF:
		return unicode.IsLetter(r) || unicode.Is(unicode.M, r) || unicode.Is(unicode.N, r)
	}
	return false
}

// isElision reports whether a lower-case word before an apostrophe is a Romance
// article or particle that lost its vowel.
func isElision(w string) bool {
	switch w {
	case "l", "d", "j", "c", "n", "s", "m", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
		"dell", "all", "nell", "sull", "dall", "un", "quest", "quell":
		return true
	}
	return false
}

// hebrewQuote reports whether the '"' at j is the gershayim of a Hebrew acronym.
func hebrewQuote(s string, i, j int) bool {
	if j == i {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(s[i:j])
	after, _ := utf8.DecodeRuneInString(s[j+1:])
	return unicode.Is(unicode.Hebrew, before) && unicode.Is(unicode.Hebrew, after)
}

func letterBefore(s string, j int) bool {
	r, _ := utf8.DecodeLastRuneInString(s[:j])
	return unicode.IsLetter(r) || unicode.Is(unicode.M, r)
}

func letterAt(s string, j int) bool {
	r, _ := utf8.DecodeRuneInString(s[j:])
	return unicode.IsLetter(r) && !isSpaceless(r)
}

func wordFollows(s string, j int) bool {
	if j >= len(s) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[j:])
	return isWord(r)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

var asciiWord = func() (table [256]bool) {
	for c := range utf8.RuneSelf {
		table[c] = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
	}
	return table
}()
