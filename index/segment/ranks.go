package segment

import (
	"encoding/binary"
	"math/bits"
)

// The documents of a posting list are a roaring bitmap in the mapped file (the
// format is described at github.com/RoaringBitmap/RoaringFormatSpec). Sets are
// intersected by the roaring library; a cursor wants the rank of a document in its
// list, which it reads here from the bytes: documents are asked for in ascending
// order, so that each container is gone through once. Little-endian:
//
//	12346, number of containers (4 bytes each), or, with runs,
//	12347 (2 bytes), number of containers less one (2), a bit for each that holds runs
//	for each container its key and cardinality less one (2 bytes each)
//	for each its offset (4 bytes); with runs only where there are 4 and more
//	containers: up to 4096 values of 2 bytes, or 65,536 bits, or
//	the number of runs, then the first value and length less one of each (2 bytes each)
const (
	plainCookie = 12346
	runCookie   = 12347
	withOffsets = 4
	arrayValues = 4096
	bitmapBytes = 8192
)

var le = binary.LittleEndian

// The kinds of containers.
const (
	ofValues = iota
	ofBits
	ofRuns
)

// ranks are the documents of a list with their ranks in it, from 0.
type ranks struct {
	size  int    // number of containers
	heads []byte // 4 bytes a container
	runs  []byte // a bit a container, nil for none
	all   []byte // the containers

	// The container that it stands in.
	k    int
	kind int
	low  uint64 // the least document that it may hold
	card int
	base int    // documents of the list before it
	body []byte // its bytes
	rest []byte // those of the containers behind it

	i int // the next value, the word of 64 bits, or the run that it stands at
	n int // documents of the container before that
}

func readRanks(b []byte) (r ranks) {
	if cookie := le.Uint32(b); cookie&0xffff == runCookie {
		r.size = int(cookie>>16) + 1
		n := (r.size + 7) / 8
		r.runs, b = b[4:4+n], b[4+n:]
	} else {
		r.size, b = int(le.Uint32(b[4:])), b[8:]
	}
	r.heads, r.all = b[:4*r.size], b[4*r.size:]
	if r.runs == nil || r.size >= withOffsets {
		r.all = r.all[4*r.size:]
	}
	r.reset()
	return r
}

// reset stands before the first document.
func (r *ranks) reset() {
	r.k, r.base, r.card, r.rest = -1, 0, 0, r.all
	r.enter()
}

// enter goes to the next container; behind the last one no document is found.
func (r *ranks) enter() {
	r.k++
	r.base, r.i, r.n = r.base+r.card, 0, 0
	if r.k >= r.size {
		r.low, r.card = 1<<32, 0
		return
	}
	r.low, r.card = uint64(le.Uint16(r.heads[4*r.k:]))<<16, int(le.Uint16(r.heads[4*r.k+2:]))+1
	n := 2 * r.card
	switch r.kind = ofValues; {
	case r.runs != nil && r.runs[r.k/8]&(1<<(r.k%8)) != 0:
		r.kind = ofRuns
		n = 2 + 4*int(le.Uint16(r.rest))
	case r.card > arrayValues:
		r.kind, n = ofBits, bitmapBytes
	}
	r.body, r.rest = r.rest[:n], r.rest[n:]
	if r.kind == ofRuns {
		r.body = r.body[2:]
	}
}

// of returns the rank of doc and whether the list holds it.
func (r *ranks) of(doc uint32) (int, bool) {
	for uint64(doc) >= r.low+1<<16 {
		r.enter()
	}
	if uint64(doc) < r.low {
		return 0, false
	}
	v := doc & 0xffff
	switch r.kind {
	case ofValues:
		r.i = r.reach(v)
		return r.base + r.i, r.i < r.card && uint32(le.Uint16(r.body[2*r.i:])) == v
	case ofBits:
		w := r.word(v)
		return r.base + r.n + bits.OnesCount64(w&(1<<(v&63)-1)), w&(1<<(v&63)) != 0
	}
	first, _ := r.run(v)
	return r.base + r.n + int(v-first), first <= v
}

// reach returns the first value from i on that is at least v. Twice sixteen values are
// compared at once, for which little must be foretold; what is further is galloped to.
func (r *ranks) reach(v uint32) int {
	b, i := r.body, r.i
	for range 2 {
		if i+16 > r.card {
			break
		}
		x := b[2*i : 2*i+32]
		n := less(le.Uint64(x), v) + less(le.Uint64(x[8:]), v) + less(le.Uint64(x[16:]), v) + less(le.Uint64(x[24:]), v)
		if i += n; n < 16 {
			return i
		}
	}
	lo, hi := i, i
	for step := 1; hi < r.card && uint32(le.Uint16(b[2*hi:])) < v; step *= 2 {
		lo = hi + 1
		hi += step
	}
	hi = min(hi, r.card)
	for lo < hi {
		if m := int(uint(lo+hi) >> 1); uint32(le.Uint16(b[2*m:])) < v {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// less counts those of four values of 16 bits that are less than v: of two with the same
// highest bit those whose other bits borrow it when v's are taken from them.
func less(four uint64, v uint32) int {
	const every, high = 0x0001000100010001, 0x8000800080008000
	x, y := four, uint64(v)*every
	kept := (x | high) - (y &^ high)
	return bits.OnesCount64((^x&y | ^(x^y)&^kept) & high)
}

// word goes to the word of v and returns it.
func (r *ranks) word(v uint32) uint64 {
	i, n := r.i, r.n
	for w := int(v >> 6); i < w; i++ {
		n += bits.OnesCount64(le.Uint64(r.body[8*i:]))
	}
	r.i, r.n = i, n
	return le.Uint64(r.body[8*i:])
}

// run goes to the first run that ends at v or behind it, and returns its first value
// and its last one; 1<<16 where there is none.
func (r *ranks) run(v uint32) (first, last uint32) {
	for ; 4*r.i < len(r.body); r.i++ {
		first, length := uint32(le.Uint16(r.body[4*r.i:])), uint32(le.Uint16(r.body[4*r.i+2:]))
		if v <= first+length {
			return first, first + length
		}
		r.n += int(length) + 1
	}
	return 1 << 16, 1 << 16
}

// among sets, for those of docs that the list holds, at to their index and out to their
// rank, and returns how many they are; both are as long as docs. Documents ascend, and
// r stands before them.
func (r *ranks) among(docs, at, out []uint32) (k int) {
	for i := 0; i < len(docs); {
		for uint64(docs[i]) >= r.low+1<<16 {
			r.enter()
		}
		if r.k == r.size {
			break
		}
		if uint64(docs[i]) < r.low {
			i = gallop(docs, i, uint32(r.low))
			continue
		}
		end := len(docs)
		if last := r.low + 1<<16; uint64(docs[end-1]) >= last {
			end = gallop(docs, i, uint32(last))
		}
		switch here := docs[i:end]; r.kind {
		case ofValues:
			k += r.amongValues(here, uint32(i), at[k:], out[k:])
		case ofBits:
			k += r.amongBits(here, uint32(i), at[k:], out[k:])
		default:
			k += r.amongRuns(here, uint32(i), at[k:], out[k:])
		}
		i = end
	}
	return k
}

// amongValues, where there are fewer documents than values, writes each index and rank
// before it knows whether they count.
func (r *ranks) amongValues(docs []uint32, from uint32, at, out []uint32) (k int) {
	if len(docs) > r.card-r.i {
		return r.amongFewValues(docs, from, at, out)
	}
	at, out = at[:len(docs)], out[:len(docs)]
	for x, doc := range docs {
		v := doc & 0xffff
		if r.i < r.card && uint32(le.Uint16(r.body[2*r.i:])) < v {
			r.i = r.reach(v)
		}
		if r.i == r.card {
			break
		}
		at[k], out[k] = from+uint32(x), uint32(r.base+r.i)
		held := int((uint32(le.Uint16(r.body[2*r.i:])) ^ v - 1) >> 31)
		k, r.i = k+held, r.i+held
	}
	return k
}

func (r *ranks) amongFewValues(docs []uint32, from uint32, at, out []uint32) (k int) {
	for i := 0; i < len(docs) && r.i < r.card; r.i++ {
		doc := uint32(r.low) | uint32(le.Uint16(r.body[2*r.i:]))
		if i = gallop(docs, i, doc); i < len(docs) && docs[i] == doc {
			at[k], out[k] = from+uint32(i), uint32(r.base+r.i)
			k++
		}
	}
	return k
}

// amongBits writes each index and rank before it knows whether they count.
func (r *ranks) amongBits(docs []uint32, from uint32, at, out []uint32) (k int) {
	body, i, n := r.body[:bitmapBytes], r.i, r.n
	w, rank := le.Uint64(body[8*i:]), uint32(r.base)
	at, out = at[:len(docs)], out[:len(docs)]
	for x, doc := range docs {
		v := doc & 0xffff
		if to := int(v >> 6); to > i {
			for n += bits.OnesCount64(w); i+1 < to; {
				i++
				n += bits.OnesCount64(le.Uint64(body[8*i:]))
			}
			i = to
			w = le.Uint64(body[8*i:])
		}
		at[k], out[k] = from+uint32(x), rank+uint32(n+bits.OnesCount64(w&(1<<(v&63)-1)))
		k += int(w >> (v & 63) & 1)
	}
	r.i, r.n = i, n
	return k
}

func (r *ranks) amongRuns(docs []uint32, from uint32, at, out []uint32) (k int) {
	for i := 0; i < len(docs); {
		first, last := r.run(docs[i] & 0xffff)
		if first > 0xffff {
			break
		}
		i = gallop(docs, i, uint32(r.low)|first)
		rank := uint32(r.base+r.n) - first
		for ; i < len(docs) && docs[i]&0xffff <= last; i++ {
			at[k], out[k] = from+uint32(i), rank+docs[i]&0xffff
			k++
		}
	}
	return k
}

// gallop returns the first index from i on whose document is at least doc.
func gallop(docs []uint32, i int, doc uint32) int {
	lo, hi := i, i
	for step := 1; hi < len(docs) && docs[hi] < doc; step *= 2 {
		lo = hi + 1
		hi += step
	}
	hi = min(hi, len(docs))
	for lo < hi {
		if m := int(uint(lo+hi) >> 1); docs[m] < doc {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}
