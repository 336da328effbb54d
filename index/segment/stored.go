package segment

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"
	"unsafe"

	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"

	"dateline/corpus"
)

// A stored article is the number of the table of symbols that it is written in,
// then meta (meta.go), text and notes (notes.go), each behind its length, so that a
// list of hits reads the first and an export of texts the first two. Where there is
// no table yet, number 0, the parts are zstd frames. Zap packs every stored value
// with snappy once more; the records that we write hold it as one literal, which is
// read without a copy.

// A Depth says how much of an article is read.
type Depth int

const (
	Meta  Depth = iota // what a list of hits shows
	Text               // and the text
	Whole              // and mentions, quotes, dates, notes
)

var decoder = sync.OnceValue(func() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0))
	if err != nil {
		panic(err)
	}
	return d
})

var errStored = errors.New("it is not as it was written")

// halves cuts what packPart wrote: the numbers, the length of the strings, and what
// they are written in, symbols or, without a table, themselves.
func halves(table *Symbols, part []byte) (numbers []byte, n int, strings []byte, err error) {
	if table == nil {
		if part, err = decoder().DecodeAll(part, nil); err != nil {
			return nil, 0, nil, err
		}
	}
	numbers, rest := cut(part)
	length, k := binary.Uvarint(rest)
	if k <= 0 || length > maxExpansion*uint64(len(rest)) {
		return nil, 0, nil, errStored
	}
	return numbers, int(length), rest[k:], nil
}

// maxExpansion bounds what a byte can stand for where a table is used.
const maxExpansion = maxSymbol

// open begins to read what packPart wrote. The strings stand in buf, which it
// returns, grown where they need it.
func (u *unpacker) open(table *Symbols, part, buf []byte) ([]byte, error) {
	numbers, n, packed, err := halves(table, part)
	if err != nil {
		return buf, err
	}
	u.numbers, u.seen = numbers, u.seen[:0]
	if table == nil {
		buf = append(buf[:0], packed...)
	} else {
		buf = slices.Grow(buf[:0], n+spare)[:n]
		if !table.read(buf, packed) {
			return buf, errStored
		}
	}
	u.strings = stringOf(buf)
	return buf, nil
}

// stringOf is b as a string, which changes when b does.
func stringOf(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// cut returns the run of bytes behind its length, and what follows it. It is empty
// where b is too short.
func cut(b []byte) (run, rest []byte) {
	n, k := binary.Uvarint(b)
	if k <= 0 || n > uint64(len(b)-k) {
		return nil, nil
	}
	return b[k : k+int(n)], b[k+int(n):]
}

// unpackWhole adds what analysis found to an article whose title and text are read.
func unpackWhole(a *corpus.Annotated, table *Symbols, rest []byte) error {
	u := &unpacker{}
	notes, _ := cut(rest)
	if _, err := u.open(table, notes, nil); err != nil {
		return err
	}
	if unpackNotes(u, a); !u.end() {
		return errStored
	}
	return nil
}

const literalTag = 63 << 2 // of snappy: a literal whose length less one follows in four bytes

// unliteral reads what a recorder wrote as a literal, and anything else as snappy does.
func unliteral(b []byte) ([]byte, error) {
	n, k := binary.Uvarint(b)
	if k > 0 && uint64(len(b)-k) == n+5 && b[k] == literalTag && uint64(binary.LittleEndian.Uint32(b[k+1:]))+1 == n {
		return b[k+5:], nil
	}
	return snappy.Decode(nil, b)
}

// A metaColumn holds of each stored article once more what depth Meta reads, apart
// from the texts: a list of articles touches few blocks of it. Columns that were
// written without it have no start.
type metaColumn struct {
	at    uint64
	start []uint32
}

// head returns what depth Meta reads of a stored article.
func (s *Segment) head(doc uint32) []byte {
	if c := s.metas(); c.start != nil {
		return s.cols.at(c.at+uint64(c.start[doc]), uint64(c.start[doc+1]-c.start[doc]))
	}
	_, frame := s.frame(doc)
	return headOf(frame)
}

// headOf returns number and meta of a stored article.
func headOf(frame []byte) []byte {
	_, k := uvarint(frame, 0)
	_, rest := cut(frame[k:])
	return frame[:len(frame)-len(rest)]
}

// frame returns the id and the stored value of a document.
func (s *Segment) frame(doc uint32) (id, frame []byte) {
	z := s.zap
	off := binary.BigEndian.Uint64(z.at(z.stored+8*uint64(doc), 8))
	nmeta, off := z.uvarint(off)
	ndata, off := z.uvarint(off)
	meta, data := z.at(off, nmeta), z.at(off+nmeta, ndata)
	idLen, _ := uvarint(meta, 0)
	frame, err := unliteral(data[idLen:])
	if err != nil {
		panic(&Damage{z.path, fmt.Sprintf("stored article %d: %v", doc, err)})
	}
	return data[:idLen], frame
}

// Article reads the stored article of a document.
func (s *Segment) Article(doc uint32, depth Depth) (*corpus.Annotated, error) {
	r := &Room{}
	if err := s.Read(r, doc, depth, nil); err != nil {
		return nil, err
	}
	return &r.Article, nil
}

// Text returns title and text as stored.
func (s *Segment) Text(doc uint32) (title, text string, err error) {
	a, err := s.Article(doc, Text)
	if err != nil {
		return "", "", err
	}
	return a.Title, a.Text, nil
}
