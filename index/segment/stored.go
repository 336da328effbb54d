package segment

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"

	"dateline/corpus"
)

// A stored article is two zstd frames behind the length of the first: the JSON of
// the article without its text, which is all that a list of hits decodes; the length
// of what analysis found in it, that (notes.go), and the text. Zap packs every stored
// value with snappy once more, which leaves such frames as they are.

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

// packArticle returns the frames of an article.
func packArticle(a *corpus.Annotated) ([]byte, error) {
	m := a.Article
	m.Text = ""
	meta, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	rest := encodeNotes(a)
	b := binary.AppendUvarint(nil, uint64(len(rest)))
	b = append(append(b, rest...), a.Text...)
	head := encoder().EncodeAll(meta, nil)
	out := binary.AppendUvarint(make([]byte, 0, len(head)+len(b)/2), uint64(len(head)))
	return encoder().EncodeAll(b, append(out, head...)), nil
}

// unpackArticle reads what packArticle wrote; full adds text, mentions, quotes and
// dates to what a list of hits shows.
func unpackArticle(frames []byte, full bool) (*corpus.Annotated, error) {
	n, i := uvarint(frames, 0)
	meta, err := decoder().DecodeAll(frames[i:i+int(n)], nil)
	if err != nil {
		return nil, err
	}
	a := &corpus.Annotated{}
	if err := json.Unmarshal(meta, &a.Article); err != nil || !full {
		return a, err
	}
	b, err := decoder().DecodeAll(frames[i+int(n):], nil)
	if err != nil {
		return nil, err
	}
	n, i = uvarint(b, 0)
	rest := b[i : i+int(n)]
	a.Text = string(b[i+int(n):])
	return a, decodeNotes(rest, a)
}

// storedRecord is an article as zap stores it: lengths of description and data; the
// description, which is the length of the id, then for each value its field, type,
// start, length and number of array positions; the id, then the values packed
// together.
func storedRecord(a *corpus.Annotated) ([]byte, error) {
	frame, err := packArticle(a)
	if err != nil {
		return nil, err
	}
	head := binary.AppendUvarint(nil, uint64(len(a.ID)))
	head = binary.AppendUvarint(head, uint64(slices.Index(zapFields, storedField)))
	head = append(head, 't', 0) // type, start
	head = binary.AppendUvarint(head, uint64(len(frame)))
	head = append(head, 0)
	packed := snappy.Encode(nil, frame)
	b := binary.AppendUvarint(nil, uint64(len(head)))
	b = binary.AppendUvarint(b, uint64(len(a.ID)+len(packed)))
	b = append(append(b, head...), a.ID...)
	return append(b, packed...), nil
}

// frame reads the stored value of a document.
func (s *Segment) frame(doc uint32) []byte {
	z := s.zap
	off := binary.BigEndian.Uint64(z.at(z.stored+8*uint64(doc), 8))
	nmeta, off := z.uvarint(off)
	ndata, off := z.uvarint(off)
	meta, data := z.at(off, nmeta), z.at(off+nmeta, ndata)
	idLen, _ := uvarint(meta, 0)
	frame, err := snappy.Decode(nil, data[idLen:])
	if err != nil {
		panic(&Damage{z.path, fmt.Sprintf("stored article %d: %v", doc, err)})
	}
	return frame
}

// Article decodes the stored article of a document; full adds text, mentions,
// quotes and dates to what a list of hits shows.
func (s *Segment) Article(doc uint32, full bool) (*corpus.Annotated, error) {
	a, err := unpackArticle(s.frame(doc), full)
	if err != nil {
		return nil, &Damage{s.zap.path, fmt.Sprintf("stored article %d: %v", doc, err)}
	}
	return a, nil
}

// Text returns title and text as stored.
func (s *Segment) Text(doc uint32) (title, text string, err error) {
	a, err := s.Article(doc, true)
	if err != nil {
		return "", "", err
	}
	return a.Title, a.Text, nil
}
