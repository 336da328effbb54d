package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// A JSON file is an array of objects or objects one behind another. It is cut into
// elements by counting brackets outside strings, so that memory holds one element,
// depth costs a byte, and a malformed element is refused alone. Where brackets or quotes
// do not balance, reading goes on at the next line that begins with a bracket no
// deeper indented than the broken element.

// maxResync bounds how often one file is picked up again, since each time may read
// as much as one article twice.
const maxResync = 100

var (
	errTorn  = errors.New("the record ends in mid-value")
	errCross = errors.New("its brackets do not match")
	errBreak = errors.New("a string is not closed before the line ends")
)

// elements reads the elements of one JSON stream.
type elements struct {
	r      *bufio.Reader
	back   []byte // read again before r
	max    int64
	line   int    // of the next byte, from 1
	column int    // of the next byte, in bytes from 0
	array  bool   // elements stand in an array
	buf    []byte // of the element read last
	open   []byte // its brackets that are open
}

func (e *elements) next() (byte, error) {
	var c byte
	var err error
	if len(e.back) > 0 {
		c, e.back = e.back[0], e.back[1:]
	} else if c, err = e.r.ReadByte(); err != nil {
		return 0, err
	}
	if e.column++; c == '\n' {
		e.line, e.column = e.line+1, 0
	}
	return c, nil
}

// start passes over what stands between elements. It returns the first byte of the
// next, ']' at the end of the array, or io.EOF.
func (e *elements) start() (byte, error) {
	for {
		c, err := e.next()
		if err != nil || !strings.ContainsRune(" \t\r\n,", rune(c)) {
			return c, err
		}
	}
}

// element returns the raw bytes of the element that begins with c, which has been
// read. An error other than of the stream comes with the bytes up to it.
func (e *elements) element(c byte) ([]byte, error) {
	e.buf = append(e.buf[:0], c)
	if c != '{' && c != '[' {
		return e.scalar(c)
	}
	quoted, escaped := false, false
	for e.open = append(e.open[:0], c); len(e.open) > 0; {
		c, err := e.next()
		if err == io.EOF {
			return e.buf, errTorn
		}
		if err != nil {
			return nil, err
		}
		if e.buf = append(e.buf, c); int64(len(e.buf)) > e.max {
			return e.buf, errLarge
		}
		switch {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted && c == '\n':
			return e.buf, errBreak
		case quoted:
		case c == '{' || c == '[':
			e.open = append(e.open, c)
		case c == '}' || c == ']':
			if e.open[len(e.open)-1] != c-2 { // '{' is '}'-2, '[' is ']'-2
				return e.buf, errCross
			}
			e.open = e.open[:len(e.open)-1]
		}
	}
	return e.buf, nil
}

// scalar reads what is no object to the next comma, bracket or line end.
func (e *elements) scalar(c byte) ([]byte, error) {
	for quoted := c == '"'; ; {
		c, err := e.next()
		if err != nil {
			return e.buf, nil
		}
		if c == '\n' || !quoted && (c == ',' || c == ']') {
			e.unread(c)
			return e.buf, nil
		}
		if c == '"' {
			quoted = false
		}
		if e.buf = append(e.buf, c); int64(len(e.buf)) > e.max {
			return e.buf, errLarge
		}
	}
}

func (e *elements) unread(c byte) {
	if e.back = append([]byte{c}, e.back...); c == '\n' {
		e.line--
	}
	e.column = max(e.column-1, 0)
}

// resync goes on behind the start of a broken element, which stood at line and
// column, and stops before the next line that begins like an element. It reports
// whether there is one.
func (e *elements) resync(line, column int) bool {
	e.back = append(bytes.Clone(e.buf[1:]), e.back...)
	e.line, e.column = line, column+1
	blank := false
	for {
		c, err := e.next()
		switch {
		case err != nil:
			return false
		case c == '\n':
			blank = true
		case c == '{' && blank && e.column <= column+1:
			e.unread(c)
			return true
		case c != ' ' && c != '\t':
			blank = false
		}
	}
}

// json reads an array of objects, or objects one behind another.
func (r *reader) json(src *source) bool {
	decoded, notes := decodeStream(src.r, r.opts.Encoding)
	e := &elements{r: decoded, max: r.opts.MaxArticle, line: 1}
	n, resyncs := 0, 0
	for first := true; ; first = false {
		c, err := e.start()
		if first && c == '[' {
			e.array = true
			c, err = e.start()
		}
		switch {
		case err != nil:
			return r.jsonEnd(src, e, n, err)
		case e.array && c == ']':
			return r.jsonTail(src, e, n)
		}
		line, column := e.line, e.column-1
		raw, err := e.element(c)
		it := r.jsonElement(src, raw, line, notes, err)
		n, notes = n+1, nil
		again := err == nil
		if !again {
			resyncs++
			again = resyncs <= maxResync && len(raw) > 0 && e.resync(line, column)
			it.Err.(*Error).Advice = jsonAdvice(e, again)
		}
		if !r.emit(it) {
			return false
		}
		if !again {
			return true
		}
	}
}

func jsonAdvice(e *elements, again bool) string {
	if again {
		return "reading goes on at line " + itoa(e.line)
	}
	return "nothing behind it could be read"
}

// jsonElement makes an item of one element, whole or broken.
func (r *reader) jsonElement(src *source, raw []byte, line int, notes []string, err error) Item {
	if err == nil {
		return r.jsonRecord(src, raw, line, notes)
	}
	at := &Error{Path: src.path, Line: line, Reason: err.Error()}
	if err == errBreak {
		at.Line += bytes.Count(raw, []byte("\n")) - 1
		last := bytes.LastIndexByte(raw[:len(raw)-1], '\n')
		at.Column = utf8.RuneCount(raw[last+1:])
	}
	return Item{Path: src.path, Line: line, Notes: notes, Err: at}
}

// jsonEnd is the end of the stream where no array was closed.
func (r *reader) jsonEnd(src *source, e *elements, n int, err error) bool {
	switch {
	case err != io.EOF:
		return r.refuse(src.path, e.line, reason(err), "")
	case e.array:
		return r.refuse(src.path, e.line, "the array is not closed", "the file may be cut off: fetch it again")
	}
	return n > 0 || r.refuse(src.path, 0, "no records", "")
}

// jsonTail looks at what follows the array.
func (r *reader) jsonTail(src *source, e *elements, n int) bool {
	if _, err := e.start(); err == nil {
		return r.refuse(src.path, e.line, "something follows the closed array and is not read", "")
	}
	return n > 0 || r.refuse(src.path, 0, "no records", "")
}
