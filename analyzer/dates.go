package analyzer

import "dateline/corpus"

// dateMentions returns the date expressions of t in order. Relative ones have a
// value only against a known publication date.
func dateMentions(t *text, published corpus.Date) []corpus.DateMention { return nil }
