package main

import (
	"math"
	"testing"
)

func TestChance(t *testing.T) {
	ramp := func(n int, better float64) (a, b []float64) {
		for i := range n {
			a, b = append(a, better+float64(i%7)/10), append(b, float64(i%7)/10)
		}
		return a, b
	}
	same, alike := ramp(30, 0)
	better, worse := ramp(8, .1)
	ups, downs := []float64{1, 0, 1, 0}, []float64{0, 1, 0, 1}
	for _, c := range []struct {
		name         string
		ours, theirs []float64
		p            float64
	}{
		{"equal", same, alike, 1},
		{"no difference of means", ups, downs, 1},
		{"better on each of eight", better, worse, 2. / 256}, // all one way, of 2^8
		{"worse on each of eight", worse, better, 2. / 256},
		{"better on one", []float64{1, .5}, []float64{0, .5}, 1},
	} {
		if p := chance(c.ours, c.theirs); math.Abs(p-c.p) > .003 {
			t.Errorf("%s: p %.4f, want %.4f", c.name, p, c.p)
		}
	}
}
