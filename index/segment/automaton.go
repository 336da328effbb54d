package segment

import (
	"sync"

	"github.com/blevesearch/vellum"
	"github.com/blevesearch/vellum/levenshtein"
)

// An Automaton accepts some terms of a dictionary and lets Walk skip the rest.
type Automaton = vellum.Automaton

// builders makes Levenshtein automata; their tables take milliseconds to compute.
var builders = [3]func() *levenshtein.LevenshteinAutomatonBuilder{
	1: sync.OnceValue(func() *levenshtein.LevenshteinAutomatonBuilder { return builder(1) }),
	2: sync.OnceValue(func() *levenshtein.LevenshteinAutomatonBuilder { return builder(2) }),
}

func builder(distance uint8) *levenshtein.LevenshteinAutomatonBuilder {
	b, err := levenshtein.NewLevenshteinAutomatonBuilder(distance, true)
	if err != nil {
		panic(err) // distances 1 and 2 always build
	}
	return b
}

// Fuzzy returns an automaton that accepts at least the terms within distance (1 or
// 2) edits of word, neighbours swapped being one edit; nil, which accepts all,
// where it cannot be built.
func Fuzzy(word string, distance int) Automaton {
	if distance < 1 || distance > 2 {
		return nil
	}
	dfa, err := builders[distance]().BuildDfa(word, uint8(distance))
	if err != nil {
		return nil
	}
	return dfa
}

// After returns the first term behind all that start with prefix, nil for none.
func After(prefix string) []byte {
	b := []byte(prefix)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < 0xff {
			b[i]++
			return b[:i+1]
		}
	}
	return nil
}
