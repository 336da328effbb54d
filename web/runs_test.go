package web

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
	"dateline/query"
)

// TestRuns holds the runs of random stretches against what each byte lies in.
func TestRuns(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	const size = 30
	text := strings.Repeat("a", size)
	place := func() (start, end int) {
		start = random.IntN(size)
		return start, start + 1 + random.IntN(size-start)
	}
	for range 3000 {
		a := &corpus.Annotated{}
		var marks []query.Mark
		for range random.IntN(5) {
			start, end := place()
			a.Mentions = append(a.Mentions, corpus.Mention{Start: start, End: end})
			start, end = place()
			a.Quotes = append(a.Quotes, corpus.Quote{Start: start, End: end, Field: "text"})
			start, end = place()
			marks = append(marks, query.Mark{Found: query.Found{Field: "text", Start: start, End: end}})
			marks = append(marks, query.Mark{Found: query.Found{Field: "title", Start: 0, End: size}})
		}
		at := 0
		for _, r := range runs(a, "text", text, marks) {
			for i := at; i < at+len(r.Text); i++ {
				got := run{Match: r.Match, Quote: r.Quote, Mention: r.Mention}
				if i == at { // no quotation begins within a run
					got.Opens = r.Opens
				}
				if d := cmp.Diff(byteRun(a, marks, i), got); d != "" {
					t.Fatalf("seed %d: byte %d of mentions %v, quotes %v, marks %v: %s", seed, i, a.Mentions, a.Quotes, marks, d)
				}
			}
			at += len(r.Text)
		}
		if at != size {
			t.Fatalf("seed %d: the runs hold %d of %d bytes", seed, at, size)
		}
	}
}

// byteRun is what the byte at i lies in.
func byteRun(a *corpus.Annotated, marks []query.Mark, i int) (r run) {
	for n, q := range a.Quotes {
		if q.Start <= i && i < q.End {
			r.Quote = n + 1
		}
		if q.Start == i {
			r.Opens = append(r.Opens, n+1)
		}
	}
	best := 0
	for n, m := range a.Mentions {
		if m.Start <= i && i < m.End && (r.Mention == 0 || m.End-m.Start < best) {
			r.Mention, best = n+1, m.End-m.Start
		}
	}
	r.Match = slices.ContainsFunc(marks, func(m query.Mark) bool { return m.Field == "text" && m.Start <= i && i < m.End })
	return r
}
