package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/mattn/go-isatty"
)

// A session is one run of the program: its streams, its environment and what is
// known of the terminal.
type session struct {
	in      io.Reader
	out     *bufio.Writer
	err     io.Writer
	env     func(string) string
	colour  bool   // stdout is a terminal and NO_COLOR is not set
	live    bool   // stderr is a terminal: progress may show
	resume  string // what to tell of an interrupted command
	badRows int    // problems in an authority: rows not used, or not whole
	name    string // "dateline search", the beginning of each line of stderr
	layout  layout
	ends    []func() error
}

// atEnd has f run when the command is done, last in, first out. What it returns is
// nobody's concern any more.
func (s *session) atEnd(f func() error) { s.ends = append(s.ends, f) }

func (s *session) end() {
	for _, f := range slices.Backward(s.ends) {
		_ = f()
	}
}

func newSession(in io.Reader, out, err io.Writer, env func(string) string) *session {
	return &session{
		in:     in,
		out:    bufio.NewWriterSize(out, 32<<10),
		err:    err,
		env:    env,
		colour: terminal(out) && env("NO_COLOR") == "" && env("TERM") != "dumb",
		live:   terminal(err) && env("TERM") != "dumb",
		name:   "dateline",
	}
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

// warn prints one line to stderr: the command, then the message, cleaned. A message
// that names the command itself does not name it twice.
func (s *session) warn(format string, args ...any) {
	s.out.Flush()
	command := s.name[strings.LastIndexByte(s.name, ' ')+1:]
	fmt.Fprintf(s.err, "%s: %s\n", s.name, clean(strings.TrimPrefix(fmt.Sprintf(format, args...), command+": ")))
}

// printf prints to stdout as is: callers clean what comes from outside.
func (s *session) printf(format string, args ...any) { fmt.Fprintf(s.out, format, args...) }

// bold marks text on a terminal.
func (s *session) bold(text string) string {
	if !s.colour {
		return text
	}
	return "\x1b[1m" + text + "\x1b[0m"
}

// faint sets text back on a terminal.
func (s *session) faint(text string) string {
	if !s.colour {
		return text
	}
	return "\x1b[2m" + text + "\x1b[0m"
}

// mark sets off a match: bold on a terminal, «…» elsewhere.
func (s *session) mark(text string) string {
	if !s.colour {
		return "«" + text + "»"
	}
	return "\x1b[1;33m" + text + "\x1b[0m"
}
