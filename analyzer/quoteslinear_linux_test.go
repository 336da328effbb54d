package analyzer

import (
	"runtime"
	"syscall"
	"testing"
	"time"
)

// threadTime returns the processor time that the calling thread has used.
func threadTime(t *testing.T) time.Duration {
	t.Helper()
	const thisThread = 1 // RUSAGE_THREAD
	var u syscall.Rusage
	if err := syscall.Getrusage(thisThread, &u); err != nil {
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
	const part, parts, most = 20_000, 25, 5
	large := hostile(part * parts)
	for name, s := range hostile(part) {
		small, whole := newText("", s), newText("", large[name])
		took := func(x *text, times int) time.Duration {
			start := threadTime(t)
			for range times {
				quotes(x, nil)
			}
			return threadTime(t) - start
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
