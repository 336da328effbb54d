package segment

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/vellum"
	zap "github.com/blevesearch/zapx/v17"

	"dateline/corpus"
)

// The writer of zap v17 files (their layout is told in zap.go). Bleve's own writer
// wants an object for every token and walks them three times; this one numbers the
// terms of a batch, sorts the numbers by counting and writes postings in one pass.
// A golden test holds what it writes against Bleve's writer and reader.

// noValues is where zap keeps the doc values of a field: nowhere.
const noValues = math.MaxUint64

// fstOptions let a dictionary look for equal endings among fewer of those before than
// vellum's own options do: a quarter less time to write a segment, for files larger by
// two in a thousand.
var fstOptions = &vellum.BuilderOpts{Encoder: 1, RegistryTableSize: 1000, RegistryMRUSize: 2}

// A zapBuilder writes one zap file. Its buffers serve the next one.
type zapBuilder struct {
	out   *summer
	docs  []*Doc
	addrs []uint64 // of each field's inverted section
	fst   *vellum.Builder
	fstB  bytes.Buffer

	vocab   vocabulary
	wordIDs []wordID // of the distinct words of a stream
	list    []uint32
	counts  []uint32 // by term: occurrences, then the end of its entries
	occurs  []uint64 // term<<32 | position, of each occurrence of a field
	ends    []int    // by document: of its occurrences
	ents    []uint64 // document<<32 | position, by term
	post    postingsWriter
}

// spareBuilder waits for the next segment, so that one batch after another is written
// in the same memory: sixteen bytes for each occurrence of a term.
var spareBuilder atomic.Pointer[zapBuilder]

func newBuilder() *zapBuilder {
	if b := spareBuilder.Swap(nil); b != nil {
		return b
	}
	return &zapBuilder{}
}

// spare keeps b for the next segment, unless it was an extraordinary one.
func (b *zapBuilder) spare() {
	const most = 8 << 20
	b.vocab.clear()
	b.out, b.docs = nil, nil
	if cap(b.occurs) <= most {
		spareBuilder.Store(b)
	}
}

// buildZap writes docs to out.
func buildZap(out *summer, docs []*Doc) error {
	b := newBuilder()
	defer b.spare()
	b.out, b.docs, b.addrs = out, docs, make([]uint64, len(zapFields))
	b.post.docs = uint32(len(docs))
	stored := b.storedFields()
	for i, f := range zapFields {
		if err := b.field(i, f); err != nil {
			return err
		}
	}
	writeFields(b.out, b.addrs)
	writeFooter(b.out, uint64(len(docs)), stored)
	return b.out.err
}

// storedFields writes the stored records and their index, and returns where it is.
func (b *zapBuilder) storedFields() uint64 {
	offs := make([]uint64, len(b.docs))
	for i, d := range b.docs {
		offs[i] = b.out.n
		b.out.write(d.stored)
	}
	return writeStoredIndex(b.out, offs)
}

func writeStoredIndex(out *summer, offs []uint64) uint64 {
	at := out.n
	for _, o := range offs {
		out.u64(o)
	}
	out.uvarint(0) // no document is nested in another
	return at
}

// field writes the postings and the dictionary of one field.
func (b *zapBuilder) field(num int, name string) error {
	b.fstB.Reset()
	if b.fst == nil {
		var err error
		if b.fst, err = vellum.New(&b.fstB, fstOptions); err != nil {
			return err
		}
	} else if err := b.fst.Reset(&b.fstB); err != nil {
		return err
	}
	var err error
	if i := slices.Index(streamFields, name); i >= 0 {
		err = b.stream(num, i)
	} else if i := slices.Index(facetFields, name); i >= 0 {
		err = b.keyword(i)
	} else if name == IDField {
		err = b.ids()
	}
	if err != nil {
		return err
	}
	if err := b.fst.Close(); err != nil {
		return err
	}
	b.addrs[num] = writeDictionary(b.out, b.fstB.Bytes())
	return nil
}

// writeDictionary writes a dictionary and what zap says of its field; it returns
// the address of the latter.
func writeDictionary(out *summer, fst []byte) uint64 {
	dict := out.n
	out.uvarint(uint64(len(fst)))
	out.write(fst)
	at := out.n
	out.uvarint(noValues)
	out.uvarint(noValues)
	out.uvarint(dict)
	return at
}

// ids writes the dictionary of ids: each stands in one document, which the
// dictionary holds itself.
func (b *zapBuilder) ids() error {
	order := make([]int, len(b.docs))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int { return strings.Compare(b.docs[x].row.id, b.docs[y].row.id) })
	for _, i := range order {
		if err := b.fst.Insert([]byte(b.docs[i].row.id), zap.FSTValEncode1Hit(uint64(i), 1)); err != nil {
			return err
		}
	}
	return nil
}

// keyword writes the postings of a facet's values, without positions.
func (b *zapBuilder) keyword(facet int) error {
	b.begin()
	for i, d := range b.docs {
		for _, v := range d.row.values[facet] {
			b.occur(b.vocab.id(0, v.ID), i)
		}
		b.ends = append(b.ends, len(b.occurs))
	}
	return b.terms(func(ents []uint64) uint64 {
		b.list = b.list[:0]
		for _, e := range ents {
			b.list = append(b.list, uint32(e>>32))
		}
		return b.post.keyword(b.out, b.list)
	})
}

// stream writes the postings of a stream field.
func (b *zapBuilder) stream(num, stream int) error {
	b.begin()
	for _, d := range b.docs {
		s := d.streams[stream]
		b.words(s)
		layers(s, func(mark byte, name string, first, last int) {
			for id := b.vocab.id(mark, name); first < last; first++ {
				b.occur(id, first)
			}
		})
		b.ends = append(b.ends, len(b.occurs))
	}
	return b.terms(func(ents []uint64) uint64 { return b.post.positions(b.out, ents, uint64(num)) })
}

// begin forgets the occurrences of the field before.
func (b *zapBuilder) begin() {
	clear(b.counts)
	b.occurs, b.ends = b.occurs[:0], b.ends[:0]
}

// terms lays the entries of each term that occurs side by side, in order of documents,
// then writes them in the order of the terms; write returns what the dictionary holds.
func (b *zapBuilder) terms(write func(ents []uint64) uint64) error {
	order := b.sorted()
	end := uint32(0)
	for _, t := range order {
		b.counts[t.id], end = end, end+b.counts[t.id]
	}
	b.ents = slices.Grow(b.ents[:0], len(b.occurs))[:len(b.occurs)]
	k := 0
	for doc, end := range b.ends {
		for ; k < end; k++ {
			id, pos := b.occurs[k]>>32, b.occurs[k]&0xffffffff
			b.ents[b.counts[id]] = uint64(doc)<<32 | pos
			b.counts[id]++
		}
	}
	start := uint32(0)
	for _, t := range order {
		v := write(b.ents[start:b.counts[t.id]])
		start = b.counts[t.id]
		if err := b.fst.Insert([]byte(b.vocab.terms[t.id]), v); err != nil {
			return err
		}
	}
	return nil
}

// words numbers the words and stems of a stream. Each distinct word is looked up once,
// where the stream tells which are.
func (b *zapBuilder) words(s *corpus.Stream) {
	if s.Kinds == nil {
		for i := range s.Tokens {
			t := &s.Tokens[i]
			b.word(i, b.lookUp(t.Word, ""))
		}
		return
	}
	b.wordIDs = b.wordIDs[:0]
	for _, i := range s.Firsts {
		b.wordIDs = append(b.wordIDs, b.lookUp(s.Tokens[i].Word, s.Stem(int(i))))
	}
	for i, k := range s.Kinds {
		b.word(i, b.wordIDs[k])
	}
}

// A wordID is the numbers of a word and of its stem, the latter plus one, 0 for none.
type wordID struct{ word, stem uint32 }

func (b *zapBuilder) lookUp(word, stem string) wordID {
	id := wordID{word: b.vocab.id(0, word)}
	if stem != "" {
		id.stem = b.vocab.stem(id.word, stem) + 1
	}
	return id
}

func (b *zapBuilder) word(pos int, id wordID) {
	b.occur(id.word, pos)
	if id.stem > 0 {
		b.occur(id.stem-1, pos)
	}
}

func (b *zapBuilder) occur(id uint32, pos int) {
	if int(id) >= len(b.counts) {
		b.counts = append(b.counts, make([]uint32, int(id)+1-len(b.counts)+4096)...)
	}
	b.counts[id]++
	b.occurs = append(b.occurs, uint64(id)<<32|uint64(pos+1))
}

// A keyed is a term with its first bytes as a number, by which it sorts fast.
type keyed struct {
	key uint64
	id  uint32
}

// sorted returns the terms that occur, in byte order.
func (b *zapBuilder) sorted() []keyed {
	var order []keyed
	for id, n := range b.counts {
		if n > 0 {
			var first [8]byte
			copy(first[:], b.vocab.terms[id])
			order = append(order, keyed{binary.BigEndian.Uint64(first[:]), uint32(id)})
		}
	}
	slices.SortFunc(order, func(x, y keyed) int {
		if x.key != y.key {
			return cmp.Compare(x.key, y.key)
		}
		return strings.Compare(b.vocab.terms[x.id], b.vocab.terms[y.id])
	})
	return order
}

// A postingsWriter writes posting lists; its buffers are reused.
type postingsWriter struct {
	docs         uint32 // of the segment
	freqs, locs  []byte
	fEnds, lEnds []uint64 // of each chunk
	table        timesWriter
	list         []uint32
	pos          []uint32
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

// positions writes the entries of a term. Entries ascend by document; within one
// they may be out of order and twice.
func (p *postingsWriter) positions(out *summer, ents []uint64, field uint64) uint64 {
	p.list = p.list[:0]
	last := int64(-1)
	for _, e := range ents {
		if d := int64(e >> 32); d != last {
			p.list, last = append(p.list, uint32(d)), d
		}
	}
	chunk := p.begin(len(p.list), true)
	for i := 0; i < len(ents); {
		doc := uint32(ents[i] >> 32)
		p.pos = p.pos[:0]
		ascending := true
		for ; i < len(ents) && uint32(ents[i]>>32) == doc; i++ {
			at := uint32(ents[i])
			ascending = ascending && (len(p.pos) == 0 || p.pos[len(p.pos)-1] < at)
			p.pos = append(p.pos, at)
		}
		if !ascending {
			slices.Sort(p.pos)
			p.pos = slices.Compact(p.pos)
		}
		p.posting(doc/chunk, field)
	}
	return p.finish(out, p.list)
}

// posting appends the positions of one document.
func (p *postingsWriter) posting(chunk uint32, field uint64) {
	f, l := len(p.freqs), len(p.locs)
	p.table.add(uint32(len(p.pos)), f, l)
	payload, many := pack(p.pos)
	if many {
		p.locs, p.buf = appendLocation(p.locs, field, p.pos, p.buf)
	}
	p.freqs = appendPosting(p.freqs, payload, many)
	p.fEnds[chunk] += uint64(len(p.freqs) - f)
	p.lEnds[chunk] += uint64(len(p.locs) - l)
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

// writeFields writes the description of the fields and their index, then remembers
// where it is for the footer.
func writeFields(out *summer, addrs []uint64) {
	offs := make([]uint64, len(zapFields))
	for i, f := range zapFields {
		offs[i] = out.n
		out.uvarint(uint64(len(f)))
		out.write([]byte(f))
		out.uvarint(uint64(fieldOptions(f)))
		out.uvarint(1) // one section
		out.write([]byte{invertedType >> 8, invertedType & 0xff})
		out.u64(addrs[i])
	}
	out.fields = out.n
	out.uvarint(uint64(len(zapFields)))
	for _, o := range offs {
		out.u64(o)
	}
}

// writeFooter writes the footer; its last four bytes are the checksum of all before.
func writeFooter(out *summer, docs, stored uint64) {
	out.u32(0) // length of the id of an encryption: none
	out.u64(docs)
	out.u64(stored)
	out.u64(out.fields)
	out.u32(zapChunkMode)
	out.u32(zapVersion)
	out.u32(out.checksum())
}
