package query

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dateline/corpus"
)

// A Verdict says why one article matches a query or does not.
type Verdict struct {
	Schema  int          `json:"schema"`
	Query   Reading      `json:"query"`
	Article string       `json:"article"`
	Matches bool         `json:"matches"`
	Tree    Judged       `json:"tree"`
	Filters []JudgedPart `json:"filters,omitempty"` // facet selections that keep the article out
}

// Judged is one clause in one article. Where it holds, Shown is where; where it does
// not, Why says what was found instead and Shown is the nearest text to it.
type Judged struct {
	Clause string    `json:"clause"`
	Kind   string    `json:"kind"`
	Holds  bool      `json:"holds"`
	Why    string    `json:"why,omitempty"`
	Shown  []Snippet `json:"shown,omitempty"`
	Kids   []Judged  `json:"kids,omitempty"`
}

// A JudgedPart is a facet selection and the values that the article has instead.
type JudgedPart struct {
	Facet string   `json:"facet"`
	Has   []string `json:"has"`
}

// Why judges every clause of a compiled query in the article id.
func (c *Compiled) Why(ctx context.Context, s Snapshot, id string) (*Verdict, error) {
	a, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	j := judge{matcher{a: a}, c.lex}
	v := &Verdict{Schema: Schema, Query: c.Reading(), Article: id, Tree: j.judge(c.Request.Query, everywhere)}
	for _, f := range c.Request.Filters {
		if !f.Keeps(a, c.Request.Zone) {
			v.Filters = append(v.Filters, JudgedPart{f.Facet, has(a, f.Facet)})
		}
	}
	v.Matches = v.Tree.Holds && len(v.Filters) == 0
	return v, nil
}

// has returns the values of an article in a facet.
func has(a *corpus.Annotated, facet string) []string {
	if facet == "date" {
		return []string{a.Published.Value}
	}
	return append([]string{}, Values(a, facet)...)
}

type judge struct {
	matcher
	lex Lexicon
}

// judge judges n in s. The kids of AND, OR, NOT and fields are judged too.
func (j judge) judge(n Node, s scope) Judged {
	out := Judged{Clause: n.String(), Kind: kindOf(n), Holds: j.holds(n, s)}
	if out.Holds {
		out.Shown = j.shown(n, s)
	} else {
		out.Why, out.Shown = j.why(n, s)
	}
	switch n := n.(type) {
	case *And, *Or, *Not:
		for _, kid := range Kids(n) {
			out.Kids = append(out.Kids, j.judge(kid, s))
		}
	}
	return out
}

// shown returns passages with what holds.
func (j judge) shown(n Node, s scope) []Snippet {
	switch n.(type) {
	case *And, *Or, *Not:
		return nil // the kids show theirs
	}
	m := marker{j.matcher, leaves(n), nil}
	m.clause(n, s)
	return Snippets(nil, j.a, m.marks)
}

// why says what stands in the way of n, and shows the nearest text.
func (j judge) why(n Node, s scope) (string, []Snippet) {
	switch n := n.(type) {
	case *And:
		return fmt.Sprintf("%d of %d clauses hold", j.number(n.Kids, s), len(n.Kids)), nil
	case *Or:
		return "no clause holds", nil
	case *Not:
		return n.Kid.String() + " holds", j.shown(n.Kid, s)
	case *Term:
		return j.whyTerm(n, s)
	case *Pattern:
		return j.whyPattern(n, s)
	case *Phrase:
		return j.whyPhrase(n, s)
	case *Near:
		return j.apart(n.A, n.B, s, fmt.Sprintf("want %d at most", n.N))
	case *Same:
		return j.apart(n.A, n.B, s, "never in one "+map[rune]string{'s': "sentence", 'p': "paragraph"}[n.Unit])
	case *NotNear:
		if len(j.spans(n.A, s)) == 0 {
			return j.why(n.A, s)
		}
		return "every " + n.A.String() + " has " + n.B.String() + " near", j.places(n.A, s)
	case *AtLeast:
		return fmt.Sprintf("%d found, want %d", len(j.spans(n.Kid, s)), n.N), j.places(n.Kid, s)
	case *First:
		spans := j.spans(n.Kid, s)
		if len(spans) == 0 {
			return j.why(n.Kid, s)
		}
		return fmt.Sprintf("the first ends at word %d, want %d at most", spans[0].last, n.N), j.places(n.Kid, s)
	case *In:
		return j.whyIn(n, s)
	case *Exact:
		return j.whyExact(n)
	case *DateRange:
		if j.a.Published.Value == "" {
			return "the date of the article is unknown", nil
		}
		return "published " + j.a.Published.Value, nil
	case *Value:
		if values := Values(j.a, n.Field); len(values) > 0 {
			return "the article has " + strings.Join(values, ", "), nil
		}
		return "the article has none", nil
	}
	return "", nil
}

func (j judge) number(kids []Node, s scope) int {
	n := 0
	for _, kid := range kids {
		if j.holds(kid, s) {
			n++
		}
	}
	return n
}

// places shows the spans of n.
func (j judge) places(n Node, s scope) []Snippet { return j.show(j.spans(n, s)) }

func (j judge) show(spans []span) []Snippet {
	var marks []Mark
	for i, f := range j.found(spans) {
		marks = append(marks, Mark{f, i})
	}
	return Snippets(nil, j.a, marks)
}

// whyTerm shows the words closest to a missing word, or where the name of a missing
// entity stands unlinked.
func (j judge) whyTerm(n *Term, s scope) (string, []Snippet) {
	if strings.Contains("@%#", n.Terms[0][:1]) {
		return j.whyEntity(n, s)
	}
	word := slices.MinFunc(n.Terms, func(a, b string) int { // a word before a stem
		return strings.Count(a, corpus.StemMark) - strings.Count(b, corpus.StemMark)
	})
	if near := j.nearest(word, false, s); len(near) > 0 {
		return "the word is not there; the nearest is " + quoted(j.word(near[0])), j.show(near)
	}
	return "the word is not there, nor one spelled like it", nil
}

// whyPattern shows the words closest to the letters of a pattern.
func (j judge) whyPattern(n *Pattern, s scope) (string, []Snippet) {
	letters := strings.NewReplacer("*", "", "?", "").Replace(n.Text)
	if n.Kind != Regexp {
		if near := j.nearest(letters, n.Kind == Prefix, s); len(near) > 0 {
			return "no word is like it; the nearest is " + quoted(j.word(near[0])), j.show(near)
		}
	}
	return "no word is like it", nil
}

// nearest returns the places of the words that are fewest edits away from word,
// two at most; of a prefix, those that begin nearest to it.
func (j judge) nearest(word string, prefix bool, s scope) (near []span) {
	length := len([]rune(word))
	best := min(2, length-1)
	for _, field := range s.fields {
		for i, t := range j.a.Stream(field).Tokens {
			if i < s.first || i >= s.last {
				continue
			}
			letters := []rune(t.Word)
			if prefix {
				letters = letters[:min(len(letters), length)]
			}
			d := distance(string(letters), word, 2)
			if d < best {
				best, near = d, nil
			}
			if d <= best {
				near = append(near, span{field, i, i + 1})
			}
		}
	}
	return near
}

func (j judge) word(s span) string { return j.a.Stream(s.field).Tokens[s.first].Word }

// whyEntity looks for the last word of the entity's name.
func (j judge) whyEntity(n *Term, s scope) (string, []Snippet) {
	e, ok := j.lex.Entity(n.Terms[0][1:])
	names := j.lex.Tokens(e.Name)
	if !ok || len(names) == 0 {
		return "no mention of it", nil
	}
	last := names[len(names)-1]
	spans := j.spans(&Term{Terms: []string{last}}, s)
	if len(spans) == 0 {
		return "no mention of " + e.Name, nil
	}
	return fmt.Sprintf("no mention is linked to %s (%s) in that role; its name's last word stands in the text", e.Name, e.ID), j.show(spans)
}

// whyPhrase shows the smallest window that holds all words, or names those missing.
func (j judge) whyPhrase(n *Phrase, s scope) (string, []Snippet) {
	var missing []string
	var held []span
	for _, slot := range n.Slots {
		spans := j.spans(slot, s)
		held = append(held, spans...)
		if len(spans) == 0 {
			missing = append(missing, slotText(slot))
		}
	}
	if len(missing) > 0 {
		return "not there: " + strings.Join(missing, ", "), j.show(held)
	}
	for slop := 0; slop <= 200; slop++ {
		if spans := j.spans(&Phrase{Slots: n.Slots, Slop: slop}, s); len(spans) > 0 {
			if slop == 0 {
				return "the words stand together in another order", j.show(spans)
			}
			return fmt.Sprintf("the words are all there; the nearest window has %d more between them", spans[0].last-spans[0].first-len(n.Slots)), j.show(spans)
		}
	}
	return "the words are all there, far apart", j.show(held)
}

// apart says how near two clauses come to each other.
func (j judge) apart(a, b Node, s scope, want string) (string, []Snippet) {
	for _, n := range []Node{a, b} {
		if len(j.spans(n, s)) == 0 {
			why, shown := j.why(n, s)
			return n.String() + ": " + why, shown
		}
	}
	hulls := near(j.spans(a, s), j.spans(b, s), -1, false)
	if len(hulls) == 0 {
		return "they share their words or stand in different fields", nil
	}
	closest := slices.MinFunc(hulls, func(x, y span) int { return (x.last - x.first) - (y.last - y.first) })
	return fmt.Sprintf("the nearest two stand within %d words, %s", closest.last-closest.first, want), j.show([]span{closest})
}

// whyIn says whether the clause holds outside its scope.
func (j judge) whyIn(n *In, s scope) (string, []Snippet) {
	if n.Scope == "quote" && len(j.narrow(n, s)) == 0 {
		return "no quote of that kind is there", nil
	}
	if n.Scope != "byline" && j.holds(n.Kid, everywhere) {
		return "it holds, but not in " + scopeText(n.Scope), j.shown(n.Kid, everywhere)
	}
	return j.why(n.Kid, j.narrow(n, s)[0])
}

func scopeText(scope string) string {
	if scope == "quote" {
		return "one quote"
	}
	return "the " + scope
}

// whyExact shows where the words stand in another spelling.
func (j judge) whyExact(n *Exact) (string, []Snippet) {
	p := &Phrase{Slop: -1}
	for _, w := range j.lex.Tokens(n.Text) {
		p.Slots = append(p.Slots, &Term{Typed: w, Terms: []string{w}})
	}
	if spans := j.spans(p, everywhere); len(p.Slots) > 0 && len(spans) > 0 {
		return "the words stand there in another spelling", j.show(spans)
	}
	return "the text is not there", nil
}
