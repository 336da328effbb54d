package query

import (
	"slices"
	"strings"
)

// functionWords are the English words that carry grammar more than meaning.
// Those that are also names or dates in the news stay out: us, who, may, will.
var functionWords = func() map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(`
		a an the and or but nor so yet if then else than that this these those
		which whom whose what when where why how
		i you he she it we they me him her them my your his its our their
		mine yours ours theirs myself itself themselves
		am is are was were be been being do does did done doing have has had having
		can could might must shall should would
		of in on at by for with about against between into through during before after
		above below to from up down out off over under again
		as not no any all each every both some such only own same too very there here also just once`) {
		all[w] = true
	}
	return all
}()

// FunctionWord reports whether a leaf means a function word: engines let it say less
// for an article than other words do.
func FunctionWord(n Node) bool {
	t, ok := n.(*Term)
	return ok && slices.ContainsFunc(t.Terms, func(w string) bool { return functionWords[w] })
}

// repeats is how soon a word that a query repeats says no more (k3 of Okapi: Robertson
// et al., TREC-3, 1994): asked for q times it counts (repeats+1)q/(repeats+q) times.
const repeats = 8

// Repeated returns what each of the leaves of a query counts: 1, and less where the
// query has the same leaf several times, for a long query repeats words by chance.
func Repeated(leaves []Node) []float64 {
	key := func(n Node) string {
		if t, ok := n.(*Term); ok {
			return strings.Join(t.Terms, " ")
		}
		return n.String()
	}
	times := map[string]float64{}
	for _, n := range leaves {
		times[key(n)]++
	}
	counts := make([]float64, len(leaves))
	for i, n := range leaves {
		counts[i] = (repeats + 1) / (repeats + times[key(n)])
	}
	return counts
}
