package main

import (
	"strconv"
	"time"

	"github.com/schollz/progressbar/v3"
)

// A progress shows articles, bytes and rate on stderr if that is a terminal. A nil
// progress shows nothing.
type progress struct {
	bar   *progressbar.ProgressBar
	count int
}

func (s *session) progress() *progress {
	if !s.live {
		return nil
	}
	return &progress{bar: s.bar(-1, "reading", progressbar.OptionShowBytes(true))}
}

func (s *session) bar(n int64, doing string, unit progressbar.Option) *progressbar.ProgressBar {
	return progressbar.NewOptions64(n,
		progressbar.OptionSetWriter(s.err),
		progressbar.OptionSetDescription(doing),
		unit,
		progressbar.OptionShowCount(),
		progressbar.OptionSetWidth(20),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionClearOnFinish(),
	)
}

// writing shows articles, rate and the time left of an export on a terminal.
func (s *session) writing() *progress {
	if !s.live {
		return nil
	}
	return &progress{bar: s.bar(1, "writing", progressbar.OptionShowIts())}
}

// expect tells the total number of bytes, once it is known.
func (p *progress) expect(bytes int64) {
	if p != nil && bytes > 0 {
		p.bar.ChangeMax64(bytes)
	}
}

func (p *progress) add(bytes int64) {
	if p == nil {
		return
	}
	p.count++
	if p.count%100 == 0 {
		p.bar.Describe(strconv.Itoa(p.count) + " articles")
	}
	p.bar.Add64(bytes)
}

// clear takes the bar off the screen, so that a line can be printed.
func (p *progress) clear() {
	if p != nil {
		p.bar.Clear()
	}
}

// rows shows how many of n articles are written.
func (p *progress) rows(done, n int) {
	if p == nil {
		return
	}
	if done == 1 {
		p.bar.ChangeMax(n)
	}
	if done%100 == 0 || done == n {
		p.bar.Set(done)
	}
}
