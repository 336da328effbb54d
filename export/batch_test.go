package export

import (
	"context"
	"errors"
	"testing"
	"time"

	"dateline/query"
)

// TestBatchStops ends a batch whose next line is still waited for, as on a terminal
// or behind a pipe.
func TestBatchStops(t *testing.T) {
	n := newNews(t, envoys()...)
	s := n.snapshot()
	hang := make(chan bool)
	defer close(hang)
	lines := func(yield func(Line, error) bool) {
		if yield(Line{N: 1, Label: "1", Text: "envoys"}, nil) {
			<-hang
		}
	}
	b := &Batch{Snapshot: s, Compile: func(text string) (*query.Compiled, error) { return n.compile(s, text), nil }}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		for o, err := range b.Run(ctx, lines) {
			if err != nil {
				ended <- err
				return
			}
			if o.Declared != 3 {
				t.Errorf("%d articles, want 3", o.Declared)
			}
			cancel()
		}
		ended <- nil
	}()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("it ends with %v, want context.Canceled", err)
		}
	case <-time.After(time.Minute):
		t.Fatal("it waits for the next line")
	}
}
