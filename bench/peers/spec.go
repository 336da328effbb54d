package main

// A spec is one unit of work that every peer is asked for. Kinds: term, and, or,
// phrase, near (any order, N positions), prefix, fuzzy (one edit), dates, facet
// (of the articles that hold Words[0], or of all), export.
type spec struct {
	Name  string   `json:"name"`
	Kind  string   `json:"kind"`
	Words []string `json:"words,omitempty"`
	N     int      `json:"n,omitempty"`
	Field string   `json:"field,omitempty"`
	Size  int      `json:"size,omitempty"`
	From  string   `json:"from,omitempty"`
	To    string   `json:"to,omitempty"`
}

// workload is the rows of the table: ten hits by score and the exact count for
// queries, the largest count for facets.
var workload = []spec{
	{Name: `word "obama"`, Kind: "term", Words: []string{"obama"}},
	{Name: `word "the"`, Kind: "term", Words: []string{"the"}},
	{Name: "obama AND iran", Kind: "and", Words: []string{"obama", "iran"}},
	{Name: "OR of four", Kind: "or", Words: []string{"obama", "iran", "trump", "congress"}},
	{Name: `phrase "white house"`, Kind: "phrase", Words: []string{"white", "house"}},
	{Name: `phrase "in good faith"`, Kind: "phrase", Words: []string{"in", "good", "faith"}},
	{Name: `phrase "of the"`, Kind: "phrase", Words: []string{"of", "the"}},
	{Name: "obama NEAR/10 nuclear", Kind: "near", Words: []string{"obama", "nuclear"}, N: 10},
	{Name: "prefix neg*", Kind: "prefix", Words: []string{"neg"}},
	{Name: "prefix s*", Kind: "prefix", Words: []string{"s"}},
	{Name: "fuzzy netanyaho~1", Kind: "fuzzy", Words: []string{"netanyaho"}},
	{Name: "dates, one year", Kind: "dates", From: "2016-01-01", To: "2016-12-31"},
	{Name: "facet outlet, all", Kind: "facet", Field: "outlet", Size: 10},
	{Name: "facet places, all", Kind: "facet", Field: "places", Size: 10},
	{Name: "facet actors, all", Kind: "facet", Field: "actors", Size: 10},
	{Name: "facet months, all", Kind: "facet", Field: "month", Size: 400},
	{Name: "facet actors, obama", Kind: "facet", Field: "actors", Words: []string{"obama"}, Size: 10},
	{Name: "export with text", Kind: "export"},
}
