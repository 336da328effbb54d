package web

import (
	"iter"
	"net/http"
	"strconv"

	"dateline/query"
)

// maxLines is how many lines of a concordance a page shows; the twins have all.
const maxLines = 200

// concordance is the data of the page of lines.
type concordance struct {
	Lines   []lineView
	More    bool
	Command string
	Sort    string
	Total   int // articles
}

type lineView struct {
	query.Line
	To string
}

// concordance reads what the address asks of the lines.
func (s *server) concordance(v *visit) (iter.Seq2[query.Line, error], *query.Compiled, error) {
	st := v.state.copy()
	order, words := st.Get("sort"), st.Get("words")
	st = st.set("sort", "")
	o, err := st.options()
	if err != nil {
		return nil, nil, err
	}
	how := query.Concordance{Sort: order}
	if words != "" {
		if how.Words, err = strconv.Atoi(words); err != nil || how.Words < 1 || how.Words > 100 {
			return nil, nil, usagef("web: words %q: want a number from 1 to 100", words)
		}
	}
	if order != "" && order != "left" && order != "right" && order != "match" {
		return nil, nil, usagef("web: sort %q: want left, right or match", order)
	}
	if st.Get("q") == "" {
		return nil, nil, usagef("web: nothing is asked: q is empty")
	}
	c, err := s.compile(v, o)
	if err != nil {
		return nil, nil, err
	}
	return c.Lines(v, v.snap, how), c, nil
}

// lines shows every match in its context.
func (s *server) lines(v *visit) error {
	st := v.state.Query()
	for _, name := range []string{"sort", "words"} {
		st = st.set(name, v.state.Get(name))
	}
	d := &concordance{Command: s.command("kwic", st), Sort: v.state.Get("sort")}
	p := pageOf(v, "Lines · Dateline", d)
	all, c, err := s.concordance(v)
	if err != nil {
		return s.refuse(v, p, "lines", err)
	}
	for line, err := range all {
		if err != nil {
			return err
		}
		if len(d.Lines) == maxLines {
			d.More = true
			break
		}
		line.Left, line.Match, line.Right = plain(line.Left), plain(line.Match), plain(line.Right)
		d.Lines = append(d.Lines, lineView{line, articleAddress(line.Article, v.state)})
	}
	p.Notes = c.Notes
	p.Twins = []link{{"JSON Lines, all", st.At("/lines.json")}, {"CSV, all", st.At("/lines.csv")}}
	return s.render(v, http.StatusOK, "lines", p)
}

// linesJSON writes a line of JSON for each, as kwic --json does.
func (s *server) linesJSON(v *visit) error {
	all, _, err := s.concordance(v)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/jsonl; charset=utf-8")
	for line, err := range all {
		if err != nil {
			panic(http.ErrAbortHandler) // a cut transfer, not a short answer
		}
		if err := s.JSON(v.w, line); err != nil {
			panic(http.ErrAbortHandler)
		}
	}
	return nil
}

func (s *server) linesCSV(v *visit) error {
	all, _, err := s.concordance(v)
	if err != nil {
		return err
	}
	rows := [][]string{{"article", "outlet", "outlet_name", "published", "field", "start", "end", "left", "match", "right"}}
	for l, err := range all {
		if err != nil {
			return err
		}
		rows = append(rows, []string{l.Article, l.Outlet, l.OutletName, l.Published, l.Field, strconv.Itoa(l.Start), strconv.Itoa(l.End), l.Left, l.Match, l.Right})
	}
	return writeCSV(v, rows)
}
