package opensearch_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dateline/corpus"
	"dateline/opensearch"
	"dateline/opensearch/clustertest"
	"dateline/query"
	"dateline/query/enginetest"
)

// patience is for machines that have much else to do.
const patience = 4 * time.Minute

// everything matches every article.
var everything = query.Request{Query: &query.All{}}

// article is an article about the number n.
func article(k enginetest.Kit, id string, n int) corpus.Annotated {
	a := corpus.Article{ID: id, Title: fmt.Sprintf("Report %d", n), Text: fmt.Sprintf("Envoys said on day %d that the talks go on in good faith.", n),
		Published: corpus.Date{Value: fmt.Sprintf("2025-07-%02d", n%28+1), Status: corpus.Given}, Language: "en"}
	sum := sha256.Sum256([]byte(a.ID + a.Text))
	a.Sum = hex.EncodeToString(sum[:])
	found := corpus.Annotated{Article: a}
	k.Streams(&found)
	return found
}

// open opens the index NAME of c through all nodes.
func open(t *testing.T, c *clustertest.Cluster, k enginetest.Kit, notice func(string)) *opensearch.Index {
	t.Helper()
	var hosts []string
	for _, u := range c.URLs() {
		hosts = append(hosts, strings.TrimPrefix(u, "http://"))
	}
	name := strings.ToLower(strings.Map(func(r rune) rune {
		if r == '/' || r == '_' {
			return '-'
		}
		return r
	}, t.Name()))
	x, err := opensearch.Open(t.Context(), "http://"+strings.Join(hosts, ",")+"/"+name,
		opensearch.Options{Write: true, Lexicon: k.Lexicon, Streams: k.Streams, Shards: 2, Notice: notice})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

// TestClusterManagerKilled kills -9 the elected manager while two writers index and
// a reader searches: every article that was acknowledged is found, once, and the
// searches keep answering.
func TestClusterManagerKilled(t *testing.T) {
	c, k := clustertest.Start(t, 3), enginetest.NewKit(t)
	acknowledged := &ids{}
	ctx, stop := context.WithCancel(t.Context())
	var writers, reader sync.WaitGroup
	for w := range 2 {
		x := open(t, c, k, nil)
		writers.Go(func() {
			for batch := 0; ctx.Err() == nil; batch++ {
				var articles []corpus.Annotated
				for i := range 20 {
					articles = append(articles, article(k, fmt.Sprintf("%d-%06d", w, batch*20+i), batch))
				}
				if err := x.Put(context.WithoutCancel(ctx), slices.Values(articles)); err != nil {
					t.Errorf("writer %d: %v", w, err)
					return
				}
				acknowledged.add(articles)
			}
		})
	}
	var answers atomic.Int64
	x := open(t, c, k, nil)
	reader.Go(func() { searching(ctx, t, x, &answers) })

	until(t, "500 articles are acknowledged", func() bool { return acknowledged.len() > 500 })
	manager, err := c.Manager(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	whole(t, c)
	c.Kill(manager)
	killed, before, searched := time.Now(), acknowledged.len(), answers.Load()
	until(t, "500 more are acknowledged and 5 searches answered without it", func() bool {
		return t.Failed() || acknowledged.len() > before+500 && answers.Load() > searched+5
	})
	t.Logf("killed node %d; 500 more articles and %d searches within %s", manager, answers.Load()-searched, time.Since(killed).Round(time.Millisecond))
	stop()
	writers.Wait()
	reader.Wait()
	holds(t, open(t, c, k, nil), acknowledged)
	if err := c.Restart(manager); err != nil {
		t.Fatal(err)
	}
	whole(t, c)
	holds(t, open(t, c, k, nil), acknowledged)
}

// searching searches over and over; every answer must come.
func searching(ctx context.Context, t *testing.T, x *opensearch.Index, answers *atomic.Int64) {
	for ctx.Err() == nil {
		snap, err := x.Snapshot(context.WithoutCancel(ctx))
		if err != nil {
			t.Errorf("snapshot while a node dies: %v", err)
			return
		}
		found, err := snap.Search(context.WithoutCancel(ctx), query.Request{Query: &query.All{}, Size: 3})
		if errors.Is(err, query.ErrExpired) {
			snap.Close()
			continue // the view went with the node, and writers go on: it is asked again, as the command line does
		}
		if err != nil || found.Total != snap.Count() {
			t.Errorf("search while a node dies: %d of %d: %v", found.Total, snap.Count(), err)
			return
		}
		snap.Close()
		answers.Add(1)
	}
}

// ids is what was acknowledged, of several writers.
type ids struct {
	sync.Mutex
	sums map[string]string
}

func (s *ids) add(articles []corpus.Annotated) {
	s.Lock()
	defer s.Unlock()
	if s.sums == nil {
		s.sums = map[string]string{}
	}
	for _, a := range articles {
		s.sums[a.ID] = a.Sum
	}
}

func (s *ids) len() int {
	s.Lock()
	defer s.Unlock()
	return len(s.sums)
}

// holds checks that x has exactly the articles that were acknowledged.
func holds(t *testing.T, x *opensearch.Index, want *ids) {
	t.Helper()
	snap, err := x.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	seen, digest := map[string]bool{}, corpus.Digest{}
	for h, err := range snap.Hashes(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if seen[h.ID] || want.sums[h.ID] != h.Sum {
			t.Errorf("%s: twice %v, hash %s, want %s", h.ID, seen[h.ID], h.Sum, want.sums[h.ID])
		}
		seen[h.ID] = true
		digest.Add(h.ID, h.Sum)
	}
	if len(seen) != len(want.sums) || snap.Count() != len(want.sums) || snap.ID() != digest.String() {
		t.Errorf("%d articles found, %d counted, %d acknowledged", len(seen), snap.Count(), len(want.sums))
	}
	t.Logf("%d acknowledged, %d found", len(want.sums), len(seen))
}

func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after %s not yet: %s", patience, what)
		}
	}
}

// whole waits until every shard has its copy: what one node alone holds goes with it.
func whole(t *testing.T, c *clustertest.Cluster) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := c.Wait(ctx, 3); err != nil {
		t.Fatal(err)
	}
}

// TestClusterAllKilled kills -9 all nodes at once: what was acknowledged is there
// when they are back.
func TestClusterAllKilled(t *testing.T) {
	c, k := clustertest.Start(t, 3), enginetest.NewKit(t)
	x, acknowledged := open(t, c, k, nil), &ids{}
	for batch := range 20 {
		var articles []corpus.Annotated
		for i := range 50 {
			articles = append(articles, article(k, fmt.Sprintf("%06d", batch*50+i), i))
		}
		if err := x.Put(t.Context(), slices.Values(articles)); err != nil {
			t.Fatal(err)
		}
		acknowledged.add(articles)
	}
	for i := range 3 {
		c.Kill(i)
	}
	for i := range 3 {
		if err := c.Restart(i); err != nil {
			t.Fatal(err)
		}
	}
	whole(t, c)
	holds(t, open(t, c, k, nil), acknowledged)
}

// TestClusterScan takes away, in the middle of a scan, what the scan stands on: a
// node, every point in time, and both while the index changes. Each article that
// was there from beginning to end comes once, in order, and where the scan could
// not go on in the same state of the index it says so.
func TestClusterScan(t *testing.T) {
	const articles = 4000
	c, k := clustertest.Start(t, 3), enginetest.NewKit(t)
	for _, test := range []struct {
		name    string
		take    func(t *testing.T, x *opensearch.Index)
		changed bool
	}{
		{"views expired", func(t *testing.T, _ *opensearch.Index) { expire(t, c) }, false},
		{"views expired and index changed", func(t *testing.T, x *opensearch.Index) {
			if err := x.Put(t.Context(), slices.Values([]corpus.Annotated{article(k, "zzz-later", 27)})); err != nil {
				t.Fatal(err)
			}
			now, err := x.Snapshot(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			now.Close()
			expire(t, c)
		}, true},
		{"node killed", func(t *testing.T, _ *opensearch.Index) {
			i, err := c.Manager(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			whole(t, c)
			c.Kill(i)
		}, false},
	} {
		t.Run(strings.ReplaceAll(test.name, " ", "-"), func(t *testing.T) {
			var mu sync.Mutex
			var told []string
			x := open(t, c, k, func(text string) {
				mu.Lock()
				defer mu.Unlock()
				told = append(told, text)
			})
			var want []string
			for at := 0; at < articles; at += 500 {
				var batch []corpus.Annotated
				for i := at; i < at+500; i++ {
					a := article(k, fmt.Sprintf("%06d", i), 0)
					batch, want = append(batch, a), append(want, a.ID)
				}
				if err := x.Put(t.Context(), slices.Values(batch)); err != nil {
					t.Fatal(err)
				}
			}
			snap, err := x.Snapshot(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer snap.Close()
			var got []string
			for hit, err := range snap.Scan(t.Context(), everything) {
				if err != nil {
					t.Fatalf("after %d: %v", len(got), err)
				}
				if len(got) == 700 {
					test.take(t, x)
				}
				if hit.Article.ID != "zzz-later" {
					got = append(got, hit.Article.ID)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%d articles scanned, want %d, each once and in order", len(got), len(want))
			}
			mu.Lock()
			defer mu.Unlock()
			if len(told) > 0 != test.changed {
				t.Errorf("told %q, want something told: %v", told, test.changed)
			}
			t.Logf("told %q", told)
		})
	}
}

// expire drops every point in time of the cluster, as their age would.
func expire(t *testing.T, c *clustertest.Cluster) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, c.URL()+"/_search/point_in_time/_all", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("expire: %s", answer.Status)
	}
}
