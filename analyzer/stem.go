package analyzer

import (
	"sort"
	"strings"
	"sync"
	"sync/atomic"

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
var stemmers = map[string]*stemmer{
	"ar": {run: arabic.Stem}, "da": {run: danish.Stem}, "nl": {run: dutch.Stem}, "en": {run: english.Stem},
	"fi": {run: finnish.Stem}, "fr": {run: french.Stem}, "de": {run: german.Stem}, "hu": {run: hungarian.Stem},
	"ga": {run: irish.Stem}, "it": {run: italian.Stem}, "no": {run: norwegian.Stem}, "pt": {run: portuguese.Stem},
	"ro": {run: romanian.Stem}, "ru": {run: russian.Stem}, "es": {run: spanish.Stem}, "sv": {run: swedish.Stem},
	"ta": {run: tamil.Stem}, "tr": {run: turkish.Stem},
}

// Languages returns the languages that have a stemmer, sorted.
func Languages() []string {
	out := make([]string, 0, len(stemmers))
	for lang := range stemmers {
		out = append(out, lang)
	}
	sort.Strings(out)
	return out
}

// A stemmer remembers words in a table of fixed size, each slot holding the last
// word that fell on it. It is safe for concurrent use.
type stemmer struct {
	run   func(*snowballstem.Env) bool
	once  sync.Once
	cache *[1 << 16]atomic.Pointer[stemmed] // made with the first word
}

// A stemmed word. Both strings are its own, for a word is a slice of its whole
// article; stem is "" where it is the word.
type stemmed struct{ word, stem string }

// stem returns the stem of a folded word, or the word in a language without a
// stemmer and for words with digits.
func stem(word, lang string) string {
	if s, ok := stemmers[lang]; ok {
		return s.stem(word, lang)
	}
	return word
}

// stem is as above, with the stemmer of lang.
func (s *stemmer) stem(word, lang string) string {
	if word == "" || isDigit(word[0]) {
		return word
	}
	s.once.Do(func() { s.cache = new([1 << 16]atomic.Pointer[stemmed]) })
	h := uint32(2166136261)
	for i := range len(word) {
		h = (h ^ uint32(word[i])) * 16777619
	}
	slot := &s.cache[(h^h>>15)%uint32(len(s.cache))]
	if hit := slot.Load(); hit != nil && hit.word == word {
		if hit.stem == "" {
			return word
		}
		return hit.stem
	}
	env := snowballstem.NewEnv(accented(word, lang))
	s.run(env)
	out := fold(env.Current())
	if out == "" || out == word {
		slot.Store(&stemmed{word: strings.Clone(word)})
		return word
	}
	slot.Store(&stemmed{strings.Clone(word), strings.Clone(out)})
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
