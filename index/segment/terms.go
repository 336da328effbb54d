package segment

import "dateline/corpus"

// layers yields those terms of a stream that are neither words nor stems, their marks
// apart from their names, with the positions [first, last) at which they stand, in no
// particular order and possibly twice.
func layers(s *corpus.Stream, yield func(mark byte, name string, first, last int)) {
	for _, p := range s.Sentences {
		yield(0, corpus.SentenceTerm, p, p+1)
	}
	for _, p := range s.Paragraphs {
		yield(0, corpus.ParagraphTerm, p, p+1)
	}
	for _, c := range s.Entities {
		for _, t := range c.TypeTerms() {
			yield(corpus.TypeMark[0], t[1:], c.First, c.Last)
		}
		if mark := c.Mark(); mark != "" {
			yield(mark[0], c.ID, c.First, c.Last)
		}
	}
	for _, q := range s.Quotes {
		yield(0, corpus.QuoteTerm, q.First, q.First+1)
		yield(0, corpus.QuoteEndTerm, q.Last-1, q.Last)
		yield(corpus.SpeakerMark[0], q.Speaker, q.First, q.First+1)
	}
}
