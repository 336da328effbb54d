package index

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
	"dateline/query"
)

// TestScoresOfSegments ranks one collection that came in one piece and the same
// after many small writes, replacements and deletions: scores and order are equal.
func TestScoresOfSegments(t *testing.T) {
	r := random(t)
	ctx := context.Background()
	var all []corpus.Annotated
	for i := range 120 {
		all = append(all, randomArticle(r, fmt.Sprintf("a%03d", i)))
	}
	whole, pieces := openNew(t), openNew(t)
	if err := whole.Put(ctx, slices.Values(all)); err != nil {
		t.Fatal(err)
	}
	for rest := slices.Clone(all); len(rest) > 0; {
		n := min(len(rest), 1+r.IntN(20))
		other := randomArticle(r, rest[0].ID)
		for _, batch := range [][]corpus.Annotated{{other, randomArticle(r, "gone")}, rest[:n]} {
			if err := pieces.Put(ctx, slices.Values(batch)); err != nil {
				t.Fatal(err)
			}
		}
		if err := pieces.Delete(ctx, []string{"gone"}); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	for range 40 {
		q := &query.And{Bare: true, Kids: []query.Node{term(pick(r, vocabulary), "=talk"), term(pick(r, vocabulary)), randomQuery(r, 2, false)}}
		any := &query.Or{Kids: q.Kids}
		for _, n := range []query.Node{q, any} {
			request := query.Request{Query: n, Size: 1 + r.IntN(15)}
			if d := cmp.Diff(pages(t, whole, request, everyPage), pages(t, pieces, request, everyPage)); d != "" {
				t.Fatalf("%s (-whole +pieces):\n%s", describe(n), d)
			}
		}
	}
}

func openNew(t *testing.T) *Index {
	t.Helper()
	x, err := Open(t.TempDir(), Options{Write: true, Streams: Streams})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

// everyPage is more pages than any test has.
const everyPage = 1 << 20

// pages lists the hits of at most so many pages with their scores, page by page.
func pages(t *testing.T, x *Index, r query.Request, most int) (all []string) {
	t.Helper()
	s, err := x.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range most {
		res, err := s.Search(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range res.Hits {
			all = append(all, fmt.Sprint(h.Article.ID, " ", h.Score))
		}
		if r.After = res.Next; r.After == "" {
			if len(all) != res.Total {
				t.Fatalf("%d hits on all pages, total %d", len(all), res.Total)
			}
			break
		}
	}
	return all
}

// TestTypedForm names the form that is scored by itself beside all forms of a leaf.
func TestTypedForm(t *testing.T) {
	for _, c := range []struct {
		terms []string
		want  string
	}{
		{[]string{"=talk", "talk", "talks"}, "talks"},
		{[]string{"=talk", "talk"}, "talk"},
		{[]string{"=crisi", "crisi", "crisis"}, "crisis"},
		{[]string{"talks"}, ""},                            // quoted: the leaf itself
		{[]string{"=talk", "=talks", "talk", "talks"}, ""}, // two languages differ
		{[]string{"%doha", "doha"}, ""},                    // with mentions of a place
		{[]string{"aid", "aide"}, ""},                      // two words
		{[]string{"=talk", "=talki", "talk", "talks"}, "talks"},
	} {
		got := ""
		if n := typedForm(term(c.terms...)); n != nil {
			got = strings.Join(n.Terms, " ")
		}
		if got != c.want {
			t.Errorf("%v: %q, want %q", c.terms, got, c.want)
		}
	}
}

// TestRankByForm puts first, of articles that differ in one word alone, the one that
// has it as it was typed.
func TestRankByForm(t *testing.T) {
	x := openNew(t)
	var all []corpus.Annotated
	for _, w := range []string{"talk", "talks", "talking"} {
		a := corpus.Annotated{Article: corpus.Article{ID: w, Text: "they were " + w + " on Monday"}}
		Streams(&a)
		all = append(all, a)
	}
	if err := x.Put(context.Background(), slices.Values(all)); err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{"talk", "talks"} {
		got := pages(t, x, query.Request{Query: term("=talk", "talk", w), Size: 10}, everyPage)
		if len(got) != 3 || !strings.HasPrefix(got[0], w+" ") {
			t.Errorf("%s: %v", w, got)
		}
	}
}
