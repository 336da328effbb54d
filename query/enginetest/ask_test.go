package enginetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/query"
)

// page returns the six articles of docs/query.md.
func page(t *testing.T) (query.Snapshot, query.Lexicon) {
	return printed(t, tables(t, "../../docs/query.md")[0])
}

func ask(t *testing.T, text string, o query.Options) *query.Answer {
	t.Helper()
	s, lex := page(t)
	a, err := query.Ask(t.Context(), s, lex, text, o)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return a
}

func TestAskLadder(t *testing.T) {
	for _, c := range []struct {
		text string
		o    query.Options
		want string
	}{
		{"hamas good faith", query.Options{}, `{"all":2,"phrase":2,"quoted":2,"run":"good faith"}`},
		{"talks in doha end", query.Options{}, `{"all":1,"phrase":1,"quoted":0,"run":"talks in doha end"}`},
		{"bad faith talk of", query.Options{}, `{"all":1,"phrase":1,"quoted":0,"run":"bad faith"}`}, // of two alike the first
		{"faith peace", query.Options{}, `{"all":1,"phrase":0,"quoted":0}`},
		{"talks", query.Options{}, `{"all":4,"phrase":null,"quoted":null}`},
		{"hamas good faith", query.Options{Any: true}, `{"all":2,"phrase":2,"quoted":2,"run":"good faith"}`},
		{"hamas good faith", query.Options{Literal: true, Any: true}, `{"all":2,"phrase":2,"quoted":2,"run":"good faith"}`},
		{"hamas good faith", query.Options{Until: "2025-07-24"}, `{"all":1,"phrase":1,"quoted":1,"run":"good faith"}`},
		{"hamas good faith", query.Options{Select: []query.Selection{{Facet: "outlet", Values: []string{"Fox News"}}}}, `{"all":1,"phrase":1,"quoted":1,"run":"good faith"}`},
		{`"good faith" hamas`, query.Options{}, `null`},
		{"good AND faith", query.Options{}, `null`},
	} {
		raw, _ := json.Marshal(ask(t, c.text, c.o).Ladder)
		if string(raw) != c.want {
			t.Errorf("%s %+v: ladder %s, want %s", c.text, c.o, raw, c.want)
		}
	}
}

// TestAskCursor wants a cursor to go on with its own question alone, and a change of the
// collection since to be told.
func TestAskCursor(t *testing.T) {
	s, lex := page(t)
	first := query.Options{Size: 2}
	a, err := query.Ask(t.Context(), s, lex, "talks OR deal", first)
	if err != nil || a.Next == "" {
		t.Fatal(a, err)
	}
	for _, c := range []struct {
		text string
		o    query.Options
		ok   bool
	}{
		{"talks OR deal", query.Options{Size: 1}, true},
		{"talks  OR deal", query.Options{Facets: []query.FacetRequest{}}, true},
		{"talks OR deals", query.Options{}, false},
		{"talks OR deal", query.Options{Distinct: true}, false},
		{"talks OR deal", query.Options{Since: "2025"}, false},
		{"talks OR deal", query.Options{Select: []query.Selection{{Facet: "outlet", Values: []string{"Fox News"}}}}, false},
		{"talks OR deal", query.Options{Sort: query.ByDate}, false},
	} {
		c.o.After = a.Next
		if _, err := query.Ask(t.Context(), s, lex, c.text, c.o); errors.Is(err, query.ErrCursor) == c.ok {
			t.Errorf("%s %+v behind a page of talks OR deal: %v", c.text, c.o, err)
		}
	}
	first.After = a.Next
	later, err := query.Ask(t.Context(), grown{s}, lex, "talks OR deal", first)
	if err != nil || !slices.ContainsFunc(later.Query.Notes, func(n string) bool { return strings.Contains(n, "has changed") }) {
		t.Errorf("the next page of a collection that changed says %v %v", later.Query.Notes, err)
	}
}

// grown is a snapshot as another one of the same collection.
type grown struct{ query.Snapshot }

func (g grown) ID() string { return "other " + g.Snapshot.ID() }

// TestAskJSON holds the shape of an answer to schema 1.
func TestAskJSON(t *testing.T) {
	a := ask(t, "“good faith” talks OR deal", query.Options{Size: 1, Facets: []query.FacetRequest{{Name: "outlet"}, {Name: "date", Interval: "month"}}})
	raw, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	hit := got["hits"].([]any)[0].(map[string]any)
	snippet := hit["snippets"].([]any)[0].(map[string]any)
	for _, c := range []struct {
		object any
		keys   string
	}{
		{got, "schema query snapshot total ladder hits facets next"},
		{got["query"], "text parsed notes"},
		{hit, "id title outlet original agency cites published score snippets"},
		{hit["outlet"], "id name status"}, {hit["agency"], "id name status"},
		{snippet, "field start end text spans"},
		{got["facets"].(map[string]any)["outlet"].([]any)[0], "id name count"},
	} {
		for _, key := range strings.Fields(c.keys) {
			if _, ok := c.object.(map[string]any)[key]; !ok {
				t.Errorf("no %s in %v", key, c.object)
			}
		}
	}
	if notes := fmt.Sprint(got["query"].(map[string]any)["notes"]); !strings.Contains(notes, `“…” read as`) || !strings.Contains(notes, `read as ("good faith" talks) OR deal`) {
		t.Errorf("notes %s", notes)
	}
	if got["total"] != 4.0 || got["next"] == "" {
		t.Errorf("total %v, next %v; want 4 and a cursor", got["total"], got["next"])
	}
	if want := `"facets":{"outlet":[`; !strings.Contains(string(raw), want) {
		t.Errorf("facets are not an object in the order asked for: %s", raw)
	}
	next := ask(t, "“good faith” talks OR deal", query.Options{Size: 5, After: a.Next})
	if len(next.Hits) != 3 || next.Next != "" || next.Total != 4 {
		t.Errorf("the next page has %d hits of %d, next %q", len(next.Hits), next.Total, next.Next)
	}
}

func TestAskFormsAndSnippets(t *testing.T) {
	a := ask(t, `talks organi* "faith"`, query.Options{Size: 10})
	want := []query.Forms{{Typed: "talks", Words: []string{"talks", "talk"}}, {Typed: "organi*", Words: []string{"organisation", "organization"}}}
	if diff := cmp.Diff(want, a.Forms); diff != "" {
		t.Errorf("forms (-want +got):\n%s", diff)
	}
	a = ask(t, "tolks~1 OR *faith OR x?*", query.Options{Size: 1})
	want = []query.Forms{{Typed: "tolks~1", Words: []string{"talks"}}}
	if diff := cmp.Diff(want, a.Forms); diff != "" {
		t.Errorf("forms of patterns (-want +got):\n%s", diff)
	}
	a = ask(t, "talks, hamas; $good", query.Options{Size: 1})
	want = []query.Forms{{Typed: "talks", Words: []string{"talks", "talk"}}, {Typed: "$good", Words: []string{"good"}}}
	if diff := cmp.Diff(want, a.Forms); diff != "" {
		t.Errorf("forms of words with punctuation (-want +got):\n%s", diff)
	}
	for _, c := range []struct{ text, id, want string }{
		{"good faith", "1", "Hamas was not “acting in [good faith]”, Benjamin Netanyahu said."},
		{"talks deal", "4", "The [deal] collapsed. | [Talks] may resume."},
		{"talks doha", "1", "Negotiators left [Doha] on Thursday."}, // the title has its own line
		{"title:doha", "1", "Talks in [Doha] end"},
		{`exact:"U.S."`, "3", "The [U.S.] told us little."},
		{"NOT hamas", "3", ""},
	} {
		for _, h := range ask(t, c.text, query.Options{Size: 10}).Hits {
			if h.ID == c.id {
				if got := shown(t, h); got != c.want {
					t.Errorf("%s: snippet %s, want %s", c.text, got, c.want)
				}
			}
		}
	}
}

// TestFormsOfLanguages lists the forms that articles hold in the language whose
// stems they share, not what looks alike in another.
func TestFormsOfLanguages(t *testing.T) {
	a, err := analyzer.Starter()
	if err != nil {
		t.Fatal(err)
	}
	z := analyzer.New(a)
	m := &memory{kit: Kit{a, z.Streams}, articles: map[string]corpus.Annotated{}}
	for id, text := range map[string]string{"es": "negociaciones", "fr": "négociation", "ru": "переговоры", "uk": "переговори",
		"ar": "المفاوضات والمفاوضات", "en": "happy"} {
		m.articles[id] = z.Analyze(corpus.Article{ID: id, Text: text, Language: id})
	}
	s, err := m.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text, finds string
		forms       []string
	}{
		{"переговорах", "ru", []string{"переговоры"}}, // there is no stemmer for Ukrainian
		{"negociación", "es fr", []string{"negociaciones", "negociation"}},
		{"переговори", "ru uk", []string{"переговори", "переговоры"}},
		{`"negociación"`, "", nil},
		{"المفاوضة", "ar", []string{"المفاوضات"}},
		{"happiness", "en", []string{"happy"}},
	} {
		answer, err := query.Ask(t.Context(), s, a, c.text, query.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var forms []string
		for _, f := range answer.Forms {
			forms = append(forms, f.Words...)
		}
		if got := strings.Join(finds(t, s, answer.Compiled), " "); got != c.finds || !slices.Equal(forms, c.forms) {
			t.Errorf("%s finds %q by the forms %q, want %q by %q", c.text, got, forms, c.finds, c.forms)
		}
	}
}

// shown draws the snippets of a hit with brackets around what matched, from the
// offsets alone.
func shown(t *testing.T, h query.AnswerHit) string {
	var out []string
	for _, s := range h.Snippets {
		text := h.Article.Text
		if s.Field == "title" {
			text = h.Article.Title
		}
		if text[s.Start:s.End] != s.Text {
			t.Errorf("snippet %d-%d is %q, its text %q", s.Start, s.End, text[s.Start:s.End], s.Text)
		}
		at, b := s.Start, ""
		for _, x := range s.Spans {
			b += text[at:x[0]] + "[" + text[x[0]:x[1]] + "]"
			at = x[1]
		}
		out = append(out, b+text[at:s.End])
	}
	return strings.Join(out, " | ")
}

func TestAskSelections(t *testing.T) {
	pick := func(facet string, values ...string) query.Selection {
		return query.Selection{Facet: facet, Values: values}
	}
	for _, c := range []struct {
		o    query.Options
		want string
	}{
		{query.Options{Select: []query.Selection{pick("outlet", "Fox News")}}, "2 5"},
		{query.Options{Select: []query.Selection{pick("outlet", "Fox News", "@the-national")}}, "1 2 5 6"},
		{query.Options{Select: []query.Selection{pick("outlet", "Fox News"), pick("outlet", "the-national")}}, "1 2 5 6"},
		{query.Options{Select: []query.Selection{pick("outlet", "The National"), pick("place", "Qatar")}}, "1"},
		{query.Options{Select: []query.Selection{{Facet: "outlet", Values: []string{"Fox News"}, Exclude: true}}}, "1 3 4 6"},
		{query.Options{Select: []query.Selection{pick("outlet", query.MissingValue)}}, "4"},
		{query.Options{Select: []query.Selection{pick("place", "Qatar")}}, "1"},
		{query.Options{Select: []query.Selection{pick("date", "2025-07")}}, "1 2 5 6"},
		{query.Options{Select: []query.Selection{pick("date", "2025-W30")}}, "1 2 6"},
		{query.Options{Select: []query.Selection{pick("date", query.MissingValue)}}, "4"},
		{query.Options{Since: "2025-07-25", Until: "2025-07"}, "2 6"},
		{query.Options{Until: "2025-07-25", Zone: "UTC"}, "1 2 6"},
		{query.Options{Until: "2025-07-25"}, "1 2"},
	} {
		c.o.Size = 10
		a := ask(t, "*", c.o)
		var ids []string
		for _, h := range a.Hits {
			ids = append(ids, h.ID)
		}
		slices.Sort(ids)
		if got := strings.Join(ids, " "); got != c.want {
			t.Errorf("%+v: %s, want %s", c.o, got, c.want)
		}
	}
	for _, c := range []struct {
		o    query.Options
		want string
	}{
		{query.Options{Select: []query.Selection{pick("outlt", "x")}}, `unknown facet "outlt"`},
		{query.Options{Select: []query.Selection{pick("actor", "Benjamin Netanyaho")}}, `facet actor: unknown actor "Benjamin Netanyaho", did you mean Benjamin Netanyahu?`},
		{query.Options{Select: []query.Selection{pick("date", "2025", "2024")}}, "date takes one value"},
		{query.Options{Since: "yesterday"}, "no date"},
		{query.Options{Since: "2025-07", Until: "2025-06"}, "lies after"},
		{query.Options{Zone: "Mars/Olympus"}, "IANA name"},
	} {
		s, lex := page(t)
		if _, err := query.Ask(t.Context(), s, lex, "*", c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %s", c.o, err, c.want)
		}
	}
}

func TestAskSuggestions(t *testing.T) {
	for _, c := range []struct {
		text string
		o    query.Options
		want string
	}{
		{"netanyaho talks", query.Options{}, "netanyaho: no article holds it, 4 without it [netanyahu]"},
		{"ceasefire truce", query.Options{}, "ceasefire: the other clauses match without it, 1 without it []\ntruce: the other clauses match without it, 1 without it []"},
		{"talks", query.Options{Since: "2026"}, "date:2026..: no article holds it, 4 without it []"},
		{"talks", query.Options{Select: []query.Selection{{Facet: "outlet", Values: []string{"Reuters"}, Exclude: true}, {Facet: "outlet", Values: []string{"Reuters"}}}}, "facet selections: the query matches without them, 4 without it []"},
		{"talks", query.Options{}, ""},
	} {
		var got []string
		for _, s := range ask(t, c.text, c.o).Suggestions {
			got = append(got, fmt.Sprintf("%s: %s, %d without it %v", s.Clause, s.Reason, s.Count, s.Words))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("%s %+v (-want +got):\n%s", c.text, c.o, diff)
		}
	}
}

func TestExplain(t *testing.T) {
	s, lex := page(t)
	c, err := query.Compile(t.Context(), s, lex, `(talks OR organi?ation) NOT title:doha actor:hamas`, query.Options{})
	if err != nil {
		t.Fatal(err)
	}
	x, err := c.Explain(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	var walk func(b query.Branch, depth int)
	walk = func(b query.Branch, depth int) {
		got = append(got, fmt.Sprintf("%s%s (%s): %d %v", strings.Repeat(" ", depth), b.Clause, b.Kind, b.Articles, b.Words))
		for _, k := range b.Kids {
			walk(k, depth+1)
		}
	}
	walk(x.Tree, 0)
	want := []string{`(talks OR organi?ation) NOT title:doha actor:"hamas" (all of): 0 []`,
		" talks OR organi?ation (any of): 4 []", "  talks (word): 4 [{talks 3} {talk 1}]",
		"  organi?ation (wildcard): 2 [{organisation 1} {organization 1}]",
		" NOT title:doha (without): 5 []", "  title:doha (in title): 1 []", "   doha (word): 1 [{doha 1}]",
		` actor:"hamas" (entity): ` + fmt.Sprint(len(finds(t, s, must(t, s, lex, "actor:hamas")))) + " []"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func must(t *testing.T, s query.Snapshot, lex query.Lexicon, text string) *query.Compiled {
	t.Helper()
	c, err := query.Compile(t.Context(), s, lex, text, query.Options{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return c
}

func TestWhy(t *testing.T) {
	s, lex := page(t)
	for _, c := range []struct{ id, text, why, shown string }{
		{"1", "good faith", "", ""},
		{"1", "truce", "the word is not there, nor one spelled like it", ""},
		{"5", "netanyaho", `the nearest is "netanyahu"`, "Netanyahu received"},
		{"5", "netanyaha~1 OR netunyaha~1", "no clause holds", "Netanyahu received"},
		{"4", "ceasfire*", "no word is like it", ""},
		{"1", "negotiatt*", `the nearest is "negotiators"`, "Negotiators left"},
		{"3", "organi?ations", `the nearest is "organisation"`, "The organisation"},
		{"6", `"good faith"`, "the words stand together in another order", "Some say deals take faith."},
		{"3", `"good faith"`, "the nearest window has 2 more between them", ""},
		{"3", `"good truce"`, "not there: truce", ""},
		{"1", "quote:said", "it holds, but not in one quote", "Netanyahu said."},
		{"2", "hamas NEAR/2 faith", "the nearest two stand within 2 words, want 2", ""},
		{"3", "talk NEAR/2 rome", "the nearest two stand within", "The organisation's talk of peace"},
		{"4", "deal SAME/s talks", "never in one sentence", "The deal collapsed."},
		{"1", "faith NOT NEAR/1 good", `every faith has good near`, "Hamas was not"},
		{"5", "ATLEAST/3(office)", "2 found, want 3", "Netanyahu received"},
		{"1", "FIRST/3(netanyahu)", "the first ends at word 9, want 3 at most", "Hamas was not"},
		{"1", "title:hamas", "it holds, but not in the title", "Hamas was not"},
		{"3", "quote:peace", "", ""},
		{"1", `exact:"hamas"`, "the words stand there in another spelling", "Hamas was not"},
		{"4", "date:2025", "the date of the article is unknown", ""},
		{"1", "date:2024", "published 2025-07-24", ""},
		{"1", `outlet:"Fox News"`, "the article has the-national", ""},
		{"3", "NOT rome", "rome holds", "doubt in Rome."},
		{"4", "actor:hamas", "no mention of Hamas", ""},
	} {
		v, err := must(t, s, lex, c.text).Why(t.Context(), s, c.id)
		if err != nil {
			t.Fatal(err)
		}
		_, ok := query.Match(must(t, s, lex, c.text).Request.Query, get(t, s, c.id))
		if v.Matches != ok || v.Tree.Holds != ok {
			t.Errorf("%s on %s: matches %v, Match says %v", c.text, c.id, v.Matches, ok)
		}
		shown := fmt.Sprint(v.Tree.Shown)
		for _, k := range v.Tree.Kids {
			shown += fmt.Sprint(k.Shown)
		}
		if ok && c.text != "hamas NEAR/2 faith" && len(v.Tree.Why) > 0 || !ok && !strings.Contains(v.Tree.Why, c.why) || !strings.Contains(shown, c.shown) {
			t.Errorf("%s on %s: %s %s; want %s %s", c.text, c.id, v.Tree.Why, shown, c.why, c.shown)
		}
	}
	c, err := query.Compile(t.Context(), s, lex, "talks", query.Options{Select: []query.Selection{{Facet: "outlet", Values: []string{"Reuters"}}}})
	if err != nil {
		t.Fatal(err)
	}
	v, err := c.Why(t.Context(), s, "1")
	if err != nil || v.Matches || len(v.Filters) != 1 || v.Filters[0].Has[0] != "the-national" {
		t.Errorf("a selection that keeps an article out: %+v, %v", v, err)
	}
	if _, err := c.Why(t.Context(), s, "nothing"); !errors.Is(err, query.ErrNoArticle) {
		t.Errorf("an unknown article: %v", err)
	}
}

func TestLines(t *testing.T) {
	s, lex := page(t)
	for _, c := range []struct {
		text string
		o    query.Concordance
		want []string
	}{
		{"faith", query.Concordance{Words: 2}, []string{
			"1 text: in good [faith]”, Benjamin Netanyahu", "2 text: in good [faith],” Hamas said",
			"6 text: deals take [faith]. Good ones", "3 title: intentions, bad [faith]"}},
		{"faith", query.Concordance{Words: 1, Sort: "left"}, []string{
			"3 title: bad [faith]", "1 text: good [faith]”, Benjamin", "2 text: good [faith],” Hamas", "6 text: take [faith]. Good"}},
		{"deal", query.Concordance{Sentence: true}, []string{
			"2 text: A ceasefire [deal] is near.", "6 text: Some say [deals] take faith.", "4 text: The [deal] collapsed."}},
		{"*", query.Concordance{}, nil},
	} {
		var got []string
		for l, err := range must(t, s, lex, c.text).Lines(t.Context(), s, c.o) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprintf("%s %s: %s[%s]%s", l.Article, l.Field, l.Left, l.Match, l.Right))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s %+v (-want +got):\n%s", c.text, c.o, diff)
		}
	}
	for _, err := range must(t, s, lex, "faith").Lines(t.Context(), s, query.Concordance{Sort: "up"}) {
		if err == nil {
			t.Error("an unknown order is no error")
		}
	}
}

// TestProvisionalNames asks for people whom no authority holds.
func TestProvisionalNames(t *testing.T) {
	k := NewKit(t)
	a := corpus.Annotated{Article: corpus.Article{ID: "a", Text: "Mara Quill met Ash."}}
	a.Mentions = []corpus.Mention{{Start: 0, End: 10, Text: "Mara Quill", Entity: "~mara-quill", Name: "Mara Quill", Type: corpus.Person, Role: corpus.RoleActor}}
	k.Streams(&a)
	s, err := (&memory{kit: k, articles: map[string]corpus.Annotated{"a": a}}).Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, finds, note, err string }{
		{`actor:"Mara Quill"`, "a", "", ""},
		{"actor:@~mara-quill", "a", "", ""},
		{"actor:Quill", "a", `actor: "Quill" is Mara Quill (@~mara-quill)`, ""},
		{`actor:"Mara Quil"`, "", "", "did you mean Mara Quill?"},
		{"actor:Ash", "", "", ""},
		{`actor:"Tom Thumbelow"`, "", `searched as @~tom-thumbelow`, ""},
	} {
		compiled, err := query.Compile(t.Context(), s, k.Lexicon, c.text, query.Options{})
		if c.err != "" || err != nil {
			if c.err == "" || err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: %v, want %q", c.text, err, c.err)
			}
			continue
		}
		if got := strings.Join(finds(t, s, compiled), " "); got != c.finds {
			t.Errorf("%s finds %q, want %q", c.text, got, c.finds)
		}
		if notes := strings.Join(compiled.Notes, "; "); c.note == "" && notes != "" || !strings.Contains(notes, c.note) {
			t.Errorf("%s: notes %q, want %q", c.text, notes, c.note)
		}
	}
}
