package segment

import (
	"encoding/binary"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
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
// The file is written from front to back, so that a merge streams it: sections,
// each aligned to 8 bytes and little-endian as the machines that map it, then their
// table, then what tells where that is:
//
//	"DLCOL002"
//	sections
//	for each section: name (24 bytes, zero-padded), offset, length in bytes (uint64)
//	offset of the table, number of sections, number of documents (uint64 each)
const columnMagic = "DLCOL002"

// A Column is the values of one facet.
type Column struct {
	terms strings32
	names strings32
	start []uint32
	ords  []uint32

	single  func() bool
	one     func() []uint32
	popular func() *Popular
	asked   atomic.Bool
}

// Docs is the number of documents.
func (c *Column) Docs() int { return len(c.start) - 1 }

// Len is the number of distinct values.
func (c *Column) Len() int { return c.terms.len() }

// Term returns the value of an ordinal. It stands in the mapped file: copy what outlives it.
func (c *Column) Term(ord uint32) string { return c.terms.at(ord) }

// Name returns how an article spells the value of an ordinal, "" where nothing was kept.
func (c *Column) Name(ord uint32) string {
	if n := c.names.at(ord); n != asSpelt {
		return n
	}
	return spelt(c.Term(ord))
}

// asSpelt stands for the name that an id spells, which most names are.
const asSpelt = "\x01"

// spelt is the name that an id spells: ~john-smith is John Smith.
func spelt(id string) string {
	b := []byte(strings.TrimPrefix(id, "~"))
	for i := range b {
		if b[i] == '-' {
			b[i] = ' '
		} else if 'a' <= b[i] && b[i] <= 'z' && (i == 0 || b[i-1] == ' ') {
			b[i] -= 'a' - 'A'
		}
	}
	return string(b)
}

// shortened is what is kept of the name of an id.
func shortened(id, name string) string {
	if name != "" && spelt(id) == name {
		return asSpelt
	}
	return name
}

// Ords returns the ordinals of a document, ascending.
func (c *Column) Ords(doc uint32) []uint32 { return c.ords[c.start[doc]:c.start[doc+1]] }

// Single reports whether no document has several values.
func (c *Column) Single() bool { return c.single() }

func (c *Column) noneSeveral() bool {
	if len(c.ords) > c.Docs() {
		return false
	}
	for doc := range c.Docs() {
		if c.start[doc+1]-c.start[doc] > 1 {
			return false
		}
	}
	return true
}

// Again reports whether it was called before: what a process asks once is not worth
// making ready for the next time.
func (c *Column) Again() bool { return c.asked.Swap(true) }

// One returns the ordinal of each document of a single column, Len where it has none.
func (c *Column) One() []uint32 { return c.one() }

// oneEach is One, found once: ords itself where every document has a value.
func (c *Column) oneEach() []uint32 {
	docs := c.Docs()
	if len(c.ords) == docs {
		return c.ords
	}
	one := make([]uint32, docs)
	for doc := range one {
		if one[doc] = uint32(c.Len()); c.start[doc] < c.start[doc+1] {
			one[doc] = c.ords[c.start[doc]]
		}
	}
	return one
}

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

// apart is a list of strings in a file, each of which is verified when it is read: of the
// ids of a segment a search shows a few.
type apart struct {
	file        *file
	offs, bytes uint64 // where they begin in the file
}

func (a apart) at(i uint32) string {
	ends := as32(a.file.at(a.offs+4*uint64(i), 8))
	b := a.file.at(a.bytes+uint64(ends[0]), uint64(ends[1])-uint64(ends[0]))
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// A quoteColumn reads the packed quotes.
type quoteColumn struct {
	start    []uint32
	packed   []byte
	speakers strings32
}

func (c quoteColumn) bytes(doc uint32) []byte { return c.packed[c.start[doc]:c.start[doc+1]] }

// AppendQuotes appends the quotes of a document.
func (s *Segment) AppendQuotes(quotes []QuoteSpan, doc uint32) []QuoteSpan {
	return s.quotes().append(quotes, doc)
}

func (c quoteColumn) of(doc uint32) []QuoteSpan { return c.append(nil, doc) }

func (c quoteColumn) append(quotes []QuoteSpan, doc uint32) []QuoteSpan {
	unpackQuotes(c.bytes(doc), func(q QuoteSpan, speaker uint32) {
		if speaker > 0 {
			q.Speaker = c.speakers.at(speaker - 1)
		}
		quotes = append(quotes, q)
	})
	return quotes
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
	if n := uint64(len(f.data)); n < uint64(len(columnMagic)+columnFooter) {
		return nil, &Damage{f.path, "too short for columns"}
	}
	if m := f.at(0, uint64(len(columnMagic))); string(m) != columnMagic {
		return nil, fmt.Errorf("segment: %s: %w: columns %q, want %q", f.path, ErrFormat, m, columnMagic)
	}
	foot := f.at(uint64(len(f.data)-columnFooter), columnFooter)
	c := &columnFile{file: f, docs: int(binary.LittleEndian.Uint64(foot[16:])), sections: map[string][2]uint64{}}
	table := f.at(binary.LittleEndian.Uint64(foot), sectionSize*binary.LittleEndian.Uint64(foot[8:]))
	for ; len(table) > 0; table = table[sectionSize:] {
		name := strings.TrimRight(string(table[:24]), "\x00")
		c.sections[name] = [2]uint64{binary.LittleEndian.Uint64(table[24:]), binary.LittleEndian.Uint64(table[32:])}
	}
	return c, nil
}

func (c *columnFile) section(name string) []byte {
	s := c.place(name)
	return c.at(s[0], s[1])
}

// place returns the offset and the length of a section.
func (c *columnFile) place(name string) [2]uint64 {
	s, ok := c.sections[name]
	if !ok {
		panic(&Damage{c.path, fmt.Sprintf("has no section %q", name)})
	}
	return s
}

func (c *columnFile) u32(name string) []uint32 { return as32(c.section(name)) }

func (c *columnFile) strings(name string) strings32 {
	return strings32{c.u32(name + ".offs"), c.section(name + ".bytes")}
}

func (c *columnFile) apart(name string) apart {
	return apart{c.file, c.place(name + ".offs")[0], c.place(name + ".bytes")[0]}
}

func (c *columnFile) column(name string) *Column {
	v := &Column{terms: c.strings(name), names: c.strings(name + ".n"), start: c.u32(name + ".start"), ords: c.u32(name + ".ords")}
	v.single, v.one, v.popular = sync.OnceValue(v.noneSeveral), sync.OnceValue(v.oneEach), sync.OnceValue(v.findPopular)
	return v
}
