package main

import (
	"math/rand/v2"
	"strings"

	"dateline/corpus"
)

// A shape is a form of question; of puts words, an actor and a place into it.
type shape struct {
	known string // one of its questions
	of    func(words, actor, place string) string
}

func first(words string) string { return strings.Fields(words + " …")[0] }
func last(words string) string {
	all := strings.Fields(words)
	return all[len(all)-1]
}

var shapes = []shape{
	{"ceasefire talks", func(w, _, _ string) string { return first(w) + " " + last(w) }},
	{`"white house"`, func(w, _, _ string) string { return `"` + w + `"` }},
	{"actor:@united-states AND vote", func(w, a, _ string) string { return "actor:@" + a + " AND " + first(w) }},
	{"senate NEAR/10 budget", func(w, _, _ string) string { return first(w) + " NEAR/10 " + last(w) }},
	{"tax* OR trade", func(w, _, _ string) string { return first(w) + "* OR " + last(w) }},
	{"quote:(war)", func(w, _, _ string) string { return "quote:(" + first(w) + ")" }},
	{"place:@israel peace", func(w, _, p string) string { return "place:@" + p + " " + first(w) }},
	{"good faith", func(w, _, _ string) string { return w }},
}

// known are n questions, the same ones in turn.
func known(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = shapes[i%len(shapes)].known
	}
	return out
}

// A source makes questions of the words, actors and places of articles.
type source struct {
	articles []*corpus.Annotated
	random   *rand.Rand
	asked    map[string]bool
}

// fresh are n questions that have not been asked, the shapes in turn.
func (s *source) fresh(n int) []string {
	out := make([]string, 0, n)
	for len(out) < n {
		q := s.question(shapes[len(out)%len(shapes)])
		if q != "" && !s.asked[q] {
			s.asked[q] = true
			out = append(out, q)
		}
	}
	return out
}

// question fills a shape with two neighbouring words of five letters or more, and
// with an actor and a place of the same article; "" where chance finds none.
func (s *source) question(of shape) string {
	a := s.articles[s.random.IntN(len(s.articles))]
	words := strings.Fields(a.Text)
	if len(words) < 2 || len(a.Mentions) == 0 {
		return ""
	}
	i := s.random.IntN(len(words) - 1)
	if !plainWord(words[i]) || !plainWord(words[i+1]) {
		return ""
	}
	actor, place := named(s.random, a, corpus.RoleActor), named(s.random, a, corpus.RolePlace)
	if actor == "" || place == "" {
		return ""
	}
	return of.of(strings.ToLower(words[i]+" "+words[i+1]), actor, place)
}

func plainWord(w string) bool {
	return len(w) >= 5 && strings.IndexFunc(w, func(r rune) bool { return (r|0x20) < 'a' || (r|0x20) > 'z' }) < 0
}

// named is one of the entities that an article names in a role.
func named(random *rand.Rand, a *corpus.Annotated, role corpus.Role) string {
	for range 10 {
		if m := a.Mentions[random.IntN(len(a.Mentions))]; m.Role == role && m.Entity != "" && !strings.HasPrefix(m.Entity, "~") {
			return m.Entity
		}
	}
	return ""
}
