package index

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"dateline/corpus"
	"dateline/query"
)

// Random articles over a vocabulary so small that every operator has much to do:
// words w0..w9 with the stem s of the word without its last letter, mentions of
// four entities that overlap and touch, nested quotes, sentences and paragraphs.

var vocabulary = []string{"talk", "talks", "talking", "good", "faith", "goods", "deal", "deals", "peace", "s"}

var stems = map[string]string{"talks": "talk", "talking": "talk", "goods": "good", "deals": "deal", "peace": "peac"}

type entity struct {
	id, name string
	typ      corpus.Type
	roles    []corpus.Role
}

var entities = []entity{
	{"ann", "Ann", corpus.Person, []corpus.Role{corpus.RoleActor}},
	{"bob", "Bob", corpus.Person, []corpus.Role{corpus.RoleActor}},
	{"doha", "Doha", corpus.Place, []corpus.Role{corpus.RolePlace}},
	{"qatar", "Qatar", corpus.Government, []corpus.Role{corpus.RoleActor, corpus.RolePlace, corpus.RoleDemonym}},
	{"~new", "New One", corpus.Organisation, []corpus.Role{corpus.RoleActor}},
}

var dates = []string{"", "2025", "2025-07", "2025-07-24", "2025-07-25", "2025-07-24T23:30:00+03:00", "2025-07-24T23:30:00-05:00", "1969-01-01", "9999-12-31", "0001-01-01"}

func pick[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

// randomArticle makes an article; its streams follow from what is stored.
func randomArticle(r *rand.Rand, id string) corpus.Annotated {
	a := corpus.Annotated{Article: corpus.Article{ID: id, Language: pick(r, []string{"", "en", "de"}), Collection: pick(r, []string{"", "c1"})}}
	a.Title = randomText(r, r.IntN(6))
	a.Text = randomText(r, r.IntN(40))
	if a.Title == "" && a.Text == "" {
		a.Title = "talk"
	}
	if r.IntN(3) > 0 {
		a.Byline = []string{pick(r, []string{"ann", "bob good", "talks"})}
	}
	a.Published = corpus.Date{Value: pick(r, dates)}
	if n := r.IntN(4); n > 0 {
		a.Outlet = corpus.Outlet{ID: fmt.Sprint("o", n), Name: fmt.Sprint("O ", n), Status: pick(r, []corpus.Status{corpus.Given, corpus.Credited})}
	}
	if r.IntN(3) == 0 {
		a.Cites = []corpus.Outlet{{ID: "o1", Name: "O 1"}, {ID: "o2", Name: "O 2"}}
	}
	if r.IntN(3) == 0 {
		a.Agency = corpus.Outlet{ID: "afp", Name: "AFP"}
	}
	a.Sum = fmt.Sprintf("%064x", r.Uint64())
	for _, f := range []string{"title", ""} {
		randomMarks(r, &a, f)
	}
	Streams(&a)
	return a
}

func randomText(r *rand.Rand, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(pick(r, []string{" ", " ", " ", " ", ". ", ".\n\n"}))
		}
		w := pick(r, vocabulary)
		if r.IntN(8) == 0 {
			w = strings.ToUpper(w[:1]) + w[1:]
		}
		b.WriteString(w)
	}
	return b.String()
}

func fieldText(a *corpus.Annotated, field string) string {
	switch field {
	case "title":
		return a.Title
	case "byline":
		return strings.Join(a.Byline, ", ")
	}
	return a.Text
}

// randomMarks adds mentions and quotes over whole words of a field.
func randomMarks(r *rand.Rand, a *corpus.Annotated, field string) {
	words := tokens(fieldText(a, field))
	if len(words) == 0 {
		return
	}
	span := func(longest int) (int, int) {
		first := r.IntN(len(words))
		last := min(len(words), first+1+r.IntN(longest))
		return words[first].Start, words[last-1].End
	}
	for range r.IntN(6) {
		e := pick(r, entities)
		start, end := span(3)
		a.Mentions = append(a.Mentions, corpus.Mention{Field: field, Start: start, End: end, Entity: e.id, Name: e.name, Type: e.typ, Role: pick(r, e.roles)})
	}
	for range r.IntN(4) {
		start, end := span(12)
		q := corpus.Quote{Field: field, Start: start, End: end, Kind: corpus.Direct}
		if r.IntN(3) > 0 {
			e := pick(r, entities)
			q.Speaker = &corpus.Speaker{Entity: e.id, Name: e.name}
		}
		a.Quotes = append(a.Quotes, q)
	}
}

func tokens(s string) []corpus.Token {
	var out []corpus.Token
	for i := 0; i < len(s); {
		j := i
		for j < len(s) && strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", rune(s[j])) {
			j++
		}
		if j > i {
			w := strings.ToLower(s[i:j])
			out = append(out, corpus.Token{Start: i, End: j, Word: w})
			i = j
		} else {
			i++
		}
	}
	return out
}

// Streams makes the streams of a stored random article.
func Streams(a *corpus.Annotated) {
	for _, f := range []string{"title", "text", "byline"} {
		s := fieldText(a, f)
		stream := corpus.Stream{Tokens: tokens(s)}
		numbers := map[string]uint32{}
		for i, t := range stream.Tokens {
			if _, known := numbers[t.Word]; !known {
				numbers[t.Word] = uint32(len(numbers))
				stream.Firsts, stream.Stems = append(stream.Firsts, uint32(i)), append(stream.Stems, stems[t.Word])
			}
			stream.Kinds = append(stream.Kinds, numbers[t.Word])
			gap := s[:t.Start]
			if i > 0 {
				gap = s[stream.Tokens[i-1].End:t.Start]
			}
			if i == 0 || strings.Contains(gap, ".") {
				stream.Sentences = append(stream.Sentences, i)
			}
			if i == 0 || strings.Contains(gap, "\n\n") {
				stream.Paragraphs = append(stream.Paragraphs, i)
			}
		}
		mark(a, f, &stream)
		*a.Stream(f) = stream
	}
}

func mark(a *corpus.Annotated, field string, s *corpus.Stream) {
	if field == "text" {
		field = ""
	}
	at := func(start, end int) (first, last int) {
		first = slices.IndexFunc(s.Tokens, func(t corpus.Token) bool { return t.Start >= start })
		last = first
		for last < len(s.Tokens) && s.Tokens[last].End <= end {
			last++
		}
		return first, last
	}
	for _, m := range a.Mentions {
		if m.Field == field {
			first, last := at(m.Start, m.End)
			s.Entities = append(s.Entities, corpus.Covering{First: first, Last: last, ID: m.Entity, Type: m.Type, Role: m.Role})
		}
	}
	for _, q := range a.Quotes {
		if q.Field == field {
			first, last := at(q.Start, q.End)
			speaker := ""
			if q.Speaker != nil {
				speaker = q.Speaker.Entity
			}
			s.Quotes = append(s.Quotes, corpus.Quoted{First: first, Last: last, Speaker: speaker, Kind: q.Kind})
		}
	}
}

// randomQuery makes a resolved tree; positional asks for a positional one.
func randomQuery(r *rand.Rand, depth int, positional bool) query.Node {
	if depth == 0 || r.IntN(4) == 0 {
		return randomLeaf(r, positional)
	}
	kid := func() query.Node { return randomQuery(r, depth-1, true) }
	any := func() query.Node { return randomQuery(r, depth-1, false) }
	switch n := r.IntN(14); {
	case n < 2:
		return &query.Or{Kids: []query.Node{kid(), kid()}}
	case n < 4:
		return &query.Near{A: kid(), B: kid(), N: 1 + r.IntN(6), Ordered: r.IntN(2) == 0}
	case n == 4:
		return &query.NotNear{A: kid(), B: kid(), N: 1 + r.IntN(6)}
	case n == 5:
		return &query.Same{A: kid(), B: kid(), Unit: pick(r, []rune{'s', 'p'})}
	case n == 6:
		return &query.AtLeast{N: 1 + r.IntN(4), Kid: kid()}
	case n == 7:
		return &query.First{N: 1 + r.IntN(10), Kid: kid()}
	case n == 8 || positional:
		in := &query.In{Scope: pick(r, []string{"title", "text", "byline", "lead", "quote"}), Kid: kid()}
		if !positional && r.IntN(2) == 0 {
			in.Kid = any()
		}
		if in.Scope == "quote" {
			if r.IntN(2) == 0 {
				in.Speakers = []query.Node{&query.Value{Field: "speaker", IDs: []string{"ann", "bob"}[:1+r.IntN(2)]}}
			}
			if r.IntN(3) == 0 {
				in.Kid = nil
			}
		}
		return in
	case n < 12:
		return &query.And{Kids: []query.Node{any(), any()}}
	case n == 12:
		return &query.Not{Kid: any()}
	}
	return &query.Or{Kids: []query.Node{any(), any()}}
}

func randomLeaf(r *rand.Rand, positional bool) query.Node {
	word := func() string { return pick(r, vocabulary) }
	switch n := r.IntN(12); {
	case n < 3:
		return term(word())
	case n < 5:
		w := word()
		terms := []string{w, "=" + strings.TrimSuffix(w, "s")}
		return term(terms...)
	case n == 5:
		return term(pick(r, []string{"@ann", "@bob", "%doha", "%qatar", "@qatar", "#person", "#place", "#org", "@~new"}))
	case n == 6:
		return term(word(), "@ann", "%qatar")
	case n == 7:
		return randomPattern(r)
	case n == 8 || positional:
		p := &query.Phrase{Slop: -1}
		for range 2 + r.IntN(2) {
			p.Slots = append(p.Slots, pick(r, []query.Node{term(word()), term(word(), "="+word()), randomPattern(r)}))
		}
		if r.IntN(3) == 0 {
			p.Slop = r.IntN(4)
		}
		return p
	case n == 9:
		return &query.Value{Field: pick(r, []string{"outlet", "cites", "agency", "speaker", "lang", "collection", "id"}), IDs: []string{"o1", "afp", "ann", "en", "c1", "a7"}}
	case n == 10:
		return &query.DateRange{From: pick(r, []string{"", "2025-07-24", "2025-01-01"}), To: pick(r, []string{"", "2025-07-24", "2025-12-31"})}
	}
	return &query.Exact{Text: pick(r, []string{"Good", "talk good", "good faith.", "deal", "s s", "Talk deal peace"})}
}

func randomPattern(r *rand.Rand) *query.Pattern {
	switch r.IntN(4) {
	case 0:
		return &query.Pattern{Kind: query.Prefix, Text: pick(r, []string{"t", "tal", "good", "s", "x"})}
	case 1:
		return &query.Pattern{Kind: query.Wildcard, Text: pick(r, []string{"*s", "t*k", "g??d", "?alk*", "s"})}
	case 2:
		return &query.Pattern{Kind: query.Fuzzy, Text: pick(r, []string{"tlak", "deals", "fath", "s"}), Distance: 1 + r.IntN(2)}
	}
	return &query.Pattern{Kind: query.Regexp, Text: pick(r, []string{"tal.*", "(good|deal)s?", "[a-f].*", "talk|peace"})}
}

func term(terms ...string) *query.Term {
	slices.Sort(terms)
	return &query.Term{Typed: terms[0], Terms: slices.Compact(terms)}
}
