package enginetest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"dateline/corpus"
	"dateline/query"
)

// random makes articles and queries of a small world, so that they meet often.
type random struct {
	*rand.Rand
	Kit
}

// vocabulary has inflected forms, words that share prefixes, a compound, a
// possessive, an abbreviation that is a common word, a number, letters with marks.
var vocabulary = strings.Fields(`talk talks talked talking faith faithful good goods deal deals dealing hamas
	Hamas' envoy envoys envoy's peace peaceful cease-fire U.S. us 59,587 élan elan the a of in`)

func pick[T any](g *random, list []T) T { return list[g.IntN(len(list))] }

// article makes the i-th article of a collection.
func (g *random) article(id string) corpus.Annotated {
	a := corpus.Annotated{Article: corpus.Article{ID: id, Collection: pick(g, []string{"", "one", "two"}),
		Language: pick(g, []string{"en", "en", "fr", ""}), Published: g.date()}}
	if g.IntN(4) > 0 {
		a.Title = g.prose(&a, "title", 1+g.IntN(8))
	}
	if g.IntN(12) > 0 || a.Title == "" {
		a.Text = g.prose(&a, "", 3+g.IntN(60))
	}
	if g.IntN(2) == 0 {
		a.Byline = []string{pick(g, []string{"Zoe Ash", "Hamas Good", "Peace Envoy"}), "Deal Talks"}[:1+g.IntN(2)]
	}
	a.Outlet, a.Original, a.Agency = g.outlet(), g.outlet(), g.outlet()
	for range g.IntN(3) {
		if o := g.outlet(); o.Known() {
			a.Cites = append(a.Cites, o)
		}
	}
	a.Sum = sum(id, a.Title, a.Text, fmt.Sprint(g.Uint64()))
	g.Streams(&a)
	return a
}

func (g *random) date() corpus.Date {
	value := pick(g, []string{"", "2025", "2025-07", "2025-07-24", "2025-07-25", "2024-12-30", "2025-01-01",
		"2025-07-24T23:30:00-05:00", "2025-07-25T01:00:00+02:00", "2025-07-24T12:00:00Z"})
	if value == "" {
		return corpus.Date{Status: corpus.Unknown}
	}
	return corpus.Date{Value: value, Status: corpus.Given}
}

func (g *random) outlet() corpus.Outlet {
	id := pick(g, []string{"", "daily-ash", "ash-wire", "~small-paper"})
	if id == "" {
		return corpus.Outlet{Status: corpus.Unknown}
	}
	e, _ := g.Lexicon.Entity(id)
	return corpus.Outlet{ID: id, Name: e.Name, Status: pick(g, []corpus.Status{corpus.Given, corpus.Explicit, corpus.Credited})}
}

// prose writes n words in sentences and paragraphs and adds mentions and quotes of
// them to a. They may nest, overlap and cross the borders of sentences.
func (g *random) prose(a *corpus.Annotated, field string, n int) string {
	var b strings.Builder
	starts, ends := make([]int, n), make([]int, n)
	for i := range n {
		word := pick(g, vocabulary)
		if g.IntN(6) == 0 {
			word = strings.ToUpper(word)
		}
		starts[i] = b.Len()
		b.WriteString(word)
		ends[i] = b.Len()
		b.WriteString(pick(g, []string{" ", " ", " ", " ", ", ", " – ", ". The ", "? A ", "\n\n"}))
	}
	span := func(longest int) (int, int) {
		first := g.IntN(n)
		return starts[first], ends[min(n-1, first+g.IntN(longest))]
	}
	for range g.IntN(2 + n/4) {
		e := pick(g, entities)
		m := corpus.Mention{Field: field, Entity: e.ID, Type: e.Type, Role: g.role(e)}
		m.Start, m.End = span(3)
		a.Mentions = append(a.Mentions, m)
	}
	for range g.IntN(2 + n/12) {
		q := corpus.Quote{Field: field, Kind: corpus.Direct}
		if e := pick(g, entities); g.IntN(3) > 0 {
			q.Speaker = &corpus.Speaker{Entity: e.ID, Name: g.name(e.ID), How: "test"}
		}
		q.Start, q.End = span(14)
		a.Quotes = append(a.Quotes, q)
	}
	text := b.String()
	for i := range a.Mentions {
		if m := &a.Mentions[i]; m.Field == field {
			m.Text, m.Name = text[m.Start:m.End], g.name(m.Entity)
		}
	}
	for i := range a.Quotes {
		if q := &a.Quotes[i]; q.Field == field {
			q.Text = text[q.Start:q.End]
		}
	}
	return text
}

func (g *random) name(id string) string {
	e, _ := g.Lexicon.Entity(g.Lexicon.Canonical(id))
	return e.Name
}

func (g *random) role(e corpus.Entity) corpus.Role {
	switch {
	case e.Type == corpus.Place:
		return pick(g, []corpus.Role{corpus.RolePlace, corpus.RolePlace, corpus.RoleDemonym})
	case e.Type == corpus.Government:
		return pick(g, []corpus.Role{corpus.RolePlace, corpus.RoleActor, corpus.RolePeople})
	}
	return corpus.RoleActor
}

// query makes an unresolved query.
func (g *random) query() query.Node {
	if g.IntN(40) == 0 {
		return &query.All{}
	}
	return g.clause(3, "")
}

// clause makes a clause at most depth deep that may stand in scope.
func (g *random) clause(depth int, scope string) query.Node {
	if depth == 0 {
		return g.placed(0, scope)
	}
	switch k := g.IntN(14); {
	case k < 3:
		return &query.And{Kids: g.clauses(depth-1, scope), Bare: g.IntN(2) == 0}
	case k < 5:
		return &query.Or{Kids: g.clauses(depth-1, scope)}
	case k < 6:
		return &query.Not{Kid: g.clause(depth-1, scope)}
	case k < 8:
		return g.in(depth, scope, g.clause)
	case k < 10 && scope == "":
		return g.whole()
	}
	return g.placed(depth, scope)
}

func (g *random) clauses(depth int, scope string) []query.Node {
	kids := make([]query.Node, 2+g.IntN(2))
	for i := range kids {
		kids[i] = g.clause(depth, scope)
	}
	return kids
}

// whole makes a clause that holds for a whole article.
func (g *random) whole() query.Node {
	switch g.IntN(5) {
	case 0:
		from, to := pick(g, days), pick(g, days)
		if from > to {
			from, to = to, from
		}
		return &query.DateRange{From: from, To: to, Typed: from + ".." + to, Zone: pick(g, zones)}
	case 1:
		return &query.Exact{Text: pick(g, []string{"Hamas'", "hamas", "talk", "U.S.", "envoy", "élan", "59,587", "deal.", "the "})}
	case 2:
		return &query.Name{Field: "id", Text: fmt.Sprintf("a%02d", g.IntN(40))}
	}
	switch field := pick(g, []string{"outlet", "original", "agency", "cites", "speaker", "lang", "collection"}); field {
	case "lang":
		return &query.Name{Field: field, Text: pick(g, []string{"en", "fr", "de"})}
	case "collection":
		return &query.Name{Field: field, Text: pick(g, []string{"one", "two", "three"})}
	case "speaker":
		return &query.Name{Field: field, Text: pick(g, entities).ID, ID: true}
	default:
		return &query.Name{Field: field, Text: pick(g, []string{"daily-ash", "ash-wire", "~small-paper"}), ID: true}
	}
}

var (
	days  = []string{"2024-12-30", "2025-01-01", "2025-07-01", "2025-07-24", "2025-07-25", "2025-07-31", "2025-12-31"}
	zones = []string{"", "", "America/New_York", "Asia/Tokyo"}
)

// in makes a scope, or what kid makes where no scope may stand.
func (g *random) in(depth int, scope string, kid func(depth int, scope string) query.Node) query.Node {
	inner := pick(g, []string{"title", "byline", "lead", "text", "quote", "quote"})
	switch scope {
	case "title", "lead", "text":
		inner = "quote"
	case "byline", "quote":
		return kid(depth-1, scope)
	}
	n := &query.In{Scope: inner}
	if inner == "quote" {
		for range g.IntN(2) {
			n.Speakers = append(n.Speakers, &query.Name{Field: "speaker", Text: pick(g, entities).ID, ID: true})
		}
		if g.IntN(4) == 0 {
			return n
		}
	}
	n.Kid = kid(depth-1, inner)
	return n
}

// placed makes a positional clause.
func (g *random) placed(depth int, scope string) query.Node {
	if depth == 0 {
		return g.leaf()
	}
	sub := func() query.Node { return g.placed(depth-1, scope) }
	switch g.IntN(13) {
	case 0, 1:
		return &query.Near{A: sub(), B: sub(), N: 1 + g.IntN(8), Ordered: g.IntN(2) == 0}
	case 2:
		return &query.NotNear{A: sub(), B: sub(), N: 1 + g.IntN(6)}
	case 3:
		return &query.Same{A: sub(), B: sub(), Unit: pick(g, []rune{'s', 'p'})}
	case 4:
		return &query.AtLeast{N: 1 + g.IntN(5), Kid: sub()}
	case 5:
		return &query.First{N: 1 + g.IntN(20), Kid: sub()}
	case 6:
		return &query.Or{Kids: []query.Node{sub(), sub()}}
	case 7:
		return g.in(depth, scope, g.placed)
	case 8:
		return g.ties()
	}
	return g.leaf()
}

// ties makes a clause in which the nearest partner is hard to tell: spans that start
// or end together, and what depends on which of them is taken.
func (g *random) ties() query.Node {
	w := g.word(true)
	stretched := func() query.Node {
		n := &query.Near{A: w, B: g.word(false), N: 1 + g.IntN(3), Ordered: true}
		if g.IntN(2) == 0 {
			n.A, n.B = n.B, w
		}
		return &query.Or{Kids: []query.Node{w, n}}
	}
	var joined query.Node = &query.Near{A: g.word(false), B: stretched(), N: 1 + g.IntN(9), Ordered: g.IntN(2) == 0}
	if g.IntN(3) == 0 {
		joined = &query.Same{A: g.word(false), B: stretched(), Unit: pick(g, []rune{'s', 'p'})}
	}
	switch g.IntN(3) {
	case 0:
		return &query.First{N: 1 + g.IntN(20), Kid: joined}
	case 1:
		return &query.AtLeast{N: 2 + g.IntN(4), Kid: joined}
	}
	return &query.NotNear{A: joined, B: g.word(false), N: 1 + g.IntN(3)}
}

// leaf makes a word, a pattern, a phrase, an entity or a type.
func (g *random) leaf() query.Node {
	switch g.IntN(12) {
	case 0, 1:
		return g.phrase(-1)
	case 2:
		return g.phrase(g.IntN(5))
	case 3:
		return g.pattern()
	case 4:
		return &query.Name{Field: "actor", Text: pick(g, entities).ID, ID: true}
	case 5:
		return &query.Name{Field: "place", Text: pick(g, []string{"ashland", "bree-land", "cove-town", "old-cove"}), ID: true}
	case 6:
		return &query.Word{Text: pick(g, []string{"PERSON", "PLACE", "ORG"})}
	}
	return g.word(g.IntN(3) == 0)
}

func (g *random) word(quoted bool) query.Node {
	return &query.Word{Text: pick(g, vocabulary), Quoted: quoted}
}

func (g *random) phrase(slop int) query.Node {
	p := &query.Phrase{Slop: slop}
	for range 2 + g.IntN(2) {
		if g.IntN(6) == 0 {
			p.Slots = append(p.Slots, pick(g, []query.Node{&query.Pattern{Kind: query.Prefix, Text: "tal"},
				&query.Pattern{Kind: query.Wildcard, Text: "?f"}, &query.Pattern{Kind: query.Wildcard, Text: "d*l"}}))
		} else {
			p.Slots = append(p.Slots, g.word(true))
		}
	}
	return p
}

func (g *random) pattern() query.Node {
	return pick(g, []query.Node{
		&query.Pattern{Kind: query.Prefix, Text: "talk"}, &query.Pattern{Kind: query.Prefix, Text: "f"},
		&query.Pattern{Kind: query.Prefix, Text: "zz"}, &query.Pattern{Kind: query.Wildcard, Text: "t?lk*"},
		&query.Pattern{Kind: query.Wildcard, Text: "*ful"}, &query.Pattern{Kind: query.Fuzzy, Text: "hmaas", Distance: 1},
		&query.Pattern{Kind: query.Fuzzy, Text: "deels", Distance: 2}, &query.Pattern{Kind: query.Fuzzy, Text: "elam", Distance: 1},
		&query.Pattern{Kind: query.Regexp, Text: "(talk|deal)(s|ing)?"}, &query.Pattern{Kind: query.Regexp, Text: "[d-h].*"},
	})
}
