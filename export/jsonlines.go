package export

import (
	"encoding/json"
	"io"
	"strconv"
	"unicode/utf8"
)

// jsonLines writes one JSON object a line, its members in the order of the columns.
type jsonLines struct {
	table
	w   io.Writer
	buf []byte
}

func (e *jsonLines) begin() error { return nil }
func (e *jsonLines) end() error   { return nil }

func (e *jsonLines) row(r *row) error {
	b := append(e.buf[:0], '{')
	var err error
	for i, c := range e.columns {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, c.Name)
		b = append(b, ':')
		if b, err = appendValue(b, c.value(r)); err != nil {
			return err
		}
	}
	e.buf = append(b, '}', '\n')
	_, err = e.w.Write(e.buf)
	return err
}

func appendValue(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case string:
		return appendString(b, v), nil
	case int:
		return strconv.AppendInt(b, int64(v), 10), nil
	case []string:
		b = append(b, '[')
		for i, s := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendString(b, s)
		}
		return append(b, ']'), nil
	}
	raw, err := json.Marshal(v)
	return append(b, raw...), err
}

const hexDigits = "0123456789abcdef"

// appendString appends s as a JSON string: control characters, quote and backslash
// escaped, everything else as it is. A byte that is no UTF-8 becomes U+FFFD, which
// ingest has already seen to and counted.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				b = append(append(b, s[from:i]...), "\ufffd"...)
				from = i + 1
			}
			i += n
			continue
		}
		b = append(b, s[from:i]...)
		switch c {
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
		i++
		from = i
	}
	return append(append(b, s[from:]...), '"')
}
