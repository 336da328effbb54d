package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"sync"
)

// What became of one piece of input.
const (
	indexed   = "indexed"
	unchanged = "unchanged"
	replaced  = "replaced"
	skipped   = "skipped"
	failed    = "failed"
	elsewhere = "elsewhere" // falls to another process, --shard
)

// An outcome is a line of the report: where a piece of input stands and what
// became of it.
type outcome struct {
	Path   string   `json:"path"`
	Line   int      `json:"line,omitempty"`
	ID     string   `json:"id,omitempty"`
	Status string   `json:"status"`
	Reason string   `json:"reason,omitempty"`
	Notes  []string `json:"notes,omitempty"`

	bytes int64
	shown bool // the progress bar has moved
}

// totals add up: inputs is the sum of the others but removed, which counts
// articles of the index that the input no longer holds.
type totals struct {
	Inputs    int `json:"inputs"`
	Indexed   int `json:"indexed"`
	Unchanged int `json:"unchanged"`
	Replaced  int `json:"replaced"`
	Skipped   int `json:"skipped"`
	Failed    int `json:"failed"`
	Removed   int `json:"removed"`
	Elsewhere int `json:"elsewhere,omitempty"`
}

func (t totals) String() string {
	parts := []string{fmt.Sprintf("%d indexed", t.Indexed), fmt.Sprintf("%d unchanged", t.Unchanged)}
	for _, p := range []struct {
		n    int
		name string
	}{{t.Replaced, replaced}, {t.Skipped, skipped}, {t.Failed, "refused"}, {t.Removed, "removed"}, {t.Elsewhere, "left to other shards"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.name))
		}
	}
	return strings.Join(parts, ", ")
}

// A ledger keeps count of outcomes, writes the report, tells what was refused on
// stderr and moves the progress bar. It is safe for concurrent use.
type ledger struct {
	mu      sync.Mutex
	s       *session
	totals  totals
	report  *bufio.Writer // nil without --report
	file    *os.File
	refused []string // paths
	faults  []string // what was told of them
	notes   int      // told so far
	bar     *progress
	err     error // the first of writing the report
}

// mostNotes bounds the notes printed; the report holds all of them.
const mostNotes = 20

func (s *session) newLedger(report string) (*ledger, error) {
	l := &ledger{s: s, bar: s.progress()}
	if report == "" {
		return l, nil
	}
	f, err := os.Create(report)
	if err != nil {
		return nil, fmt.Errorf("index: write report: %w", err)
	}
	l.file, l.report = f, bufio.NewWriter(f)
	return l, nil
}

func (l *ledger) add(o outcome) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.totals.Inputs++
	switch o.Status {
	case indexed:
		l.totals.Indexed++
	case unchanged:
		l.totals.Unchanged++
	case replaced:
		l.totals.Replaced++
	case skipped:
		l.totals.Skipped++
	case elsewhere:
		l.totals.Elsewhere++
	case failed:
		l.totals.Failed++
		l.refused = append(l.refused, o.Path)
		l.tell(o.Reason)
		l.faults = append(l.faults, o.Reason)
	}
	for _, n := range o.Notes {
		l.noteLocked("%s: %s", outcomePlace(o), n)
	}
	if !o.shown {
		l.bar.add(o.bytes)
	}
	if l.report != nil && l.err == nil {
		l.err = writeJSON(l.report, o)
	}
}

func outcomePlace(o outcome) string {
	if o.Line == 0 {
		return o.Path
	}
	return fmt.Sprintf("%s:%d", o.Path, o.Line)
}

// note tells something that is no refusal. Past the first few only the count and
// the report remain.
func (l *ledger) note(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.noteLocked(format, args...)
}

func (l *ledger) noteLocked(format string, args ...any) {
	if l.notes++; l.notes <= mostNotes {
		l.tell("note: " + fmt.Sprintf(format, args...))
	}
}

func (l *ledger) tell(text string) {
	l.bar.clear()
	l.s.warn("%s", text)
}

// sums returns the totals so far.
func (l *ledger) sums() totals {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.totals
}

func (l *ledger) failed() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.totals.Failed
}

// refusedPath reports whether path, or an archive or folder around it, was refused.
func (l *ledger) refusedPath(path string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range l.refused {
		if path == r || strings.HasPrefix(path, strings.TrimSuffix(r, "/")+"/") {
			return true
		}
	}
	return false
}

// close ends the bar, writes the totals as the report's last line, and returns
// errPartial where inputs were refused.
func (l *ledger) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bar.clear()
	if l.notes > mostNotes {
		l.s.warn("note: %d more notes; --report FILE keeps all of them", l.notes-mostNotes)
	}
	if l.report != nil {
		if l.err == nil {
			l.err = writeJSON(l.report, map[string]totals{"totals": l.totals})
		}
		for _, finish := range []func() error{l.report.Flush, l.file.Close} {
			if err := finish(); l.err == nil {
				l.err = err
			}
		}
		if l.err != nil {
			return fmt.Errorf("index: write report: %w", l.err)
		}
	}
	if l.totals.Failed > 0 {
		return fmt.Errorf("%w: %d of %d", errPartial, l.totals.Failed, l.totals.Inputs)
	}
	return nil
}
