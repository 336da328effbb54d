package analyzer

import (
	"math/bits"
	"sort"
	"strings"
	"sync"

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

	"dateline/corpus"
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

// A stemmer remembers words in tables of fixed size, each slot holding the last word
// that fell on it. It is safe for concurrent use: a text takes a table for itself.
type stemmer struct {
	run    func(*snowballstem.Env) bool
	tables [4]stemTable
}

type stemTable struct {
	sync.Mutex
	slots []stemmed // made with the first word
	env   snowballstem.Env
}

// A stemmed word with its key, which tells words of up to 16 bytes apart without a look
// at them. Both strings are its own, for a word is a slice of its whole article.
type stemmed struct {
	key        [2]uint64
	word, stem string
}

// stem returns the stem of a folded word, or the word in a language without a
// stemmer and for words with digits.
func stem(word, lang string) string {
	t := text{lang: lang, tokens: []corpus.Token{{Word: word}}, kinds: []uint32{0}, firsts: []uint32{0}}
	if stems := t.stems(); stems != nil && stems[0] != "" {
		return stems[0]
	}
	return word
}

// stems returns by the number of a word its stem where that is another, else "".
func (t *text) stems() []string {
	s := stemmers[t.lang]
	if s == nil {
		return nil
	}
	table := s.table()
	defer table.Unlock()
	out := make([]string, len(t.firsts))
	for k, i := range t.firsts {
		if w := t.tokens[i].Word; w != "" && !isDigit(w[0]) {
			out[k] = s.stem(table, w, t.lang)
		}
	}
	return out
}

// table locks a table that no other text has, if there is one.
func (s *stemmer) table() *stemTable {
	for i := range s.tables {
		if t := &s.tables[i]; t.TryLock() {
			return t
		}
	}
	s.tables[0].Lock()
	return &s.tables[0]
}

func (s *stemmer) stem(t *stemTable, word, lang string) string {
	if t.slots == nil {
		t.slots = make([]stemmed, 1<<stemBits)
	}
	key := wordKey(word)
	slot := &t.slots[(key[0]^bits.RotateLeft64(key[1], 29)+uint64(len(word)))*golden>>(64-stemBits)]
	if slot.key == key && len(slot.word) == len(word) && (len(word) <= keyBytes || slot.word == word) {
		return slot.stem
	}
	t.env.SetCurrent(accented(word, lang))
	s.run(&t.env)
	*slot = stemmed{key: key, word: strings.Clone(word)}
	if out := t.env.Current(); out != word {
		if out = fold(out); out != "" && out != word {
			slot.stem = out
		}
	}
	return slot.stem
}

const (
	stemBits = 16
	golden   = 0x9E3779B97F4A7C15 // 2^64 divided by the golden ratio (Knuth, The Art of Computer Programming 3, 6.4)
)

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
