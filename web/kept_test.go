package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestPagesShared asks for one page many times at once: it is made once. The client
// that makes it leaves: another makes it.
func TestPagesShared(t *testing.T) {
	var p pages
	var times int
	begun, leave := make(chan struct{}), make(chan struct{})
	first := make(chan error)
	go func() {
		_, err := p.get(context.Background(), "a", func(*made) error {
			times++
			close(begun)
			<-leave
			return context.Canceled
		})
		first <- err
	}()
	<-begun
	var wait sync.WaitGroup
	bodies := make([]string, 20)
	for i := range bodies {
		wait.Go(func() {
			m, err := p.get(context.Background(), "a", func(m *made) error {
				times++
				fmt.Fprintf(m, "page %d", times)
				return nil
			})
			if err != nil {
				t.Error(err)
				return
			}
			bodies[i] = m.body.String()
		})
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.get(gone, "a", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a client that left while it waited: %v", err)
	}
	close(leave)
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("the client that left: %v", err)
	}
	wait.Wait()
	for _, b := range bodies {
		if b != "page 2" {
			t.Errorf("a client got %q, want the page that was made once more and no oftener", b)
		}
	}
}

// TestPagesKept keeps pages and neither refusals nor failures, nor what a panic left.
func TestPagesKept(t *testing.T) {
	var p pages
	times := map[string]int{}
	get := func(key string, show func(*made) error) {
		defer func() { _ = recover() }()
		_, _ = p.get(context.Background(), key, func(m *made) error { times[key]++; return show(m) })
	}
	for range 3 {
		get("page", func(m *made) error { _, err := m.Write([]byte("x")); return err })
		get("refusal", func(m *made) error { m.WriteHeader(http.StatusBadRequest); return nil })
		get("failure", func(m *made) error { return errBusy })
		get("panic", func(m *made) error { panic("x") })
	}
	for key, want := range map[string]int{"page": 1, "refusal": 3, "failure": 3, "panic": 3} {
		if times[key] != want {
			t.Errorf("%s: made %d times of 3, want %d", key, times[key], want)
		}
	}
	big := strings.Repeat("x", maxKept/8)
	for i := range 20 {
		get(fmt.Sprint("big", i), func(m *made) error { _, err := m.Write([]byte(big)); return err })
	}
	if p.size > maxKept || len(p.kept) != 8 {
		t.Errorf("%d pages of %d bytes are kept, want 8 of at most %d", len(p.kept), p.size, maxKept)
	}
}

// TestPagesWaitEnds does not wait for a page longer than its client does.
func TestPagesWaitEnds(t *testing.T) {
	var p pages
	begun, end := make(chan struct{}), make(chan struct{})
	go p.get(context.Background(), "a", func(*made) error { close(begun); <-end; return nil })
	<-begun
	defer close(end)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if _, err := p.get(ctx, "a", nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a client whose time is up: %v", err)
	}
}
