package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"dateline/query"
)

// compareRows is how many values of each facet are compared.
const compareRows = 10

// comparing is the data of the page that sets sides beside each other.
type comparing struct {
	*query.Comparison
	Sides   []sideView
	Facets  []comparedView
	Asked   []string // the sides as the address names them
	Command string
}

type sideView struct {
	query.ComparedSide
	To, Lines, FirstTo, Drop string
}

type comparedView struct {
	Name string
	Rows []comparedRow
	Left int // values that are not listed
}

type comparedRow struct {
	Name  string
	Cells []comparedCell
}

type comparedCell struct {
	query.ComparedCount
	Percent, Range, To, FirstTo string
	Low, Width, At              float64 // of a bar 100 wide
}

func (s *server) comparison(v *visit) (*query.Comparison, error) {
	o, err := v.state.options()
	if err != nil {
		return nil, err
	}
	if v.state.Get("q") == "" {
		return nil, usagef("web: nothing is asked: q is empty; * alone is every article")
	}
	var sides []query.Side
	for _, text := range v.state.some("side") {
		side, err := query.ReadSide(text)
		if err != nil {
			return nil, usage{err}
		}
		sides = append(sides, side)
	}
	c, err := query.Compare(v, v.snap, s.Lexicon, v.state.Get("q"), o, sides, compareRows)
	if err != nil && v.Err() == nil && strings.HasPrefix(err.Error(), "query: ") {
		err = usage{err}
	}
	return c, err
}

func (s *server) compareJSON(v *visit) error {
	c, err := s.comparison(v)
	if err != nil {
		return err
	}
	return s.json(v, http.StatusOK, c)
}

func (s *server) compare(v *visit) error {
	p := pageOf(v, "Compare · Dateline", nil)
	c, err := s.comparison(v)
	if err != nil {
		return s.refuse(v, p, "compare", err)
	}
	st := v.state.Query()
	for _, side := range v.state.some("side") {
		st = st.add("side", side)
	}
	d := &comparing{Comparison: c, Asked: st.some("side")}
	flags := []string{}
	for _, side := range d.Asked {
		flags = append(flags, "--side", side)
	}
	d.Command = s.command("compare", v.state.Query(), flags...)
	for _, side := range c.Sides {
		narrow := sideState(v.state, side.Select)
		view := sideView{ComparedSide: side, To: narrow.At("/"), Lines: narrow.At("/lines"), FirstTo: firstTo(side.First, narrow)}
		view.Name = plain(view.Name)
		if len(d.Asked) > 1 {
			view.Drop = st.without("side", side.Side).At("/compare")
		}
		d.Sides = append(d.Sides, view)
	}
	for _, f := range c.Facets {
		d.Facets = append(d.Facets, comparedFacet(v.state, c, f))
	}
	p.Data, p.Notes = d, c.Query.Notes
	p.Twins = []link{{"JSON", st.At("/compare.json")}, {"CSV", st.At("/compare.csv")}}
	return s.render(v, http.StatusOK, "compare", p)
}

// sideState is the state narrowed to a side.
func sideState(st state, side query.Selection) state {
	st = st.Query()
	name := side.Facet
	if side.Exclude {
		name = "not-" + name
	}
	return st.set(name, side.Values[0])
}

func firstTo(f *query.FirstMention, st state) string {
	if f == nil {
		return ""
	}
	return articleAddress(f.Article, st)
}

func comparedFacet(st state, c *query.Comparison, f query.ComparedFacet) comparedView {
	out := comparedView{Name: facetNames[f.Name], Left: f.Distinct - len(f.Values)}
	for _, value := range f.Values {
		name := value.Name
		if name == "" {
			name = value.ID
		}
		row := comparedRow{Name: plain(name)}
		for i, n := range value.Counts {
			narrow := sideState(st, c.Sides[i].Select).add(f.Name, parameter(f.Name, value.ID))
			row.Cells = append(row.Cells, comparedCell{ComparedCount: n, Percent: percent(n.Share), Range: percent(n.Low) + " to " + percent(n.High),
				To: narrow.At("/lines"), FirstTo: firstTo(n.First, narrow), Low: 100 * n.Low, Width: 100 * (n.High - n.Low), At: min(98, 100*n.Share)})
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func percent(x float64) string { return fmt.Sprintf("%.0f\u00a0%%", 100*x) }

func (s *server) compareCSV(v *visit) error {
	c, err := s.comparison(v)
	if err != nil {
		return err
	}
	rows := [][]string{{"facet", "id", "name", "side", "count", "of", "share", "low", "high", "first", "first_published"}}
	number := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	for _, f := range c.Facets {
		for _, value := range f.Values {
			for i, n := range value.Counts {
				first := query.FirstMention{}
				if n.First != nil {
					first = *n.First
				}
				rows = append(rows, []string{f.Name, value.ID, value.Name, c.Sides[i].Side, strconv.Itoa(n.Count), strconv.Itoa(n.Of),
					number(n.Share), number(n.Low), number(n.High), first.Article, first.Published})
			}
		}
	}
	return writeCSV(v, rows)
}
