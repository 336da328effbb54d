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

// A stored article is one zstd frame: the length and the JSON of the article
// without its text, the length and the JSON of what analysis found in it, the text.
// In one frame names and quotes cost little, since the text holds them too; what
// merely repeats a piece of a field is left out and cut from it again. Zap packs
// every stored value with snappy once more, which leaves such a frame as it is.

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

// notes is what analysis found in an article. Cut tells that an empty text of a
// mention, a quote or a date is the piece of the field that it spans.
type notes struct {
	Cut      bool                 `json:"cut,omitempty"`
	Mentions []corpus.Mention     `json:"mentions,omitempty"`
	Quotes   []corpus.Quote       `json:"quotes,omitempty"`
	Dates    []corpus.DateMention `json:"dates,omitempty"`
}

// shorten leaves out the texts that the fields of a hold, if all of them do.
func shorten(a *corpus.Annotated) notes {
	n := notes{true, slices.Clone(a.Mentions), slices.Clone(a.Quotes), slices.Clone(a.Dates)}
	n.each(func(field string, start, end int, text *string) {
		n.Cut = n.Cut && *text != "" && *text == piece(a, field, start, end)
	})
	if !n.Cut {
		return notes{false, a.Mentions, a.Quotes, a.Dates}
	}
	n.each(func(_ string, _, _ int, text *string) { *text = "" })
	return n
}

// each visits the texts of n with what they span.
func (n *notes) each(visit func(field string, start, end int, text *string)) {
	for i := range n.Mentions {
		m := &n.Mentions[i]
		visit(m.Field, m.Start, m.End, &m.Text)
	}
	for i := range n.Quotes {
		q := &n.Quotes[i]
		visit(q.Field, q.Start, q.End, &q.Text)
	}
	for i := range n.Dates {
		d := &n.Dates[i]
		visit(d.Field, d.Start, d.End, &d.Text)
	}
}

// piece cuts a span from the text or the title, "" where it is outside.
func piece(a *corpus.Annotated, field string, start, end int) string {
	s := a.Text
	switch field {
	case TitleField:
		s = a.Title
	case "", TextField:
	default:
		return ""
	}
	if start < 0 || end > len(s) || start > end {
		return ""
	}
	return s[start:end]
}

// packArticle returns the frame of an article.
func packArticle(a *corpus.Annotated) ([]byte, error) {
	m := a.Article
	m.Text = ""
	meta, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	rest, err := json.Marshal(shorten(a))
	if err != nil {
		return nil, err
	}
	b := binary.AppendUvarint(nil, uint64(len(meta)))
	b = append(b, meta...)
	b = binary.AppendUvarint(b, uint64(len(rest)))
	b = append(append(b, rest...), a.Text...)
	return encoder().EncodeAll(b, make([]byte, 0, len(b)/2)), nil
}

// unpackArticle reads what packArticle wrote; full adds text, mentions, quotes and
// dates to what a list of hits shows.
func unpackArticle(frame []byte, full bool) (*corpus.Annotated, error) {
	b, err := decoder().DecodeAll(frame, nil)
	if err != nil {
		return nil, err
	}
	n, i := uvarint(b, 0)
	meta := b[i : i+int(n)]
	b = b[i+int(n):]
	a := &corpus.Annotated{}
	if err := json.Unmarshal(meta, &a.Article); err != nil || !full {
		return a, err
	}
	n, i = uvarint(b, 0)
	rest := b[i : i+int(n)]
	a.Text = string(b[i+int(n):])
	var found notes
	if err := json.Unmarshal(rest, &found); err != nil {
		return nil, err
	}
	if found.Cut {
		found.each(func(field string, start, end int, text *string) { *text = piece(a, field, start, end) })
	}
	a.Mentions, a.Quotes, a.Dates = found.Mentions, found.Quotes, found.Dates
	return a, nil
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
