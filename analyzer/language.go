package analyzer

import (
	"unicode"

	"github.com/abadojack/whatlanggo"

	"dateline/corpus"
)

// Language returns the BCP 47 base tag of the language that s is written in, or ""
// where that is not certain. It reads the first 600 bytes. Of a text as short as a
// headline trigrams tell little: what they say must be borne out by its small words.
func Language(s string) string {
	s = head(s, languageBytes)
	if isEnglish(tokenize(s)) {
		return "en"
	}
	if lang := cyrillic(s); lang != "" {
		return lang
	}
	info := whatlanggo.Detect(s)
	lang, sure := info.Lang.Iso6391(), info.IsReliable()
	if info.Script == unicode.Latin && len(s) < shortText {
		return byWords(s, lang, sure)
	}
	if !sure {
		return ""
	}
	return lang
}

// cyrillic tells the languages of the Cyrillic script apart by letters that only some
// of them have; "" where none stands in s. Trigrams confuse Russian and Bulgarian.
func cyrillic(s string) string {
	var russian, ukrainian, belarusian, serbian, macedonian, bulgarian, shared int
	for _, r := range s {
		switch unicode.ToLower(r) {
		case 'ї', 'є', 'ґ':
			ukrainian++
		case 'ў':
			belarusian++
		case 'ы', 'э', 'ё':
			russian++
		case 'ћ', 'ђ':
			serbian++
		case 'ѓ', 'ќ', 'ѕ':
			macedonian++
		case 'ъ':
			bulgarian++
		case 'ј', 'љ', 'њ':
			shared++
		}
	}
	switch {
	case belarusian > 0:
		return "be"
	case ukrainian > russian:
		return "uk"
	case macedonian > serbian:
		return "mk"
	case serbian+shared > russian:
		return "sr"
	case russian > 0:
		return "ru"
	case bulgarian > 1:
		return "bg"
	}
	return ""
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
			if hits++; hits >= 4 && hits*9 >= n {
				return true
			}
		}
	}
	return false
}

var englishWords = set(`the and of that with was from by his her they this which have has had been said would their
	there were are will its who when what after but not is it he she for to`)
