package analyzer

import "dateline/corpus"

// sources fills in the outlets, byline and publication date of a that its text
// states, each with status and evidence. Values that are given stay.
func sources(a *corpus.Article, doc []*text, mentions []corpus.Mention, auth *Authority) {}
