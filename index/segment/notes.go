package segment

import (
	"encoding/binary"
	"errors"
	"math"

	"dateline/corpus"
)

// What analysis found in an article is stored as numbers: a table of the distinct
// strings (ids, names, types, rules), then for each mention, quote and date the
// numbers of its strings and its place as the distance from the one before. A text
// that is the piece of its field that it spans is number 0 and cut from there again.
// As JSON the same took twice the length of the article.

// A noter writes and reads one article's notes. Reading, a damaged number makes it
// run out of bytes or strings, which is remembered in bad.
type noter struct {
	article *corpus.Annotated
	b       []byte
	numbers map[string]uint64
	table   []string
	last    int
	bad     bool
}

const ownText = 0 // in place of a text's number; the numbers of strings count from 1

// encodeNotes returns the notes of a.
func encodeNotes(a *corpus.Annotated) []byte {
	w := &noter{article: a, numbers: map[string]uint64{}}
	w.uint(uint64(len(a.Mentions)))
	for i := range a.Mentions {
		w.mention(&a.Mentions[i])
	}
	w.uint(uint64(len(a.Quotes)))
	w.last = 0
	for i := range a.Quotes {
		w.quote(&a.Quotes[i])
	}
	w.uint(uint64(len(a.Dates)))
	w.last = 0
	for _, d := range a.Dates {
		w.place(d.Field, d.Start, d.End, d.Text)
		w.strings(d.Value, d.Rule)
	}
	if len(a.Notes) > 0 { // few articles have any
		w.uint(uint64(len(a.Notes)))
		w.last = 0
		for _, n := range a.Notes {
			w.place(n.Field, n.Start, n.End, n.Text)
		}
	}
	out := binary.AppendUvarint(nil, uint64(len(w.table)))
	for _, s := range w.table {
		out = append(binary.AppendUvarint(out, uint64(len(s))), s...)
	}
	return append(out, w.b...)
}

func (w *noter) uint(v uint64) { w.b = binary.AppendUvarint(w.b, v) }
func (w *noter) int(v int)     { w.b = binary.AppendVarint(w.b, int64(v)) }

func (w *noter) strings(all ...string) {
	for _, s := range all {
		n, ok := w.numbers[s]
		if !ok {
			w.table = append(w.table, s)
			n = uint64(len(w.table))
			w.numbers[s] = n
		}
		w.uint(n)
	}
}

func (w *noter) place(field string, start, end int, text string) {
	w.strings(field)
	w.int(start - w.last)
	w.int(end - start)
	w.last = start
	if text == piece(w.article, field, start, end) {
		w.uint(ownText)
	} else {
		w.strings(text)
	}
}

func (w *noter) mention(m *corpus.Mention) {
	w.place(m.Field, m.Start, m.End, m.Text)
	w.strings(m.Entity, m.Name, string(m.Type), string(m.Role), m.How)
	w.uint(uint64(len(m.Candidates)))
	for _, c := range m.Candidates {
		w.strings(c.Entity)
		w.uint(math.Float64bits(c.Score))
	}
}

func (w *noter) quote(q *corpus.Quote) {
	w.place(q.Field, q.Start, q.End, q.Text)
	w.strings(string(q.Kind), q.Cue, q.Note)
	switch s := q.Speaker; {
	case s == nil:
		w.uint(0)
	case s.Span == nil:
		w.uint(1)
		w.strings(s.Entity, s.Name, s.How)
	default:
		w.uint(2)
		w.strings(s.Entity, s.Name, s.How, s.Span.Field)
		w.int(s.Span.Start - w.last)
		w.int(s.Span.End - s.Span.Start)
	}
}

// decodeNotes reads what encodeNotes wrote into a, whose title and text are set.
func decodeNotes(b []byte, a *corpus.Annotated) error {
	r := &noter{article: a, b: b}
	for n := r.count(); n > 0; n-- {
		k := r.getUint()
		if k > uint64(len(r.b)) {
			r.bad = true
			break
		}
		r.table, r.b = append(r.table, string(r.b[:k])), r.b[k:]
	}
	if n := r.count(); n > 0 {
		a.Mentions = make([]corpus.Mention, n)
		for i := range a.Mentions {
			r.getMention(&a.Mentions[i])
		}
	}
	r.last = 0
	if n := r.count(); n > 0 {
		a.Quotes = make([]corpus.Quote, n)
		for i := range a.Quotes {
			r.getQuote(&a.Quotes[i])
		}
	}
	r.last = 0
	if n := r.count(); n > 0 {
		a.Dates = make([]corpus.DateMention, n)
		for i := range a.Dates {
			d := &a.Dates[i]
			d.Field, d.Start, d.End, d.Text = r.getPlace()
			d.Value, d.Rule = r.getString(), r.getString()
		}
	}
	r.last = 0
	if !r.bad && len(r.b) > 0 {
		a.Notes = make([]corpus.Note, r.count())
		for i := range a.Notes {
			n := &a.Notes[i]
			n.Field, n.Start, n.End, n.Text = r.getPlace()
		}
	}
	if r.bad || len(r.b) > 0 {
		return errors.New("notes are not as they were written")
	}
	return nil
}

func (r *noter) getUint() uint64 {
	v, n := binary.Uvarint(r.b)
	r.bad = r.bad || n <= 0
	r.b = r.b[max(0, n):]
	return v
}

func (r *noter) getInt() int {
	v, n := binary.Varint(r.b)
	r.bad = r.bad || n <= 0
	r.b = r.b[max(0, n):]
	return int(v)
}

// count reads a number of things, of which each takes at least a byte.
func (r *noter) count() int {
	n := r.getUint()
	if n > uint64(len(r.b)) {
		r.bad = true
		return 0
	}
	return int(n)
}

func (r *noter) getString() string { return r.lookup(r.getUint()) }

func (r *noter) lookup(n uint64) string {
	if n == 0 || n > uint64(len(r.table)) {
		r.bad = true
		return ""
	}
	return r.table[n-1]
}

func (r *noter) getPlace() (field string, start, end int, text string) {
	field = r.getString()
	start = r.last + r.getInt()
	end = start + r.getInt()
	r.last = start
	if n := r.getUint(); n != ownText {
		return field, start, end, r.lookup(n)
	}
	return field, start, end, piece(r.article, field, start, end)
}

func (r *noter) getMention(m *corpus.Mention) {
	m.Field, m.Start, m.End, m.Text = r.getPlace()
	m.Entity, m.Name = r.getString(), r.getString()
	m.Type, m.Role, m.How = corpus.Type(r.getString()), corpus.Role(r.getString()), r.getString()
	for n := r.count(); n > 0; n-- {
		m.Candidates = append(m.Candidates, corpus.Candidate{Entity: r.getString(), Score: math.Float64frombits(r.getUint())})
	}
}

func (r *noter) getQuote(q *corpus.Quote) {
	q.Field, q.Start, q.End, q.Text = r.getPlace()
	q.Kind, q.Cue, q.Note = corpus.QuoteKind(r.getString()), r.getString(), r.getString()
	form := r.getUint()
	if form == 0 {
		return
	}
	q.Speaker = &corpus.Speaker{Entity: r.getString(), Name: r.getString(), How: r.getString()}
	if form == 2 {
		s := &corpus.Span{Field: r.getString()}
		s.Start = r.last + r.getInt()
		s.End = s.Start + r.getInt()
		q.Speaker.Span = s
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
