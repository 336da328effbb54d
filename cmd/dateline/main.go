// Dateline searches collections of news articles: who said what, where, when and
// in which outlet.
//
// The rules of the streams: data goes to stdout, everything else to stderr;
// progress shows on a terminal only; no control character of an article or a file
// name reaches either raw; a line of stderr begins with the program and command.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
)

func main() {
	lateGC()
	ctx, stop := interruptible(os.Stderr)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv)
	stop()
	os.Exit(code)
}

// run is the whole program: args without the program's name, the environment as a
// lookup. It returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, env func(string) string) int {
	s := newSession(stdin, stdout, stderr, env)
	err := s.dispatch(ctx, args)
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = interrupted{cause, err}
	}
	s.report(err)
	return exitCode(err)
}

// interruptible returns a context that the first SIGINT or SIGTERM cancels, so
// that the work in hand is finished; the second ends the program at once.
func interruptible(stderr io.Writer) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		first, ok := <-signals
		if !ok {
			return
		}
		cancel(signalled{first.(syscall.Signal)})
		fmt.Fprintln(stderr, "dateline: stopping; what was acknowledged is kept; once more to stop at once")
		if second, ok := <-signals; ok {
			os.Exit(128 + int(second.(syscall.Signal)))
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(signals)
	}
}

// signalled is the cause of a context that a signal cancelled.
type signalled struct{ syscall.Signal }

func (s signalled) Error() string { return s.Signal.String() }

// interrupted is what a command returns once its context was cancelled: the
// signal, and where the command was.
type interrupted struct{ cause, at error }

func (i interrupted) Error() string {
	if at := strings.TrimSuffix(i.at.Error(), context.Canceled.Error()); at != "" {
		return i.cause.Error() + ": " + strings.TrimSuffix(at, ": ")
	}
	return i.cause.Error()
}

func (i interrupted) Unwrap() []error { return []error{i.cause, i.at} }

// version returns the module version and the commit that the binary was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v, commit, dirty := info.Main.Version, "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "+changes"
		}
	}
	if v == "" || v == "(devel)" {
		v = "development"
	}
	if len(commit) >= 12 {
		v += " " + commit[:12] + dirty
	}
	return v
}

// isInterrupt reports whether err comes from a signal, and the code to exit with.
func isInterrupt(err error) (int, bool) {
	var s signalled
	if errors.As(err, &s) {
		return 128 + int(s.Signal), true
	}
	return 0, false
}
