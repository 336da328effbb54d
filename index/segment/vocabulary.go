package segment

import (
	"hash/maphash"
	"math/bits"
)

// A vocabulary numbers terms, those of each field apart. Marks and names are kept apart
// too, so that a stem needs no string of its own; mark 0 is none. It is a hash table
// with linear probing whose slots hold names of up to 16 bytes themselves, so that the
// common word is found by one look into memory. It holds no pointers to terms: their
// bytes stand one behind the other.
type vocabulary struct {
	slots []slot // a power of two of them
	names []byte // of the terms, their marks before them
	ends  []uint32
}

// A slot is a term. Two terms of equal length, field and mark have equal keys only if
// they are equal, or longer than 16 bytes.
type slot struct {
	key    [2]uint64
	number uint32 // plus one, 0 where the slot is free
	length uint8  // at most 17
	field  uint8
	mark   byte
}

const longName = 17

var seed = maphash.MakeSeed()

func slotOf(field uint8, mark byte, name string) slot {
	s := slot{length: longName, field: field, mark: mark}
	if n := len(name); n < longName {
		s.length = uint8(n)
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
	h := s.key[0] ^ bits.RotateLeft64(s.key[1], 29) + uint64(s.length) + uint64(s.mark)<<8 + uint64(s.field)<<16
	return int(h * golden >> 32 & uint64(slots-1))
}

// name returns a term, behind its mark.
func (v *vocabulary) name(id uint32) []byte {
	start := uint32(0)
	if id > 0 {
		start = v.ends[id-1]
	}
	return v.names[start:v.ends[id]]
}

// id returns the number of a term, and a new one for a new term.
func (v *vocabulary) id(field uint8, mark byte, name string) uint32 {
	v.reserve(1)
	want := slotOf(field, mark, name)
	return v.number(&want, want.home(len(v.slots)), name)
}

// reserve makes room for n more terms.
func (v *vocabulary) reserve(n int) {
	for 2*(len(v.ends)+n) > len(v.slots) {
		v.grow()
	}
}

// number returns the number of the term that name and its slot tell, and a new one for a
// new term, for which there is room.
func (v *vocabulary) number(want *slot, home int, name string) uint32 {
	i := home
	for ; v.slots[i].number != 0; i = (i + 1) & (len(v.slots) - 1) {
		s := &v.slots[i]
		if s.key == want.key && s.length == want.length && s.mark == want.mark && s.field == want.field {
			if id := s.number - 1; s.length < longName || string(v.name(id)[btoi(want.mark > 0):]) == name {
				return id
			}
		}
	}
	if want.mark > 0 {
		v.names = append(v.names, want.mark)
	}
	v.names = append(v.names, name...)
	v.ends = append(v.ends, uint32(len(v.names)))
	v.slots[i] = *want
	v.slots[i].number = uint32(len(v.ends))
	return uint32(len(v.ends)) - 1
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

// size is the number of bytes that it takes.
func (v *vocabulary) size() int { return 24*len(v.slots) + len(v.names) + 4*len(v.ends) }

// clear forgets all terms and keeps the room for them.
func (v *vocabulary) clear() {
	clear(v.slots)
	v.names, v.ends = v.names[:0], v.ends[:0]
}
