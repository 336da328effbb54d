package segment

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"unsafe"
)

// The columns of a segment stand beside its zap file and map documents to values:
// for each facet a dictionary of distinct values in byte order, and for each
// document the ordinals of its values, as one run of numbers with an offset for
// each document (compressed sparse rows). Counting a facet is then one increment
// for each value of each matching document. Beside them stand, for each document,
// what execution needs without decoding an article: id, content hash, lengths,
// the end of the lead, quotes.
//
// The file is a header, then sections, each aligned to 8 bytes and little-endian
// as the machines that map it:
//
//	"DLCOL001", number of documents, number of sections (uint64 each)
//	for each section: name (24 bytes, zero-padded), offset, length in bytes (uint64)
const columnMagic = "DLCOL001"

// A Column is the values of one facet.
type Column struct {
	terms strings32
	names strings32
	start []uint32
	ords  []uint32
}

// Len is the number of distinct values.
func (c *Column) Len() int { return c.terms.len() }

// Term returns the value of an ordinal. It stands in the mapped file: copy what outlives it.
func (c *Column) Term(ord uint32) string { return c.terms.at(ord) }

// Name returns how an article spells the value of an ordinal, "" where nothing was kept.
func (c *Column) Name(ord uint32) string { return c.names.at(ord) }

// Ords returns the ordinals of a document, ascending.
func (c *Column) Ords(doc uint32) []uint32 { return c.ords[c.start[doc]:c.start[doc+1]] }

// Ord returns the ordinal of a value.
func (c *Column) Ord(term string) (uint32, bool) {
	lo, hi := 0, c.Len()
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		if c.Term(uint32(m)) < term {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return uint32(lo), lo < c.Len() && c.Term(uint32(lo)) == term
}

// strings32 is a list of strings as offsets into bytes.
type strings32 struct {
	offs  []uint32
	bytes []byte
}

func (s strings32) len() int { return max(0, len(s.offs)-1) }

func (s strings32) at(i uint32) string {
	b := s.bytes[s.offs[i]:s.offs[i+1]]
	if len(b) == 0 {
		return ""
	}
	return unsafe.String(&b[0], len(b))
}

func (s *strings32) add(v string) {
	if s.offs == nil {
		s.offs = []uint32{0}
	}
	s.bytes = append(s.bytes, v...)
	s.offs = append(s.offs, uint32(len(s.bytes)))
}

// encodeColumns writes rows as a column file.
func encodeColumns(rows []row) []byte {
	w := &sections{docs: len(rows)}
	var ids strings32
	var sums, credited []byte
	var titles, texts, leads []uint32
	for _, r := range rows {
		ids.add(r.id)
		sums = append(sums, r.sum[:]...)
		credited = append(credited, btoi(r.credited))
		titles = append(titles, r.lengths[0])
		texts = append(texts, r.lengths[1])
		leads = append(leads, r.lead)
	}
	w.strings("id", ids)
	w.add("sum", sums)
	w.add("credited", credited)
	w.add("titles", bytes32(titles))
	w.add("texts", bytes32(texts))
	w.add("leads", bytes32(leads))
	for i, f := range facetFields {
		w.column(f, invert(rows, func(r *row) []Value { return r.values[i] }))
	}
	w.quotes(rows)
	return w.bytes()
}

// invert makes the column of the values that get returns.
func invert(rows []row, get func(*row) []Value) Column {
	names := map[string]string{}
	for i := range rows {
		for _, v := range get(&rows[i]) {
			if old, ok := names[v.ID]; !ok || old == "" {
				names[v.ID] = v.Name
			}
		}
	}
	terms := make([]string, 0, len(names))
	for t := range names {
		terms = append(terms, t)
	}
	slices.Sort(terms)
	ords := make(map[string]uint32, len(terms))
	c := Column{start: []uint32{0}}
	for i, t := range terms {
		ords[t] = uint32(i)
		c.terms.add(t)
		c.names.add(names[t])
	}
	for i := range rows {
		for _, v := range get(&rows[i]) {
			c.ords = append(c.ords, ords[v.ID])
		}
		c.start = append(c.start, uint32(len(c.ords)))
	}
	return c
}

// sections gathers the sections of a column file.
type sections struct {
	docs  int
	names []string
	data  [][]byte
}

func (w *sections) add(name string, b []byte) {
	w.names, w.data = append(w.names, name), append(w.data, b)
}

func (w *sections) strings(name string, s strings32) {
	w.add(name+".offs", bytes32(s.offs))
	w.add(name+".bytes", s.bytes)
}

func (w *sections) column(name string, c Column) {
	w.strings(name, c.terms)
	w.strings(name+".n", c.names)
	w.add(name+".start", bytes32(c.start))
	w.add(name+".ords", bytes32(c.ords))
}

// quotes writes three numbers a quote: twice its first position, plus one if it
// stands in the title; its last; the ordinal of its speaker plus one, or 0.
func (w *sections) quotes(rows []row) {
	speakers := invert(rows, func(r *row) []Value {
		var v []Value
		for _, q := range r.quotes {
			if q.Speaker != "" {
				v = append(v, Value{ID: q.Speaker})
			}
		}
		return v
	})
	start := []uint32{0}
	var triples []uint32
	for _, r := range rows {
		for _, q := range r.quotes {
			ord := uint32(0)
			if q.Speaker != "" {
				ord, _ = speakers.Ord(q.Speaker)
				ord++
			}
			triples = append(triples, q.First<<1|uint32(btoi(q.Title)), q.Last, ord)
		}
		start = append(start, uint32(len(triples)/3))
	}
	w.strings("q", speakers.terms)
	w.add("q.start", bytes32(start))
	w.add("q.spans", bytes32(triples))
}

// A quoteColumn reads what quotes wrote.
type quoteColumn struct {
	start, spans []uint32
	speakers     strings32
}

func (c quoteColumn) of(doc uint32) (quotes []QuoteSpan) {
	for s := c.spans[3*c.start[doc] : 3*c.start[doc+1]]; len(s) > 0; s = s[3:] {
		q := QuoteSpan{Title: s[0]&1 != 0, First: s[0] >> 1, Last: s[1]}
		if s[2] > 0 {
			q.Speaker = c.speakers.at(s[2] - 1)
		}
		quotes = append(quotes, q)
	}
	return quotes
}

const sectionSize = 24 + 8 + 8

func (w *sections) bytes() []byte {
	b := append([]byte(columnMagic), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	binary.LittleEndian.PutUint64(b[8:], uint64(w.docs))
	binary.LittleEndian.PutUint64(b[16:], uint64(len(w.names)))
	off := len(b) + sectionSize*len(w.names)
	for i, n := range w.names {
		var head [sectionSize]byte
		copy(head[:24], n)
		binary.LittleEndian.PutUint64(head[24:], uint64(off))
		binary.LittleEndian.PutUint64(head[32:], uint64(len(w.data[i])))
		b = append(b, head[:]...)
		off += (len(w.data[i]) + 7) &^ 7
	}
	for _, d := range w.data {
		b = append(b, d...)
		for len(b)%8 != 0 {
			b = append(b, 0)
		}
	}
	return b
}

func btoi(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// bytes32 and as32 see a run of numbers as bytes and back.
func bytes32(v []uint32) []byte {
	if len(v) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&v[0])), 4*len(v))
}

func as32(b []byte) []uint32 {
	if len(b) < 4 {
		return nil
	}
	return unsafe.Slice((*uint32)(unsafe.Pointer(&b[0])), len(b)/4)
}

// columnFile reads the sections of a mapped column file.
type columnFile struct {
	*file
	docs     int
	sections map[string][2]uint64
}

func openColumns(f *file) (*columnFile, error) {
	head := f.at(0, 24)
	if string(head[:8]) != columnMagic {
		return nil, fmt.Errorf("segment: %s: %w: columns %q, want %q", f.path, ErrFormat, head[:8], columnMagic)
	}
	c := &columnFile{file: f, docs: int(binary.LittleEndian.Uint64(head[8:])), sections: map[string][2]uint64{}}
	n := binary.LittleEndian.Uint64(head[16:])
	table := f.at(24, n*sectionSize)
	for ; len(table) > 0; table = table[sectionSize:] {
		name := strings.TrimRight(string(table[:24]), "\x00")
		c.sections[name] = [2]uint64{binary.LittleEndian.Uint64(table[24:]), binary.LittleEndian.Uint64(table[32:])}
	}
	return c, nil
}

func (c *columnFile) section(name string) []byte {
	s, ok := c.sections[name]
	if !ok {
		panic(&Damage{c.path, fmt.Sprintf("has no section %q", name)})
	}
	return c.at(s[0], s[1])
}

func (c *columnFile) u32(name string) []uint32 { return as32(c.section(name)) }

func (c *columnFile) strings(name string) strings32 {
	return strings32{c.u32(name + ".offs"), c.section(name + ".bytes")}
}

func (c *columnFile) column(name string) *Column {
	return &Column{c.strings(name), c.strings(name + ".n"), c.u32(name + ".start"), c.u32(name + ".ords")}
}
