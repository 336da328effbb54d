package ingest

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// A sidecar says what the files beside it do not: articles.csv has a row for each
// file, NAME.meta.yaml (a.meta.yaml or a.txt.meta.yaml for a.txt) serves one. An
// articles.csv without a column "file" is no sidecar but a table of articles.

const (
	tableName  = "articles.csv"
	yamlSuffix = ".meta.yaml"
	maxSidecar = 256 << 20
)

// sidecars holds what all sidecars of a folder say, by the file they speak of.
type sidecars struct {
	at    string
	rows  map[string]*row
	names map[string]bool     // the files that are sidecars
	bad   map[string][]*Error // by sidecar
	notes map[string][]string // by sidecar
	live  bool                // members come once: sidecars are met on the way
}

// A row is what a sidecar says of one file.
type row struct {
	from   string // the sidecar
	line   int
	values map[string]string
	used   bool
}

// readSidecars reads every sidecar among members.
func readSidecars(at string, members folder) *sidecars {
	s := newSidecars(at)
	for m := range members {
		if mayBeSidecar(m) {
			s.add(m)
		}
	}
	return s
}

func newSidecars(at string) *sidecars {
	return &sidecars{at: at, rows: map[string]*row{}, names: map[string]bool{}, bad: map[string][]*Error{}, notes: map[string][]string{}}
}

func mayBeSidecar(m member) bool {
	return m.err == nil && m.skip == "" && (path.Base(m.name) == tableName || strings.HasSuffix(m.name, yamlSuffix))
}

// meet takes in a member of a stream that is read once. The member returned can still
// be read if it is no sidecar.
func (s *sidecars) meet(m member) member {
	if !mayBeSidecar(m) {
		return m
	}
	b, err := readMember(m)
	m.open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), err }
	s.add(m)
	return m
}

func (s *sidecars) add(m member) {
	table := path.Base(m.name) == tableName
	b, err := readMember(m)
	switch {
	case table && err == nil && !isSidecar(b):
	case err != nil:
		s.names[m.name] = true
		s.fault(m.name, 0, "%s", reason(err))
	case table:
		s.names[m.name] = true
		s.table(m.name, b)
	default:
		s.names[m.name] = true
		s.yaml(m.name, b)
	}
}

func readMember(m member) ([]byte, error) {
	f, err := m.open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSidecar+1))
	if len(b) > maxSidecar {
		return nil, fmt.Errorf("sidecar is larger than %s", size(maxSidecar))
	}
	return b, err
}

func (s *sidecars) fault(name string, line int, format string, args ...any) {
	s.bad[name] = append(s.bad[name], &Error{Path: join(s.at, name), Line: line, Reason: fmt.Sprintf(format, args...)})
}

// isSidecar tells whether a table's header names files.
func isSidecar(b []byte) bool {
	t := newTable(bytes.NewReader(b), Options{MaxArticle: maxSidecar}, 0)
	return slices.Contains(t.header, "file")
}

// table reads articles.csv. Values by column; unknown columns are said once.
func (s *sidecars) table(name string, b []byte) {
	t := newTable(bytes.NewReader(b), Options{MaxArticle: maxSidecar}, 0)
	to, ignored := (&reader{}).columns(t.header)
	s.notes[name] = slices.Concat(t.src.notes(), ignoredNote(ignored), twice(t.header, to))
	file := slices.Index(t.header, "file")
	for cells := range t.rows() {
		if cells.err != nil {
			cells.err.Path = join(s.at, name)
			s.bad[name] = append(s.bad[name], cells.err)
			continue
		}
		values := map[string]string{}
		for i, column := range t.header {
			if field := to[column]; field != "" && (values[field] == "" || cells.values[i] != "") {
				values[field] = cells.values[i]
			}
		}
		s.put(name, cells.line, path.Join(path.Dir(name), cells.values[file]), values)
	}
}

// put keeps a row, unless the file has one from the same sidecar. A sidecar nearer to
// the file, and a YAML one over a table, wins value by value.
func (s *sidecars) put(from string, line int, file string, values map[string]string) {
	if file == path.Dir(from) || strings.HasPrefix(file, "../") {
		s.fault(from, line, "row names no file of its folder")
		return
	}
	old := s.rows[file]
	switch {
	case old == nil:
		s.rows[file] = &row{from: from, line: line, values: values}
		return
	case old.from == from:
		s.fault(from, line, "second row for %s, the first is on line %d", file, old.line)
		return
	case outranks(old.from, from):
		values = over(values, old.values)
		from, line = old.from, old.line
	default:
		values = over(old.values, values)
	}
	s.rows[file] = &row{from: from, line: line, values: values}
}

// outranks tells whether sidecar a counts before b for a file that both name.
func outranks(a, b string) bool {
	if ya, yb := strings.HasSuffix(a, yamlSuffix), strings.HasSuffix(b, yamlSuffix); ya != yb {
		return ya
	}
	return strings.Count(a, "/") > strings.Count(b, "/")
}

func over(low, high map[string]string) map[string]string {
	all := map[string]string{}
	maps.Copy(all, low)
	for k, v := range high {
		if strings.TrimSpace(v) != "" {
			all[k] = v
		}
	}
	return all
}

// yaml reads NAME.meta.yaml. The file that it serves is settled in of.
func (s *sidecars) yaml(name string, b []byte) {
	text, notes := decode(b, "", "")
	var doc map[string]any
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		s.fault(name, yamlLine(err), "not YAML: %s", firstLine(yaml.FormatError(err, false, false)))
		return
	}
	to, ignored := (&reader{}).columns(slices.Sorted(maps.Keys(doc)))
	values := map[string]string{}
	for key, field := range to {
		list, err := flatten(plain(doc[key]), field)
		if err != nil {
			s.fault(name, 0, "%s: %v", key, err)
		}
		values[field] = strings.Join(list, ";")
	}
	s.notes[name] = append(notes, ignoredNote(ignored)...)
	s.put(name, 0, strings.TrimSuffix(name, yamlSuffix), values)
}

// is tells whether a member is a sidecar.
func (s *sidecars) is(name string) bool { return s.names[name] }

// of returns what is given for a file and marks it as used.
func (s *sidecars) of(name string) map[string]string {
	var values map[string]string
	for _, key := range []string{strings.TrimSuffix(name, path.Ext(name)), name} {
		r := s.rows[key]
		if r == nil || key != name && !strings.HasSuffix(r.from, yamlSuffix) {
			continue
		}
		r.used = true
		values = over(values, r.values)
	}
	return values
}

// unused returns an error for each row whose file is missing, in order.
func (s *sidecars) unused() (errs []*Error) {
	for file, r := range s.rows {
		if !r.used {
			errs = append(errs, s.missing(file, r))
		}
	}
	slices.SortFunc(errs, func(a, b *Error) int {
		if c := strings.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
	return errs
}

func (s *sidecars) missing(file string, r *row) *Error {
	e := &Error{Path: join(s.at, r.from), Line: r.line, Reason: "there is no file " + file, Advice: "correct the name or remove the row"}
	if s.live {
		e.Reason, e.Advice = "no file "+file+" follows in the stream", "put sidecars before the files that they describe"
	}
	return e
}

// besides returns what the sidecars beside a single file say of it.
func besides(p string) (map[string]string, []*Error) {
	dir, base := filepath.Split(p)
	stem := strings.TrimSuffix(base, filepath.Ext(base))
	s := readSidecars(strings.TrimSuffix(dir, "/"), func(yield func(member) bool) {
		for _, name := range []string{tableName, stem + yamlSuffix, base + yamlSuffix} {
			full := filepath.Join(dir, name)
			info, err := os.Stat(full)
			if name == base || err != nil || !info.Mode().IsRegular() {
				continue
			}
			if !yield(member{name: name, open: func() (io.ReadCloser, error) { return os.Open(full) }}) {
				return
			}
		}
	})
	var bad []*Error
	for _, name := range slices.Sorted(maps.Keys(s.bad)) {
		bad = append(bad, s.bad[name]...)
	}
	return s.of(base), bad
}

// plain turns what YAML yields into what JSON would.
func plain(v any) any {
	switch v := v.(type) {
	case nil, string, map[string]any:
		return v
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = plain(v[i])
		}
		return list
	}
	return fmt.Sprint(v)
}

func yamlLine(err error) int {
	var line, column int
	fmt.Sscanf(yaml.FormatError(err, false, false), "[%d:%d]", &line, &column)
	return line
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	if i := strings.Index(line, "] "); i >= 0 && strings.HasPrefix(line, "[") {
		line = line[i+2:]
	}
	return line
}
