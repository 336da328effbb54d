package query

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// sameTree compares trees without their positions.
var sameTree = cmp.Options{cmpopts.IgnoreTypes(Span{})}

// readings holds queries, how they print, and a part of each note they cause.
var readings = []struct {
	text, want string
	notes      []string
}{
	{"*", "*", nil},
	{"witkoff good faith", "witkoff good faith", nil},
	{"a AND (b OR c) NOT d", "a AND (b OR c) AND NOT d", nil},
	{"a AND b OR c", "(a AND b) OR c", []string{"read as (a AND b) OR c"}},
	{"a b OR c", "(a b) OR c", []string{"read as (a b) OR c"}},
	{"(a b) OR c", "(a b) OR c", nil},
	{"a or b", "a OR b", []string{`or read as OR; write "or" for the word`}},
	{"+a -d", "a NOT d", []string{"+ changes nothing"}},
	{"a !d", "a NOT d", []string{"! read as NOT"}},
	{"a && b || c", "(a AND b) OR c", []string{"&& read as AND", "|| read as OR", "read as (a AND b) OR c"}},
	{`"good faith"`, `"good faith"`, nil},
	{"“good faith”", `"good faith"`, []string{`“…” read as "…"`}},
	{"«good faith»", `"good faith"`, []string{"«…»"}},
	{"„good faith“", `"good faith"`, []string{"„…“"}},
	{"‘good faith’", `"good faith"`, []string{"‘…’"}},
	{"‘the people’s choice’", `"the people’s choice"`, []string{"‘…’"}},
	{"'good faith'", `"good faith"`, []string{"'…'"}},
	{"“good faith\"", `"good faith"`, []string{"“…\""}},
	{"the people’s choice", "the people’s choice", nil},
	{"'tis", `\'tis`, nil},
	{`"faith"`, `"faith"`, nil},
	{`exact:"Hamas'"`, `exact:"Hamas'"`, nil},
	{"a NEAR/5 b", "a NEAR/5 b", nil},
	{"a ONEAR/5 b", "a ONEAR/5 b", nil},
	{`"a b"~5`, `"a b"~5`, []string{"~5: all words in any order"}},
	{"a w/5 b", "a NEAR/5 b", []string{"w/5 read as NEAR/5 (in any order"}},
	{"a near5 b", "a NEAR/5 b", []string{"near5 read as NEAR/5"}},
	{"a pre/5 b", "a ONEAR/5 b", []string{"pre/5 read as ONEAR/5"}},
	{"a adj5 b", "a ONEAR/5 b", []string{"adj5 read as ONEAR/5"}},
	{"a /n5/ b", "a NEAR/5 b", []string{"/n5/ read as NEAR/5"}},
	{"/n5/", "/n5/", nil},
	{"/n5/ b", "/n5/ b", nil},
	{"a /n5/", "a /n5/", nil},
	{"(a /n5/) OR b", "(a /n5/) OR b", nil},
	{"a SAME/s b", "a SAME/s b", nil},
	{"a w/s b", "a SAME/s b", []string{"w/s read as SAME/s"}},
	{"a w/p b", "a SAME/p b", []string{"w/p read as SAME/p"}},
	{"a same b", "a SAME/p b", []string{`write "same" for the word`}},
	{"same day", `\same day`, nil},
	{"the same", `the \same`, nil},
	{"a NOT NEAR/5 b", "a NOT NEAR/5 b", nil},
	{"a not w/5 b", "a NOT NEAR/5 b", []string{"not read as NOT", "w/5 read as NEAR/5"}},
	{"ATLEAST/3(a)", "ATLEAST/3(a)", nil},
	{"atleast3 a", "ATLEAST/3(a)", []string{"atleast3 read as ATLEAST/3"}},
	{"FIRST/50(a OR b)", "FIRST/50(a OR b)", nil},
	{"a/f50/", "FIRST/50(a)", []string{"/f50/ read as FIRST/50"}},
	{`"a b"/f50/`, `FIRST/50("a b")`, []string{"/f50/"}},
	{"(a OR b)/f50/", "FIRST/50(a OR b)", []string{"/f50/"}},
	{"negotiat*", "negotiat*", nil},
	{"negotiat!", "negotiat*", []string{"negotiat! read as negotiat*"}},
	{"organi?ation", "organi?ation", nil},
	{"netanyaho~1", "netanyaho~1", nil},
	{"netanyaho~", "netanyaho~1", []string{"netanyaho~ read as netanyaho~1"}},
	{"/neg.*ion/", "/neg.*ion/", nil},
	{`"bring our team h?me"`, `"bring our team h?me"`, nil},
	{`"in good faith?"`, `"in good faith"`, []string{"? behind a word in quotes is punctuation"}},
	{"title:ceasefire", "title:ceasefire", nil},
	{"hd=ceasefire", "title:ceasefire", []string{"field hd read as title"}},
	{"headline(a b)", "title:(a b)", []string{"field headline read as title"}},
	{"by=decamp", "byline:decamp", []string{"field by read as byline"}},
	{"title:good faith", "title:good faith", []string{"title: covers good alone"}},
	{"lead:(a OR b)", "lead:(a OR b)", nil},
	{"quote:*", "quote:*", nil},
	{`quote:("good faith")`, `quote:"good faith"`, nil},
	{`speaker:@x quote:("good faith")`, `quote:("good faith" speaker:@x)`, []string{"speaker: and quote: read as one quote"}},
	{`(speaker:@x) quote:("good faith")`, `(speaker:@x) quote:"good faith"`, nil},
	{"quote:(a b speaker:witkoff)", `quote:(a b speaker:"witkoff")`, nil},
	{"quote:(speaker:@x)", "quote:(speaker:@x)", nil},
	{"actor:@steve-witkoff", "actor:@steve-witkoff", nil},
	{"actor:@~some-name", "actor:@~some-name", nil},
	{`actor:"Steve Witkoff"`, `actor:"Steve Witkoff"`, nil},
	{"actor:Steve Witkoff", `actor:"Steve" Witkoff`, []string{`write actor:"Steve Witkoff"`}},
	{"outlet:(AFP OR @fox-news)", `outlet:"AFP" OR outlet:@fox-news`, nil},
	{`actor:@steve-witkoff NEAR/10 "good faith"`, `actor:@steve-witkoff NEAR/10 "good faith"`, nil},
	{"PERSON NEAR/5 faith", "PERSON NEAR/5 faith", nil},
	{"good faith NEAR/5 hamas", "good (faith NEAR/5 hamas)", []string{"read as good (faith NEAR/5 hamas)"}},
	{"a NEAR/3 b ONEAR/2 c", "(a NEAR/3 b) ONEAR/2 c", []string{"read as (a NEAR/3 b) ONEAR/2 c"}},
	{"date:2025-07-24..2025-07-26", "date:2025-07-24..2025-07-26", nil},
	{"date:2025-07", "date:2025-07", nil},
	{"date:>=2025-07-24", "date:>=2025-07-24", nil},
	{"date:[2025-07-24 TO 2025-07-26]", "date:2025-07-24..2025-07-26", []string{"both ends included"}},
	{"date:[2025-07-24 TO *]", "date:2025-07-24..", []string{"read as date:2025-07-24.."}},
	{"10:30", `10\:30`, nil},
	{`\and`, `\and`, nil},
	{"NOT hamas", "NOT hamas", nil},
	{"good-faith", "good-faith", nil},
	{"U.S.", "U.S.", nil},
	{"59,587", "59,587", nil},
}

func TestParse(t *testing.T) {
	for _, c := range readings {
		n, notes, err := Parse(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := n.String(); got != c.want {
			t.Errorf("%s: read as %s, want %s", c.text, got, c.want)
		}
		if len(notes) != len(c.notes) {
			t.Errorf("%s: notes %q, want %q", c.text, notes, c.notes)
			continue
		}
		for i, note := range c.notes {
			if !strings.Contains(notes[i], note) {
				t.Errorf("%s: note %q, want %q", c.text, notes[i], note)
			}
		}
		printsToItself(t, n)
	}
}

// printsToItself checks that the printed form of n parses to the same tree.
func printsToItself(t *testing.T, n Node) {
	t.Helper()
	again, _, err := Parse(n.String())
	if err != nil {
		t.Errorf("printed form %s: %v", n, err)
	} else if diff := cmp.Diff(n, again, sameTree); diff != "" {
		t.Errorf("printed form %s parses to another tree (-want +got):\n%s", n, diff)
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		text    string
		column  int
		message string
	}{
		{"", 1, "nothing to search for"},
		{"   ", 1, "nothing to search for"},
		{"AND hamas", 1, "AND stands alone"},
		{"hamas AND", 7, "AND stands alone"},
		{"a OR OR b", 6, "OR stands alone"},
		{"a AND OR b", 7, "OR stands alone"},
		{"NOT", 1, "NOT stands alone"},
		{"or else", 1, "or stands alone"},
		{"NEAR/5 b", 1, "NEAR/5 stands alone"},
		{"a NEAR b", 3, "NEAR is no operator"},
		{"a NEAR/0 b", 3, "a distance is 1 to"},
		{"a NOT ONEAR/5 b", 7, "NOT ONEAR/5 is no operator"},
		{`say "good faith`, 5, "unclosed quote"},
		{"“good faith", 1, "unclosed quote"},
		{"(a b", 1, "unclosed parenthesis"},
		{"a b)", 4, "unexpected )"},
		{"()", 1, "empty parentheses"},
		{`""`, 1, "empty quotes"},
		{"actr:witkoff", 1, `unknown field "actr", did you mean actor?`},
		{"é actr:witkoff", 3, `unknown field "actr", did you mean actor?`},
		{"http://x.org", 1, `unknown field "http"`},
		{"title:", 7, "title: needs a value"},
		{"(title:)", 8, "title: needs a value"},
		{"title:date:2025", 7, "date:2025 cannot stand inside title:"},
		{"lead:(title:a)", 7, "title: cannot stand inside lead:"},
		{"title:(a outlet:b)", 10, "outlet: cannot stand inside title:"},
		{"(a AND b) NEAR/5 c", 2, "a AND b cannot stand in NEAR/5"},
		{"a NEAR/5 (b OR outlet:x)", 16, `outlet:"x" cannot stand in NEAR/5`},
		{"ATLEAST/3(a b)", 11, "a b cannot stand in ATLEAST/3"},
		{"ATLEAST/0(a)", 1, "ATLEAST/0: the number is 1 to"},
		{"* NEAR/2 a", 1, "* cannot stand in NEAR/2"},
		{"faith~3", 1, "a fuzzy distance is 1 or 2"},
		{"faith^2", 1, "boosts are not part of the language"},
		{"--size", 1, "-- begins no clause"},
		{"/neg", 1, "unclosed regular expression"},
		{"/neg(/", 1, "regular expression: missing closing )"},
		{`"good * faith"`, 1, "* stands for any word"},
		{"actor:(steve witkoff)", 14, "actor: takes values joined by OR"},
		{"actor:witk*", 7, "actor: takes a name, not a pattern"},
		{"date:2025-13", 6, `date: "2025-13" is no date`},
		{"date:2025-02-30", 6, `date: "2025-02-30" is no date`},
		{"date:2025-07-26..2025-07-24", 6, "2025-07-26 lies after 2025-07-24"},
		{"date:[2025-07-24", 6, "unclosed ["},
		{"a \xff b", 3, "not valid UTF-8"},
	} {
		n, _, err := Parse(c.text)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: read as %v, want the error %s", c.text, n, c.message)
		} else if e.Column() != c.column || !strings.Contains(e.Message, c.message) {
			t.Errorf("%s: column %d: %s; want column %d: %s", c.text, e.Column(), e.Message, c.column, c.message)
		}
	}
}

func TestCaret(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`say "good`, "say \"good\n    ^"},
		{`東京 "good`, "東京 \"good\n     ^"},
		{"e\u0301a \"good", "e\u0301a \"good\n   ^"},
		{"a\tb \"good", "a b \"good\n    ^"},
	} {
		_, _, err := Parse(c.text)
		if got := err.(*Error).Caret(); got != c.want {
			t.Errorf("caret of %q:\n%s\nwant\n%s", c.text, got, c.want)
		}
	}
}

func TestCaps(t *testing.T) {
	for _, c := range []struct{ name, text string }{
		{"depth", strings.Repeat("(", 4000) + "a" + strings.Repeat(")", 4000)},
		{"depth", strings.Repeat("NOT ", 2000) + "a"},
		{"depth", strings.Repeat("-", 1) + strings.Repeat("!", 4000) + "a"},
		{"depth", "a" + strings.Repeat(" NEAR/2 a", 900)},
		{"depth", strings.Repeat("title:", 1000) + "a"},
		{"size", strings.Repeat("a ", 5000)},
		{"size", strings.Repeat("(", 1<<20)},
	} {
		begin := time.Now()
		_, _, err := Parse(c.text)
		var capped *CapError
		if !errors.As(err, &capped) || capped.Cap != c.name {
			t.Errorf("%.20s…: %v, want the cap %s", c.text, err, c.name)
		}
		if spent := time.Since(begin); spent > time.Second {
			t.Errorf("%.20s…: took %v", c.text, spent)
		}
	}
}

func TestLiteral(t *testing.T) {
	n, err := Literal("what is OR (title:x -y", false)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := n.String(), `what is \OR \(title\:x \-y`; got != want {
		t.Errorf("literal reads %s, want %s", got, want)
	}
	printsToItself(t, n)
	if n, _ := Literal("a b", true); n.String() != "a OR b" {
		t.Errorf("any of two words reads %s", n)
	}
	if _, err := Literal(" ", true); err == nil {
		t.Error("an empty literal query is no error")
	}
}

// resolvesToItself checks that a resolved query prints as one that resolves to it,
// and that Match answers it.
func resolvesToItself(t *testing.T, n Node, text string) {
	t.Helper()
	r, _, err := Resolve(n, text, toy{}, nil)
	if err != nil {
		return
	}
	again, _, err := Parse(r.String())
	if err == nil {
		again, _, err = Resolve(again, r.String(), toy{}, nil)
	}
	if err != nil || again.String() != r.String() {
		t.Errorf("%q resolves to %s, which resolves to %v (%v)", text, r, again, err)
	}
	a := article("a good title", "[zoe: good faith ] {zoe zoe ash } talks . deal // a b c")
	found, ok := Match(r, a)
	if marks := Marks(r, a); !ok && len(marks)+len(found) > 0 {
		t.Errorf("%q does not hold, but shows %v and %v", text, found, marks)
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range readings {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, _, err := Parse(text)
		if err != nil {
			if e, ok := err.(*Error); !ok || !strings.Contains(e.Caret(), "^") {
				t.Fatalf("%q: error %v without a caret", text, err)
			}
			return
		}
		if len(n.String()) <= MaxBytes {
			printsToItself(t, n)
		}
		resolvesToItself(t, n, text)
		if lit, err := Literal(text, false); err == nil && len(lit.String()) <= MaxBytes {
			printsToItself(t, lit)
		}
	})
}
