package main

// A spec is one unit of work that every peer is asked for. Kinds: term, and, or,
// phrase, near (any order, at most N positions apart), prefix, fuzzy (one edit),
// dates, facet (Field of the articles that hold Words[0], or of all), page (a phrase:
// its ten best with a passage each, and four facets), export (id and text of all).
type spec struct {
	Name  string   `json:"name"`
	Kind  string   `json:"kind"`
	Words []string `json:"words,omitempty"`
	N     int      `json:"n,omitempty"`
	Field string   `json:"field,omitempty"`
	Size  int      `json:"size,omitempty"`
	From  string   `json:"from,omitempty"`
	To    string   `json:"to,omitempty"`
	Count bool     `json:"count,omitempty"` // the number of matches alone, else the ten best too
	Once  bool     `json:"once,omitempty"`  // without warming up and repeating

	part string  // of the table
	goal float64 // the most CPU time that Dateline may take, as a multiple of the fastest of than; 0 for none
	than []string
}

// key tells the specs of a workload apart.
func (s spec) key() string { return s.part + s.Name }

// The parts of the table.
const (
	counting = "Counting alone"
	hits     = "Ten best by score, loaded (id, title, outlet, date), and the exact count"
	facets   = "Facets: the ten values of most articles, all months"
	others   = "Others"
)

var (
	both    = []string{"lucene", "tantivy"}
	tantivy = []string{"tantivy"}
)

var searches = []spec{
	{Name: `word "obama"`, Kind: "term", Words: []string{"obama"}, goal: 2},
	{Name: `word "the"`, Kind: "term", Words: []string{"the"}, goal: 2},
	{Name: "obama AND iran", Kind: "and", Words: []string{"obama", "iran"}, goal: 1},
	{Name: "OR of four", Kind: "or", Words: []string{"obama", "iran", "trump", "congress"}},
	{Name: `phrase "white house"`, Kind: "phrase", Words: []string{"white", "house"}, goal: 1},
	{Name: `phrase "in good faith"`, Kind: "phrase", Words: []string{"in", "good", "faith"}, goal: 1},
	{Name: `phrase "of the"`, Kind: "phrase", Words: []string{"of", "the"}, goal: 1},
	{Name: "obama NEAR/10 nuclear", Kind: "near", Words: []string{"obama", "nuclear"}, N: 10, goal: 1},
	{Name: "prefix neg*", Kind: "prefix", Words: []string{"neg"}},
	{Name: "prefix s*", Kind: "prefix", Words: []string{"s"}},
	{Name: "fuzzy netanyaho~1", Kind: "fuzzy", Words: []string{"netanyaho"}},
	{Name: "dates, one year", Kind: "dates", From: "2016-01-01", To: "2016-12-31"},
}

var page = spec{Name: `page of "white house", four facets`, Kind: "page", Words: []string{"white", "house"}, Size: 10, part: others}

// workload is the rows of the table.
func workload() (all []spec) {
	for _, part := range []string{counting, hits} {
		for _, s := range searches {
			s.part, s.Count, s.than = part, part == counting, both
			all = append(all, s)
		}
	}
	for _, words := range [][]string{nil, {"obama"}} {
		for _, field := range []string{"outlet", "places", "actors", "month"} {
			s := spec{Name: field + ", all articles", Kind: "facet", Field: field, Words: words, Size: 10, part: facets, goal: 0.3, than: tantivy}
			if words != nil {
				s.Name = field + ", of " + words[0]
			}
			if field == "month" {
				s.Size = 1000
			}
			all = append(all, s)
		}
	}
	return append(all, page, spec{Name: "export with text", Kind: "export", part: others})
}
