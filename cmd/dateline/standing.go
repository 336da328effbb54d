package main

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"dateline/query"
)

// standing tells what a name as it is printed stands for in the articles of an index:
// the entities it was resolved to, those that stayed candidates beside them, and in
// how many articles nobody was chosen. One article may count for several.
type standing struct {
	Articles int         `json:"articles"` // where the name is printed as a name
	Resolved []namesakes `json:"resolved"`
	Confused []namesakes `json:"confused"`
	Open     int         `json:"open"`
}

// namesakes counts the articles of one entity, most first.
type namesakes struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Articles int    `json:"articles"`
}

// standing reads every article that has name as a phrase; nil without an index.
func (v view) standing(ctx context.Context, name string) (*standing, error) {
	words := v.authority.Tokens(name)
	if v.Snapshot == nil || len(words) == 0 {
		return nil, nil
	}
	compiled, err := v.compile(ctx, `"`+strings.Join(words, " ")+`"`, query.Options{Facets: []query.FacetRequest{}})
	if err != nil {
		return nil, err
	}
	compiled.Request.Load = query.LoadText
	out := &standing{}
	resolved, confused := map[string]int{}, map[string]int{}
	for hit, err := range v.Scan(ctx, compiled.Request) {
		if err != nil {
			return nil, err
		}
		chosen, others := v.readings(hit, strings.Join(words, " "))
		if len(chosen) > 0 {
			out.Articles++
		}
		if chosen[""] {
			out.Open++
			delete(chosen, "")
		}
		for id := range chosen {
			resolved[id]++
		}
		for id := range others {
			confused[id]++
		}
	}
	out.Resolved, out.Confused = v.ranked(resolved), v.ranked(confused)
	return out, nil
}

// readings are what the mentions of words in one article were resolved to, "" for
// nobody, and the candidates that were not chosen where they stand.
func (v view) readings(hit query.Hit, words string) (chosen, others map[string]bool) {
	chosen, others = map[string]bool{}, map[string]bool{}
	for _, m := range hit.Article.Mentions {
		if strings.Join(v.authority.Tokens(m.Text), " ") != words {
			continue
		}
		id := v.authority.Canonical(m.Entity)
		chosen[id] = true
		for _, c := range m.Candidates {
			if other := v.authority.Canonical(c.Entity); other != id {
				others[other] = true
			}
		}
	}
	return chosen, others
}

func (v view) ranked(counts map[string]int) []namesakes {
	out := []namesakes{}
	for id, n := range counts {
		e, _ := v.authority.Entity(id)
		out = append(out, namesakes{id, e.Name, n})
	}
	sort.Slice(out, func(i, j int) bool {
		return out[i].Articles > out[j].Articles || out[i].Articles == out[j].Articles && out[i].ID < out[j].ID
	})
	return out
}

// standing prints what stands for name, three lines at most.
func (s *session) standing(name string, st *standing) {
	if st == nil || st.Articles == 0 {
		return
	}
	line := fmt.Sprintf("%q is printed in %s", name, count(st.Articles, "article"))
	for i, x := range st.Resolved {
		if i == 0 {
			line += ": "
		} else {
			line += ", "
		}
		line += fmt.Sprintf("%s in %d", x.Name, x.Articles)
	}
	if st.Open > 0 {
		line += fmt.Sprintf("; left open in %d", st.Open)
	}
	s.printf("%s\n", clean(line))
	for i, x := range st.Confused {
		if i == 0 {
			s.printf("  it may also be")
		} else {
			s.printf(",")
		}
		s.printf(" %s (%s) in %d", clean(x.Name), clean(x.ID), x.Articles)
	}
	if len(st.Confused) > 0 {
		s.printf("\n")
	}
}
