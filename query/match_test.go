package query

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
)

// toy is a Lexicon: words are runs of letters and digits in lower case, the stem of
// a word is the word without a last s, names are ids.
type toy struct{}

func (toy) Tokens(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func (toy) Stems(word string, _ []string) []string { return []string{strings.TrimSuffix(word, "s")} }

var toyEntities = []corpus.Entity{{ID: "zoe", Name: "Zoe Ash", Type: corpus.Person}, {ID: "yan", Name: "Yan Ash", Type: corpus.Person},
	{ID: "cove", Name: "Cove", Type: corpus.Place, Parent: "bree"}, {ID: "bree", Name: "Bree", Type: corpus.Place},
	{ID: "cove-paper", Name: "Cove", Type: corpus.OutletType}}

func (toy) Entities(name string) []corpus.Entity {
	var out []corpus.Entity
	for _, e := range toyEntities {
		if strings.EqualFold(e.ID, name) || strings.EqualFold(e.Name, name) || strings.HasSuffix(e.Name, " "+name) {
			out = append(out, e)
		}
	}
	return out
}

func (toy) Entity(id string) (corpus.Entity, bool) {
	if strings.HasPrefix(id, "~") {
		return corpus.Entity{ID: id, Name: id[1:]}, true
	}
	for _, e := range toyEntities {
		if e.ID == id {
			return e, true
		}
	}
	return corpus.Entity{}, false
}

func (toy) Covers(id string) []string {
	if id == "bree" {
		return []string{"bree", "cove"}
	}
	return []string{id}
}

func (toy) Canonical(id string) string { return id }

func (toy) Ancestors(id string) []string {
	if id == "cove" {
		return []string{"bree"}
	}
	return nil
}

func (toy) Provisional(name string) string {
	if words := (toy{}).Tokens(name); len(words) > 0 {
		return "~" + strings.Join(words, "-")
	}
	return ""
}

func (toy) SuggestName(name string) []string {
	for _, e := range toyEntities {
		if d := distance(strings.ToLower(e.Name), strings.ToLower(name), 2); d <= 2 && d > 0 {
			return []string{e.Name}
		}
	}
	return nil
}

// drawn makes a stream of a drawing: words; "." ends a sentence and "//" a
// paragraph; "[" and "]" are quotes, "[zoe:" one by zoe; "{zoe" … "}" is a mention of
// a person, "{%cove" … "}" of a place.
func drawn(drawing string) (string, corpus.Stream) {
	s := corpus.Stream{}
	var text strings.Builder
	var quotes []corpus.Quoted
	var entity corpus.Covering
	sentence, paragraph := true, true
	for _, w := range strings.Fields(drawing) {
		at := len(s.Tokens)
		switch {
		case w == ".":
			sentence = true
		case w == "//":
			sentence, paragraph = true, true
		case w[0] == '[':
			quotes = append(quotes, corpus.Quoted{First: at, Speaker: strings.Trim(w, "[:")})
		case w == "]":
			q := quotes[len(quotes)-1]
			quotes = quotes[:len(quotes)-1]
			q.Last = at
			s.Quotes = append(s.Quotes, q)
		case w[:1] == "{":
			entity = corpus.Covering{First: at, ID: w[1:], Type: corpus.Person, Role: corpus.RoleActor}
			if w[1] == '%' {
				entity = corpus.Covering{First: at, ID: w[2:], Type: corpus.Place, Role: corpus.RolePlace}
			}
		case w == "}":
			entity.Last = at
			s.Entities = append(s.Entities, entity)
		default:
			if sentence {
				s.Sentences = append(s.Sentences, at)
			}
			if paragraph {
				s.Paragraphs = append(s.Paragraphs, at)
			}
			sentence, paragraph = false, false
			start := text.Len()
			text.WriteString(w)
			t := corpus.Token{Start: start, End: text.Len(), Word: strings.ToLower(w)}
			stem := strings.TrimSuffix(t.Word, "s")
			if stem == t.Word {
				stem = ""
			}
			s.Kinds, s.Firsts, s.Stems = append(s.Kinds, uint32(at)), append(s.Firsts, uint32(at)), append(s.Stems, stem)
			s.Tokens = append(s.Tokens, t)
			text.WriteByte(' ')
		}
	}
	return text.String(), s
}

// article makes an article of two drawings; its quotes and mentions follow them.
func article(title, text string) *corpus.Annotated {
	a := &corpus.Annotated{}
	a.Title, a.TitleStream = drawn(title)
	a.Text, a.TextStream = drawn(text)
	for _, q := range a.TextStream.Quotes {
		if q.Speaker != "" {
			a.Quotes = append(a.Quotes, corpus.Quote{Speaker: &corpus.Speaker{Entity: q.Speaker}})
		}
	}
	return a
}

// spansOf resolves and matches a query and writes the spans as first-last, with
// "t" before those of the title and "b" before those of the byline.
func spansOf(t *testing.T, text string, a *corpus.Annotated) string {
	t.Helper()
	n, _, err := Parse(text)
	if err == nil {
		n, _, err = Resolve(n, text, toy{}, nil)
	}
	if err != nil {
		return err.Error()
	}
	found, ok := Match(n, a)
	if !ok {
		return "no"
	}
	out := []string{}
	for _, f := range found {
		out = append(out, fmt.Sprintf("%s%d-%d", map[string]string{"title": "t", "byline": "b"}[f.Field], f.First, f.Last))
	}
	return strings.Join(out, " ")
}

func TestMatch(t *testing.T) {
	const talks = "a b c a b . c d // a x x b"
	for _, c := range []struct{ title, text, query, want string }{
		// words
		{"", "talk talks faith", "talks", "0-1 1-2"},
		{"", "talk talks faith", `"talks"`, "1-2"},
		{"talks", "talk", "talk", "t0-1 0-1"},
		{"", "a", "b", "no"},
		{"", "", "*", ""},
		{"", "a b", "a NOT b", "no"},
		{"", "a b", "NOT c", ""},
		{"", "a b", "a OR c", "0-1"},
		{"a", "b", "a b", "t0-1 0-1"},
		{"", "good faith . good-faith", "good-faith", "0-2"},
		// phrases
		{"", talks, `"a b"`, "0-2 3-5"},
		{"", talks, `"b c"`, "1-3 4-6"}, // over the end of a sentence
		{"", talks, `"d a"`, "6-8"},     // and of a paragraph
		{"a", "b", `"a b"`, "no"},       // not over fields
		{"", "a a a", `"a a"`, "0-2 1-3"},
		{"", "good faiths", `"good faith"`, "no"},
		{"", "good faiths", `"good fai*"`, "0-2"},
		{"", "a b c d", `"a c"~0`, "no"},
		{"", "a b c d", `"a c"~1`, "0-3"},
		{"", "a b c d", `"c a"~1`, "0-3"},
		{"", "a b a", `"a a"~0`, "no"},
		{"", "a b a", `"a a"~1`, "0-3"},
		{"", "a x b a", `"a b"~2`, "0-3 2-4"}, // minimal windows alone
		{"", "a a b", `"a b"~5`, "1-3"},
		{"", "a b", `"a a b"~5`, "no"}, // each slot needs a position of its own
		{"", "aa ab", `"a* aa"~0`, "0-2"},
		{"", "aa x x ab", `"a* aa"~1`, "no"},
		// patterns
		{"", "negotiate negotiator go", "negotiat*", "0-1 1-2"},
		{"", "organisation organization organion", "organi?ation", "0-1 1-2"},
		{"", "netanyahu netanyaho netnyahu netanhayu", "netanyahu~1", "0-1 1-2 2-3"},
		{"", "ab ba", "ab~1", "0-1 1-2"}, // a swap of neighbours is one edit
		{"", "netanyahu netanhayu", "netanyahu~2", "0-1 1-2"},
		{"", "negation renegotiation", "/neg.*ion/", "0-1"}, // anchored
		{"", "a.c abc", "/a.c/", "0-1 1-2"},
		// near
		{"", "a b", "a NEAR/1 b", "0-2"},
		{"", "a x b", "a NEAR/1 b", "no"},
		{"", "a x b", "a NEAR/2 b", "0-3"},
		{"", "b x a", "a NEAR/2 b", "0-3"},
		{"", "b x a", "a ONEAR/2 b", "no"},
		{"", "a b", "a ONEAR/1 b", "0-2"},
		{"", "a a", "a NEAR/1 a", "0-2"},
		{"", "a", "a NEAR/5 a", "no"}, // no word is near itself
		{"", "a b a", "a NEAR/1 b", "0-2 1-3"},
		{"", "a x a x b", "a NEAR/9 b", "0-5 2-5"},            // nearest b of each a, nearest a of each b
		{"", "a b x b", "a NEAR/9 b", "0-2 0-4"},              // b at 3 takes its nearest a
		{"", "a b c", `"a b" NEAR/1 c`, "0-3"},                // ends count, not starts
		{"", "a b c", `"a b" NEAR/5 b`, "no"},                 // they share a position
		{"", "a b c b", `"a b" NEAR/2 b`, "0-4"},              //
		{"a", "b", "a NEAR/5 b", "no"},                        // not over fields
		{"", "a b c", "(a OR b) NEAR/1 c", "1-3"},             //
		{"", "a x x b x c", "a NEAR/3 b NEAR/2 c", "0-6"},     // the hull goes on
		{"", "{zoe zoe ash } a", "actor:zoe NEAR/1 a", "0-3"}, // from the end of the mention
		// not near
		{"", "a b x x a", "a NOT NEAR/2 b", "4-5"},
		{"", "a b", "a NOT NEAR/1 b", "no"},
		{"", "a", "a NOT NEAR/5 a", "no"}, // it is near itself
		{"a", "b", "a NOT NEAR/5 b", "t0-1"},
		{"", "a b c", `"a b" NOT NEAR/1 b`, "no"}, // overlap is near
		{"", "x", "a NOT NEAR/5 b", "no"},
		// same sentence and paragraph
		{"", talks, "a SAME/s c", "0-3 2-4"},
		{"", talks, "b SAME/s d", "no"},
		{"", talks, "b SAME/p d", "1-7 4-7"},
		{"", talks, "d SAME/p x", "no"},
		{"", talks, `"b c" SAME/s a`, "0-3 1-4"}, // the one over a border stands in no sentence
		{"", "a x b a", "a SAME/s b", "0-3 2-4"},
		// counts and places
		{"", "a b a", "ATLEAST/2(a)", "0-1 2-3"},
		{"", "a b a", "ATLEAST/3(a)", "no"},
		{"a", "a", "ATLEAST/2(a)", "t0-1 0-1"}, // title and text together
		{"a", "a", "title:(ATLEAST/2(a))", "no"},
		{"", "a a a", `ATLEAST/2("a a")`, "0-2 1-3"},    // overlapping ones each
		{"", "talk", `ATLEAST/2(talk OR "talk")`, "no"}, // equal ones once
		{"", "a b c", "FIRST/2(b)", "1-2"},
		{"", "a b c", `FIRST/2("b c")`, "no"},
		{"a x x", "x x a", "FIRST/1(a)", "t0-1"},
		// fields
		{"a", "a b", "title:a", "t0-1"},
		{"a", "a b", "text:a", "0-1"},
		{"a", "b", "title:(a b)", "no"},
		{"a b", "", "title:(a NOT b)", "no"},
		{"", "a b // a c", "lead:a", "0-1"},
		{"", "a b // c", "lead:c", "no"},
		{"", "a b", "lead:b", "1-2"},
		{"", "a [ b c ] d", "quote:b", "1-2"},
		{"", "a [ b c ] d", "quote:a", "no"},
		{"", "a [ b c ] d", `quote:"c d"`, "no"},
		{"", "[ a ] [ b ]", "quote:(a b)", "no"}, // in one quote
		{"", "[ a ] [ b ]", "quote:a quote:b", "0-1 1-2"},
		{"", "[ a [ b ] c ]", "quote:(a b)", "0-1 1-2"}, // nested ones each
		{"", "[ a [ b ] c ]", "quote:(b NOT a)", "1-2"},
		{"", "[ a b ]", "quote:*", "0-2"},
		{"", "[zoe: a ] [yan: b ]", "quote:(a speaker:@zoe)", "0-1"},
		{"", "[zoe: a ] [yan: b ]", "speaker:@zoe quote:b", "no"},
		{"", "[zoe: a ] [yan: b ]", "(speaker:@zoe) quote:b", "1-2"},
		{"", "[zoe: a ] x", "quote:(speaker:@zoe) NEAR/1 x", "0-2"},
		{"", "[ a b ] a", "quote:(ATLEAST/2(a))", "no"},
		{"[ a ]", "x // [ b ]", "lead:(quote:b)", "no"},
		{"[ a ]", "b", "title:(quote:a)", "t0-1"},
		{"[ a ] b", "", "quote:a NEAR/1 b", "t0-2"},
		{"", "b [ a ] // a", "quote:(b NOT NEAR/1 a) OR quote:(a NOT NEAR/1 b)", "1-2"}, // b is outside
		// entities
		{"", "{zoe zoe ash } said", "actor:zoe", "0-2"},
		{"", "{zoe zoe } {zoe ash } said", "actor:zoe", "0-2"}, // neighbours are one run
		{"", "{zoe zoe } x {zoe ash }", "actor:zoe", "0-1 2-3"},
		{"", "{zoe zoe } {yan yan }", "PERSON", "0-2"},
		{"", "{%cove cove }", "place:bree", "0-1"}, // a place counts under its parents
		{"", "{%bree bree }", "place:cove", "no"},
		{"", "{%cove cove }", "actor:cove", "no"},  // a place is no actor
		{"", "{zoe zoe ash } x", `"ash x"`, "1-3"}, // words stand below entities
		// whole articles
		{"", "Hamas' a", "exact:\"Hamas'\"", "0-1"},
		{"", "hamas' a", "exact:\"Hamas'\"", "no"},
		{"", "Hamass' a", "exact:\"Hamas\"", "no"}, // at word borders
		{"ab c", "", `exact:"b c"`, "no"},
		{"a b", "", `exact:"a b"`, "t0-2"},
	} {
		if got := spansOf(t, c.query, article(c.title, c.text)); got != c.want {
			t.Errorf("%s on title %q text %q: %s, want %s", c.query, c.title, c.text, got, c.want)
		}
	}
}

func TestMatchValues(t *testing.T) {
	a := article("", "[zoe: a ]")
	a.ID, a.Language, a.Collection = "x/1", "en", "one"
	a.Outlet, a.Cites = corpus.Outlet{ID: "cove-paper"}, []corpus.Outlet{{ID: "~new"}, {ID: "cove-paper"}}
	a.Published.Value = "2025-07-24T23:30:00-05:00"
	a.BylineStream.Tokens = []corpus.Token{{Start: 0, End: 3, Word: "zoe"}, {Start: 4, End: 7, Word: "ash"}}
	for query, want := range map[string]bool{
		`outlet:"Cove"`: true, "outlet:@~new": false, "cites:@~new": true, "agency:@cove-paper": false,
		"lang:en": true, "lang:English": true, "lang:fr": false, "collection:one": true, `id:"x/1"`: true, "id:x/1": true,
		"speaker:zoe": true, "speaker:yan": false, "byline:zoe": true, `byline:"zoe ash"`: true, "zoe": false,
		"date:2025-07-24": true, "date:2025-07-25": false, "date:2025-07": true, "date:<2025-07-24": false,
		"date:<=2025-07": true, "date:>2025-06": true, "date:..2025": true, "date:2025-07-24..2025-07-24": true,
		"outlet:(@~new OR @cove-paper)": true, "NOT agency:@cove-paper": true,
	} {
		if got := spansOf(t, query, a) != "no"; got != want {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	n := &DateRange{From: "2025-07-25", To: "2025-07-25", Zone: "Europe/London"}
	if _, ok := Match(n, a); !ok {
		t.Error("a day in another zone does not match")
	}
}

func TestDates(t *testing.T) {
	for _, c := range []struct{ value, first, last, week string }{
		{"2025", "2025-01-01", "2025-12-31", ""},
		{"2024-02", "2024-02-01", "2024-02-29", ""},
		{"2024-12-30", "2024-12-30", "2024-12-30", "2025-W01"},
		{"2025-07-24T23:30:00-05:00", "2025-07-24", "2025-07-24", "2025-W30"},
	} {
		first, last, ok := Days(c.value, nil)
		week, _ := Bucket(c.value, "week", nil)
		if _, known := Bucket(c.value, "week", nil); !known {
			week = ""
		}
		if !ok || first != c.first || last != c.last || week != c.week {
			t.Errorf("%s: %s to %s in %s, want %s to %s in %s", c.value, first, last, week, c.first, c.last, c.week)
		}
	}
	for _, bad := range []string{"", "yesterday", "2025-13", "20250724"} {
		if _, _, ok := Days(bad, nil); ok {
			t.Errorf("%q is read as a date", bad)
		}
	}
	if from, to, err := bucketDays("2025-W01"); from != "2024-12-30" || to != "2025-01-05" || err != nil {
		t.Errorf("week 1 of 2025: %s to %s, %v", from, to, err)
	}
	if _, _, err := bucketDays("2025-W53"); err == nil {
		t.Error("2025 has no week 53")
	}
}

func TestMarks(t *testing.T) {
	for _, c := range []struct{ text, query, want string }{
		{"a x b x a x b", "a NEAR/2 b", "0a 2b 4a 6b"},
		{"a x x x a x b", "a NEAR/2 b", "4a 6b"},
		{"a b x x x x a", "a NOT NEAR/2 b", "6a"},
		{"a b", "a NOT c", "0a"},
		{"a b", `"a b" OR c`, `0"a b"`},
		{"a b [ a ]", "quote:a b", "1b 2a"},
		{"a b a", "ATLEAST/2(a)", "0a 2a"},
		{"a", "b", ""},
	} {
		n, _, _ := Parse(c.query)
		n, _, err := Resolve(n, c.query, toy{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range Marks(n, article("", c.text)) {
			got = append(got, fmt.Sprintf("%d%s", m.First, leaves(n)[m.Clause]))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s on %q (-want +got):\n%s", c.query, c.text, diff)
		}
	}
}

func TestResolve(t *testing.T) {
	for _, c := range []struct{ text, want, note string }{
		{"talks", "[=talk talk talks]", ""},
		{"talk", "[=talk talk]", ""},
		{`"talks"`, "[talks]", ""},
		{"US", "[=u u us]", `US finds the word "us" too`},
		{"U.S.", "", ""},
		{"PERSON", "[#person]", "PERSON read as any person"},
		{`"PERSON"`, "[person]", ""},
		{"@zoe", "[=zoe zoe]", "write actor:@zoe"},
		{"actor:zoe", "[@zoe]", ""},
		{"actor:Ash", "[@yan @zoe]", `actor: "Ash" may be @zoe, @yan; all are searched`},
		{"place:bree", "[%bree %cove]", ""},
		{"place:Cove", "[%cove]", ""}, // the outlet of that name is none
		{"outlet:Cove", "[cove-paper]", ""},
		{`outlet:"Some Unknown"`, "[~some-unknown]", "no authority holds"},
		{"actor:@~some-name", "[@~some-name]", ""},
		{"good – faith", "", "– holds no word and is left out"},
		{"good –faith", "", "–faith finds its words, as – is no operator; write NOT or - to leave them out"},
		{"good −faith", "", "−faith finds its words"},
		{"good|faith", "", "write OR for either of two"},
		{`"good faith" ~5`, "", "~5 is read as words; a distance stands right behind"},
		{`good-faith "–faith"`, "", ""},
		{"good ~ faith", "", "~ holds no word and is left out"},
		{"good | faith", "", "| holds no word and is left out; write OR for either of two"},
	} {
		n, _, err := Parse(c.text)
		if err != nil {
			t.Fatal(err)
		}
		n, notes, err := Resolve(n, c.text, toy{}, nil)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		got := c.want
		switch n := n.(type) {
		case *Term:
			got = fmt.Sprint(n.Terms)
		case *Value:
			got = fmt.Sprint(n.IDs)
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
		if c.note == "" && len(notes) > 0 || !slices.ContainsFunc(append(notes, ""), func(n string) bool { return strings.Contains(n, c.note) }) {
			t.Errorf("%s: notes %q, want %q", c.text, notes, c.note)
		}
	}
	for text, message := range map[string]string{
		`actor:"Zoe Ahs"`: `unknown actor "Zoe Ahs", did you mean Zoe Ash?`,
		"actor:@nobody":   `unknown actor "nobody"`,
		"– …":             "nothing to search for",
		"a NEAR/3 –":      "holds no word",
		"f*-?":            "* and ? stand within a word",
	} {
		n, _, err := Parse(text)
		if err == nil {
			_, _, err = Resolve(n, text, toy{}, nil)
		}
		if err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("%s: %v, want %s", text, err, message)
		}
	}
}
