package main

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"testing"
	"time"

	"dateline/corpus"
)

// TestProgress expects articles and bytes at once, and the time left only when a rate
// is known.
func TestProgress(t *testing.T) {
	var shown bytes.Buffer
	s := &session{live: true, err: &shown}
	p := s.progress()
	p.expect(1000)
	p.add(400)
	left := regexp.MustCompile(`\[\d+s:\d+s\]`)
	if left.Match(shown.Bytes()) {
		t.Errorf("time left before anything is known: %q", shown.String())
	}
	p.start = p.start.Add(-rateSeconds * time.Second)
	time.Sleep(600 * time.Millisecond) // the bar takes its rate twice a second
	p.add(100)
	if got := shown.Bytes(); !left.Match(got) || !bytes.Contains(got, []byte("2 articles")) || !bytes.Contains(got, []byte("(500 B/1.0 kB")) {
		t.Errorf("shown %q, want articles, bytes and the time left", got)
	}
	p.add(5000) // a file grew
	if p.bar.IsFinished() {
		t.Error("full before what was read is stored")
	}
}

// TestProgressMovesWithAnalysis expects the bar to move when an article is analysed,
// and not again when it is stored.
func TestProgressMovesWithAnalysis(t *testing.T) {
	s := &session{live: true, err: io.Discard, out: bufio.NewWriter(io.Discard)}
	p := s.progress()
	in := &intake{ledger: &ledger{s: s, bar: p}, analyse: func(a corpus.Article) corpus.Annotated { return corpus.Annotated{Article: a} }}
	e := entry{outcome: outcome{Status: indexed, bytes: 70}}
	if err := in.analyseOne(&e); err != nil || p.count != 1 || p.done != 70 {
		t.Errorf("after analysis: %v, %d articles, %d bytes; want 1 and 70", err, p.count, p.done)
	}
	in.ledger.add(e.outcome)
	in.ledger.add(outcome{Status: unchanged, bytes: 5})
	if p.count != 2 || p.done != 75 || in.ledger.totals.Inputs != 2 {
		t.Errorf("after storing it and meeting another: %d articles, %d bytes; want 2 and 75", p.count, p.done)
	}
}
