package segment

import (
	"encoding/binary"
	"math/bits"
)

// The documents of a posting list are a roaring bitmap in the mapped file (the
// format is described at github.com/RoaringBitmap/RoaringFormatSpec). Sets are
// intersected by the roaring library; a cursor wants the documents of one chunk at
// a time, and reads these here without making a list of all first. Little-endian:
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

type containers struct {
	size  int
	heads []byte // 4 bytes a container
	runs  []byte // a bit a container, nil for none
	body  []byte
}

var le = binary.LittleEndian

func readContainers(b []byte) (c containers) {
	if cookie := le.Uint32(b); cookie&0xffff == runCookie {
		c.size = int(cookie>>16) + 1
		n := (c.size + 7) / 8
		c.runs, b = b[4:4+n], b[4+n:]
	} else {
		c.size, b = int(le.Uint32(b[4:])), b[8:]
	}
	c.heads, c.body = b[:4*c.size], b[4*c.size:]
	if c.runs == nil || c.size >= withOffsets {
		c.body = c.body[4*c.size:]
	}
	return c
}

func (c *containers) cardinality() (n int) {
	for k := range c.size {
		n += int(le.Uint16(c.heads[4*k+2:])) + 1
	}
	return n
}

// between appends the documents from first up to end to docs.
func (c *containers) between(first uint32, end uint64, docs []uint32) []uint32 {
	body := c.body
	for k := 0; k < c.size; k++ {
		key, card := uint32(le.Uint16(c.heads[4*k:]))<<16, int(le.Uint16(c.heads[4*k+2:]))+1
		if uint64(key) >= end {
			break
		}
		low, high := uint32(0), uint32(min(end-uint64(key), 1<<16)) // of this container
		if first > key {
			low = min(first-key, 1<<16)
		}
		var n int
		switch {
		case c.runs != nil && c.runs[k/8]&(1<<(k%8)) != 0:
			n = 2 + 4*int(le.Uint16(body))
			docs = inRuns(body[2:n], key, low, high, docs)
		case card > arrayValues:
			n = bitmapBytes
			docs = inBitmap(body[:n], key, low, high, docs)
		default:
			n = 2 * card
			docs = inArray(body[:n], key, low, high, docs)
		}
		body = body[n:]
	}
	return docs
}

func inArray(b []byte, key, low, high uint32, docs []uint32) []uint32 {
	i, j := 0, len(b)/2
	for i < j { // the first value of at least low
		if m := (i + j) / 2; uint32(le.Uint16(b[2*m:])) < low {
			i = m + 1
		} else {
			j = m
		}
	}
	for b = b[2*i:]; len(b) >= 2; b = b[2:] {
		v := uint32(le.Uint16(b))
		if v >= high {
			break
		}
		docs = append(docs, key|v)
	}
	return docs
}

func inRuns(b []byte, key, low, high uint32, docs []uint32) []uint32 {
	for ; len(b) >= 4; b = b[4:] {
		v := uint32(le.Uint16(b))
		if v >= high {
			break
		}
		for end := min(v+uint32(le.Uint16(b[2:]))+1, high); v < end; v++ {
			if v = max(v, low); v < end {
				docs = append(docs, key|v)
			}
		}
	}
	return docs
}

func inBitmap(b []byte, key, low, high uint32, docs []uint32) []uint32 {
	for w := low &^ 63; w < high; w += 64 {
		x := le.Uint64(b[w/8:])
		if w < low {
			x &= ^uint64(0) << (low - w)
		}
		if high-w < 64 {
			x &= 1<<(high-w) - 1
		}
		for ; x != 0; x &= x - 1 {
			docs = append(docs, key|w|uint32(bits.TrailingZeros64(x)))
		}
	}
	return docs
}
