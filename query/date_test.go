package query

import (
	"fmt"
	"testing"
	"time"
)

// TestIsDay holds isDay against the time package for every month and day number of
// years around those with odd leap days, and for bytes that are no digits.
func TestIsDay(t *testing.T) {
	check := func(value string) {
		_, err := time.Parse(time.DateOnly, value)
		if got := isDay(value); got != (err == nil) {
			t.Errorf("isDay(%q) = %v, time.Parse: %v", value, got, err)
		}
	}
	for _, year := range []int{0, 1, 4, 100, 1582, 1899, 1900, 2000, 2023, 2024, 9999} {
		for month := range 14 {
			for day := range 33 {
				check(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
			}
		}
	}
	const day = "2024-02-29"
	for i := range day {
		for _, c := range []byte{' ', '+', '-', '/', ':', 'T', 0, 0xff} {
			b := []byte(day)
			b[i] = c
			check(string(b))
		}
	}
}
