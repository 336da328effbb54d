package main

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var word = regexp.MustCompile(`[\p{L}\p{N}_]+`)

func words(s string) []string { return word.FindAllString(strings.ToLower(s), -1) }

// f1 is the harmonic mean of precision and recall over the words of two texts, each
// counted as often as it stands.
func f1(got, want string) float64 {
	a, b := words(got), words(want)
	if len(a) == 0 || len(b) == 0 {
		return float64(btoi(len(a) == len(b)))
	}
	have := map[string]int{}
	for _, w := range a {
		have[w]++
	}
	same := 0
	for _, w := range b {
		if have[w] > 0 {
			have[w]--
			same++
		}
	}
	return 2 * float64(same) / float64(len(a)+len(b))
}

// sameDay compares the calendar days as written.
func sameDay(got, want string) bool {
	return len(got) >= 10 && len(want) >= 10 && got[:10] == want[:10]
}

// sameAuthors compares sets of names after folding case, accents and punctuation.
func sameAuthors(got, want []string) bool { return slices.Equal(foldSet(got), foldSet(want)) }

func foldSet(names []string) (set []string) {
	for _, n := range names {
		if f := fold(n); f != "" {
			set = append(set, f)
		}
	}
	slices.Sort(set)
	return slices.Compact(set)
}

func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r):
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
