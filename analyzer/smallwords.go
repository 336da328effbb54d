package analyzer

import (
	"strings"
	"unicode"
)

// The language of a headline. Trigrams of so few letters take English for French or
// Estonian and are sure of it, and are unsure of most. The small words of a language
// (Grefenstette, JADT 1995) are rarer there but seldom lie: a text is English by a
// word that English alone has, and of the language of its trigrams by two of its small
// words, more than others have there, or, where they are sure, by one or by a letter
// outside ASCII.

// shortText is the length in bytes from which trigrams are trusted alone.
const shortText = 200

// byWords returns the language of the short text s, which trigrams take for lang, or
// "" where its words do not bear that out.
func byWords(s, lang string, sure bool) string {
	english, weak, foreign := 0, 0, false
	times := map[string]int{}
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }) {
		switch {
		case onlyEnglish[w]:
			english++
		case alsoEnglish[w]:
			weak++
		default:
			for l, small := range smallWords {
				if small[w] {
					times[l]++
				}
			}
		}
		for _, r := range w {
			foreign = foreign || r > unicode.MaxASCII && r != 'º' && r != 'ª'
		}
	}
	own, alone := times[lang], true
	for l, n := range times {
		alone = alone && (l == lang || n < own)
	}
	switch {
	case lang == "en" && (english+weak > 0 || sure && !foreign), lang != "en" && english > own:
		return "en"
	case lang != "en" && (own > 1 && alone || sure && (own > 0 || foreign)):
		return lang
	}
	return ""
}

// onlyEnglish are small words that no other language in Latin letters has among its
// own; alsoEnglish are frequent in English, and elsewhere: they bear out English alone.
var (
	onlyEnglish = set(`the and with from this these those which been has would could should their there were what when where why
		how after before between against about through during they she his its our you your we who says said that than more not be can
		out if are did does amid without`)
	alsoEnglish = set("a an of to for in on at by is it as or have had her over under was will no new up off but all one he i do so me")
)

// smallWords are the most frequent words of other languages.
var smallWords = map[string]map[string]bool{
	"fr": set("le la les des du de et en un une sur pour dans par est qui que avec aux au ce sa son ses pas ne plus il elle l d"),
	"de": set("der die das und ist nicht mit von den dem zu zum zur im in auf für ein eine einen des nach bei vor aus über will sich wird es"),
	"es": set("el la los las de del y en que un una por con para se su sus al es no a lo tras"),
	"it": set("il lo la le gli i di del della dei delle e che un una per con in da dal non si al alla nel nella sul"),
	"pt": set("os de do da dos das que em um uma por com para não no na se ao é"),
	"nl": set("de het een en van in is op met voor niet te zijn dat bij om naar uit aan na wil"),
	"sv": set("och i att det som en på är av för med den till ett om efter mot"),
	"da": set("og i at det er en på til af for med den som et om efter mod vil"),
	"nb": set("og i at det er en på til av for med den som et om etter mot vil"),
	"pl": set("i w na z do nie się jest o po dla od za że to przez"),
	"ro": set("și de la în cu pe un din nu ale sunt"),
	"id": set("di dan yang ini itu dengan untuk dari ke pada"),
	"tr": set("ve bir bu da de için ile"),
	"fi": set("ja on ei se että"),
	"hu": set("a az és nem hogy egy"),
	"cs": set("a v na se je z do o pro po že s"),
}
