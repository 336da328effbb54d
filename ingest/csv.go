package ingest

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
)

// Tables are CSV as in RFC 4180, with one thing more: a quote that is never closed
// must not swallow the rows behind it. A quoted cell ends at a quote that a
// delimiter or a line end follows. A quote with anything else behind it, the end of
// the file, or more cells than the header has mean that the opening quote is the
// fault: its line is refused and reading goes on at the next line that makes a whole
// row.

// A row that runs over more than longRow lines before its fault shows is read twice;
// after maxLong of them the rest of the table is refused.
const (
	longRow = 100
	maxLong = 1000
)

// A table is a CSV or TSV stream with its header read.
type table struct {
	src    *lines
	comma  byte
	header []string
	again  []numbered // lines to be read again, the next one last
	long   int        // faults behind more than longRow lines
	err    *Error     // of the header
	max    int64
}

// numbered is a line and its number.
type numbered struct {
	b []byte
	n int
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
	first, err := t.line()
	if err != nil {
		t.err = &Error{Line: first.n, Reason: "no header line"}
		return t
	}
	if t.comma == 0 {
		t.comma = delimiter(trimEOL(first.b))
	}
	t.putBack([]numbered{first})
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

// line returns the next line, lines that were put back first.
func (t *table) line() (numbered, error) {
	if n := len(t.again); n > 0 {
		l := t.again[n-1]
		t.again = t.again[:n-1]
		return l, nil
	}
	b, err := t.src.next()
	return numbered{bytes.Clone(b), t.src.number}, err
}

// putBack lets lines be read again.
func (t *table) putBack(lines []numbered) {
	for _, l := range slices.Backward(lines) {
		t.again = append(t.again, l)
	}
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
func (t *table) record() (c cells, ok bool) {
	for {
		l, err := t.line()
		switch {
		case err == io.EOF:
			return cells{}, false
		case err == errLong:
			return cells{line: l.n, err: &Error{Line: l.n, Reason: "row is longer than " + size(t.max), Advice: "raise --max-article if it is one article"}}, true
		case err != nil:
			return t.stop(l.n, reason(err)), true
		case t.long > maxLong:
			return t.stop(l.n, "too many quotes that are not closed: the rest is not read"), true
		}
		if len(bytes.TrimSpace(l.b)) > 0 || len(t.header) == 1 {
			return t.row(l), true
		}
	}
}

// stop refuses what is left of the table.
func (t *table) stop(line int, why string) cells {
	t.again = nil
	t.src.r.Reset(strings.NewReader(""))
	return cells{line: line, err: &Error{Line: line, Reason: why}}
}

// row parses the row that starts with line l, reading on while a quote is open.
func (t *table) row(l numbered) cells {
	p := rowParser{comma: t.comma}
	var held []numbered
	total, open := int64(0), l.n
	for {
		held = append(held, l)
		total += int64(len(l.b))
		wasOpen := p.quoted
		if !p.feed(l.b) || p.quoted && (total > t.max || len(t.header) > 0 && len(p.values) >= len(t.header)) {
			if !wasOpen {
				open = l.n
			}
			return t.unclosed(open, held)
		}
		if !p.quoted {
			return p.cells(held[0].n)
		}
		if !wasOpen || p.reopened {
			open = l.n
		}
		var err error
		if l, err = t.line(); err != nil {
			return t.unclosed(open, held)
		}
	}
}

// unclosed refuses the row of the lines held, whose quote opened on line open, puts
// the lines behind its first back, and drops those that do not make a whole row.
func (t *table) unclosed(open int, held []numbered) cells {
	first, rest := held[0].n, held[1:]
	for len(rest) > 0 && !t.whole(rest[0].b) {
		rest = rest[1:]
	}
	t.putBack(rest)
	if len(held) > longRow {
		t.long++
	}
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
	if !p.feed(b) {
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

var quote = []byte{'"'}

// feed parses one line. It is false where a quote neither closes a cell nor is doubled.
func (p *rowParser) feed(line []byte) (ok bool) {
	b := trimEOL(line)
	p.reopened = false
	for rest, more := b, true; more; {
		if !p.quoted && !bytes.HasPrefix(rest, quote) {
			rest, more = p.plainCell(rest)
			continue
		}
		if !p.quoted {
			p.quoted, p.reopened = true, true
			rest = rest[1:]
		}
		if rest, more, ok = p.quotedCell(rest); !ok {
			return false
		}
	}
	if p.quoted {
		p.cell = append(p.cell, line[len(b):]...)
	}
	return true
}

// plainCell reads a cell without quotes. more tells that a delimiter ended it, so that
// another cell follows, be it empty.
func (p *rowParser) plainCell(b []byte) (rest []byte, more bool) {
	cell, rest, more := bytes.Cut(b, []byte{p.comma})
	p.values = append(p.values, string(cell))
	return rest, more
}

// quotedCell reads on inside quotes, to the end of the cell or of the line.
func (p *rowParser) quotedCell(b []byte) (rest []byte, more, ok bool) {
	for {
		part, after, found := bytes.Cut(b, quote)
		p.cell = append(p.cell, part...)
		switch {
		case !found:
			return nil, false, true
		case bytes.HasPrefix(after, quote):
			p.cell = append(p.cell, '"')
			b = after[1:]
			continue
		case len(after) > 0 && after[0] != p.comma:
			return nil, false, false
		}
		p.values = append(p.values, string(p.cell))
		p.cell, p.quoted = p.cell[:0], false
		return after[min(1, len(after)):], len(after) > 0, true
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
	notes := slices.Concat(t.src.notes(), ignoredNote(ignored), twice(t.header, to), r.unmapped(t.header, to))
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

// twice tells of columns of one name; the last cell that holds anything counts.
func twice(header []string, to map[string]string) (notes []string) {
	for i, column := range header {
		if to[column] != "" && slices.Index(header, column) < i {
			notes = append(notes, column+" stands in several columns; the last that is not empty counts")
		}
	}
	return slices.Compact(notes)
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
