package opensearch

import (
	"slices"
	"strings"
	"unicode"

	"dateline/corpus"
	"dateline/query"
)

// A query is asked of the cluster as the smallest set of articles that the server's
// own clauses can name and that holds every match. Where that set is the matches
// themselves, by the definitions in query/node.go, the clause is exact and nothing
// more is done. Where it may hold others, the articles in it are read and
// query.Match decides (confirm.go).
//
// What is exact: words, entities, patterns anywhere in a field; phrases; NEAR,
// NOT NEAR, SAME and FIRST over words and phrases; values, dates, quotes of a
// speaker; AND, OR and NOT over all these. NEAR takes the nearest partner only, but
// whether there is one near enough is the same question as whether any is.
//
// What is not: operators over operators, ATLEAST, lead:, quote: with words, exact:,
// patterns of very many words beside others. These are asked for by the words that
// they need. An entity stands at every position that its mentions cover, so that
// beside other words it is asked for as if each of them were a mention; and where one
// position may serve two words that a clause wants apart, the server lets it. Both
// are never too little, and sometimes too much.

// A clause is a part of a query as the server is asked for it.
type clause struct {
	ask   object
	exact bool // it holds where the part of the query does, and nowhere else
}

// A scope is where a clause is asked: fields, and whether in a part of them alone,
// such as a quote, whose borders the server does not know.
type scope struct {
	fields []string
	part   bool
}

var everywhere = scope{fields: []string{"title", "text"}}

func (s scope) only(field string) scope {
	if !slices.Contains(s.fields, field) {
		return scope{part: s.part}
	}
	return scope{[]string{field}, s.part}
}

// The server refuses a request of more than 1,024 clauses, those in clauses included.
// They are shared out among the terms in spans, the rest of the query, and what scores.
// What of a query has no room is asked for as everything, and confirmed.
const (
	maxSpanTerms = 350
	maxClauses   = 350
	maxScoring   = 250
)

// A compiler turns one query into clauses.
type compiler struct {
	words   map[*query.Pattern][]string // that patterns mean
	tokens  func(string) []string       // folds as the analysis does; nil without a lexicon
	stems   func(word string) []string  // in every language; nil without a lexicon
	left    int                         // terms that spans may still take
	room    int                         // clauses that the rest may still take
	inexact []string                    // clauses that must be confirmed, as typed
}

func (c *compiler) query(n query.Node) clause {
	c.left, c.room = maxSpanTerms, maxClauses
	return c.docs(n, everywhere)
}

// docs returns the clause for the articles in which n holds in s.
func (c *compiler) docs(n query.Node, s scope) clause {
	if c.room <= 0 {
		c.confirm(n)
		return clause{matchAll, false}
	}
	switch n := n.(type) {
	case *query.All:
		return clause{matchAll, true}
	case *query.And:
		return c.every(n.Kids, s)
	case *query.Or:
		return c.some(n.Kids, s)
	case *query.Not:
		if k := c.docs(n.Kid, s); k.exact {
			return clause{not(k.ask), true}
		}
		return clause{matchAll, false}
	case *query.Value:
		c.room--
		return clause{valued(fieldOf(n.Field), n.IDs), true}
	case *query.DateRange:
		c.room -= 12 // at most
		return clause{dates(n.From, n.To, n.Zone), true}
	case *query.Exact:
		return c.exact(n)
	case *query.Term, *query.Pattern:
		c.room -= len(s.fields)
		return c.in(s, func(f string) clause { return clause{valued(f, c.terms(n)), !s.part} })
	case *query.In:
		return c.scoped(n, s)
	}
	return c.in(s, func(f string) clause { return c.positional(n, scope{[]string{f}, s.part}) })
}

// in asks for a clause in each field of s.
func (c *compiler) in(s scope, ask func(field string) clause) clause {
	var asks []object
	exact := true
	for _, f := range s.fields {
		k := ask(f)
		asks, exact = append(asks, k.ask), exact && k.exact
	}
	return clause{anyOf(asks...), exact}
}

func (c *compiler) every(kids []query.Node, s scope) clause {
	var asks []object
	exact := true
	for _, kid := range kids {
		k := c.docs(kid, s)
		asks, exact = append(asks, k.ask), exact && k.exact
	}
	// In a part, such as one quote, all must hold in the same.
	return clause{allOf(asks...), exact && !s.part}
}

func (c *compiler) some(kids []query.Node, s scope) clause {
	var asks []object
	exact := true
	for _, kid := range kids {
		k := c.docs(kid, s)
		asks, exact = append(asks, k.ask), exact && k.exact
	}
	return clause{anyOf(asks...), exact}
}

// positional returns the clause of a positional operator in one field.
func (c *compiler) positional(n query.Node, s scope) clause {
	left := c.left
	if ask, exact, ok := c.spanned(n, s); ok && c.left >= 0 {
		if !exact || s.part {
			c.confirm(n)
		}
		return clause{ask, exact && !s.part}
	}
	c.left = left
	switch n := n.(type) {
	case *query.Phrase:
		return c.loosely(n, n.Slots, s)
	case *query.Near:
		return c.loosely(n, []query.Node{n.A, n.B}, s)
	case *query.Same:
		return c.loosely(n, []query.Node{n.A, n.B}, s)
	case *query.NotNear:
		return c.loosely(n, []query.Node{n.A}, s)
	case *query.First:
		return c.loosely(n, []query.Node{n.Kid}, s)
	case *query.AtLeast:
		if n.N <= 1 {
			return c.docs(n.Kid, s)
		}
		return c.loosely(n, []query.Node{n.Kid}, s)
	}
	c.confirm(n)
	return clause{matchAll, false}
}

// loosely asks for all that n needs.
func (c *compiler) loosely(n query.Node, needs []query.Node, s scope) clause {
	c.confirm(n)
	return clause{c.every(needs, s).ask, false}
}

func (c *compiler) confirm(n query.Node) {
	if text := n.String(); !slices.Contains(c.inexact, text) {
		c.inexact = append(c.inexact, text)
	}
}

// scoped returns the clause of a scope.
func (c *compiler) scoped(n *query.In, s scope) clause {
	switch n.Scope {
	case "byline":
		return c.docs(n.Kid, scope{fields: []string{"byline"}})
	case "title", "text":
		return c.docs(n.Kid, s.only(n.Scope))
	case "lead":
		c.confirm(n)
		s = s.only("text")
		s.part = true
		return clause{c.docs(n.Kid, s).ask, false}
	}
	marks := []string{corpus.QuoteTerm}
	if len(n.Speakers) > 0 {
		marks = speakers(n.Speakers)
	}
	c.room -= len(s.fields)
	if n.Kid == nil {
		return c.in(s, func(f string) clause { return clause{valued(f, marks), !s.part} })
	}
	c.confirm(n)
	return c.in(s, func(f string) clause {
		return clause{allOf(valued(f, marks), c.docs(n.Kid, scope{[]string{f}, true}).ask), false}
	})
}

// speakers returns the marks of those whom all of nodes name.
func speakers(nodes []query.Node) []string {
	var ids []string
	for i, n := range nodes {
		v, ok := n.(*query.Value)
		if !ok {
			return nil
		}
		if i == 0 {
			ids = slices.Clone(v.IDs)
		} else {
			ids = slices.DeleteFunc(ids, func(id string) bool { return !slices.Contains(v.IDs, id) })
		}
	}
	for i := range ids {
		ids[i] = corpus.SpeakerMark + ids[i]
	}
	return ids
}

// exact asks for the words of a literal text that stand between blanks inside it:
// those that the text around it cannot change.
func (c *compiler) exact(n *query.Exact) clause {
	c.confirm(n)
	first, last := strings.IndexFunc(n.Text, unicode.IsSpace), strings.LastIndexFunc(n.Text, unicode.IsSpace)
	var asks []object
	if c.tokens != nil && first >= 0 && last > first {
		for _, w := range c.tokens(n.Text[first:last]) {
			if c.room--; c.room <= 0 {
				break
			}
			asks = append(asks, valued("words", []string{w}))
		}
	}
	return clause{allOf(asks...), false}
}

// terms returns what a leaf means.
func (c *compiler) terms(n query.Node) []string {
	switch n := n.(type) {
	case *query.Term:
		return n.Terms
	case *query.Pattern:
		return c.words[n]
	}
	return nil
}

// fieldOf is the field of a keyword clause.
func fieldOf(field string) string {
	switch field {
	case "lang":
		return "language"
	case "date":
		return "first"
	}
	return field
}

// The clauses of the server.

var (
	matchAll  = object{"match_all": object{}}
	matchNone = object{"match_none": object{}}
)

// valued asks for the articles that hold one of values in a field.
func valued(field string, values []string) object {
	if len(values) == 0 {
		return matchNone
	}
	return object{"terms": object{field: terms(values)}}
}

func not(o object) object { return object{"bool": object{"must_not": o}} }

func allOf(asks ...object) object {
	switch len(asks) {
	case 0:
		return matchAll
	case 1:
		return asks[0]
	}
	return object{"bool": object{"filter": asks}}
}

func anyOf(asks ...object) object {
	switch len(asks) {
	case 0:
		return matchNone
	case 1:
		return asks[0]
	}
	return object{"bool": object{"should": asks, "minimum_should_match": 1}}
}
