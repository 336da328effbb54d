package main

import (
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// A progress shows on a terminal how far a command is: articles, bytes or rows, their
// rate, and the time left once that can be told. A nil progress shows nothing. It is
// safe for concurrent use.
type progress struct {
	mu    sync.Mutex
	bar   *progressbar.ProgressBar
	start time.Time
	count int
	done  int64
	all   int64 // 0 while it is not known
}

// The time left is told once the rate means something: after some seconds and a part
// of the work.
const (
	rateSeconds = 3
	ratePart    = 100
)

// progress shows how much of the input is taken in.
func (s *session) progress() *progress {
	return s.bar("reading", progressbar.OptionShowBytes(true))
}

// writing shows how much of an export is written.
func (s *session) writing() *progress { return s.bar("writing", progressbar.OptionShowIts()) }

func (s *session) bar(doing string, unit progressbar.Option) *progress {
	if !s.live {
		return nil
	}
	return &progress{start: time.Now(), bar: progressbar.NewOptions64(-1,
		progressbar.OptionSetWriter(s.err),
		progressbar.OptionSetDescription(doing),
		unit,
		progressbar.OptionShowCount(),
		progressbar.OptionSetWidth(20),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetSpinnerChangeInterval(0), // it would draw by itself, also after clear
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionSetElapsedTime(true),
		progressbar.OptionClearOnFinish(),
	)}
}

// expect tells how much there is to do. The bar is not full before clear: what is
// read has still to be stored.
func (p *progress) expect(all int64) {
	if p == nil || all <= 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all = all
	p.bar.ChangeMax64(all + 1)
}

// add counts one article and the bytes of input that were read for it.
func (p *progress) add(bytes int64) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count++
	progressbar.OptionSetDescription(count(p.count, "article"))(p.bar) // shown by to
	p.to(p.done + bytes)
}

// step counts one of what is done.
func (p *progress) step() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.to(p.done + 1)
}

// rows tells how many of n articles are written.
func (p *progress) rows(done, n int) {
	if p == nil {
		return
	}
	if done == 1 {
		p.expect(int64(n))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.to(int64(done))
}

func (p *progress) to(done int64) {
	p.done = done
	if p.all > 0 && ratePart*done >= p.all && time.Since(p.start) >= rateSeconds*time.Second {
		progressbar.OptionSetPredictTime(true)(p.bar)
	}
	if p.all > 0 {
		done = min(done, p.all) // a file may have grown
	}
	p.bar.Set64(done)
}

// clear takes the bar off the screen, so that a line can be printed.
func (p *progress) clear() {
	if p != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.bar.Clear()
	}
}
