package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/statement"
)

// collated prints the collation of a mayor's renderings, one line each, as columns.
func collated(t *testing.T, texts ...string) []string {
	t.Helper()
	auth, err := analyzer.Starter()
	if err != nil {
		t.Fatal(err)
	}
	z, set := analyzer.New(auth), statement.NewSet()
	for i, text := range texts {
		a := corpus.Annotated{Article: corpus.Article{ID: string(rune('a' + i)), Text: text}}
		a.Quotes = []corpus.Quote{{Field: "text", End: len(text), Text: text, Kind: corpus.Direct, Speaker: &corpus.Speaker{Entity: "mayor", Name: "Mayor"}}}
		z.Streams(&a)
		set.Add(statement.Units(&a)...)
	}
	all := set.Statements()
	if len(all) != 1 {
		t.Fatalf("%q: %d statements, want 1", texts, len(all))
	}
	c := collate(z, all[0])
	var out []string
	for b := range c.blocks {
		out = append(out, b.line(c.full))
		for _, i := range c.numbers() {
			out = append(out, b.line(c.rows[i]))
		}
	}
	return out
}

func TestCollation(t *testing.T) {
	const full = "We will reopen the well-known bridge over the river in May."
	for _, c := range []struct {
		other string
		want  []string
	}{
		{"reopen the well-known bridge over the river", []string{
			"We will reopen the well-known bridge over the river in May.",
			"·· ···· reopen the well-known bridge over the river ·· ····",
		}},
		{"We will reopen the well-known bridge over the canal in May.", []string{
			"We will reopen the well-known bridge over the river  in May.",
			"We will reopen the well-known bridge over the +canal in May.",
		}},
		{"But we will reopen the well-known bridge over the river", []string{
			"We      will reopen the well-known bridge over the river in May.",
			"+But we will reopen the well-known bridge over the river ·· ····",
		}},
		{"We will reopen the very well-known bridge over the river", []string{
			"We will reopen the       well-known bridge over the river in May.",
			"We will reopen the +very well-known bridge over the river ·· ····",
		}},
		{"“We will reopen the well-known bridge over the river.”", []string{
			"We  will reopen the well-known bridge over the river   in May.",
			"“We will reopen the well-known bridge over the river.” ·· ····",
		}},
		{"[W]e will reopen the well-known bridge over the river", []string{
			"We   will reopen the well-known bridge over the river in May.",
			"[W]e will reopen the well-known bridge over the river ·· ····",
		}},
		{full, []string{full}},
	} {
		if diff := cmp.Diff(c.want, collated(t, full, c.other)); diff != "" {
			t.Errorf("%s\n%s", c.other, diff)
		}
	}
}

// Every column of a line starts at the same place in every row.
func TestCollationWraps(t *testing.T) {
	full := strings.TrimSpace(strings.Repeat("the long bridge over the old river will be open again before winter comes and ", 4))
	got := collated(t, full, strings.Replace(full, "old", "very ancient", 1))
	if len(got) < 6 {
		t.Fatalf("%d lines", len(got))
	}
	for i := 0; i+1 < len(got); i += 2 {
		if n := len([]rune(got[i])); n > lineWidth {
			t.Errorf("line of %d characters: %s", n, got[i])
		}
		if a, b := strings.Index(got[i], "river"), strings.Index(got[i+1], "river"); a != b && !strings.Contains(got[i+1][:b], "+") {
			t.Errorf("columns differ\n%s\n%s", got[i], got[i+1])
		}
	}
}

// A rendering whose words are not those of its text is left out, not misprinted.
func TestCollationRefuses(t *testing.T) {
	full := []string{"we ", "will ", "go"}
	for _, changes := range [][]statement.Change{
		{{Op: "=", Words: "we will go home"}},
		{{Op: "=", Words: "we"}},
		{{Op: "-", Words: "we will go home"}},
		{{Op: "+", Words: "we will go"}},
		{},
	} {
		if row, ok := aligned(full, []string{"we ", "will ", "go"}, changes); ok {
			t.Errorf("%v: %q", changes, row)
		}
	}
}
