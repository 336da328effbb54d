package analyzer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// segment fills in the first tokens of sentences and paragraphs. A paragraph ends
// at a blank line, or at any line end where lines are paragraphs; a paragraph end
// ends the sentence.
func (t *text) segment() {
	t.starts = zeros(t.starts, len(t.tokens)+1)
	if len(t.tokens) == 0 {
		return
	}
	t.starts[0] = true
	wrapped := isWrapped(t.s)
	t.sentences = append(make([]int, 0, 4+len(t.tokens)/16), 0)
	t.paragraphs = append(make([]int, 0, 4+len(t.tokens)/32), 0)
	for i := 1; i < len(t.tokens); i++ {
		start, end := t.tokens[i-1].End, t.tokens[i].Start
		if end-start == 1 && t.s[start] == ' ' && t.s[start-1] != '.' {
			continue
		}
		gap := t.s[start:end]
		switch {
		case endsParagraph(gap, wrapped):
			t.starts[i] = true
			t.paragraphs = append(t.paragraphs, i)
			t.sentences = append(t.sentences, i)
		case t.endsSentence(i-1, gap):
			t.starts[i] = true
			t.sentences = append(t.sentences, i)
		}
	}
}

// endsParagraph reports whether the gap between two tokens holds a paragraph end.
func endsParagraph(gap string, wrapped bool) bool {
	if strings.ContainsRune(gap, '\u2029') {
		return true
	}
	lines := 0
	for i := range len(gap) {
		switch c := gap[i]; c {
		case '\n':
			lines++
			if lines > 1 || !wrapped {
				return true
			}
		case '\r', ' ', '\t':
		default:
			lines = 0
		}
	}
	return false
}

// isWrapped reports whether s breaks its lines within sentences: then most lines
// that another line follows end without a sentence's end and are of mail width.
func isWrapped(s string) bool {
	lines, open := 0, 0
	for range 400 { // lines looked at
		end := strings.IndexByte(s, '\n')
		if end < 0 {
			break
		}
		line := strings.TrimRight(s[:end], " \t\r")
		s = s[end+1:]
		if line == "" || s == "" || s[0] == '\n' || s[0] == '\r' {
			continue
		}
		lines++
		if len(line) >= 40 && len(line) <= 120 && !strings.ContainsRune(".?!”\"’:…", lastRune(line)) {
			open++
		}
	}
	return lines >= 2 && open*3 >= lines*2
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// endsSentence reports whether a sentence ends in the gap behind token i.
func (t *text) endsSentence(i int, gap string) bool {
	end, stop, bare := terminator(gap)
	word := t.surface(i)
	if strings.HasSuffix(word, ".") { // the full stop of an acronym
		stop, bare = true, true
		if r, _ := utf8.DecodeRuneInString(gap); end < 0 && !unicode.IsSpace(r) && !isCloser(r) {
			return false
		}
	} else if end < 0 {
		return false
	}
	next := t.surface(i + 1)
	r, _ := utf8.DecodeRuneInString(next)
	if unicode.IsLower(r) {
		return false
	}
	if !stop || !bare {
		return true
	}
	switch folded := t.tokens[i].Word; {
	case strings.HasSuffix(word, "."), isInitial(word), len(folded) <= longestAbbreviation && endingAbbreviations[folded]:
		return sentenceStarts[t.tokens[i+1].Word] && !isDigit(next[0])
	case len(folded) <= longestAbbreviation && titleAbbreviations[folded]:
		return false
	}
	return true
}

// terminator finds a sentence's end mark in gap: its offset or -1, whether it is
// a full stop, and whether that full stop stands right behind the word, as that
// of an abbreviation does.
func terminator(gap string) (at int, stop, bare bool) {
	for i, r := range gap {
		switch r {
		case '.':
			rest := gap[i+1:]
			if rest == "" || strings.HasPrefix(rest, ".") { // antiwar.com; the first of "..."
				continue
			}
			return i, true, i == 0
		case '?', '!', '…', '؟', '۔', '।', '॥':
			if len(gap) > i+utf8.RuneLen(r) {
				return i, false, false
			}
		case '。', '！', '？', '．':
			return i, false, false
		}
	}
	return -1, false, false
}

func isCloser(r rune) bool { return strings.ContainsRune("”’\"')]»", r) }

// isInitial reports whether word is one capital letter that may abbreviate a name.
func isInitial(word string) bool {
	r, n := utf8.DecodeRuneInString(word)
	return n == len(word) && unicode.IsUpper(r) && word != "I"
}

func set(words string) map[string]bool {
	m := make(map[string]bool, 1+strings.Count(words, " ")+strings.Count(words, "\n"))
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// longestAbbreviation is the bytes of the longest of the abbreviations below.
const longestAbbreviation = 6

// titleAbbreviations never end a sentence; endingAbbreviations may, where a word
// follows that opens one.
var (
	titleAbbreviations = set(`mr mrs ms dr prof sen sens rep reps gov govs gen lt col sgt capt cpl maj cmdr adm
		rev hon pres supt det insp messrs mme mlle st ste vs v no nos fig art ft mt al cf dept`)
	endingAbbreviations = set(`jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri
		sat sun inc ltd co corp bros llc plc jr sr etc est ave blvd rd ariz ala ark calif colo conn del fla ga
		ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa tenn tex va vt wash wis wyo`)
	sentenceStarts = set(`the a an in on at he she it they we i you but and or so yet this that these those his
		her their its our my there here when while as after before for from with by if although though however
		meanwhile since what who why how where not no some many most all both one two now then asked also still
		according earlier later last under during despite among once until because since instead more`)
)
