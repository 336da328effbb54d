package segment

import (
	"encoding/binary"
	"slices"

	"dateline/corpus"
)

// An inverter turns streams into posting lists. Within one stream it numbers the terms
// from 0, lays their positions side by side by counting, in memory that stays in the
// caches, and appends one posting to the chain of each: the distance to the document
// before, then the posting and the location as the file will have them.
type inverter struct {
	vocab  vocabulary
	terms  []inverted // by number in vocab
	chains chains

	doc     uint32
	local   []localTerm // of the stream at hand
	wanted  []wanted
	seen    uint32        // of no meaning: see find
	kinds   []wordTerms   // of the stream at hand
	known   [][]knownWord // by field: see cache
	asked   []asked
	occurs  []occurrence
	pos     []uint32
	posting []byte
	buf     []byte
}

// An inverted is a term of a field and what is known of it so far.
type inverted struct {
	chain
	docs  uint32 // that hold it
	next  uint32 // one more than the last of them
	local uint32 // its number in the stream at hand, if it is there
}

type localTerm struct{ id, before, times uint32 }

type occurrence struct{ local, pos uint32 }

// wordTerms are the numbers of a word and of its stem, noTerm for none.
type wordTerms struct{ word, stem uint32 }

const noTerm = ^uint32(0)

// seeTails looks at the ends of the chains that grow next, as find does.
func (in *inverter) seeTails() {
	seen := byte(0)
	for i := range in.local {
		seen += in.chains.at(in.terms[in.local[i].id].tail)[0]
	}
	in.seen += uint32(seen)
}

// identify notes the id of document doc, false where another has it.
func (in *inverter) identify(doc uint32, id string) bool {
	if t := in.vocab.id(idField, 0, id); int(t) < len(in.terms) {
		return false
	}
	in.terms = append(in.terms, inverted{docs: 1, next: doc + 1})
	return true
}

// idField is the number of IDField.
const idField = 0

// stream adds a stream of document doc. No two streams of a document have one field.
func (in *inverter) stream(doc uint32, field int, s *corpus.Stream) {
	in.doc = doc
	in.local, in.occurs = in.local[:0], in.occurs[:0]
	in.words(uint8(field), s)
	layers(s, func(mark byte, name string, first, last int) {
		if first < last {
			for t := in.term(uint8(field), mark, name); first < last; first++ {
				in.occur(t, first)
			}
		}
	})
	in.lay()
	in.seeTails()
	start := uint32(0)
	for i := range in.local {
		t := &in.local[i]
		in.add(uint64(field), t, in.pos[start:t.times])
		start = t.times
	}
}

// words notes the words and stems of a stream.
func (in *inverter) words(field uint8, s *corpus.Stream) {
	if s.Kinds == nil {
		for i := range s.Tokens {
			in.occur(in.term(field, 0, s.Tokens[i].Word), i)
		}
		return
	}
	in.number(in.cache(field), field, s)
	in.meet()
	for i, k := range s.Kinds {
		w := in.kinds[k]
		in.occur(w.word, i)
		if w.stem != noTerm {
			in.occur(w.stem, i)
		}
	}
}

// number numbers the distinct words of a stream and their stems as in the vocabulary. A
// word that has an id is looked up only where it is not in the cache.
func (in *inverter) number(cache []knownWord, field uint8, s *corpus.Stream) {
	in.wanted, in.kinds = in.wanted[:0], in.kinds[:0]
	for i, first := range s.Firsts {
		id := uint32(0)
		if s.IDs != nil {
			id = s.IDs[i]
		}
		if k := &cache[int(id)&(len(cache)-1)]; id != 0 && k.id == id {
			in.kinds = append(in.kinds, k.wordTerms)
			continue
		}
		w := wordTerms{uint32(len(in.wanted)), noTerm}
		in.want(field, 0, s.Tokens[first].Word)
		if s.Stems != nil && s.Stems[i] != "" {
			w.stem = uint32(len(in.wanted))
			in.want(field, corpus.StemMark[0], s.Stems[i])
		}
		in.asked = append(in.asked, asked{uint32(i), id})
		in.kinds = append(in.kinds, w)
	}
	in.find()
	for _, a := range in.asked {
		w := &in.kinds[a.kind]
		if w.word = in.wanted[w.word].number; w.stem != noTerm {
			w.stem = in.wanted[w.stem].number
		}
		if a.id != 0 {
			cache[int(a.id)&(len(cache)-1)] = knownWord{a.id, *w}
		}
	}
	in.asked = in.asked[:0]
}

// A knownWord is a word that has an id, and the numbers of it and its stem in the
// vocabulary.
type knownWord struct {
	id uint32
	wordTerms
}

// asked is a word that is not known: its number in the stream, its id or 0.
type asked struct{ kind, id uint32 }

// mostKnown is how many words of a field are known at most.
const mostKnown = 1 << 17

// cache returns where the known words of a field stand by their ids. It is made anew as the
// vocabulary grows, since a small segment shall not cost the clearing of a large one.
func (in *inverter) cache(field uint8) []knownWord {
	for int(field) >= len(in.known) {
		in.known = append(in.known, nil)
	}
	if n := len(in.known[field]); n < mostKnown && n <= len(in.vocab.ends) {
		in.known[field] = make([]knownWord, min(max(1<<10, 4*n), mostKnown))
	}
	return in.known[field]
}

// A wanted is a term that is looked for: its name, the slot that it would have, where
// that would be, and then its number in the vocabulary.
type wanted struct {
	slot
	name string
	home int
}

func (in *inverter) want(field uint8, mark byte, name string) {
	in.wanted = append(in.wanted, wanted{slot: slotOf(field, mark, name), name: name})
}

// find numbers what is wanted. A term of a large segment is seldom in the caches, so
// that a look at it takes as long as a hundred instructions. It is looked at in loops
// that do nothing else and do not wait for what they see: then the processor has many
// of these looks under way at one time.
func (in *inverter) find() {
	in.vocab.reserve(len(in.wanted))
	for i := range in.wanted {
		w := &in.wanted[i]
		w.home = w.slot.home(len(in.vocab.slots))
		in.seen += in.vocab.slots[w.home].number
	}
	for i := range in.wanted {
		w := &in.wanted[i]
		w.number = in.vocab.number(&w.slot, w.home, w.name)
	}
}

// meet puts the numbers in the stream in the place of those in the vocabulary, looking at
// terms as find does.
func (in *inverter) meet() {
	for _, w := range in.kinds {
		in.see(w.word)
		in.see(w.stem)
	}
	for i := range in.kinds {
		w := &in.kinds[i]
		if w.word = in.here(w.word); w.stem != noTerm {
			w.stem = in.here(w.stem)
		}
	}
}

func (in *inverter) see(id uint32) {
	if int(id) < len(in.terms) {
		in.seen += in.terms[id].next
	}
}

// term returns the number in the stream of a term.
func (in *inverter) term(field uint8, mark byte, name string) uint32 {
	return in.here(in.vocab.id(field, mark, name))
}

// here returns the number in the stream of a term of the vocabulary.
func (in *inverter) here(id uint32) uint32 {
	for int(id) >= len(in.terms) {
		in.terms = append(in.terms, inverted{chain: in.chains.begin()})
	}
	t := &in.terms[id]
	if t.next != in.doc+1 {
		t.local = uint32(len(in.local))
		in.local = append(in.local, localTerm{id: id, before: t.next})
		t.next = in.doc + 1
		t.docs++
	}
	return t.local
}

func (in *inverter) occur(local uint32, pos int) {
	in.local[local].times++
	in.occurs = append(in.occurs, occurrence{local, uint32(pos + 1)})
}

// lay lays the positions of each term side by side; times then says where they end.
func (in *inverter) lay() {
	end := uint32(0)
	for i := range in.local {
		t := &in.local[i]
		t.times, end = end, end+t.times
	}
	in.pos = slices.Grow(in.pos[:0], len(in.occurs))[:len(in.occurs)]
	for _, o := range in.occurs {
		t := &in.local[o.local]
		in.pos[t.times] = o.pos
		t.times++
	}
}

// add appends a posting to the chain of a term. Positions may be out of order and twice
// where an entity covers what another does.
func (in *inverter) add(field uint64, t *localTerm, pos []uint32) {
	for i := 1; i < len(pos); i++ {
		if pos[i-1] >= pos[i] {
			slices.Sort(pos)
			pos = slices.Compact(pos)
			break
		}
	}
	payload, many := pack(pos)
	b := binary.AppendUvarint(in.posting[:0], uint64(in.doc+1-t.before))
	b = appendPosting(b, payload, many)
	if many {
		b, in.buf = appendLocation(b, field, pos, in.buf)
	}
	in.posting = b
	in.chains.add(&in.terms[t.id].chain, b)
}

// size is the number of bytes that the lists and terms take.
func (in *inverter) size() int { return in.vocab.size() + 28*len(in.terms) + int(in.chains.end) }

func (in *inverter) clear() {
	in.vocab.clear()
	in.chains.clear()
	in.terms = in.terms[:0]
	for _, cache := range in.known {
		clear(cache)
	}
}
