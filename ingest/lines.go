package ingest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"

	"golang.org/x/text/transform"
)

// headSize is how much of a stream settles its format and encoding.
const headSize = 256 << 10

var errLong = errors.New("line too long")

// lines cuts a stream, decoded to UTF-8, into lines of at most max bytes.
type lines struct {
	r      *bufio.Reader
	max    int64
	number int // of the line that next returned last, from 1
	buf    []byte
	note   []string // made once, on the first record
}

// newLines settles the encoding of r by its head.
func newLines(r io.Reader, opts Options) *lines {
	decoded, note := decodeStream(r, opts.Encoding)
	return &lines{r: decoded, max: opts.MaxArticle, note: note}
}

// decodeStream returns r as UTF-8 where its encoding is another one. Invalid bytes of
// UTF-8 pass, so that each record counts its own.
func decodeStream(r io.Reader, named string) (*bufio.Reader, []string) {
	b := bufio.NewReaderSize(r, headSize)
	head, err := b.Peek(headSize)
	d := settleEncoding(head, err != nil, named, "")
	b.Discard(d.bom)
	var notes []string
	if d.note != "" {
		notes = append(notes, d.note)
	}
	if d.enc == nil {
		return b, notes
	}
	return bufio.NewReaderSize(transform.NewReader(b, d.enc.NewDecoder()), 64<<10), notes
}

// notes returns what is to be said once.
func (l *lines) notes() []string {
	n := l.note
	l.note = nil
	return n
}

// next returns the next line with its end, valid until the next call. A line
// beyond max yields errLong and is passed over.
func (l *lines) next() ([]byte, error) {
	l.buf = l.buf[:0]
	l.number++
	long := false
	for {
		part, err := l.r.ReadSlice('\n')
		if long = long || int64(len(l.buf)+len(part)) > l.max; !long {
			l.buf = append(l.buf, part...)
		}
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && len(l.buf) == 0 && !long:
			return nil, io.EOF
		case err != nil && err != io.EOF:
			return nil, err
		case long:
			return nil, errLong
		}
		return l.buf, nil
	}
}

func trimEOL(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] == '\n' {
		b = b[:n-1]
	}
	if n := len(b); n > 0 && b[n-1] == '\r' {
		b = b[:n-1]
	}
	return b
}

// size prints a number of bytes.
func size(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d bytes", n)
}

func itoa(n int) string { return strconv.Itoa(n) }
