package segment

import "encoding/binary"

// chains hold the posting lists of an open segment: for each term a chain of bytes that
// grows at its end as documents come. A chain begins with a slice of a few bytes, since
// most terms stand in one document, and each slice behind is about twice as long as the
// one before, up to a limit; the last four bytes of a full slice say where the next
// begins. All slices stand in blocks that hold no pointers, serve one segment after
// the other and are never moved. (The slices of Lucene's ByteBlockPool; Büttcher and
// Clarke, "Memory management strategies for single-pass index construction", 2005,
// compare the ways to do this.)
type chains struct {
	blocks [][]byte
	end    uint32 // of what is used, counted over all blocks
}

// A chain is where the bytes of a term begin, where they end, and how many more fit
// the last slice.
type chain struct {
	head, tail uint32
	room       uint16
	level      uint8 // of the last slice; sliceSizes[level] is its length
}

const (
	blockShift = 20
	chainBlock = 1 << blockShift
	linkSize   = 4
)

// sliceSizes are the lengths of the slices of a chain with their links.
var sliceSizes = [...]uint16{12, 24, 48, 96, 192, 384, 768, 1536, 3072}

// at returns the bytes of a block from an address on.
func (c *chains) at(addr uint32) []byte { return c.blocks[addr>>blockShift][addr&(chainBlock-1):] }

// slice takes a new slice and returns where it is.
func (c *chains) slice(size uint16) uint32 {
	at := c.end
	if at&(chainBlock-1)+uint32(size) > chainBlock {
		at = (at | (chainBlock - 1)) + 1
	}
	if at>>blockShift == uint32(len(c.blocks)) {
		c.blocks = append(c.blocks, make([]byte, chainBlock))
	}
	c.end = at + uint32(size)
	return at
}

// begin begins a chain.
func (c *chains) begin() chain {
	at := c.slice(sliceSizes[0])
	return chain{head: at, tail: at, room: sliceSizes[0] - linkSize}
}

// add appends b to a chain.
func (c *chains) add(t *chain, b []byte) {
	for len(b) > int(t.room) {
		full := c.at(t.tail)
		copy(full, b[:t.room])
		b, full = b[t.room:], full[t.room:]
		t.level = min(t.level+1, uint8(len(sliceSizes)-1))
		t.tail = c.slice(sliceSizes[t.level])
		t.room = sliceSizes[t.level] - linkSize
		binary.LittleEndian.PutUint32(full, t.tail)
	}
	copy(c.at(t.tail), b)
	t.tail += uint32(len(b))
	t.room -= uint16(len(b))
}

// read appends the bytes of a chain to dst.
func (c *chains) read(dst []byte, t *chain) []byte {
	last := t.tail + uint32(t.room) + linkSize - uint32(sliceSizes[t.level]) // where the last slice begins
	for at, level := t.head, 0; ; level = min(level+1, len(sliceSizes)-1) {
		b := c.at(at)
		if at == last {
			return append(dst, b[:t.tail-at]...)
		}
		full := sliceSizes[level] - linkSize
		dst = append(dst, b[:full]...)
		at = binary.LittleEndian.Uint32(b[full:])
	}
}

// clear forgets all chains and keeps their blocks.
func (c *chains) clear() { c.end = 0 }
