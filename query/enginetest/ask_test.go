package enginetest

import (
	"encoding/json"
	"os"
	"testing"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/query"
)

// seeds returns the five articles of seeds/, analysed, in memory.
func seeds(t *testing.T) (query.Snapshot, query.Lexicon) {
	t.Helper()
	a, err := analyzer.Starter()
	if err != nil {
		t.Fatal(err)
	}
	z := analyzer.New(a)
	m := &memory{kit: Kit{a, z.Streams}, articles: map[string]corpus.Annotated{}}
	files, err := os.ReadDir("../../seeds")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if len(f.Name()) < 24 {
			continue
		}
		text, err := os.ReadFile("../../seeds/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		m.articles[f.Name()] = z.Analyze(corpus.Article{ID: f.Name(), Text: string(text), Sum: sum(string(text))})
	}
	s, err := m.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s, a
}

func TestAskTmp(t *testing.T) {
	s, lex := seeds(t)
	for _, q := range []string{"witkof talks", "(talks OR deal) NOT NEAR/5 hamas", "title:talks", `quote:("good faith" speaker:witkoff) date:>=2025`, `"faith good" actor:"Steve Witkoff" negotiat*`} {
		c, err := query.Compile(t.Context(), s, lex, q, query.Options{Size: 2})
		if err != nil {
			t.Error(err)
			continue
		}
		x, err := c.Explain(t.Context(), s)
		raw, _ := json.MarshalIndent(x, "", " ")
		t.Log(err, string(raw))
		y, err := c.Why(t.Context(), s, "004_f0d98e286d5ab5c8.txt")
		raw, _ = json.MarshalIndent(y, "", " ")
		t.Log(err, string(raw))
		n := 0
		for l, err := range c.Lines(t.Context(), s, query.Concordance{Sort: "right"}) {
			if n++; n < 5 {
				t.Logf("%v %s [%s] %s", err, l.Left, l.Match, l.Right)
			}
		}
		if a, err := query.Ask(t.Context(), s, lex, q, query.Options{Size: 2}); err == nil {
			t.Log(a.Suggestions, a.Query.Notes, a.Forms)
		}
	}
}
