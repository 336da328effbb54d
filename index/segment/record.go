package segment

import (
	"bytes"
	"encoding/binary"
	"slices"
	"sync"

	"github.com/klauspost/compress/zstd"

	"dateline/corpus"
)

var encoder = sync.OnceValue(func() *zstd.Encoder {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderCRC(false))
	if err != nil {
		panic(err) // the options are constant
	}
	return e
})

// A recorder makes the stored records of articles (their layout is told in stored.go).
// Its buffers serve the next one.
type recorder struct {
	meta        packer
	notes       noter
	part, frame []byte
	text        int // bytes that the text takes in frame
}

var recorders = sync.Pool{New: func() any { return &recorder{} }}

// pack packs what symbols or zstd then write.
func (r *recorder) pack(a *corpus.Annotated) {
	r.meta.clear()
	packMeta(&r.meta, &a.Article)
	r.notes.pack(a)
}

// article packs an article in a table of symbols, nil for none. One whose text is of
// another language than the table's goes without it where that is smaller. The frame
// is overwritten by the next.
func (r *recorder) article(a *corpus.Annotated, table *Symbols) []byte {
	r.pack(a)
	r.parts(a, table)
	if table != nil && r.text > len(a.Text)/2 {
		known := bytes.Clone(r.frame)
		if r.parts(a, nil); len(known) <= len(r.frame) {
			r.frame = known
		}
	}
	return r.frame
}

func (r *recorder) parts(a *corpus.Annotated, table *Symbols) {
	number := 0
	if table != nil {
		number = table.number
	}
	r.frame = binary.AppendUvarint(r.frame[:0], uint64(number))
	r.write(table, r.meta.numbers, string(r.meta.strings))
	r.text = r.write(table, nil, a.Text)
	r.write(table, r.notes.numbers, string(r.notes.strings))
}

// write appends a part behind its length, which it returns.
func (r *recorder) write(table *Symbols, numbers []byte, strings string) int {
	r.part = packPart(r.part[:0], table, numbers, strings)
	r.frame = binary.AppendUvarint(r.frame, uint64(len(r.part)))
	r.frame = append(r.frame, r.part...)
	return len(r.part)
}

// packPart appends numbers behind their length, and strings behind theirs.
func packPart(b []byte, table *Symbols, numbers []byte, strings string) []byte {
	start := len(b)
	b = binary.AppendUvarint(b, uint64(len(numbers)))
	b = binary.AppendUvarint(append(b, numbers...), uint64(len(strings)))
	if table == nil {
		return encoder().EncodeAll(append(b[start:], strings...), b[:start:start])
	}
	return table.write(b, strings)
}

// storedRecord is an article as zap stores it: lengths of description and data; the
// description, which is the length of the id, then for each value its field, type,
// start, length and number of array positions; the id, then the values packed
// together, by us as one literal of snappy's.
//
// meta is the beginning of the packed article, which the columns hold too.
func storedRecord(a *corpus.Annotated, table *Symbols) (record, meta []byte) {
	r := recorders.Get().(*recorder)
	defer recorders.Put(r)
	frame := r.article(a, table)
	head := binary.AppendUvarint(r.part[:0], uint64(len(a.ID)))
	head = binary.AppendUvarint(head, uint64(slices.Index(zapFields, storedField)))
	head = append(head, 't', 0) // type, start
	head = binary.AppendUvarint(head, uint64(len(frame)))
	head = append(head, 0)
	length := len(binary.AppendUvarint(nil, uint64(len(frame)))) + 5 + len(frame)
	b := make([]byte, 0, len(head)+len(a.ID)+length+2*binary.MaxVarintLen32)
	b = binary.AppendUvarint(b, uint64(len(head)))
	b = binary.AppendUvarint(b, uint64(len(a.ID)+length))
	b = append(append(b, head...), a.ID...)
	b = append(binary.AppendUvarint(b, uint64(len(frame))), literalTag)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(frame)-1))
	r.part = head
	b = append(b, frame...)
	return b, headOf(b[len(b)-len(frame):])
}

// Sample returns the strings of an article that are written as symbols.
func Sample(a *corpus.Annotated) []string {
	r := recorders.Get().(*recorder)
	defer recorders.Put(r)
	r.pack(a)
	return []string{string(r.meta.strings), a.Text, string(r.notes.strings)}
}
