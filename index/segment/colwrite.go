package segment

import (
	"encoding/binary"
	"fmt"
	"iter"
	"math"
)

const (
	sectionSize  = 24 + 8 + 8
	columnFooter = 3 * 8
)

// A columnWriter writes a column file, section by section.
type columnWriter struct {
	out      *summer
	table    []byte
	sections int
}

// section writes one section by write.
func (w *columnWriter) section(name string, write func()) {
	w.align()
	at := w.out.n
	write()
	var head [sectionSize]byte
	copy(head[:24], name)
	binary.LittleEndian.PutUint64(head[24:], at)
	binary.LittleEndian.PutUint64(head[32:], w.out.n-at)
	w.table = append(w.table, head[:]...)
	w.sections++
}

func (w *columnWriter) align() { w.out.write(make([]byte, -w.out.n&7)) }

func (w *columnWriter) number(v uint32) {
	w.out.room()
	w.out.buf = binary.LittleEndian.AppendUint32(w.out.buf, v)
	w.out.n += 4
}

func (w *columnWriter) numbers(name string, all iter.Seq[uint32]) {
	w.section(name, func() {
		for v := range all {
			w.number(v)
		}
	})
}

// offsets writes where each of some runs begins, and where the last one ends.
func (w *columnWriter) offsets(name string, lengths iter.Seq[int]) {
	w.section(name, func() {
		end := uint64(0)
		w.number(0)
		for n := range lengths {
			end += uint64(n)
			w.number(uint32(end))
		}
		if end > math.MaxUint32 && w.out.err == nil {
			w.out.err = fmt.Errorf("segment: %s: more than 4 GiB in one segment", name)
		}
	})
}

func (w *columnWriter) strings(name string, all iter.Seq[string]) {
	w.offsets(name+".offs", func(yield func(int) bool) {
		for s := range all {
			if !yield(len(s)) {
				return
			}
		}
	})
	w.section(name+".bytes", func() {
		for s := range all {
			w.out.write([]byte(s))
		}
	})
}

// values are those of a facet: the distinct ones in byte order with their names as
// they are kept, and the ordinals of each document.
type values struct {
	dictionary iter.Seq2[string, string]
	ords       iter.Seq[[]uint32]
}

func (w *columnWriter) column(name string, v values) {
	w.strings(name, func(yield func(string) bool) {
		for id := range v.dictionary {
			if !yield(id) {
				return
			}
		}
	})
	w.strings(name+".n", func(yield func(string) bool) {
		for _, name := range v.dictionary {
			if !yield(name) {
				return
			}
		}
	})
	w.offsets(name+".start", func(yield func(int) bool) {
		for ords := range v.ords {
			if !yield(len(ords)) {
				return
			}
		}
	})
	w.section(name+".ords", func() {
		for ords := range v.ords {
			for _, o := range ords {
				w.number(o)
			}
		}
	})
}

// perDocument writes what each document has one of; all yields the documents in
// order, and each row is overwritten by the next.
func (w *columnWriter) perDocument(all iter.Seq[*row]) {
	w.strings("id", func(yield func(string) bool) {
		for r := range all {
			if !yield(r.id) {
				return
			}
		}
	})
	w.section("sum", func() {
		for r := range all {
			w.out.write(r.sum[:])
		}
	})
	w.section("credited", func() {
		for r := range all {
			w.out.write([]byte{btoi(r.credited)})
		}
	})
	for _, n := range []struct {
		name string
		of   func(*row) uint32
	}{
		{"titles", func(r *row) uint32 { return r.lengths[0] }},
		{"texts", func(r *row) uint32 { return r.lengths[1] }},
		{"leads", func(r *row) uint32 { return r.lead }},
	} {
		w.numbers(n.name, func(yield func(uint32) bool) {
			for r := range all {
				if !yield(n.of(r)) {
					return
				}
			}
		})
	}
}

// metas writes the meta of each document.
func (w *columnWriter) metas(all iter.Seq[*row]) {
	w.packed("meta", func(yield func([]byte) bool) {
		for r := range all {
			if !yield(r.meta) {
				return
			}
		}
	})
}

// packed writes bytes for each document, with an offset for each.
func (w *columnWriter) packed(name string, all iter.Seq[[]byte]) {
	w.offsets(name+".start", func(yield func(int) bool) {
		for b := range all {
			if !yield(len(b)) {
				return
			}
		}
	})
	w.section(name+".bytes", func() {
		for b := range all {
			w.out.write(b)
		}
	})
}

// end writes the table of the sections.
func (w *columnWriter) end(docs int) {
	w.align()
	foot := binary.LittleEndian.AppendUint64(w.table, w.out.n)
	foot = binary.LittleEndian.AppendUint64(foot, uint64(w.sections))
	w.out.write(binary.LittleEndian.AppendUint64(foot, uint64(docs)))
}

// A quotePacker packs the quotes of one document, four numbers each: the distance of
// its first position from that of the quote before (signed, doubled, plus one if it
// stands in the title), its length, and the ordinal of its speaker plus one, or 0.
type quotePacker struct {
	b    []byte
	last uint32
}

func (p *quotePacker) add(q QuoteSpan, speaker uint32) {
	p.b = binary.AppendVarint(p.b, (int64(q.First)-int64(p.last))<<1|int64(btoi(q.Title)))
	p.b = binary.AppendUvarint(p.b, uint64(q.Last-q.First))
	p.b = binary.AppendUvarint(p.b, uint64(speaker))
	p.last = q.First
}

// unpackQuotes yields what a quotePacker packed, without the names of speakers.
func unpackQuotes(b []byte, yield func(q QuoteSpan, speaker uint32)) {
	last := int64(0)
	for i := 0; i < len(b); {
		var d, length, speaker uint64
		d, i = uvarint(b, i)
		length, i = uvarint(b, i)
		speaker, i = uvarint(b, i)
		signed := int64(d>>1) ^ -int64(d&1)
		last += signed >> 1
		yield(QuoteSpan{Title: signed&1 != 0, First: uint32(last), Last: uint32(last) + uint32(length)}, uint32(speaker))
	}
}

func btoi(b bool) byte {
	if b {
		return 1
	}
	return 0
}
