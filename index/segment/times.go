package segment

import (
	"encoding/binary"
	"math/bits"
)

// A list of many documents has a table behind its bitmap, which Bleve does not read.
// It tells how often the term stands in each document without its payload being
// decoded, and where the postings of each block of documents begin, so that those of
// one document are found without those of all before it:
//
//	width of a number of times: 4 or 8 bits (1 byte)
//	how many documents are a block, as a power of two (1 byte)
//	for each block where its payloads and its locations begin (4 bytes each)
//	for each document how often it holds the term, the largest number standing for
//	itself and all above it
//
// Payloads of a block are passed eight bytes at a time, locations one by one, so that the
// more of its documents have one, the smaller a block is.
//
// Search engines keep such skips beside blocks of postings since Moffat and Zobel,
// Self-indexing inverted files for fast text retrieval (1996).
const (
	longList   = 256 // documents of a list from which it has a table
	blockBytes = 8
	leastShift = 3 // of a block: its documents as a power of two
)

// shiftOf returns the power of two that is the documents of a block, by how many of
// those of a list hold the term more than three times.
func shiftOf(many, docs int) uint8 {
	switch {
	case many > docs/4:
		return leastShift
	case many > docs/32:
		return leastShift + 1
	}
	return leastShift + 2
}

// A timesTable reads the table of a list, whose zero value is none.
type timesTable struct {
	blocks []byte
	times  []byte
	narrow bool  // 4 bits a number
	shift  uint8 // of blocks
}

// readTimes reads the table of a list of so many documents at off.
func readTimes(z *zapFile, off uint64, docs int) (t timesTable) {
	if docs < longList {
		return t
	}
	head, n := z.at(off, 2), uint64(docs)
	t.narrow, t.shift = head[0] == 4, head[1]
	blocks := blockBytes * ((n-1)>>t.shift + 1)
	if t.narrow {
		n = (n + 1) / 2
	}
	b := z.at(off+2, blocks+n)
	t.blocks, t.times = b[:blocks], b[blocks:]
	return t
}

// block returns where the postings of a block begin.
func (t *timesTable) block(i int) (freqs, locs int) {
	b := t.blocks[blockBytes*i:]
	return int(le.Uint32(b)), int(le.Uint32(b[4:]))
}

// of returns how often the document of a rank holds the term, false where that is
// more than the table can say.
func (t *timesTable) of(rank uint32) (uint32, bool) {
	if t.narrow {
		n := uint32(t.times[rank/2]>>(rank&1*4)) & 15
		return n, n < 15
	}
	n := uint32(t.times[rank])
	return n, n < 255
}

// overThree tells whether the document of a rank holds the term more than three times.
func (t *timesTable) overThree(rank uint32) bool {
	if t.narrow {
		return t.times[rank/2]>>(rank&1*4)&0b1100 != 0
	}
	return t.times[rank] > 3
}

// more counts the documents from one rank to another, exclusive, that hold the term more
// than three times, comparing the numbers of eight bytes at once.
func (t *timesTable) more(from, to int) (n int) {
	each, shift := 8, 3 // numbers in eight bytes, bits of one as a shift
	if t.narrow {
		each, shift = 16, 2
	}
	for from < to {
		at := from &^ (each - 1)
		x := load(t.times[at<<shift>>3:])
		if t.narrow {
			x = (x>>2 | x>>3) & 0x1111111111111111
		} else {
			x &= 0xfcfcfcfcfcfcfcfc
			x = (x&^highBits + ^uint64(highBits) | x) & highBits
		}
		x = x >> ((from - at) << shift & 63) << ((from - at) << shift & 63)
		if end := at + each; to < end {
			x = x << ((end - to) << shift & 63) >> ((end - to) << shift & 63)
		}
		n += bits.OnesCount64(x)
		from = at + each
	}
	return n
}

// load returns the first eight bytes of b, zeros where it ends before.
func load(b []byte) (x uint64) {
	if len(b) >= 8 {
		return le.Uint64(b)
	}
	for i, c := range b {
		x |= uint64(c) << (8 * i)
	}
	return x
}

// A timesWriter makes the table of one list.
type timesWriter struct {
	long   bool
	blocks []byte
	times  []byte
	many   int // of times that are more than three
	large  int // that 4 bits cannot say
}

func (w *timesWriter) begin(long bool) {
	w.long, w.blocks, w.times, w.many, w.large = long, w.blocks[:0], w.times[:0], 0, 0
}

// add notes the next posting, before whose payload and location there are so many bytes.
func (w *timesWriter) add(times uint32, freqs, locs int) {
	if !w.long {
		return
	}
	if len(w.times)%(1<<leastShift) == 0 {
		w.blocks = binary.LittleEndian.AppendUint32(w.blocks, uint32(freqs))
		w.blocks = binary.LittleEndian.AppendUint32(w.blocks, uint32(locs))
	}
	w.many += int(btoi(times > 3))
	w.large += int(btoi(times >= 15))
	w.times = append(w.times, uint8(min(times, 255)))
}

// write writes the table.
func (w *timesWriter) write(out *summer) {
	if !w.long {
		return
	}
	width, shift := byte(8), shiftOf(w.many, len(w.times))
	if w.large < len(w.times)/64 {
		width = 4
		for i := range (len(w.times) + 1) / 2 {
			b := min(w.times[2*i], 15)
			if 2*i+1 < len(w.times) {
				b |= min(w.times[2*i+1], 15) << 4
			}
			w.times[i] = b
		}
		w.times = w.times[:(len(w.times)+1)/2]
	}
	out.write([]byte{width, shift})
	kept := w.blocks[:0]
	for i := 0; i < len(w.blocks); i += blockBytes << (shift - leastShift) {
		kept = append(kept, w.blocks[i:i+blockBytes]...)
	}
	out.write(kept)
	out.write(w.times)
}
