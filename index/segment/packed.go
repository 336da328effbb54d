package segment

import (
	"encoding/binary"
	"math/bits"
)

// Positions are kept packed where a zap file keeps the frequency of a posting.
// A zap v17 posting is a frequency, a norm of one byte and, if it has any, a list of
// locations of at least five numbers each. Search needs positions alone, and true
// lengths are in the columns, so both hold a payload of up to 62 bits: three tag bits
// and up to three positions. Its last seven bits are the norm; what is above them,
// plus two, is the "frequency", which so is neither 0 nor 1, values that zap has forms
// of its own for. More positions need one location whose start, end and array
// positions hold the gaps. Positions count from 1 here. The numbers survive the
// merges of zap unchanged. Stock Bleve reads the terms, the documents and the
// stored fields of such a file; its phrases and scores are not valid on it.
const (
	tagMany     = iota // n<<3, positions in one location
	tagOne             // p
	tagTwo             // p in 11 bits, gap
	tagTwoFar          // p in 16 bits, gap
	tagThree           // p in 11 bits, gap in 11, gap
	tagThreeFar        // p in 16 bits, gap in 16, gap
)

const (
	near = 1 << 11
	far  = 1 << 16
)

// The bits of a payload that are the norm, and what is added to the others.
const (
	normBits  = 7
	freqAbove = 2
)

// appendPosting appends a payload as zap writes a frequency and a norm.
func appendPosting(b []byte, payload uint64, many bool) []byte {
	b = binary.AppendUvarint(b, (payload>>normBits+freqAbove)<<1|uint64(btoi(many)))
	return append(b, byte(payload&(1<<normBits-1)))
}

// posting reads the posting at b[i] and returns the index behind it. Where eight bytes
// hold it all, the seven bits of each are moved together in three steps.
func posting(b []byte, i int) (payload uint64, many bool, next int) {
	if i+8 <= len(b) {
		x := binary.LittleEndian.Uint64(b[i:])
		if size := bits.TrailingZeros64(^x&highBits) + 1; size < 64 { // bits of the frequency
			v := x & (1<<(size&63) - 1) &^ highBits
			v = v&0x007f007f007f007f | v>>1&0x3f803f803f803f80
			v = v&0x00003fff00003fff | v>>2&0x0fffc0000fffc000
			v = v&0x0fffffff | v>>4&0xfffffff0000000
			return (v>>1-freqAbove)<<normBits | x>>(size&63)&0xff, v&1 != 0, i + size/8 + 1
		}
	}
	v, i := uvarint(b, i)
	return (v>>1-freqAbove)<<normBits | uint64(b[i]), v&1 != 0, i + 1
}

// single is what a dictionary holds of a list of one document instead of an address:
// the document, in a form of zap's that has room for a norm, and there its payload.
// Most terms of a segment stand in one document, and a list takes some thirty bytes.
// The payload of a posting without positions is noPositions. Not every list of one
// document fits: ok is then false.
func single(docs []uint32, posted []byte) (v uint64, ok bool) {
	if len(docs) != 1 {
		return 0, false
	}
	payload := uint64(noPositions)
	if posted[0] != 0 {
		var many bool
		if payload, many, _ = posting(posted, 0); many || payload >= 1<<singleBits {
			return 0, false
		}
	}
	return encodeSingle(uint64(docs[0]), payload), true
}

// unsingle reads what single made, and appends the posting to b.
func unsingle(v uint64, b []byte) (doc uint32, posted []byte) {
	n, payload := decodeSingle(v)
	if payload == noPositions {
		return uint32(n), append(b, 0)
	}
	return uint32(n), appendPosting(b, payload, false)
}

const (
	noPositions = 1 // less than any payload
	singleBits  = 31
)

// pack returns the payload of ascending positions that count from 1, and whether
// they need a location beside it.
func pack(pos []uint32) (payload uint64, many bool) {
	p := uint64(pos[0])
	var d1, d2 uint64
	if len(pos) > 1 {
		d1 = uint64(pos[1] - pos[0])
	}
	if len(pos) > 2 {
		d2 = uint64(pos[2] - pos[1])
	}
	switch n := len(pos); {
	case n == 1:
		return p<<3 | tagOne, false
	case n == 2 && p < near:
		return (d1<<11|p)<<3 | tagTwo, false
	case n == 2 && p < far:
		return (d1<<16|p)<<3 | tagTwoFar, false
	case n == 3 && p < near && d1 < near:
		return (d2<<22|d1<<11|p)<<3 | tagThree, false
	case n == 3 && p < far && d1 < far && d2 < 1<<27:
		return (d2<<32|d1<<16|p)<<3 | tagThreeFar, false
	}
	return uint64(len(pos))<<3 + tagMany, true
}

// appendLocation appends the one location of many positions: field number, first
// position, two gaps, the number of further gaps, and these. buf is scratch space.
func appendLocation(b []byte, field uint64, pos []uint32, buf []byte) (out, scratch []byte) {
	buf = binary.AppendUvarint(buf[:0], field)
	buf = binary.AppendUvarint(buf, uint64(pos[0]))
	for i := 1; i < 3; i++ {
		d := uint64(0)
		if i < len(pos) {
			d = uint64(pos[i] - pos[i-1])
		}
		buf = binary.AppendUvarint(buf, d)
	}
	rest := pos[min(3, len(pos)):]
	buf = binary.AppendUvarint(buf, uint64(len(rest)))
	for i := range rest {
		buf = binary.AppendUvarint(buf, uint64(rest[i]-pos[i+2]))
	}
	b = binary.AppendUvarint(b, uint64(len(buf)))
	return append(b, buf...), buf
}

// timesOf is the number of positions by the tag of a payload that holds them.
var timesOf = [8]uint32{tagOne: 1, tagTwo: 2, tagTwoFar: 2, tagThree: 3, tagThreeFar: 3}

// timesIn returns the number of positions of the posting at b[i], and the index of the
// next one.
func timesIn(b []byte, i int) (uint32, int) {
	if i+8 <= len(b) {
		x := binary.LittleEndian.Uint64(b[i:])
		size := bits.TrailingZeros64(^x&highBits)>>3 + 1 // of the frequency
		if size < 8 {
			if n := timesOf[x>>(8*size)&7]; n > 0 {
				return n, i + size + 1
			}
		}
	}
	payload, _, next := posting(b, i)
	if n := timesOf[payload&7]; n > 0 {
		return n, next
	}
	return uint32(payload >> 3), next
}

// unpack sets pos to the positions of a payload of up to three, counting from 0, and
// returns how many there are. What pos holds behind them is of no meaning.
func unpack(pay uint64, pos *[3]uint32) int {
	v, f := pay>>3, &packedIn[pay&7]
	p := uint32(v&f.mask) - 1
	q := p + uint32(v>>f.size&f.gapMask)
	pos[0], pos[1], pos[2] = p, q, q+uint32(v>>f.gapTo)
	return int(timesOf[pay&7])
}

// packedIn is by tag how positions stand in a payload: the first in size bits, the first
// gap behind it to gapTo, and the second from there on.
var packedIn = [8]struct {
	mask, gapMask uint64
	size, gapTo   uint8
}{
	tagOne:      {1<<32 - 1, 0, 32, 32},
	tagTwo:      {near - 1, 1<<32 - 1, 11, 43},
	tagTwoFar:   {far - 1, 1<<32 - 1, 16, 48},
	tagThree:    {near - 1, near - 1, 11, 22},
	tagThreeFar: {far - 1, far - 1, 16, 32},
}
