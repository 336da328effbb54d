package segment

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"

	"dateline/corpus"
)

// What analysis found in an article takes more as JSON than the article itself. It
// is packed as distances and numbers instead. Most mentions are of a kind that came
// before: the same name of the same entity, found in the same way; such a mention is
// two numbers, its distance from the one before and its kind. Whatever can be cut
// from the article again, or made from a name, is not written: the words of a
// mention, the name of an entity that stands there in full, the id that is the name
// in small letters.

// A noter packs one article's notes.
type noter struct {
	packer
	article  *corpus.Annotated
	last     int
	entities map[[2]string]uint64
	kinds    map[kind]uint64
}

// A kind is what mentions have in common.
type kind struct {
	field, entity, name, how string
	typ                      corpus.Type
	role                     corpus.Role
	length                   int
	text                     string // "" if own
	own                      bool   // the text is the piece of the field that it spans
	candidates               string // packed
}

// packNotes packs mentions, quotes, dates and notes of a.
func packNotes(a *corpus.Annotated) *packer {
	w := &noter{article: a, entities: map[[2]string]uint64{}, kinds: map[kind]uint64{}}
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
		w.string(d.Value)
		w.string(d.Rule)
	}
	w.uint(uint64(len(a.Notes)))
	w.last = 0
	for _, n := range a.Notes {
		w.place(n.Field, n.Start, n.End, n.Text)
	}
	return &w.packer
}

func (w *noter) start(at int) {
	w.int(at - w.last)
	w.last = at
}

func (w *noter) mention(m *corpus.Mention) {
	w.start(m.Start)
	k := kind{field: m.Field, entity: m.Entity, name: m.Name, how: m.How, typ: m.Type, role: m.Role,
		length: m.End - m.Start, text: m.Text, candidates: packCandidates(m.Candidates)}
	if k.own = m.Text == piece(w.article, m.Field, m.Start, m.End); k.own {
		k.text = ""
	}
	n := w.kinds[k]
	w.uint(n)
	if n > 0 {
		return
	}
	w.kinds[k] = uint64(len(w.kinds) + 1)
	w.string(k.field)
	w.int(k.length)
	w.text(k.own, m.Text)
	w.entity(m.Entity, m.Name, m.Text)
	w.string(string(m.Type))
	w.string(string(m.Role))
	w.string(m.How)
	w.uint(uint64(len(m.Candidates)))
	for _, c := range m.Candidates {
		w.string(c.Entity)
		w.uint(bits.ReverseBytes64(math.Float64bits(c.Score)))
	}
}

// packCandidates returns what tells candidates apart.
func packCandidates(all []corpus.Candidate) string {
	var b []byte
	for _, c := range all {
		b = binary.AppendUvarint(b, uint64(len(c.Entity)))
		b = append(b, c.Entity...)
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(c.Score))
	}
	return string(b)
}

func (w *noter) text(own bool, text string) {
	if own {
		w.uint(1)
		return
	}
	w.uint(0)
	w.string(text)
}

// Entities are numbered from 1; newEntity says that one follows.
const newEntity = 0

// Where the name and the id of a new entity are taken from: bits of a number.
const (
	nameStands  = 1 << iota // the name is the words of the mention
	idIsSlug                // the id is the name in small letters
	idIsOwnSlug             // the same behind "~", as that of an entity outside the authority
)

// entity writes the number of an entity, or how a new one is called; words are those
// of the mention.
func (w *noter) entity(id, name, words string) {
	n, ok := w.entities[[2]string{id, name}]
	if ok {
		w.uint(n)
		return
	}
	w.entities[[2]string{id, name}] = uint64(len(w.entities) + 1)
	w.uint(newEntity)
	form := uint64(0)
	if name == words {
		form |= nameStands
	}
	switch slug := slug(name); id {
	case slug:
		form |= idIsSlug
	case "~" + slug:
		form |= idIsOwnSlug
	}
	w.uint(form)
	if form&nameStands == 0 {
		w.string(name)
	}
	if form&(idIsSlug|idIsOwnSlug) == 0 {
		w.string(id)
	}
}

// slug is how most ids are made of names. Other names have ids that are written.
func slug(name string) string {
	b := []byte(name)
	for i, c := range b {
		switch {
		case c >= 'A' && c <= 'Z':
			b[i] = c | 0x20
		case c == ' ':
			b[i] = '-'
		}
	}
	return string(b)
}

func (w *noter) place(field string, start, end int, text string) {
	w.string(field)
	w.start(start)
	w.int(end - start)
	w.text(text == piece(w.article, field, start, end), text)
}

func (w *noter) quote(q *corpus.Quote) {
	w.place(q.Field, q.Start, q.End, q.Text)
	w.string(string(q.Kind))
	w.string(q.Cue)
	w.string(q.Note)
	s := q.Speaker
	if s == nil {
		w.uint(0)
		return
	}
	w.uint(1)
	w.entity(s.Entity, s.Name, "")
	w.string(s.How)
	if s.Span == nil {
		w.uint(0)
		return
	}
	w.uint(1)
	w.string(s.Span.Field)
	w.int(s.Span.Start - w.last)
	w.int(s.Span.End - s.Span.Start)
}

// A reader unpacks what a noter packed.
type reader struct {
	*unpacker
	article  *corpus.Annotated
	last     int
	entities [][2]string
	kinds    []kindOf
}

// A kindOf is a mention of a kind, with Start 0, the length as End and, unless the
// words are cut from the article, its Text.
type kindOf struct {
	corpus.Mention
	own bool
}

// unpackNotes reads what packNotes wrote into a, whose title and text are set.
func unpackNotes(u *unpacker, a *corpus.Annotated) {
	r := &reader{unpacker: u, article: a}
	a.Mentions = several(r, r.mention)
	r.last = 0
	a.Quotes = several(r, r.quote)
	r.last = 0
	a.Dates = several(r, func(d *corpus.DateMention) {
		d.Field, d.Start, d.End, d.Text = r.place()
		d.Value, d.Rule = r.string(), r.string()
	})
	r.last = 0
	a.Notes = several(r, func(n *corpus.Note) { n.Field, n.Start, n.End, n.Text = r.place() })
}

func several[T any](r *reader, read func(*T)) []T {
	n := r.count()
	if n == 0 {
		return nil
	}
	all := make([]T, n)
	for i := range all {
		read(&all[i])
	}
	return all
}

func (r *reader) start() int {
	r.last += r.int()
	return r.last
}

func (r *reader) mention(m *corpus.Mention) {
	start := r.start()
	n := r.uint()
	if n == 0 {
		r.kind(start)
		n = uint64(len(r.kinds))
	}
	if n > uint64(len(r.kinds)) {
		r.bad = true
		return
	}
	k := &r.kinds[n-1]
	*m = k.Mention
	m.Start, m.End = start, start+k.End
	m.Candidates = slices.Clone(k.Candidates)
	if k.own {
		m.Text = piece(r.article, m.Field, m.Start, m.End)
	}
}

// kind reads a new kind, of which a mention starts at start.
func (r *reader) kind(start int) {
	var k kindOf
	k.Field, k.End = r.string(), r.int()
	words := ""
	if k.own = r.uint() == 1; k.own {
		words = piece(r.article, k.Field, start, start+k.End)
	} else {
		k.Text = r.string()
		words = k.Text
	}
	k.Entity, k.Name = r.entity(words)
	k.Type, k.Role, k.How = corpus.Type(r.string()), corpus.Role(r.string()), r.string()
	for n := r.count(); n > 0; n-- {
		id := r.string()
		k.Candidates = append(k.Candidates, corpus.Candidate{Entity: id, Score: math.Float64frombits(bits.ReverseBytes64(r.uint()))})
	}
	r.kinds = append(r.kinds, k)
}

func (r *reader) entity(words string) (id, name string) {
	n := r.uint()
	if n != newEntity {
		if n > uint64(len(r.entities)) {
			r.bad = true
			return "", ""
		}
		e := r.entities[n-1]
		return e[0], e[1]
	}
	form := r.uint()
	if name = words; form&nameStands == 0 {
		name = r.string()
	}
	switch {
	case form&idIsSlug != 0:
		id = slug(name)
	case form&idIsOwnSlug != 0:
		id = "~" + slug(name)
	default:
		id = r.string()
	}
	r.entities = append(r.entities, [2]string{id, name})
	return id, name
}

func (r *reader) place() (field string, start, end int, text string) {
	field = r.string()
	start = r.start()
	end = start + r.int()
	if r.uint() == 1 {
		return field, start, end, piece(r.article, field, start, end)
	}
	return field, start, end, r.string()
}

func (r *reader) quote(q *corpus.Quote) {
	q.Field, q.Start, q.End, q.Text = r.place()
	q.Kind, q.Cue, q.Note = corpus.QuoteKind(r.string()), r.string(), r.string()
	if r.uint() == 0 {
		return
	}
	q.Speaker = &corpus.Speaker{}
	q.Speaker.Entity, q.Speaker.Name = r.entity("")
	q.Speaker.How = r.string()
	if r.uint() > 0 {
		s := &corpus.Span{Field: r.string()}
		s.Start = r.last + r.int()
		s.End = s.Start + r.int()
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
