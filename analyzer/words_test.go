package analyzer

import (
	"strings"
	"testing"

	"dateline/corpus"
)

// TestDistinct numbers words of texts of many lengths and finds each again.
func TestDistinct(t *testing.T) {
	for n := range 200 {
		text := strings.Repeat("to be or not to be, ", n%7) + strings.Repeat("überall x1 ", n/7)
		tokens := tokenize(text)
		words, kinds := distinct(tokens)
		seen := map[string]bool{}
		for _, w := range words {
			if seen[w.Word] {
				t.Fatalf("%q has two numbers in %q", w.Word, text)
			}
			seen[w.Word] = true
		}
		for i, token := range tokens {
			if got := words[kinds[i]]; got != (corpus.Word{Word: token.Word}) {
				t.Fatalf("token %d of %q is %q, want %q", i, text, got.Word, token.Word)
			}
		}
	}
}
