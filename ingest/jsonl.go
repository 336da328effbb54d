package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// jsonLines reads one object a line. A bad line is refused with its number and
// reading goes on behind it.
func (r *reader) jsonLines(src *source) bool {
	lines := newLines(src.r, r.opts)
	n := 0
	for {
		line, err := lines.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			if !r.lineError(src, lines, err) {
				return false
			}
			if !errors.Is(err, errLong) {
				return true
			}
			n++
			continue
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		n++
		if !r.emit(r.jsonRecord(src, trimEOL(line), lines.number, lines.notes())) {
			return false
		}
	}
	return n > 0 || r.refuse(src.path, 0, "no records", "")
}

// lineError refuses the line that could not be read.
func (r *reader) lineError(src *source, l *lines, err error) bool {
	advice := ""
	if errors.Is(err, errLong) {
		err = fmt.Errorf("line is longer than %s", size(r.opts.MaxArticle))
		advice = "raise --max-article if it is one article"
	}
	return r.refuse(src.path, l.number, err.Error(), advice)
}

// jsonRecord makes an item of one JSON object that starts at line.
func (r *reader) jsonRecord(src *source, b []byte, line int, notes []string) Item {
	text, bad := clean(b)
	notes = append(notes, replaced(bad)...)
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &object); err != nil || object == nil {
		return Item{Path: src.path, Line: line, Notes: notes, Err: jsonError(src.path, text, line, err)}
	}
	if members(text) > len(object) {
		notes = append(notes, repeated(text)...)
	}
	keys := slices.Sorted(maps.Keys(object))
	names := r.paths(keys)
	to, ignored := r.columns(names)
	notes = append(notes, src.once(r.unmapped(names, to)...)...)
	rec := record{}
	for key, field := range to {
		values, lone, err := jsonValues(object, key, field)
		if err != nil {
			notes = append(notes, fmt.Sprintf("%s: %v; left out", key, err))
		}
		if lone > 0 {
			notes = append(notes, fmt.Sprintf("%s: %d lone surrogates replaced by U+FFFD", key, lone))
		}
		rec.set(field, values...)
	}
	slices.Sort(notes)
	ignored = slices.DeleteFunc(ignored, func(k string) bool { return r.inside(k) })
	return r.article(src, rec, line, append(notes, src.once(ignoredNote(ignored)...)...))
}

// paths adds to keys the dotted names that --map uses, such as source.name.
func (r *reader) paths(keys []string) []string {
	for _, name := range r.opts.Map {
		if head, _, dotted := strings.Cut(name, "."); dotted && slices.Contains(keys, head) && !slices.Contains(keys, name) {
			keys = append(keys, name)
		}
	}
	return keys
}

// inside tells whether a dotted name of --map reads key.
func (r *reader) inside(key string) bool {
	for _, name := range r.opts.Map {
		if strings.HasPrefix(name, key+".") {
			return true
		}
	}
	return false
}

// jsonValues reads a value as strings: a string, a number, a list of these, or an
// object by its name or value. lone counts surrogate escapes without their half.
func jsonValues(object map[string]json.RawMessage, key, field string) (values []string, lone int, err error) {
	raw, whole := object[key]
	if !whole {
		head, rest, _ := strings.Cut(key, ".")
		var inner map[string]json.RawMessage
		if json.Unmarshal(object[head], &inner) != nil || inner == nil {
			return nil, 0, nil
		}
		return jsonValues(inner, rest, field)
	}
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, 0, err
	}
	values, err = flatten(v, field)
	return values, loneSurrogates(raw), err
}

func flatten(v any, field string) ([]string, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		return splitAuthors(field, v), nil
	case json.Number:
		return []string{v.String()}, nil
	case []any:
		return flattenList(v, field)
	case map[string]any:
		for _, key := range []string{"name", "value", "#text"} {
			if s, ok := v[key].(string); ok {
				return []string{s}, nil
			}
		}
		if len(v) == 0 || v["status"] == "unknown" {
			return nil, nil
		}
	}
	return nil, fmt.Errorf("want a string, have %s", kind(v))
}

func flattenList(list []any, field string) (all []string, err error) {
	for _, kid := range list {
		if _, nested := kid.([]any); nested {
			return all, errors.New("want a list of strings, have a list of lists")
		}
		values, err := flatten(kid, field)
		if err != nil {
			return all, err
		}
		all = append(all, values...)
	}
	if field != "authors" && len(all) > 1 {
		return all[:1], fmt.Errorf("all of %d values but the first", len(all))
	}
	return all, nil
}

func kind(v any) string {
	switch v.(type) {
	case bool:
		return "true or false"
	case map[string]any:
		return "an object"
	}
	return fmt.Sprintf("%T", v)
}

// members counts the names of a JSON object, one that stands twice as two.
func members(text string) (n int) {
	for i, depth := 0, 0; i < len(text); i++ {
		switch text[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ':':
			n += one(depth == 1)
		case '"':
			for i++; text[i] != '"'; i++ {
				i += one(text[i] == '\\')
			}
		}
	}
	return n
}

// repeated tells of each name that stands more than once in an object which value counts.
func repeated(text string) (notes []string) {
	d := json.NewDecoder(strings.NewReader(text))
	times := map[string]int{}
	d.Token() // the brace
	for d.More() {
		key, _ := d.Token()
		var value json.RawMessage
		if d.Decode(&value) != nil {
			break
		}
		if name, ok := key.(string); ok {
			times[name]++
		}
	}
	for name, n := range times {
		if n > 1 {
			notes = append(notes, fmt.Sprintf("%s stands %d times in the record; the last value counts", name, n))
		}
	}
	return notes
}

// loneSurrogates counts \ud800–\udfff escapes that do not form a pair.
func loneSurrogates(raw []byte) (n int) {
	high := false
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			n, high = n+one(high), false
			continue
		}
		i++
		if i+4 >= len(raw) || raw[i] != 'u' || (raw[i+1]|0x20) != 'd' || raw[i+2] < '8' {
			n, high = n+one(high), false
			continue
		}
		low := strings.IndexByte("cdefCDEF", raw[i+2]) >= 0
		switch {
		case low && high:
			high = false
		case low:
			n++
		default:
			n, high = n+one(high), true
		}
		i += 4
	}
	return n + one(high)
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// jsonError places a JSON error by line and column. text starts at line.
func jsonError(path, text string, line int, err error) *Error {
	e := &Error{Path: path, Line: line, Reason: "want a JSON object", Advice: "each record is an object such as {\"id\":…,\"title\":…,\"text\":…}"}
	var syntax *json.SyntaxError
	var typed *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		before := text[:min(max(int(syntax.Offset)-1, 0), len(text))]
		e.Line += strings.Count(before, "\n")
		e.Column = utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
		e.Reason, e.Advice = "not JSON: "+err.Error(), ""
		if syntax.Error() == "unexpected end of JSON input" {
			e.Reason, e.Column = "the record ends in mid-value", 0
			e.Advice = "the file may be cut off: fetch it again"
		}
	case errors.As(err, &typed):
		e.Reason = "want a JSON object, have " + typed.Value
	}
	return e
}
