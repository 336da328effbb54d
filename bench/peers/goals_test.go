package main

import "testing"

func TestDigitsBy(t *testing.T) {
	for _, c := range []struct {
		v, goal float64
		want    string
	}{
		{1.17, 1, "1.17"},
		{1, 1, "1.00"},
		{0.9996, 1, "0.9996"},
		{1.0004, 1, "1.0004"},
		{1499.6, 1500, "1499.6"},
		{1500.2, 1500, "1500.2"},
		{1316.4, 1500, "1316"},
		{0.3004, 0.3, "0.3004"},
		{0.0009, 0.3, "0.001"},
	} {
		if got := digitsBy(c.v, c.goal); got != c.want {
			t.Errorf("%v beside %v is shown as %s, want %s", c.v, c.goal, got, c.want)
		}
	}
}
