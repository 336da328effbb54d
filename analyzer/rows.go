package analyzer

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"

	"dateline/corpus"
)

// Reading the rows of one authority file. What is wrong is told with its line and
// left out, as little of it as can be: a column, a date, a row; the rest is used.

// authorityColumns are those that a file may have, in the order that is written.
var authorityColumns = []string{"id", "name", "type", "aliases", "parent", "valid_from", "valid_to", "wikidata", "note"}

// An origin is where a row was read.
type origin struct {
	file string
	line int
}

func (o origin) String() string { return fmt.Sprintf("%s:%d", o.file, o.line) }

// file reads one CSV file, a row a line; what cannot be read is a problem. Line by
// line, so that a quote left open spoils its own row alone. Rows stand in raw, which
// nobody may change any more.
func (l *loader) file(name string, raw []byte) {
	if len(raw) == 0 {
		l.problem(name, 1, "empty file; want the header "+strings.Join(authorityColumns, ","))
	}
	kept := csv.NewWriter(io.MultiWriter(&l.added, l.sum))
	defer kept.Flush()
	var columns []int
	width, n := 0, 0
	for line := range strings.Lines(unsafe.String(unsafe.SliceData(raw), len(raw))) {
		line = strings.TrimRight(line, "\r\n")
		if n++; n == 1 {
			header, err := splitRow(nil, strings.TrimPrefix(line, "\ufeff"))
			var ok bool
			if columns, ok = l.header(name, header); err != nil || !ok {
				return
			}
			width = len(header)
			continue
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		record, err := splitRow(l.fields[:0], line)
		l.fields = record
		switch {
		case !utf8.ValidString(line):
			l.problem(name, n, "not UTF-8; the row is left out")
		case err != nil:
			l.problem(name, n, err.Error()+"; the row is left out")
		case len(record) != width:
			l.problem(name, n, fmt.Sprintf("%d fields, want %d as the header has; the row is left out", len(record), width))
		default:
			if fields := ordered(record, columns); l.record(origin{name, n}, fields) {
				kept.Write(fields)
			}
		}
	}
}

// splitRow appends the fields of one line of CSV to fields.
func splitRow(fields []string, line string) ([]string, error) {
	if strings.IndexByte(line, '"') < 0 {
		for field := range strings.SplitSeq(line, ",") {
			fields = append(fields, field)
		}
		return fields, nil
	}
	record, err := csv.NewReader(strings.NewReader(line)).Read()
	if err != nil {
		return nil, errors.New("the quotes of a field do not match within the line")
	}
	return record, nil
}

// header returns for each column of the file its place in authorityColumns, -1 for
// one to ignore. id and type must be there.
func (l *loader) header(file string, header []string) (columns []int, ok bool) {
	if slices.Equal(header, authorityColumns) {
		return nil, true
	}
	seen := make([]bool, len(authorityColumns))
	for _, name := range header {
		at := slices.Index(authorityColumns, strings.ToLower(strings.TrimSpace(name)))
		switch {
		case at < 0:
			l.problem(file, 1, fmt.Sprintf("unknown column %q is ignored; known are %s", name, strings.Join(authorityColumns, ",")))
		case seen[at]:
			l.problem(file, 1, fmt.Sprintf("column %q stands twice; the second is ignored", name))
			at = -1
		default:
			seen[at] = true
		}
		columns = append(columns, at)
	}
	if !seen[0] || !seen[2] {
		l.problem(file, 1, "no column id or type; the file is left out; want the header "+strings.Join(authorityColumns, ","))
		return nil, false
	}
	return columns, true
}

// ordered returns the fields of record in the order of authorityColumns, trimmed.
func ordered(record []string, columns []int) []string {
	fields := record
	if columns != nil {
		fields = make([]string, len(authorityColumns))
		for i, at := range columns {
			if at >= 0 {
				fields[at] = record[i]
			}
		}
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	return fields
}

// record takes one row in and reports whether it is used. What is wrong with it is
// taken out, of fields too.
func (l *loader) record(at origin, fields []string) bool {
	if !slices.ContainsFunc(fields, func(f string) bool { return f != "" }) {
		return false
	}
	l.codes(at, fields)
	e := entityOf(fields)
	l.aliases(at, &e)
	if text := l.duplicate(at, e); text != "" {
		l.problem(at.file, at.line, text)
		return false
	}
	return l.take(at, e)
}

// codes takes out of fields the dates and the Wikidata id that are none.
func (l *loader) codes(at origin, fields []string) {
	for i := 5; i <= 6; i++ {
		if fields[i] != "" && !isISODate(fields[i]) {
			l.problem(at.file, at.line, fmt.Sprintf("%s %q: want a year, 2025-07 or 2025-07-24; left out", authorityColumns[i], fields[i]))
			fields[i] = ""
		}
	}
	if from, to := fields[5], fields[6]; from != "" && to != "" && to < from[:min(len(from), len(to))] {
		l.problem(at.file, at.line, fmt.Sprintf("valid_to %s lies before valid_from %s; both left out", to, from))
		fields[5], fields[6] = "", ""
	}
	if fields[7] != "" && !isWikidata(fields[7]) {
		l.problem(at.file, at.line, fmt.Sprintf("wikidata %q: want an id such as Q801; left out", fields[7]))
		fields[7] = ""
	}
}

// take takes an entity in and reports whether it is used.
func (l *loader) take(at origin, e corpus.Entity) bool {
	if text := l.row(e); text != "" {
		l.problem(at.file, at.line, text+"; the row is left out")
		return false
	}
	switch e.Type {
	case "same_as":
		l.sameAt = append(l.sameAt, at)
	case "block":
		l.blockAt = append(l.blockAt, blocking{at, e.ID, e.Aliases})
	default:
		if l.from == nil {
			l.from = map[int32]origin{}
		}
		i, _ := l.number(e.ID)
		l.from[i] = at
	}
	return true
}

// aliases takes out of e the aliases that could never be found, and tells each.
func (l *loader) aliases(at origin, e *corpus.Entity) {
	if e.Type == "block" { // names as others wrote them
		return
	}
	e.Aliases = slices.DeleteFunc(e.Aliases, func(alias string) bool {
		fault := aliasFault(alias)
		if fault != "" {
			l.problem(at.file, at.line, fmt.Sprintf("alias %q: %s; left out", alias, fault))
		}
		return fault != ""
	})
}

// aliasFault tells what keeps an alias from being found, or "".
func aliasFault(alias string) string {
	prefix, name, ok := strings.Cut(alias, ":")
	kind, _ := splitAlias(alias)
	switch {
	case kind == codeAlias && prefix != "domain" && prefix != "kind" && prefix != "iso":
		return "unknown prefix " + prefix + ":, want demonym, people, metonym, weak, domain, kind or iso"
	case prefix == "kind" && name != "agency" && name != "platform":
		return "want kind:agency or kind:platform"
	case !ok || kind == nameAlias:
		name = alias
	}
	if !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
		return "no word in it"
	}
	if len(name) > 60 && kind != codeAlias && len(tokenize(name)) > maxNameTokens {
		return fmt.Sprintf("longer than %d words", maxNameTokens)
	}
	return ""
}

// A blocking is a row of type block.
type blocking struct {
	origin
	id      string
	aliases []string
}

// duplicate tells of an id that stands twice in one file.
func (l *loader) duplicate(at origin, e corpus.Entity) string {
	if i, ok := l.number(e.ID); ok && l.from[i].file == at.file && !l.rejoined && e.Type != "same_as" && e.Type != "block" {
		return fmt.Sprintf("duplicate id %q: line %d has it; the row is left out", e.ID, l.from[i].line)
	}
	return ""
}

func entityOf(record []string) corpus.Entity {
	e := corpus.Entity{ID: record[0], Name: record[1], Type: corpus.Type(record[2]), Parent: record[4],
		ValidFrom: record[5], ValidTo: record[6], Wikidata: record[7], Note: record[8]}
	if record[3] == "" {
		return e
	}
	e.Aliases = make([]string, 0, strings.Count(record[3], "|")+1)
	for alias := range strings.SplitSeq(record[3], "|") {
		if alias = strings.TrimSpace(alias); alias != "" {
			e.Aliases = append(e.Aliases, alias)
		}
	}
	return e
}

// isISODate reports whether s is a year, a month or a day that the calendar has.
func isISODate(s string) bool {
	y, rest, ok := leadingNumber(s, 4, 4)
	if !ok || rest == "" {
		return ok && y > 0
	}
	m, rest, ok := leadingNumber(rest[1:], 2, 2)
	if !ok || s[4] != '-' || m < 1 || m > 12 || rest == "" {
		return ok && s[4] == '-' && m >= 1 && m <= 12
	}
	d, end, ok := leadingNumber(rest[1:], 2, 2)
	return ok && rest[0] == '-' && end == "" && validDay(y, m, d)
}

func isWikidata(s string) bool {
	if len(s) < 2 || s[0] != 'Q' || s[1] == '0' {
		return false
	}
	_, rest, _ := leadingNumber(s[1:], 1, len(s))
	return rest == ""
}
