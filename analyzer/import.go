package analyzer

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/corpus"
)

// Importing turns lists that others publish into authority rows. What the authority
// a knows already is not repeated: its entity gets the list's names by a row of type
// same_as, so that facets do not split.

// An ImportFormat is one layout that Import reads.
type ImportFormat struct {
	Name  string
	About string
	sniff func(header []string) bool // by the first line's fields
	row   func(im *importer, f record) string
}

// ImportFormats are the layouts that Import reads, in the order that they are tried.
var ImportFormats = []ImportFormat{
	{"geonames", "GeoNames places: cities15000.txt and its like, or a table with geonameid,name,country,…",
		func(h []string) bool { return has(h, "geonameid", "name", "country") || len(h) == 19 && isDigits(h[0]) },
		(*importer).geoname},
	{"wikidata", "a Wikidata query result as CSV: item,itemLabel and, where there are, itemAltLabel,type,parent,start,end",
		func(h []string) bool { return has(h, "item", "itemlabel") }, (*importer).wikidata},
	{"politicians", "people with Wikidata ids: qid,name,first,last,…",
		func(h []string) bool { return has(h, "qid", "name") }, (*importer).politician},
	{"countries", "countries with demonyms and capitals: cca2,common,official,demonyms,…",
		func(h []string) bool { return has(h, "cca2", "common") }, (*importer).country},
	{"outlets", "news outlets: name,domain in any order",
		func(h []string) bool { return has(h, "domain") || has(h, "name", "url") }, (*importer).outlet},
}

// Import reads a list in the format of that name, "" to tell it by the first line,
// comma or tab separated. It returns the rows to add, in the order of the list, and
// a Problem for every line that gives none, named file: a warning where what it says
// is known already. typ is the type of entities
// whose list has no types, "" for person.
func (a *Authority) Import(file, format string, typ corpus.Type, r io.Reader) ([]corpus.Entity, []Problem, error) {
	im := importer{a: a, file: file, typ: typ, taken: map[string]bool{}, at: map[string]int{}}
	if im.typ == "" {
		im.typ = corpus.Person
	}
	lines := bufio.NewReaderSize(r, 64<<10)
	next, first, err := records(lines)
	if err != nil {
		return nil, nil, fmt.Errorf("analyzer: import %s: %w", file, err)
	}
	header := make([]string, len(first))
	for i := range first {
		header[i] = strings.ToLower(strings.TrimSpace(first[i]))
	}
	i := slices.IndexFunc(ImportFormats, func(f ImportFormat) bool { return f.Name == format || format == "" && f.sniff(header) })
	if i < 0 {
		return nil, nil, fmt.Errorf("analyzer: import %s: format %q: columns %s are none of geonames, wikidata, politicians, countries, outlets", file, format, strings.Join(header, ","))
	}
	columns := header
	if len(header) == 19 && isDigits(header[0]) {
		columns = geonamesColumns
		im.take(ImportFormats[i], 1, columns, first)
	}
	for {
		fields, line, err := next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			im.problem(line, err.Error())
			continue
		}
		im.take(ImportFormats[i], line, columns, fields)
	}
	return im.rows, im.problems, nil
}

// records reads the first line of a list and returns what reads the others, with
// their line numbers.
func records(r *bufio.Reader) (next func() ([]string, int, error), header []string, err error) {
	first, err := r.ReadString('\n')
	if err != nil && first == "" {
		return nil, nil, errors.New("it is empty")
	}
	first = strings.TrimRight(strings.TrimPrefix(first, "\ufeff"), "\r\n")
	if strings.Contains(first, "\t") {
		line := 1
		next = func() ([]string, int, error) {
			s, err := r.ReadString('\n')
			if s == "" && err != nil {
				return nil, line, io.EOF
			}
			line++
			return strings.Split(strings.TrimRight(s, "\r\n"), "\t"), line, nil
		}
		return next, strings.Split(first, "\t"), nil
	}
	header, err = splitRow(nil, first)
	if err != nil {
		return nil, nil, err
	}
	c := csv.NewReader(r)
	c.FieldsPerRecord = -1
	next = func() ([]string, int, error) {
		f, err := c.Read()
		if err != nil {
			var bad *csv.ParseError
			if errors.As(err, &bad) {
				return nil, bad.Line + 1, bad.Err
			}
			return nil, 0, io.EOF
		}
		line, _ := c.FieldPos(0)
		return f, line + 1, nil
	}
	return next, header, nil
}

// An importer is the state of one Import.
type importer struct {
	a        *Authority
	file     string
	line     int
	typ      corpus.Type
	rows     []corpus.Entity
	problems []Problem
	taken    map[string]bool
	at       map[string]int // of a list's own key to rows, for lists that repeat it
	states   map[string]string
}

// A record is one line of a list by the names of its columns.
type record map[string]string

// first is the first of the columns that is not empty.
func (f record) first(columns ...string) string {
	for _, c := range columns {
		if f[c] != "" {
			return f[c]
		}
	}
	return ""
}

func (im *importer) take(format ImportFormat, line int, columns, fields []string) {
	f := record{}
	for i, column := range columns {
		if i < len(fields) {
			f[column] = strings.TrimSpace(fields[i])
		}
	}
	im.line = line
	if text := format.row(im, f); text != "" {
		im.problem(line, text)
	}
}

func (im *importer) problem(line int, text string) {
	im.problems = append(im.problems, Problem{File: im.file, Line: line, Text: text})
}

// nothingNew notes that the line says what is known.
func (im *importer) nothingNew(name string) string {
	im.problems = append(im.problems, Problem{File: im.file, Line: im.line, Text: name + " is known already; no row", Warning: true})
	return ""
}

// add appends e under its id, or one made distinct by suffix, and merges it into
// the known entity of id same, "" for none.
func (im *importer) add(e corpus.Entity, suffix, same string) {
	if im.taken[e.ID] || im.a.has(e.ID) {
		e.ID += "-" + slug(suffix)
	}
	if im.taken[e.ID] || im.a.has(e.ID) || !isID(e.ID) {
		im.problem(im.line, fmt.Sprintf("%s: %q is no id of its own", e.Name, e.ID))
		return
	}
	im.taken[e.ID] = true
	im.rows = append(im.rows, im.modest(e, same))
	if same != "" {
		im.rows = append(im.rows, corpus.Entity{ID: e.ID, Type: "same_as", Parent: same})
	}
}

// modest makes weak the names of e that mean another entity already: a list's hamlet
// of Rome or Hamas leaves the city and the movement what they are.
func (im *importer) modest(e corpus.Entity, same string) corpus.Entity {
	for i, alias := range e.Aliases {
		if kind, name := splitAlias(alias); kind == nameAlias && im.another(name, same) {
			e.Aliases[i] = "weak:" + name
		}
	}
	if !im.another(e.Name, same) {
		return e
	}
	e.Aliases = append(e.Aliases, "weak:"+e.Name)
	where := e.ID
	if up, ok := im.a.Entity(e.Parent); ok {
		where = up.Name
	}
	e.Name += " (" + where + ")"
	return e
}

// another reports whether a name is a common word or one of an entity other than same.
func (im *importer) another(name, same string) bool {
	if w := fold(name); englishWord(w) || monthOf(w) > 0 || weekdayOf(w) >= 0 {
		return same == "" // a common word
	}
	return slices.ContainsFunc(im.a.trie().lookup(name), func(s sense) bool {
		return s.kind != metonymAlias && im.a.entity(s).ID != same
	})
}

// state is the id of the country of an ISO code, "" if a has none.
func (im *importer) state(code string) string {
	if im.states == nil {
		im.states = map[string]string{}
		for _, e := range im.a.all() {
			for _, alias := range e.Aliases {
				if iso, ok := strings.CutPrefix(alias, "iso:"); ok {
					im.states[iso] = e.ID
				}
			}
		}
	}
	return im.states[strings.ToUpper(code)]
}

// known is the entity that a has under one of the names, of a type, and within the
// place within unless that is "".
func (im *importer) known(within string, is func(corpus.Type) bool, names ...string) string {
	for _, name := range names {
		for _, s := range im.a.trie().lookup(name) {
			e := im.a.entity(s)
			if s.kind == nameAlias && is(e.Type) && (within == "" || slices.Contains(im.a.Ancestors(e.ID), within)) {
				return e.ID
			}
		}
	}
	return ""
}

// wikidataID is the id of the entity that a has for a Wikidata id.
func (im *importer) wikidataID(q string) string {
	for _, e := range im.a.all() {
		if q != "" && e.Wikidata == q {
			return e.ID
		}
	}
	return ""
}

// aliases keeps the names that can stand in a text, each once: three letters at
// least unless it is an acronym, no phonetic spelling, none equal to the name.
func aliases(name string, names ...string) []string {
	var out []string
	seen := map[string]bool{fold(name): true, "": true}
	for _, n := range names {
		n = strings.TrimSpace(n)
		key := fold(n)
		if seen[key] || utf8.RuneCountInString(n) < 3 || strings.ContainsAny(n, "|/()[]*ɑɔəɛɡɪʁʃʊʒˈ") || !startsName(n) {
			continue
		}
		seen[key] = true
		out = append(out, n)
	}
	return out
}

// startsName reports whether n starts as a name does: with a capital or a letter of a
// script that has none.
func startsName(n string) bool {
	r, _ := utf8.DecodeRuneInString(n)
	return unicode.IsLetter(r) && !unicode.IsLower(r)
}

func has(header []string, columns ...string) bool {
	for _, c := range columns {
		if !slices.Contains(header, c) {
			return false
		}
	}
	return true
}

func isDigits(s string) bool {
	_, rest, ok := leadingNumber(s, 1, 18)
	return ok && rest == ""
}

// WriteAuthority writes rows as an authority file. Rows of one id stay in order.
func WriteAuthority(w io.Writer, rows []corpus.Entity) error {
	c := csv.NewWriter(w)
	if err := c.Write(authorityColumns); err != nil {
		return fmt.Errorf("analyzer: write authority: %w", err)
	}
	for _, e := range rows {
		err := c.Write([]string{e.ID, oneLine(e.Name), string(e.Type), oneLine(strings.Join(e.Aliases, "|")), e.Parent,
			e.ValidFrom, e.ValidTo, e.Wikidata, oneLine(e.Note)})
		if err != nil {
			return fmt.Errorf("analyzer: write authority: %w", err)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("analyzer: write authority: %w", err)
	}
	return nil
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
