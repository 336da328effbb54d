package segment

import (
	"github.com/RoaringBitmap/roaring/v2"
)

// Postings is one term of one field: the documents that hold it and, behind a
// Cursor, its positions in each. Docs stands in the mapped file: it must not be
// changed, nor used after the segment is closed.
type Postings struct {
	Docs  *roaring.Bitmap
	z     *zapFile
	freqs uint64
	locs  uint64
	chunk uint32 // documents under one chunk of frequencies and locations
}

// A Cursor walks the positions of one posting list in ascending order of documents.
type Cursor struct {
	docs  []uint32 // every document of the list
	i     int      // the next posting to decode
	chunk uint32
	now   int // chunk that f and l stand in, -1 before the first
	freqs chunks
	locs  chunks
	f, l  int // next byte in freqs and locs
	one   bool
	pos   []uint32
}

// Cursor returns a cursor before the first document.
func (p *Postings) Cursor() *Cursor {
	c := &Cursor{docs: p.Docs.ToArray(), chunk: p.chunk, now: -1, one: p.freqs == 0 && p.locs == 0}
	if !c.one {
		c.freqs.init(p.z, p.freqs)
		c.locs.init(p.z, p.locs)
	}
	return c
}

// Positions returns the ascending positions of the term in doc, none where it does
// not hold the term. Documents must be asked for in ascending order, each once.
// The slice is overwritten by the next call.
func (c *Cursor) Positions(doc uint32) []uint32 {
	if !c.seek(doc) {
		return nil
	}
	pay, k := uvarint(c.freqs.data, c.f)
	c.f = k + 1 // the norm is one byte
	c.i++
	pay >>= 1
	c.pos = c.pos[:0]
	if pay&7 != tagMany {
		c.pos = unpack(pay, c.pos)
		return c.pos
	}
	c.pos, c.l = unpackMany(c.locs.data, c.l, c.pos)
	return c.pos
}

// Freqs sets freqs to the number of positions of the term in each of docs, which
// ascend; those that do not hold it are left as they are.
func (c *Cursor) Freqs(docs, freqs []uint32) {
	for i, doc := range docs {
		if !c.seek(doc) {
			continue
		}
		pay, k := uvarint(c.freqs.data, c.f)
		c.f = k + 1
		c.i++
		if pay&1 != 0 {
			n, k := uvarint(c.locs.data, c.l)
			c.l = k + int(n)
		}
		freqs[i] = uint32(payloadFreq(pay >> 1))
	}
}

// seek stands before the posting of doc and reports whether there is one.
func (c *Cursor) seek(doc uint32) bool {
	if c.one || c.i >= len(c.docs) {
		return false
	}
	if ch := int(doc / c.chunk); ch != c.now {
		c.now = ch
		c.i = gallop(c.docs, c.i, uint32(ch)*c.chunk)
		c.f, c.l = c.freqs.start(ch), c.locs.start(ch)
	}
	for c.i < len(c.docs) && c.docs[c.i] < doc {
		pay, k := uvarint(c.freqs.data, c.f)
		c.f = k + 1
		if pay&1 != 0 {
			n, k := uvarint(c.locs.data, c.l)
			c.l = k + int(n)
		}
		c.i++
	}
	return c.i < len(c.docs) && c.docs[c.i] == doc
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

// unpackMany reads one location that holds four or more positions.
func unpackMany(b []byte, i int, pos []uint32) ([]uint32, int) {
	n, i := uvarint(b, i)
	end := i + int(n)
	_, i = uvarint(b, i) // field number
	p, i := uvarint(b, i)
	d1, i := uvarint(b, i)
	d2, i := uvarint(b, i)
	rest, i := uvarint(b, i)
	at := uint32(p) - 1
	pos = append(pos, at)
	for _, d := range [2]uint64{d1, d2} {
		if d > 0 {
			at += uint32(d)
			pos = append(pos, at)
		}
	}
	for ; rest > 0; rest-- {
		var d uint64
		d, i = uvarint(b, i)
		at += uint32(d)
		pos = append(pos, at)
	}
	return pos, end
}

// chunks is one chunked stream of numbers.
type chunks struct {
	data []byte
	ends []uint32
}

func (c *chunks) init(z *zapFile, off uint64) {
	if off == 0 {
		return
	}
	n, off := z.uvarint(off)
	var end uint64
	for ; n > 0; n-- {
		end, off = z.uvarint(off)
		c.ends = append(c.ends, uint32(end))
	}
	c.data = z.at(off, end)
}

func (c *chunks) start(chunk int) int {
	if chunk == 0 || len(c.ends) == 0 {
		return 0
	}
	return int(c.ends[chunk-1])
}

// uvarint decodes the number at b[i] and returns the index behind it.
func uvarint(b []byte, i int) (uint64, int) {
	c := b[i]
	if c < 0x80 {
		return uint64(c), i + 1
	}
	x := uint64(c & 0x7f)
	for s := uint(7); ; s += 7 {
		i++
		c = b[i]
		if c < 0x80 {
			return x | uint64(c)<<s, i + 1
		}
		x |= uint64(c&0x7f) << s
	}
}
