package segment

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/klauspost/compress/snappy"

	"dateline/corpus"
)

// Stream fields are inverted with positions; IDField is Bleve's own name.
const (
	IDField     = "_id"
	TitleField  = "title"
	TextField   = "text"
	BylineField = "byline"
)

// Stored are the text as it is, the rest of the article, and what analysis found.
const (
	metaField  = "meta"
	notesField = "notes"
)

// zapFields are the fields of every segment in the order of their numbers: that of
// the id first, as zap wants it, then by name.
var zapFields = append([]string{IDField}, slices.Sorted(slices.Values(append([]string{
	TitleField, TextField, BylineField, metaField, notesField}, facetFields...)))...)

var streamFields = []string{TitleField, TextField, BylineField}

// A Doc is one article made ready for a segment: its stored record, its row of the
// columns, and its streams, which must not change until it is written.
type Doc struct {
	row     row
	stored  []byte
	streams []*corpus.Stream // by streamFields
}

// NewDoc prepares a, whose streams must be made. It is independent of any other
// document, so that several can be prepared at once.
func NewDoc(a *corpus.Annotated) (*Doc, error) {
	if a.ID == "" {
		return nil, fmt.Errorf("segment: prepare article: it has no id")
	}
	for _, s := range []string{a.ID, a.Title, a.Text} {
		if !utf8.ValidString(s) {
			return nil, fmt.Errorf("segment: prepare article %q: it is not valid UTF-8", a.ID)
		}
	}
	d := &Doc{streams: []*corpus.Stream{&a.TitleStream, &a.TextStream, &a.BylineStream}}
	var err error
	if d.row, err = newRow(a); err != nil {
		return nil, fmt.Errorf("segment: prepare article %q: %w", a.ID, err)
	}
	if d.stored, err = storedRecord(a); err != nil {
		return nil, fmt.Errorf("segment: prepare article %q: %w", a.ID, err)
	}
	return d, nil
}

// notes is what analysis found in an article.
type notes struct {
	Mentions []corpus.Mention     `json:"mentions,omitempty"`
	Quotes   []corpus.Quote       `json:"quotes,omitempty"`
	Dates    []corpus.DateMention `json:"dates,omitempty"`
}

func encodeArticle(a *corpus.Annotated) (meta, rest []byte, err error) {
	m := a.Article
	m.Text = ""
	if meta, err = json.Marshal(m); err != nil {
		return nil, nil, err
	}
	rest, err = json.Marshal(notes{a.Mentions, a.Quotes, a.Dates})
	return meta, rest, err
}

// storedRecord packs an article as zap stores it: lengths of description and data;
// the description, which is the length of the id, then for each value its field,
// type, start, length and number of array positions; the id, then the values packed
// together.
func storedRecord(a *corpus.Annotated) ([]byte, error) {
	meta, rest, err := encodeArticle(a)
	if err != nil {
		return nil, err
	}
	head := binary.AppendUvarint(nil, uint64(len(a.ID)))
	var data []byte
	for _, v := range []struct {
		field string
		value []byte
	}{{metaField, meta}, {notesField, rest}, {TextField, []byte(a.Text)}} { // by field number
		head = binary.AppendUvarint(head, uint64(slices.Index(zapFields, v.field)))
		head = append(head, 't')
		head = binary.AppendUvarint(head, uint64(len(data)))
		head = binary.AppendUvarint(head, uint64(len(v.value)))
		head = append(head, 0)
		data = append(data, v.value...)
	}
	packed := snappy.Encode(nil, data)
	b := binary.AppendUvarint(nil, uint64(len(head)))
	b = binary.AppendUvarint(b, uint64(len(a.ID)+len(packed)))
	b = append(append(b, head...), a.ID...)
	return append(b, packed...), nil
}
