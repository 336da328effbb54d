package main

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"plain – “text” é 中", "plain – “text” é 中"},
		{"a\x1b[31mred", `a\x1b[31mred`},
		{"two\nlines\ttab\r", `two\nlines\ttab\r`},
		{"c1 \u009b31m", `c1 \u009b31m`},
		{"bidi \u202eevil\u2066", `bidi \u202eevil\u2066`},
		{"sep\u2028", `sep\u2028`},
		{"tag \U000e0041", `tag \U000e0041`},
		{"bad \xff\xfe", `bad \xff\xfe`},
		{"می\u200cخواهم", "می\u200cخواهم"},
	} {
		if got := clean(c.in); got != c.want {
			t.Errorf("clean(%q) = %q, want %q", c.in, got, c.want)
		}
	}
	if got, want := cleanText("a\n\tb\x07"), "a\n\tb\\x07"; got != want {
		t.Errorf("cleanText: %q, want %q", got, want)
	}
}

// FuzzWriteJSON: what is written holds no unsafe character but the final line end
// and reads back as the value.
func FuzzWriteJSON(f *testing.F) {
	for _, s := range []string{"", "a\x1b[0m\x7f", "\u202e\u009b<&>", "\U000e0041 \u2028", "é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			t.Skip("JSON holds valid UTF-8")
		}
		var buf bytes.Buffer
		if err := writeJSON(&buf, map[string]string{"k": s}); err != nil {
			t.Fatal(err)
		}
		for _, r := range buf.String()[:buf.Len()-1] {
			if unsafe(r) {
				t.Fatalf("%q holds %U", buf.String(), r)
			}
		}
		var back map[string]string
		if err := json.Unmarshal(buf.Bytes(), &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s, back["k"]); diff != "" {
			t.Error(diff)
		}
	})
}
