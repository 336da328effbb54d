package segment

import (
	"cmp"
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
	var room [2 * someFragments]int
	f, c, start, ends := s.finder(), cutter{}, 0, room[:0]
	for at := 0; at < len(text); at += 64 {
		for m := c.starts(text[at:]); m != 0; m &= m - 1 {
			ends = append(ends, at+bits.TrailingZeros64(m))
		}
		if n := len(ends); n > someFragments {
			dst = f.write(dst, text, start, ends)
			start, ends = ends[n-1], ends[:0]
		}
	}
	return f.write(dst, text, start, append(ends, len(text)))
}

// write appends the runs of a text that end at ends, the first of which begins at start.
func (f *finder) write(dst []byte, text string, start int, ends []int) []byte {
	var fragments [2*someFragments + 1]fragment
	f.find(fragments[:], text, start, ends)
	for i, end := range ends {
		if k := fragments[i].number; k > 0 && end-start <= maxSymbol {
			dst = appendSymbol(dst, k-1)
		} else {
			for rest := text[start:end]; len(rest) > 0; {
				k, n := f.longest(rest)
				dst = appendSymbol(dst, k)
				rest = rest[n:]
			}
		}
		start = end
	}
	return dst
}

// appendSymbol appends a symbol. One of one byte is as likely as one of two, so that
// there is no branch.
func appendSymbol(dst []byte, k uint32) []byte {
	long := k - shortSymbols
	short := uint32(int32(long) >> 31) // all bits of it, or none
	dst = append(dst, byte(k&short|(shortSymbols|long>>8)&^short), byte(long))
	return dst[:len(dst)+int(int32(short))]
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
	return byUse(words, &v, uses)
}

// byUse makes a table of words with those first that texts use most: v holds what their
// pieces are, and uses how many of each there are.
func byUse(words []string, v *vocabulary, uses []int) *Symbols {
	s, err := newSymbols(words)
	if err != nil {
		panic(err) // eachWord cuts them
	}
	f, used := s.finder(), map[string]int{}
	counts := make([]int, len(words))
	for id, n := range uses {
		for rest := stringOf(v.name(uint32(id))); rest != ""; {
			k, length := f.longest(rest)
			counts[k] += n
			rest = rest[length:]
		}
	}
	for i, w := range words {
		used[w] = counts[i]
	}
	if s, err = newSymbols(mostOf(words, func(w string) int { return used[w] })); err != nil {
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

// eachWord cuts a text into runs, and these where they are longer than a symbol.
func eachWord(text string, yield func(string)) {
	c, start := cutter{}, 0
	for at := 0; at < len(text); at += 64 {
		for m := c.starts(text[at:]); m != 0; m &= m - 1 {
			end := at + bits.TrailingZeros64(m)
			eachPiece(text[start:end], yield)
			start = end
		}
	}
	eachPiece(text[start:], yield)
}

// eachPiece cuts a run into pieces of at most maxSymbol bytes.
func eachPiece(run string, yield func(string)) {
	for run != "" {
		k := min(len(run), maxSymbol)
		for k < len(run) && k > maxSymbol-utf8.UTFMax && !utf8.RuneStart(run[k]) {
			k--
		}
		yield(run[:k])
		run = run[k:]
	}
}
