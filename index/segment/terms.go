package segment

import (
	"hash/maphash"

	"dateline/corpus"
)

// terms yields every index term of a stream, its mark apart from its name, with its
// position, in no particular order and possibly twice.
func terms(s *corpus.Stream, yield func(mark, name string, pos int)) {
	for i, t := range s.Tokens {
		yield("", t.Word, i)
		if t.Stem != "" {
			yield(corpus.StemMark, t.Stem, i)
		}
	}
	layers(s, yield)
}

// layers yields those terms that are neither words nor stems.
func layers(s *corpus.Stream, yield func(mark, name string, pos int)) {
	for _, p := range s.Sentences {
		yield("", corpus.SentenceTerm, p)
	}
	for _, p := range s.Paragraphs {
		yield("", corpus.ParagraphTerm, p)
	}
	for _, c := range s.Entities {
		for _, t := range c.Terms() {
			for p := c.First; p < c.Last; p++ {
				yield(t[:1], t[1:], p)
			}
		}
	}
	for _, q := range s.Quotes {
		yield("", corpus.QuoteTerm, q.First)
		yield("", corpus.QuoteEndTerm, q.Last-1)
		yield(corpus.SpeakerMark, q.Speaker, q.First)
	}
}

// A vocabulary numbers terms. Marks and names are kept apart, so that a stem needs
// no string of its own until it is new. It is a hash table with linear probing: a
// slot holds the higher half of a hash above the number of its term plus one.
type vocabulary struct {
	slots []uint64 // a power of two of them
	terms []string
	stems []stemmed // by the number of the word before: a word has the same stem again
}

type stemmed struct {
	name string
	id   uint32
}

var seed = maphash.MakeSeed()

// hashOf hashes a term to 32 bits.
func hashOf(mark, name string) uint64 {
	h := maphash.String(seed, name)
	if mark != "" {
		h ^= uint64(mark[0]) * golden
	}
	return h >> 32
}

// id returns the number of a term.
func (v *vocabulary) id(mark, name string) uint32 {
	if 2*len(v.terms) >= len(v.slots) {
		v.grow()
	}
	h := hashOf(mark, name)
	last := uint64(len(v.slots) - 1)
	i := h & last
	for ; v.slots[i] != 0; i = (i + 1) & last {
		if v.slots[i]>>32 != h {
			continue
		}
		id := uint32(v.slots[i]) - 1
		if t := v.terms[id]; len(t) == len(mark)+len(name) && t[len(mark):] == name && t[:len(mark)] == mark {
			return id
		}
	}
	v.terms = append(v.terms, mark+name)
	v.slots[i] = h<<32 | uint64(len(v.terms))
	return uint32(len(v.terms) - 1)
}

// stem returns the number of the stem of a word.
func (v *vocabulary) stem(word uint32, name string) uint32 {
	if n := int(word) + 1 - len(v.stems); n > 0 {
		v.stems = append(v.stems, make([]stemmed, n+4096)...)
	}
	s := &v.stems[word]
	if s.name != name {
		*s = stemmed{name, v.id(corpus.StemMark, name)}
	}
	return s.id
}

func (v *vocabulary) grow() {
	old := v.slots
	v.slots = make([]uint64, max(2*len(old), 1<<12))
	last := uint64(len(v.slots) - 1)
	for _, slot := range old {
		if slot == 0 {
			continue
		}
		i := slot >> 32 & last
		for v.slots[i] != 0 {
			i = (i + 1) & last
		}
		v.slots[i] = slot
	}
}

// clear forgets all terms and keeps the room for them.
func (v *vocabulary) clear() {
	clear(v.slots)
	clear(v.terms)
	clear(v.stems)
	v.terms = v.terms[:0]
}
