package segment

import (
	"encoding/binary"
	"math/bits"
)

// A Stream is the positions of a term in one document, decoded as they are asked for.
type Stream struct {
	At   uint32    // the position that it stands at
	pos  [3]uint32 // the first ones, the last of them again where there are fewer
	held int       // how many of pos there are
	next int       // the one of pos behind At
	left int       // positions in data that are still to come
	data []byte
	i    int
}

// Reach goes on to the first position of at least want, false where there is none.
func (s *Stream) Reach(want uint32) bool {
	at := s.At
	for at < want && s.next < s.held {
		at = s.pos[s.next]
		s.next++
	}
	if at < want {
		i, left, data := s.i, s.left, s.data
		for want-at > farAway && left > 8 && i+8 <= len(data) {
			sum, n, size := gaps(binary.LittleEndian.Uint64(data[i:]))
			if n == 0 || at+sum >= want {
				break
			}
			at, i, left = at+sum, i+size, left-n
		}
		for ; at < want && left > 0; left-- {
			d := uint64(data[i])
			if i++; d >= 0x80 {
				d, i = uvarint(data, i-1)
			}
			at += uint32(d)
		}
		s.i, s.left = i, left
	}
	s.At = at
	return at >= want
}

// farAway is how far off several positions are passed at once.
const farAway = 128

// open reads the head of a location of many positions and returns where it ends.
func (s *Stream) open(b []byte, i int) int {
	n, i := uvarint(b, i)
	end := i + int(n)
	p, i := uvarint(b, i+1) // behind the field number, of one byte
	d, i := uvarint(b, i)
	e, i := uvarint(b, i)
	s.pos[0] = uint32(p) - 1
	s.pos[1] = s.pos[0] + uint32(d)
	s.pos[2] = s.pos[1] + uint32(e)
	s.held = 1 + int(btoi(d > 0)+btoi(e > 0))
	rest, i := uvarint(b, i)
	s.data, s.i, s.left = b, i, min(int(rest), end-i)
	return end
}

// Follow goes on, s to the first position that has one of t so many behind it, and t to
// that one; false where there is none.
func (s *Stream) Follow(t *Stream, gap uint32) bool {
	if fresh := s.next == 1 && t.next == 1; fresh && s.left == 0 && t.left == 0 && !s.follows(t, gap) {
		return false
	}
	for t.Reach(s.At + gap) {
		if t.At == s.At+gap {
			return true
		}
		if !s.Reach(t.At - gap) {
			return false
		}
	}
	return false
}

// follows is Follow where both stand at the first of three positions or less, going nowhere.
func (s *Stream) follows(t *Stream, gap uint32) bool {
	a, b, c := s.pos[0]+gap, s.pos[1]+gap, s.pos[2]+gap
	x, y, z := t.pos[0], t.pos[1], t.pos[2]
	return same(a, x)|same(a, y)|same(a, z)|same(b, x)|same(b, y)|same(b, z)|same(c, x)|same(c, y)|same(c, z) != 0
}

// Near reports whether a position of s has one of t at most n behind it or, unless
// ordered, before it. Neither has been gone on in.
func (s *Stream) Near(t *Stream, n uint32, ordered bool) bool {
	if s.left > 0 || t.left > 0 {
		return s.comesNear(t, n, ordered)
	}
	var is uint64
	for _, a := range s.pos {
		x, y, z := t.pos[0], t.pos[1], t.pos[2]
		is |= below(x-a-1, n) | below(y-a-1, n) | below(z-a-1, n)
		if !ordered {
			is |= below(a-x-1, n) | below(a-y-1, n) | below(a-z-1, n)
		}
	}
	return is != 0
}

// comesNear drops the position that is too far before the other one until two are near.
// What stands at one position is not near itself.
func (s *Stream) comesNear(t *Stream, n uint32, ordered bool) bool {
	for {
		x, y := s.At, t.At
		switch {
		case x < y:
			if y-x <= n {
				return true
			}
			if !s.Reach(y - n) {
				return false
			}
		case x > y && ordered:
			if !t.Reach(x + 1) {
				return false
			}
		case x > y:
			if x-y <= n {
				return true
			}
			if !t.Reach(x - n) {
				return false
			}
		default:
			more := t.Reach(y + 1)
			if more && t.At-x <= n {
				return true
			}
			if !s.Reach(x + 1) {
				return false
			}
			if !ordered && s.At-y <= n {
				return true
			}
			if !more {
				return false
			}
		}
	}
}

// below is 1 for a less than b, else 0.
func below(a, b uint32) uint64 { return (uint64(a) - uint64(b)) >> 63 }

// same is 1 for equal numbers, else 0. Where no outcome is likely, a sum of these takes
// less than as many branches.
func same(a, b uint32) uint64 { return (uint64(a^b) - 1) >> 63 }

// gaps returns the sum of the numbers that eight bytes hold, how many they are and how many
// bytes they take, leaving out one that goes on behind; none where one has more than two.
func gaps(x uint64) (sum uint32, n, size int) {
	if x&(x<<8)&highBits != 0 {
		return 0, 0, 0
	}
	cut := x >> 63 * 8
	x = x << cut >> cut
	more := x & highBits
	second := more << 8 >> 7 * 0x7f
	low, high := x&^(second|highBits), x&second
	sum = uint32((low&evenBytes+low>>8&evenBytes)*everyOther>>48) + uint32((high&evenBytes+high>>8&evenBytes)*everyOther>>48)<<7
	size = 8 - int(cut/8)
	return sum, size - bits.OnesCount64(more), size
}
