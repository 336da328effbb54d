package analyzer

import (
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"dateline/corpus"
)

// An item is one element of the text around quotations: a word, the title of a work,
// or a whole quotation at this level. Its gap is what stands before it.
type item struct {
	start, end int    // bytes; those of a quotation include the marks
	word       string // folded, "" for a quotation, titleWord for a title
	quote      int    // index into the spans, -1 for a word
	gap        gap
	upper      bool // starts with an upper-case letter or a digit
	sentence   bool // starts a sentence
	paragraph  bool // starts a paragraph
	joined     bool // a hyphen alone stands before it
	owns       bool // carries a possessive ending
	cue        *cue // what it is among cues, nil for none
}

// A gap is a set of the punctuation between two items, with what a quotation
// before it ends with.
type gap uint8

const (
	gapComma gap = 1 << iota
	gapColon
	gapStop // . ! ? …
	gapDash
	gapOpen  // ( or [
	gapClose // ) or ]
	gapSemi
	gapAsk // ? ! … —: behind them a sentence may go on
)

const breaks = gapComma | gapColon | gapDash | gapOpen | gapClose | gapSemi

// titleWord stands for the words of a title, none of which says or does a thing.
const titleWord = "“"

// itemRooms are the items of texts that were read before.
var itemRooms = sync.Pool{New: func() any { return new([]item) }}

// items appends to out the words of s[from:to] in order, each of the quotations spans there
// and each of the titles t.works as one item. spans are apart from one another.
func (t *text) items(out []item, spans []span, from, to int) []item {
	t.learned()
	first, last := t.tokenAt(from), len(t.tokens)
	if to < len(t.s) {
		last = t.tokenAt(to)
	}
	sent := sort.SearchInts(t.sentences, first)
	par := sort.SearchInts(t.paragraphs, first)
	out = slices.Grow(out, last-first)
	at, k := from, 0
	works := t.works[sort.Search(len(t.works), func(i int) bool { return t.works[i].start >= from }):]
	for i := first; i < last; {
		tok := t.tokens[i]
		p := item{start: tok.Start, end: tok.End, word: tok.Word, quote: -1, cue: t.lexeme(i).cue}
		for k < len(spans) && spans[k].close <= tok.Start {
			k++
		}
		next := i + 1
		if k < len(spans) && spans[k].open <= tok.Start {
			p = item{start: spans[k].open, end: spans[k].close, quote: k}
			for next < len(t.tokens) && t.tokens[next].Start < spans[k].close {
				next++
			}
		} else if len(works) > 0 && works[0].start <= tok.Start {
			p.word, p.cue = titleWord, nil
			for ; next < last && t.tokens[next].Start < works[0].end; next++ {
				p.end = t.tokens[next].End
			}
			works = works[1:]
		}
		p.owns = p.quote < 0 && owns(t.s, tok)
		p.upper = firstUpper(t.s[tok.Start:tok.End])
		p.joined = p.start == at+1 && t.s[at] == '-'
		if behind := len(out) > 0 && out[len(out)-1].quote >= 0; behind || p.start != at+1 || t.s[at] != ' ' {
			p.gap = gapOf(t.s, at, p.start, behind)
		}
		for par < len(t.paragraphs) && t.paragraphs[par] <= i {
			p.paragraph = true
			par++
		}
		for sent < len(t.sentences) && t.sentences[sent] <= i {
			p.sentence = true
			sent++
		}
		for sent < len(t.sentences) && t.sentences[sent] < next { // inside the quotation
			sent++
		}
		p.boundary(out)
		out = append(out, p)
		at, i = p.end, next
	}
	return out
}

// boundary corrects where p starts a sentence by what a quotation before it
// ended with: behind “…,” the sentence goes on, behind “….” a capital starts one.
func (p *item) boundary(prev []item) {
	if p.paragraph || len(prev) == 0 {
		p.sentence = true
		return
	}
	if prev[len(prev)-1].quote >= 0 {
		p.sentence = p.gap&gapStop != 0 && p.gap&gapComma == 0 && p.upper
	} else if p.quote < 0 && !p.upper {
		p.sentence = false
	} else if p.quote >= 0 && p.gap&gapStop == 0 {
		p.sentence = false
	}
}

func gapOf(s string, from, to int, behindQuote bool) gap {
	var g gap
	if behindQuote { // the last character inside counts
		in := strings.TrimRight(s[max(0, from-12):from], "\"'”’»“‘›」』 \u00a0")
		if in != "" {
			g |= gapRune([]rune(in)[len([]rune(in))-1])
		}
	}
	if to-from > 200 {
		to = from + 200
	}
	between := s[min(from, to):to]
	for _, r := range between {
		g |= gapRune(r)
	}
	if strings.Contains(between, " - ") || strings.Contains(between, "--") {
		g |= gapDash
	}
	return g
}

func gapRune(r rune) gap {
	switch r {
	case ',', '،', '、', '，':
		return gapComma
	case ':', '：':
		return gapColon
	case '.', '。':
		return gapStop
	case '!', '?', '…', '؟':
		return gapStop | gapAsk
	case '—', '–', '―':
		return gapDash
	case '(', '[':
		return gapOpen
	case ')', ']':
		return gapClose
	case ';':
		return gapSemi
	}
	return 0
}

func firstUpper(s string) bool {
	if s != "" && s[0] < utf8.RuneSelf {
		return s[0]-'A' < 26 || s[0]-'0' < 10
	}
	for _, r := range s {
		return unicode.IsUpper(r) || unicode.IsDigit(r)
	}
	return false
}

// farthest bounds how many items of a sentence are looked at on each side of a
// quotation, so that a text without sentence ends costs no more than another.
const farthest = 120

// sentenceOf returns the items [l,r) of the sentence that item i stands in.
func sentenceOf(ps []item, i int) (l, r int) {
	for l = i; l > 0 && !ps[l].sentence && i-l < farthest; l-- {
	}
	for r = i + 1; r < len(ps) && !ps[r].sentence && r-i < farthest; r++ {
	}
	return l, r
}

// topmost returns the spans of all that stand in no other.
func topmost(all []span) []span {
	out := make([]span, 0, len(all))
	for _, sp := range all {
		if len(out) == 0 || sp.open >= out[len(out)-1].close {
			out = append(out, sp)
		}
	}
	return slices.Clip(out)
}

// owns reports whether tok carries ’s or, behind an s, a bare apostrophe.
func owns(s string, tok corpus.Token) bool {
	if last, next := s[tok.End-1], nextByte(s, tok.End); last != 's' && next != '\'' && next < utf8.RuneSelf {
		return false // as most
	}
	if rest := s[tok.End:]; strings.HasPrefix(rest, "'s") || strings.HasPrefix(rest, "’s") {
		return true
	}
	in := s[tok.Start:tok.End]
	if strings.HasSuffix(in, "'s") || strings.HasSuffix(in, "’s") {
		return true
	}
	rest := s[tok.End:]
	return strings.HasSuffix(in, "s") && (strings.HasPrefix(rest, "' ") || strings.HasPrefix(rest, "’ "))
}
