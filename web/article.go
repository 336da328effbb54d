package web

import (
	"net/http"
	"strings"

	"dateline/corpus"
	"dateline/query"
)

// reading is the data of the article page.
type reading struct {
	ID, Heading string
	Article     *corpus.Annotated
	Facts       []fact
	Title, Text []run
	Mentions    []mentionRow
	Quotes      []quoteRow
	Dates       []corpus.DateMention
	Notes       []corpus.Note
	Query       string
	Verdict     *query.Verdict
	Tree        []judgedRow
	Kin         *kin
	KinNote     string
	Back        string
	WhyCommand  string
	Command     string
}

// fact is one line of what is known of an article, and how.
type fact struct {
	Name, Value, Status, How, To string
	Evidence                     string
}

type mentionRow struct {
	N                                   int
	Text, Name, Entity, Type, Role, How string
	Candidates                          []corpus.Candidate
	Field                               string
	Search                              string
}

type quoteRow struct {
	N                     int
	Text, Kind, Cue, Note string
	Speaker, Entity, How  string
	Source                string // where the speaker stands
	Statements            string
}

// id is the article that the address names.
func (v *visit) id() string {
	if id := v.r.PathValue("id"); id != "" {
		return id
	}
	return v.state.Get("id")
}

// article shows one article, or with the ending .json what show prints of it.
func (s *server) article(v *visit) error {
	id := v.id()
	if base, twin := strings.CutSuffix(v.r.PathValue("id"), ".json"); twin {
		return s.shown(v, base)
	}
	if err := v.state.check(); err != nil {
		return err
	}
	a, err := v.snap.Get(v, id)
	if err != nil {
		return err
	}
	d := &reading{ID: id, Heading: heading(a), Article: a, Facts: s.facts(a, v.state), Dates: a.Dates, Notes: a.Notes,
		Query: v.state.Get("q"), Command: s.command("show", state{}, id)}
	p := pageOf(v, d.Heading+" · Dateline", d)
	if err := s.verdict(v, p, d, id); err != nil {
		return err
	}
	var marks []query.Mark
	if d.Verdict != nil && d.Verdict.Matches {
		c, err := s.compile(v, query.Options{Facets: []query.FacetRequest{}, Literal: v.state.Get("literal") != "", Any: v.state.Get("match") == "any"})
		if err != nil {
			return err
		}
		marks = query.Marks(c.Request.Query, a)
	}
	d.Title, d.Text = runs(a, "title", a.Title, marks), runs(a, "text", a.Text, marks)
	d.Mentions, d.Quotes = mentionRows(a, v.state), s.quoteRows(a)
	if d.Kin, err = s.kin(v, a); err != nil {
		return err
	}
	d.Back = v.state.Query().At("/")
	p.Twins = []link{{"JSON", articleTwin(id)}}
	return s.render(v, http.StatusOK, "article", p)
}

func articleTwin(id string) string {
	to := articleAddress(id, state{})
	if strings.HasPrefix(to, "/article?") {
		return "/article.json" + strings.TrimPrefix(to, "/article")
	}
	return to + ".json"
}

// verdict judges the query of the address in the article.
func (s *server) verdict(v *visit, p *page, d *reading, id string) error {
	if d.Query == "" {
		return nil
	}
	o, err := v.state.options()
	var c *query.Compiled
	if err == nil {
		c, err = s.compile(v, o)
	}
	if err == nil {
		if d.Verdict, err = c.Why(v, v.snap, id); err != nil {
			return err
		}
		d.Tree, d.WhyCommand = judgedRows(d.Verdict.Tree, 0), s.command("why", v.state.Query(), id)
		p.Notes = d.Verdict.Query.Notes
		return nil
	}
	if f := s.failureOf(err); f.Status == http.StatusBadRequest {
		p.Alert = &f
		return nil
	}
	return err
}

// judgedRow is one clause of a verdict with its depth.
type judgedRow struct {
	query.Judged
	Depth    int
	Passages []passage
}

func judgedRows(j query.Judged, depth int) []judgedRow {
	row := judgedRow{Judged: j, Depth: depth}
	for _, sn := range j.Shown {
		row.Passages = append(row.Passages, passageOf(sn))
	}
	out := []judgedRow{row}
	for _, kid := range j.Kids {
		out = append(out, judgedRows(kid, depth+1)...)
	}
	return out
}

func (s *server) articleJSON(v *visit) error { return s.shown(v, v.id()) }

func (s *server) shown(v *visit, id string) error {
	a, err := v.snap.Get(v, id)
	if err != nil {
		return err
	}
	return s.json(v, http.StatusOK, s.Show(a))
}

// facts lists what is known of an article and how it is known.
func (s *server) facts(a *corpus.Annotated, st state) []fact {
	outlet := func(name string, o corpus.Outlet) fact {
		f := fact{Name: name, Value: outletText(o), Status: string(o.Status), How: o.Rule, Evidence: evidence(a, o.Evidence)}
		if o.Known() {
			f.To = narrowed(st, facetOf[name], o.ID)
		}
		return f
	}
	list := []fact{outlet("Outlet", a.Outlet)}
	list = append(list, published(a))
	if a.Original.Known() {
		list = append(list, outlet("First published by", a.Original))
	}
	if a.Agency.Known() {
		list = append(list, outlet("Agency", a.Agency))
	}
	for _, o := range a.Cites {
		list = append(list, outlet("Cites", o))
	}
	for _, f := range []fact{{Name: "By", Value: strings.Join(a.Byline, ", ")}, {Name: "Address", Value: a.URL, To: webAddress(a.URL)},
		{Name: "Language", Value: a.Language}, {Name: "Collection", Value: a.Collection}, {Name: "Path", Value: a.Path}, {Name: "Id", Value: a.ID},
		{Name: "First seen", Value: a.FirstSeen}, {Name: "Updated", Value: a.Updated}} {
		if f.Value != "" && (f.Name != "Path" || f.Value != a.ID) {
			f.Value = plain(f.Value)
			list = append(list, f)
		}
	}
	return list
}

var facetOf = map[string]string{"Outlet": "outlet", "First published by": "original", "Agency": "agency", "Cites": "cites"}

// narrowed is the search narrowed to one value; for a page without a query, every
// article with it.
func narrowed(st state, facet, id string) string {
	if facet == "" {
		return ""
	}
	st = st.Query()
	if st.Get("q") == "" {
		st = st.set("q", "*")
	}
	return st.add(facet, parameter(facet, id)).At("/")
}

func published(a *corpus.Annotated) fact {
	d := a.Published
	f := fact{Name: "Published", Value: d.Value, Status: string(d.Status), How: d.Rule, Evidence: evidence(a, d.Evidence)}
	if d.Value == "" {
		f.Value, f.Status = "date unknown", string(corpus.Unknown)
	}
	return f
}

// evidence is the text of a span, flat.
func evidence(a *corpus.Annotated, sp *corpus.Span) string {
	if sp == nil {
		return ""
	}
	text := fieldText(a, sp.Field)
	if sp.Start < 0 || sp.End > len(text) || sp.Start > sp.End {
		return ""
	}
	return plain(strings.Join(strings.Fields(text[sp.Start:sp.End]), " "))
}

func fieldText(a *corpus.Annotated, field string) string {
	switch field {
	case "title":
		return a.Title
	case "byline":
		return strings.Join(a.Byline, ", ")
	}
	return a.Text
}

func mentionRows(a *corpus.Annotated, st state) []mentionRow {
	var out []mentionRow
	for i, m := range a.Mentions {
		row := mentionRow{N: i + 1, Text: plain(m.Text), Name: plain(m.Name), Entity: plain(m.Entity), Type: kindName(string(m.Type)), Role: string(m.Role),
			How: m.How, Candidates: m.Candidates, Field: m.Field}
		switch {
		case m.Entity == "":
		case m.Role == corpus.RoleActor:
			row.Search = narrowed(st, "actor", m.Entity)
		case m.Role == corpus.RolePlace:
			row.Search = narrowed(st, "place", m.Entity)
		}
		out = append(out, row)
	}
	return out
}

func kindName(t string) string { return strings.ReplaceAll(t, "_", " ") }

func (s *server) quoteRows(a *corpus.Annotated) []quoteRow {
	var out []quoteRow
	for i, q := range a.Quotes {
		row := quoteRow{N: i + 1, Text: plain(q.Text), Kind: string(q.Kind), Cue: plain(q.Cue), Note: plain(q.Note), Speaker: "speaker unknown"}
		if sp := q.Speaker; sp != nil {
			row.Speaker, row.Entity, row.How, row.Source = plain(sp.Name), plain(sp.Entity), sp.How, evidence(a, sp.Span)
		}
		if text := quotePhrases(a, q); text != "" {
			row.Statements = state{}.withQuery("quote:(" + text + ")").At("/quotes")
		}
		out = append(out, row)
	}
	return out
}

func (s state) withQuery(q string) state { return state{map[string][]string{"q": {q}}} }
