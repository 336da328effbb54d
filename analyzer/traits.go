package analyzer

import "sync"

// Traits are the set of lists that hold a word.
type traits uint64

const (
	dateOpener traits = 1 << iota
	cueWord
)

// traitsOf returns the lists that hold a folded word.
func traitsOf(word string) traits {
	c := listed()[word]
	if opensDate(word) {
		c |= dateOpener
	}
	return c
}

// listed are the traits of the words of all lists.
var listed = sync.OnceValue(func() map[string]traits {
	all := map[string]traits{}
	for word := range cues {
		all[word] |= cueWord
	}
	return all
})
