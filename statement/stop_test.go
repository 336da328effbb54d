package statement

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ending is a context that is done after it has been asked so often.
type ending struct {
	context.Context
	left int
}

func (e *ending) Err() error {
	if e.left--; e.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestStatementsUntil leaves a grouping at every place where it can be left. What the
// set says afterwards is what it says without that.
func TestStatementsUntil(t *testing.T) {
	fill := func() *Set {
		s := NewSet()
		for i := range 12 {
			for _, speaker := range []string{"a", "b", ""} {
				words := []string{"nobody", "here", "wants", "another", "winter", "without", "heating", "or", "bread", fmt.Sprint("again", i%3), "perhaps"}
				s.Add(Unit{Article: fmt.Sprint(i, speaker), Field: "text", Speaker: speaker, Name: speaker, Kind: "direct", Published: "2025-07-24", Words: words, Text: "x"})
			}
		}
		return s
	}
	want := fill().Statements()
	left := 0
	for ; ; left++ {
		s := fill()
		got, err := s.StatementsUntil(&ending{context.Background(), left})
		if err == nil {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("not left: -want +got\n%s", diff)
			}
			break
		}
		if !errors.Is(err, context.Canceled) || got != nil {
			t.Fatalf("left after %d: %v, %v", left, got, err)
		}
		if diff := cmp.Diff(want, s.Statements()); diff != "" {
			t.Fatalf("left after %d, then asked again: -want +got\n%s", left, diff)
		}
	}
	if left < 20 {
		t.Errorf("a grouping can be left at %d places only", left)
	}
}
