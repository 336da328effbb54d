package analyzer

import "testing"

// TestStemForms expects the forms of a word to have one stem, folded as they are.
func TestStemForms(t *testing.T) {
	for _, test := range []struct {
		lang  string
		forms []string
	}{
		{"en", []string{"negotiation", "negotiations"}},
		{"de", []string{"Haus", "Häuser", "Häusern"}},
		{"es", []string{"negociación", "negociaciones", "negociacion"}},
		{"es", []string{"acción", "acciones"}},
		{"pt", []string{"negociação", "negociações"}},
		{"fr", []string{"négociation", "négociations"}},
		{"fr", []string{"accusé", "accusés", "accusée", "accusées"}},
		{"ru", []string{"российский", "российского", "российские"}},
		{"ar", []string{"حكومة", "الحكومة"}},
		{"ar", []string{"المفاوضات", "المفاوضة"}},
	} {
		want := stem(fold(test.forms[0]), test.lang)
		for _, form := range test.forms[1:] {
			if got := stem(fold(form), test.lang); got != want {
				t.Errorf("%s: %s is stemmed %s, %s %s", test.lang, form, got, test.forms[0], want)
			}
		}
		if fold(want) != want {
			t.Errorf("%s: stem %s is not folded", test.lang, want)
		}
	}
}

// TestStemLong takes words that begin and end alike for different ones.
func TestStemLong(t *testing.T) {
	for _, c := range [][2]string{{"abcdefghxxabcdefghing", "abcdefghyyabcdefghing"}, {"aaaaaaaaaaing", "aaaaaaaaaaaing"}, {"talks", "talk"}} {
		for range 2 {
			if a, b := stem(c[0], "en"), stem(c[1], "en"); (a == b) != (c[0] == "talks") {
				t.Errorf("the stems of %v are %s and %s", c, a, b)
			}
		}
	}
}
