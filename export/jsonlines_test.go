package export

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"dateline/query"
)

// TestJSONStrings reads what appendString writes back with encoding/json: the same
// string, a byte that is no UTF-8 as U+FFFD, and nothing escaped that need not be.
func TestJSONStrings(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	pieces := []string{"a", "word ", "é", "“", "\u2028", "<&>", "😀", "\x7f", "\"", `\`, "\n", "\t", "\r", "\x00", "\x1f", " ", "!", "\xff", "\xe2\x80", "\x80\x21"}
	for range 20_000 {
		var b strings.Builder
		for range r.IntN(30) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		s := b.String()
		raw := appendString(nil, s)
		var got string
		if err := json.Unmarshal(raw, &got); err != nil || got != string([]rune(s)) {
			t.Fatalf("%q is written %s and read %q, %v", s, raw, got, err)
		}
		bare := string(raw[1 : len(raw)-1])
		for _, escape := range []string{`\\`, `\"`, `\n`, `\t`, `\r`, `\u0000`, `\u001f`} {
			bare = strings.ReplaceAll(bare, escape, "")
		}
		if strings.ContainsAny(bare, "\\\"\n\t\r\x00\x1f") {
			t.Fatalf("%q is written %s", s, raw)
		}
	}
}

// TestJSONValues holds the values that are written without encoding/json against it.
func TestJSONValues(t *testing.T) {
	for _, v := range []any{nil, "x", 12, []string{}, []string{"a", "b"}, query.Named{ID: "a", Name: "b", Status: "given"}, []query.Named{}, []query.Named{{}, {ID: "x"}}, 0.25} {
		got, err := appendValue(nil, v)
		want, _ := json.Marshal(v)
		if err != nil || string(got) != string(want) {
			t.Errorf("%v is written %s, %v; want %s", v, got, err, want)
		}
	}
}
