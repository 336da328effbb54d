package analyzer

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
)

// found renders the quotations of s, a note behind those that have one.
func found(s, lang string) []string {
	t := newText("", s)
	t.lang = lang
	var out []string
	list, notes := quotes(t, nil)
	for _, n := range notes {
		out = append(out, s[n.Start:n.End]+" | "+n.Text)
	}
	for _, q := range list {
		if q.Kind == corpus.Indirect {
			continue
		}
		line := s[q.Start:q.End]
		if q.Note != "" {
			line += " | " + q.Note
		}
		out = append(out, line)
	}
	return out
}

func TestQuoteMarks(t *testing.T) {
	tests := []struct {
		name, text, lang string
		want             []string
	}{
		{"curly", "He said “We will go.”", "en", []string{"We will go."}},
		{"straight", `She said "no" and "never again".`, "en", []string{"no", "never again"}},
		{"single curly with apostrophes", "‘There’s nothing, it’s Hamas’. They don’t know,’ he said.", "en", []string{"There’s nothing, it’s Hamas’. They don’t know,"}},
		{"single with a plural possessive", "He called it the ‘boys’ club’ of the ’90s.", "en", []string{"boys’ club"}},
		{"single straight", "It was 'in the system' of rock 'n' roll, don't you think?", "en", []string{"in the system"}},
		{"no quotation", "Don't look at the '90s; the Joneses' dog and '16 were fine.", "en", nil},
		{"two singles for a double", "''People turn to it,'' she said. ``Really.''", "en", []string{"People turn to it,", "Really."}},
		{"guillemets", "Il a dit : « Nous partons. »", "fr", []string{"Nous partons."}},
		{"guillemets, spaced", "« Nous partons », a dit Macron.", "fr", []string{"Nous partons"}},
		{"guillemets turned", "Er sagte: »Wir gehen.«", "de", []string{"Wir gehen."}},
		{"German", "Er sagte: „Wir gehen jetzt.“ Sie sagte: ‚Nein.‘", "de", []string{"Wir gehen jetzt.", "Nein."}},
		{"Swedish", "Hon sade: ”Vi går.”", "sv", []string{"Vi går."}},
		{"corner brackets", "彼は「行きます」と言った。", "ja", []string{"行きます"}},
		{"dash", "—No vamos a negociar —dijo Ramírez—. Seguiremos.", "es", []string{"No vamos a negociar", "Seguiremos."}},
		{"dash in English", "— Reuters, with staff reports", "en", nil},
		{"nested", "“He told me ‘go home,’ and I went,” she said.", "en", []string{"He told me ‘go home,’ and I went,", "go home,"}},
		{"nested the British way", "‘He said “go” to me,’ she said.", "en", []string{"He said “go” to me,", "go"}},
		{"three in a row", "''He said 'go home.'''", "en", []string{"He said 'go home.'", "go home."}},
		{"split", "“Go,” he said, “and stay.”", "en", []string{"Go,", "and stay."}},
		{"over paragraphs", "“First part.\n\n“Second part.”", "en", []string{"First part. | continues in the next paragraph", "Second part."}},
		{"over paragraphs, straight", "\"First part.\n\"Second part.\"", "en", []string{"First part. | continues in the next paragraph", "Second part."}},
		{"unclosed, repaired", "Smith said: “We will go on.\n\nThe end.", "en", []string{"We will go on. | closing mark missing: ended at the end of the paragraph"}},
		{"unclosed, refused", "He saw the “end of it, Smith said, and left", "en", []string{"“ | opening mark without a closing one: no quotation taken"}},
		{"stray close", "He went home” and slept “well”.", "en", []string{"” | closing mark without an opening one: no quotation taken", "well"}},
		{"inches", `The 6'2" man said "hello there".`, "en", []string{"hello there"}},
		{"closed by the other kind", "“We will go\", he said.", "en", []string{"We will go"}},
		{"Hebrew acronym", `דובר צה"ל אמר: "אין שינוי".`, "he", []string{"אין שינוי"}},
		{"empty", `"" and “ ” and « »`, "en", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, found(tt.text, tt.lang)); diff != "" {
				t.Errorf("%s\n%s", tt.text, diff)
			}
		})
	}
}

// hostile inputs: each takes linear time and yields well-formed spans.
func hostile(n int) map[string]string {
	return map[string]string{
		"one quotation":        "“" + strings.Repeat("We will go on and on. ", n/22) + "”",
		"one sentence":         "“" + strings.Repeat("word ", n/5) + "” he said",
		"opening marks":        strings.Repeat("“", n/3),
		"opening, with words":  strings.Repeat("“go ", n/6),
		"closing marks":        strings.Repeat("go” ", n/6),
		"apostrophes":          strings.Repeat("'", n),
		"curly apostrophes":    strings.Repeat("’", n/3),
		"apostrophes in words": strings.Repeat("boys' 'em ", n/10),
		"straight marks":       strings.Repeat(`"`, n),
		"straight, spaced":     strings.Repeat(`" `, n/2),
		"quotes, one sentence": strings.Repeat("“a b” said ", n/15),
		"said":                 strings.Repeat("said ", n/5),
		"commas and said":      strings.Repeat(", he said", n/9),
		"unclosed lines":       strings.Repeat("“go, he said\n", n/15),
		"elisions":             strings.Repeat("'em", n/3),
		"long word":            "'" + strings.Repeat("a", n),
		"according":            strings.Repeat("according to ", n/13),
		"titles":               strings.Repeat("“A Bend in the River” and ", n/27),
		"markup":               strings.Repeat(`<a b="c d"> `, n/12),
		"quoted paragraphs":    strings.Repeat("“We go on.\n", n/13),
	}
}

func FuzzQuotes(f *testing.F) {
	for _, s := range hostile(200) {
		f.Add(s)
	}
	f.Add("“He told me ‘go home,’ and I went,” she said. According to him, all is well.")
	f.Fuzz(func(t *testing.T, s string) {
		wellFormed(t, s)
	})
}

func TestQuotesWellFormed(t *testing.T) {
	for _, s := range hostile(3000) {
		wellFormed(t, s)
	}
}
