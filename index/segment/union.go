package segment

import (
	"github.com/RoaringBitmap/roaring/v2"
)

// A Ref stands for the postings of a term; Open and Union read them.
type Ref uint64

// Open returns the postings behind a ref.
func (s *Segment) Open(r Ref) Postings { return s.zap.postings(uint64(r)) }

// Union returns the documents that hold any of the terms behind refs. A pattern may
// stand for a hundred thousand terms, most of them in a few documents, so lists are
// not made bitmaps first: their documents are marked straight from the mapped file.
func (s *Segment) Union(refs []Ref) *roaring.Bitmap {
	marks := make([]uint64, (s.Docs+63)/64)
	for _, r := range refs {
		s.zap.mark(uint64(r), marks)
	}
	return roaring.FromDense(marks, false)
}

// mark sets the bits of the documents of a list.
func (z *zapFile) mark(v uint64, marks []uint64) {
	if isSingle(v) {
		doc, _ := decodeSingle(v)
		marks[doc/64] |= 1 << (doc % 64)
		return
	}
	_, v = z.uvarint(v)
	_, v = z.uvarint(v)
	n, v := z.uvarint(v)
	markAll(z.at(v, n), marks)
}

// Mark sets the bits of the documents that hold a term, which takes no bitmap of them.
func (s *Segment) Mark(field, term string, marks []uint64) {
	if v, ok := s.zap.find(field, term); ok {
		s.zap.mark(v, marks)
	}
}

// Mark sets the bits of the documents of p.
func (p *Postings) Mark(marks []uint64) { markAll(p.raw, marks) }

// markAll sets the bits of the documents of a bitmap.
func markAll(b []byte, marks []uint64) {
	if le.Uint32(b) == plainCookie && le.Uint32(b[4:]) == 1 && le.Uint16(b[10:]) < arrayValues { // as most are
		markValues(b[16:], marks[int(le.Uint16(b[8:]))<<10:])
		return
	}
	for r := readRanks(b); r.k < r.size; r.enter() {
		here := marks[r.low/64:]
		switch r.kind {
		case ofValues:
			markValues(r.body, here)
		case ofBits:
			for i := range min(len(here), bitmapBytes/8) {
				here[i] |= le.Uint64(r.body[8*i:])
			}
		default:
			for b := r.body; len(b) > 0; b = b[4:] {
				first := int(le.Uint16(b))
				markRun(here, first, first+int(le.Uint16(b[2:])))
			}
		}
	}
}

// markRun marks from first to last.
func markRun(marks []uint64, first, last int) {
	from, to := ^uint64(0)<<(first%64), ^uint64(0)>>(63-last%64)
	if first/64 == last/64 {
		marks[first/64] |= from & to
		return
	}
	marks[first/64] |= from
	for i := first/64 + 1; i < last/64; i++ {
		marks[i] = ^uint64(0)
	}
	marks[last/64] |= to
}

// markValues marks four parts of the values side by side, four of each at a time:
// neighbours mostly stand in one word, and each would wait for the one before it to be
// written.
func markValues(b []byte, marks []uint64) {
	n := len(b) / 32 * 8
	p, q, r, s := b[:n], b[n:2*n], b[2*n:3*n], b[3*n:4*n]
	for i := 0; i < n; i += 8 {
		x, y, z, w := le.Uint64(p[i:]), le.Uint64(q[i:]), le.Uint64(r[i:]), le.Uint64(s[i:])
		for range 4 {
			marks[x&0xffff>>6] |= 1 << (x % 64)
			marks[y&0xffff>>6] |= 1 << (y % 64)
			marks[z&0xffff>>6] |= 1 << (z % 64)
			marks[w&0xffff>>6] |= 1 << (w % 64)
			x, y, z, w = x>>16, y>>16, z>>16, w>>16
		}
	}
	for b = b[4*n:]; len(b) > 0; b = b[2:] {
		v := le.Uint16(b)
		marks[v/64] |= 1 << (v % 64)
	}
}
