package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/statement"
)

// hardStatements measures the renderings that are easily confused (one stock phrase
// of several people, one person's phrase on other days) by pairs; one with a
// rendering that may stand alone counts neither way. The set lies beside the seeds.
func hardStatements(w io.Writer, z *analyzer.Analyzer, seeds string) error {
	b, err := os.ReadFile(filepath.Join(filepath.Dir(seeds), "statement", "testdata", "hard.tsv"))
	if err != nil {
		return err
	}
	set, of := statement.NewSet(), map[string]string{}
	var names []string
	for line := range strings.Lines(string(b)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") || len(f) != 6 {
			continue
		}
		names, of[f[1]] = append(names, f[1]), f[0]
		set.Add(statement.Units(hardArticle(z, f))...)
	}
	together := map[rendered]bool{}
	for _, st := range set.Statements() {
		for i, a := range st.Variants {
			for _, b := range st.Variants[i+1:] {
				together[rendered{min(a.Article, b.Article), max(a.Article, b.Article)}] = true
			}
		}
	}
	row(w, "statements easily confused, pairs", "", scoreHard(names, of, together))
	return nil
}

// hardArticle is a line of the set: an article that is one quotation.
func hardArticle(z *analyzer.Analyzer, f []string) *corpus.Annotated {
	text := f[5]
	a := &corpus.Annotated{Article: corpus.Article{ID: f[1], Text: text, Published: corpus.Date{Value: f[2]}}}
	q := corpus.Quote{Field: "text", End: len(text), Text: text, Kind: corpus.QuoteKind(f[4])}
	if f[3] != "-" {
		q.Speaker = &corpus.Speaker{Entity: f[3], Name: f[3]}
	}
	a.Quotes = []corpus.Quote{q}
	z.Streams(a)
	return a
}

// scoreHard counts the pairs of names that are one statement.
func scoreHard(names []string, of map[string]string, together map[rendered]bool) (c count) {
	for i, a := range names {
		for _, b := range names[i+1:] {
			x, optionalX := strings.CutPrefix(of[a], "~")
			y, optionalY := strings.CutPrefix(of[b], "~")
			if x == y && (optionalX || optionalY) {
				continue
			}
			got := together[rendered{min(a, b), max(a, b)}]
			c.given += one(got)
			c.wanted += one(x == y)
			c.right += one(got && x == y)
			c.found += one(got && x == y)
			if report != nil && got != (x == y) {
				report("hard", &article{ID: a}, nil, b)
			}
		}
	}
	return c
}
