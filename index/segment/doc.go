package segment

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"dateline/corpus"
)

// Stream fields are inverted with positions; IDField is Bleve's own name.
const (
	IDField     = "_id"
	TitleField  = "title"
	TextField   = "text"
	BylineField = "byline"
)

// storedField is the only stored field: the whole article, packed (stored.go).
const storedField = "article"

// zapFields are the fields of every segment in the order of their numbers: that of
// the id first, as zap wants it, then by name.
var zapFields = append([]string{IDField}, slices.Sorted(slices.Values(append([]string{
	TitleField, TextField, BylineField, storedField}, facetFields...)))...)

var streamFields = []string{TitleField, TextField, BylineField}

// A Doc is one article made ready for a segment: its stored record, its row of the
// columns, and its streams, which must not change until it is added to a segment.
type Doc struct {
	row     row
	stored  []byte
	streams []*corpus.Stream // by streamFields
}

// NewDoc prepares a, whose streams must be made, to be stored in a table of symbols,
// nil for none. It is independent of any other document, so that several can be
// prepared at once.
func NewDoc(a *corpus.Annotated, table *Symbols) (*Doc, error) {
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
	if speaker, ok := d.row.unquoted(); !ok {
		return nil, fmt.Errorf("segment: prepare article %q: a quote of its stream is by %q, none of its quotes is", a.ID, speaker)
	}
	d.stored, d.row.meta = storedRecord(a, table)
	return d, nil
}
