package analyzer

import (
	"strings"
	"testing"
)

// TestDistinct numbers words of texts of many lengths and finds each again.
func TestDistinct(t *testing.T) {
	for n := range 200 {
		text := strings.Repeat("to be or not to be, ", n%7) + strings.Repeat("überall x1 ", n/7)
		tokens := tokenize(text)
		kinds, firsts, _ := distinct(tokens, nil)
		seen := map[string]bool{}
		for _, i := range firsts {
			if w := tokens[i].Word; seen[w] {
				t.Fatalf("%q has two numbers in %q", w, text)
			}
			seen[tokens[i].Word] = true
		}
		for i, token := range tokens {
			if got := tokens[firsts[kinds[i]]].Word; got != token.Word {
				t.Fatalf("token %d of %q is %q, want %q", i, text, got, token.Word)
			}
		}
	}
}
