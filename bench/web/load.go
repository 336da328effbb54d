package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"runtime/pprof"
	"slices"
	"sync"
	"syscall"
	"time"
)

// result is how long pages took, how many failed and what all of them cost.
type result struct {
	times  []time.Duration
	each   [][]time.Duration // by shape
	errors int
	spent  time.Duration // of this process, clients included
}

// byShape lists the median of each shape of question, in milliseconds.
func (r result) byShape() []string {
	var out []string
	for i, times := range r.each {
		out = append(out, fmt.Sprintf("%8.1f ms  %s", result{times: times}.at(0.5), shapes[i].of("…", "…", "…")))
	}
	return out
}

// at is a quantile in milliseconds.
func (r result) at(q float64) float64 {
	if len(r.times) == 0 {
		return 0
	}
	slices.Sort(r.times)
	return ms(r.times[min(len(r.times)-1, int(q*float64(len(r.times))))])
}

// cpu is the processor time of a page in milliseconds.
func (r result) cpu() float64 { return ms(r.spent) / float64(max(1, len(r.times)+r.errors)) }

// load lets clients ask the questions, each its share in turn.
func load(base string, questions []string, clients int, pause time.Duration) result {
	var mu sync.Mutex
	var wg sync.WaitGroup
	all := result{each: make([][]time.Duration, len(shapes))}
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = clients
	before := spent()
	for c := range clients {
		wg.Go(func() {
			time.Sleep(pause * time.Duration(c) / time.Duration(clients))
			for i := c; i < len(questions); i += clients {
				begin := time.Now()
				err := page(base + "/?q=" + url.QueryEscape(questions[i]))
				took := time.Since(begin)
				mu.Lock()
				if err != nil {
					all.errors++
				} else {
					all.times, all.each[i%len(shapes)] = append(all.times, took), append(all.each[i%len(shapes)], took)
				}
				mu.Unlock()
				time.Sleep(pause)
			}
		})
	}
	wg.Wait()
	all.spent = spent() - before
	return all
}

func page(address string) error {
	r, err := http.Get(address)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return err
	}
	if r.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", r.StatusCode)
	}
	return nil
}

// spent is the processor time of this process.
func spent() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func profiled(path string, do func() error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return do()
}
