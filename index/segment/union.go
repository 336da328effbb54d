package segment

import (
	"github.com/RoaringBitmap/roaring/v2"
	zap "github.com/blevesearch/zapx/v17"
)

// A Ref stands for the postings of a term; Open and Union read them.
type Ref uint64

// Open returns the postings behind a ref.
func (s *Segment) Open(r Ref) Postings { return s.zap.postings(uint64(r)) }

// Union returns the documents that hold any of the terms behind refs. A pattern may
// stand for a hundred thousand terms, most of them in a few documents, so lists are
// not made bitmaps first: their documents are marked straight from the mapped file.
func (s *Segment) Union(refs []Ref) *roaring.Bitmap {
	marks := make([]uint64, (s.Docs+63)/64)
	for _, r := range refs {
		s.zap.mark(uint64(r), marks)
	}
	return roaring.FromDense(marks, false)
}

// mark sets the bits of the documents of a list.
func (z *zapFile) mark(v uint64, marks []uint64) {
	if v&zap.FSTValEncodingMask == zap.FSTValEncoding1Hit {
		doc, _ := zap.FSTValDecode1Hit(v)
		marks[doc/64] |= 1 << (doc % 64)
		return
	}
	at := v
	_, v = z.uvarint(v)
	_, v = z.uvarint(v)
	n, v := z.uvarint(v)
	b := z.at(v, n)
	if le.Uint32(b) != plainCookie || le.Uint32(b[4:]) != 1 || le.Uint16(b[10:]) >= arrayValues {
		it := z.postings(at).Docs.ManyIterator()
		var docs [256]uint32
		for n := it.NextMany(docs[:]); n > 0; n = it.NextMany(docs[:]) {
			for _, doc := range docs[:n] {
				marks[doc/64] |= 1 << (doc % 64)
			}
		}
		return
	}
	high := uint32(le.Uint16(b[8:])) << 16
	for b = b[16:]; len(b) >= 2; b = b[2:] {
		doc := high | uint32(le.Uint16(b))
		marks[doc/64] |= 1 << (doc % 64)
	}
}
