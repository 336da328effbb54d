package segment

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"

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

var encoder = sync.OnceValue(func() *zstd.Encoder {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderCRC(false))
	if err != nil {
		panic(err) // the options are constant
	}
	return e
})

var decoder = sync.OnceValue(func() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0))
	if err != nil {
		panic(err)
	}
	return d
})

// packArticle packs an article in a table of symbols, nil for none. One of another
// language than the table's, which it would not make smaller, goes without it.
func packArticle(a *corpus.Annotated, table *Symbols) []byte {
	packed := packParts(a, table)
	if table != nil && len(packed) > len(a.Text)/2 {
		if bare := packParts(a, nil); len(bare) < len(packed) {
			return bare
		}
	}
	return packed
}

func packParts(a *corpus.Annotated, table *Symbols) []byte {
	number := 0
	if table != nil {
		number = table.number
	}
	var meta packer
	packMeta(&meta, &a.Article)
	notes := packNotes(a)
	out := binary.AppendUvarint(nil, uint64(number))
	for _, part := range [][]byte{
		packPart(table, meta.numbers, string(meta.strings)),
		packPart(table, nil, a.Text),
		packPart(table, notes.numbers, string(notes.strings)),
	} {
		out = append(binary.AppendUvarint(out, uint64(len(part))), part...)
	}
	return out
}

// Sample returns the strings of an article that are written as symbols.
func Sample(a *corpus.Annotated) []string {
	var meta packer
	packMeta(&meta, &a.Article)
	return []string{string(meta.strings), a.Text, string(packNotes(a).strings)}
}

// packPart packs numbers behind their length, and strings behind theirs.
func packPart(table *Symbols, numbers []byte, strings string) []byte {
	b := binary.AppendUvarint(nil, uint64(len(numbers)))
	b = binary.AppendUvarint(append(b, numbers...), uint64(len(strings)))
	if table == nil {
		return encoder().EncodeAll(append(b, strings...), nil)
	}
	return table.write(b, strings)
}

var errStored = errors.New("it is not as it was written")

// open begins to read what packPart wrote.
func (u *unpacker) open(table *Symbols, part []byte) error {
	if table == nil {
		var err error
		if part, err = decoder().DecodeAll(part, nil); err != nil {
			return err
		}
	}
	numbers, rest := cut(part)
	n, k := binary.Uvarint(rest)
	if k <= 0 || n > maxExpansion*uint64(len(rest)) {
		return errStored
	}
	u.numbers, u.seen, rest = numbers, u.seen[:0], rest[k:]
	if table == nil {
		u.strings = string(rest)
		return nil
	}
	buf := scratch.Get().(*[]byte)
	defer scratch.Put(buf)
	*buf = slices.Grow((*buf)[:0], int(n)+spare)
	if !table.read((*buf)[:n], rest) {
		return errStored
	}
	u.strings = string((*buf)[:n])
	return nil
}

// maxExpansion bounds what a byte can stand for where a table is used.
const maxExpansion = maxSymbol

var scratch = sync.Pool{New: func() any { return new([]byte) }}

// cut returns the run of bytes behind its length, and what follows it. It is empty
// where b is too short.
func cut(b []byte) (run, rest []byte) {
	n, k := binary.Uvarint(b)
	if k <= 0 || n > uint64(len(b)-k) {
		return nil, nil
	}
	return b[k : k+int(n)], b[k+int(n):]
}

// unpackArticle reads what packArticle wrote; tables finds the table of a number.
func unpackArticle(frame []byte, id string, depth Depth, tables *Tables) (*corpus.Annotated, error) {
	number, k := binary.Uvarint(frame)
	if k <= 0 {
		return nil, errStored
	}
	table, err := tables.Table(int(number))
	if err != nil {
		return nil, err
	}
	a := &corpus.Annotated{}
	a.ID = id
	var room [8]string // most have fewer strings that are theirs alone
	u := unpacker{seen: room[:0]}
	meta, rest := cut(frame[k:])
	if err := u.open(table, meta); err != nil {
		return nil, err
	}
	if unpackMeta(&u, &a.Article); !u.end() {
		return nil, errStored
	}
	if depth == Meta {
		return a, nil
	}
	text, rest := cut(rest)
	if err := u.open(table, text); err != nil {
		return nil, err
	}
	if a.Text = u.strings; depth == Text {
		return a, nil
	}
	return a, unpackWhole(a, table, rest)
}

// unpackWhole adds what analysis found to an article whose title and text are read.
func unpackWhole(a *corpus.Annotated, table *Symbols, rest []byte) error {
	u := &unpacker{}
	notes, _ := cut(rest)
	if err := u.open(table, notes); err != nil {
		return err
	}
	if unpackNotes(u, a); !u.end() {
		return errStored
	}
	return nil
}

// storedRecord is an article as zap stores it: lengths of description and data; the
// description, which is the length of the id, then for each value its field, type,
// start, length and number of array positions; the id, then the values packed
// together.
func storedRecord(a *corpus.Annotated, table *Symbols) []byte {
	frame := packArticle(a, table)
	head := binary.AppendUvarint(nil, uint64(len(a.ID)))
	head = binary.AppendUvarint(head, uint64(slices.Index(zapFields, storedField)))
	head = append(head, 't', 0) // type, start
	head = binary.AppendUvarint(head, uint64(len(frame)))
	head = append(head, 0)
	packed := literal(frame)
	b := binary.AppendUvarint(nil, uint64(len(head)))
	b = binary.AppendUvarint(b, uint64(len(a.ID)+len(packed)))
	b = append(append(b, head...), a.ID...)
	return append(b, packed...)
}

// literal packs b as snappy's format has it, as a single literal: its length, then
// the tag of a literal whose length less one follows in four bytes.
func literal(b []byte) []byte {
	out := binary.AppendUvarint(make([]byte, 0, len(b)+10), uint64(len(b)))
	out = append(out, literalTag)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(b)-1))
	return append(out, b...)
}

const literalTag = 63 << 2

// unliteral reads what literal wrote, and anything else as snappy does.
func unliteral(b []byte) ([]byte, error) {
	n, k := binary.Uvarint(b)
	if k > 0 && uint64(len(b)-k) == n+5 && b[k] == literalTag && uint64(binary.LittleEndian.Uint32(b[k+1:]))+1 == n {
		return b[k+5:], nil
	}
	return snappy.Decode(nil, b)
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
	id, frame := s.frame(doc)
	a, err := unpackArticle(frame, string(id), depth, s.tables)
	var damage *Damage
	if err != nil && !errors.As(err, &damage) {
		err = &Damage{s.zap.path, fmt.Sprintf("stored article %d: %v", doc, err)}
	}
	return a, err
}

// Text returns title and text as stored.
func (s *Segment) Text(doc uint32) (title, text string, err error) {
	a, err := s.Article(doc, Text)
	if err != nil {
		return "", "", err
	}
	return a.Title, a.Text, nil
}
