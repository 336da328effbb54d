package analyzer

import (
	"hash/maphash"
	"math/bits"
	"sync"

	"dateline/corpus"
)

// Most tokens of a text repeat a word, so what depends on the word alone is found once
// for each distinct word: its stem, and whether a name, a date or a verb may begin
// with it.

var (
	seed       = maphash.MakeSeed()
	wordTables = sync.Pool{New: func() any { return new([]uint32) }}
)

// distinct numbers the distinct words of tokens in their order: kinds[i] is the number
// of the word of token i, firsts[k] the first token that has word k.
func distinct(tokens []corpus.Token) (kinds, firsts []uint32) {
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
		at := int(maphash.String(seed, w)) & (size - 1)
		for table[at] != 0 && tokens[firsts[table[at]-1]].Word != w {
			at = (at + 1) & (size - 1)
		}
		if table[at] == 0 {
			firsts = append(firsts, uint32(i))
			table[at] = uint32(len(firsts))
		}
		kinds[i] = table[at] - 1
	}
	return kinds, firsts
}

// each tells by the number of a word what is says of it.
func (t *text) each(is func(word string) bool) []bool {
	all := make([]bool, len(t.firsts))
	for k, i := range t.firsts {
		all[k] = is(t.tokens[i].Word)
	}
	return all
}

// wordKey is a number for a word, by which words of one length are told apart without
// a look at them if they have no more than keyBytes.
func wordKey(w string) (key [2]uint64) {
	switch n := len(w); {
	case n >= 8:
		key = [2]uint64{eightBytes(w), eightBytes(w[n-8:])}
	default:
		for i := range n {
			key[0] |= uint64(w[i]) << (8 * i)
		}
	}
	return key
}

const keyBytes = 16

// eightBytes reads eight bytes, little end first.
func eightBytes(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
