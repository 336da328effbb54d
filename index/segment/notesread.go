package segment

import (
	"math"
	"math/bits"
	"slices"

	"dateline/corpus"
)

// A reader unpacks what a noter packed.
type reader struct {
	*unpacker
	article  *corpus.Annotated
	last     int
	entities [][2]string
	ways     []way
	kinds    []kindRead
	manners  []manner
	datings  []dating
}

type kindRead struct {
	kind
	candidates []corpus.Candidate
}

// numbered reads what number wrote.
func numbered[K any](u *unpacker, known *[]K, define func() K) (k K) {
	n := u.uint()
	switch {
	case n == 0:
		k = define()
		*known = append(*known, k)
	case n <= uint64(len(*known)):
		k = (*known)[n-1]
	default:
		u.bad = true
	}
	return k
}

// unpackNotes reads what packNotes wrote into a, whose title and text are set.
func unpackNotes(u *unpacker, a *corpus.Annotated) {
	r := &reader{unpacker: u, article: a}
	a.Mentions = several(r, r.mention)
	r.last = 0
	a.Quotes = several(r, r.quote)
	r.last = 0
	a.Dates = several(r, r.date)
	r.last = 0
	a.Notes = several(r, func(n *corpus.Note) {
		n.Field = r.string()
		n.Start, n.End = r.place()
		n.Text = r.words(n.Field, n.Start, n.End, r.text())
	})
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

func (r *reader) place() (start, end int) {
	start = r.start()
	return start, start + r.int()
}

func (r *reader) text() words {
	if r.uint() == 1 {
		return words{own: true}
	}
	return words{text: r.string()}
}

func (r *reader) words(field string, start, end int, w words) string {
	if w.own {
		return piece(r.article, field, start, end)
	}
	return w.text
}

func (r *reader) mention(m *corpus.Mention) {
	m.Start = r.start()
	k := numbered(r.unpacker, &r.kinds, func() kindRead { return r.kind(m.Start) })
	m.Field, m.Type, m.Role, m.How = k.field, k.typ, k.role, k.how
	m.End, m.Entity, m.Name = m.Start+k.length, k.entity, k.name
	m.Text = r.words(m.Field, m.Start, m.End, k.kind.words)
	m.Candidates = slices.Clone(k.candidates)
}

// kind reads a new kind, of which a mention starts at start.
func (r *reader) kind(start int) (k kindRead) {
	form := r.uint()
	k.way = numbered(r.unpacker, &r.ways, func() way {
		return way{r.string(), corpus.Type(r.string()), corpus.Role(r.string()), r.string()}
	})
	k.length, k.kind.words.own = r.int(), form&ownWords != 0
	if !k.kind.words.own {
		k.kind.words.text = r.string()
	}
	var e [2]string
	if form&knownEntity != 0 {
		e = numbered(r.unpacker, &r.entities, func() [2]string { r.bad = true; return e })
	} else {
		e = r.called(form>>entityForm, r.words(k.field, start, start+k.length, k.kind.words))
		r.entities = append(r.entities, e)
	}
	k.entity, k.name = e[0], e[1]
	if form&hasCandidates != 0 {
		for n := r.count(); n > 0; n-- {
			id := r.string()
			k.candidates = append(k.candidates, corpus.Candidate{Entity: id, Score: math.Float64frombits(bits.ReverseBytes64(r.uint()))})
		}
	}
	return k
}

// called reads the name and id of a new entity.
func (r *reader) called(form uint64, words string) (e [2]string) {
	if e[1] = words; form&nameStands == 0 {
		e[1] = r.string()
	}
	switch {
	case form&idIsSlug != 0:
		e[0] = slug(e[1])
	case form&idIsOwnSlug != 0:
		e[0] = "~" + slug(e[1])
	default:
		e[0] = r.string()
	}
	return e
}

func (r *reader) quote(q *corpus.Quote) {
	q.Start, q.End = r.place()
	k := numbered(r.unpacker, &r.manners, r.manner)
	q.Field, q.Kind, q.Cue, q.Note = k.field, k.kind, r.string(), k.note
	w := words{own: k.own}
	if !k.own {
		w.text = r.string()
	}
	q.Text = r.words(q.Field, q.Start, q.End, w)
	if k.by > 0 {
		e := numbered(r.unpacker, &r.entities, func() [2]string { return r.called(r.uint(), "") })
		q.Speaker = &corpus.Speaker{Entity: e[0], Name: e[1], How: k.how}
	}
	if k.by == 2 {
		at := r.last + r.int()
		q.Speaker.Span = &corpus.Span{Field: k.stands, Start: at, End: at + r.int()}
	}
}

func (r *reader) manner() (k manner) {
	k.field, k.kind, k.note = r.string(), corpus.QuoteKind(r.string()), r.string()
	by := r.uint()
	k.own, k.by = by&1 == 1, int(by>>1&3)
	k.how, k.stands = r.string(), r.string()
	return k
}

func (r *reader) date(d *corpus.DateMention) {
	d.Start, d.End = r.place()
	k := numbered(r.unpacker, &r.datings, func() dating { return dating{r.string(), r.string(), r.uint() == 1} })
	d.Field, d.Rule = k.field, k.rule
	w := words{own: k.own}
	if !k.own {
		w.text = r.string()
	}
	d.Text, d.Value = r.words(d.Field, d.Start, d.End, w), r.string()
}
