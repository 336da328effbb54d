package export

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// delimited writes CSV as RFC 4180 says, or TSV with tab, line break and backslash
// escaped (\t \n \r \\), under a header. Lists are joined by "|", with "|" and the
// backslash in a value escaped by a backslash. With excel set it begins with a byte
// order mark, ends lines with CRLF and puts an apostrophe before a cell that a
// spreadsheet would read as a formula.
type delimited struct {
	table
	w     io.Writer
	csv   *csv.Writer // nil for TSV
	excel bool
	bare  bool // no byte order mark, no header
	warn  func(string)
	cells []string
	rows  int
	long  bool // a cell past the limit has been warned of
}

// Limits of spreadsheets, beyond which they cut without a word.
const (
	sheetRows = 1_048_576
	sheetCell = 32_767
)

func newDelimited(w io.Writer, t table, o Options) *delimited {
	d := &delimited{table: t, w: w, excel: o.Excel, bare: o.headless, warn: o.Warn, cells: make([]string, len(t.columns))}
	if o.Format == CSV {
		d.csv = csv.NewWriter(w)
		d.csv.UseCRLF = o.Excel
	}
	return d
}

func (d *delimited) begin() error {
	if d.bare {
		return nil
	}
	if d.excel {
		if _, err := io.WriteString(d.w, "\ufeff"); err != nil {
			return err
		}
	}
	for i, c := range d.columns {
		d.cells[i] = c.Name
	}
	return d.line()
}

func (d *delimited) row(r *row) error {
	for i, c := range d.columns {
		s := cell(c.value(r))
		if d.excel {
			s = d.guard(c.Name, s)
		}
		d.cells[i] = s
	}
	if d.rows++; d.excel && d.rows == sheetRows {
		d.warn(fmt.Sprintf("more than %d rows: a spreadsheet does not show the rest of the file", sheetRows-1))
	}
	return d.line()
}

func (d *delimited) line() error {
	if d.csv != nil && len(d.cells) == 1 && d.cells[0] == "" {
		return d.empty() // an empty line would be no row to most readers
	}
	if d.csv != nil {
		return d.csv.Write(d.cells)
	}
	for i, s := range d.cells {
		d.cells[i] = tsvEscape.Replace(s)
	}
	end := "\n"
	if d.excel {
		end = "\r\n"
	}
	_, err := io.WriteString(d.w, strings.Join(d.cells, "\t")+end)
	return err
}

// empty writes the row of one empty cell.
func (d *delimited) empty() error {
	if d.csv.Flush(); d.csv.Error() != nil {
		return d.csv.Error()
	}
	end := "\n"
	if d.excel {
		end = "\r\n"
	}
	_, err := io.WriteString(d.w, `""`+end)
	return err
}

func (d *delimited) end() error {
	if d.csv == nil {
		return nil
	}
	d.csv.Flush()
	return d.csv.Error()
}

func (d *delimited) guard(column, s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		if _, err := strconv.ParseFloat(s, 64); err != nil {
			s = "'" + s
		}
	}
	if !d.long && utf8.RuneCountInString(s) > sheetCell {
		d.long = true
		d.warn(fmt.Sprintf("column %s has a cell of more than %d characters: a spreadsheet cuts it", column, sheetCell))
	}
	return s
}

var (
	tsvEscape  = strings.NewReplacer("\\", `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)
	listEscape = strings.NewReplacer(`\`, `\\`, "|", `\|`)
)

func cell(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case []string:
		out := make([]string, len(v))
		for i, s := range v {
			out[i] = listEscape.Replace(s)
		}
		return strings.Join(out, "|")
	}
	return fmt.Sprint(v)
}
