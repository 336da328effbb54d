package segment

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/vellum"
)

// The reader of zap v17 files. Bleve's own reader checks no checksum, wants every
// location of a posting decoded and allocates for each; this one reads the mapped
// bytes, each block behind its verified sum. Layout, back to front:
//
//	footer    ... number of documents, offset of the stored index, offset of the
//	          field index (8 bytes each), chunk mode, version, CRC (4 bytes each), big-endian
//	fields    count, then an 8-byte offset for each; there: name, options, sections
//	dictionary   length, then a vellum FST: term -> offset of its postings, or, with
//	          the high bit set, the one document that holds it and its payload
//	postings  offset of frequencies, offset of locations, length and bytes of a roaring
//	          bitmap; behind it, where Bleve does not look, a table (see times.go)
//	chunks    count, end of each chunk, then their bytes (see postings.go)
const (
	zapVersion   = 17
	zapChunkMode = 1026
	zapFooter    = 40
	invertedType = 0 // section of inverted text
)

// A term of one document stands in the dictionary itself: the high bit, 31 bits of
// payload, 31 of the document.
const (
	kindBits   = 3 << 62
	singleKind = 2 << 62
	bits31     = 1<<31 - 1
)

func encodeSingle(doc, payload uint64) uint64 { return singleKind | payload&bits31<<31 | doc&bits31 }

func decodeSingle(v uint64) (doc, payload uint64) { return v & bits31, v >> 31 & bits31 }

func isSingle(v uint64) bool { return v&kindBits == singleKind }

type zapFile struct {
	*file
	docs   uint32
	stored uint64                   // offset of the stored index
	fields []string                 // by field number
	dicts  map[string]func() uint64 // offset of a field's dictionary, found when it is asked for

	mu   sync.Mutex
	fsts map[string]*vellum.FST
}

func openZap(f *file) (*zapFile, error) {
	n := uint64(len(f.data))
	if n < zapFooter {
		return nil, &Damage{f.path, "too short for a segment"}
	}
	foot := f.at(n-zapFooter, zapFooter)
	if v := binary.BigEndian.Uint32(foot[32:]); v != zapVersion {
		return nil, fmt.Errorf("segment: %s: %w: zap version %d, want %d", f.path, ErrFormat, v, zapVersion)
	}
	if m := binary.BigEndian.Uint32(foot[28:]); m != zapChunkMode {
		return nil, fmt.Errorf("segment: %s: %w: zap chunk mode %d, want %d", f.path, ErrFormat, m, zapChunkMode)
	}
	z := &zapFile{file: f, docs: uint32(binary.BigEndian.Uint64(foot[4:])), stored: binary.BigEndian.Uint64(foot[12:]),
		dicts: map[string]func() uint64{}, fsts: map[string]*vellum.FST{}}
	z.readFields(binary.BigEndian.Uint64(foot[20:]))
	return z, nil
}

func (z *zapFile) readFields(off uint64) {
	n, off := z.uvarint(off)
	for ; n > 0; n-- {
		z.readField(binary.BigEndian.Uint64(z.at(off, 8)))
		off += 8
	}
}

func (z *zapFile) readField(off uint64) {
	l, off := z.uvarint(off)
	name := string(z.at(off, l))
	_, off = z.uvarint(off + l) // options
	n, off := z.uvarint(off)
	for ; n > 0; n-- {
		typ := binary.BigEndian.Uint16(z.at(off, 2))
		addr := binary.BigEndian.Uint64(z.at(off+2, 8))
		off += 10
		if typ == invertedType && addr > 0 {
			z.dicts[name] = sync.OnceValue(func() uint64 {
				_, at := z.uvarint(addr) // start and end of doc values
				_, at = z.uvarint(at)
				dict, _ := z.uvarint(at)
				return dict
			})
		}
	}
	z.fields = append(z.fields, name)
}

// dict returns the dictionary of a field, verified whole, nil if it has none.
func (z *zapFile) dict(field string) *vellum.FST {
	z.mu.Lock()
	defer z.mu.Unlock()
	if fst, ok := z.fsts[field]; ok {
		return fst
	}
	var fst *vellum.FST
	if dict, ok := z.dicts[field]; ok {
		n, off := z.uvarint(dict())
		if n > 0 {
			var err error
			if fst, err = vellum.Load(z.at(off, n)); err != nil {
				panic(&Damage{z.path, fmt.Sprintf("dictionary of %s: %v", field, err)})
			}
		}
	}
	z.fsts[field] = fst
	return fst
}

// postings reads what the dictionary holds for a term.
func (z *zapFile) postings(v uint64) Postings {
	if isSingle(v) {
		doc, posting := unsingle(v, nil)
		docs := []uint32{doc}
		return Postings{Docs: roaring.BitmapOf(docs...), z: z, raw: appendBitmap(nil, docs), single: posting}
	}
	p := Postings{Docs: roaring.New(), z: z}
	p.freqs, v = z.uvarint(v)
	p.locs, v = z.uvarint(v)
	n, v := z.uvarint(v)
	p.raw, p.end = z.at(v, n), v+n
	if _, err := p.Docs.FromBuffer(p.raw); err != nil {
		panic(&Damage{z.path, fmt.Sprintf("postings at %d: %v", v, err)})
	}
	return p
}

// checksumZap is the checksum that a zap file keeps of all bytes before it.
func checksumZap(data []byte) uint32 { return crc32.ChecksumIEEE(data) }
