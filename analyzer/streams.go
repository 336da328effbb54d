package analyzer

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"dateline/corpus"
)

// Streams makes the streams of a again from its article, mentions and quotes. It
// needs neither model nor authority.
func (z *Analyzer) Streams(a *corpus.Annotated) {
	z.streams(a, newText("title", a.Title), newText("", a.Text), plainVocabulary(a.Language))
}

// streams sets the streams of a and releases its texts.
func (z *Analyzer) streams(a *corpus.Annotated, title, body *text, v *vocabulary) {
	byline := newText("byline", bylineText(&a.Article))
	for _, t := range []*text{title, body, byline} {
		t.lang = a.Language
		if v.stems != nil { // the words alone are there already
			t.learn(v)
		}
		*a.Stream(t.field) = t.stream(a.Mentions, a.Quotes)
		t.release()
	}
}

// stream layers stems, mentions and quotes of t's field over its tokens.
func (t *text) stream(mentions []corpus.Mention, quotes []corpus.Quote) corpus.Stream {
	s := corpus.Stream{Tokens: t.tokens, Sentences: t.sentences, Paragraphs: t.paragraphs, Kinds: t.kinds, Firsts: t.firsts}
	s.Stems, s.IDs = t.stems()
	s.Entities = t.entities(mentions)
	for _, q := range quotes {
		if q.Field != t.field {
			continue
		}
		if first, last := t.cover(q.Start, q.End); first < last {
			speaker := ""
			if q.Speaker != nil {
				speaker = q.Speaker.Entity
			}
			s.Quotes = append(s.Quotes, corpus.Quoted{First: first, Last: last, Speaker: speaker, Kind: q.Kind})
		}
	}
	slices.SortStableFunc(s.Quotes, func(a, b corpus.Quoted) int { return cmp.Or(a.First-b.First, a.Last-b.Last) })
	return s
}

// entities are the mentions of t's field that an entity has and a token carries.
func (t *text) entities(mentions []corpus.Mention) []corpus.Covering {
	n := 0
	for i := range mentions {
		if m := &mentions[i]; m.Field == t.field && m.Entity != "" {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	out := make([]corpus.Covering, 0, n)
	from, start := 0, 0 // no token before from ends behind start
	for i := range mentions {
		m := &mentions[i]
		if m.Field != t.field || m.Entity == "" {
			continue
		}
		if m.Start < start {
			from = 0
		}
		first, last := t.coverFrom(from, m.Start, m.End)
		if from, start = first, m.Start; first < last {
			out = append(out, corpus.Covering{First: first, Last: last, ID: m.Entity, Type: m.Type, Role: m.Role})
		}
	}
	slices.SortStableFunc(out, func(a, b corpus.Covering) int {
		return cmp.Or(a.First-b.First, a.Last-b.Last, strings.Compare(a.ID, b.ID))
	})
	return out
}

// cover returns the positions [first, last) of the tokens that overlap the bytes [start, end).
func (t *text) cover(start, end int) (first, last int) { return t.coverFrom(0, start, end) }

// coverFrom is cover where the tokens before from end at start or before it. What is
// near from is found by doubling steps (Bentley and Yao 1976).
func (t *text) coverFrom(from, start, end int) (first, last int) {
	first = t.leap(from, func(k corpus.Token) bool { return k.End > start })
	return first, t.leap(first, func(k corpus.Token) bool { return k.Start >= end })
}

// leap returns the first token from from on that is behind; all behind it are too.
func (t *text) leap(from int, behind func(corpus.Token) bool) int {
	step := 1
	for from+step < len(t.tokens) && !behind(t.tokens[from+step]) {
		from, step = from+step, 2*step
	}
	rest := t.tokens[from:min(from+step+1, len(t.tokens))]
	return from + sort.Search(len(rest), func(i int) bool { return behind(rest[i]) })
}

// StreamTerms yields every term of s with its position, by position. At one
// position the order is: "<p", "<s", then "<q" with its speaker for each quote that
// starts, the word, its stem, the entity and type terms of the mentions that cover
// the position in their order, ">q". A term is yielded once at a position.
func StreamTerms(s *corpus.Stream, yield func(term string, pos int)) {
	c := termCursor{s: s, yield: yield}
	for _, q := range s.Quotes {
		c.ends = append(c.ends, q.Last-1)
	}
	sort.Ints(c.ends)
	for pos := range s.Tokens {
		c.pos, c.given = pos, c.given[:0]
		c.opening()
		c.term(s.Tokens[pos].Word)
		if stem := s.Stem(pos); stem != "" {
			c.term(corpus.StemMark + stem)
		}
		c.covering()
		for len(c.ends) > 0 && c.ends[0] <= pos {
			c.ends = c.ends[1:]
			c.once(corpus.QuoteEndTerm)
		}
	}
}

// A termCursor walks the layers of a stream side by side. Each index points at
// the next unit of its layer; active are the coverings that reach pos, with their terms.
type termCursor struct {
	s                                     *corpus.Stream
	yield                                 func(string, int)
	pos                                   int
	sentence, paragraph, quote, mentioned int
	ends                                  []int // last positions of quotes, ascending
	active                                []activeCovering
	given                                 []string // marked terms given at pos
}

type activeCovering struct {
	last  int
	terms []string
}

func (c *termCursor) term(t string) { c.yield(t, c.pos) }

// once yields a marked term unless it was given at this position.
func (c *termCursor) once(t string) {
	for _, g := range c.given {
		if g == t {
			return
		}
	}
	c.given = append(c.given, t)
	c.term(t)
}

func (c *termCursor) opening() {
	if c.paragraph < len(c.s.Paragraphs) && c.s.Paragraphs[c.paragraph] == c.pos {
		c.paragraph++
		c.once(corpus.ParagraphTerm)
	}
	if c.sentence < len(c.s.Sentences) && c.s.Sentences[c.sentence] == c.pos {
		c.sentence++
		c.once(corpus.SentenceTerm)
	}
	for c.quote < len(c.s.Quotes) && c.s.Quotes[c.quote].First <= c.pos {
		c.once(corpus.QuoteTerm)
		c.once(corpus.SpeakerMark + c.s.Quotes[c.quote].Speaker)
		c.quote++
	}
}

// covering yields the terms of the mentions over pos.
func (c *termCursor) covering() {
	keep := c.active[:0]
	for _, a := range c.active {
		if a.last > c.pos {
			keep = append(keep, a)
		}
	}
	c.active = keep
	for c.mentioned < len(c.s.Entities) && c.s.Entities[c.mentioned].First <= c.pos {
		e := c.s.Entities[c.mentioned]
		c.active = append(c.active, activeCovering{e.Last, coveringTerms(e)})
		c.mentioned++
	}
	for _, a := range c.active {
		for _, t := range a.terms {
			c.once(t)
		}
	}
}

// coveringTerms are the entity term of a covering, if its role has one, and its type terms.
func coveringTerms(c corpus.Covering) []string {
	switch c.Role {
	case corpus.RoleActor:
		return append([]string{corpus.ActorMark + c.ID}, c.TypeTerms()...)
	case corpus.RolePlace:
		return append([]string{corpus.PlaceMark + c.ID}, c.TypeTerms()...)
	}
	return c.TypeTerms()
}
