package index

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
	"dateline/query"
)

var (
	soak = flag.Duration("soak", 0, "how long TestOracle mutates, merges, reopens and compares; 0 is its short form")
	seed = flag.Uint64("seed", 0, "seed of random tests; 0 draws one")
)

func random(t *testing.T) *rand.Rand {
	s := *seed
	if s == 0 {
		s = rand.Uint64()
	}
	t.Logf("seed %d", s)
	return rand.New(rand.NewPCG(s, 0))
}

// TestOracle changes a collection at random, reopens it now and then, and compares
// random queries with query.Match on every live article.
func TestOracle(t *testing.T) {
	r := random(t)
	dir := t.TempDir()
	o := Options{Write: true, Streams: Streams}
	saved := mergeOptions
	mergeOptions.MaxSegmentsPerTier, mergeOptions.SegmentsPerMergeTask, mergeOptions.FloorSegmentSize = 3, 3, 10
	defer func() { mergeOptions = saved }()
	x, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	live := map[string]corpus.Annotated{}
	queries := 0
	for round, end := 0, time.Now().Add(*soak); round < 12 || time.Now().Before(end); round++ {
		mutate(t, r, x, live)
		if r.IntN(3) == 0 {
			if err := x.Close(); err != nil {
				t.Fatal(err)
			}
			if x, err = Open(dir, o); err != nil {
				t.Fatal(err)
			}
		}
		queries += compare(t, r, x, live)
	}
	t.Logf("%d queries", queries)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
}

func mutate(t *testing.T, r *rand.Rand, x *Index, live map[string]corpus.Annotated) {
	t.Helper()
	defer func(saved int) { segmentBytes = saved }(segmentBytes)
	segmentBytes = []int{1, 110_000, 1 << 20}[r.IntN(3)] // a segment of one article, of a few, of all
	var batch []corpus.Annotated
	for range r.IntN(30) {
		a := randomArticle(r, fmt.Sprint("a", r.IntN(60)))
		batch = append(batch, a)
		live[a.ID] = a
	}
	if err := x.Put(context.Background(), slices.Values(batch)); err != nil {
		t.Fatal(err)
	}
	var gone []string
	for range r.IntN(8) {
		id := fmt.Sprint("a", r.IntN(70))
		gone = append(gone, id)
		delete(live, id)
	}
	if err := x.Delete(context.Background(), gone); err != nil {
		t.Fatal(err)
	}
}

func compare(t *testing.T, r *rand.Rand, x *Index, live map[string]corpus.Annotated) int {
	t.Helper()
	s, err := x.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var digest corpus.Digest
	for id, a := range live {
		digest.Add(id, a.Sum)
	}
	if s.ID() != digest.String() || s.Count() != len(live) {
		t.Fatalf("snapshot %s of %d articles, want %s of %d", s.ID(), s.Count(), digest, len(live))
	}
	checkStored(t, s, live)
	const queries = 60
	for range queries {
		q := randomQuery(r, 3, false)
		var want []string
		for id, a := range live {
			if _, ok := query.Match(q, &a); ok {
				want = append(want, id)
			}
		}
		slices.Sort(want)
		res, err := s.Search(context.Background(), query.Request{Query: q, Size: 1000})
		if err != nil {
			t.Fatalf("%s: %v", describe(q), err)
		}
		var got []string
		for _, h := range res.Hits {
			got = append(got, h.Article.ID)
		}
		slices.Sort(got)
		if d := cmp.Diff(want, got); d != "" || res.Total != len(want) {
			for _, id := range want {
				if !slices.Contains(got, id) {
					t.Logf("missing %s: title %q text %q", id, live[id].Title, live[id].Text)
				}
			}
			t.Fatalf("%s: total %d\n%s", describe(q), res.Total, d)
		}
	}
	return queries
}

func checkStored(t *testing.T, s query.Snapshot, live map[string]corpus.Annotated) {
	t.Helper()
	n := 0
	for h, err := range s.Hashes(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		want, ok := live[h.ID]
		if !ok || want.Sum != h.Sum {
			t.Fatalf("hash of %s is %s, want %s", h.ID, h.Sum, want.Sum)
		}
		got, err := s.Get(context.Background(), h.ID)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(&want, got); d != "" {
			t.Fatalf("stored article %s:\n%s", h.ID, d)
		}
	}
	if n != len(live) {
		t.Fatalf("%d hashes, want %d", n, len(live))
	}
}

// describe prints a tree with the types of its nodes.
func describe(n query.Node) string {
	s := fmt.Sprintf("%T", n)
	switch n := n.(type) {
	case *query.Term:
		return fmt.Sprint(n.Terms)
	case *query.Pattern:
		return fmt.Sprintf("%s(%s ~%d)", n.Kind, n.Text, n.Distance)
	case *query.Near:
		s += fmt.Sprintf("/%d,%v", n.N, n.Ordered)
	case *query.In:
		s += fmt.Sprintf(" %s speakers %d", n.Scope, len(n.Speakers))
	case *query.Exact:
		return fmt.Sprintf("exact %q", n.Text)
	case *query.AtLeast:
		s += fmt.Sprint(n.N)
	case *query.First:
		s += fmt.Sprint(n.N)
	case *query.Phrase:
		s += fmt.Sprint(n.Slop)
	}
	var all []string
	for _, k := range kids(n) {
		all = append(all, describe(k))
	}
	return s + "(" + strings.Join(all, ", ") + ")"
}
