package segment

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	index "github.com/blevesearch/bleve_index_api"
	api "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"
	"github.com/google/go-cmp/cmp"

	"dateline/analyzer"
	"dateline/corpus"
)

// The golden of our writer is Bleve's: the same articles go through Bleve's own
// writer as documents with ready token frequencies, and Bleve's reader must find
// the same in both files.

// A stockDoc is an article as Bleve's writer takes it.
type stockDoc struct {
	id     string
	fields []index.Field
}

func newStockDoc(t *testing.T, a *corpus.Annotated) *stockDoc {
	t.Helper()
	frame := packArticle(a, nil)
	r, err := newRow(a)
	if err != nil {
		t.Fatal(err)
	}
	d := &stockDoc{id: a.ID}
	for _, f := range []string{TitleField, TextField, BylineField} {
		d.fields = append(d.fields, &stockField{name: f, freqs: frequencies(a.Stream(f))})
	}
	for i, f := range facetFields {
		freqs := index.TokenFrequencies{}
		for _, v := range r.values[i] {
			freqs[v.ID] = &index.TokenFreq{}
		}
		d.fields = append(d.fields, &stockField{name: f, freqs: freqs})
	}
	d.fields = append(d.fields, &stockField{name: storedField, value: frame})
	one := &index.TokenFreq{}
	one.SetFrequency(1)
	d.fields = append(d.fields, &stockField{name: IDField, value: []byte(d.id), freqs: index.TokenFrequencies{d.id: one}})
	return d
}

// packArticle packs an article in a table of symbols, nil for none.
func packArticle(a *corpus.Annotated, table *Symbols) []byte {
	return new(recorder).article(a, table)
}

// terms yields every index term of a stream with its position.
func terms(s *corpus.Stream, yield func(term string, pos int)) {
	for i, t := range s.Tokens {
		yield(t.Word, i)
		if stem := s.Stem(i); stem != "" {
			yield(corpus.StemMark+stem, i)
		}
	}
	layers(s, func(mark byte, name string, first, last int) {
		if mark > 0 {
			name = string([]byte{mark}) + name
		}
		for ; first < last; first++ {
			yield(name, first)
		}
	})
}

func frequencies(s *corpus.Stream) index.TokenFrequencies {
	all := map[string][]uint32{}
	terms(s, func(term string, pos int) { all[term] = append(all[term], uint32(pos)+1) })
	freqs := index.TokenFrequencies{}
	for t, pos := range all {
		slices.Sort(pos)
		pos = slices.Compact(pos)
		pay, many := pack(pos)
		f := &index.TokenFreq{}
		f.SetFrequency(int(pay>>normBits) + freqAbove)
		if many {
			l := &index.TokenLocation{Position: int(pos[0])}
			if len(pos) > 1 {
				l.Start = int(pos[1] - pos[0])
			}
			if len(pos) > 2 {
				l.End = int(pos[2] - pos[1])
			}
			for i := 3; i < len(pos); i++ {
				l.ArrayPositions = append(l.ArrayPositions, uint64(pos[i]-pos[i-1]))
			}
			f.Locations = []*index.TokenLocation{l}
		}
		freqs[t] = f
	}
	return freqs
}

func (d *stockDoc) ID() string                                 { return d.id }
func (d *stockDoc) Size() int                                  { return 0 }
func (d *stockDoc) VisitComposite(index.CompositeFieldVisitor) {}
func (d *stockDoc) HasComposite() bool                         { return false }
func (d *stockDoc) NumPlainTextBytes() uint64                  { return 0 }
func (d *stockDoc) StoredFieldsBytes() uint64                  { return 0 }
func (d *stockDoc) Indexed() bool                              { return true }
func (d *stockDoc) AddIDField()                                {}
func (d *stockDoc) VisitFields(visit index.FieldVisitor) {
	for _, f := range d.fields {
		visit(f)
	}
}

type stockField struct {
	name  string
	value []byte
	freqs index.TokenFrequencies
}

func (f *stockField) Name() string                                     { return f.name }
func (f *stockField) Value() []byte                                    { return f.value }
func (f *stockField) ArrayPositions() []uint64                         { return nil }
func (f *stockField) EncodedFieldType() byte                           { return 't' }
func (f *stockField) Analyze()                                         {}
func (f *stockField) Options() index.FieldIndexingOptions              { return fieldOptions(f.name) }
func (f *stockField) AnalyzedLength() int                              { return 1 }
func (f *stockField) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.freqs }
func (f *stockField) NumPlainTextBytes() uint64                        { return 0 }

// articles makes n articles with every kind of term, some words in most of them
// and often, so that every form of posting is written.
func articles(r *rand.Rand, n int) []corpus.Annotated {
	all := make([]corpus.Annotated, n)
	for i := range all {
		a := &all[i]
		a.ID, a.Title, a.Text = fmt.Sprintf("id%05d", i), "title", fmt.Sprint("text of ", i)
		a.Sum = fmt.Sprintf("%064x", i)
		a.Outlet = corpus.Outlet{ID: fmt.Sprint("o", r.IntN(5)), Name: "O"}
		a.Published = corpus.Date{Value: fmt.Sprintf("2025-01-%02d", 1+r.IntN(28))}
		a.TitleStream = stream(r, r.IntN(8))
		a.TextStream = stream(r, r.IntN(1500)/(1+r.IntN(40)))
		for _, c := range a.TextStream.Entities {
			a.Mentions = append(a.Mentions, corpus.Mention{Entity: c.ID, Name: c.ID, Type: c.Type, Role: c.Role})
		}
		for n := len(a.TextStream.Tokens); n > 10 && r.IntN(3) > 0; n /= 2 {
			q := corpus.Quoted{First: r.IntN(n - 5), Last: n}
			if k := r.IntN(i + 2); k > 0 {
				q.Speaker = fmt.Sprintf("~jo-smith-%d", k)
				a.Quotes = append(a.Quotes, corpus.Quote{Speaker: &corpus.Speaker{Entity: q.Speaker, Name: []string{fmt.Sprintf("Jo Smith %d", k), "J. Smith", ""}[k%3]}})
			}
			s := &a.TextStream
			if len(a.TitleStream.Tokens) > 3 && r.IntN(4) == 0 {
				s, q.First, q.Last = &a.TitleStream, 1, 2
			}
			s.Quotes = append(s.Quotes, q)
		}
	}
	return all
}

func stream(r *rand.Rand, n int) (s corpus.Stream) {
	numbers := map[string]uint32{}
	for i := range n {
		w := fmt.Sprint("w", int(r.ExpFloat64()*20))
		k, known := numbers[w]
		if !known {
			k = uint32(len(numbers))
			numbers[w] = k
			stem := ""
			if r.IntN(3) == 0 {
				stem = w[:1]
			}
			s.Firsts, s.Stems = append(s.Firsts, uint32(i)), append(s.Stems, stem)
		}
		s.Tokens, s.Kinds = append(s.Tokens, corpus.Token{Word: w}), append(s.Kinds, k)
		if r.IntN(20) == 0 || i == 0 {
			s.Sentences = append(s.Sentences, i)
		}
		if r.IntN(30) == 0 {
			c := corpus.Covering{First: i, Last: min(n, i+1+r.IntN(4)), ID: fmt.Sprint("e", r.IntN(9)), Type: corpus.Person, Role: corpus.RoleActor}
			s.Entities = append(s.Entities, c)
		}
	}
	return s
}

func open(t *testing.T, dir, name string, files []File) *Segment {
	t.Helper()
	s, err := Open(dir, name, files, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func write(t *testing.T, dir, name string, all []corpus.Annotated) *Segment {
	t.Helper()
	var docs []*Doc
	for i := range all {
		d, err := NewDoc(&all[i], nil)
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
	}
	files, err := build(dir, name, docs)
	if err != nil {
		t.Fatal(err)
	}
	return open(t, dir, name, files)
}

// TestGolden holds the files of our writer and of our merge against Bleve's.
func TestGolden(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	all := articles(r, 1700)
	var parts []*Segment
	var deleted []*roaring.Bitmap
	var left []corpus.Annotated
	for i, cut := range [][2]int{{0, 900}, {900, 901}, {901, 1700}} {
		batch := all[cut[0]:cut[1]]
		name := fmt.Sprint("ours", i)
		s := write(t, dir, name, batch)
		compareWithStock(t, dir, s, name, batch)
		parts = append(parts, s)
		gone := roaring.New()
		for j := range batch {
			if i != 1 && r.IntN(5) == 0 {
				gone.Add(uint32(j))
			} else {
				left = append(left, batch[j])
			}
		}
		deleted = append(deleted, gone)
	}
	deleted[1] = nil
	files, err := Merge(dir, "merged", parts, deleted)
	if err != nil {
		t.Fatal(err)
	}
	compareWithStock(t, dir, open(t, dir, "merged", files), "merged", left)
}

// compareWithStock writes the articles with Bleve's writer and compares the terms,
// postings and stored fields that Bleve's reader finds, and then our columns.
func compareWithStock(t *testing.T, dir string, s *Segment, name string, all []corpus.Annotated) {
	t.Helper()
	var docs []index.Document
	for i := range all {
		docs = append(docs, newStockDoc(t, &all[i]))
	}
	want, _, err := (&zap.ZapPlugin{}).New(docs)
	if err != nil {
		t.Fatal(err)
	}
	got, err := (&zap.ZapPlugin{}).Open(filepath.Join(dir, name+zapExt))
	if err != nil {
		t.Fatal(err)
	}
	defer got.Close()
	if got.Count() != want.Count() {
		t.Fatalf("%s: %d documents, want %d", name, got.Count(), want.Count())
	}
	for _, f := range want.Fields() {
		wanted := readField(t, want, f)
		if d := cmp.Diff(wanted, readField(t, got, f)); d != "" {
			t.Fatalf("%s: field %s (-bleve +ours):\n%.2000s", name, f, d)
		}
		if f == TextField && len(all) > 100 && len(wanted) < 100 {
			t.Fatalf("%s: only %d terms compared", name, len(wanted))
		}
	}
	for doc := range want.Count() {
		if d := cmp.Diff(readStored(t, want, doc), readStored(t, got, doc)); d != "" {
			t.Fatalf("%s: stored fields of %d:\n%.2000s", name, doc, d)
		}
	}
	if _, err := wholeSums(filepath.Join(dir, name+zapExt)); err != nil {
		t.Error(err)
	}
	for i := range all {
		w, err := newRow(&all[i])
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(fmt.Sprint(w), fmt.Sprint(rowOf(s, uint32(i)))); d != "" {
			t.Fatalf("%s: row %d:\n%s", name, i, d)
		}
	}
}

// rowOf reads a document's row back from the columns.
func rowOf(s *Segment, doc uint32) row {
	titles, texts := s.Lengths()
	r := row{id: s.ID(doc), sum: s.Sum(doc), credited: s.Credited()[doc] != 0,
		lengths: [2]uint32{titles[doc], texts[doc]}, lead: s.Leads()[doc], quotes: s.Quotes(doc)}
	for _, f := range facetFields {
		c := s.Column(f)
		var values []Value
		for _, o := range c.Ords(doc) {
			values = append(values, Value{c.Term(o), c.Name(o)})
		}
		r.values = append(r.values, values)
	}
	return r
}

// frequency is what Bleve's writer gave a posting as its frequency: of one that the
// dictionary holds, whose own frequency is 1, the norm tells it.
func frequency(p api.Posting) uint64 {
	payload := p.(*zap.Posting).NormUint64()
	switch {
	case p.Frequency() != 1:
		return p.Frequency()
	case payload == noPositions:
		return 0
	}
	return payload>>normBits + freqAbove
}

// readField lists the terms of a field with their postings, as Bleve reads them.
func readField(t *testing.T, s api.Segment, field string) (all []string) {
	t.Helper()
	dict, err := s.Dictionary(field)
	if err != nil {
		t.Fatal(err)
	}
	it := dict.AutomatonIterator(nil, nil, nil)
	for e, err := it.Next(); e != nil || err != nil; e, err = it.Next() {
		if err != nil {
			t.Fatal(err)
		}
		line := e.Term
		list, err := dict.PostingsList([]byte(e.Term), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		postings := list.Iterator(true, true, true, nil)
		for p, err := postings.Next(); p != nil || err != nil; p, err = postings.Next() {
			if err != nil {
				t.Fatal(err)
			}
			line += fmt.Sprintf(" %d:%d", p.Number(), frequency(p))
			for _, l := range p.Locations() {
				line += fmt.Sprintf("(%s %d %d %d %v)", l.Field(), l.Pos(), l.Start(), l.End(), l.ArrayPositions())
			}
		}
		all = append(all, line)
	}
	return all
}

func readStored(t *testing.T, s api.Segment, doc uint64) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := s.VisitStoredFields(doc, func(field string, typ byte, value []byte, pos []uint64) bool {
		out[field] = fmt.Sprintf("%c %v %s", typ, pos, bytes.Clone(value))
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestTerms holds the terms of a stream against those of the analysis.
func TestTerms(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	s := stream(r, 400)
	s.Quotes = []corpus.Quoted{{First: 3, Last: 9, Speaker: "e1"}, {First: 5, Last: 7}, {First: 5, Last: 20, Speaker: "e2"}}
	s.Paragraphs = []int{0, 40}
	collect := func(walk func(func(string, int))) (all []string) {
		walk(func(term string, pos int) { all = append(all, fmt.Sprint(pos, " ", term)) })
		slices.Sort(all)
		return slices.Compact(all)
	}
	want := collect(func(y func(string, int)) { analyzer.StreamTerms(&s, y) })
	got := collect(func(y func(string, int)) { terms(&s, y) })
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("terms (-analysis +segment):\n%s", d)
	}
}

// build writes documents as the segment name in dir.
func build(dir, name string, docs []*Doc) ([]File, error) {
	b, err := NewBuilder(dir, name)
	if err != nil {
		return nil, err
	}
	for _, d := range docs {
		if _, err := b.Add(d); err != nil {
			return nil, err
		}
	}
	return b.Finish()
}
