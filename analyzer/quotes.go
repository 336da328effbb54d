package analyzer

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"

	"dateline/corpus"
)

// quotes finds the quotations and reported statements of t, by Start, then by End
// descending. mentions are those of every field; speakers are among those of t.
// Time is linear in the text.
func quotes(t *text, mentions []corpus.Mention) []corpus.Quote {
	starts := make([]int, len(t.paragraphs))
	for i, p := range t.paragraphs {
		starts[i] = t.paragraphStart(p)
	}
	spans, _ := quotedSpans(t.s, starts, dialogue[t.lang])
	w := newWitness(t, mentions)
	w.top = topmost(spans)
	out := w.level(spans, 0, 0, len(t.s), 0)
	out = append(out, w.indirect(w.items(w.top, 0, 0, len(t.s)))...)
	slices.SortStableFunc(out, func(a, b corpus.Quote) int {
		return cmp.Or(a.Start-b.Start, b.End-a.End)
	})
	return out
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

// level attributes the quotations of s[from:to] and, inside each, those nested
// there. offset is the index of spans[0] in the whole list.
func (w *witness) level(spans []span, offset, from, to, depth int) []corpus.Quote {
	if len(spans) == 0 || depth > 3 {
		return nil
	}
	var top []span
	var inner [][2]int // range of spans nested in each
	for i := 0; i < len(spans); {
		j := i + 1
		for j < len(spans) && spans[j].open < spans[i].close {
			j++
		}
		top = append(top, spans[i])
		inner = append(inner, [2]int{i + 1, j})
		i = j
	}
	ps := w.items(top, 0, from, to)
	out := w.attributed(ps, top, depth)
	for i, r := range inner {
		out = append(out, w.level(spans[r[0]:r[1]], offset+r[0], top[i].start, top[i].end, depth+1)...)
	}
	return out
}

// attributed makes the quotes of one level, with speakers.
func (w *witness) attributed(ps []item, spans []span, depth int) []corpus.Quote {
	out := make([]corpus.Quote, len(spans))
	for i, sp := range spans {
		out[i] = corpus.Quote{Field: w.field, Start: sp.start, End: sp.end, Text: w.s[sp.start:sp.end], Kind: w.kind(sp), Note: sp.note}
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
