package query

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
)

// A Side is one part of the result that is compared with others: the articles that
// one facet selection keeps.
type Side struct {
	Text   string // as typed: "outlet:@fox-news", "date:2025-07", "not-place:Gaza"
	Select Selection
}

// ReadSide reads a side as flags and links write it: FACET:VALUE or not-FACET:VALUE.
func ReadSide(text string) (Side, error) {
	facet, value, _ := strings.Cut(text, ":")
	side := Side{text, Selection{Facet: facet, Values: []string{value}}}
	if rest, not := strings.CutPrefix(facet, "not-"); not {
		side.Select.Facet, side.Select.Exclude = rest, true
	}
	if value == "" || !slices.Contains(facetNames, side.Select.Facet) {
		return side, fmt.Errorf("query: side %q: want FACET:VALUE, such as outlet:Politico or date:2025-07; the facets are %s", text, strings.Join(facetNames, ", "))
	}
	return side, nil
}

// A Comparison sets the sides of one result beside each other. It marshals to what
// `dateline compare --json` prints.
type Comparison struct {
	Schema   int             `json:"schema"`
	Query    Reading         `json:"query"`
	Snapshot string          `json:"snapshot"`
	Sides    []ComparedSide  `json:"sides"`
	Facets   []ComparedFacet `json:"facets"`
}

// A ComparedSide is one side with its number of articles and the first of them.
type ComparedSide struct {
	Side  string        `json:"side"`
	Name  string        `json:"name"`
	Total int           `json:"total"`
	First *FirstMention `json:"first"` // nil where there is none

	Select Selection `json:"-"`
}

// A FirstMention is the article published first; undated ones come last.
type FirstMention struct {
	Article   string `json:"article"`
	Published string `json:"published"`
}

// A ComparedFacet lists the values that the sides together have most often.
type ComparedFacet struct {
	Name     string          `json:"name"`
	Values   []ComparedValue `json:"values"`
	Distinct int             `json:"distinct"` // values that any side has, listed or not
}

// A ComparedValue is one value with its count in each side, in their order.
type ComparedValue struct {
	ID     string          `json:"id"`
	Name   string          `json:"name"`
	Counts []ComparedCount `json:"counts"`
}

// A ComparedCount is Count of Of articles. Low and High bound the share by the
// Wilson interval at 95 %, which holds where the articles of the side are read as a
// sample of its coverage; of nothing it is 0 to 1.
type ComparedCount struct {
	Count int           `json:"count"`
	Of    int           `json:"of"`
	Share float64       `json:"share"`
	Low   float64       `json:"low"`
	High  float64       `json:"high"`
	First *FirstMention `json:"first"`
}

// comparedFacets say who is named, who speaks, and which places there are.
var comparedFacets = []string{"actor", "speaker", "place"}

// DefaultSides is how many outlets are compared where no side is named.
const DefaultSides = 3

// Compare compiles a query and compares sides of its result; without sides, the
// outlets with most matching articles. A selection of o on the facet of a side gives
// way to the side. Of each facet it lists up to rows values.
func Compare(ctx context.Context, s Snapshot, lex Lexicon, text string, o Options, sides []Side, rows int) (*Comparison, error) {
	o.Facets, o.Size, o.After, o.Sort = []FacetRequest{{Name: "outlet", Size: DefaultSides}}, 0, "", ByDate
	base, err := Compile(ctx, s, lex, text, o)
	if err != nil {
		return nil, err
	}
	if len(sides) == 0 {
		if sides, err = base.outlets(ctx, s); err != nil {
			return nil, err
		}
	}
	out := &Comparison{Schema: Schema, Snapshot: s.ID(), Sides: []ComparedSide{}, Facets: []ComparedFacet{}}
	c := comparer{ctx: ctx, s: s, lex: base.lex}
	for _, side := range sides {
		compared, err := c.side(base, text, o, side)
		if err != nil {
			return nil, err
		}
		out.Sides = append(out.Sides, compared)
	}
	for i, name := range comparedFacets {
		f, err := c.facet(i, name, rows)
		if err != nil {
			return nil, err
		}
		out.Facets = append(out.Facets, f)
	}
	out.Query = base.Reading()
	return out, nil
}

// outlets makes sides of the outlets with most matching articles.
func (c *Compiled) outlets(ctx context.Context, s Snapshot) ([]Side, error) {
	r, err := s.Search(ctx, c.Request)
	if err != nil || len(r.Facets) == 0 {
		return nil, err
	}
	var sides []Side
	for _, v := range r.Facets[0].Values {
		sides = append(sides, Side{"outlet:@" + v.ID, Selection{Facet: "outlet", Values: []string{"@" + v.ID}}})
	}
	if more := r.Facets[0].Distinct - len(sides); more > 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("compared are the %d outlets with most articles, of %d; name others as sides", len(sides), r.Facets[0].Distinct))
	}
	return sides, nil
}

// comparer counts the sides of one comparison.
type comparer struct {
	ctx    context.Context
	s      Snapshot
	lex    Lexicon
	asked  []Request
	totals []int
	facets [][]Facet
}

// side compiles and counts one side; what its reading chose joins the notes of base.
func (c *comparer) side(base *Compiled, text string, o Options, side Side) (ComparedSide, error) {
	out := ComparedSide{Side: side.Text, Name: c.name(side), Select: side.Select}
	o.Languages = base.languages
	o.Select = slices.DeleteFunc(slices.Clone(o.Select), func(x Selection) bool {
		return x.Facet == side.Select.Facet && x.Exclude == side.Select.Exclude
	})
	o.Select = append(o.Select, side.Select)
	o.Facets = []FacetRequest{}
	for _, name := range comparedFacets {
		o.Facets = append(o.Facets, FacetRequest{Name: name})
	}
	compiled, err := Compile(c.ctx, c.s, c.lex, text, o)
	if err != nil {
		return out, err
	}
	base.Notes = append(base.Notes, compiled.Notes...)
	found, err := c.s.Search(c.ctx, compiled.Request)
	if err != nil {
		return out, err
	}
	out.Total = found.Total
	c.asked, c.totals, c.facets = append(c.asked, compiled.Request), append(c.totals, found.Total), append(c.facets, found.Facets)
	out.First, err = c.first(compiled.Request)
	return out, err
}

func (c *comparer) name(side Side) string {
	name := side.Select.Values[0]
	if id, ok := strings.CutPrefix(name, "@"); ok {
		if e, known := c.lex.Entity(id); known {
			name = e.Name
		}
	}
	if side.Select.Exclude {
		name = "not " + name
	}
	return name
}

// first returns the earliest article of a request.
func (c *comparer) first(r Request) (*FirstMention, error) {
	r.Sort, r.Size, r.Facets, r.Load = ByDate, 1, nil, LoadMeta
	found, err := c.s.Search(c.ctx, r)
	if err != nil || len(found.Hits) == 0 {
		return nil, err
	}
	a := found.Hits[0].Article
	return &FirstMention{a.ID, a.Published.Value}, nil
}

// facet compares the values of the facet at i of every side: those with most
// articles in all sides together first, then by id.
func (c *comparer) facet(i int, name string, rows int) (ComparedFacet, error) {
	out := ComparedFacet{Name: name, Values: []ComparedValue{}}
	at, sums := map[string]int{}, []int{}
	for side := range c.facets {
		for _, v := range c.facets[side][i].Values {
			k, seen := at[v.ID]
			if !seen {
				k = len(out.Values)
				at[v.ID], sums = k, append(sums, 0)
				out.Values = append(out.Values, ComparedValue{v.ID, v.Name, make([]ComparedCount, len(c.facets))})
			}
			out.Values[k].Counts[side].Count = v.Count
			sums[k] += v.Count
		}
	}
	out.Distinct = len(out.Values)
	slices.SortFunc(out.Values, func(a, b ComparedValue) int {
		return cmp.Or(cmp.Compare(sums[at[b.ID]], sums[at[a.ID]]), cmp.Compare(a.ID, b.ID))
	})
	if rows > 0 && rows < len(out.Values) {
		out.Values = out.Values[:rows]
	}
	for _, v := range out.Values {
		for side := range v.Counts {
			if err := c.complete(name, v.ID, side, &v.Counts[side]); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

// complete fills in what follows from a count, and the first article that it counts.
func (c *comparer) complete(facet, id string, side int, n *ComparedCount) error {
	n.Of = c.totals[side]
	n.Share, n.Low, n.High = wilson(n.Count, n.Of)
	if n.Count == 0 {
		return nil
	}
	r := c.asked[side]
	r.Filters = append(slices.Clone(r.Filters), Filter{Facet: facet, IDs: Counting(c.lex, facet, id)})
	var err error
	n.First, err = c.first(r)
	return err
}

// wilson returns the share of k in n and its 95 % interval (E. B. Wilson, 1927).
func wilson(k, n int) (share, low, high float64) {
	if n == 0 {
		return 0, 0, 1
	}
	const z = 1.959964
	p, m := float64(k)/float64(n), float64(n)
	centre := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	round := func(x float64) float64 { return math.Round(math.Min(1, math.Max(0, x))*1e4) / 1e4 }
	return round(p), round(centre - half), round(centre + half)
}
