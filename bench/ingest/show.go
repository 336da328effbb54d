package main

import (
	"fmt"
	"strings"
)

// difference prints the paragraphs that a reading has and gold has not (+), and
// those that it lacks (-).
func difference(r reading, g *gold) {
	alien("+", r.text, g.Text)
	alien("-", g.Text, r.text)
}

// alien prints the paragraphs of a whose words mostly do not stand in b as runs.
func alien(mark, a, b string) {
	have := pairsOf(words(b))
	for _, p := range strings.FieldsFunc(a, func(c rune) bool { return c == '\n' }) {
		w := pairsOf(words(p))
		if len(words(p)) > 0 && share(w, have) < 0.5 {
			fmt.Printf("    %s %.160s\n", mark, strings.Join(strings.Fields(p), " "))
		}
	}
}

func pairsOf(words []string) map[string]bool {
	all := map[string]bool{}
	for i := 0; i+2 <= len(words); i++ {
		all[words[i]+" "+words[i+1]] = true
	}
	return all
}
