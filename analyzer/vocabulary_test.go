package analyzer

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestVocabulary asks several at once for more words than a vocabulary keeps and
// expects of each what the algorithms say of it alone.
func TestVocabulary(t *testing.T) {
	auth, err := Starter()
	if err != nil {
		t.Fatal(err)
	}
	v := auth.vocabulary("en")
	var wg sync.WaitGroup
	for from := range 2 {
		wg.Go(func() {
			for n := from * 20_000; n < mostWords; n++ {
				for _, word := range []string{fmt.Sprintf("talks%dings", n), "talks", "white", "al", "january", strings.Repeat("long", n%40) + "ing"} {
					if problem := v.wrong(word); problem != "" {
						t.Errorf("%s: %s", word, problem)
						return
					}
				}
			}
		})
	}
	wg.Wait()
}

// wrong says what v has wrong of word.
func (v *vocabulary) wrong(word string) string {
	l := v.lexeme(word, keyOf(word))
	want := stem(word, v.stems.lang)
	if want == word {
		want = ""
	}
	switch {
	case l.word() != word:
		return "is " + l.word()
	case l.stem() != want:
		return "has the stem " + l.stem()
	case l.is(dateOpener) != opensDate(word):
		return "may open a date, or may not"
	case !l.varies && l.name != v.names.words[keyWord(word, 0)]:
		return "has another number among the words of names"
	case l.outlet != v.press.longest[word]:
		return "may open the name of an outlet, or may not"
	}
	return ""
}

// TestWordKey tells all words apart that are no longer than a key.
func TestWordKey(t *testing.T) {
	var words []string
	for n := 1; n <= keyBytes; n++ {
		for i := range n {
			b := []byte(strings.Repeat("a", n))
			b[i] = 'b'
			words = append(words, string(b))
		}
		words = append(words, strings.Repeat("a", n))
	}
	for i, a := range words {
		if k := slices.IndexFunc(words[:i], func(b string) bool { return keyOf(a) == keyOf(b) }); k >= 0 {
			t.Errorf("%s and %s have one key", a, words[k])
		}
	}
}
