package analyzer

import (
	"hash/maphash"
	"math/bits"
	"math/rand/v2"
	"slices"
	"sync"

	"dateline/corpus"
)

// Most tokens of a text repeat a word, so what depends on the word alone is asked of a
// vocabulary once for each distinct word.

var (
	seed       = maphash.MakeSeed()
	mixers     = [2]uint64{rand.Uint64(), rand.Uint64()}
	wordTables = sync.Pool{New: func() any { return new([]uint32) }}
)

// distinct numbers the distinct words of tokens in their order: kinds[i] is the number
// of the word of token i, firsts[k] the first token that has word k, keys[k] its key.
func distinct(tokens []corpus.Token, keys []wordKey) (kinds, firsts []uint32, _ []wordKey) {
	room := wordTables.Get().(*[]uint32)
	defer wordTables.Put(room)
	size := 1 << bits.Len(uint(2*len(tokens)))
	if cap(*room) < size {
		*room = make([]uint32, size)
	}
	table := (*room)[:size] // a hash table with linear probing: number plus one, 0 where it is free
	clear(table)
	kinds = make([]uint32, len(tokens))
	firsts = make([]uint32, 0, 8+len(tokens)/2)
	for i := range tokens {
		w := tokens[i].Word
		key := keyOf(w)
		at := int(key.hash()) & (size - 1)
		for table[at] != 0 && (keys[table[at]-1] != key || key.long() && tokens[firsts[table[at]-1]].Word != w) {
			at = (at + 1) & (size - 1)
		}
		if table[at] == 0 {
			firsts, keys = append(firsts, uint32(i)), append(keys, key)
			table[at] = uint32(len(firsts))
		}
		kinds[i] = table[at] - 1
	}
	return kinds, firsts, keys
}

// learn asks v for what is known of the words of t.
func (t *text) learn(v *vocabulary) {
	if t.from == v {
		return
	}
	t.from = v
	t.lexemes = v.look(t.lexemes[:0], t.keys)
	for k, i := range t.firsts {
		w := t.tokens[i].Word
		if l := t.lexemes[k]; l == nil || !l.has(w, t.keys[k]) {
			t.lexemes[k] = v.lexeme(w, t.keys[k])
		}
	}
}

// learned makes sure that the words of t are known, to whichever vocabulary.
func (t *text) learned() {
	if t.from == nil {
		t.learn(plainVocabulary(t.lang))
	}
}

// any reports whether a word of t has one of the traits c.
func (t *text) any(c traits) bool {
	t.learned()
	return slices.ContainsFunc(t.lexemes, func(l *lexeme) bool { return l.is(c) })
}

// lexeme is what is known of the word of token i of a text that has learned.
func (t *text) lexeme(i int) *lexeme { return t.lexemes[t.kinds[i]] }

// stems returns by the number of a word its stem where that is another, else "", and its
// id; nil for a language without a stemmer.
func (t *text) stems() (stems []string, ids []uint32) {
	if plainVocabulary(t.lang).stems == nil {
		return nil, nil
	}
	t.learned()
	stems, ids = make([]string, len(t.lexemes)), make([]uint32, len(t.lexemes))
	for k, l := range t.lexemes {
		stems[k], ids[k] = l.stem(), l.id
	}
	return stems, ids
}

// A wordKey is a number for a word, by which words are told apart without a look at them
// if they have no more than keyBytes. (An array would not be kept in registers.)
type wordKey struct {
	low, high uint64
	size      int
}

func keyOf(w string) wordKey {
	switch n := len(w); {
	case n > keyBytes:
		return wordKey{maphash.String(seed, w), 0, n}
	case n >= 8:
		return wordKey{eightBytes(w), eightBytes(w[n-8:]), n}
	case n >= 4:
		return wordKey{fourBytes(w) | fourBytes(w[n-4:])<<32, 0, n}
	case n > 0:
		return wordKey{uint64(w[0]) | uint64(w[n/2])<<8 | uint64(w[n-1])<<16, 0, n}
	}
	return wordKey{}
}

const keyBytes = 16

// long reports whether a word of k is to be looked at.
func (k wordKey) long() bool { return k.size > keyBytes }

// hash is a hash that nobody can foresee, so that no text is made of words that fall on
// one slot: one product (wyhash, Wang Yi 2019).
func (k wordKey) hash() uint64 {
	hi, lo := bits.Mul64(k.low^mixers[0], k.high^mixers[1]^uint64(k.size))
	return hi ^ lo
}

// fourBytes and eightBytes read a number, little end first.
func fourBytes(s string) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

func eightBytes(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
