package segment

import (
	"cmp"
	"encoding/binary"
	"errors"
	"iter"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Symbols is a table of strings of 1 to 15 bytes, found in the articles of an index,
// in whose numbers text is stored: 128 of them take one byte, the others two. Most
// are words with the blank before them; the 256 single bytes are there so that
// anything can be written. It is a dense code of words (Brisaboa, Fariña, Navarro and
// Paramá, "Lightweight natural language text compression", 2007) with greedy longest
// matches. Articles of a few kilobytes come out smaller than with zstd, even with a
// dictionary, for a table knows far more of the language than such a dictionary
// holds; and a symbol is read by one look into the table and one move of 16 bytes.
type Symbols struct {
	number  int // by which articles name it, from 1
	entries *[mostSymbols]entry
	finder  func() *finder // made when something is first written
}

// An entry is a symbol, padded with zeros, and in the last byte its length.
type entry [maxSymbol + 1]byte

const (
	maxSymbol    = 15
	shortSymbols = 128 // those of one byte
	mostSymbols  = shortSymbols + shortSymbols<<8
)

func (e *entry) bytes() []byte { return e[:e[maxSymbol]] }

var errSymbols = errors.New("no table of symbols")

func newSymbols(all []string) (*Symbols, error) { return symbolsOf(slices.Values(all)) }

func symbolsOf(all iter.Seq[string]) (*Symbols, error) {
	s, i := &Symbols{entries: new([mostSymbols]entry)}, 0
	for sym := range all {
		if i == mostSymbols || len(sym) == 0 || len(sym) > maxSymbol {
			return nil, errSymbols
		}
		copy(s.entries[i][:], sym)
		s.entries[i][maxSymbol] = byte(len(sym))
		i++
	}
	s.finder = sync.OnceValue(func() *finder { return newFinder(s.entries) })
	return s, nil
}

// write appends text as symbols.
func (s *Symbols) write(dst []byte, text string) []byte {
	f := s.finder()
	for len(text) > 0 {
		k, n := f.longest(text)
		if k < shortSymbols {
			dst = append(dst, byte(k))
		} else {
			k -= shortSymbols
			dst = append(dst, shortSymbols|byte(k>>8), byte(k))
		}
		text = text[n:]
	}
	return dst
}

// spare is how many bytes behind its result read may overwrite.
const spare = maxSymbol + 1

// read fills dst from symbols; false where they do not fill it exactly. The array
// behind dst has room for spare bytes more.
func (s *Symbols) read(dst, src []byte) bool {
	n, i, j := len(dst), 0, 0
	dst = dst[:n+spare]
	for i < len(src)-1 && j < n {
		c := uint(src[i])
		long := c >> 7 // 1 for a symbol of two bytes; no branch, it could not be foretold
		e := &s.entries[c&(long-1)|(shortSymbols+c<<8&0x7f00+uint(src[i+1]))&-long]
		*(*entry)(dst[j:]) = *e
		j += int(e[maxSymbol])
		i += int(1 + long)
	}
	if i == len(src)-1 && j < n && src[i] < shortSymbols {
		j += copy(dst[j:], s.entries[src[i]].bytes())
		i++
	}
	return i == len(src) && j == n
}

// A finder finds the longest symbol that a text begins with. Symbols are cut as texts
// are, so that none is longer than the run that a text begins with; most runs are one.
type finder struct {
	pairs  [1 << 16]uint16 // by the two bytes: number and one of a symbol of two, 0 for none
	single [256]uint16
	slots  [1 << 17]uint16 // by hash: number and one of a symbol of three and more
	keys   [mostSymbols]key
}

type key [2]uint64 // a symbol as an entry has it, the length in the last byte

func newFinder(entries *[mostSymbols]entry) *finder {
	f := &finder{}
	for i, e := range entries {
		k := key{binary.LittleEndian.Uint64(e[:]), binary.LittleEndian.Uint64(e[8:])}
		f.keys[i] = k
		switch e[maxSymbol] {
		case 0:
		case 1:
			f.single[e[0]] = uint16(i)
		case 2:
			f.pairs[uint16(k[0])] = uint16(i + 1)
		default:
			f.add(k, uint16(i+1))
		}
	}
	return f
}

func (f *finder) add(k key, number uint16) {
	at := k.hash()
	for f.slots[at] != 0 {
		at = (at + 1) % uint32(len(f.slots))
	}
	f.slots[at] = number
}

// Hashes multiply by 2^64 divided by the golden ratio and take the highest bits
// (Knuth, The Art of Computer Programming 3, 6.4).
const golden = 0x9E3779B97F4A7C15

func (k key) hash() uint32 {
	return uint32((k[0] ^ bits.RotateLeft64(k[1], 29)) * golden >> 47)
}

// cut is the key of the first n bytes.
func (k key) cut(n int) key {
	length := uint64(n) << 56
	if n >= 8 {
		return key{k[0], k[1]&(1<<(8*(n-8))-1) | length}
	}
	return key{k[0] & (1<<(8*n) - 1), length}
}

// longest returns the number and the length of the longest symbol that text, which
// is not empty, begins with.
func (f *finder) longest(text string) (number uint, length int) {
	k := keyOf(text)
	for n := run(text[:min(len(text), maxSymbol)]); n > 2; n-- {
		if i, ok := f.lookup(k.cut(n)); ok {
			return i, n
		}
	}
	if p := f.pairs[uint16(k[0])]; p != 0 && len(text) > 1 {
		return uint(p - 1), 2
	}
	return uint(f.single[text[0]]), 1
}

func (f *finder) lookup(k key) (uint, bool) {
	for at := k.hash(); ; at = (at + 1) % uint32(len(f.slots)) {
		i := uint(f.slots[at])
		if i == 0 {
			return 0, false
		}
		if f.keys[i-1] == k {
			return i - 1, true
		}
	}
}

func keyOf(text string) key {
	if len(text) < 16 {
		var b [16]byte
		copy(b[:], text)
		return key{binary.LittleEndian.Uint64(b[:]), binary.LittleEndian.Uint64(b[8:])}
	}
	return key{eight(text), eight(text[8:])}
}

// eight reads eight bytes, little end first.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// train makes the table for texts like these: the words that save most bytes by
// being symbols. Pairs of words in a second pass would save another fortieth of the
// text and cost five times the training and a third more for each writing.
func train(texts []string) *Symbols {
	var v vocabulary
	var uses []int
	for _, t := range texts {
		eachWord(t, func(w string) {
			id := int(v.id(0, 0, w))
			if id == len(uses) {
				uses = append(uses, 0)
			}
			uses[id]++
		})
	}
	var words []string
	for id, n := range uses {
		if w := v.name(uint32(id)); n > 2 && len(w) > 1 {
			words = append(words, string(w))
		}
	}
	words = mostOf(words, func(w string) int { return uses[v.id(0, 0, w)] * (len(w) - 2) })
	words = words[:min(len(words), mostSymbols-256)]
	for c := range 256 {
		words = append(words, string([]byte{byte(c)}))
	}
	return byUse(words, texts)
}

// byUse makes a table of words with those first that texts use most.
func byUse(words, texts []string) *Symbols {
	s, err := newSymbols(words)
	if err != nil {
		panic(err) // eachWord cuts them
	}
	f, uses := s.finder(), map[string]int{}
	counts := make([]int, len(words))
	for _, t := range texts {
		for len(t) > 0 {
			k, n := f.longest(t)
			counts[k]++
			t = t[n:]
		}
	}
	for i, w := range words {
		uses[w] = counts[i]
	}
	if s, err = newSymbols(mostOf(words, func(w string) int { return uses[w] })); err != nil {
		panic(err)
	}
	return s
}

// mostOf sorts words by what they are worth, most first.
func mostOf(words []string, worth func(string) int) []string {
	type worthy struct {
		word string
		n    int
	}
	all := make([]worthy, len(words))
	for i, w := range words {
		all[i] = worthy{w, worth(w)}
	}
	slices.SortFunc(all, func(a, b worthy) int { return cmp.Or(cmp.Compare(b.n, a.n), strings.Compare(a.word, b.word)) })
	for i := range all {
		words[i] = all[i].word
	}
	return words
}

// eachWord cuts a text into runs of at most maxSymbol bytes.
func eachWord(text string, yield func(string)) {
	for len(text) > 0 {
		n := run(text)
		for word := text[:n]; word != ""; {
			k := min(len(word), maxSymbol)
			for k < len(word) && k > maxSymbol-utf8.UTFMax && !utf8.RuneStart(word[k]) {
				k--
			}
			yield(word[:k])
			word = word[k:]
		}
		text = text[n:]
	}
}

// run is the length of what text, which is not empty, begins with: a word with the
// blank before it, or other signs with one.
func run(text string) int {
	n := 1
	if text[0] == ' ' && len(text) > 1 {
		n = 2
	}
	for kind := max(byteKinds[text[n-1]], signKind); n < len(text) && byteKinds[text[n]] == kind; n++ {
	}
	return n
}

const (
	signKind = 1 + iota // and 0 for a blank
	wordKind
)

// byteKinds are the kinds of bytes.
var byteKinds = func() (kinds [256]uint8) {
	for i := range kinds {
		switch c := byte(i); {
		case c == ' ':
		case c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c >= utf8.RuneSelf || c == '\'':
			kinds[i] = wordKind
		default:
			kinds[i] = signKind
		}
	}
	return kinds
}()
