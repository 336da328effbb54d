package web

import (
	"net/http"

	"dateline/query"
)

// judgement is the data of the page that tells why an article matches or does not.
type judgement struct {
	ID      string
	Heading string
	Verdict *query.Verdict
	Tree    []judgedRow
	To      string
	Command string
}

func (s *server) judge(v *visit) (*query.Verdict, error) {
	id := v.state.Get("id")
	if id == "" {
		return nil, usagef("web: no article is named: id is empty")
	}
	if v.state.Get("q") == "" {
		return nil, usagef("web: nothing is asked: q is empty")
	}
	o, err := v.state.options()
	if err != nil {
		return nil, err
	}
	c, err := s.compile(v, o)
	if err != nil {
		return nil, err
	}
	return c.Why(v, v.snap, id)
}

// why tells of any article why it matches a query or which clause it fails.
func (s *server) why(v *visit) error {
	verdict, err := s.judge(v)
	p := pageOf(v, "Why · Dateline", nil)
	if err != nil {
		return s.refuse(v, p, "why", err)
	}
	a, err := v.snap.Get(v, verdict.Article)
	if err != nil {
		return err
	}
	p.Data = &judgement{verdict.Article, heading(a), verdict, judgedRows(verdict.Tree, 0), articleAddress(verdict.Article, v.state), s.command("why", v.state.Query(), verdict.Article)}
	p.Notes = verdict.Query.Notes
	p.Twins = []link{{"JSON", v.state.At("/why.json")}}
	return s.render(v, http.StatusOK, "why", p)
}

func (s *server) whyJSON(v *visit) error {
	verdict, err := s.judge(v)
	if err != nil {
		return err
	}
	return s.json(v, http.StatusOK, verdict)
}
