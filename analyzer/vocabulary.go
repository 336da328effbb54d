package analyzer

import (
	"math"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/blevesearch/snowballstem"
)

// A vocabulary keeps what depends on a word alone: its stem, the lists that hold it,
// whether a name may begin with it. A text asks once for each of its distinct words,
// and the many stages that follow look at bits and numbers instead of strings.
//
// Words are kept in the order in which they first came, so those that most texts have
// stand close together in memory. Reading takes no lock: a slot is written once, when
// its lexeme is complete, and a table that has grown is put in the place of the old one.
// A vocabulary that is full is emptied, which costs time and changes nothing.
type vocabulary struct {
	stems *stemmer // nil for a language without stemmer
	names *trie    // nil where nobody asks for names
	press *press   // nil with names

	table atomic.Pointer[[]atomic.Pointer[lexeme]] // open addressing, at most half full

	mu   sync.Mutex // of what follows, and of writing to table
	n    int        // lexemes in table
	page []lexeme   // where the next are made
	text []byte     // and what they say
	env  snowballstem.Env
}

const (
	mostWords   = 1 << 17 // of a vocabulary
	longestWord = 100     // bytes; a longer word is not kept
	lexemePage  = 256
	textPage    = 1 << 12 // bytes
)

// A lexeme is what is known of a word whatever text it stands in.
type lexeme struct {
	key    wordKey
	id     uint32 // that no other lexeme of this process has, 0 where it is not kept
	text   string // the word, and behind it its stem where that is another word
	traits traits
	cue    *cue   // what it is among cues, nil for none
	name   uint32 // among the words of the authority's names, 0 for none
	starts bool   // a name of the authority may start with it
	lower  bool   // and in lower case
	varies bool   // as a word of a name it is to be looked up, by what stands behind it
	outlet uint8  // the most words of an outlet's name that starts with it, 0 for none
	inside bool   // it stands in an outlet's name, not as the first word
}

var lexemes atomic.Uint64 // kept so far

func (l *lexeme) word() string { return l.text[:l.key.size] }

// stem is the stem where that is another word, else "".
func (l *lexeme) stem() string { return l.text[l.key.size:] }

// is reports whether l has one of the traits c.
func (l *lexeme) is(c traits) bool { return l.traits&c != 0 }

func newVocabulary(lang string) *vocabulary {
	v := &vocabulary{stems: stemmers[lang]}
	v.empty(1 << 12)
	return v
}

// plainVocabulary knows a language and no authority.
func plainVocabulary(lang string) *vocabulary { return plainWords.of(lang, newVocabulary) }

var plainWords vocabularies

// vocabulary knows a language and the names of a.
func (a *Authority) vocabulary(lang string) *vocabulary {
	return a.words.of(lang, func(lang string) *vocabulary {
		v := newVocabulary(lang)
		v.names, v.press = a.trie(), a.press() // and with trie the surnames
		if lang != "en" {
			v.names = a.foreign()
		}
		return v
	})
}

// vocabularies are made for the languages that come: one for all without a stemmer.
type vocabularies struct {
	mu   sync.RWMutex
	made map[string]*vocabulary
}

func (vs *vocabularies) of(lang string, make func(lang string) *vocabulary) *vocabulary {
	if stemmers[lang] == nil {
		lang = ""
	}
	vs.mu.RLock()
	v := vs.made[lang]
	vs.mu.RUnlock()
	if v != nil {
		return v
	}
	vs.mu.Lock()
	defer vs.mu.Unlock()
	if vs.made == nil {
		vs.made = map[string]*vocabulary{}
	}
	if vs.made[lang] == nil {
		vs.made[lang] = make(lang)
	}
	return vs.made[lang]
}

// has reports whether l is that of word.
func (l *lexeme) has(word string, key wordKey) bool {
	return l.key == key && (!key.long() || l.word() == word)
}

// look appends to out what stands where a lexeme of each key is first looked for: nil,
// or a lexeme, mostly the one. The loop waits for no slot before it asks for the next.
func (v *vocabulary) look(out []*lexeme, keys []wordKey) []*lexeme {
	table := *v.table.Load()
	for _, k := range keys {
		out = append(out, table[k.hash()&uint64(len(table)-1)].Load())
	}
	return out
}

// lexeme returns what is known of a folded word.
func (v *vocabulary) lexeme(word string, key wordKey) *lexeme {
	table := *v.table.Load()
	for at := key.hash(); ; at++ {
		l := table[at&uint64(len(table)-1)].Load()
		switch {
		case l == nil:
			return v.add(word, key)
		case l.has(word, key):
			return l
		}
	}
}

// add makes the lexeme of a word and keeps it.
func (v *vocabulary) add(word string, key wordKey) *lexeme {
	v.mu.Lock()
	defer v.mu.Unlock()
	l := v.describe(word, key)
	if len(word) > longestWord {
		return l
	}
	table := *v.table.Load()
	switch {
	case v.n == mostWords:
		table = v.empty(len(table))
	case 2*v.n == len(table):
		table = v.grow(table)
	}
	v.n++
	if n := lexemes.Add(1); n <= math.MaxUint32 {
		l.id = uint32(n)
	}
	put(table, l) // a second time, where another has come first: the first is found
	return l
}

// describe makes the lexeme of a word.
func (v *vocabulary) describe(word string, key wordKey) *lexeme {
	if len(v.page) == 0 {
		v.page = make([]lexeme, lexemePage)
	}
	l := &v.page[0]
	v.page = v.page[1:]
	*l = lexeme{key: key, traits: traitsOf(word)}
	l.text = v.keep(word, v.stems.stem(&v.env, word))
	if _, ok := cues()[word]; ok {
		c := cues()[word]
		l.cue = &c
	}
	if v.names != nil {
		l.name, l.varies = v.names.words[keyWord(word, 0)], varies(word)
		l.starts = l.varies || l.name != 0 && v.names.slot(0, l.name).to != 0
		l.lower = l.varies || v.names.lower[l.name]
		l.outlet, l.inside = v.press.longest[word], v.press.inside[word]
	}
	return l
}

// keep returns a copy of word and stem, one behind the other. A piece of the article that
// they came with would keep all of it, and a piece of memory for each makes a hundred
// thousand of them that every collection of garbage looks at.
func (v *vocabulary) keep(word, stem string) string {
	n := len(word) + len(stem)
	if len(v.text)+n > cap(v.text) {
		v.text = make([]byte, 0, max(n, textPage))
	}
	v.text = append(append(v.text, word...), stem...)
	kept := v.text[len(v.text)-n:]
	return unsafe.String(unsafe.SliceData(kept), n) // which nobody changes from here on
}

func (v *vocabulary) empty(slots int) []atomic.Pointer[lexeme] {
	table := make([]atomic.Pointer[lexeme], slots)
	v.n = 0
	v.table.Store(&table)
	return table
}

func (v *vocabulary) grow(old []atomic.Pointer[lexeme]) []atomic.Pointer[lexeme] {
	table := make([]atomic.Pointer[lexeme], 2*len(old))
	for i := range old {
		if l := old[i].Load(); l != nil {
			put(table, l)
		}
	}
	v.table.Store(&table)
	return table
}

// put enters l in a free slot.
func put(table []atomic.Pointer[lexeme], l *lexeme) {
	at := l.key.hash()
	for table[at&uint64(len(table)-1)].Load() != nil {
		at++
	}
	table[at&uint64(len(table)-1)].Store(l)
}
