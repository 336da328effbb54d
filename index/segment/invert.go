package segment

import (
	"slices"

	"dateline/corpus"
)

// An inverter turns streams into posting lists. Within one stream it numbers the terms
// from 0, lays their positions side by side by counting, in memory that stays in the
// caches, and adds one posting of each to the drawers (drawers.go), with the location as the
// file will have it.
type inverter struct {
	vocab   vocabulary
	terms   []inverted // by number in vocab
	drawers drawers

	doc     uint32
	recent  [recentTerms]recent
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

// An inverted is a term of a field, and its number in the stream that had it last, which is
// of document doc, plus one.
type inverted struct{ doc, local uint32 }

type localTerm struct{ id, times uint32 }

type occurrence struct{ local, pos uint32 }

// wordTerms are the numbers of a word and of its stem, noTerm for none.
type wordTerms struct{ word, stem uint32 }

const noTerm = ^uint32(0)

// identify notes the id of document doc, false where another has it.
func (in *inverter) identify(doc uint32, id string) bool {
	known := len(in.vocab.ends)
	t := in.vocab.id(idField, 0, id)
	if int(t) < known {
		return false
	}
	in.drawers.add(t, doc, nil)
	return true
}

// idField is the number of IDField.
const idField = 0

// stream adds a stream of document doc. No two streams of a document have one field.
func (in *inverter) stream(doc uint32, field int, s *corpus.Stream) {
	in.doc = doc
	in.local, in.occurs = in.local[:0], in.occurs[:0]
	clear(in.recent[:])
	in.words(uint8(field), s)
	layers(s, func(mark byte, name string, first, last int) {
		if first < last {
			for t := in.term(uint8(field), mark, name); first < last; first++ {
				in.occur(t, first)
			}
		}
	})
	in.lay()
	start := uint32(0)
	for i := range in.local {
		t := &in.local[i]
		in.add(uint64(field), t, in.pos[start:t.times])
		start = t.times
	}
}

// words notes the words and stems of a stream, the first of what it holds: words of other
// numbers are other words, so that only a stem can be there already.
func (in *inverter) words(field uint8, s *corpus.Stream) {
	if s.Kinds == nil {
		for i := range s.Tokens {
			in.occur(in.term(field, 0, s.Tokens[i].Word), i)
		}
		return
	}
	in.number(in.cache(field), field, s)
	for i := range in.kinds {
		w := &in.kinds[i]
		in.local = append(in.local, localTerm{id: w.word})
		if w.word = uint32(len(in.local) - 1); w.stem != noTerm {
			w.stem = in.here(w.stem)
		}
	}
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

// term returns the number in the stream of a term.
func (in *inverter) term(field uint8, mark byte, name string) uint32 {
	r := &in.recent[(int(mark)+7*len(name)+int(lastByte(name)))%recentTerms]
	if r.name != name || r.mark != mark || name == "" {
		*r = recent{name, mark, in.here(in.vocab.id(field, mark, name))}
	}
	return r.local
}

// A recent is a term that the stream at hand had before, by its number there. Sentences begin
// and names come again and again.
type recent struct {
	name  string
	mark  byte
	local uint32
}

const recentTerms = 64

func lastByte(s string) byte {
	if s == "" {
		return 0
	}
	return s[len(s)-1]
}

// here returns the number in the stream of a term of the vocabulary.
func (in *inverter) here(id uint32) uint32 {
	if n := len(in.vocab.ends); n > len(in.terms) {
		in.terms = append(in.terms, make([]inverted, n-len(in.terms))...)
	}
	t := &in.terms[id]
	if t.doc != in.doc+1 {
		*t = inverted{in.doc + 1, uint32(len(in.local))}
		in.local = append(in.local, localTerm{id: id})
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

// add adds the posting of a term. Positions may be out of order and twice
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
	b := appendPosting(in.posting[:0], payload, many)
	if many {
		b, in.buf = appendLocation(b, field, pos, in.buf)
	}
	in.posting = b
	in.drawers.add(t.id, in.doc, b)
}

// size is the number of bytes that the lists and terms take.
func (in *inverter) size() int { return in.vocab.size() + 24*len(in.vocab.ends) + in.drawers.used }

func (in *inverter) clear() {
	in.vocab.clear()
	in.drawers.clear()
	in.terms = in.terms[:0]
	for _, cache := range in.known {
		clear(cache)
	}
}
