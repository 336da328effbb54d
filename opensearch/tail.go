package opensearch

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"runtime"
	"slices"
	"sync"
	"time"
)

// A tail is what remains of a scan: one sorted stream of hits from each slice of the
// view, merged. When the view is lost together with its content, all slices go on
// in another view, each behind its own last hit.
type tail struct {
	s      *Snapshot
	slices int
	keep   func(*hit) bool // which hits there are, asked of several at once

	mu   sync.Mutex
	view string // after the snapshot's own is lost, "" before
}

// merged yields the hits of all slices in the order of Scan.
func (t *tail) merged(ctx context.Context, body object) iter.Seq2[hit, error] {
	return func(yield func(hit, error) bool) {
		var heads []hit
		var nexts []func() (hit, error, bool)
		for i := range t.slices {
			next, stop := iter.Pull2(t.slice(ctx, body, i))
			defer stop()
			h, err, ok := next()
			if err != nil {
				yield(h, err)
				return
			}
			if ok {
				heads, nexts = append(heads, h), append(nexts, next)
			}
		}
		for len(heads) > 0 {
			least := 0
			for i := range heads {
				if heads[i].before(heads[least]) {
					least = i
				}
			}
			if !yield(heads[least], nil) {
				return
			}
			h, err, ok := nexts[least]()
			switch {
			case err != nil:
				yield(h, err)
				return
			case ok:
				heads[least] = h
			default:
				heads = append(heads[:least], heads[least+1:]...)
				nexts = append(nexts[:least], nexts[least+1:]...)
			}
		}
	}
}

// slice yields the hits of the i-th slice.
func (t *tail) slice(ctx context.Context, body object, i int) iter.Seq2[hit, error] {
	body = maps.Clone(body)
	if t.slices > 1 {
		body["slice"] = object{"id": i, "max": t.slices}
	}
	return func(yield func(hit, error) bool) {
		for page, err := range ahead(ctx, body, t.kept) {
			if err != nil {
				yield(hit{}, err)
				return
			}
			for _, h := range page {
				if h.Source.Article != nil && !yield(h, nil) {
					return
				}
			}
		}
	}
}

// kept searches and takes the articles off the hits that are none.
func (t *tail) kept(ctx context.Context, body object) (*answer, error) {
	a, err := t.search(ctx, body)
	if err != nil {
		return nil, err
	}
	var wait sync.WaitGroup
	n := max(1, (len(a.Hits.Hits)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	for some := range slices.Chunk(a.Hits.Hits, n) {
		wait.Go(func() {
			for i := range some {
				if !t.keep(&some[i]) {
					some[i].Source.Article = nil
				}
			}
		})
	}
	wait.Wait()
	return a, nil
}

// search asks the snapshot's view, and another once that is lost.
func (t *tail) search(ctx context.Context, body object) (*answer, error) {
	begin := time.Now()
	for try := 0; ; try++ {
		t.mu.Lock()
		view := t.view
		t.mu.Unlock()
		var a *answer
		var err error
		if view == "" {
			a, err = t.s.search(ctx, maps.Clone(body))
		} else {
			a, err = t.s.x.ask(ctx, view, maps.Clone(body))
		}
		if err == nil || !lost(err) || time.Since(begin) > readPatience {
			return a, err
		}
		if err := t.resume(ctx, view, try, err); err != nil {
			return nil, err
		}
	}
}

// resume opens a view of the present state in place of old.
func (t *tail) resume(ctx context.Context, old string, try int, cause error) error {
	if err := pause(ctx, try); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.view != old {
		return nil // another slice has done so
	}
	view, _, err := t.s.x.open(ctx)
	if lost(err) {
		return nil // it is tried again
	}
	if err != nil {
		return err
	}
	if old != "" {
		t.s.x.release(old)
	}
	t.view = view
	if errors.Is(cause, ErrExpired) && t.s.x.options.Notice != nil {
		t.s.x.options.Notice(fmt.Sprintf("the cluster lost the view of %s that this scan began in, and the index has changed since; it goes on behind the last article, in the index as it is now", t.s.x.name))
	}
	return nil
}

func (t *tail) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.view != "" {
		t.s.x.release(t.view)
	}
}
