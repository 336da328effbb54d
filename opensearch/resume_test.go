package opensearch

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"dateline/query"
)

// expire has the cluster forget the view of a snapshot, as it does in time.
func (s *Snapshot) expire() { s.x.release(s.current()) }

// TestClusterExpired loses the view of a snapshot: where the index is as it was, no
// one notices; where it is not, a search fails, and a scan goes on and says so.
func TestClusterExpired(t *testing.T) {
	defer func(n int) { scanPage = n }(scanPage)
	scanPage = 50
	var notices []string
	x := open(t, freshURL(t), func(o *Options) {
		o.Shards = 2
		o.Notice = func(s string) { notices = append(notices, s) }
	})
	if err := x.Put(t.Context(), slices.Values(articles(x, "peace", 1_300))); err != nil {
		t.Fatal(err)
	}
	every := query.Request{Query: &query.All{}}
	scan := func(s query.Snapshot, at int, do func()) (ids []string) {
		for h, err := range s.Scan(t.Context(), every) {
			if err != nil {
				t.Fatal(err)
			}
			if ids = append(ids, h.Article.ID); len(ids) == at {
				do()
			}
		}
		return ids
	}
	s, err := x.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	whole := scan(s, 0, nil)
	if len(whole) != 1_300 || !slices.IsSorted(whole) {
		t.Fatalf("%d articles, sorted: %v", len(whole), slices.IsSorted(whole))
	}
	if got := scan(s, 10, s.(*Snapshot).expire); !slices.Equal(got, whole) || len(notices) > 0 {
		t.Errorf("%d articles and %q after the view expired, want all and no notice", len(got), notices)
	}
	s.(*Snapshot).expire()
	if r, err := s.Search(t.Context(), every); err != nil || r.Total != 1_300 {
		t.Errorf("search after the view expired: %d, %v", r.Total, err)
	}
	got := scan(s, 10, func() {
		if err := errors.Join(x.Delete(t.Context(), []string{"a000", whole[1_299]}), x.refresh(t.Context())); err != nil {
			t.Fatal(err)
		}
		s.(*Snapshot).expire()
	})
	slices.Sort(got)
	if len(got) != 1_299 || len(slices.Compact(got)) != 1_299 || len(notices) != 1 {
		t.Errorf("%d articles and %q after the view expired and two articles went, one of them read", len(got), notices)
	}
	if _, err := s.Search(t.Context(), every); !errors.Is(err, ErrExpired) {
		t.Errorf("search in a view that is lost with its content: %v, want ErrExpired", err)
	}
}

// TestClusterLastPutCounts writes above a version from a clock that runs ahead.
func TestClusterLastPutCounts(t *testing.T) {
	x := open(t, freshURL(t), nil)
	y := open(t, x.client.hosts[0]+"/"+x.name, nil)
	y.version = 1 << 60
	for _, w := range []struct {
		x    *Index
		word string
	}{{x, "one"}, {y, "two"}, {x, "three"}, {y, "four"}} {
		if err := w.x.Put(t.Context(), slices.Values(articles(w.x, w.word, 3))); err != nil {
			t.Fatal(err)
		}
		if n := found(t, w.x, w.word); n != 3 {
			t.Errorf("%d articles hold %q, which was put last; want 3", n, w.word)
		}
	}
	if err := x.Delete(t.Context(), []string{"a001"}); err != nil {
		t.Fatal(err)
	}
	if n := found(t, x, "four"); n != 2 {
		t.Errorf("%d articles after one was deleted, want 2", n)
	}
}

// TestClusterFlaky puts a server between, which loses requests, loses answers after
// the cluster acted, puts off and answers for some articles alone. Every article is
// there once, as it was put last.
func TestClusterFlaky(t *testing.T) {
	fresh := freshURL(t)
	hosts, name, err := address(fresh)
	if err != nil {
		t.Fatal(err)
	}
	target, _ := url.Parse(hosts[0])
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	var mu sync.Mutex
	r := rand.New(rand.NewPCG(seed, 0))
	var hit atomic.Int32
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }
	proxy.ModifyResponse = func(resp *http.Response) error {
		mu.Lock()
		k := r.IntN(6)
		mu.Unlock()
		switch {
		case !strings.Contains(resp.Request.URL.Path, "_bulk"):
		case k == 0:
			return errors.New("the answer is lost")
		case k == 1:
			hit.Add(1)
			raw, _ := io.ReadAll(resp.Body)
			raw = bytes.Replace(raw, []byte(`"status":201`), []byte(`"status":429,"error":{"type":"rejected_execution_exception","reason":"queue"}`), 1)
			resp.Body = io.NopCloser(bytes.NewReader(raw))
			resp.Header.Del("Content-Length")
			resp.ContentLength = -1
		}
		return nil
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		mu.Lock()
		k := r.IntN(6)
		mu.Unlock()
		switch {
		case !strings.Contains(q.URL.Path, "_bulk"):
		case k == 0:
			panic(http.ErrAbortHandler)
		case k == 1:
			w.WriteHeader([]int{429, 503, 502}[k%3])
			return
		}
		proxy.ServeHTTP(w, q)
	}))
	defer server.Close()
	x := open(t, server.URL+"/"+name, nil)
	var group sync.WaitGroup
	for g := range 3 {
		group.Go(func() {
			for round := range 8 {
				all := articles(x, fmt.Sprintf("round%d", round), 60)
				for i := range all {
					all[i].ID = fmt.Sprintf("%d-%s", g, all[i].ID)
				}
				if err := x.Put(t.Context(), slices.Values(all)); err != nil {
					t.Errorf("put: %v", err)
				}
			}
		})
	}
	group.Wait()
	if n := found(t, open(t, fresh, nil), "round7"); n != 180 {
		t.Errorf("%d articles as they were put last, want 180", n)
	}
}
