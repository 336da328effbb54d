package export

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"dateline/query"
)

// jsonLines writes one JSON object a line, its members in the order of the columns.
type jsonLines struct {
	table
	w     io.Writer
	names []string // of the members, with all that stands before the value
	buf   []byte
}

func newJSONLines(w io.Writer, t table) *jsonLines {
	e := &jsonLines{table: t, w: w}
	before := "{"
	for _, c := range t.columns {
		e.names = append(e.names, string(append(appendString([]byte(before), c.Name), ':')))
		before = ","
	}
	return e
}

// ask has the text escaped where it is read.
func (e *jsonLines) ask(r *query.Request) {
	e.table.ask(r)
	r.Escape = escape
}

func (e *jsonLines) begin() error { return nil }
func (e *jsonLines) end() error   { return nil }

func (e *jsonLines) row(r *row) error {
	b := e.buf[:0]
	var err error
	for i := range e.columns {
		b = append(b, e.names[i]...)
		if r.escaped != nil && e.columns[i].Name == "text" {
			b = append(append(append(b, '"'), r.escaped...), '"')
		} else if b, err = appendValue(b, e.columns[i].value(r)); err != nil {
			return err
		}
	}
	e.buf = append(b, '}', '\n')
	_, err = e.w.Write(e.buf)
	return err
}

func appendValue(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case string:
		return appendString(b, v), nil
	case int:
		return strconv.AppendInt(b, int64(v), 10), nil
	case []string:
		return appendList(b, v, appendString), nil
	case query.Named:
		return appendNamed(b, v), nil
	case []query.Named:
		return appendList(b, v, appendNamed), nil
	}
	raw, err := json.Marshal(v)
	return append(b, raw...), err
}

func appendList[T any](b []byte, all []T, one func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, v := range all {
		if i > 0 {
			b = append(b, ',')
		}
		b = one(b, v)
	}
	return append(b, ']')
}

func appendNamed(b []byte, n query.Named) []byte {
	b = appendString(append(b, `{"id":`...), n.ID)
	b = appendString(append(b, `,"name":`...), n.Name)
	b = appendString(append(b, `,"status":`...), string(n.Status))
	return append(b, '}')
}

const hexDigits = "0123456789abcdef"

// appendString appends s as a JSON string: control characters, quote and backslash
// escaped, everything else as it is. A byte that is no UTF-8 becomes U+FFFD, which
// ingest has already seen to and counted.
func appendString(b []byte, s string) []byte {
	if !utf8.ValidString(s) {
		s = eachFFFD(s)
	}
	return append(escape(append(b, '"'), s), '"')
}

// escape appends what stands between the quotes of a JSON string that is UTF-8.
func escape(b []byte, s string) []byte {
	for {
		n := plainRun(s)
		b = append(b, s[:n]...)
		if n == len(s) {
			return b
		}
		switch c := s[n]; c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\t':
			b = append(b, '\\', 't')
		case '\r':
			b = append(b, '\\', 'r')
		default:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
		s = s[n+1:]
	}
}

// eachFFFD replaces every byte that is no UTF-8.
func eachFFFD(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(r)
	}
	return b.String()
}

// plainRun returns how many bytes of s need no escape. Eight are looked at together:
// a byte below 0x20, or one that is 0 when '"' or '\\' is taken out of it, borrows
// from its highest bit when one is subtracted (Warren, Hacker's Delight, 6-1). Where a
// borrow runs on into the next byte it is looked at again by itself.
func plainRun(s string) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(s); i += 8 {
		w := uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
			uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
		quote, slash := w^'"'*ones, w^'\\'*ones
		if ((w-' '*ones)&^w|(quote-ones)&^quote|(slash-ones)&^slash)&highs != 0 {
			break
		}
	}
	for ; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			break
		}
	}
	return i
}
