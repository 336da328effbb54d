package main

import (
	"github.com/urfave/cli/v2"

	"dateline/query"
)

func statsCommand() command {
	return command{
		name:     "stats",
		brief:    "tell what an index holds",
		examples: [2]string{"dateline stats --index news.index", "dateline stats --in seeds --json"},
		codes:    []int{codePartial, codeIO, codeDamaged, codeNoIndex},
		flags:    append(viewFlags(), jsonFlag()),
		run:      (*session).stats,
	}
}

// statistics is what stats prints with --json. Facets maps the name of a facet to
// the number of its values and of the articles without one.
type statistics struct {
	Schema   int                   `json:"schema"`
	Index    string                `json:"index"`
	Snapshot string                `json:"snapshot"`
	Articles int                   `json:"articles"`
	First    string                `json:"first,omitempty"` // earliest month of publication
	Last     string                `json:"last,omitempty"`
	Facets   map[string]facetShape `json:"facets"`
}

type facetShape struct {
	Values  int `json:"values"`
	Missing int `json:"missing"`
}

var statFacets = []string{"outlet", "agency", "cites", "actor", "place", "speaker", "language"}

func (s *session) stats(c *cli.Context) error {
	v, err := s.view(c)
	if err != nil {
		return err
	}
	r := query.Request{Query: &query.All{}, Facets: []query.FacetRequest{{Name: "date", Interval: "month"}}}
	for _, name := range statFacets {
		r.Facets = append(r.Facets, query.FacetRequest{Name: name, Size: 1})
	}
	found, err := v.Search(c.Context, r)
	if err != nil {
		return err
	}
	st := statistics{Schema: schema, Index: v.where, Snapshot: v.ID(), Articles: v.Count(), Facets: map[string]facetShape{}}
	for _, f := range found.Facets {
		if f.Name == "date" && len(f.Values) > 0 {
			st.First, st.Last = f.Values[0].ID, f.Values[len(f.Values)-1].ID
		}
		st.Facets[f.Name] = facetShape{f.Distinct, f.Missing}
	}
	if c.Bool("json") {
		if err := writeJSON(s.out, st); err != nil {
			return err
		}
		return v.refused
	}
	s.printf("index     %s\narticles  %d\nsnapshot  %s\n", clean(st.Index), st.Articles, st.Snapshot)
	if st.First != "" {
		s.printf("published %s to %s, unknown for %d\n", clean(st.First), clean(st.Last), st.Facets["date"].Missing)
	}
	for _, name := range statFacets {
		s.printf("%-9s %d values, none in %d articles\n", name, st.Facets[name].Values, st.Facets[name].Missing)
	}
	return v.refused
}
