package segment

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

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

// A fragment is a run of a text, cut where it is longer than a symbol, and the symbol that it
// is, if it is one.
type fragment struct {
	key
	start, end int
	home       uint32 // where the search for it begins
	number     uint
	found      bool
}

// someFragments are looked up together: the table is larger than the nearest cache, and
// looks that do not wait for each other are under way at one time.
const someFragments = 64

// find cuts the first fragments of a text and looks them up; it returns how many, and how
// many bytes they take.
func (f *finder) find(fragments *[someFragments]fragment, text string) (n, length int) {
	for ; n < len(fragments) && length < len(text); n++ {
		p := &fragments[n]
		rest := text[length:]
		k := run(rest[:min(len(rest), maxSymbol)])
		p.key = keyOf(rest).cut(k)
		p.home = p.key.hash()
		p.start, p.end = length, length+k
		length += k
	}
	for i := range fragments[:n] {
		fragments[i].number = uint(f.slots[fragments[i].home])
	}
	for i := range fragments[:n] {
		p := &fragments[i]
		if p.end-p.start < 3 || p.number == 0 {
			p.found = false
		} else if p.found = f.keys[p.number-1] == p.key; p.found {
			p.number--
		} else {
			p.number, p.found = f.lookup(p.key)
		}
	}
	return n, length
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
