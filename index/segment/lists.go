package segment

import (
	"encoding/binary"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// A postingsWriter writes posting lists; its buffers are reused.
type postingsWriter struct {
	docs         uint32 // of the segment
	freqs, locs  []byte
	fEnds, lEnds []uint64 // of each chunk
	table        timesWriter
	list         []uint32
	buf          []byte
}

// begin empties the buffers for a list of card documents, with positions or without,
// and returns the number of documents under one chunk.
func (p *postingsWriter) begin(card int, positions bool) uint32 {
	p.freqs, p.locs = p.freqs[:0], p.locs[:0]
	p.table.begin(positions && card >= longList)
	chunk := p.docs / uint32(card/1024+1)
	n := int((p.docs-1)/chunk) + 1
	p.fEnds = slices.Grow(p.fEnds[:0], n)[:n]
	p.lEnds = slices.Grow(p.lEnds[:0], n)[:n]
	clear(p.fEnds)
	clear(p.lEnds)
	return chunk
}

// keyword writes a list without positions.
func (p *postingsWriter) keyword(out *summer, docs []uint32) uint64 {
	chunk := p.begin(len(docs), false)
	for _, d := range docs {
		p.freqs = append(p.freqs, 0)
		p.fEnds[d/chunk]++
	}
	return p.finish(out, docs)
}

// stream writes a list of card postings as drawers lay them.
func (p *postingsWriter) stream(out *summer, laid []byte, card int) uint64 {
	p.list = p.list[:0]
	chunk := p.begin(card, true)
	at, end := 0, chunk // the chunk, and the document behind it
	doc := uint32(0)    // plus one
	for i := 0; i < len(laid); {
		delta, f := uvarint(laid, i)
		doc += uint32(delta)
		p.list = append(p.list, doc-1)
		for ; doc > end; end += chunk {
			at++
		}
		times, l := timesIn(laid, f)
		p.table.add(times, len(p.freqs), len(p.locs))
		i = l
		if laid[f]&1 != 0 {
			n, from := uvarint(laid, l)
			i = from + int(n)
		}
		p.add(uint32(at), laid[f:l], laid[l:i])
	}
	return p.finish(out, p.list)
}

// finish writes the buffers, the bitmap and the table of a list; it returns where the
// bitmap stands, which is what a dictionary points at, or a list of one document itself.
func (p *postingsWriter) finish(out *summer, docs []uint32) uint64 {
	if v, ok := single(docs, p.freqs); ok {
		return v
	}
	freqs := p.chunks(out, p.freqs, p.fEnds)
	locs := p.chunks(out, p.locs, p.lEnds)
	at := out.n
	out.uvarint(freqs)
	out.uvarint(locs)
	p.buf = appendBitmap(p.buf[:0], docs)
	out.uvarint(uint64(len(p.buf)))
	out.write(p.buf)
	p.table.write(out)
	return at
}

func (p *postingsWriter) chunks(out *summer, data []byte, lengths []uint64) uint64 {
	if len(data) == 0 {
		return 0
	}
	at, end := out.n, uint64(0)
	out.uvarint(uint64(len(lengths)))
	for _, n := range lengths {
		end += n
		out.uvarint(end)
	}
	out.write(data)
	return at
}

// appendBitmap appends docs as a roaring bitmap. The common small list is one array
// container, written here without building a bitmap first: cookie, number of
// containers, key and cardinality less one, offset, values.
func appendBitmap(b []byte, docs []uint32) []byte {
	n := len(docs)
	if n > 512 || docs[0]>>16 != docs[n-1]>>16 {
		bm := roaring.BitmapOf(docs...)
		bm.RunOptimize()
		data, err := bm.ToBytes()
		if err != nil {
			panic(err) // writing to memory does not fail
		}
		return append(b, data...)
	}
	b = binary.LittleEndian.AppendUint32(b, 12346)
	b = binary.LittleEndian.AppendUint32(b, 1)
	b = binary.LittleEndian.AppendUint16(b, uint16(docs[0]>>16))
	b = binary.LittleEndian.AppendUint16(b, uint16(n-1))
	b = binary.LittleEndian.AppendUint32(b, 16)
	for _, d := range docs {
		b = binary.LittleEndian.AppendUint16(b, uint16(d))
	}
	return b
}
