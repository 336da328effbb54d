package export

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/query"
)

// TestQuoteRows writes the quotes that the query asks for, and no other of their
// articles.
func TestQuoteRows(t *testing.T) {
	n := newNews(t,
		article("a", "Talks", "Steve Witkoff said: “Hamas showed no good faith.” Benjamin Netanyahu said: “We act in good faith and wait.” Later Witkoff said: “The talks go on.”", "2025-07-25"),
		article("b", "Other talks", "Benjamin Netanyahu said: “The talks are over.”", "2025-07-26"))
	const witkoff1, netanyahu, witkoff2, over = "1,Hamas showed no good faith.\n", "2,We act in good faith and wait.\n", "3,The talks go on.\n", "1,The talks are over.\n"
	for _, c := range []struct {
		query   string
		speaker string
		want    string
		quotes  string
	}{
		{"talks", "", witkoff1 + netanyahu + witkoff2 + over, "all"},
		{`speaker:"Steve Witkoff"`, "", witkoff1 + witkoff2, "asked"},
		{`quote:"good faith"`, "", witkoff1 + netanyahu, "asked"},
		{`speaker:"Steve Witkoff" quote:"good faith"`, "", witkoff1, "asked"},
		{`(speaker:"Steve Witkoff") AND quote:wait`, "", witkoff1 + netanyahu + witkoff2, "asked"},
		{`talks -speaker:"Steve Witkoff"`, "", over, "all"},
		{`quote:* OR zebra`, "", witkoff1 + netanyahu + witkoff2 + over, "asked"},
		{`talks`, "benjamin-netanyahu", netanyahu + over, "asked"},
		{`quote:"good faith"`, "benjamin-netanyahu", netanyahu, "asked"},
	} {
		s := n.snapshot()
		o := query.Options{}
		if c.speaker != "" {
			o.Select = []query.Selection{{Facet: "speaker", Values: []string{c.speaker}}}
		}
		compiled, err := query.Compile(t.Context(), s, n.authority, c.query, o)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if _, err := Write(t.Context(), s, compiled, Options{Format: CSV, Rows: QuoteRows, Fields: []string{"quote", "quoted"}}, &got); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff("quote,quoted\n"+c.want, got.String()); d != "" {
			t.Errorf("%s:\n%s", c.query, d)
		}
		m, err := newManifest(t.Context(), s, compiled, o, Options{Format: CSV, Rows: QuoteRows}, Versions{})
		if err != nil || m.Output.Quotes != c.quotes {
			t.Errorf("%s: the manifest says %q, %v; want %q", c.query, m.Output.Quotes, err, c.quotes)
		}
	}
}
