package analyzer

import (
	"unicode"
	"unicode/utf8"
)

// A piece is one unit of the recogniser's own segmentation: a word, a number or a
// punctuation mark. It is finer than corpus.Token (marks count, `'s` stands alone,
// hyphens split) and coarser at abbreviations (`Mr.` and `U.S.` are one piece),
// because marks and abbreviations are the evidence of a name.
type piece struct {
	start, end int32  // byte offsets into the text
	exact      uint64 // hash of the letters as they stand
	folded     uint64 // hash of the lower-cased letters
	prefix     uint64 // of three letters, folded
	letter     rune   // the first, folded
	suffix     [3]uint64
	shape      uint64
	kind       pieceKind
	first      bool // opens a sentence or a line
	line       lineKind
	lists      listBits
	link       uint8 // linkOf: which connecting word or mark, 0 for none
}

type pieceKind uint8

const (
	lowerPiece   pieceKind = iota
	initialPiece           // Gaza
	capsPiece              // NATO
	letterPiece            // one capital, A or J.
	mixedPiece             // iPhone, McDonald
	numberPiece
	markPiece
	otherPiece // scripts without case
)

type lineKind uint8

const (
	plainLine lineKind = iota
	capsLine           // THE US AND ISRAEL
	titleLine          // The Talks End Without a Deal
)

func (k pieceKind) capital() bool { return k >= initialPiece && k <= mixedPiece }

// cut appends the pieces of s to out. It takes time linear in len(s).
func cut(s string, out []piece) []piece {
	fresh, lineStart := true, len(out)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\n':
			markLine(out[lineStart:])
			fresh, lineStart = true, len(out)
			i += n
		case unicode.IsSpace(r) || r == utf8.RuneError || r == '\u200b' || r == '\ufeff':
			i += n
		case isWordRune(r):
			end := wordEnd(s, i)
			out = appendWord(out, s, i, end, fresh)
			fresh = false
			i = end
		default:
			out = append(out, newPiece(s, i, i+n, fresh))
			fresh = fresh && opening(r) || r == '.' || r == '?' || r == '!' || r == '…'
			if closing(r) && len(out) > 1 && out[len(out)-2].kind == markPiece {
				fresh = fresh || endsSentence(s, out[len(out)-2])
			}
			i += n
		}
	}
	markLine(out[lineStart:])
	return out
}

func endsSentence(s string, p piece) bool {
	c := s[p.start]
	return c == '.' || c == '?' || c == '!'
}

func opening(r rune) bool {
	return r == '"' || r == '“' || r == '‘' || r == '\'' || r == '(' || r == '`' || r == '[' || r == '«' || r == '—' || r == '-' || r == '•' || r == '*'
}

func closing(r rune) bool { return r == '"' || r == '”' || r == '’' || r == '\'' || r == ')' }

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

// wordEnd returns the end of the word that begins at i: letters, digits and marks,
// with single apostrophes between letters, separators between digits (1,200.5) and
// the points of an abbreviation (U.S., Mr., J.).
func wordEnd(s string, i int) int {
	begin := i
	var last rune
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if isWordRune(r) {
			last, i = r, i+n
			continue
		}
		next, _ := utf8.DecodeRuneInString(s[i+n:])
		joins := isApostrophe(r) && unicode.IsLetter(last) && unicode.IsLetter(next) ||
			(r == ',' || r == '.') && digit(last) && digit(next) ||
			r == '.' && abbreviated(s[begin:i], next)
		if !joins {
			return i
		}
		last, i = r, i+n
	}
	return i
}

// abbreviated reports whether the point after word belongs to it.
func abbreviated(word string, next rune) bool {
	n := len(word)
	if n == 1 || n >= 3 && word[n-2] == '.' { // J. or U.S.
		c := word[n-1]
		return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' && n >= 3
	}
	return n <= 5 && abbreviations[word]
}

// appendWord splits clitics off a word: Israel's, don't.
func appendWord(out []piece, s string, i, end int, fresh bool) []piece {
	w := s[i:end]
	for _, size := range [...]int{4, 3, 2} { // ’s is four bytes, n't three
		if len(w) > size && clitic(w[len(w)-size:]) {
			at := end - size
			return append(out, newPiece(s, i, at, fresh), newPiece(s, at, end, false))
		}
	}
	return append(out, newPiece(s, i, end, fresh))
}

func clitic(w string) bool {
	switch w {
	case "'s", "’s", "'S", "’S", "n't", "N'T", "'d", "'m", "’d", "’m", "'ll", "'re", "'ve":
		return true
	}
	return false
}

const (
	hashSeed  = 14695981039346656037
	hashPrime = 1099511628211
)

// mix joins two hashes into one; the order matters.
func mix(a, b uint64) uint64 {
	x := (a ^ (b+0x9E3779B97F4A7C15)*0xBF58476D1CE4E5B9) * 0x94D049BB133111EB
	return x ^ x>>29
}

func newPiece(s string, i, end int, fresh bool) piece {
	p := piece{start: int32(i), end: int32(end), first: fresh, exact: hashSeed, folded: hashSeed, shape: hashSeed}
	var tail [4]rune
	var letters, capitals, lowers, digits, other int
	class := byte(0)
	firstUpper := false
	for _, r := range s[i:end] {
		low, c := r, byte('.')
		switch {
		case r >= 'a' && r <= 'z':
			c = 'x'
			lowers++
		case r >= 'A' && r <= 'Z':
			low, c = r+32, 'X'
			capitals++
		case digit(r):
			low, c = '0', '0'
			digits++
		case r < utf8.RuneSelf:
		case unicode.IsUpper(r) || unicode.IsTitle(r):
			low, c = unicode.ToLower(r), 'X'
			capitals++
		case unicode.IsLower(r):
			c = 'x'
			lowers++
		case unicode.IsLetter(r) || unicode.IsMark(r):
			c = 'o'
			other++
		}
		if letters == 0 {
			firstUpper, p.letter = c == 'X', low
		}
		letters++
		if r >= '0' && r <= '9' {
			low = r
		}
		p.exact = (p.exact ^ uint64(r)) * hashPrime
		p.folded = (p.folded ^ uint64(low)) * hashPrime
		if letters == 3 {
			p.prefix = p.folded
		}
		tail[0], tail[1], tail[2], tail[3] = tail[1], tail[2], tail[3], low
		if c != class {
			p.shape = (p.shape ^ uint64(c)) * hashPrime
			class = c
		}
	}
	if letters < 3 {
		p.prefix = p.folded
	}
	h := uint64(hashSeed)
	for k := range 4 { // suffixes of two to four letters
		h = (h ^ uint64(tail[3-k])) * hashPrime
		if k > 0 {
			p.suffix[k-1] = h
		}
	}
	switch {
	case capitals == 1 && lowers == 0 && other == 0 && digits == 0:
		p.kind = letterPiece
	case capitals > 0 && lowers == 0:
		p.kind = capsPiece
	case firstUpper && capitals == 1:
		p.kind = initialPiece
	case capitals > 0:
		p.kind = mixedPiece
	case lowers > 0:
		p.kind = lowerPiece
	case other > 0:
		p.kind = otherPiece
	case digits > 0:
		p.kind = numberPiece
	default:
		p.kind = markPiece
	}
	if p.kind == lowerPiece || p.kind == markPiece || p.kind == capsPiece || p.kind == initialPiece {
		p.link = links[p.folded]
	}
	return p
}

// markLine tells the pieces of one line whether its capitals carry meaning.
func markLine(line []piece) {
	var words, capitals, caps, long, longLower int
	for i := range line {
		p := &line[i]
		if p.kind == numberPiece || p.kind == markPiece || p.kind == otherPiece {
			continue
		}
		words++
		if p.kind == capsPiece || p.kind == letterPiece {
			caps++
		}
		if p.kind.capital() {
			capitals++
		}
		if p.end-p.start > 4 {
			long++
			if p.kind == lowerPiece {
				longLower++
			}
		}
	}
	kind := plainLine
	switch {
	case words >= 3 && caps*10 >= words*7:
		kind = capsLine
	case long >= 4 && longLower*6 <= long && words >= 5:
		kind = titleLine
	}
	if kind != plainLine {
		for i := range line {
			line[i].line = kind
		}
	}
}

func hashWord(s string) uint64 {
	h := uint64(hashSeed)
	for _, r := range s {
		h = (h ^ uint64(unicode.ToLower(r))) * hashPrime
	}
	return h
}

func digit(r rune) bool { return r >= '0' && r <= '9' }

// initial is the first letter, folded, as a step of hashWord takes it.
func (p *piece) initial() uint64 { return uint64(p.letter) }
