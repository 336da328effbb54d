package segment

import "dateline/corpus"

// Terms yields every index term of a stream with its position, in no particular
// order and possibly twice. The marks of the layers are those of corpus.
func Terms(s *corpus.Stream, yield func(term string, pos int)) {
	for i, t := range s.Tokens {
		yield(t.Word, i)
		if t.Stem != "" {
			yield(corpus.StemMark+t.Stem, i)
		}
	}
	for _, p := range s.Sentences {
		yield(corpus.SentenceTerm, p)
	}
	for _, p := range s.Paragraphs {
		yield(corpus.ParagraphTerm, p)
	}
	for _, c := range s.Entities {
		for _, t := range c.Terms() {
			for p := c.First; p < c.Last; p++ {
				yield(t, p)
			}
		}
	}
	for _, q := range s.Quotes {
		yield(corpus.QuoteTerm, q.First)
		yield(corpus.QuoteEndTerm, q.Last-1)
		yield(corpus.SpeakerMark+q.Speaker, q.First)
	}
}
