package main

import (
	"errors"
	"fmt"
	"strings"
	"syscall"

	"dateline/export"
	"dateline/index"
	"dateline/opensearch"
	"dateline/query"
)

// The exit codes. Help prints them; scripts rely on them.
const (
	codeDone      = 0
	codeNoHit     = 1
	codeUsage     = 2
	codePartial   = 3
	codeIO        = 4
	codeDamaged   = 5
	codeLocked    = 6
	codeNoIndex   = 7
	codeNoCluster = 8
	codePipe      = 141 // quiet: the reader of our output went away
)

var codeNames = map[int]string{
	codeDone:      "done",
	codeNoHit:     "no hit",
	codeUsage:     "wrong usage or query",
	codePartial:   "partial: some inputs refused, listed",
	codeIO:        "input or output error, disk full",
	codeDamaged:   "index damaged or of another format",
	codeLocked:    "index locked by another process",
	codeNoIndex:   "no index",
	codeNoCluster: "cluster unreachable, or it refuses",
}

// errNoHit says that a search found nothing: exit 1, no message.
var errNoHit = errors.New("no hit")

// errPartial says that inputs were refused. They have been listed already.
var errPartial = errors.New("some inputs were refused")

// A usageError is a command line or a query that cannot be understood.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

func usagef(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }

// exitCode is the one place where errors become exit codes.
func exitCode(err error) int {
	if code, ok := isInterrupt(err); ok {
		return code
	}
	var usage usageError
	var bad *query.Error
	var over *query.CapError
	switch {
	case err == nil:
		return codeDone
	case errors.Is(err, syscall.EPIPE):
		return codePipe
	case errors.As(err, &usage), errors.As(err, &bad), errors.As(err, &over), errors.Is(err, query.ErrCursor), errors.Is(err, export.ErrOther), errors.Is(err, export.ErrColumn), errors.Is(err, opensearch.ErrAddress):
		return codeUsage
	case errors.Is(err, index.ErrDamaged), errors.Is(err, index.ErrFormat):
		return codeDamaged
	case errors.Is(err, opensearch.ErrFull):
		return codeIO
	case errors.Is(err, opensearch.ErrFormat):
		return codeDamaged
	case fromCluster(err):
		return codeNoCluster
	case errors.Is(err, index.ErrLocked):
		return codeLocked
	case errors.Is(err, index.ErrNoIndex):
		return codeNoIndex
	case errors.Is(err, errPartial), errors.Is(err, export.ErrForeign), errors.Is(err, export.ErrIncomplete), errors.Is(err, export.ErrResume):
		return codePartial
	case errors.Is(err, errNoHit):
		return codeNoHit
	}
	return codeIO
}

// report prints err as one line of stderr, where there is anything to say. A query
// error brings its own second and third line, the query and the caret.
func (s *session) report(err error) {
	if err == nil || err == errNoHit || errors.Is(err, syscall.EPIPE) {
		return
	}
	if _, ok := isInterrupt(err); ok {
		s.warn("stopped by %s%s", firstLine(err.Error()), s.resume)
		return
	}
	s.warn("%s", err.Error())
	var bad *query.Error
	if errors.As(err, &bad) && bad.Text != "" { // none where it is empty or over its cap
		for line := range strings.SplitSeq(bad.Caret(), "\n") {
			fmt.Fprintf(s.err, "  %s\n", clean(line))
		}
	}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

func isNoArticle(err error) bool { return errors.Is(err, query.ErrNoArticle) }
