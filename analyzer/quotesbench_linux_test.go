package analyzer

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"dateline/corpus"
)

// processorTime returns what the process has used.
func processorTime(t testing.TB) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
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
	n, start := 0, processorTime(b)
	for b.Loop() {
		quotes(texts[n%len(texts)], mentions[n%len(texts)])
		n++
	}
	b.ReportMetric(float64(n)/(processorTime(b)-start).Seconds(), "articles/CPU-s")
}
