package ingest

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"strings"
)

// Tables are CSV as in RFC 4180, with one thing more: a quote that is never closed
// must not swallow the rows behind it. A quoted cell ends at a quote that a
// delimiter or a line end follows. A quote with anything else behind it, or the end
// of the file, means that the opening quote is the fault: its line is refused and
// reading goes on at the next line that makes a whole row.

// A table is a CSV or TSV stream with its header read.
type table struct {
	src     *lines
	comma   byte
	header  []string
	pending [][]byte // lines read ahead, to be read again
	numbers []int    // their numbers
	err     *Error   // of the header
	max     int64
}

// cells is one row: its values, as many as the header has, or why it is refused.
type cells struct {
	line   int
	values []string
	notes  []string
	err    *Error
}

// newTable reads the header. comma 0 takes tab, semicolon or comma, whichever the
// header has most of.
func newTable(r io.Reader, opts Options, comma byte) *table {
	t := &table{src: newLines(r, opts), comma: comma, max: opts.MaxArticle}
	first, number, err := t.line()
	if err != nil {
		t.err = &Error{Line: number, Reason: "no header line"}
		return t
	}
	if t.comma == 0 {
		t.comma = delimiter(trimEOL(first))
	}
	t.push(first, number)
	c, ok := t.record()
	if !ok || c.err != nil {
		t.err = c.err
		return t
	}
	for _, name := range c.values {
		t.header = append(t.header, strings.TrimSpace(name))
	}
	return t
}

func delimiter(header []byte) byte {
	best := byte(',')
	for _, c := range []byte{';', '\t'} {
		if bytes.Count(header, []byte{c}) > bytes.Count(header, []byte{best}) {
			best = c
		}
	}
	return best
}

// line returns the next line with its number, lines that were put back first.
func (t *table) line() ([]byte, int, error) {
	if len(t.pending) > 0 {
		b, n := t.pending[0], t.numbers[0]
		t.pending, t.numbers = t.pending[1:], t.numbers[1:]
		return b, n, nil
	}
	b, err := t.src.next()
	return bytes.Clone(b), t.src.number, err
}

func (t *table) push(b []byte, number int) {
	t.pending = append([][]byte{b}, t.pending...)
	t.numbers = append([]int{number}, t.numbers...)
}

// rows yields every row behind the header.
func (t *table) rows() iter.Seq[cells] {
	return func(yield func(cells) bool) {
		for {
			c, ok := t.record()
			if !ok {
				return
			}
			if c.err == nil && len(c.values) != len(t.header) {
				c.err = &Error{Line: c.line, Reason: fmt.Sprintf("row has %d cells, the header has %d", len(c.values), len(t.header)), Advice: "quote cells that hold the delimiter or a line break"}
			}
			if !yield(c) {
				return
			}
		}
	}
}

// record reads one row; blank lines are passed over. ok is false at the end.
func (t *table) record() (cells, bool) {
	for {
		b, number, err := t.line()
		switch {
		case err == io.EOF:
			return cells{}, false
		case err == errLong:
			return cells{line: number, err: &Error{Line: number, Reason: "row is longer than " + size(t.max), Advice: "raise --max-article if it is one article"}}, true
		case err != nil:
			t.src.r.Reset(strings.NewReader("")) // nothing more comes
			return cells{line: number, err: &Error{Line: number, Reason: reason(err)}}, true
		}
		if len(bytes.TrimSpace(b)) > 0 || len(t.header) == 1 {
			return t.row(b, number), true
		}
	}
}

// row parses the row that starts with line b, reading on while a quote is open.
func (t *table) row(b []byte, number int) cells {
	p := rowParser{comma: t.comma}
	held, numbers := [][]byte{}, []int{}
	total := int64(len(b))
	for open := number; ; {
		wasOpen := p.quoted
		if fault := p.feed(b); fault > 0 {
			if !wasOpen {
				open = number
			}
			return t.unclosed(number0(numbers, number), open, held, numbers, b, number)
		}
		if !p.quoted {
			return p.cells(number0(numbers, number))
		}
		if !wasOpen || p.reopened {
			open = number
		}
		held, numbers = append(held, b), append(numbers, number)
		var err error
		b, number, err = t.line()
		if total += int64(len(b)); err != nil || total > t.max {
			if err == nil {
				held, numbers = append(held, b), append(numbers, number)
			}
			return t.unclosed(numbers[0], open, held, numbers, nil, 0)
		}
	}
}

func number0(numbers []int, number int) int {
	if len(numbers) > 0 {
		return numbers[0]
	}
	return number
}

// unclosed refuses the row that started at first, whose quote opened on line open,
// puts the lines behind it back, and drops those that do not make a whole row.
func (t *table) unclosed(first, open int, held [][]byte, numbers []int, last []byte, lastNumber int) cells {
	if last != nil {
		held, numbers = append(held, last), append(numbers, lastNumber)
	}
	rest, restNumbers := held[1:], numbers[1:]
	for len(rest) > 0 && !t.whole(rest[0]) {
		rest, restNumbers = rest[1:], restNumbers[1:]
	}
	t.pending = append(rest[:len(rest):len(rest)], t.pending...)
	t.numbers = append(restNumbers[:len(restNumbers):len(restNumbers)], t.numbers...)
	e := &Error{Line: open, Reason: "a quote opens here that is not closed", Advice: "close it, and double quotes inside a quoted cell"}
	if first != open {
		e.Reason += fmt.Sprintf("; its row starts on line %d", first)
	}
	if n := len(held) - len(rest); n > 1 {
		e.Reason += fmt.Sprintf("; lines %d to %d are refused", first, first+n-1)
	}
	return cells{line: first, err: e}
}

// whole tells whether a line can begin a row: it parses with the header's number of
// cells, or leaves a quote open in one of them.
func (t *table) whole(b []byte) bool {
	p := rowParser{comma: t.comma}
	if p.feed(b) > 0 {
		return false
	}
	n := len(p.values)
	if p.quoted {
		return n < len(t.header) && n > 0
	}
	return n == len(t.header)
}

// A rowParser reads one row line by line. While quoted, a cell goes on behind the
// line's end.
type rowParser struct {
	comma    byte
	values   []string
	cell     []byte
	quoted   bool
	reopened bool // the open quote was opened on the line fed last
}

// feed parses one line. It returns the column, from 1, of a quote
// that neither closes a cell nor is doubled, or 0.
func (p *rowParser) feed(line []byte) (fault int) {
	b := trimEOL(line)
	defer func() {
		if p.quoted {
			p.cell = append(p.cell, line[len(b):]...)
		}
	}()
	p.reopened = false
	i := 0
	if !p.quoted && len(b) == 0 {
		p.values = append(p.values, "")
	}
	for i <= len(b) {
		if !p.quoted {
			if i == len(b) {
				if i > 0 && b[i-1] == p.comma {
					p.values = append(p.values, "")
				}
				return 0
			}
			if b[i] != '"' {
				end := bytes.IndexByte(b[i:], p.comma)
				if end < 0 {
					p.values = append(p.values, string(b[i:]))
					return 0
				}
				p.values = append(p.values, string(b[i:i+end]))
				i += end + 1
				continue
			}
			p.quoted, p.reopened = true, true
			i++
		}
		n, fault := p.quotedCell(b, i)
		if fault > 0 || n < 0 {
			return fault
		}
		i = n
	}
	return 0
}

// quotedCell reads on inside quotes from b[i]. next is where the next cell starts,
// or -1 where the quote stays open at the line's end.
func (p *rowParser) quotedCell(b []byte, i int) (next, fault int) {
	for {
		q := bytes.IndexByte(b[i:], '"')
		if q < 0 {
			p.cell = append(p.cell, b[i:]...)
			return -1, 0
		}
		p.cell = append(p.cell, b[i:i+q]...)
		i += q + 1
		switch {
		case i < len(b) && b[i] == '"':
			p.cell = append(p.cell, '"')
			i++
			continue
		case i < len(b) && b[i] != p.comma:
			return 0, i + 1
		}
		p.values = append(p.values, string(p.cell))
		p.cell, p.quoted = p.cell[:0], false
		if i == len(b) {
			return len(b) + 1, 0
		}
		if i == len(b)-1 { // a delimiter at the very end opens an empty last cell
			p.values = append(p.values, "")
			return len(b) + 1, 0
		}
		return i + 1, 0
	}
}

// cells returns the row with its text made valid.
func (p *rowParser) cells(line int) cells {
	bad := 0
	for i, v := range p.values {
		s, n := clean([]byte(v))
		p.values[i] = s
		bad += n
	}
	return cells{line: line, values: p.values, notes: replaced(bad)}
}

// tabular reads a CSV or TSV stream, an article a row.
func (r *reader) tabular(src *source, comma byte) bool {
	t := newTable(src.r, r.opts, comma)
	if t.err != nil {
		return r.refuse(src.path, t.err.Line, t.err.Reason, t.err.Advice)
	}
	to, ignored := r.columns(t.header)
	notes := append(t.src.notes(), ignoredNote(ignored)...)
	n := 0
	for c := range t.rows() {
		n++
		it := Item{Path: src.path, Line: c.line, Notes: append(notes, c.notes...)}
		notes = nil
		if c.err != nil {
			c.err.Path = src.path
			it.Err = c.err
		} else {
			it = r.article(src, rowRecord(t.header, to, c.values), c.line, it.Notes)
		}
		if !r.emit(it) {
			return false
		}
	}
	return n > 0 || r.refuse(src.path, 0, "no rows behind the header", "")
}

func rowRecord(header []string, to map[string]string, values []string) record {
	rec := record{}
	for i, column := range header {
		if field := to[column]; field != "" {
			rec.set(field, splitAuthors(field, values[i])...)
		}
	}
	return rec
}
