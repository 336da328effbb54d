package statement_test

import (
	"fmt"

	"dateline/corpus"
	"dateline/statement"
)

func ExampleSet() {
	words := func(w ...string) []string { return w }
	set := statement.NewSet()
	set.Add(
		statement.Unit{Article: "a", Kind: corpus.Direct, Speaker: "mayor", Text: "We will reopen the bridge before winter.", Words: words("we", "will", "reopen", "the", "bridge", "before", "winter")},
		statement.Unit{Article: "b", Kind: corpus.Fragment, Speaker: "mayor", Text: "reopen the bridge", Words: words("reopen", "the", "bridge")},
	)
	for _, s := range set.Statements() {
		fmt.Println(s.Text)
		for _, v := range s.Variants {
			fmt.Println(v.Article, v.Edit, v.Dropped)
		}
	}
	// Output:
	// We will reopen the bridge before winter.
	// a identical []
	// b truncated [{start we will false} {end before winter false}]
}
