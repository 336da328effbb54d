package segment

import "math/bits"

// A Dense is the documents of a list as bits, one for each document of the segment, beside
// which stands how many there are before each 64 of them: so the rank of any document is
// found in a few steps, however many lie between it and the one asked for before (rank9
// without its second level; Vigna, Broadword implementation of rank/select queries, 2008).
// Where a list is made bits to be intersected, its ranks cost next to nothing.
type Dense struct {
	bits   []uint64
	before []uint32 // empty until ranks are asked for
}

// Spread makes the documents of p the bits of d, of so many words, in its memory, and
// returns them. Cursors that p makes from now on find ranks there.
func (p *Postings) Spread(d *Dense, words int) []uint64 {
	d.bits, d.before = sized(d.bits, words), d.before[:0]
	clear(d.bits)
	p.Mark(d.bits)
	p.dense = d
	return d.bits
}

// Bits returns the documents as bits if p was spread, else nil.
func (p *Postings) Bits() []uint64 {
	if p.dense == nil {
		return nil
	}
	return p.dense.bits
}

// count makes the numbers of documents before each word.
func (d *Dense) count() {
	if len(d.before) == len(d.bits) {
		return
	}
	d.before = sized(d.before, len(d.bits))
	n := 0
	for i, w := range d.bits {
		d.before[i] = uint32(n)
		n += bits.OnesCount64(w)
	}
}

// of returns the rank of doc and whether the list holds it.
func (d *Dense) of(doc uint32) (uint32, bool) {
	w := d.bits[doc/64]
	return d.before[doc/64] + uint32(bits.OnesCount64(w&(1<<(doc%64)-1))), w>>(doc%64)&1 != 0
}

// among is that of ranks.
func (d *Dense) among(docs, at, out []uint32) (k int) {
	at, out = at[:len(docs)], out[:len(docs)]
	for i, doc := range docs {
		rank, held := d.of(doc)
		at[k], out[k] = uint32(i), rank
		k += int(btoi(held))
	}
	return k
}
