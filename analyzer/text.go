package analyzer

import (
	"encoding/binary"
	"math/bits"
	"sync"
	"unicode"
	"unicode/utf8"
	"unsafe"

	uax "github.com/clipperhouse/uax29/v2/words"

	"dateline/corpus"
)

// The tokenizer. One pass over the bytes; the position of a token is its index.
//
//   - A token is a run of letters, marks and digits; everything else separates.
//     So "good-faith", "AT&T", "antiwar.com" are several tokens, and "#Gaza" and
//     "@POTUS" are tokens without their mark. '_' joins ("real_donald").
//   - An apostrophe between letters joins and is written ' in the folded word
//     (don't, o'brien), whichever of ' ’ ʼ ʻ ＇ stood there. Two exceptions: a
//     possessive or clitic 's takes no position (Hamas’s, it's give hamas, it),
//     and a Romance elision is a word of its own (l'Iran gives l, iran).
//   - Single letters with full stops between them are one token, its last full
//     stop included in its bytes: "U.S." is us, "p.m." is pm.
//   - Comma and full stop join digits: "59,587", "3.5".
//   - A bracket that an editor set around the first letter of a word joins: "[W]e" is we.
//   - Han, Kana, Thai, Lao, Khmer and Burmese runs are cut by UAX #29: mostly one
//     character a token, so that a phrase is a substring.
//
// The word is folded (fold.go); a token whose fold is empty is dropped.

// A text is one field of an article under analysis.
type text struct {
	field, s, lang string
	tokens         []corpus.Token
	sentences      []int     // position of the first token of each sentence
	paragraphs     []int     // position of the first token of each paragraph
	kinds          []uint32  // by token, the number of its word among the distinct ones
	firsts         []uint32  // by the number of a word, the first token that has it
	keys           []wordKey // by the number of a word
	lexemes        []*lexeme // by the number of a word, once it has learned
	opening        []bool    // by the number of a word: a name of the authority may start with it
	from           *vocabulary
	starts         []bool // by token: it opens a sentence
	works          []span // titles of works between marks, apart from one another
}

// newText tokenizes s and finds its sentences and paragraphs. Stems are left
// empty: they depend on the language, which the tokens help to find.
func newText(field, s string) *text {
	t := &text{field: field, s: s, tokens: tokenize(s)}
	if room, _ := textRooms.Get().(*text); room != nil {
		t.keys, t.lexemes, t.starts, t.opening = room.keys[:0], room.lexemes[:0], room.starts[:0], room.opening
	}
	t.kinds, t.firsts, t.keys = distinct(t.tokens, t.keys)
	t.segment()
	return t
}

// textRooms hold what a text needs while it is analyzed alone, for the next.
var textRooms sync.Pool

// release gives the room of t to another text. What t is part of by now stays.
func (t *text) release() {
	textRooms.Put(&text{keys: t.keys, lexemes: t.lexemes, starts: t.starts, opening: t.opening})
	t.keys, t.lexemes, t.starts, t.opening, t.from = nil, nil, nil, nil, nil
}

// surface is the bytes of token i as they stand in the field.
func (t *text) surface(i int) string { return t.s[t.tokens[i].Start:t.tokens[i].End] }

// printed is the bytes from token first to the end of token last-1.
func (t *text) printed(first, last int) string {
	return t.s[t.tokens[first].Start:t.tokens[last-1].End]
}

// gap is what stands between token i and the next: the possessive, spaces and
// punctuation. gap(-1) is what precedes the first token.
func (t *text) gap(i int) string {
	start, end := 0, len(t.s)
	if i >= 0 {
		start = t.tokens[i].End
	}
	if i+1 < len(t.tokens) {
		end = t.tokens[i+1].Start
	}
	return t.s[start:end]
}

// tokenize cuts s into folded tokens.
func tokenize(s string) []corpus.Token {
	room := tokenRooms.Get().(*[]corpus.Token)
	defer tokenRooms.Put(room)
	if n := len(s) / usualToken; cap(*room) < n {
		*room = make([]corpus.Token, 0, n)
	}
	z := scanner{s: s, lower: lowerASCII(s), out: (*room)[:0]}
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if asciiWord[c] {
				i = z.word(i)
			} else {
				i++
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case !isWord(r):
			i += n
		case isSpaceless(r):
			i = z.spaceless(i)
		default:
			i = z.word(i)
		}
	}
	*room = z.out[:0]
	return append(make([]corpus.Token, 0, len(z.out)), z.out...)
}

// usualToken is about how many bytes a token takes with what stands before it.
const usualToken = 5

// tokenRooms are where tokens are gathered before it is known how many there are.
var tokenRooms = sync.Pool{New: func() any { return new([]corpus.Token) }}

// A scanner is the state of one tokenize call. lower is s with its ASCII capitals
// lowered, of the same length, so that most words are slices of it.
type scanner struct {
	s, lower string
	out      []corpus.Token
}

// word scans the token that starts at i and returns where to go on.
func (z *scanner) word(i int) int {
	if z.s[i] >= utf8.RuneSelf || i+1 < len(z.s) && z.s[i+1] == '.' {
		if end := acronym(z.s, i); end > i {
			z.add(i, end, true)
			return z.skipPossessive(end)
		}
	}
	s, j, plain, digits := z.s, i, true, isDigit(z.s[i])
	if !digits {
		j = endOfASCII(s, i) // all of most words
	}
	for j < len(s) {
		c := s[j]
		if c < utf8.RuneSelf {
			switch {
			case asciiWord[c]:
				digits = digits && isDigit(c)
				j++
				continue
			case c == '_' && j > i && wordFollows(s, j+1):
				j++
				continue
			case (c == ',' || c == '.') && digits && j > i && j+1 < len(s) && isDigit(s[j+1]):
				j++
				continue
			case c == '\'':
				if next, end := z.apostrophe(i, j, 1); end < 0 {
					j = next
					continue
				} else {
					z.add(i, end, !plain)
					return next
				}
			case c == ']' && initial(s, i, j):
				j, plain = j+1, false
				continue
			case c == '"' && hebrewQuote(s, i, j):
				j, plain = j+1, false
				continue
			}
			break
		}
		r, n := utf8.DecodeRuneInString(s[j:])
		if isApostrophe(r) {
			next, end := z.apostrophe(i, j, n)
			if end < 0 {
				j, plain = next, false
				continue
			}
			z.add(i, end, !plain)
			return next
		}
		if isSpaceless(r) || !isWord(r) && !(isJoiner(r) && wordFollows(s, j+n)) {
			break
		}
		j, plain, digits = j+n, false, false
	}
	z.add(i, j, !plain)
	return j
}

// endOfASCII returns where the letters and digits of ASCII end that stand in s from i on.
// It takes eight bytes at a time, as lowerASCII does.
func endOfASCII(s string, i int) int {
	const each, high = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(s); i += 8 {
		w := eightBytes(s[i:])
		low := w &^ high
		letter := low | 0x20*each
		words := (letter + (0x80-'a')*each) &^ (letter + (0x7F-'z')*each)
		words |= (low + (0x80-'0')*each) &^ (low + (0x7F-'9')*each)
		if others := (^words | w) & high; others != 0 {
			return i + bits.TrailingZeros64(others)/8
		}
	}
	for i < len(s) && asciiWord[s[i]] {
		i++
	}
	return i
}

// apostrophe decides about the mark of n bytes at j in the token that starts at
// i. It returns where to go on and where the token ends, or -1 where it goes on.
func (z *scanner) apostrophe(i, j, n int) (next, end int) {
	if !letterBefore(z.s, j) || !letterAt(z.s, j+n) {
		return j + n, j
	}
	if after := z.skipPossessive(j); after > j {
		return after, j
	}
	if isElision(z.lower[i:j]) {
		return j + n, j
	}
	return j + n, -1
}

// skipPossessive returns the position behind an apostrophe and s at j, if no word
// goes on there, else j.
func (z *scanner) skipPossessive(j int) int {
	r, n := utf8.DecodeRuneInString(z.s[j:])
	k := j + n
	if !isApostrophe(r) || k >= len(z.s) || z.s[k]|0x20 != 's' || wordFollows(z.s, k+1) {
		return j
	}
	return k + 1
}

// initial reports whether [i,j) is one letter in brackets that start no other word,
// with a lower-case letter behind them.
func initial(s string, i, j int) bool {
	if i == 0 || s[i-1] != '[' || letterBefore(s, i-1) || !letterAt(s, i) || utf8.RuneCountInString(s[i:j]) != 1 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[j+1:])
	return unicode.IsLower(r)
}

// spaceless cuts a run of a script that is written without spaces.
func (z *scanner) spaceless(i int) int {
	j := i
	for j < len(z.s) {
		r, n := utf8.DecodeRuneInString(z.s[j:])
		if !isSpaceless(r) && !(unicode.Is(unicode.M, r) && j > i) {
			break
		}
		j += n
	}
	at := i
	for iter := uax.FromString(z.s[i:j]); iter.Next(); {
		w := iter.Value()
		z.add(at, at+len(w), true)
		at += len(w)
	}
	return j
}

// add appends the token [i,j) unless its fold is empty.
func (z *scanner) add(i, j int, folding bool) {
	word := z.lower[i:j]
	if folding {
		if word = fold(z.s[i:j]); word == "" {
			return
		}
	}
	z.out = append(z.out, corpus.Token{Start: i, End: j, Word: word})
}

// acronym returns the end of single letters joined by full stops at i, the last
// full stop included, or i. Two letters at least.
func acronym(s string, i int) int {
	end := i
	for letters := 0; ; letters++ {
		r, n := utf8.DecodeRuneInString(s[end:])
		if !unicode.IsLetter(r) || isSpaceless(r) {
			return accept(i, end, letters)
		}
		if end+n >= len(s) || s[end+n] != '.' {
			// a last letter without its full stop counts (U.S), a word does not (U.Smith)
			if letters > 0 && !wordFollows(s, end+n) {
				return accept(i, end+n, letters+1)
			}
			return accept(i, end, letters)
		}
		end += n + 1
	}
}

func accept(i, end, letters int) int {
	if letters < 2 {
		return i
	}
	return end
}

// lowerASCII returns s with ASCII capitals lowered and every other byte kept. It takes
// eight bytes at a time: a byte is a capital where adding carries into its highest bit
// from 'A' on and not yet behind 'Z' (Hacker's Delight 6-2).
func lowerASCII(s string) string {
	const each, high = 0x0101010101010101, 0x8080808080808080
	b := []byte(s)
	i := 0
	for ; i+8 <= len(b); i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		low := w &^ high
		capitals := (low + (0x80-'A')*each) &^ (low + (0x7F-'Z')*each) &^ w & high
		binary.LittleEndian.PutUint64(b[i:], w|capitals>>2)
	}
	for ; i < len(b); i++ {
		if b[i]-'A' < 26 {
			b[i] |= 0x20
		}
	}
	return unsafe.String(unsafe.SliceData(b), len(b)) // which nobody changes from here on
}
