package main

import "math/rand/v2"

// How sure a difference is, a paired randomization test tells (Smucker, Allan and
// Carterette, CIKM 2007): were both systems alike, the two values of each topic might
// as well stand the other way round. p is how often the means then differ by as much.

// permutations are how many ways round are drawn, from the same seed each time.
const permutations = 10_000

// chance returns the two-sided p of the difference of the means of ours and theirs,
// topic by topic.
func chance(ours, theirs []float64) float64 {
	least := distance(ours, theirs, func() bool { return false })
	r := rand.New(rand.NewPCG(1, 2))
	swapped := func() bool { return r.Uint64()&1 == 1 }
	as := 1 // the way they stand is one of the ways
	for range permutations {
		if distance(ours, theirs, swapped) >= least-1e-12 {
			as++
		}
	}
	return float64(as) / (permutations + 1)
}

// distance is how far apart the sums are, with the values of the topics swapped where told.
func distance(ours, theirs []float64, swapped func() bool) (sum float64) {
	for i := range ours {
		if swapped() {
			sum += theirs[i] - ours[i]
		} else {
			sum += ours[i] - theirs[i]
		}
	}
	return max(sum, -sum)
}

func mean(x []float64) (m float64) {
	for _, v := range x {
		m += v / float64(len(x))
	}
	return m
}
