package analyzer

import (
	"github.com/abadojack/whatlanggo"

	"dateline/corpus"
)

// Language returns the BCP 47 base tag of the language that s is written in, or ""
// where that is not certain. It reads the first 600 bytes.
func Language(s string) string {
	s = head(s, languageBytes)
	if isEnglish(tokenize(s)) {
		return "en"
	}
	info := whatlanggo.Detect(s)
	if !info.IsReliable() {
		return ""
	}
	return info.Lang.Iso6391()
}

const languageBytes = 600

// head is the first n bytes of s, cut back to a rune border.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// isEnglish counts words that English alone has among the frequent ones: most
// articles are decided here, without the cost of trigrams.
func isEnglish(tokens []corpus.Token) bool {
	hits, n := 0, min(len(tokens), 100)
	for _, t := range tokens[:n] {
		if englishWords[t.Word] {
			hits++
		}
	}
	return hits >= 4 && hits*9 >= n
}

var englishWords = set(`the and of that with was from by his her they this which have has had been said would their
	there were are will its who when what after but not is it he she for to`)
