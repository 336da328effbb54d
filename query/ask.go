package query

import (
	"context"
	"strings"
)

// Ask answers one search: it compiles the query, searches, counts the ladder of a
// bare query, and says in notes whatever it chose. It is pure over s, so the
// terminal, the pages and the cluster answer alike. A query that cannot be read is
// an *Error.
func Ask(ctx context.Context, s Snapshot, lex Lexicon, text string, o Options) (*Answer, error) {
	c, err := Compile(ctx, s, lex, text, o)
	if err != nil {
		return nil, err
	}
	return c.Ask(ctx, s)
}

// Ask answers a compiled search.
func (c *Compiled) Ask(ctx context.Context, s Snapshot) (*Answer, error) {
	request := c.Request
	var err error
	if request.After, err = c.opened(s); err != nil {
		return nil, err
	}
	r, err := s.Search(ctx, request)
	if err != nil {
		return nil, err
	}
	c.Notes = append(c.Notes, r.Notes...)
	a := &Answer{Schema: Schema, Snapshot: s.ID(), Total: r.Total, Facets: r.Facets, Missing: r.Facets, Next: c.sealed(r.Next, s),
		Forms: []Forms{}, Hits: []AnswerHit{}, Suggestions: []Suggestion{}, Compiled: c}
	run, err := c.ladder(ctx, s, a)
	if err != nil {
		return nil, err
	}
	if a.Forms, err = c.forms(ctx, s); err != nil {
		return nil, err
	}
	for _, h := range r.Hits {
		a.Hits = append(a.Hits, c.hit(h, run))
	}
	if r.Total == 0 {
		if a.Suggestions, err = c.suggest(ctx, s); err != nil {
			return nil, err
		}
	}
	a.Query = c.Reading()
	return a, nil
}

// Reading returns the query as typed and as read, with all notes.
func (c *Compiled) Reading() Reading {
	return Reading{c.Text, c.Parsed.String(), append([]string{}, unique(c.Notes)...)}
}

// count counts the articles of the request in which n holds too, near-copies each.
func (c *Compiled) count(ctx context.Context, s Snapshot, n Node) (int, error) {
	r := c.Request
	r.Query, r.Size, r.After, r.Facets, r.Sort, r.Distinct = n, 0, "", nil, ByDate, false
	result, err := s.Search(ctx, r)
	return result.Total, err
}

// ladder counts the ladder of a bare query and returns its run, nil if there is none.
func (c *Compiled) ladder(ctx context.Context, s Snapshot, a *Answer) (Node, error) {
	if len(c.Words) == 0 {
		return nil, nil
	}
	all := allOf(c.Request.Query)
	a.Ladder = &Ladder{}
	if c.Request.Distinct {
		c.Notes = append(c.Notes, "near-copies count once in total, hits and facets; the ladder counts every article")
	}
	var err error
	if a.Ladder.All, err = c.count(ctx, s, all); err != nil || len(c.Words) == 1 {
		return nil, err
	}
	a.Ladder.Phrase, a.Ladder.Quoted = new(int), new(int)
	first, last, most, err := c.run(ctx, s, all)
	if err != nil || most == 0 {
		return nil, err
	}
	run := c.phrase(first, last)
	*a.Ladder.Phrase, a.Ladder.Run = most, strings.Join(c.Words[first:last], " ")
	// Where run stands within a quote it stands; asked first, it leaves few quotes to look at.
	*a.Ladder.Quoted, err = c.count(ctx, s, &And{Kids: []Node{all, run, &In{Scope: "quote", Kid: run}}})
	return run, err
}

// allOf is a bare query with all its words required where any would do.
func allOf(n Node) Node {
	switch n := n.(type) {
	case *Or:
		return &And{Kids: n.Kids}
	case *And: // with --since
		if first := allOf(n.Kids[0]); first != n.Kids[0] {
			return &And{Kids: append([]Node{first}, n.Kids[1:]...)}
		}
	}
	return n
}

// run finds the longest run of neighbouring words of the query that stands in an
// article in which all holds, of several the one in most articles. A part of a run
// that stands somewhere stands there too, so two ends that only move forward meet
// every longest run.
func (c *Compiled) run(ctx context.Context, s Snapshot, all Node) (first, last, most int, err error) {
	for i, j := 0, 2; j <= len(c.Words); {
		n, err := c.count(ctx, s, &And{Kids: []Node{all, c.phrase(i, j)}})
		if err != nil {
			return 0, 0, 0, err
		}
		if n > 0 && (j-i > last-first || j-i == last-first && n > most) {
			first, last, most = i, j, n
		}
		if n > 0 || j-i == 2 {
			j++
		}
		if n == 0 {
			i++
		}
	}
	return first, last, most, nil
}

// phrase is the phrase of the words first to last of a bare query, as typed.
func (c *Compiled) phrase(first, last int) Node {
	p := &Phrase{Slop: -1}
	for _, w := range c.Words[first:last] {
		p.Slots = append(p.Slots, &Term{Typed: quoted(w), Terms: []string{w}})
	}
	return p
}
