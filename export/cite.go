package export

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"dateline/corpus"
)

// bibTeX writes an @article for each article, in UTF-8.
type bibTeX struct {
	record
	w io.Writer
}

func (e *bibTeX) begin() error { return nil }
func (e *bibTeX) end() error   { return nil }

func (e *bibTeX) row(r *row) error {
	a := r.article
	var b strings.Builder
	fmt.Fprintf(&b, "@article{%s,\n  entrysubtype = {newspaper},\n", citeKey(a.ID))
	put := func(name, value string) {
		if value = oneLine(value); value != "" {
			fmt.Fprintf(&b, "  %s = {%s},\n", name, texEscape.Replace(value))
		}
	}
	put("title", a.Title)
	var authors []string
	for _, name := range a.Byline {
		authors = append(authors, "{"+texEscape.Replace(oneLine(name))+"}")
	}
	if len(authors) > 0 {
		fmt.Fprintf(&b, "  author = {%s},\n", strings.Join(authors, " and "))
	}
	put("journal", a.Outlet.Name)
	year, month, day := dateParts(a.Published.Value)
	put("year", year)
	put("month", month)
	put("day", day)
	if a.URL != "" {
		fmt.Fprintf(&b, "  url = {%s},\n", urlEscape.Replace(a.URL))
	}
	put("language", a.Language)
	put("note", note(a))
	b.WriteString("}\n\n")
	_, err := io.WriteString(e.w, b.String())
	return err
}

// citeKey makes a citation key of an id: letters, digits, "-", ":", "." and "_" are
// kept. An id that holds anything else ends with a piece of its hash, so that two
// ids never share a key, wherever they are exported.
func citeKey(id string) string {
	key := strings.Map(func(r rune) rune {
		if r < 0x80 && (r == '-' || r == ':' || r == '.' || r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z') {
			return r
		}
		return '_'
	}, id)
	if key == id {
		return key
	}
	h := sha256.Sum256([]byte(id))
	return key + "_" + hex.EncodeToString(h[:6])
}

// BibTeX counts braces even behind a backslash, so that \{ would not do.
var (
	texEscape = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\textbraceleft{}`, "}", `\textbraceright{}`, "$", `\$`, "&", `\&`,
		"#", `\#`, "_", `\_`, "%", `\%`, "~", `\textasciitilde{}`, "^", `\textasciicircum{}`)
	urlEscape = strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C", " ", "%20", "\n", "%0A") // the field is verbatim
)

// ris writes a NEWS record for each article.
type ris struct {
	record
	w io.Writer
}

func (e *ris) begin() error { return nil }
func (e *ris) end() error   { return nil }

func (e *ris) row(r *row) error {
	a := r.article
	var b strings.Builder
	put := func(tag, value string) {
		if value = oneLine(value); value != "" {
			fmt.Fprintf(&b, "%s  - %s\r\n", tag, value)
		}
	}
	put("TY", "NEWS")
	put("ID", a.ID)
	put("TI", a.Title)
	for _, name := range a.Byline {
		put("AU", name)
	}
	put("T2", a.Outlet.Name)
	year, month, day := dateParts(a.Published.Value)
	put("PY", year)
	if year != "" {
		put("DA", fmt.Sprintf("%s/%s/%s/", year, month, day))
	}
	put("UR", a.URL)
	put("LA", a.Language)
	put("N1", note(a))
	b.WriteString("ER  - \r\n\r\n")
	_, err := io.WriteString(e.w, b.String())
	return err
}

// csl writes one JSON array of CSL items, an item a line.
type csl struct {
	record
	w io.Writer
	n int
}

type cslItem struct {
	ID        string    `json:"id"`
	Type      string    `json:"type"`
	Title     string    `json:"title,omitempty"`
	Author    []cslName `json:"author,omitempty"`
	Container string    `json:"container-title,omitempty"`
	Issued    *cslDate  `json:"issued,omitempty"`
	URL       string    `json:"URL,omitempty"`
	Language  string    `json:"language,omitempty"`
	Note      string    `json:"note,omitempty"`
}

type cslName struct {
	Literal string `json:"literal"`
}

type cslDate struct {
	Parts [][]int `json:"date-parts"`
}

func (e *csl) begin() error {
	_, err := io.WriteString(e.w, "[")
	return err
}

func (e *csl) row(r *row) error {
	a := r.article
	item := cslItem{ID: a.ID, Type: "article-newspaper", Title: a.Title, Container: a.Outlet.Name, URL: a.URL, Language: a.Language, Note: note(a)}
	for _, name := range a.Byline {
		item.Author = append(item.Author, cslName{name})
	}
	var parts []int
	year, month, day := dateParts(a.Published.Value)
	for _, p := range []string{year, month, day} {
		if n, err := strconv.Atoi(p); err == nil {
			parts = append(parts, n)
		}
	}
	if parts != nil {
		item.Issued = &cslDate{[][]int{parts}}
	}
	b, err := json.Marshal(item)
	if err != nil {
		return err
	}
	sep := ",\n"
	if e.n == 0 {
		sep = "\n"
	}
	e.n++
	_, err = e.w.Write(append([]byte(sep), b...))
	return err
}

func (e *csl) end() error {
	_, err := io.WriteString(e.w, "\n]\n")
	return err
}

// trec writes a run for trec_eval: query, Q0, article, rank, score, tag. A blank in
// an id or label would break the line; it is written as %20.
type trec struct {
	record
	w     io.Writer
	label string
	rank  int
}

func (e *trec) begin() error { return nil }
func (e *trec) end() error   { return nil }

func (e *trec) row(r *row) error {
	e.rank++
	_, err := fmt.Fprintf(e.w, "%s Q0 %s %d %s dateline\n", unblank(e.label), unblank(r.article.ID), e.rank,
		strconv.FormatFloat(r.score, 'g', -1, 64))
	return err
}

func unblank(s string) string {
	if s == "" {
		return "1"
	}
	return strings.Join(strings.Fields(s), "%20")
}

// note says what the citation formats have no field for.
func note(a *corpus.Annotated) string {
	var parts []string
	if a.Outlet.Known() && a.Outlet.Status == corpus.Credited {
		parts = append(parts, "publisher unknown, credited to "+a.Outlet.Name)
	}
	if a.Agency.Known() {
		parts = append(parts, "agency: "+a.Agency.Name)
	}
	return strings.Join(parts, "; ")
}

// dateParts splits an ISO value into what is known of year, month and day.
func dateParts(value string) (year, month, day string) {
	if len(value) > 10 {
		value = value[:10]
	}
	parts := append(strings.SplitN(value, "-", 3), "", "")
	return parts[0], parts[1], parts[2]
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
