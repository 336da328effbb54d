package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"dateline/export"
	"dateline/query"
)

// An export is streamed: the rows go out as they are read, however many there are.
// What goes wrong on the way cuts the transfer, so that a browser or a script sees a
// broken download and not a short file.

// A download is a format of one file.
type download struct {
	Format              export.Format
	Ending, Media, Name string
}

var downloads = []download{
	{export.CSV, "csv", "text/csv; charset=utf-8", "CSV"},
	{export.JSONL, "jsonl", "application/jsonl; charset=utf-8", "JSON Lines, the complete form"},
	{export.TSV, "tsv", "text/tab-separated-values; charset=utf-8", "TSV"},
	{export.Parquet, "parquet", "application/vnd.apache.parquet", "Parquet"},
	{export.BibTeX, "bib", "application/x-bibtex; charset=utf-8", "BibTeX"},
	{export.RIS, "ris", "application/x-research-info-systems; charset=utf-8", "RIS"},
	{export.CSL, "json", "application/json; charset=utf-8", "CSL JSON"},
	{export.TREC, "run", "text/plain; charset=utf-8", "TREC run"},
}

var rowKinds = []export.Rows{export.ArticleRows, export.HitRows, export.QuoteRows, export.MentionRows}

// exporting is the data of the page that offers an export.
type exporting struct {
	Total    int
	Format   string
	Rows     string
	Text     bool
	Excel    bool
	Formats  []choice
	Kinds    []choice
	Download string
	Manifest string
	File     string
	Command  string
}

type choice struct {
	Value, Name string
	Chosen      bool
}

// exportOptions reads format, rows, text and excel.
func (s state) exportOptions() (export.Options, error) {
	o := export.Options{Format: export.Format(s.Get("format")), Rows: export.Rows(s.Get("rows")), Text: s.Get("text") != "", Excel: s.Get("excel") != ""}
	if o.Format == "" {
		o.Format = export.CSV
	}
	if o.Rows == "" {
		o.Rows = export.ArticleRows
	}
	if !slices.ContainsFunc(downloads, func(d download) bool { return d.Format == o.Format }) {
		return o, usagef("web: format %q cannot be downloaded", o.Format)
	}
	if err := o.Check(); err != nil {
		return o, usage{err}
	}
	return o, nil
}

// export offers the download, its manifest and the command that does the same.
func (s *server) export(v *visit) error {
	d := &exporting{}
	p := pageOf(v, "Export · Dateline", d)
	if v.state.Get("format") == "" && v.state.Get("rows") == "" { // the first look: a browser hands CSV to a spreadsheet
		v.state = v.state.set("excel", "1")
	}
	fill := func() error {
		o, err := v.state.options()
		if err != nil {
			return err
		}
		e, err := v.state.exportOptions()
		if err != nil {
			return err
		}
		if v.state.Get("q") == "" {
			return usagef("web: nothing is asked: q is empty; * alone is every article")
		}
		o.Size, o.Sort = 0, query.ByDate // a count needs no score
		c, err := s.compile(v, o)
		if err != nil {
			return err
		}
		found, err := v.snap.Search(v, c.Request)
		if err != nil {
			return err
		}
		d.Total, p.Notes = found.Total, c.Reading().Notes
		s.offer(v.state, e, d)
		return nil
	}
	if err := fill(); err != nil {
		return s.refuse(v, p, "export", err)
	}
	p.Twins = []link{{"manifest", d.Manifest}}
	return s.render(v, http.StatusOK, "export", p)
}

// offer fills in the choices and the links of an export.
func (s *server) offer(st state, e export.Options, d *exporting) {
	d.Format, d.Rows, d.Text, d.Excel = string(e.Format), string(e.Rows), e.Text, e.Excel
	for _, f := range downloads {
		d.Formats = append(d.Formats, choice{string(f.Format), f.Name, f.Format == e.Format})
	}
	for _, k := range rowKinds {
		d.Kinds = append(d.Kinds, choice{string(k), "a row for each " + string(k), k == e.Rows})
	}
	asked := st.Query().set("format", d.Format).set("rows", d.Rows).set("text", st.Get("text")).set("excel", st.Get("excel"))
	d.Download, d.Manifest = asked.At("/export/rows"), asked.At("/export.json")
	d.File = fileName(e.Format)
	more := []string{"--format", d.Format, "--rows", d.Rows}
	if e.Text {
		more = append(more, "--text")
	}
	if e.Excel {
		more = append(more, "--excel")
	}
	d.Command = s.command("export", st.Query(), append(more, "-o", d.File)...)
}

func fileName(f export.Format) string {
	for _, d := range downloads {
		if d.Format == f {
			return "dateline." + d.Ending
		}
	}
	return "dateline.txt"
}

func mediaOf(f export.Format) string {
	for _, d := range downloads {
		if d.Format == f {
			return d.Media
		}
	}
	return "application/octet-stream"
}

// A streaming says what of an export goes out.
type streaming int

const (
	rowsCSV       streaming = iota // the CSV twin of the search page
	rowsAsked                      // the download
	manifestAlone                  // its manifest
)

// stream answers with an export. It has turns of its own and no time limit but for
// a client that does not read.
func (s *server) stream(what streaming) http.HandlerFunc {
	return s.handle(func(v *visit) error {
		return s.turn(v, s.writes, 0, func() error {
			return s.open(v, func() error { return s.write(v, what) })
		})
	})
}

func (s *server) write(v *visit, what streaming) error {
	o, err := v.state.options()
	if err != nil {
		return err
	}
	e := export.Options{Format: export.CSV, Rows: export.ArticleRows}
	if what != rowsCSV {
		if e, err = v.state.exportOptions(); err != nil {
			return err
		}
	}
	if v.state.Get("q") == "" {
		return usagef("web: nothing is asked: q is empty; * alone is every article")
	}
	o.Size, o.Sort, o.After = 0, "", ""
	c, err := s.compile(v, o)
	if err != nil {
		return err
	}
	j := &export.Job{Path: "-", Versions: s.Versions, Asked: o, Options: e}
	if what == manifestAlone {
		rows := &summed{sha256.New(), 0}
		m, err := j.Stream(v, v.snap, c, rows)
		if err != nil {
			return err
		}
		m.Bytes, m.SHA256 = rows.n, hex.EncodeToString(rows.Sum(nil))
		return s.json(v, http.StatusOK, m)
	}
	header := v.w.Header()
	header.Set("Content-Type", mediaOf(e.Format))
	header.Set("Dateline-Snapshot", v.snap.ID())
	if what == rowsAsked {
		header.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", fileName(e.Format)))
	}
	out := &patient{w: v.w, control: http.NewResponseController(v.w)}
	if _, err := export.Write(v, v.snap, c, e, out); err != nil {
		if out.sent == 0 {
			header.Del("Content-Disposition")
			return err
		}
		if !errors.Is(err, context.Canceled) {
			slog.Error("web: export", "error", err)
		}
		panic(http.ErrAbortHandler)
	}
	return nil
}

// summed counts and sums what a download would be.
type summed struct {
	hash.Hash
	n int64
}

func (s *summed) Write(b []byte) (int, error) {
	n, err := s.Hash.Write(b)
	s.n += int64(n)
	return n, err
}

// patience is how long one write to a client may take.
const patience = 30 * time.Second

// patient gives a client time for each write, not for the whole.
type patient struct {
	w       http.ResponseWriter
	control *http.ResponseController
	sent    int64
}

func (p *patient) Write(b []byte) (int, error) {
	_ = p.control.SetWriteDeadline(time.Now().Add(patience))
	n, err := p.w.Write(b)
	if p.sent == 0 {
		_ = p.control.Flush() // the first byte goes out at once
	}
	p.sent += int64(n)
	return n, err
}
