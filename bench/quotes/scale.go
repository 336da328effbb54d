package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"dateline/corpus"
	"dateline/statement"
)

// scaled groups n generated quotes: words and speakers as frequent as Zipf says,
// one utterance in one to twenty articles of the same days, each whole, cut or
// changed; every fifth utterance holds a stock phrase; a fifth has no speaker.
func scaled(w io.Writer, n int) {
	r := rand.New(rand.NewPCG(1, 2))
	vocabulary := rand.NewZipf(r, 1.07, 8, 60_000)
	people := rand.NewZipf(r, 1.1, 20, 20_000)
	stock := make([][]string, 200)
	sentence := func(n int) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = fmt.Sprintf("word%d", vocabulary.Uint64())
		}
		return out
	}
	for i := range stock {
		stock[i] = sentence(6)
	}
	debug.SetGCPercent(25) // memory before time, as an index that groups in the background would
	debug.SetMemoryLimit(1400 << 20)
	set := statement.NewSet()
	start := cpu()
	for made := 0; made < n; {
		words := sentence(8 + r.IntN(24))
		if r.IntN(5) == 0 {
			words = append(words, stock[r.IntN(len(stock))]...)
		}
		speaker, day := fmt.Sprintf("person-%d", people.Uint64()), time.Unix(int64(r.IntN(3000))*86400, 0)
		for range 1 + r.IntN(1+r.IntN(20)) {
			set.Add(invent(r, made, words, speaker, day.AddDate(0, 0, r.IntN(3)).Format("2006-01-02")))
			made++
		}
	}
	fmt.Fprintf(w, "%-40s %8d quotes in %.1f CPU-s\n", "taken in", n, (cpu() - start).Seconds())
	start = cpu()
	found := len(set.Statements())
	fmt.Fprintf(w, "%-40s %8d statements in %.1f CPU-s\n", "grouped", found, (cpu() - start).Seconds())
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Fprintf(w, "%-40s %8d MB\n", "memory taken from the system", m.Sys>>20)
	set.Delete("a0")
	start = cpu()
	set.Statements()
	fmt.Fprintf(w, "%-40s %8.1f CPU-s\n", "grouped again without one article", (cpu() - start).Seconds())
	if peak := peakMemory(); peak != "" {
		fmt.Fprintf(w, "%-40s %12s\n", "peak memory of the process", peak)
	}
}

// cpu is the user and system time of this process.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakMemory is the most memory that the process ever held, where Linux tells it.
func peakMemory() string {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

func invent(r *rand.Rand, n int, words []string, speaker, day string) statement.Unit {
	if r.IntN(2) == 0 {
		from := r.IntN(len(words) / 2)
		words = words[from : from+1+r.IntN(len(words)-from)]
	}
	if r.IntN(5) == 0 {
		words = append([]string{}, words...)
		words[r.IntN(len(words))] = "changed"
	}
	if r.IntN(5) == 0 {
		speaker = ""
	}
	text := strings.Join(words, " ")
	return statement.Unit{Article: fmt.Sprintf("a%d", n), Published: day, End: len(text), Text: text, Kind: corpus.Direct, Speaker: speaker, Name: speaker, Words: words}
}
