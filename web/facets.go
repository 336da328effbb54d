package web

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strconv"

	"dateline/corpus"
	"dateline/query"
)

// facetNames are what a reader calls the facets.
var facetNames = map[string]string{"outlet": "Outlet", "actor": "Named as actor", "speaker": "Quoted", "place": "Place",
	"type": "Kinds named", "agency": "Agency", "original": "First published by", "cites": "Cites", "language": "Language", "collection": "Collection", "date": "Date"}

// entityFacets have ids of entities as values, which links write with @.
var entityFacets = []string{"outlet", "actor", "speaker", "place", "agency", "original", "cites"}

// facetView is a fieldset of the search page.
type facetView struct {
	Name, Label string
	Values      []valueView
	Find        string // what its values are searched for
	Open        bool   // more than the first ones are shown
	More        int    // values not shown
	MoreTo      string
	Missing     *valueView
	Chosen      bool // something of it is selected
}

// valueView is one value with its state.
type valueView struct {
	Value   string // of the parameter
	ID      string // of its controls
	Name    string
	Count   int
	Known   bool // the count is known
	Checked bool
	Note    string
	Exclude string // the address with the value left out; "" where that is so already
	Depth   bool   // stands within another value
}

// shownFacets are the facets of the page as the state opens and searches them.
func (s state) shownFacets() []query.FacetRequest {
	var out []query.FacetRequest
	for _, name := range selectable {
		if name == "date" {
			out = append(out, query.FacetRequest{Name: name, Interval: "month"})
			continue
		}
		f := query.FacetRequest{Name: name, Size: pageSize, Prefix: s.Get("find-" + name)}
		if s.Get("more-"+name) != "" || f.Prefix != "" {
			f.Size = moreSize
		}
		out = append(out, f)
	}
	return out
}

// facetSpecs are the facet parameters of the twin; nil where the default ones say the same.
func (s state) facetSpecs() []string {
	var out []string
	plain := true
	for _, f := range s.shownFacets() {
		if f.Name == "date" {
			out = append(out, "date:month")
			continue
		}
		plain = plain && f.Size == pageSize
		out = append(out, f.Name+":"+strconv.Itoa(f.Size)+":"+f.Prefix)
	}
	if plain {
		return nil
	}
	return out
}

func (s *server) facetViews(st state, a *query.Answer) []facetView {
	var out []facetView
	for _, f := range a.Facets {
		if f.Name == "date" {
			continue
		}
		view := s.facetView(st, f)
		if len(view.Values) > 0 && (f.Name != "collection" && f.Name != "language" || len(view.Values) > 1 || view.Chosen) || view.Find != "" {
			out = append(out, view)
		}
	}
	return out
}

func (s *server) facetView(st state, f query.Facet) facetView {
	view := facetView{Name: f.Name, Label: facetNames[f.Name], Find: st.Get("find-" + f.Name), Open: st.Get("more-"+f.Name) != ""}
	chosen, left := st.some(f.Name), st.some("not-"+f.Name)
	view.Chosen = len(chosen)+len(left) > 0
	seen := map[string]bool{}
	for i, v := range f.Values {
		value := parameter(f.Name, v.ID)
		row := valueView{Value: value, ID: f.Name + "-" + strconv.Itoa(i), Name: valueName(f.Name, v), Count: v.Count, Known: true,
			Checked: slices.Contains(chosen, value) || slices.Contains(chosen, v.ID) || slices.Contains(chosen, v.Name), Depth: v.Parent != ""}
		for _, form := range []string{value, v.ID, v.Name} {
			seen[form] = true
			if slices.Contains(chosen, form) {
				row.Value = form
			}
		}
		if v.Status == corpus.Credited {
			row.Note = "credited"
		}
		if !slices.Contains(left, value) {
			row.Exclude = st.without(f.Name, value).add("not-"+f.Name, value).At("/")
		}
		view.Values = append(view.Values, row)
	}
	for i, value := range chosen { // chosen ones that are not among the first
		if !seen[value] && value != query.MissingValue {
			view.Values = append(view.Values, valueView{Value: value, ID: f.Name + "-c" + strconv.Itoa(i), Name: s.label(f.Name, value), Checked: true})
		}
	}
	if view.More = f.Distinct - len(f.Values); view.More > 0 && !view.Open && view.Find == "" {
		view.MoreTo = st.set("more-"+f.Name, "1").At("/") + "#facet-" + f.Name
	}
	if f.Missing > 0 || slices.Contains(chosen, query.MissingValue) {
		view.Missing = &valueView{Value: query.MissingValue, ID: f.Name + "-none", Name: "none", Count: f.Missing, Known: true,
			Checked: slices.Contains(chosen, query.MissingValue), Exclude: st.add("not-"+f.Name, query.MissingValue).At("/")}
	}
	return view
}

func nameOf(v query.FacetValue) string {
	if v.Name == "" {
		return v.ID
	}
	return v.Name
}

// valueName names a value of a facet for people.
func valueName(facet string, v query.FacetValue) string {
	if facet == "type" {
		return kindName(v.ID)
	}
	return plain(nameOf(v))
}

// parameter is how a link writes a value: by identity where it has one.
func parameter(facet, id string) string {
	if slices.Contains(entityFacets, facet) {
		return "@" + id
	}
	return id
}

// label names a selected value for people.
func (s *server) label(facet, value string) string {
	if value == query.MissingValue {
		return "none"
	}
	if facet == "type" {
		return kindName(plain(value))
	}
	if id, ok := cutAt(facet, value); ok {
		if e, known := s.Lexicon.Entity(id); known {
			return plain(e.Name)
		}
	}
	return plain(value)
}

func cutAt(facet, value string) (string, bool) {
	if slices.Contains(entityFacets, facet) && len(value) > 1 && value[0] == '@' {
		return value[1:], true
	}
	return value, false
}

// A chip is one thing that narrows the result, with the address without it.
type chip struct{ Text, Clear string }

// chips are what narrows the page at path.
func (s *server) chips(st state, path string) []chip {
	var out []chip
	for _, facet := range selectable {
		for _, value := range st.some(facet) {
			out = append(out, chip{facetNames[facet] + ": " + s.label(facet, value), st.without(facet, value).At(path)})
		}
		for _, value := range st.some("not-" + facet) {
			out = append(out, chip{"not " + facetNames[facet] + ": " + s.label(facet, value), st.without("not-"+facet, value).At(path)})
		}
	}
	for _, name := range []string{"since", "until"} {
		if v := st.Get(name); v != "" {
			out = append(out, chip{name + " " + plain(v), st.set(name, "").At(path)})
		}
	}
	return out
}

// facetCounts is what `dateline facets --json` prints.
type facetCounts struct {
	Schema  int           `json:"schema"`
	Query   query.Reading `json:"query"`
	Total   int           `json:"total"`
	Facets  query.Facets  `json:"facets"`
	Missing query.Missing `json:"missing"`
}

func (s *server) facetAnswer(v *visit) (*query.Answer, error) {
	o, err := v.state.options()
	if err == nil {
		o.Facets, err = v.state.facets()
	}
	if err != nil {
		return nil, err
	}
	o.Size = pageSize
	return s.answer(v, o)
}

func (s *server) facetsJSON(v *visit) error {
	a, err := s.facetAnswer(v)
	if err != nil {
		return err
	}
	return s.json(v, http.StatusOK, facetCounts{query.Schema, a.Query, a.Total, a.Facets, a.Missing})
}

// facetsCSV writes a row for each value; the row of the articles without a value
// has an empty id and the status "missing".
func (s *server) facetsCSV(v *visit) error {
	a, err := s.facetAnswer(v)
	if err != nil {
		return err
	}
	rows := [][]string{{"facet", "id", "name", "count", "parent", "status"}}
	for _, f := range a.Facets {
		for _, x := range f.Values {
			rows = append(rows, []string{f.Name, x.ID, x.Name, strconv.Itoa(x.Count), x.Parent, string(x.Status)})
		}
		rows = append(rows, []string{f.Name, "", "", strconv.Itoa(f.Missing), "", "missing"})
	}
	return writeCSV(v, rows)
}

func writeCSV(v *visit, rows [][]string) error {
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8; header=present")
	return csv.NewWriter(v.w).WriteAll(rows)
}
