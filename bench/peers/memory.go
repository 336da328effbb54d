package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A watch looks at the memory of a process every 20 ms. Without /proc it sees none.
type watch struct {
	pid  int
	stop chan struct{}
	done sync.WaitGroup
	memory
}

// memory is peaks in bytes: anon without the pages of mapped files, whole with them.
type memory struct{ Anon, Whole int64 }

func watching(pid int) *watch {
	w := &watch{pid: pid, stop: make(chan struct{})}
	w.done.Go(func() {
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			w.look()
			select {
			case <-w.stop:
				tick.Stop()
				return
			case <-tick.C:
			}
		}
	})
	return w
}

func (w *watch) look() {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", w.pid))
	if err != nil {
		return
	}
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(line, ":")
		if name != "RssAnon" && name != "VmHWM" {
			continue
		}
		kB, _ := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
		if name == "RssAnon" {
			w.Anon = max(w.Anon, kB<<10)
		} else {
			w.Whole = max(w.Whole, kB<<10)
		}
	}
}

// end returns the peaks.
func (w *watch) end() memory {
	close(w.stop)
	w.done.Wait()
	return w.memory
}

func (m memory) String() string {
	if m.Whole == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f / %.0f", float64(m.Anon)/1e6, float64(m.Whole)/1e6)
}
