package segment

import "dateline/corpus"

// terms yields every index term of a stream, its mark apart from its name, with its
// position, in no particular order and possibly twice.
func terms(s *corpus.Stream, yield func(mark, name string, pos int)) {
	for i, t := range s.Tokens {
		yield("", t.Word, i)
		if t.Stem != "" {
			yield(corpus.StemMark, t.Stem, i)
		}
	}
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
// no string of its own until it is new.
type vocabulary struct {
	ids   [128]map[string]uint32 // by mark, 0 for none
	terms []string
	stems []stemmed // by the number of the word before: a word has the same stem again
	word  uint32    // number of the last term without a mark
}

type stemmed struct {
	name string
	id   uint32
}

func (v *vocabulary) id(mark, name string) uint32 {
	switch mark {
	case "":
		v.word = v.lookup(0, mark, name)
		return v.word
	case corpus.StemMark:
		return v.stem(name)
	}
	return v.lookup(mark[0], mark, name)
}

// stem returns the number of the stem of v.word.
func (v *vocabulary) stem(name string) uint32 {
	if n := int(v.word) + 1 - len(v.stems); n > 0 {
		v.stems = append(v.stems, make([]stemmed, n+4096)...)
	}
	s := &v.stems[v.word]
	if s.name != name {
		*s = stemmed{name, v.lookup(corpus.StemMark[0], corpus.StemMark, name)}
	}
	return s.id
}

func (v *vocabulary) lookup(m byte, mark, name string) uint32 {
	id, ok := v.ids[m][name]
	if !ok {
		if v.ids[m] == nil {
			v.ids[m] = map[string]uint32{}
		}
		id = uint32(len(v.terms))
		v.ids[m][name] = id
		v.terms = append(v.terms, mark+name)
	}
	return id
}
