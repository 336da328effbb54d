package query

import (
	"strings"

	"dateline/corpus"
)

// A Lexicon turns what a user writes into terms: it folds words exactly as the
// analysis of articles did and knows the authority. The analyzer implements it.
type Lexicon interface {
	// Tokens returns the folded words of text, as many as it takes positions.
	Tokens(text string) []string
	// Stems returns the distinct stems of a folded word in the languages given
	// ("" for all that have a stemmer), the word itself among them where it is its own stem.
	Stems(word string, languages []string) []string
	// Entities returns the entities that name means, best first: an id, a name or an alias.
	Entities(name string) []corpus.Entity
	// Entity returns the entity of an id. A "~" id is always known, by the name that its slug spells.
	Entity(id string) (corpus.Entity, bool)
	// Covers returns the ids that count as id: itself, those merged into it and,
	// for places, all their descendants.
	Covers(id string) []string
	// Canonical returns the id that id was merged into, or id.
	Canonical(id string) string
	// Ancestors returns the parents of id, nearest first: its parent and the ancestors of that.
	Ancestors(id string) []string
	// Provisional returns the "~" id that analysis gives a name which no authority
	// holds, "" where the name holds no word.
	Provisional(name string) string
	// SuggestName returns known names close to an unknown one, best first.
	SuggestName(name string) []string
}

// NameStarts reports whether the words of a facet value's name, folded by lex and joined by
// spaces, start at one of them with those of prefix. Without a lexicon case alone is folded.
func NameStarts(lex Lexicon, name, prefix string) bool {
	fold := strings.Fields
	if lex != nil {
		fold = lex.Tokens
	} else {
		name, prefix = strings.ToLower(name), strings.ToLower(prefix)
	}
	return strings.Contains(" "+strings.Join(fold(name), " "), " "+strings.Join(fold(prefix), " "))
}
