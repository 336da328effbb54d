package query

import "testing"

// TestCompound prints words that were typed without a space so that they parse to
// the same words.
func TestCompound(t *testing.T) {
	for _, c := range []struct {
		words []string
		want  string
	}{
		{[]string{"good", "faith"}, "good-faith"},
		{[]string{"日", "本"}, "日本"},
		{[]string{"し", "本", "の"}, "し本の"},
		{[]string{"日", "A"}, "日-A"},
		{[]string{"テスト", "テスト"}, "テスト-テスト"},
	} {
		p := &Phrase{Slop: -1}
		for _, w := range c.words {
			p.Slots = append(p.Slots, &Term{Typed: w, Terms: []string{w}})
		}
		if got := p.String(); got != c.want {
			t.Errorf("%v: %q, want %q", c.words, got, c.want)
		}
	}
}
