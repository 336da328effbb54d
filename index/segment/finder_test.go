package segment

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// runsOf cuts a text as a cutter does, byte by byte.
func runsOf(text string) (runs []string) {
	kind := func(c byte) int {
		switch {
		case c == ' ':
			return 0
		case c == '\'', c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= 0x80:
			return 1
		}
		return 2
	}
	for i := range len(text) {
		if i == 0 || text[i] == ' ' || text[i-1] != ' ' && kind(text[i]) != kind(text[i-1]) {
			runs = append(runs, "")
		}
		runs[len(runs)-1] += text[i : i+1]
	}
	return runs
}

// TestSymbolsAreLongest compares what is written with the longest symbols of each run,
// found by trying all.
func TestSymbolsAreLongest(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	letters := []string{"a", "b", "ab", "Z", "'", "7", "é", " ", " ", ".", ",", "\n", "\x00", "\x7f", "@", "[", "`", "{", "/", ":", "abcdefgh"}
	text := func() string {
		var b strings.Builder
		for range r.IntN(300) {
			b.WriteString(letters[r.IntN(len(letters))])
		}
		return b.String()
	}
	for range 50 {
		texts := []string{text(), text(), text()}
		s := train(texts)
		numbers := map[string]uint32{}
		for i := range s.entries {
			numbers[string(s.entries[i].bytes())] = uint32(i)
		}
		for _, x := range append(texts, text(), text()) {
			var want []byte
			for _, run := range runsOf(x) {
				for run != "" {
					n := min(len(run), maxSymbol)
					for ; n > 1; n-- {
						if _, ok := numbers[run[:n]]; ok {
							break
						}
					}
					want = appendSymbol(want, numbers[run[:n]])
					run = run[n:]
				}
			}
			if got := s.write(nil, x); !bytes.Equal(got, want) {
				t.Fatalf("%q is written as %d, want %d", x, got, want)
			}
			var words []string
			eachWord(x, func(w string) { words = append(words, w) })
			if strings.Join(words, "") != x || slices.Contains(words, "") {
				t.Errorf("%q is cut into %q", x, words)
			}
		}
	}
}
