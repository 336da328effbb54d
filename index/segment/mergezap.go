package segment

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/vellum"
)

// The merge of zap files. Bleve's own decodes every posting and codes it again and
// reads without checksums; this one copies the bytes of whole posting lists where
// no document of them is deleted, and of single postings elsewhere, as nothing in a
// posting depends on the numbers of documents.

// A zapMerger merges the zap files of its sources.
type zapMerger struct {
	out   *summer
	from  []*source
	fst   *vellum.Builder
	fstB  bytes.Buffer
	post  postingsWriter
	lists []list // buffers, one for each source
	read  int    // bytes read since pages were last given back
}

// A list is the posting list of one term in one source.
type list struct {
	from        *source
	docs        []uint32
	freqs, locs []byte
	room        []byte // for the posting of a list that the dictionary holds
}

// A head is the next term of a source.
type head struct {
	it   *vellum.FSTIterator
	term []byte
	v    uint64
	from *source
}

func mergeZap(out *summer, from []*source, docs uint32) error {
	m := &zapMerger{out: out, from: from, lists: make([]list, len(from))}
	m.post.docs = docs
	stored := m.stored(docs)
	addrs := make([]uint64, len(zapFields))
	for i, f := range zapFields {
		if err := m.field(f); err != nil {
			return err
		}
		addrs[i] = writeDictionary(out, m.fstB.Bytes())
	}
	writeFields(out, addrs)
	writeFooter(out, uint64(docs), stored)
	return out.err
}

// stored copies the stored records and returns where their index is.
func (m *zapMerger) stored(docs uint32) uint64 {
	offs := make([]uint64, 0, docs)
	for _, s := range m.from {
		for doc := range s.live {
			offs = append(offs, m.out.n)
			r := s.record(doc)
			m.out.write(r)
			m.spent(len(r))
		}
	}
	return writeStoredIndex(m.out, offs)
}

// spent notes that bytes were read and gives pages back now and then.
func (m *zapMerger) spent(n int) {
	const most = 16 << 20
	if m.read += n; m.read > most {
		m.read = 0
		for _, s := range m.from {
			forget(s.zap.data)
		}
	}
}

// field merges the postings of a field and makes its dictionary.
func (m *zapMerger) field(name string) (err error) {
	m.fstB.Reset()
	if m.fst == nil {
		m.fst, err = vellum.New(&m.fstB, fstOptions)
	} else {
		err = m.fst.Reset(&m.fstB)
	}
	if err != nil {
		return err
	}
	var heads []*head
	for _, s := range m.from {
		h := &head{from: s}
		if fst := s.zap.dict(name); fst != nil && h.first(fst, name) {
			heads = append(heads, h)
		}
	}
	var at []*head
	for len(heads) > 0 && m.out.err == nil {
		at = least(heads, at[:0])
		if err := m.term(name, at); err != nil {
			return err
		}
		for _, h := range at {
			if !h.next(name) {
				heads = without(heads, h)
			}
		}
	}
	return m.fst.Close()
}

func (h *head) first(fst *vellum.FST, field string) bool {
	it, err := fst.Iterator(nil, nil)
	h.it = it
	return h.read(field, err)
}

func (h *head) next(field string) bool { return h.read(field, h.it.Next()) }

func (h *head) read(field string, err error) bool {
	if errors.Is(err, vellum.ErrIteratorDone) {
		return false
	}
	if err != nil {
		panic(&Damage{h.from.zap.path, fmt.Sprintf("dictionary of %s: %v", field, err)})
	}
	h.term, h.v = h.it.Current()
	return true
}

// least appends the heads that stand at the least term to at.
func least(heads, at []*head) []*head {
	for _, h := range heads {
		c := -1
		if len(at) > 0 {
			c = bytes.Compare(h.term, at[0].term)
		}
		if c < 0 {
			at = at[:0]
		}
		if c <= 0 {
			at = append(at, h)
		}
	}
	return at
}

func without(heads []*head, h *head) []*head {
	kept := heads[:0]
	for _, x := range heads {
		if x != h {
			kept = append(kept, x)
		}
	}
	return kept
}

// term merges the lists of one term, unless no document is left of it.
func (m *zapMerger) term(field string, at []*head) error {
	p := &m.post
	p.list = p.list[:0]
	for i, h := range at {
		l := &m.lists[i]
		l.open(h.from, h.v)
		for _, doc := range l.docs {
			if n := h.from.to(doc); n != gone {
				p.list = append(p.list, n)
			}
		}
		m.spent(len(l.freqs) + len(l.locs) + 2*len(l.docs))
	}
	switch {
	case len(p.list) == 0:
		return nil
	case field == IDField:
		return m.fst.Insert(at[0].term, encodeSingle(uint64(p.list[0]), 1))
	}
	chunk := p.begin(len(p.list), slices.Contains(streamFields, field))
	for i := range at {
		p.copy(&m.lists[i], chunk)
	}
	return m.fst.Insert(at[0].term, p.finish(m.out, p.list))
}

// open reads the posting list that a dictionary points at.
func (l *list) open(s *source, v uint64) {
	l.from, l.freqs, l.locs = s, nil, nil
	if isSingle(v) {
		var doc uint32
		doc, l.room = unsingle(v, l.room[:0])
		l.docs, l.freqs = append(l.docs[:0], doc), l.room
		return
	}
	freqs, v := s.zap.uvarint(v)
	locs, v := s.zap.uvarint(v)
	n, v := s.zap.uvarint(v)
	if freqs != 0 {
		l.freqs = s.zap.chunks(freqs)
	}
	if locs != 0 {
		l.locs = s.zap.chunks(locs)
	}
	var err error
	if l.docs, err = documents(s.zap.at(v, n), l.docs[:0]); err != nil {
		panic(&Damage{s.zap.path, fmt.Sprintf("postings at %d: %v", v, err)})
	}
}

// documents appends what a roaring bitmap holds; see appendBitmap.
func documents(b []byte, docs []uint32) ([]uint32, error) {
	if binary.LittleEndian.Uint32(b) == 12346 && binary.LittleEndian.Uint32(b[4:]) == 1 {
		high := uint32(binary.LittleEndian.Uint16(b[8:])) << 16
		if n := int(binary.LittleEndian.Uint16(b[10:])) + 1; n <= 4096 {
			for i := range n {
				docs = append(docs, high|uint32(binary.LittleEndian.Uint16(b[16+2*i:])))
			}
			return docs, nil
		}
	}
	var bm roaring.Bitmap
	if _, err := bm.FromBuffer(b); err != nil {
		return docs, err
	}
	var buf [1024]uint32
	it := bm.ManyIterator()
	for n := it.NextMany(buf[:]); n > 0; n = it.NextMany(buf[:]) {
		docs = append(docs, buf[:n]...)
	}
	return docs, nil
}

// copy appends the postings of l that are kept.
func (p *postingsWriter) copy(l *list, chunk uint32) {
	if l.from.number == nil && len(p.fEnds) == 1 && !p.table.long {
		p.add(0, l.freqs, l.locs)
		return
	}
	f, k := 0, 0
	for _, doc := range l.docs {
		f1, k1, times := f+1, k, uint32(0) // of a list without positions
		if l.freqs[f] != 0 {
			times, f1 = timesIn(l.freqs, f)
		}
		if l.freqs[f]&1 != 0 {
			n, i := uvarint(l.locs, k)
			k1 = i + int(n)
		}
		if n := l.from.to(doc); n != gone {
			p.table.add(times, len(p.freqs), len(p.locs))
			p.add(n/chunk, l.freqs[f:f1], l.locs[k:k1])
		}
		f, k = f1, k1
	}
}

// add appends postings to a chunk.
func (p *postingsWriter) add(chunk uint32, freqs, locs []byte) {
	p.freqs, p.locs = append(p.freqs, freqs...), append(p.locs, locs...)
	p.fEnds[chunk] += uint64(len(freqs))
	p.lEnds[chunk] += uint64(len(locs))
}

// record reads the stored record of a document as it stands in the file.
func (s *Segment) record(doc uint32) []byte {
	z := s.zap
	at := binary.BigEndian.Uint64(z.at(z.stored+8*uint64(doc), 8))
	nmeta, off := z.uvarint(at)
	ndata, off := z.uvarint(off)
	return z.at(at, off-at+nmeta+ndata)
}
