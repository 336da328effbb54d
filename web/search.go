package web

import (
	"net/http"
	"strings"

	"dateline/corpus"
	"dateline/query"
)

// results is the data of the search page.
type results struct {
	Answer   *query.Answer
	Count    int // articles of the collection
	Snapshot string
	Hits     []hit
	Facets   []facetView
	Timeline *timeline
	Instead  []instead
	Next     string
	First    string // the first page, where this is another
	Command  string
}

// hit is one article of the page.
type hit struct {
	query.AnswerHit
	To       string
	Passages []passage
}

type passage struct {
	Field         string
	Pieces        []piece
	Before, After bool // cut there
}

func passageOf(sn query.Snippet) passage { return passage{sn.Field, pieces(sn), sn.Before, sn.After} }

// instead is a suggestion with addresses of the query as it would be then.
type instead struct {
	query.Suggestion
	Words []link
}

// insteadOf puts each spelling in the place of the clause that no article holds, where
// that stands once in the query.
func insteadOf(st state, list []query.Suggestion) []instead {
	var out []instead
	for _, s := range list {
		row := instead{Suggestion: s}
		for _, w := range s.Words {
			to := ""
			if q := st.Get("q"); strings.Count(q, s.Clause) == 1 {
				to = st.set("q", strings.Replace(q, s.Clause, w, 1)).At("/")
			}
			row.Words = append(row.Words, link{plain(w), to})
		}
		out = append(out, row)
	}
	return out
}

// search shows the query box, and the answer if something is asked.
func (s *server) search(v *visit) error {
	data := &results{Count: v.snap.Count(), Snapshot: v.snap.ID()}
	p := pageOf(v, "Dateline", data)
	if v.state.Get("q") == "" {
		if err := v.state.check(); err != nil {
			return err
		}
		return s.render(v, http.StatusOK, "search", p)
	}
	err := s.ask(v, data)
	if err != nil {
		return s.refuse(v, p, "search", err)
	}
	p.Title = v.state.Get("q") + " · Dateline"
	p.Notes = data.Answer.Query.Notes
	st := v.state.Query()
	twin := st
	for _, name := range []string{"sort", "size"} {
		twin = twin.set(name, v.state.Get(name))
	}
	if specs := v.state.facetSpecs(); specs != nil {
		twin.Values["facet"] = specs
	}
	if after := v.state.Get("after"); after != "" {
		twin.Values.Set("after", after)
		p.Twins = append(p.Twins, link{"JSON", "/search.json?" + twin.Encode()})
	} else {
		p.Twins = append(p.Twins, link{"JSON", twin.At("/search.json")})
	}
	p.Twins = append(p.Twins, link{"CSV, every article", st.At("/search.csv")}, link{"facets as CSV", st.At("/facets.csv")})
	return s.render(v, http.StatusOK, "search", p)
}

// refuse shows what is wrong with a query above the box that it was typed in.
func (s *server) refuse(v *visit, p *page, name string, err error) error {
	f := s.failureOf(err)
	if f.Status != http.StatusBadRequest {
		return err
	}
	p.Alert, p.Data = &f, nil
	p.Title = title(f.Status)
	return s.render(v, f.Status, name, p)
}

// ask fills the data of the search page.
func (s *server) ask(v *visit, data *results) error {
	o, err := v.state.options()
	if err != nil {
		return err
	}
	o.Facets = v.state.shownFacets()
	c, err := s.compile(v, o)
	if err != nil {
		return err
	}
	a, err := c.Ask(v, v.snap)
	if err != nil {
		return err
	}
	data.Answer = a
	for _, h := range a.Hits {
		data.Hits = append(data.Hits, s.hit(v, h))
	}
	data.Facets, data.Instead = s.facetViews(v.state, a), insteadOf(v.state, a.Suggestions)
	if data.Timeline, err = s.timeline(v, c, a); err != nil {
		return err
	}
	if a.Next != "" {
		next := v.state.copy()
		next.Values.Set("after", a.Next)
		data.Next = "/?" + next.Encode()
	}
	if o.After != "" {
		data.First = v.state.At("/")
	}
	data.Command = s.command("search", v.state)
	return nil
}

func (s *server) hit(v *visit, h query.AnswerHit) hit {
	out := hit{AnswerHit: h, To: articleAddress(h.ID, v.state)}
	for _, sn := range h.Snippets {
		out.Passages = append(out.Passages, passageOf(sn))
	}
	return out
}

func (s *server) searchJSON(v *visit) error {
	o, err := v.state.options()
	if err == nil {
		o.Facets, err = v.state.facets()
	}
	if err != nil {
		return err
	}
	a, err := s.answer(v, o)
	if err != nil {
		return err
	}
	return s.json(v, http.StatusOK, a)
}

// answer asks what the address says.
func (s *server) answer(v *visit, o query.Options) (*query.Answer, error) {
	if v.state.Get("q") == "" {
		return nil, usagef("web: nothing is asked: q is empty; * alone is every article")
	}
	c, err := s.compile(v, o)
	if err != nil {
		return nil, err
	}
	return c.Ask(v, v.snap)
}

// help shows the query language.
func (s *server) help(v *visit) error {
	return s.render(v, http.StatusOK, "help", pageOf(v, "Help · Dateline", nil))
}

// outletText says who published, and how that is known.
func outletText(o corpus.Outlet) string {
	if !o.Known() {
		return "outlet unknown"
	}
	return plain(o.Name)
}
