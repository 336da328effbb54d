package segment

import (
	"encoding/binary"
	"math/bits"
)

// A finder finds the longest symbol that a text begins with. Symbols are cut as texts
// are, so that none is longer than the run that a text begins with; most runs are one.
type finder struct {
	slots   [1 << 17]uint16 // by hash: number and one of a symbol, 0 for none
	keys    [mostSymbols]key
	lengths [1 << beginBits]uint16 // by the hash of four bytes: a bit for each length of a symbol that begins so
}

// A key is a symbol as an entry has it, the length in the last byte. (An array would not be
// kept in registers.)
type key struct{ low, high uint64 }

func newFinder(entries *[mostSymbols]entry) *finder {
	f := &finder{}
	for i, e := range entries {
		if n := e[maxSymbol]; n > 0 {
			k := key{binary.LittleEndian.Uint64(e[:]), binary.LittleEndian.Uint64(e[8:])}
			f.keys[i] = k
			f.add(k, uint16(i+1))
			f.lengths[k.begin()] |= 1 << n
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
	return uint32((k.low ^ bits.RotateLeft64(k.high, 29)) * golden >> 47)
}

// begin is a hash of the first four bytes of a longer key.
func (k key) begin() uint32 { return uint32(k.low&(1<<32-1)*golden>>32) >> (32 - beginBits) }

const beginBits = 14

// cut is the key of the first n bytes, at most 15.
func (k key) cut(n int) key {
	m := &cuts[n&15]
	return key{k.low & m.low, k.high&m.high | uint64(n)<<56}
}

// cuts are the bits of the first bytes of a key.
var cuts = func() (all [maxSymbol + 1]key) {
	for n := range all {
		all[n] = key{1<<(8*min(n, 8)) - 1, 1<<(8*max(n-8, 0)) - 1}
	}
	return all
}()

// someFragments are looked up together.
const someFragments = 64

// A fragment is a run of a text, and the symbol that it is, if it is one.
type fragment struct {
	key
	home   uint32 // where the search for it begins
	number uint32 // of the symbol and one, 0 for none
}

// find looks up the runs of a text that end at ends, the first of which begins at start.
// The table is larger than the nearest cache, and looks that do not wait for each other
// are under way at one time.
func (f *finder) find(fragments []fragment, text string, start int, ends []int) {
	for i, end := range ends {
		p := &fragments[i]
		p.key = keyOf(text[start:]).cut(min(end-start, maxSymbol))
		p.home = p.key.hash()
		start = end
	}
	for i := range ends {
		fragments[i].number = uint32(f.slots[fragments[i].home])
	}
	for i := range ends {
		if p := &fragments[i]; p.number != 0 && f.keys[p.number-1] != p.key {
			p.number = f.lookup(p.key, p.home)
		}
	}
}

// longest returns the number and the length of the longest symbol that a run, which is
// not empty, begins with.
func (f *finder) longest(run string) (number uint32, length int) {
	k := keyOf(run)
	n := min(len(run), maxSymbol)
	for m := (f.lengths[k.begin()] | shortest) & (2<<n - 1); m > 1; m &^= 1 << n {
		n = bits.Len16(m) - 1
		part := k.cut(n)
		if i := f.lookup(part, part.hash()); i > 0 {
			return i - 1, n
		}
	}
	return 0, 1
}

// shortest are the lengths that the first four bytes say nothing of.
const shortest = 1<<1 | 1<<2 | 1<<3

// lookup returns the number and one of a symbol, 0 where it is none.
func (f *finder) lookup(k key, at uint32) uint32 {
	for ; ; at = (at + 1) % uint32(len(f.slots)) {
		if i := uint32(f.slots[at]); i == 0 || f.keys[i-1] == k {
			return i
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

// A cutter cuts texts into runs: a word with the blank before it, or other signs with
// one. It looks at eight bytes as one number, and gathers what it sees of 64.
type cutter struct {
	word, blank uint64 // whether the byte before is part of a word, a blank
}

// starts returns a bit for each of the first 64 bytes of text with which a run begins.
func (c *cutter) starts(text string) uint64 {
	if len(text) < 64 {
		var b [64]byte
		n := copy(b[:], text)
		return c.starts(string(b[:])) & (1<<n - 1)
	}
	words, blanks := uint64(0), uint64(0)
	for i := 0; i < 64; i += 8 {
		x := eight(text[i : i+8])
		words |= gather(wordBytes(x)) << i
		blanks |= gather(blankBytes(x)) << i
	}
	changes := (words ^ (words<<1 | c.word)) &^ (blanks<<1 | c.blank)
	c.word, c.blank = words>>63, blanks>>63
	return changes | blanks
}

// gather moves the highest bits of eight bytes together.
func gather(x uint64) uint64 { return x >> 7 * 0x0102040810204080 >> 56 }

const eachByte = 0x0101010101010101

// wordBytes sets the highest bit of each byte of a word: letters, digits, apostrophes and
// what is not ASCII. (A sum carries into the highest bit from some byte on: Warren,
// Hacker's Delight, 6-1.)
func wordBytes(x uint64) uint64 {
	low := x &^ highBits
	letter, other := low|0x20*eachByte, low^'\''*eachByte
	letters := (letter + (0x80-'a')*eachByte) &^ (letter + (0x7f-'z')*eachByte)
	digits := (low + (0x80-'0')*eachByte) &^ (low + (0x7f-'9')*eachByte)
	return (letters | digits | (highBits - other) | x) & highBits
}

// blankBytes sets the highest bit of each byte that is a blank.
func blankBytes(x uint64) uint64 {
	other := x&^highBits ^ ' '*eachByte
	return (highBits - other) &^ x & highBits
}
