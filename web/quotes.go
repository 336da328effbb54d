package web

import (
	"net/http"
	"strconv"
	"strings"

	"dateline/corpus"
	"dateline/query"
)

// quoting is what `dateline quotes --json` prints.
type quoting struct {
	Schema     int           `json:"schema"`
	Query      query.Reading `json:"query"`
	Total      int           `json:"total"`
	Statements []any         `json:"statements"`

	shown []Statement
}

// quotePage is the data of the page of statements.
type quotePage struct {
	Total      int
	Statements []statementView
	More       string
	Command    string
}

type statementView struct {
	ID, Speaker, SpeakerTo, Date, Text string
	Variants                           []variantView
}

type variantView struct {
	Variant
	Name string // of the outlet
	To   string
	Diff []Change
}

func (s *server) quotation(v *visit) (*quoting, error) {
	o, err := v.state.options()
	if err != nil {
		return nil, err
	}
	if v.state.Get("q") == "" {
		return nil, usagef("web: nothing is asked: q is empty; * alone is every article")
	}
	c, err := s.compile(v, o)
	if err != nil {
		return nil, err
	}
	found, err := s.Statements(v, v.snap, c)
	if err != nil {
		return nil, err
	}
	q := &quoting{query.Schema, c.Reading(), len(found), []any{}, found}
	if o.Size > 0 && o.Size < len(found) {
		q.shown = found[:o.Size]
	}
	for _, st := range q.shown {
		q.Statements = append(q.Statements, st.As)
	}
	return q, nil
}

func (s *server) quotes(v *visit) error {
	p := pageOf(v, "Quotes · Dateline", nil)
	q, err := s.quotation(v)
	if err != nil {
		return s.refuse(v, p, "quotes", err)
	}
	st := v.state.Query().set("size", v.state.Get("size"))
	d := &quotePage{Total: q.Total, Command: s.command("quotes", st)}
	for _, x := range q.shown {
		d.Statements = append(d.Statements, s.statementView(x, v.state))
	}
	if len(q.Statements) < q.Total {
		d.More = st.set("size", strconv.Itoa(min(maxSize, 5*max(pageSize, len(q.Statements))))).At("/quotes")
		if len(q.Statements) >= maxSize {
			d.More = ""
		}
	}
	p.Data, p.Notes = d, q.Query.Notes
	p.Twins = []link{{"JSON", st.At("/quotes.json")}, {"CSV", st.At("/quotes.csv")}}
	return s.render(v, http.StatusOK, "quotes", p)
}

func (s *server) statementView(x Statement, st state) statementView {
	out := statementView{ID: x.ID, Speaker: "speaker unknown", Date: x.Date, Text: plain(x.Text)}
	if x.Speaker != nil {
		out.Speaker = plain(x.Speaker.Name)
		if x.Speaker.Entity != "" {
			out.SpeakerTo = narrowed(st, "speaker", x.Speaker.Entity)
		}
	}
	for _, variant := range x.Variants {
		view := variantView{Variant: variant, To: articleAddress(variant.Article, st), Diff: variant.Changes}
		view.Name = outletText(corpus.Outlet{ID: variant.Outlet, Name: variant.OutletName})
		view.Text = plain(view.Text)
		out.Variants = append(out.Variants, view)
	}
	return out
}

func (s *server) quotesJSON(v *visit) error {
	q, err := s.quotation(v)
	if err != nil {
		return err
	}
	return s.json(v, http.StatusOK, q)
}

// quotesCSV writes a row for each rendering of each statement of the page.
func (s *server) quotesCSV(v *visit) error {
	q, err := s.quotation(v)
	if err != nil {
		return err
	}
	rows := [][]string{{"statement", "speaker", "speaker_name", "date", "article", "outlet", "outlet_name", "outlet_status", "published", "field", "start", "end", "edit", "text", "dropped"}}
	for _, st := range q.shown {
		speaker := Speaker{}
		if st.Speaker != nil {
			speaker = *st.Speaker
		}
		for _, x := range st.Variants {
			rows = append(rows, []string{st.ID, speaker.Entity, speaker.Name, st.Date, x.Article, x.Outlet, x.OutletName, string(x.OutletStatus), x.Published, x.Field,
				strconv.Itoa(x.Start), strconv.Itoa(x.End), x.Edit, x.Text, dropped(x.Dropped)})
		}
	}
	return writeCSV(v, rows)
}

// dropped writes the runs of words that a rendering leaves out into one cell.
func dropped(list []Dropped) string {
	var out []string
	for _, d := range list {
		out = append(out, d.Where+": "+d.Words)
	}
	return strings.Join(out, " | ")
}
