package opensearch

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"dateline/query"
)

// TestSupersetOracle holds the server's expression of a pattern against the pattern:
// no word that it means may be missing. The expressions use what both syntaxes read
// alike, so that Go's reads them here and the cluster's tests read them there.
func TestSupersetOracle(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	letters := []rune("aab.*?\"#@&<~-é語")
	word := func(n int) string {
		out := make([]rune, r.IntN(n))
		for i := range out {
			out[i] = letters[r.IntN(len(letters))]
		}
		return string(out)
	}
	regexps := []string{`a.b`, `(a|b)+.*`, `[a-b]{1,3}é?`, `(?i)A+b`, `\Aa.*\z`, `a\b.*`, `[^a]+`, `\w*b`, `\pL+`, `(?s).{2,}`, `a*?b+?`, `^$`, `\Qa.b\E.*`, `語|a`}
	meant := 0
	for range 40_000 {
		p := &query.Pattern{Kind: query.Regexp, Text: regexps[r.IntN(len(regexps))]}
		w := word(8)
		switch r.IntN(3) {
		case 1:
			p = &query.Pattern{Kind: query.Wildcard, Text: word(6)}
		case 2:
			p = &query.Pattern{Kind: query.Fuzzy, Text: word(10), Distance: 1 + r.IntN(2)}
			w = edited(r, p.Text, p.Distance, letters)
		}
		re, err := regexp.Compile(`\A(?s:` + superset(p) + `)\z`)
		if err != nil {
			t.Fatalf("%+v: %s: %v", p, superset(p), err)
		}
		if !p.Matcher()(w) {
			continue
		}
		meant++
		if !re.MatchString(w) || !strings.HasPrefix(w, literal(p)) {
			t.Fatalf("%+v means %q, its expression %s does not", p, w, superset(p))
		}
	}
	if meant < 10_000 {
		t.Errorf("only %d words were meant", meant)
	}
}

// edited is text after n random edits.
func edited(r *rand.Rand, text string, n int, letters []rune) string {
	s := []rune(text)
	for range n {
		i := r.IntN(len(s) + 1)
		switch r.IntN(4) {
		case 0:
			s = append(s[:i:i], append([]rune{letters[r.IntN(len(letters))]}, s[i:]...)...)
		case 1:
			if i < len(s) {
				s = append(s[:i:i], s[i+1:]...)
			}
		case 2:
			if i < len(s) {
				s[i] = letters[r.IntN(len(letters))]
			}
		default:
			if i+1 < len(s) {
				s[i], s[i+1] = s[i+1], s[i]
			}
		}
	}
	return string(s)
}
