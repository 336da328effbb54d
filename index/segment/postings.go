package segment

import (
	"encoding/binary"
	"math/bits"

	"github.com/RoaringBitmap/roaring/v2"
)

// Postings is one term of one field: the documents that hold it and, behind a
// Cursor, its positions in each. Docs stands in the mapped file: it must not be
// changed, nor used after the segment is closed.
type Postings struct {
	Docs  *roaring.Bitmap
	z     *zapFile
	raw   []byte // of Docs; nil for the one document that a dictionary holds
	freqs uint64
	locs  uint64
	chunk uint32 // documents under one chunk of frequencies and locations
}

// A Cursor walks one posting list in ascending order of documents. A posting is a
// payload, which holds the number of positions and up to three of them, and a norm
// of one byte; more positions are a location in a stream beside it, which is read
// for those documents alone whose positions are asked for.
type Cursor struct {
	list  containers
	chunk uint32
	end   uint64   // of the chunk that docs, f and l stand in, 0 before the first
	docs  []uint32 // of the list under that chunk
	i     int      // the next posting, in docs
	freqs chunks
	locs  chunks
	f, l  int // next byte in freqs and locs
	met   int // the posting in freqs whose location l stands before
	pos   []uint32
}

// Cursor returns a cursor before the first document.
func (p *Postings) Cursor() *Cursor {
	c := &Cursor{chunk: p.chunk}
	if p.raw != nil && p.freqs|p.locs != 0 {
		c.list = readContainers(p.raw)
		c.docs = make([]uint32, 0, min(p.Docs.GetCardinality(), 1024))
		c.freqs.init(p.z, p.freqs)
		c.locs.init(p.z, p.locs)
	}
	return c
}

// Reset stands before the first document again.
func (c *Cursor) Reset() { c.end = 0 }

// enter stands at the beginning of the chunk of doc.
func (c *Cursor) enter(doc uint32) {
	chunk := int(doc / c.chunk)
	first := uint32(chunk) * c.chunk
	c.end = uint64(first) + uint64(c.chunk)
	c.docs = c.list.between(first, c.end, c.docs[:0])
	c.i, c.f, c.l = 0, c.freqs.start(chunk), c.locs.start(chunk)
	c.met = c.f
}

// seek stands before the posting of doc and reports whether there is one. Documents
// are asked for in ascending order, each once.
func (c *Cursor) seek(doc uint32) bool {
	if c.list.size == 0 {
		return false
	}
	if uint64(doc) >= c.end {
		c.enter(doc)
	}
	i := gallop(c.docs, c.i, doc)
	c.f, c.i = skipMany(c.freqs.data, c.f, i-c.i), i
	return i < len(c.docs) && c.docs[i] == doc
}

// take returns the payload that the cursor stands before, and passes it.
func (c *Cursor) take() uint64 {
	pay, next := uvarint(c.freqs.data, c.f)
	c.f = next + 1
	c.i++
	return pay
}

// location stands before the location of the posting in freqs at f, which has one.
func (c *Cursor) location(f int) {
	for data := c.freqs.data; c.met < f; c.met = skip(data, c.met) {
		if data[c.met]&1 != 0 {
			n, k := uvarint(c.locs.data, c.l)
			c.l = k + int(n)
		}
	}
}

// Positions returns the ascending positions of the term in doc, none where it does
// not hold the term. Documents must be asked for in ascending order, each once.
// The slice is overwritten by the next call.
func (c *Cursor) Positions(doc uint32) []uint32 {
	var s Stream
	if !c.Open(doc, &s) {
		return nil
	}
	n := s.held + s.left
	if cap(c.pos) < n {
		c.pos = make([]uint32, n+n/2)
	}
	c.pos = c.pos[:n]
	copy(c.pos, s.pos[:s.held])
	if s.left > 0 {
		addGaps(s.data, s.i, s.pos[s.held-1], c.pos[s.held:])
	}
	return c.pos
}

// A Stream is the positions of a term in one document, decoded as they are asked for.
type Stream struct {
	At   uint32    // the position that it stands at
	pos  [3]uint32 // the first ones
	held int       // how many of pos there are
	next int       // the one of pos behind At
	left int       // positions in data that are still to come
	data []byte
	i    int
}

// Open stands at the first position of the term in doc, false where doc does not hold
// it. It is a call for doc in the sense of Positions.
func (c *Cursor) Open(doc uint32, s *Stream) bool {
	if !c.seek(doc) {
		return false
	}
	at := c.f
	if pay := c.take(); pay&1 == 0 {
		s.held, s.left = unpack(pay>>1, &s.pos), 0
	} else {
		c.location(at)
		c.l, c.met = s.open(c.locs.data, c.l), c.f
	}
	s.At, s.next = s.pos[0], 1
	return s.held > 0
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

// open reads the head of a location of many positions and returns where it ends.
func (s *Stream) open(b []byte, i int) int {
	n, i := uvarint(b, i)
	end := i + int(n)
	_, i = uvarint(b, i) // field number
	p, i := uvarint(b, i)
	d1, i := uvarint(b, i)
	d2, i := uvarint(b, i)
	rest, i := uvarint(b, i)
	s.pos[0], s.held = uint32(p)-1, 1
	for _, d := range [2]uint64{d1, d2} {
		if d > 0 {
			s.pos[s.held] = s.pos[s.held-1] + uint32(d)
			s.held++
		}
	}
	s.data, s.i, s.left = b, i, min(int(rest), end-i)
	return end
}

// Freqs appends, for those of docs that hold the term, their index to at and the
// number of positions in them to n. Documents ascend.
func (c *Cursor) Freqs(docs, at, n []uint32) (_, _ []uint32) {
	if c.list.size == 0 {
		return at, n
	}
	data := c.freqs.data
	for i := 0; i < len(docs); {
		c.enter(docs[i])
		list, k, f := c.docs, 0, c.f
		for i < len(docs) && k < len(list) {
			switch {
			case list[k] < docs[i]:
				next := gallop(list, k+1, docs[i])
				f = skipMany(data, f, next-k)
				k = next
			case list[k] > docs[i]:
				i = gallop(docs, i+1, list[k])
			default:
				var freq uint32
				freq, f = freqAt(data, f)
				at, n = append(at, uint32(i)), append(n, freq)
				i, k = i+1, k+1
			}
		}
		i = gallop(docs, i, uint32(min(c.end, 1<<32-1)))
	}
	return at, n
}

// AllFreqs is Freqs of all documents that hold the term.
func (c *Cursor) AllFreqs(at, n []uint32) (_, _ []uint32) {
	data, f := c.freqs.data, 0
	for i := range c.list.cardinality() {
		var freq uint32
		freq, f = freqAt(data, f)
		at, n = append(at, uint32(i)), append(n, freq)
	}
	return at, n
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

// freqAt returns the number of positions of the posting at b[i], and the index of the
// next one.
func freqAt(b []byte, i int) (uint32, int) {
	if i+8 <= len(b) {
		x := binary.LittleEndian.Uint64(b[i:])
		size := bits.TrailingZeros64(^x&highBits) >> 3 // of the number, less one
		switch {
		case x&1 == 0 && size < 8:
			return freqOf[x>>1&7], i + size + 2
		case size < 2: // many positions, and fewer than a thousand
			x &= 0x7f7f >> (8 - 8*size)
			return uint32(x&0x7f|x>>8<<7) >> 4, i + size + 2
		}
	}
	pay, next := uvarint(b, i)
	return uint32(payloadFreq(pay >> 1)), next + 1
}

// freqOf is the number of positions by the tag of a payload that holds them.
var freqOf = [8]uint32{tagOne: 1, tagTwo: 2, tagTwoFar: 2, tagThree: 3, tagThreeFar: 3}

// addGaps sets out to the positions behind at whose gaps begin at b[i].
func addGaps(b []byte, i int, at uint32, out []uint32) {
	for len(out) >= 8 && i+8 <= len(b) {
		x := binary.LittleEndian.Uint64(b[i:])
		if x&highBits != 0 {
			break
		}
		_ = out[7]
		for k := range 8 {
			at += uint32(x & 0xff)
			out[k] = at
			x >>= 8
		}
		out, i = out[8:], i+8
	}
	for k := range out {
		var d uint64
		d, i = uvarint(b, i)
		at += uint32(d)
		out[k] = at
	}
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
	if n > 1 && n <= uint64(z.docs) {
		c.ends = make([]uint32, 0, n)
	}
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

// highBits are the bits of eight bytes that say that a number goes on.
const highBits = 0x8080808080808080

// skip returns the index behind the number at b[i] and the norm that follows it.
func skip(b []byte, i int) int {
	if i+8 <= len(b) {
		if stop := ^binary.LittleEndian.Uint64(b[i:]) & highBits; stop != 0 {
			return i + bits.TrailingZeros64(stop)>>3 + 2
		}
	}
	for b[i] >= 0x80 {
		i++
	}
	return i + 2
}

// skipMany skips n numbers and their norms: twice as many bytes as n end something.
func skipMany(b []byte, i, n int) int {
	for n *= 2; n > 8 && i+8 <= len(b); i += 8 {
		n -= bits.OnesCount64(^binary.LittleEndian.Uint64(b[i:]) & highBits)
	}
	if n&1 != 0 { // at a norm
		i, n = i+1, n-1
	}
	for ; n > 0; n -= 2 {
		i = skip(b, i)
	}
	return i
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
