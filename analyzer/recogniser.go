package analyzer

import "dateline/corpus"

// A name is a run of tokens, [first, last), that the recogniser takes for a name.
type name struct {
	first, last int
	typ         corpus.Type // Person, Organisation or Place
	score       float64     // in (0,1]
}

// A recogniser finds names that no authority holds.
type recogniser struct{}

func newRecogniser() *recogniser { return &recogniser{} }

// names returns the names of t in order, without overlap. known are the authority's.
func (r *recogniser) names(t *text, known []match) []name { return nil }
