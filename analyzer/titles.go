package analyzer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Marks also stand around the names of books, films and broadcasts, which nobody
// says. What tells them from speech is title case together with what stands around
// the marks; either alone is not enough, for slogans have title case too.
//
//	the novel “A Bend in the River” · an article titled “Five Ways to Lose”
//	on CNN’s “Inside the Day” · “Rivers and Roads,” by Ann White

// works are the words right before the title of a work, or one word off.
var works = set(`titled entitled headlined headline book books novel memoir biography autobiography film films movie movies documentary
	song album hit single play musical opera show series sitcom program programme podcast episode segment column article essay editorial
	report study paper poem magazine newspaper author co-author editor co-editor`)

// small are the words that stand in lower case within a title.
var small = set("a an the of in on at to for from by with and or but nor as vs via")

// titles drops from spans the titles of works, and what is quoted in them. They
// are returned too.
func (t *text) titles(spans []span) (speech, dropped []span) {
	for _, sp := range spans {
		n := len(dropped)
		if n > 0 && sp.open < dropped[n-1].close || likeTitle(t.s[sp.start:sp.end]) && t.worked(sp) {
			sp.note = noteTitle
			dropped = append(dropped, sp)
			continue
		}
		speech = append(speech, sp)
	}
	return speech, dropped
}

// likeTitle reports whether s is three words at least, all with a capital but the
// small ones, and neither all capitals nor a sentence with a mark of its own.
func likeTitle(s string) bool {
	if len(s) > 200 || strings.HasSuffix(s, "!") {
		return false
	}
	words, capitals, lower := 0, 0, false
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '-' || r == '—' || r == '–' }) {
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
// before it, a possessive or “on” before and no verb behind, or “by” and a name behind.
func (t *text) worked(sp span) bool {
	before := t.s[max(0, sp.open-60):sp.open]
	before = before[strings.LastIndexAny(before, "\n.:;,“”\"")+1:]
	f := strings.Fields(strings.ToLower(before))
	if n := len(f); n > 0 {
		last := f[n-1]
		if works[last] || n > 1 && works[f[n-2]] && (small[last] || last == "called") {
			return true
		}
		if strings.HasSuffix(last, "'s") || strings.HasSuffix(last, "’s") || last == "on" {
			return true
		}
	}
	behind := strings.TrimLeft(t.s[sp.close:min(len(t.s), sp.close+24)], ", ")
	name, ok := strings.CutPrefix(behind, "by ")
	return ok && firstUpper(name)
}
