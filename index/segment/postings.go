package segment

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// Postings is one term of one field: the documents that hold it and, behind a
// Cursor, its positions in each. Docs stands in the mapped file: it must not be
// changed, nor used after the segment is closed.
type Postings struct {
	Docs  *roaring.Bitmap
	z     *zapFile
	raw   []byte // of Docs
	end   uint64 // behind raw
	freqs uint64
	locs  uint64

	single []byte // the posting of a list that the dictionary holds, nil of others
	short  bool   // positions are known to be less than shortText
	dense  *Dense // nil until p is spread
}

// A Cursor walks one posting list of a stream field in ascending order of documents.
// A posting is a payload, which holds the number of positions and up to three of them;
// more positions are a location in a stream beside it, which is read for those
// documents alone whose positions are asked for.
type Cursor struct {
	docs    ranks
	dense   *Dense // in place of docs where the list is spread
	table   timesTable
	freqs   []byte
	locs    []byte
	rank    int  // of the posting that f stands before
	f, l    int  // next byte in freqs and locs
	met     int  // the posting in freqs, or if short its rank, whose location l stands before
	short   bool // texts, in a list with a table: those of more than three positions have a location
	located bool // so many of these that the table tells them before the payload does
	pos     []uint32
}

// Cursor returns a cursor before the first document.
func (p *Postings) Cursor() *Cursor {
	c := new(Cursor)
	p.Begin(c)
	return c
}

// Begin makes c a cursor before the first document, in the memory that it has.
func (p *Postings) Begin(c *Cursor) {
	*c = Cursor{dense: p.dense, pos: c.pos}
	if c.dense != nil {
		c.dense.count()
	}
	if p.single != nil && p.single[0] != 0 {
		c.docs, c.freqs = readRanks(p.raw), p.single
	}
	if p.freqs != 0 {
		c.docs = readRanks(p.raw)
		c.table = readTimes(p.z, p.end, int(p.Docs.GetCardinality()))
		c.short = p.short && c.table.blocks != nil
		c.located = c.short && c.table.shift == leastShift
		c.freqs = p.z.chunks(p.freqs)
		if p.locs != 0 {
			c.locs = p.z.chunks(p.locs)
		}
	}
}

// Reset stands before the first document again.
func (c *Cursor) Reset() {
	c.docs.reset()
	c.rank, c.f, c.l, c.met = 0, 0, 0, 0
}

// to stands before the posting of a rank that is not behind: where its block begins, or
// where it stands if that is further, and from there by the postings between.
func (c *Cursor) to(rank int) {
	at, f := c.rank, c.f
	if rank-at >= fewPostings && c.table.blocks != nil {
		b := rank >> c.table.shift
		first := b << c.table.shift
		begins, l := c.table.block(b)
		if first > at && !c.short {
			c.l, c.met = l, begins
		}
		if first > at { // which is as likely as not, and no branch
			at, f = first, begins
		}
	}
	c.f, c.rank = skipMany(c.freqs, f, rank-at), rank
}

// fewPostings are gone through as fast as their block is found.
const fewPostings = 6

// location stands before the location of the posting that is in freqs at f and has one.
func (c *Cursor) location(f int) {
	for data := c.freqs; c.met < f; c.met = skip(data, c.met) {
		if data[c.met]&1 != 0 {
			c.l = behind(c.locs, c.l)
		}
	}
}

// openMany opens the location of a rank in a list of short texts.
func (c *Cursor) openMany(rank int, s *Stream) {
	if b := rank >> c.table.shift; b > c.met>>c.table.shift {
		_, c.l = c.table.block(b)
		c.met = b << c.table.shift
	}
	l, locs := c.l, c.locs
	for n := c.table.more(c.met, rank); n > 0; n-- {
		l = behind(locs, l)
	}
	c.l, c.met = s.open(locs, l), rank+1
	s.At, s.next = s.pos[0], 1
}

// behind returns where the location at b[i] ends.
func behind(b []byte, i int) int {
	n := int(b[i])
	if i++; n >= 0x80 {
		var long uint64
		long, i = uvarint(b, i-1)
		n = int(long)
	}
	return i + n
}

// Positions returns the ascending positions of the term in doc, none where it does
// not hold the term. Documents must be asked for in ascending order, each once.
// The slice is overwritten by the next call.
func (c *Cursor) Positions(doc uint32) []uint32 {
	rank, ok := c.rankOf(doc)
	if !ok {
		return nil
	}
	var s Stream
	c.Open(rank, &s)
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

// Among sets, for those of docs that the list holds, at to their index and ranks to
// where they stand in it, and returns how many they are; both are as long as docs.
// Documents ascend from call to call.
func (c *Cursor) Among(docs, at, ranks []uint32) int {
	if c.dense != nil {
		return c.dense.among(docs, at, ranks)
	}
	return c.docs.among(docs, at, ranks)
}

func (c *Cursor) rankOf(doc uint32) (uint32, bool) {
	if c.dense != nil {
		return c.dense.of(doc)
	}
	rank, ok := c.docs.of(doc)
	return uint32(rank), ok
}

// sized returns n elements in the memory of v, as far as it reaches.
func sized[T any](v []T, n int) []T { return slices.Grow(v[:0], n)[:n] }

// Open stands at the first position of the term in the document of a rank. Ranks ascend.
func (c *Cursor) Open(rank uint32, s *Stream) {
	if c.located && c.table.overThree(rank) {
		c.openMany(int(rank), s)
		return
	}
	if c.rank != int(rank) {
		c.to(int(rank))
	}
	payload, many, next := posting(c.freqs, c.f)
	switch {
	case many && c.short:
		c.openMany(int(rank), s)
	case many:
		if c.met != c.f {
			c.location(c.f)
		}
		c.l, c.met = s.open(c.locs, c.l), next
	default:
		if c.met == c.f && !c.short { // l stands before the next location still
			c.met = next
		}
		s.held, s.left = unpack(payload, &s.pos), 0
	}
	c.f, c.rank = next, int(rank)+1
	s.At, s.next = s.pos[0], 1
}

// AddFreqs adds to n, for those of docs that hold the term, by their index, the number of
// positions in them. Documents ascend. The cursor stands behind them. What at and ranks
// hold is overwritten; all are as long as docs.
func (c *Cursor) AddFreqs(docs, n, at, ranks []uint32) {
	c.Reset()
	if c.dense != nil && c.table.blocks != nil {
		c.addDense(docs, n[:len(docs)])
		return
	}
	k := c.Among(docs, at, ranks)
	for x, rank := range ranks[:k] {
		n[at[x]] += c.timesOf(rank)
	}
}

// addDense is AddFreqs in one pass.
func (c *Cursor) addDense(docs, n []uint32) {
	bits, d := c.dense.bits, c.dense
	for i, doc := range docs {
		if bits[doc/64]>>(doc%64)&1 != 0 {
			rank, _ := d.of(doc)
			n[i] += c.timesOf(rank)
		}
	}
}

// timesOf returns the number of positions of the posting of a rank.
func (c *Cursor) timesOf(rank uint32) uint32 {
	if c.table.blocks != nil {
		if n, ok := c.table.of(rank); ok {
			return n
		}
	}
	return c.times(int(rank))
}

// times decodes the number of positions of the posting of a rank and passes it.
func (c *Cursor) times(rank int) (n uint32) {
	c.to(rank)
	n, c.f = timesIn(c.freqs, c.f)
	c.rank++
	return n
}

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

// chunks returns the bytes of a chunked stream of numbers, without its chunks.
func (z *zapFile) chunks(off uint64) []byte {
	n, off := z.uvarint(off)
	var end uint64
	for ; n > 0; n-- {
		end, off = z.uvarint(off)
	}
	return z.at(off, end)
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

// skipMany skips n numbers and their norms: twice as many bytes as n end something. Of
// eight bytes each counts the ends up to itself, and those that count fewer than are
// sought stand before the last one.
func skipMany(b []byte, i, n int) int {
	for n *= 2; n > 0 && i+8 <= len(b); i += 8 {
		ends := ^binary.LittleEndian.Uint64(b[i:]) & highBits
		k := bits.OnesCount64(ends)
		if k < n {
			n -= k
			continue
		}
		upTo := ends >> 7 * everyByte
		return i + bits.OnesCount64((uint64(n-1)*everyByte+highBits-upTo)&highBits) + 1
	}
	for ; n > 0; i++ {
		if b[i] < 0x80 {
			n--
		}
	}
	return i
}

// Of eight bytes, one in each, and one in each pair.
const (
	everyByte  = highBits >> 7
	everyOther = 0x0001000100010001
	evenBytes  = 0xff * everyOther
)

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
