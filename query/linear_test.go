package query

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/analyzer/steptest"
)

// TestLinear wants eight times the text to take about eight times the steps, whatever is
// asked of it: an article may be thirty megabytes of one word. What is quadratic takes 64
// times.
func TestLinear(t *testing.T) {
	const part, parts, most = 500, 8, 14 // a look-up in a sorted list grows by its logarithm
	dir := t.TempDir()
	steptest.Run(t, "dateline/query,dateline/query/testdata/steps", []string{dir, fmt.Sprint(part)}, []string{dir, fmt.Sprint(part * parts)})
	steps := steptest.Reader(t)
	small, err := filepath.Glob(filepath.Join(dir, fmt.Sprintf("*-%d", part)))
	if err != nil || len(small) < 9 {
		t.Fatal(small, err)
	}
	for _, at := range small {
		name := strings.TrimSuffix(filepath.Base(at), fmt.Sprintf("-%d", part))
		one, all := steps(at), steps(filepath.Join(dir, fmt.Sprintf("%s-%d", name, part*parts)))
		t.Logf("%-8s %8d steps, then %9d: %.1f times", name, one, all, float64(all)/float64(one))
		if one < part || all > most*one {
			t.Errorf("%s: %d steps for %d sentences, %d for %d", name, one, part, all, part*parts)
		}
	}
}

// TestNearest holds what looks partners up against all pairs.
func TestNearest(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	list := func() []span {
		var out []span
		for range random.IntN(9) {
			first := random.IntN(20)
			out = append(out, span{fieldOrder[random.IntN(2)], first, first + 1 + random.IntN(5)})
		}
		slices.SortFunc(out, bySpan)
		return slices.Compact(out)
	}
	for range 20_000 {
		as, bs, n := list(), list(), random.IntN(6)
		for _, a := range as {
			checkNearest(t, a, bs, seed)
		}
		want := slices.DeleteFunc(slices.Clone(as), func(a span) bool {
			return slices.ContainsFunc(bs, func(b span) bool {
				return a.field == b.field && b.first-a.last+1 <= n && a.first-b.last+1 <= n
			})
		})
		if d := cmp.Diff(want, notNear(slices.Clone(as), bs, n), cmp.AllowUnexported(span{})); d != "" {
			t.Fatalf("seed %d: %v not near %v within %d: %s", seed, as, bs, n, d)
		}
	}
}

// checkNearest holds what is asked of one span of another clause against all of bs.
func checkNearest(t *testing.T, a span, bs []span, seed uint64) {
	t.Helper()
	var behind, ahead, covering, within []span
	for _, b := range bs {
		if b.field != a.field {
			continue
		}
		if b.first >= a.last && (behind == nil || b.first < behind[0].first) {
			behind = []span{b} // the first of those that start there is the shortest
		}
		if b.last <= a.first && (ahead == nil || b.last > ahead[0].last || b.last == ahead[0].last && b.first > ahead[0].first) {
			ahead = []span{b}
		}
		if b.first <= a.first && a.last <= b.last {
			covering = append(covering, b)
		}
		if a.first <= b.first && b.last <= a.last {
			within = append(within, b)
		}
	}
	listed := func(b span, ok bool) []span {
		if !ok {
			return nil
		}
		return []span{b}
	}
	got := [][]span{listed(after(a, bs)), listed(before(a, byEnd(bs))), inside(bs, a.field, a.first, a.last)}
	if d := cmp.Diff([][]span{behind, ahead, within}, got, cmp.AllowUnexported(span{})); d != "" {
		t.Fatalf("seed %d: %v among %v: %s", seed, a, bs, d)
	}
	if covered := reachOf(bs).covers(a); covered != (len(covering) > 0) {
		t.Fatalf("seed %d: %v covered %v by %v", seed, a, covered, bs)
	}
}
