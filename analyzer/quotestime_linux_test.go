package analyzer

import (
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"syscall"
	"testing"
	"time"

	"dateline/corpus"
)

const thisThread = 1 // RUSAGE_THREAD

// processorTime returns what the calling thread or the whole process has used.
func processorTime(t testing.TB, who int) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(who, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// One text of 25 parts may take at most five times the processor time of 25 texts of
// one part. What is linear takes once, what is quadratic 25 times; the time is that of
// this thread alone, so that a busy machine changes little, and the least of three.
func TestQuotesLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // collecting falls on whichever thread allocates
	const part, parts, most = 20_000, 25, 5
	large := hostile(part * parts)
	for name, s := range hostile(part) {
		small, whole := newText("", s), newText("", large[name])
		took := func(x *text, times int) time.Duration {
			runtime.GC()
			start := processorTime(t, thisThread)
			for range times {
				quotes(x, nil)
			}
			return processorTime(t, thisThread) - start
		}
		many, one := time.Hour, time.Hour
		for range 3 {
			many, one = min(many, took(small, parts)), min(one, took(whole, 1))
		}
		t.Logf("%-22s %8v in parts, %8v at once", name, many, one)
		if one > most*max(many, time.Millisecond) {
			t.Errorf("%s: %v for %d bytes at once, %v in %d parts", name, one, part*parts, many, parts)
		}
	}
}

// BenchmarkQuotes takes the quotations, speakers and reported statements of the
// sample articles whose tokens and mentions are known; the figure is
// articles per second of processor time, collecting garbage included.
func BenchmarkQuotes(b *testing.B) {
	files, err := filepath.Glob("../seeds/*.txt")
	if err != nil || len(files) == 0 {
		b.Skip("no sample articles", err)
	}
	auth, err := Starter()
	if err != nil {
		b.Fatal(err)
	}
	z := New(auth)
	var texts []*text
	var mentions [][]corpus.Mention
	for _, f := range files {
		s, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		a := z.Analyze(corpus.Article{Text: string(s)})
		x := newText("", a.Text)
		x.lang = a.Language
		texts, mentions = append(texts, x), append(mentions, a.Mentions)
	}
	n, start := 0, processorTime(b, syscall.RUSAGE_SELF)
	for b.Loop() {
		quotes(texts[n%len(texts)], mentions[n%len(texts)])
		n++
	}
	b.ReportMetric(float64(n)/(processorTime(b, syscall.RUSAGE_SELF)-start).Seconds(), "articles/CPU-s")
}
