package segment

import (
	"encoding/binary"
	"math"
	"math/bits"

	"dateline/corpus"
)

// What analysis found in an article takes more as JSON than the article itself. It
// is packed as distances and numbers instead. Most mentions are of a kind that came
// before: the same name of the same entity, found in the same way; such a mention is
// two numbers, its distance from the one before and its kind. Quotes of one speaker
// and dates of one rule are told alike. Whatever can be cut from the article again,
// or made from a name, is not written: the words of a mention, the name of an entity
// that stands there in full, the id that is the name in small letters.

// A noter packs the notes of one article after another.
type noter struct {
	packer
	article  *corpus.Annotated
	last     int
	entities numbers[[2]string] // id and name
	ways     numbers[way]
	kinds    kinds
	manners  numbers[manner]
	datings  numbers[dating]
}

// numbers are what came before in an article, from 1.
type numbers[K comparable] map[K]uint64

// kinds number the kinds of mentions. Most entities have one or two, so that these
// are found by the entity.
type kinds struct {
	all    []kind
	before []int          // the number of the kind of the same entity before, 0 for none
	last   map[string]int // by entity
}

// number returns the number of k, which is new if it is that of the last.
func (n *kinds) number(k *kind) (number int, isNew bool) {
	last := n.last[k.entity]
	for i := last; i > 0; i = n.before[i-1] {
		if n.all[i-1] == *k {
			return i, false
		}
	}
	if n.last == nil {
		n.last = map[string]int{}
	}
	n.all, n.before = append(n.all, *k), append(n.before, last)
	n.last[k.entity] = len(n.all)
	return len(n.all), true
}

func (n *kinds) clear() {
	clear(n.all)
	clear(n.last)
	n.all, n.before = n.all[:0], n.before[:0]
}

// number writes the number of k, or 0 and what define writes of a new one.
func number[K comparable](p *packer, known *numbers[K], k K, define func()) {
	n := (*known)[k]
	p.uint(n)
	if n > 0 {
		return
	}
	if *known == nil {
		*known = numbers[K]{}
	}
	define()
	(*known).add(k)
}

// add numbers k unless it has a number.
func (n numbers[K]) add(k K) {
	if n[k] == 0 {
		n[k] = uint64(len(n)) + 1
	}
}

// A way is how a mention was found and what it is.
type way struct {
	field string
	typ   corpus.Type
	role  corpus.Role
	how   string
}

// A kind is what mentions of one name have in common.
type kind struct {
	way
	entity, name string
	length       int
	words        words
	candidates   string // packed
}

// A manner is how quotes are attributed.
type manner struct {
	field       string
	kind        corpus.QuoteKind
	note        string
	own         bool
	by          int // 0 nobody, 1 a speaker, 2 a speaker who stands in a field
	how, stands string
}

// A dating is what dates have in common.
type dating struct {
	field, rule string
	own         bool
}

// words are the text of a mention, "" if it is own: the piece that it spans.
type words struct {
	own  bool
	text string
}

func (w *noter) words(field string, start, end int, text string) words {
	if text == piece(w.article, field, start, end) {
		return words{own: true}
	}
	return words{text: text}
}

// pack packs mentions, quotes, dates and notes of a.
func (w *noter) pack(a *corpus.Annotated) {
	w.clear()
	w.article = a
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
	for i := range a.Dates {
		w.date(&a.Dates[i])
	}
	w.uint(uint64(len(a.Notes)))
	w.last = 0
	for _, n := range a.Notes {
		w.string(n.Field)
		w.start(n.Start)
		w.int(n.End - n.Start)
		w.text(w.words(n.Field, n.Start, n.End, n.Text))
	}
	w.article = nil
}

func (w *noter) clear() {
	w.packer.clear()
	w.last = 0
	w.kinds.clear()
	clear(w.entities)
	clear(w.ways)
	clear(w.manners)
	clear(w.datings)
}

func (w *noter) start(at int) {
	w.int(at - w.last)
	w.last = at
}

// text writes whether words are own, and those that are not.
func (w *noter) text(words words) {
	if words.own {
		w.uint(1)
		return
	}
	w.uint(0)
	w.string(words.text)
}

func (w *noter) mention(m *corpus.Mention) {
	w.start(m.Start)
	k := kind{way{m.Field, m.Type, m.Role, m.How}, m.Entity, m.Name, m.End - m.Start,
		w.words(m.Field, m.Start, m.End, m.Text), packCandidates(m.Candidates)}
	n, isNew := w.kinds.number(&k)
	if !isNew {
		w.uint(uint64(n))
		return
	}
	w.uint(0)
	w.kind(m, &k)
}

// What a kind is made of: bits of a number, above the form of a new entity's name.
const (
	ownWords      = 1 << iota
	hasCandidates // who else it may be
	knownEntity   // named before
	entityForm    = iota
)

func (w *noter) kind(m *corpus.Mention, k *kind) {
	e, flags := [2]string{m.Entity, m.Name}, uint64(0)
	if k.words.own {
		flags |= ownWords
	}
	if len(m.Candidates) > 0 {
		flags |= hasCandidates
	}
	form, known := uint64(0), w.entities[e]
	if known > 0 {
		flags |= knownEntity
	} else {
		form = formOf(m.Entity, m.Name, m.Text)
		flags |= form << entityForm
	}
	w.uint(flags)
	number(&w.packer, &w.ways, k.way, func() {
		w.string(m.Field)
		w.string(string(m.Type))
		w.string(string(m.Role))
		w.string(m.How)
	})
	w.int(k.length)
	if !k.words.own {
		w.string(m.Text)
	}
	if known > 0 {
		w.uint(known)
	} else {
		w.called(form, e)
	}
	if len(m.Candidates) > 0 {
		w.candidates(m.Candidates)
	}
}

func (w *noter) candidates(all []corpus.Candidate) {
	w.uint(uint64(len(all)))
	for _, c := range all {
		w.string(c.Entity)
		w.uint(bits.ReverseBytes64(math.Float64bits(c.Score)))
	}
}

func (w *noter) quote(q *corpus.Quote) {
	w.start(q.Start)
	w.int(q.End - q.Start)
	words := w.words(q.Field, q.Start, q.End, q.Text)
	k := manner{field: q.Field, kind: q.Kind, note: q.Note, own: words.own}
	s := q.Speaker
	if s != nil {
		k.by, k.how = 1, s.How
		if s.Span != nil {
			k.by, k.stands = 2, s.Span.Field
		}
	}
	number(&w.packer, &w.manners, k, func() {
		w.string(k.field)
		w.string(string(k.kind))
		w.string(k.note)
		w.uint(uint64(k.by)<<1 | uint64(btoi(k.own)))
		w.string(k.how)
		w.string(k.stands)
	})
	w.string(q.Cue)
	if !k.own {
		w.string(words.text)
	}
	if k.by > 0 {
		e := [2]string{s.Entity, s.Name}
		number(&w.packer, &w.entities, e, func() {
			form := formOf(s.Entity, s.Name, "")
			w.uint(form)
			w.called(form, e)
		})
	}
	if k.by == 2 {
		w.int(s.Span.Start - w.last)
		w.int(s.Span.End - s.Span.Start)
	}
}

func (w *noter) date(d *corpus.DateMention) {
	w.start(d.Start)
	w.int(d.End - d.Start)
	words := w.words(d.Field, d.Start, d.End, d.Text)
	k := dating{d.Field, d.Rule, words.own}
	number(&w.packer, &w.datings, k, func() {
		w.string(k.field)
		w.string(k.rule)
		w.uint(uint64(btoi(k.own)))
	})
	if !k.own {
		w.string(words.text)
	}
	w.string(d.Value)
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

// Where the name and the id of a new entity are taken from: bits of a number.
const (
	nameStands  = 1 << iota // the name is the words of the mention
	idIsSlug                // the id is the name in small letters
	idIsOwnSlug             // the same behind "~", as that of an entity outside the authority
)

// formOf tells how an entity is called whose mention has these words.
func formOf(id, name, words string) (form uint64) {
	if name == words {
		form |= nameStands
	}
	switch slug := slug(name); id {
	case slug:
		form |= idIsSlug
	case "~" + slug:
		form |= idIsOwnSlug
	}
	return form
}

// called writes what form leaves open of the name and id of a new entity.
func (w *noter) called(form uint64, e [2]string) {
	if form&nameStands == 0 {
		w.string(e[1])
	}
	if form&(idIsSlug|idIsOwnSlug) == 0 {
		w.string(e[0])
	}
	if w.entities == nil {
		w.entities = numbers[[2]string]{}
	}
	w.entities.add(e)
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
