package index

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/query"
)

// exact returns the documents of within whose stored title or text holds n. The
// words of n that stand between spaces inside it are words of the article too, and
// narrow what must be read.
func (e *exec) exact(n *query.Exact, within *roaring.Bitmap) *roaring.Bitmap {
	for _, word := range e.innerWords(n.Text) {
		have := roaring.New()
		for _, f := range []field{title, text} {
			if p, ok := e.part.Postings(fieldNames[f], word); ok {
				have.Or(p.Docs)
			}
		}
		within = roaring.And(within, have)
	}
	out := roaring.New()
	it := within.Iterator()
	for it.HasNext() {
		e.check()
		doc := it.Next()
		title, text, err := e.part.Text(doc)
		if err != nil {
			panic(err)
		}
		if holdsExact(title, n.Text) || holdsExact(text, n.Text) {
			out.Add(doc)
		}
	}
	return out
}

// innerWords returns the folded words of text that stand between two spaces: those
// that the tokens around text cannot change.
func (e *exec) innerWords(text string) []string {
	first := strings.IndexFunc(text, unicode.IsSpace)
	last := strings.LastIndexFunc(text, unicode.IsSpace)
	if e.tokens == nil || first < 0 || last <= first {
		return nil
	}
	return e.tokens(text[first:last])
}

// holdsExact reports whether text contains want at word borders.
func holdsExact(text, want string) bool {
	for from := 0; want != ""; {
		i := strings.Index(text[from:], want)
		if i < 0 {
			return false
		}
		i += from
		if border(text, i) && border(text, i+len(want)) {
			return true
		}
		from = i + 1
	}
	return false
}

// border reports whether the runes on both sides of an offset are not both of words.
func border(text string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	behind, _ := utf8.DecodeRuneInString(text[at:])
	return !inWord(before) || !inWord(behind)
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r))
}
