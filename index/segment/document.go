package segment

import (
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	index "github.com/blevesearch/bleve_index_api"

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

// A Doc is one article made ready for a segment: the postings that zap writes and
// the row that the columns keep.
type Doc struct {
	id     string
	fields []index.Field
	row    row
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
	d := &Doc{id: a.ID}
	meta, notes, err := encodeArticle(a)
	if err != nil {
		return nil, fmt.Errorf("segment: prepare article %q: %w", a.ID, err)
	}
	if d.row, err = newRow(a); err != nil {
		return nil, fmt.Errorf("segment: prepare article %q: %w", a.ID, err)
	}
	for _, s := range []struct {
		name   string
		stream *corpus.Stream
	}{{TitleField, &a.TitleStream}, {TextField, &a.TextStream}, {BylineField, &a.BylineStream}} {
		f := &field{name: s.name, freqs: frequencies(s.stream), length: 1,
			options: index.IndexField | index.IncludeTermVectors}
		if s.name == TextField {
			f.value, f.options = []byte(a.Text), f.options|index.StoreField
		}
		d.fields = append(d.fields, f)
	}
	for i, f := range facetFields {
		d.fields = append(d.fields, &field{name: f, freqs: keywords(d.row.values[i]), length: 1,
			options: index.IndexField | index.SkipFreqNorm})
	}
	d.fields = append(d.fields,
		&field{name: metaField, value: meta, options: index.StoreField},
		&field{name: notesField, value: notes, options: index.StoreField})
	d.AddIDField()
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

// frequencies groups the terms of a stream and packs their positions.
func frequencies(s *corpus.Stream) index.TokenFrequencies {
	type entry struct{ slot, pos uint32 }
	slots := make(map[string]uint32, len(s.Tokens))
	var terms []string
	var entries []entry
	Terms(s, func(term string, pos int) {
		slot, ok := slots[term]
		if !ok {
			slot = uint32(len(terms))
			slots[term] = slot
			terms = append(terms, term)
		}
		entries = append(entries, entry{slot, uint32(pos) + 1})
	})
	start := make([]uint32, len(terms)+1)
	for _, e := range entries {
		start[e.slot+1]++
	}
	for i := range terms {
		start[i+1] += start[i]
	}
	all := make([]uint32, len(entries))
	next := slices.Clone(start)
	for _, e := range entries {
		all[next[e.slot]] = e.pos
		next[e.slot]++
	}
	freqs := make(index.TokenFrequencies, len(terms))
	values := make([]index.TokenFreq, len(terms))
	for i, t := range terms {
		pos := all[start[i]:start[i+1]]
		slices.Sort(pos)
		pack(&values[i], slices.Compact(pos))
		freqs[t] = &values[i]
	}
	return freqs
}

func keywords(values []Value) index.TokenFrequencies {
	freqs := make(index.TokenFrequencies, len(values))
	for _, v := range values {
		freqs[v.ID] = &index.TokenFreq{}
	}
	return freqs
}

// The methods below make a Doc an index.Document for zap's writer.

func (d *Doc) ID() string                                 { return d.id }
func (d *Doc) Size() int                                  { return 0 }
func (d *Doc) VisitComposite(index.CompositeFieldVisitor) {}
func (d *Doc) HasComposite() bool                         { return false }
func (d *Doc) NumPlainTextBytes() uint64                  { return 0 }
func (d *Doc) StoredFieldsBytes() uint64                  { return 0 }
func (d *Doc) Indexed() bool                              { return true }

func (d *Doc) VisitFields(visit index.FieldVisitor) {
	for _, f := range d.fields {
		visit(f)
	}
}

// AddIDField adds the field by which Bleve knows a document.
func (d *Doc) AddIDField() {
	freq := &index.TokenFreq{}
	freq.SetFrequency(1)
	d.fields = append(d.fields, &field{name: IDField, value: []byte(d.id), length: 1,
		freqs: index.TokenFrequencies{d.id: freq}, options: index.IndexField | index.StoreField})
}

// A field is an index.Field whose analysis is already done.
type field struct {
	name    string
	value   []byte
	options index.FieldIndexingOptions
	freqs   index.TokenFrequencies
	length  int
}

func (f *field) Name() string                                     { return f.name }
func (f *field) Value() []byte                                    { return f.value }
func (f *field) ArrayPositions() []uint64                         { return nil }
func (f *field) EncodedFieldType() byte                           { return 't' }
func (f *field) Analyze()                                         {}
func (f *field) Options() index.FieldIndexingOptions              { return f.options }
func (f *field) AnalyzedLength() int                              { return f.length }
func (f *field) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.freqs }
func (f *field) NumPlainTextBytes() uint64                        { return uint64(len(f.value)) }
