package analyzer

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
)

// wellFormed checks that every quote lies in s on rune borders, that its text is
// what stands there, that any two quotes nest or are apart, and that speakers
// stand in the text.
func wellFormed(t *testing.T, s string) {
	t.Helper()
	x := newText("", s)
	x.lang = "es"
	var open []corpus.Quote
	list, notes := quotes(x, nil)
	for _, n := range notes {
		if n.Start < 0 || n.Start >= n.End || n.End > len(s) {
			t.Fatalf("%q: note %+v", s, n)
		}
	}
	for _, q := range list {
		if q.Start < 0 || q.Start >= q.End || q.End > len(s) || s[q.Start:q.End] != q.Text {
			t.Fatalf("%q: quote %d-%d %q", s, q.Start, q.End, q.Text)
		}
		if utf8.ValidString(s) && !utf8.ValidString(q.Text) {
			t.Fatalf("%q: quote %q cuts a rune", s, q.Text)
		}
		if q.Speaker != nil && (q.Speaker.Span == nil || q.Speaker.Span.Start < 0 || q.Speaker.Span.End > len(s) || q.Speaker.Span.Start >= q.Speaker.Span.End) {
			t.Fatalf("%q: speaker %+v", s, q.Speaker)
		}
		for len(open) > 0 && open[len(open)-1].End <= q.Start {
			open = open[:len(open)-1]
		}
		if len(open) > 0 && q.End > open[len(open)-1].End {
			t.Fatalf("%q: %q crosses %q", s, q.Text, open[len(open)-1].Text)
		}
		open = append(open, q)
	}
}

// people makes mentions of the names that are marked in s by brackets, person
// unless the name starts with an asterisk, and returns s without the brackets.
func people(s string) (string, []corpus.Mention) {
	var b strings.Builder
	var out []corpus.Mention
	for s != "" {
		i := strings.IndexByte(s, '[')
		if i < 0 {
			b.WriteString(s)
			break
		}
		end := strings.IndexByte(s, ']')
		b.WriteString(s[:i])
		name, typ := s[i+1:end], corpus.Person
		if strings.HasPrefix(name, "*") {
			name, typ = name[1:], corpus.Organisation
		}
		start := b.Len()
		b.WriteString(name)
		words := strings.Fields(name)
		id := strings.ToLower(words[len(words)-1])
		out = append(out, corpus.Mention{Start: start, End: b.Len(), Text: name, Entity: id, Name: id, Type: typ, Role: corpus.RoleActor})
		s = s[end+1:]
	}
	return b.String(), out
}

// Every line: kind, text, speaker entity or (name), how.
func TestSpeakers(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"after", "“We will go on,” [Jane Smith] told reporters on Monday.", []string{"direct We will go on, = smith, after"}},
		{"inverted", "“We will go on,” said [Jane Smith], a lawyer.", []string{"direct We will go on, = smith, inverted"}},
		{"before", "[Jane Smith] said on Monday: “We will go on.”", []string{"direct We will go on. = smith, before"}},
		{"fragment", "[Smith] called the plan “a disaster”.", []string{"fragment a disaster = smith, before"}},
		{"according to", "The plan is “a disaster”, according to [Jane Smith].", []string{
			"indirect The plan is “a disaster” = smith, according to", "fragment a disaster = smith, according to"}},
		{"carried over", "“We will go on,” said [Smith]. “We will never stop.”", []string{
			"direct We will go on, = smith, inverted", "direct We will never stop. = smith, carried over"}},
		{"next paragraph", "“We will go on,” [Smith] said.\n\n“We will never stop at all.”", []string{
			"direct We will go on, = smith, after", "direct We will never stop at all. = smith, carried over"}},
		{"split", "“We will go on,” [Smith] said, “and never stop.”", []string{
			"direct We will go on, = smith, after", "fragment and never stop. = smith, before"}},
		{"pronoun", "[Jane Smith] arrived late. “We will go on,” she said.", []string{"direct We will go on, = smith, after, pronoun"}},
		{"pronoun past a quoted name", "“[John Doe] lied to us,” [Smith] said. “He is a liar,” she added.", []string{
			"direct John Doe lied to us, = smith, after", "direct He is a liar, = smith, after, pronoun"}},
		{"nominal", "[*Health Ministry] opened. “We will go on,” the ministry said.", []string{"direct We will go on, = ministry, after, nominal"}},
		{"title with a charge", "The talks are over, according to the envoy to the Middle East [Jane Smith].", []string{"indirect The talks are over = smith, according to"}},
		{"unnamed", "A senior Israeli official told [*Reuters] the talks were “going nowhere at all”.", []string{
			"indirect the talks were “going nowhere at all” = (A senior Israeli official), before", "fragment going nowhere at all = (A senior Israeli official), before"}},
		{"possessor is no speaker", "“We will go on,” [Smith]'s office said.", []string{"direct We will go on, = (Smith's office), after"}},
		{"put it", "[*Reuters] asked. As [Jane Smith], a lawyer, put it: “We will go on.”", []string{"direct We will go on. = smith, before"}},
		{"they, within words", "[*Reuters] came. “They say, ‘We will go on,’ and they go,” [Smith] said.", []string{
			"direct They say, ‘We will go on,’ and they go, = smith, after", "direct We will go on, = (They), before, pronoun unresolved"}},
		{"manner", "“We will go on,” [Jane Smith], wearing a hat, said matter-of-factly.", []string{"direct We will go on, = smith, after"}},
		{"apposition", "“We will go on,” a spokeswoman, [Anna White], said.", []string{"direct We will go on, = white, after"}},
		{"passive", "[Smith] was asked by [Doe], “Will you go on?”", []string{"direct Will you go on? = doe, before"}},
		{"denial", "[Smith] would not say whether the plan was “a disaster”.", []string{"fragment a disaster = ?"}},
		{"no guess", "The “Super Tuesday” vote is near. [Smith] travels.", []string{"fragment Super Tuesday = ?"}},
		{"next sentence", "It was “a good day.” [Smith] said that he was tired.", []string{"fragment a good day. = ?", "indirect he was tired = smith, before"}},
		{"fronted clause", "When [Doe] suggested that it would rain, [Smith] fired back: “It will never rain here.”", []string{
			"indirect it would rain = doe, before", "direct It will never rain here. = smith, before"}},
		{"utterance", "Voters recall [Smith]'s claim that “nobody will ever pay”.", []string{"fragment nobody will ever pay = smith, before"}},
		{"nested", "“He told me ‘go home,’ and I went,” [Smith] said.", []string{
			"direct He told me ‘go home,’ and I went, = smith, after", "fragment go home, = (He), before, pronoun unresolved"}},
		{"name with a cue in it", "[Smith] said the United States “must do better”.", []string{
			"indirect the United States “must do better” = smith, before", "fragment must do better = smith, before"}},
		{"that", "[Smith] said in an interview that the talks would start soon.", []string{"indirect the talks would start soon = smith, before"}},
		{"ending", "The talks would start soon, [Smith] said.", []string{"indirect The talks would start soon = smith, after"}},
		{"parenthesis", "The talks, [Smith] said, would start soon.", []string{"indirect would start soon = smith, after"}},
		{"participle", "[Smith] met reporters, adding that talks would start soon.", []string{"indirect talks would start soon = smith, before"}},
		{"two verbs", "[Smith] said the talks would start and added that they were welcome.", []string{
			"indirect the talks would start = smith, before", "indirect they were welcome = smith, before"}},
		{"Spanish", "“Vamos a seguir con el plan”, dijo [Ana Ruiz] en Madrid.", []string{"direct Vamos a seguir con el plan = ruiz, inverted"}},
		{"Arabic", "وقال [نتنياهو]: «سنواصل العملية».", []string{"fragment سنواصل العملية = نتنياهو, inverted"}},
		{"excerpt", "ART—“[Doe] to play in the north,” by [Ann White]: “He will play.”", []string{"direct He will play. = white, before"}},
		{"noun", "There were reports that the talks would start.", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, mentions := people(tt.text)
			x := newText("", s)
			x.lang = "en"
			var got []string
			list, _ := quotes(x, mentions)
			for _, q := range list {
				line := string(q.Kind) + " " + q.Text + " = "
				switch {
				case q.Speaker == nil:
					line += "?"
				case q.Speaker.Entity == "":
					line += "(" + q.Speaker.Name + "), " + q.Speaker.How
				default:
					line += q.Speaker.Entity + ", " + q.Speaker.How
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s\n%s", s, diff)
			}
		})
	}
}
