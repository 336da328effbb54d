// Steps asks one clause of an article of N times the same words, shows what it matched,
// and writes what the counters of coverage say of that alone into the folder DIR/NAME-N
// for each clause:
//
//	steps DIR N
package main

import (
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"dateline/analyzer/steptest"
	"dateline/corpus"
	"dateline/query"
)

// unit is what the text repeats: a sentence of two words.
const unit = "ash bay. "

func main() {
	n, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	for name, q := range clauses() {
		if err := count(filepath.Join(os.Args[1], name+"-"+os.Args[2]), q, article(n)); err != nil {
			log.Fatal(err)
		}
	}
}

func clauses() map[string]query.Node {
	word := func(w string) query.Node { return &query.Term{Terms: []string{w}} }
	a, b := word("ash"), word("bay")
	return map[string]query.Node{
		"word":    a,
		"phrase":  &query.Phrase{Slots: []query.Node{a, b}, Slop: -1},
		"loose":   &query.Phrase{Slots: []query.Node{b, a}, Slop: 2},
		"near":    &query.Near{A: a, B: b, N: 3},
		"far":     &query.Near{A: a, B: word("cove"), N: 3},
		"not":     &query.NotNear{A: a, B: b, N: 1},
		"same":    &query.Same{A: a, B: b, Unit: 's'},
		"atleast": &query.AtLeast{Kid: &query.Or{Kids: []query.Node{a, b}}, N: 2},
		"exact":   &query.Exact{Text: "ash bay"},
	}
}

func article(n int) *corpus.Annotated {
	a := &corpus.Annotated{Article: corpus.Article{ID: "1", Text: strings.Repeat(unit, n)}}
	s := &a.TextStream
	s.Paragraphs = []int{0}
	for i := range n {
		at := i * len(unit)
		s.Sentences = append(s.Sentences, len(s.Tokens))
		s.Tokens = append(s.Tokens, corpus.Token{Word: "ash", Start: at, End: at + 3}, corpus.Token{Word: "bay", Start: at + 4, End: at + 7})
	}
	return a
}

func count(dir string, q query.Node, a *corpus.Annotated) error {
	return steptest.Write(dir, func() {
		query.Match(q, a)
		query.Snippets(q, a, query.Marks(q, a))
	})
}
