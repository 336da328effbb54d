package main

import (
	"fmt"
	"io"
	"slices"

	"dateline/corpus"
	"dateline/statement"
)

// A rendered pair is two quotes of the gold that a statement holds both of.
type rendered [2]string

// pairs lists the pairs of quotes of different articles in the same group.
func pairs(groups [][]string) map[rendered]bool {
	out := map[rendered]bool{}
	for _, g := range groups {
		for i, a := range g {
			for _, b := range g[i+1:] {
				if a != b && a[:2] != b[:2] {
					out[rendered{min(a, b), max(a, b)}] = true
				}
			}
		}
	}
	return out
}

// seedStatements measures the statements of the five seed articles by pairs of
// quotes; a pair with a quote that the gold calls optional counts neither way.
func seedStatements(w io.Writer, gold seedGold, articles []corpus.Annotated) {
	set := statement.NewSet()
	for i := range articles {
		set.Add(statement.Units(&articles[i])...)
	}
	var found [][]string
	for _, st := range set.Statements() {
		var g []string
		for _, v := range st.Variants {
			if id := goldQuote(gold, v); id != "" {
				g = append(g, id)
			}
		}
		found = append(found, g)
	}
	var wanted, optional [][]string
	for _, c := range gold.Clusters {
		wanted = append(wanted, c.Members)
		optional = append(optional, append(slices.Clone(c.Members), c.Optional...))
	}
	got, want, may := pairs(found), pairs(wanted), pairs(optional)
	var c count
	for p := range got {
		if want[p] {
			c.right++
		}
		if want[p] || !may[p] {
			c.given++
			if !want[p] && report != nil {
				fmt.Fprintln(w, "seed pair wrong", p)
			}
		}
	}
	c.wanted = len(want)
	for p := range want {
		c.found += one(got[p])
		if !got[p] && report != nil {
			fmt.Fprintln(w, "seed pair missed", p)
		}
	}
	row(w, "seed statements, pairs", "", c)
}

// goldQuote returns the id of the gold's quote that holds the variant.
func goldQuote(gold seedGold, v statement.Variant) string {
	for _, a := range gold.Articles {
		if a.File != v.Article || v.Edit == statement.Paraphrase {
			continue
		}
		i := slices.IndexFunc(a.Quotes, func(q seedQuote) bool { return q.Start <= v.Start && v.End <= q.End })
		if i >= 0 {
			return a.Quotes[i].ID
		}
	}
	return ""
}
