package enginetest

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"dateline/corpus"
	"dateline/query"
)

// TestMemoryOracle proves that the suite runs, on an engine that is a map and the
// definitions themselves.
func TestMemoryOracle(t *testing.T) {
	if os.Getenv("DATELINE_PAIRS") == "" {
		t.Setenv("DATELINE_PAIRS", "2000") // it is real engines that need the long form
	}
	Run(t, func(t *testing.T, k Kit) query.Engine {
		return &memory{kit: k, articles: map[string]corpus.Annotated{}}
	})
}

type memory struct {
	kit      Kit
	articles map[string]corpus.Annotated
}

func (m *memory) Put(_ context.Context, articles iter.Seq[corpus.Annotated]) error {
	for a := range articles {
		m.articles[a.ID] = a
	}
	return nil
}

func (m *memory) Delete(_ context.Context, ids []string) error {
	for _, id := range ids {
		delete(m.articles, id)
	}
	return nil
}

func (m *memory) Snapshot(context.Context) (query.Snapshot, error) {
	v := &view{brute{slices.Collect(maps.Values(m.articles)), m.kit.Lexicon}}
	slices.SortFunc(v.articles, func(a, b corpus.Annotated) int { return strings.Compare(a.ID, b.ID) })
	return v, nil
}

func (m *memory) Close() error { return nil }

type view struct{ brute }

func (v *view) ID() string {
	var d corpus.Digest
	for _, a := range v.articles {
		d.Add(a.ID, a.Sum)
	}
	return d.String()
}

func (v *view) Count() int   { return len(v.articles) }
func (v *view) Close() error { return nil }

func (v *view) Get(_ context.Context, id string) (*corpus.Annotated, error) {
	for _, a := range v.articles {
		if a.ID == id {
			return &a, nil
		}
	}
	return nil, fmt.Errorf("%s: %w", id, query.ErrNoArticle)
}

func (v *view) Hashes(context.Context) iter.Seq2[query.Hash, error] {
	return func(yield func(query.Hash, error) bool) {
		for _, a := range v.articles {
			if !yield(query.Hash{ID: a.ID, Sum: a.Sum}, nil) {
				return
			}
		}
	}
}

func (v *view) Words(_ context.Context, p *query.Pattern) iter.Seq2[query.WordCount, error] {
	counts, means := v.counts(), p.Matcher()
	return func(yield func(query.WordCount, error) bool) {
		for _, w := range slices.Sorted(maps.Keys(counts)) {
			if means(w) && !yield(query.WordCount{Word: w, Articles: counts[w]}, nil) {
				return
			}
		}
	}
}

// counts returns the number of articles of every word.
func (v *view) counts() map[string]int {
	counts := map[string]int{}
	for _, a := range v.articles {
		seen := map[string]bool{}
		for _, t := range append(slices.Clone(a.TitleStream.Tokens), a.TextStream.Tokens...) {
			if !seen[t.Word] {
				seen[t.Word] = true
				counts[t.Word]++
			}
		}
	}
	return counts
}

func (v *view) Scan(ctx context.Context, r query.Request) iter.Seq2[query.Hit, error] {
	return func(yield func(query.Hit, error) bool) {
		if ctx.Err() != nil {
			yield(query.Hit{}, ctx.Err())
			return
		}
		found := v.matches(r, all)
		slices.SortFunc(found, byDate)
		for _, a := range found {
			if !yield(v.load(a, 0, r.Load), nil) {
				return
			}
		}
	}
}

func (v *view) load(a *corpus.Annotated, score float64, load query.Load) query.Hit {
	out := *a
	if load < query.LoadStreams {
		out.TitleStream, out.TextStream, out.BylineStream = corpus.Stream{}, corpus.Stream{}, corpus.Stream{}
	}
	if load < query.LoadText {
		out.Mentions, out.Quotes, out.Dates = nil, nil, nil
	}
	if load < query.LoadBody {
		out.Text = ""
	}
	return query.Hit{Score: score, Article: &out}
}

func (v *view) Search(ctx context.Context, r query.Request) (query.Result, error) {
	if err := ctx.Err(); err != nil {
		return query.Result{}, err
	}
	terms, err := v.terms(r)
	if err != nil {
		return query.Result{}, err
	}
	found := v.matches(r, all)
	out := query.Result{Total: len(found), Terms: terms}
	for _, f := range r.Facets {
		if !slices.Contains(facets, f.Name) {
			return out, fmt.Errorf("memory: no facet %q", f.Name)
		}
		out.Facets = append(out.Facets, v.facet(r, f))
	}
	return out, v.page(&out, found, r)
}

// page cuts the page behind the cursor, which is the number of hits before it.
func (v *view) page(out *query.Result, found []*corpus.Annotated, r query.Request) error {
	score := func(a *corpus.Annotated) float64 { return 0 }
	order := byNewest
	if r.Sort == query.ByDate {
		order = byDate
	} else if r.Sort != query.ByNewest {
		score = func(a *corpus.Annotated) float64 { return float64(len(query.Marks(r.Query, a))) }
	}
	slices.SortFunc(found, func(a, b *corpus.Annotated) int { return cmp.Or(cmp.Compare(score(b), score(a)), order(a, b)) })
	from := 0
	if r.After != "" {
		if err := json.Unmarshal([]byte(r.After), &from); err != nil {
			return errors.New("memory: broken cursor")
		}
	}
	to := min(len(found), from+r.Size)
	for _, a := range found[from:to] {
		out.Hits = append(out.Hits, v.load(a, score(a), r.Load))
	}
	if r.Size > 0 && to < len(found) {
		out.Next = fmt.Sprint(to)
	}
	return nil
}

// terms counts the distinct words that the patterns of r mean.
func (v *view) terms(r query.Request) (int, error) {
	limit := r.MaxTerms
	if limit == 0 {
		limit = query.DefaultMaxTerms
	}
	seen := map[string]bool{}
	var walk func(n query.Node)
	walk = func(n query.Node) {
		if p, ok := n.(*query.Pattern); ok {
			means := p.Matcher()
			for w := range v.counts() {
				if means(w) {
					seen[w] = true
				}
			}
		}
		for _, kid := range query.Kids(n) {
			walk(kid)
		}
	}
	walk(r.Query)
	if len(seen) > limit {
		return 0, &query.CapError{Cap: "terms", Limit: limit}
	}
	return len(seen), nil
}
