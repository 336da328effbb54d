package analyzer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/corpus"
)

// Marks also stand around what nobody says: the names of works, groups and
// addresses, and the values of markup that was left in the text. What tells a name
// from speech is title case together with what stands around the marks: a word for a
// work, another title beside it, or that no one in the text is said to have said it.
// Title case alone is not enough, for slogans are shouted and headlines quote. In
// sentence case only an author tells a title.
//
//	the novel “A Bend in the River” · an article titled “Five Ways to Lose”
//	on CNN’s “Inside the Day” · “Rivers and Roads,” by Ann White
//	“A river runs dry,” by the Daily’s Ann White · on “Today” and “The Late Talk With Ann”
//	founder of “Friends of the Long River” · <a href="the long way home">

const (
	noteTitle  = "title of a work between marks: no quotation taken"
	noteNamed  = "capitalised like a name, and no one is said to have said it: no quotation taken"
	noteMarkup = "value of a markup attribute: no quotation taken"
)

// works are the words right before the title of a work, or one word off.
var works = set(`titled entitled headlined headline book books novel memoir biography autobiography film films movie movies documentary
	song album hit single play musical opera show series sitcom program programme podcast episode segment column article essay editorial
	op-ed piece headline chapter exhibition exhibit painting report study paper poem magazine newspaper author co-author coauthor editor co-editor
	host co-host star creator director producer moderator`)

// small are the words that stand in lower case within a title.
var small = set("a an the of in on at to for from by with and or but nor as vs via")

// titles drops from spans the titles of works and the values of markup, and what is
// quoted in them. They are returned too.
func (t *text) titles(spans []span) (speech, dropped []span) {
	for _, sp := range spans {
		note := ""
		if n := len(dropped); n > 0 && sp.open < dropped[n-1].close {
			note = dropped[n-1].note
		} else if t.markup(sp) {
			note = noteMarkup
		} else if s := t.s[sp.start:sp.end]; t.authored(sp) || t.headed(sp) || likeTitle(s) && (t.worked(sp) || n > 0 && t.beside(dropped[n-1], sp)) {
			note = noteTitle
		}
		if note == "" {
			speech = append(speech, sp)
			continue
		}
		sp.note = note
		dropped = append(dropped, sp)
	}
	return speech, dropped
}

// markup reports whether sp is the value of an attribute: name="value".
func (t *text) markup(sp span) bool {
	name, ok := strings.CutSuffix(t.s[max(0, sp.open-24):sp.open], "=")
	last, _ := utf8.DecodeLastRuneInString(name)
	return ok && unicode.IsLetter(last)
}

// beside reports whether only a word that joins stands between a title and sp.
func (t *text) beside(title, sp span) bool {
	switch strings.Trim(t.s[title.close:sp.open], " ,;") {
	case "", "and", "or", "not", "but not", "nor":
		return sp.open-title.close < 16
	}
	return false
}

// headed reports whether a word right before sp says that it is a title, in any case.
func (t *text) headed(sp span) bool {
	before := strings.TrimRight(t.s[max(0, sp.open-24):sp.open], ", ")
	return headed[strings.ToLower(before[strings.LastIndexAny(before, " \n-—")+1:])] && firstUpper(t.s[sp.start:sp.end])
}

// authored reports whether sp starts like a sentence and a comma, “by” and a name
// follow it: “A river runs dry,” by Ann White; not by Ann White’s count.
func (t *text) authored(sp span) bool {
	in := strings.Trim(t.s[sp.start:sp.end], "‘’'“”\" ")
	behind, comma := strings.CutPrefix(t.s[sp.close:min(len(t.s), sp.close+64)], ",")
	name, by := strings.CutPrefix(strings.TrimLeft(behind, " "), "by ")
	if !by || !comma && !strings.HasSuffix(in, ",") || !firstUpper(in) {
		return false
	}
	capitals, owner := 0, false
	for _, w := range strings.Fields(strings.TrimPrefix(name, "the ")) {
		if !firstUpper(w) {
			break
		}
		capitals++
		owner = strings.ContainsAny(w[len(w)-1:], "'") || strings.HasSuffix(w, "'s") || strings.HasSuffix(w, "’s") || strings.HasSuffix(w, "’")
		if strings.ContainsAny(w[len(w)-1:], ",.:;") {
			break
		}
	}
	return capitals >= 2 && !owner
}

// amidText reports whether a word of four letters or more stands in lower case
// beside q in its paragraph, no small one: in a headline all words are capitals, so
// title case tells nothing.
func (t *text) amidText(q *corpus.Quote) bool {
	before, behind := t.s[max(0, q.Start-80):q.Start], t.s[q.End:min(len(t.s), q.End+80)]
	before = before[strings.LastIndexByte(before, '\n')+1:]
	behind, _, _ = strings.Cut(behind, "\n")
	for _, w := range append(strings.Fields(before), strings.Fields(behind)...) {
		w = strings.Trim(w, ".,:;!?()“”‘’\"'")
		if first, _ := utf8.DecodeRuneInString(w); unicode.IsLower(first) && len(w) > 3 && !small[w] {
			return true
		}
	}
	return false
}

// likeTitle reports whether s is three words at least, all with a capital but the
// small ones, and neither all capitals nor a sentence with a mark of its own.
func likeTitle(s string) bool {
	if len(s) > 200 || strings.HasSuffix(s, "!") {
		return false
	}
	words, capitals, lower := 0, 0, false
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return unicode.IsSpace(r) || r == '-' || r == '—' || r == '–' }) {
		w = strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		first, n := utf8.DecodeRuneInString(w)
		switch {
		case w == "":
			continue
		case unicode.IsUpper(first) || unicode.IsDigit(first):
			capitals++
			lower = lower || strings.IndexFunc(w[n:], unicode.IsLower) >= 0
		case words == 0 || !small[w]:
			return false
		}
		words++
	}
	return words >= 3 && capitals >= 2 && lower
}

// worked reports whether the words around sp say that it names a work: one of works
// before it or behind, a possessive, “on” or “told” before and no verb behind, or “by”
// and a name behind.
func (t *text) worked(sp span) bool {
	before := strings.TrimRight(t.s[max(0, sp.open-60):sp.open], ", ")
	before = before[strings.LastIndexAny(before, "\n.:;,“”\"")+1:]
	f := strings.Fields(strings.ToLower(before))
	if n := len(f); n > 0 {
		last := f[n-1]
		if works[last] || n > 1 && works[f[n-2]] && small[last] || about(f) {
			return true
		}
		if n > 1 && last == "called" && (works[f[n-2]] || carriers[f[n-2]] || genres[f[n-2]]) {
			return true
		}
		if genitive(last) || last == "on" || last == "told" {
			return true
		}
	}
	behind := t.s[sp.close:min(len(t.s), sp.close+60)]
	name, ok := strings.CutPrefix(strings.TrimLeft(behind, ", "), "by ")
	return ok && firstUpper(name) || carries(before, behind) || appositive(behind)
}

// about reports whether f ends like “book about rivers”.
func about(f []string) bool {
	for i := max(1, len(f)-7); i < len(f)-1; i++ {
		if (f[i] == "about" || f[i] == "on") && works[f[i-1]] {
			return true
		}
	}
	return false
}

func genitive(w string) bool {
	return strings.HasSuffix(w, "'s") || strings.HasSuffix(w, "’s") || strings.HasSuffix(w, "s'") || strings.HasSuffix(w, "s’")
}

// appositive reports whether behind goes on like “, a film by”.
func appositive(behind string) bool {
	f := strings.Fields(strings.TrimLeft(behind, ","))
	for i := 1; i < min(4, len(f)-1) && determiners[f[0]]; i++ {
		if works[f[i]] && (f[i+1] == "by" || f[i+1] == "about") {
			return true
		}
	}
	return false
}
