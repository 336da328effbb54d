package analyzer

import "sync"

// Traits are the set of lists that hold a word.
type traits uint64

const (
	dateOpener traits = 1 << iota
	creditWord        // of credits.read
	commonWord        // of commonWords
	bodyNoun          // ministry
	theWord
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
	for t, words := range map[traits]map[string]bool{
		creditWord: set("appeared published posted ran republished reprinted contributed reporting told learned learnt copyright"),
		commonWord: commonWords,
		bodyNoun:   set("ministry"),
		theWord:    set("the"),
	} {
		for word := range words {
			all[word] |= t
		}
	}
	return all
})
