package segment

import (
	"hash/maphash"
	"math/bits"

	"dateline/corpus"
)

// A vocabulary numbers terms. Marks and names are kept apart, so that a stem needs no
// string of its own until it is new; mark 0 is none. It is a hash table with linear
// probing whose slots hold names of up to 16 bytes themselves, so that the common word
// is found by one look into memory.
type vocabulary struct {
	slots []slot // a power of two of them
	terms []string
	stems []stemmed // by the number of the word before: a word has the same stem again
}

// A slot is a term. Two terms of equal length and mark have equal keys only if they are
// equal, or longer than 16 bytes.
type slot struct {
	key    [2]uint64
	number uint32 // plus one, 0 where the slot is free
	length uint16 // at most 17
	mark   byte
}

type stemmed struct {
	name string
	id   uint32
}

const longName = 17

var seed = maphash.MakeSeed()

func slotOf(mark byte, name string) slot {
	s := slot{length: longName, mark: mark}
	if n := len(name); n < longName {
		s.length = uint16(n)
	}
	switch n := len(name); {
	case n >= longName:
		s.key[0] = maphash.String(seed, name)
	case n >= 8:
		s.key = [2]uint64{eight(name), eight(name[n-8:])}
	case n >= 4:
		s.key[0] = four(name) | four(name[n-4:])<<32
	case n > 0:
		s.key[0] = uint64(name[0]) | uint64(name[n/2])<<8 | uint64(name[n-1])<<16
	}
	return s
}

// four reads four bytes, little end first.
func four(s string) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

// home is where a term belongs in a table of so many slots.
func (s *slot) home(slots int) int {
	h := s.key[0] ^ bits.RotateLeft64(s.key[1], 29) + uint64(s.length) + uint64(s.mark)<<8
	return int(h * golden >> 32 & uint64(slots-1))
}

// id returns the number of a term, and a new one for a new term.
func (v *vocabulary) id(mark byte, name string) uint32 {
	if 2*len(v.terms) >= len(v.slots) {
		v.grow()
	}
	want := slotOf(mark, name)
	i := want.home(len(v.slots))
	for ; v.slots[i].number != 0; i = (i + 1) & (len(v.slots) - 1) {
		s := &v.slots[i]
		if s.key == want.key && s.length == want.length && s.mark == mark {
			if id := s.number - 1; s.length < longName || v.terms[id][btoi(mark > 0):] == name {
				return id
			}
		}
	}
	if mark > 0 {
		name = string([]byte{mark}) + name
	}
	v.terms = append(v.terms, name)
	want.number = uint32(len(v.terms))
	v.slots[i] = want
	return want.number - 1
}

// stem returns the number of the stem of a word.
func (v *vocabulary) stem(word uint32, name string) uint32 {
	if n := int(word) + 1 - len(v.stems); n > 0 {
		v.stems = append(v.stems, make([]stemmed, n+4096)...)
	}
	s := &v.stems[word]
	if s.name != name {
		*s = stemmed{name, v.id(corpus.StemMark[0], name)}
	}
	return s.id
}

func (v *vocabulary) grow() {
	old := v.slots
	v.slots = make([]slot, max(2*len(old), 1<<12))
	for _, s := range old {
		if s.number == 0 {
			continue
		}
		i := s.home(len(v.slots))
		for v.slots[i].number != 0 {
			i = (i + 1) & (len(v.slots) - 1)
		}
		v.slots[i] = s
	}
}

// clear forgets all terms and keeps the room for them.
func (v *vocabulary) clear() {
	clear(v.slots)
	clear(v.terms)
	clear(v.stems)
	v.terms = v.terms[:0]
}
