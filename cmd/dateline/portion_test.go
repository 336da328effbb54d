package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
	"dateline/query"
)

// portions is an engine that notes the ids of each Put.
type portions struct {
	query.Engine
	puts [][]string
}

func (p *portions) Put(_ context.Context, articles iter.Seq[corpus.Annotated]) error {
	var ids []string
	for a := range articles {
		ids = append(ids, a.ID)
	}
	p.puts = append(p.puts, ids)
	return nil
}

func portionsOf(t *testing.T, d time.Duration, bytes int) {
	savedTime, savedBytes := portionTime, portionBytes
	portionTime, portionBytes = d, bytes
	t.Cleanup(func() { portionTime, portionBytes = savedTime, savedBytes })
}

func annotated(id string) corpus.Annotated {
	return corpus.Annotated{Article: corpus.Article{ID: id, Text: "0123456789"}}
}

// TestPortions cuts a sequence by bytes, stores what came before an error or a
// cancellation, and counts what is durable alone.
func TestPortions(t *testing.T) {
	portionsOf(t, time.Hour, 20)
	fault := errors.New("unreadable")
	for _, c := range []struct {
		name        string
		fail, leave int // behind so many articles, -1 never
		want        [][]string
		err         error
	}{
		{"whole", -1, -1, [][]string{{"0", "1"}, {"2", "3"}, {"4"}}, nil},
		{"error", 3, -1, [][]string{{"0", "1"}, {"2"}}, fault},
		{"cancelled", -1, 3, [][]string{{"0", "1"}, {"2"}}, context.Canceled},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			all := func(yield func(*corpus.Annotated, error) bool) {
				for i := range 5 {
					if i == c.fail {
						yield(nil, fault)
						return
					}
					if i+1 == c.leave {
						cancel()
					}
					if a := annotated(fmt.Sprint(i)); !yield(&a, nil) {
						return
					}
				}
			}
			e, stored := &portions{}, 0
			err := putPortions(ctx, e, all, func(n int) { stored += n })
			if !errors.Is(err, c.err) {
				t.Errorf("error %v, want %v", err, c.err)
			}
			if diff := cmp.Diff(c.want, e.puts); diff != "" {
				t.Error(diff)
			}
			if want := len(slices.Concat(c.want...)); stored != want {
				t.Errorf("%d stored, want %d", stored, want)
			}
		})
	}
}

// TestTrickle stores what comes slowly while more is waited for, and counts it then.
func TestTrickle(t *testing.T) {
	portionsOf(t, 100*time.Millisecond, 1<<20)
	e := &portions{}
	in := &intake{engine: e, ledger: &ledger{}}
	ready := make(chan []entry)
	batch := func(id string) []entry {
		return []entry{{annotated: annotated(id), outcome: outcome{ID: id, Status: indexed, shown: true}}}
	}
	go func() { ready <- batch("b") }()
	if err := in.put(t.Context(), batch("a"), ready); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"a", "b"}}, e.puts); diff != "" {
		t.Error(diff)
	}
	if in.ledger.totals.Indexed != 2 {
		t.Errorf("%v, want 2 indexed", in.ledger.totals)
	}
	entries := make(chan entry, 1)
	entries <- entry{}
	if batch, more := gather(t.Context(), entries); len(batch) != 1 || !more {
		t.Errorf("a batch of %d, more %v: want the one that came, and more", len(batch), more)
	}
}
