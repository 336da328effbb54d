package segment

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// A single term is found in a dictionary without reading all of it: a fresh process
// looks a few words up in dictionaries of a megabyte each, and verifying those takes
// longer than all else it does. So this walks the states of vellum's format (version 1,
// decoder_v1.go of github.com/blevesearch/vellum) over the mapped file, each block
// behind its own checksum. Walks over many terms are vellum's, over a dictionary that is
// verified whole (zapFile.dict).
//
// A state is addressed by its last byte and read backwards. With one transition:
//
//	flags (single, next) and the byte by its rank among common ones, else that byte
//	unless next, where the state follows: sizes, distance of the state, output
//
// and with several: flag (final) and their number, else that number; sizes; the bytes;
// the distances; the outputs; the output of the state, if it is final.
type states struct {
	z    *zapFile
	off  uint64 // of the dictionary in the file
	size uint64
}

const (
	fstVersion = 1
	fstHeader  = 16 // version, type
	fstFooter  = 16 // number of terms, address of the root
	noState    = 1  // the address that stands for none; 0 is the final state without transitions

	stateSingle = 1 << 7
	stateFlag   = 1 << 6 // next, or final
	stateNumber = 1<<6 - 1
)

// commonBytes are those that a state of one transition names by rank, from 1.
const commonBytes = "te/oasripcnw.hlm-du012g=:bf3y5&_4v9678k%?xCDASFIBEjPTzRNM+LOqHG"

// find returns what the dictionary of a field holds for a term, false if it holds none.
func (z *zapFile) find(field, term string) (value uint64, ok bool) {
	dict, ok := z.dicts[field]
	if !ok {
		return 0, false
	}
	n, off := z.uvarint(dict())
	if n == 0 {
		return 0, false
	}
	d := states{z, off, n}
	at := d.root()
	for i := 0; i < len(term); i++ {
		next, out := d.step(at, term[i])
		if next == noState {
			return 0, false
		}
		at, value = next, value+out
	}
	out, final := d.final(at)
	return value + out, final
}

func (d states) root() uint64 {
	if d.size < fstHeader+fstFooter {
		d.damaged(0)
	}
	if v := binary.LittleEndian.Uint64(d.z.at(d.off, 8)); v != fstVersion {
		panic(&Damage{d.z.path, fmt.Sprintf("dictionary at %d: version %d of vellum's, want %d", d.off, v, fstVersion)})
	}
	return binary.LittleEndian.Uint64(d.z.at(d.off+d.size-8, 8))
}

// step returns the state behind the transition for c, noState if there is none, and
// its output.
func (d states) step(at uint64, c byte) (next, out uint64) {
	if at <= noState {
		return noState, 0
	}
	top := d.before(at+1, 1)[0]
	if top&stateSingle == 0 {
		return d.among(at, top, c)
	}
	if rank := top & stateNumber; rank > 0 {
		if commonBytes[rank-1] != c {
			return noState, 0
		}
	} else if at--; d.before(at+1, 1)[0] != c {
		return noState, 0
	}
	if top&stateFlag != 0 {
		return at - 1, 0
	}
	at--
	dest, outs := sizes(d.before(at+1, 1)[0])
	end := at - dest - outs
	return target(end, little(d.before(at, dest))), little(d.before(at-dest, outs))
}

// among is step for a state of several transitions.
func (d states) among(at uint64, top, c byte) (next, out uint64) {
	s := d.several(at, top)
	i := bytes.IndexByte(d.before(s.at, s.n), c)
	if i < 0 {
		return noState, 0
	}
	pos := uint64(i)
	dests := s.at - s.n
	outs := dests - s.n*s.dest
	end := outs - s.n*s.out
	if s.final && s.out > 0 {
		end -= s.out
	}
	next = target(end, little(d.before(dests-(s.n-pos-1)*s.dest, s.dest)))
	return next, little(d.before(outs-(s.n-pos-1)*s.out, s.out))
}

// final tells whether a term ends in a state, and the output of that.
func (d states) final(at uint64) (out uint64, final bool) {
	if at <= noState {
		return 0, at != noState
	}
	top := d.before(at+1, 1)[0]
	if top&(stateSingle|stateFlag) != stateFlag {
		return 0, false
	}
	s := d.several(at, top)
	return little(d.before(s.at-s.n-s.n*s.dest-s.n*s.out, s.out)), true
}

// A crossing is the head of a state of several transitions.
type crossing struct {
	at        uint64 // the bytes of the transitions end before it
	n         uint64 // transitions
	dest, out uint64 // bytes of a distance, of an output
	final     bool
}

func (d states) several(at uint64, top byte) crossing {
	s := crossing{n: uint64(top & stateNumber), final: top&stateFlag != 0}
	if s.n == 0 {
		at--
		if s.n = uint64(d.before(at+1, 1)[0]); s.n == 1 {
			s.n = 256
		}
	}
	at--
	s.at = at
	s.dest, s.out = sizes(d.before(at+1, 1)[0])
	return s
}

// before returns the n bytes that end before an address.
func (d states) before(end, n uint64) []byte {
	if end > d.size || n > end {
		d.damaged(end)
	}
	return d.z.at(d.off+end-n, n)
}

func (d states) damaged(at uint64) {
	panic(&Damage{d.z.path, fmt.Sprintf("dictionary at %d: no state at %d", d.off, at)})
}

// target is the state at a distance before the lowest byte of another.
func target(end, distance uint64) uint64 {
	if distance == 0 {
		return 0
	}
	return end - distance
}

func sizes(packed byte) (dest, out uint64) { return uint64(packed >> 4), uint64(packed & 15) }

// little decodes up to eight bytes, little end first.
func little(b []byte) (n uint64) {
	for i := len(b) - 1; i >= 0; i-- {
		n = n<<8 | uint64(b[i])
	}
	return n
}
