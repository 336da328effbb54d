package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"dateline/analyzer"
	"dateline/index"
	"dateline/opensearch"
	"dateline/query"
)

func statsCommand() command {
	return command{
		name:     "stats",
		brief:    "tell what an index holds",
		examples: [2]string{"dateline stats --index news.index", "dateline stats --in seeds --json"},
		codes:    []int{codePartial, codeIO, codeDamaged, codeLocked, codeNoIndex, codeNoCluster},
		flags:    append(viewFlags(), jsonFlag()),
		run:      (*session).stats,
	}
}

// statistics is what stats prints with --json. Facets maps the name of a facet to
// the number of its values and of the articles without one.
type statistics struct {
	Schema    int                   `json:"schema"`
	Index     string                `json:"index"`
	Snapshot  string                `json:"snapshot"`
	Articles  int                   `json:"articles"`
	First     string                `json:"first,omitempty"` // earliest month of publication
	Last      string                `json:"last,omitempty"`
	Languages []languageCount       `json:"languages"`
	Facets    map[string]facetShape `json:"facets"`
	Engine    *index.Stats          `json:"engine,omitempty"`  // of a directory
	Cluster   *opensearch.Stats     `json:"cluster,omitempty"` // of an index in a cluster
}

type facetShape struct {
	Values  int `json:"values"`
	Missing int `json:"missing"`
}

// languageCount tells how words of a language are matched: by stem or as they are.
type languageCount struct {
	ID       string `json:"id"`
	Articles int    `json:"articles"`
	Stemmed  bool   `json:"stemmed"`
}

var statFacets = []string{"outlet", "agency", "cites", "actor", "place", "speaker"}

func (s *session) stats(c *cli.Context) error {
	v, err := s.view(c)
	if err != nil {
		return err
	}
	st, err := v.statistics(c.Context)
	if err != nil {
		return err
	}
	if c.Bool("json") {
		err = writeJSON(s.out, st)
	} else {
		s.statistics(st)
	}
	return firstOf(err, v.refused)
}

func (v view) statistics(ctx context.Context) (statistics, error) {
	st := statistics{Schema: schema, Index: v.where, Snapshot: v.ID(), Articles: v.Count(), Languages: []languageCount{}, Facets: map[string]facetShape{}}
	r := query.Request{Query: &query.All{}, Facets: []query.FacetRequest{{Name: "date", Interval: "month"}, {Name: "language"}}}
	for _, name := range statFacets {
		r.Facets = append(r.Facets, query.FacetRequest{Name: name, Size: 1})
	}
	found, err := v.Search(ctx, r)
	if err != nil {
		return st, err
	}
	for _, f := range found.Facets {
		st.Facets[f.Name] = facetShape{f.Distinct, f.Missing}
		switch {
		case f.Name == "date" && len(f.Values) > 0:
			st.First, st.Last = f.Values[0].ID, f.Values[len(f.Values)-1].ID
		case f.Name == "language":
			for _, l := range f.Values {
				st.Languages = append(st.Languages, languageCount{l.ID, l.Count, slices.Contains(analyzer.Languages(), l.ID)})
			}
		}
	}
	switch snap := v.Snapshot.(type) {
	case *index.Snapshot:
		engine, err := snap.Stats()
		st.Engine = &engine
		return st, err
	case *opensearch.Snapshot:
		cluster, err := snap.Stats(ctx)
		st.Cluster = &cluster
		return st, err
	}
	return st, nil
}

func copies(replicas int) string {
	if replicas == 1 {
		return "1 further copy"
	}
	return fmt.Sprintf("%d further copies", replicas)
}

// unspaced are the languages that put no space between words.
var unspaced = map[string]bool{"zh": true, "ja": true, "th": true, "lo": true, "km": true, "my": true}

func (s *session) statistics(st statistics) {
	row := func(name, format string, args ...any) {
		s.printf("%-9s %s\n", name, clean(fmt.Sprintf(format, args...)))
	}
	row("index", "%s", st.Index)
	row("articles", "%d", st.Articles)
	row("snapshot", "%s", st.Snapshot)
	if e := st.Engine; e != nil {
		row("size", "%d bytes in %s, %d words", e.Bytes, count(e.Segments, "segment"), e.Words)
		row("made by", "format %d, analysis %d, authority %s; last written %s", e.Format, e.Analyzer, e.Authority, e.Written)
	}
	if e := st.Cluster; e != nil {
		row("size", "%d bytes in %s with %s each, %d words", e.Bytes, count(e.Shards, "shard"), copies(e.Replicas), e.Words)
		row("made by", "%s: format %d, analysis %d, authority %s", e.Index, e.Format, e.Analyzer, e.Authority)
	}
	if st.First != "" {
		row("published", "%s to %s, unknown for %d", st.First, st.Last, st.Facets["date"].Missing)
	}
	for _, l := range st.Languages {
		how := "words match by their stems"
		if !l.Stemmed {
			how = "there is no stemmer: words match as they are"
		}
		if unspaced[l.ID] {
			how += "; it is written without spaces and cut into words by the rules of Unicode (UAX 29)"
		}
		row("language", "%s in %s; %s", l.ID, count(l.Articles, "article"), how)
	}
	if n := st.Facets["language"].Missing; n > 0 {
		row("language", "unknown for %s; words match as they are", count(n, "article"))
	}
	for _, name := range statFacets {
		row(name, "%s, none in %s", count(st.Facets[name].Values, "value"), count(st.Facets[name].Missing, "article"))
	}
}
