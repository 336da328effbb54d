package index

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"dateline/corpus"
	"dateline/query"
)

// TestReadersBesideWriter searches and copies an index while it is written, merged
// and cleaned up: every view is one generation, whole.
func TestReadersBesideWriter(t *testing.T) {
	r := random(t)
	saved := mergeOptions
	mergeOptions.MaxSegmentsPerTier, mergeOptions.SegmentsPerMergeTask, mergeOptions.FloorSegmentSize = 3, 3, 10
	defer func() { mergeOptions = saved }()
	dir := filepath.Join(t.TempDir(), "index")
	x, err := Open(dir, Options{Write: true, Streams: Streams})
	if err != nil {
		t.Fatal(err)
	}
	// Every Put brings ten articles that carry the number of the Put.
	put := func(n int) error {
		var batch []corpus.Annotated
		for i := range 10 {
			a := randomArticle(r, fmt.Sprintf("a%d", i))
			a.Collection = fmt.Sprint("put", n)
			batch = append(batch, a)
		}
		return x.Put(context.Background(), slices.Values(batch))
	}
	if err := put(0); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		reader, err := Open(dir, Options{Streams: Streams})
		if err != nil {
			t.Error(err)
			return
		}
		for i := 0; ; i++ {
			select {
			case <-done:
				if err := reader.Close(); err != nil {
					t.Error(err)
				}
				return
			default:
			}
			s, err := reader.Snapshot(context.Background())
			if err != nil {
				t.Error(err)
				return
			}
			if err := oneGeneration(s); err != nil {
				t.Error(err)
			}
			s.Close()
		}
	})
	for n := 1; n < 60; n++ {
		if err := put(n); err != nil {
			t.Fatal(err)
		}
		if n%20 != 0 {
			continue
		}
		to := filepath.Join(t.TempDir(), "copy")
		if err := Copy(context.Background(), dir, to); err != nil {
			t.Error(err)
		}
		if found, err := Check(context.Background(), to); err != nil || len(found) > 0 {
			t.Errorf("copy: %v, %v", found, err)
		}
		if err := Copy(context.Background(), dir, to); err == nil {
			t.Error("a copy over another is no error")
		}
	}
	close(done)
	wait.Wait()
	if err := x.Close(); err != nil {
		t.Error(err)
	}
}

// oneGeneration expects all articles of a snapshot to be of one Put.
func oneGeneration(s query.Snapshot) error {
	res, err := s.Search(context.Background(), query.Request{Query: &query.All{}, Facets: []query.FacetRequest{{Name: "collection"}}})
	if err != nil {
		return err
	}
	if res.Total != 10 || len(res.Facets[0].Values) != 1 {
		return fmt.Errorf("a view of %d articles of %v, want ten of one put", res.Total, res.Facets[0].Values)
	}
	for _, err := range s.Scan(context.Background(), query.Request{Load: query.LoadText}) {
		if err != nil {
			return err
		}
	}
	return nil
}

// TestCancel stops a search in the middle of its work.
func TestCancel(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	x, err := Open(t.TempDir(), Options{Write: true, Streams: Streams})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	r := random(t)
	var batch []corpus.Annotated
	for i := range 800 {
		batch = append(batch, randomArticle(r, fmt.Sprint(i)))
	}
	if err := x.Put(ctx, slices.Values(batch)); err != nil {
		t.Fatal(err)
	}
	s, err := x.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	n := 0
	for _, err := range s.Scan(ctx, query.Request{}) {
		if n++; n == 5 {
			stop()
		}
		if err != nil {
			if !errors.Is(err, context.Canceled) || n > 6 {
				t.Errorf("hit %d: %v", n, err)
			}
			break
		}
	}
	if _, err := s.Search(ctx, query.Request{Query: term("talk"), Size: 10}); !errors.Is(err, context.Canceled) {
		t.Errorf("search: %v", err)
	}
	if err := x.Put(ctx, slices.Values(batch)); !errors.Is(err, context.Canceled) {
		t.Errorf("put: %v", err)
	}
}
