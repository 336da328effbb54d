package analyzer

import (
	"sort"
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/irish"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/tamil"
	"github.com/blevesearch/snowballstem/turkish"
)

// stemmers are the Snowball algorithms by BCP 47 base tag.
var stemmers = func() map[string]*stemmer {
	all := map[string]*stemmer{}
	for lang, run := range map[string]func(*snowballstem.Env) bool{
		"ar": arabic.Stem, "da": danish.Stem, "nl": dutch.Stem, "en": english.Stem, "fi": finnish.Stem, "fr": french.Stem,
		"de": german.Stem, "hu": hungarian.Stem, "ga": irish.Stem, "it": italian.Stem, "no": norwegian.Stem, "pt": portuguese.Stem,
		"ro": romanian.Stem, "ru": russian.Stem, "es": spanish.Stem, "sv": swedish.Stem, "ta": tamil.Stem, "tr": turkish.Stem,
	} {
		all[lang] = &stemmer{lang, run}
	}
	return all
}()

// Languages returns the languages that have a stemmer, sorted.
func Languages() []string {
	out := make([]string, 0, len(stemmers))
	for lang := range stemmers {
		out = append(out, lang)
	}
	sort.Strings(out)
	return out
}

// A stemmer is the algorithm of one language.
type stemmer struct {
	lang string
	run  func(*snowballstem.Env) bool
}

// stem returns the stem of a folded word, or the word in a language without a
// stemmer and for words with digits.
func stem(word, lang string) string {
	var env snowballstem.Env
	if out := stemmers[lang].stem(&env, word); out != "" {
		return out
	}
	return word
}

// stem returns the stem of a folded word where that is another word, else "".
func (s *stemmer) stem(env *snowballstem.Env, word string) string {
	if s == nil || word == "" || isDigit(word[0]) {
		return ""
	}
	env.SetCurrent(accented(word, s.lang))
	s.run(env)
	out := env.Current()
	if out == word {
		return ""
	}
	if out = fold(out); out == word {
		return ""
	}
	return out
}

// endings are the endings that an algorithm strips only with the accent that folding
// took, each with its spelling.
var endings = map[string][][2]string{
	"es": {{"cion", "ción"}},
	"fr": {{"ee", "ée"}, {"ees", "ées"}},
	"pt": {{"cao", "ção"}, {"coes", "ções"}},
}

// accented spells the ending of a folded word as its language does. An Arabic noun
// with the article takes no pronoun: what ends it is the feminine mark.
func accented(word, lang string) string {
	for _, e := range endings[lang] {
		if root, ok := strings.CutSuffix(word, e[0]); ok {
			return root + e[1]
		}
	}
	if root, ok := strings.CutSuffix(word, "ه"); ok && lang == "ar" && strings.HasPrefix(word, "ال") {
		return root + "ة"
	}
	return word
}
