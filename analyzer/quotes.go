package analyzer

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"

	"dateline/corpus"
)

// quotes finds the quotations and reported statements of t, by Start, then by End
// descending, and notes the marks that no rule could pair and the names between marks,
// by Start. mentions are those of every field; speakers are among those of t. Time is
// linear in the text.
func quotes(t *text, mentions []corpus.Mention) ([]corpus.Quote, []corpus.Note) {
	starts := make([]int, len(t.paragraphs))
	for i, p := range t.paragraphs {
		starts[i] = t.paragraphStart(p)
	}
	spans, refused := quotedSpans(t.s, starts, dialogue[t.lang])
	spans, named := t.titles(spans)
	refused = append(refused, named...)
	t.works = topmost(slices.DeleteFunc(named, func(sp span) bool { return sp.note != noteTitle }))
	w := newWitness(t, mentions)
	defer w.release()
	w.top = topmost(spans)
	room := itemRooms.Get().(*[]item)
	defer itemRooms.Put(room)
	*room = w.items((*room)[:0], w.top, 0, len(t.s))
	ps := *room
	out, repeated := t.repeats(w.level(ps, spans, 0))
	out = append(out, w.indirect(ps)...)
	slices.SortStableFunc(out, func(a, b corpus.Quote) int {
		return cmp.Or(a.Start-b.Start, b.End-a.End)
	})
	var notes []corpus.Note
	for _, sp := range slices.Concat(refused, w.named, repeated) {
		notes = append(notes, corpus.Note{Field: t.field, Start: sp.open, End: sp.close, Text: sp.note})
	}
	slices.SortStableFunc(notes, func(a, b corpus.Note) int { return a.Start - b.Start })
	return out, notes
}

// dialogue holds the languages whose newspapers open direct speech with a dash.
var dialogue = set("es fr pt it ru uk pl ro tr el hu cs bg ca")

// paragraphStart returns the first byte of the paragraph whose first token is p:
// behind the line end before it, so that an opening mark belongs to it.
func (t *text) paragraphStart(p int) int {
	if p == 0 {
		return 0
	}
	i := t.tokens[p].Start
	for i > t.tokens[p-1].End && t.s[i-1] != '\n' {
		i--
	}
	for i < t.tokens[p].Start && isSpaceByte(t.s[i]) {
		i++
	}
	return i
}

// level attributes the top ones of spans, which are the quotations among ps, and,
// inside each, those nested there. Names that nobody says go to w.named.
func (w *witness) level(ps []item, spans []span, depth int) []corpus.Quote {
	if depth > 3 { // so deep that a mark is missing: no one is named
		var out []corpus.Quote
		for _, sp := range spans {
			out = append(out, w.quote(sp))
		}
		return out
	}
	top := topmost(spans)
	var out []corpus.Quote
	for i, k, quotes := 0, 0, w.attributed(ps, top, depth); k < len(top); k++ {
		j := i + 1
		for j < len(spans) && spans[j].open < top[k].close {
			j++
		}
		if why := w.unsaid(&quotes[k]); why != "" {
			top[k].note = why
			w.named = append(w.named, top[k])
			i = j
			continue
		}
		out = append(out, quotes[k])
		if inner := spans[i+1 : j]; len(inner) > 0 {
			out = append(out, w.level(w.items(nil, topmost(inner), top[k].start, top[k].end), inner, depth+1)...)
		}
		i = j
	}
	return out
}

// attributed makes the quotes of one level, with speakers.
func (w *witness) attributed(ps []item, spans []span, depth int) []corpus.Quote {
	out := make([]corpus.Quote, len(spans))
	for i, sp := range spans {
		out[i] = w.quote(sp)
	}
	last := -1 // item of the quotation before, of the last attributed one in this paragraph
	for i, p := range ps {
		if p.quote < 0 {
			continue
		}
		q := &out[p.quote]
		if src, ok := attribute(ps, i); ok {
			q.Speaker, q.Cue = w.speaker(ps, src), src.cue
		} else if depth == 0 {
			w.carry(ps, last, i, out, spans)
		}
		if q.Speaker != nil || last < 0 || p.paragraph || ps[i].paragraph {
			last = i
		}
	}
	w.forward(ps, out)
	return out
}

func (w *witness) quote(sp span) corpus.Quote {
	return corpus.Quote{Field: w.field, Start: sp.start, End: sp.end, Text: w.s[sp.start:sp.end], Kind: w.kind(sp), Note: sp.note}
}

// kind tells a quotation of whole sentences from a part of one.
func (w *witness) kind(sp span) corpus.QuoteKind {
	in := w.s[sp.start:sp.end]
	first, _ := utf8.DecodeRuneInString(in)
	for i, r := range in {
		if first = r; unicode.IsLetter(r) || unicode.IsDigit(r) || i > 8 {
			break
		}
	}
	if unicode.IsLower(first) {
		return corpus.Fragment
	}
	ending, _ := utf8.DecodeLastRuneInString(in)
	outer, _ := utf8.DecodeRuneInString(w.s[sp.close:])
	switch ending {
	case '.', '?', '!', '…', '—', '–', '-':
		return corpus.Direct
	case ',':
		if wordsIn(in) > 3 {
			return corpus.Direct
		}
		return corpus.Fragment
	}
	if (outer == '.' || outer == ',' || sp.note != "") && wordsIn(in) > 4 {
		return corpus.Direct
	}
	return corpus.Fragment
}

// wordsIn counts the words of s, to six.
func wordsIn(s string) int {
	n, inside := 0, false
	for _, r := range s {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		if letter && !inside {
			if n++; n > 5 {
				break
			}
		}
		inside = letter || inside && (r == '\'' || r == '’')
	}
	return n
}
