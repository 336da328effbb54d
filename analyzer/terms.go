package analyzer

import (
	"dateline/corpus"
)

// The validity dates of a person are the term in the office that the row's note
// names. With the day of publication they help to choose between bearers of a name:
// President Bush of 1990 and of 2003. They hide nobody, and without a day of
// publication they say nothing.

// An era tells how a day lies to a term.
type era int

const (
	unknownEra era = iota // no day, or no term
	earlier               // the day lies before the term
	during
	later
)

// term tells how day lies to the term of e, at the precision that both have.
func term(e *corpus.Entity, day string) era {
	cut := func(bound string) (string, string) {
		n := min(len(bound), len(day))
		return bound[:n], day[:n]
	}
	if day == "" || e.ValidFrom+e.ValidTo == "" {
		return unknownEra
	}
	if from, on := cut(e.ValidFrom); on < from {
		return earlier
	}
	if to, on := cut(e.ValidTo); on > to {
		return later
	}
	return during
}

// day is the day of publication as far as it is known before the text is resolved:
// given, at the text's head, or in the URL.
func (a *Authority) day(x *corpus.Article, doc []*text) string {
	if x.Published.Value != "" {
		return x.Published.Value
	}
	return published(x, doc, &credits{p: a.press()}).Value
}

// inOffice returns the one of holders whose office is the title before token i and
// whose term holds the day of publication, or ended before it where the title is
// former. It is nil where none or several are.
func (r *resolver) inOffice(t *text, i int, holders []int32) *corpus.Entity {
	var title []string
	want := during
	for i--; i >= 0 && len(title) < 4 && len(t.gap(i)) <= 2 && (titleWords[t.word(i)] || t.word(i) == "late"); i-- {
		switch w := t.word(i); w {
		case "former", "ex", "late":
			want = later
		default:
			title = append(title, w)
		}
	}
	if len(title) == 0 || i >= 0 && t.word(i) == "then" {
		return nil
	}
	var found *corpus.Entity
	for _, h := range holders {
		e := r.a.at(h)
		if term(e, r.day) != want || !holdsWords(fold(e.Note), title) {
			continue
		}
		if found != nil {
			return nil
		}
		found = e
	}
	return found
}

// holdsWords reports whether every one of words is a word of note.
func holdsWords(note string, words []string) bool {
	have := set(note)
	for _, w := range words {
		if !have[w] {
			return false
		}
	}
	return true
}
