package enginetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"dateline/corpus"
	"dateline/query"
)

var every = query.Request{Query: &query.All{}}

func (s *suite) put() {
	s.add(s.text("b", "", "peace talks", ""), s.text("a", "good faith", "", "2025-07-24"))
	s.add(s.text("c", "", "more talks", "2025"))
	snap := s.snapshot()
	s.same("Count", snap.Count(), 3)
	s.same("ids of every article", s.scanned(snap, every), []string{"c", "a", "b"})
	s.same("total of talks", s.search(snap, query.Request{Query: s.read("talks")}).Total, 2)
	s.add()
	s.same("Count behind an empty Put", s.snapshot().Count(), 3)
}

func (s *suite) replace() {
	s.add(s.text("a", "", "peace talks", ""), s.text("b", "", "peace", ""))
	s.add(s.text("a", "", "war", ""))
	snap := s.snapshot()
	s.same("Count", snap.Count(), 2)
	s.same("the old text", s.search(snap, query.Request{Query: s.read("talks")}).Total, 0)
	s.same("the new text", s.scanned(snap, query.Request{Query: s.read("war")}), []string{"a"})
	s.add(s.text("x", "", "first", ""), s.text("x", "", "second", ""))
	snap = s.snapshot()
	s.same("twice in one Put: the last counts", s.scanned(snap, query.Request{Query: s.read("first OR second")}), []string{"x"})
	s.same("twice in one Put: the first does not", s.search(snap, query.Request{Query: s.read("first")}).Total, 0)
	many := []corpus.Annotated{s.text("x", "", "third", "")}
	for i := range 600 {
		many = append(many, s.text(fmt.Sprint("m", i), "", "between", ""))
	}
	s.add(append(many, s.text("x", "", "fourth", ""))...)
	snap = s.snapshot()
	s.same("twice in a long Put: the last counts", s.scanned(snap, query.Request{Query: s.read("third OR fourth")}), []string{"x"})
	s.same("twice in a long Put: the first does not", s.search(snap, query.Request{Query: s.read("third")}).Total, 0)
}

func (s *suite) delete() {
	s.add(s.text("a", "", "peace", ""), s.text("b", "", "peace", ""), s.text("c", "", "peace", ""))
	s.remove("b", "no such id")
	snap := s.snapshot()
	s.same("ids", s.scanned(snap, every), []string{"a", "c"})
	s.same("total", s.search(snap, query.Request{Query: s.read("peace")}).Total, 2)
	s.remove("a", "c")
	s.same("Count", s.snapshot().Count(), 0)
	s.add(s.text("b", "", "again", ""))
	s.same("put again", s.scanned(s.snapshot(), query.Request{Query: s.read("again")}), []string{"b"})
}

func (s *suite) isolation() {
	s.add(s.text("a", "", "peace", ""), s.text("b", "", "peace", ""))
	old := s.snapshot()
	id := old.ID()
	s.add(s.text("a", "", "war", ""), s.text("c", "", "peace", ""))
	s.remove("b")
	s.same("Count of the older view", old.Count(), 2)
	s.same("ids of the older view", s.scanned(old, query.Request{Query: s.read("peace")}), []string{"a", "b"})
	s.same("ID of the older view", old.ID(), id)
	a, err := old.Get(s.ctx, "a")
	if err != nil || a.Text != "peace" {
		s.Errorf("Get a from the older view: %v, %v; want its text", a, err)
	}
	s.same("ids of the newer view", s.scanned(s.snapshot(), query.Request{Query: s.read("peace")}), []string{"c"})
}

func (s *suite) get() {
	g := s.random(1)
	want := g.article("folder/a b.txt")
	want.Path, want.URL, want.FirstSeen, want.Updated = "folder/a b.txt", "https://example.org/?a=1", "2025-07-24T10:00:00Z", "2025-07-25T10:00:00Z"
	want.Dates = []corpus.DateMention{{Start: 0, End: 3, Text: "x", Value: "2025-07", Rule: "r"}}
	want.Text = "\ufeffkept \r\n exactly \x01 as\tread ’ " + want.Text
	want.Mentions, want.Quotes = nil, nil
	s.Streams(&want)
	s.add(want)
	snap := s.snapshot()
	got, err := snap.Get(s.ctx, want.ID)
	if err != nil {
		s.Fatalf("Get: %v", err)
	}
	s.same("the article", *got, want)
	if _, err := snap.Get(s.ctx, "nothing"); !errors.Is(err, query.ErrNoArticle) {
		s.Errorf("Get of an unknown id: %v, want ErrNoArticle", err)
	}
}

func (s *suite) hashes() {
	a, b, c := s.text("a", "", "x", ""), s.text("b", "", "y", ""), s.text("c", "", "z", "")
	s.add(c, a)
	s.add(b)
	s.remove("c")
	var got []query.Hash
	for h, err := range s.snapshot().Hashes(s.ctx) {
		if err != nil {
			s.Fatal(err)
		}
		got = append(got, h)
	}
	s.same("hashes", got, []query.Hash{{ID: "a", Sum: a.Sum}, {ID: "b", Sum: b.Sum}})
}

// id proves that ID depends on content alone, not on the way to it.
func (s *suite) id() {
	a, b, c := s.text("a", "", "x", ""), s.text("b", "", "y", ""), s.text("c", "", "z", "")
	empty := s.snapshot().ID()
	s.add(a, b)
	first := s.snapshot().ID()
	s.add(c)
	if s.snapshot().ID() == first || first == empty {
		s.Error("ID is the same for other content")
	}
	s.remove("c")
	s.same("ID after adding and removing", s.snapshot().ID(), first)
	s.add(s.text("a", "", "changed", ""))
	if s.snapshot().ID() == first {
		s.Error("ID is the same for a changed article")
	}
	s.add(a)
	s.same("ID after changing back", s.snapshot().ID(), first)

	other := s.open(s.T, s.Kit)
	defer other.Close()
	for _, x := range []corpus.Annotated{b, a} {
		if err := other.Put(s.ctx, slices.Values([]corpus.Annotated{x})); err != nil {
			s.Fatal(err)
		}
	}
	snap, err := other.Snapshot(s.ctx)
	if err != nil {
		s.Fatal(err)
	}
	defer snap.Close()
	s.same("ID of another engine, filled in another order", snap.ID(), first)
}

func prefix(text string) query.Pattern { return query.Pattern{Kind: query.Prefix, Text: text} }

func (s *suite) words() {
	s.add(s.text("a", "Peace", "peace talks talked", ""), s.text("b", "talks", "élan", ""), s.text("c", "", "talon", ""))
	s.remove("c")
	snap := s.snapshot()
	for _, c := range []struct {
		pattern query.Pattern
		want    []query.WordCount
	}{
		{query.Pattern{Kind: query.Fuzzy, Text: "talkd", Distance: 1}, []query.WordCount{{Word: "talked", Articles: 1}, {Word: "talks", Articles: 2}}},
		{query.Pattern{Kind: query.Fuzzy, Text: "elm", Distance: 2}, []query.WordCount{{Word: "elan", Articles: 1}}},
		{query.Pattern{Kind: query.Wildcard, Text: "*a?ks"}, []query.WordCount{{Word: "talks", Articles: 2}}},
		{query.Pattern{Kind: query.Regexp, Text: "t.*|p.ace"}, []query.WordCount{{Word: "peace", Articles: 1}, {Word: "talked", Articles: 1}, {Word: "talks", Articles: 2}}},
		{prefix("ta"), []query.WordCount{{Word: "talked", Articles: 1}, {Word: "talks", Articles: 2}}},
		{prefix("peace"), []query.WordCount{{Word: "peace", Articles: 1}}},
		{prefix("elan"), []query.WordCount{{Word: "elan", Articles: 1}}},
		{prefix("x"), nil},
		{prefix(""), []query.WordCount{{Word: "elan", Articles: 1}, {Word: "peace", Articles: 1}, {Word: "talked", Articles: 1}, {Word: "talks", Articles: 2}}},
	} {
		var got []query.WordCount
		for w, err := range snap.Words(s.ctx, &c.pattern) {
			if err != nil {
				s.Fatal(err)
			}
			got = append(got, w)
		}
		s.same("words of "+c.pattern.String(), got, c.want)
	}
}

// collection fills the engine with n random articles in several batches, replaces
// some and deletes some, and returns what must be there.
func (s *suite) collection(g *random, n int) brute {
	byID := map[string]corpus.Annotated{}
	for i := 0; i < n; {
		var batch []corpus.Annotated
		for range min(1+g.IntN(n), n-i) {
			batch = append(batch, g.article(fmt.Sprintf("a%02d", i)))
			i++
		}
		if i > 2 && g.IntN(3) == 0 {
			batch = append(batch, g.article(fmt.Sprintf("a%02d", g.IntN(i))))
		}
		s.add(batch...)
		for _, a := range batch {
			byID[a.ID] = a
		}
		if g.IntN(3) == 0 {
			gone := fmt.Sprintf("a%02d", g.IntN(i))
			s.remove(gone)
			delete(byID, gone)
		}
	}
	b := brute{lex: s.Lexicon}
	for _, a := range byID {
		b.articles = append(b.articles, a)
	}
	return b
}

func (s *suite) random(seed uint64) *random {
	return &random{rand.New(rand.NewPCG(seed, 0)), s.Kit}
}

func (s *suite) scan() {
	b := s.collection(s.random(2), 60)
	snap := s.snapshot()
	for _, text := range []string{"*", "talk*", "NOT faith", "zzz"} {
		r := query.Request{Query: s.read(text), Size: 3, Sort: query.ByNewest}
		s.same("scan of "+text, append([]string{}, s.scanned(snap, r)...), b.scan(r))
	}
	n := 0
	for _, err := range snap.Scan(s.ctx, every) {
		if err != nil {
			s.Fatal(err)
		}
		if n++; n == 3 {
			break
		}
	}
	s.same("hits before a break", n, 3)
}

// order proves the order of each sort, and that it is the same every time.
func (s *suite) order() {
	b := s.collection(s.random(3), 60)
	snap := s.snapshot()
	for _, o := range []struct {
		sort query.Sort
		less func(a, b *corpus.Annotated) int
	}{{query.ByDate, byDate}, {query.ByNewest, byNewest}} {
		r := query.Request{Query: s.read("talk* OR deal"), Sort: o.sort, Size: 100}
		found := b.matches(r, all)
		slices.SortFunc(found, o.less)
		want := []string{}
		for _, a := range found {
			want = append(want, a.ID)
		}
		s.same("order by "+string(o.sort), hitIDs(s.search(snap, r)), want)
	}
	r := query.Request{Query: s.read("talks deal"), Size: 100}
	first := s.search(snap, r)
	s.same("order by score, again", hitIDs(s.search(snap, r)), hitIDs(first))
	for i := 1; i < len(first.Hits); i++ {
		x, y := first.Hits[i-1], first.Hits[i]
		if x.Score < y.Score || x.Score == y.Score && byNewest(x.Article, y.Article) >= 0 {
			s.Errorf("order by score: %s (%v) stands before %s (%v)", x.Article.ID, x.Score, y.Article.ID, y.Score)
		}
	}
}

func hitIDs(r query.Result) []string {
	ids := []string{}
	for _, h := range r.Hits {
		ids = append(ids, h.Article.ID)
	}
	return ids
}

// paging proves that pages behind their cursors are the one long page.
func (s *suite) paging() {
	s.collection(s.random(4), 50)
	snap := s.snapshot()
	for _, sort := range []query.Sort{query.ByScore, query.ByDate, query.ByNewest} {
		r := query.Request{Query: s.read("the OR talk* OR NOT deal"), Sort: sort, Size: 1000}
		whole := s.search(snap, r)
		s.same("cursor at the end", whole.Next, "")
		s.same("hits of one page", len(whole.Hits), whole.Total)
		s.same("ids against Scan", sorted(hitIDs(whole)), sorted(s.scanned(snap, r)))
		for _, size := range []int{1, 7, whole.Total} {
			r.Size, r.After = size, ""
			ids := []string{}
			for pages := 0; pages <= whole.Total; pages++ {
				page := s.search(snap, r)
				s.same("total of a page", page.Total, whole.Total)
				ids = append(ids, hitIDs(page)...)
				if r.After = page.Next; r.After == "" {
					break
				}
			}
			s.same(fmt.Sprintf("pages of %d by %s", size, sort), ids, hitIDs(whole))
		}
	}
	if _, err := snap.Search(s.ctx, query.Request{Query: &query.All{}, Size: 3, After: "no cursor"}); err == nil {
		s.Error("a broken cursor is no error")
	}
}

// load proves what each Load brings.
func (s *suite) load() {
	want := s.random(5).article("a")
	s.add(want)
	snap := s.snapshot()
	for _, load := range []query.Load{query.LoadMeta, query.LoadBody, query.LoadText, query.LoadStreams} {
		r := query.Request{Query: &query.All{}, Size: 1, Load: load}
		got := s.search(snap, r).Hits[0].Article
		for hit, err := range snap.Scan(s.ctx, r) {
			if err != nil {
				s.Fatal(err)
			}
			s.same("Scan brings what Search does", hit.Article, got)
		}
		r.Fleeting, r.Escape = true, func(dst []byte, text string) []byte { return append(dst, text...) }
		for hit, err := range snap.Scan(s.ctx, r) {
			if err != nil {
				s.Fatal(err)
			}
			a := *hit.Article
			if hit.Escaped != nil {
				a.Text = string(hit.Escaped)
			}
			s.same("Scan brings for a moment what Search does", &a, got)
		}
		switch load {
		case query.LoadStreams:
			s.same("with streams", *got, want)
		case query.LoadText:
			s.same("with text", got.Article, want.Article)
			s.same("with quotes", got.Quotes, want.Quotes)
			s.same("with mentions", got.Mentions, want.Mentions)
		case query.LoadBody:
			s.same("with its text", got.Article, want.Article)
		default:
			bare := want.Article
			bare.Text, got.Text = "", ""
			s.same("without text", got.Article, bare)
		}
	}
}

// facets checks counts that a reader can follow; oracle checks random ones.
func (s *suite) facets() {
	at := func(id, outlet string, status corpus.Status, places ...string) corpus.Annotated {
		a := corpus.Annotated{Article: corpus.Article{ID: id, Text: "one two three", Sum: sum(id)}}
		if outlet != "" {
			a.Outlet = corpus.Outlet{ID: outlet, Name: "Daily Ash", Status: status}
		}
		for i, p := range places {
			a.Mentions = append(a.Mentions, corpus.Mention{Start: 4 * i, End: 4*i + 3, Entity: p, Type: corpus.Place, Role: corpus.RolePlace})
		}
		s.Streams(&a)
		return a
	}
	s.add(at("1", "daily-ash", corpus.Credited, "cove-town", "old-cove"), at("2", "daily-ash", corpus.Credited, "bree-land"),
		at("3", "ash-wire", corpus.Given), at("4", "", corpus.Unknown, "ashland"))
	snap := s.snapshot()
	place := query.FacetRequest{Name: "place"}
	r := query.Request{Query: &query.All{}, Facets: []query.FacetRequest{place, {Name: "outlet"}}}
	got := s.search(snap, r).Facets
	s.same("places roll up by union, merged ones count once", got[0], query.Facet{Name: "place", Missing: 1, Distinct: 3, Values: []query.FacetValue{
		{ID: "ashland", Name: "Ashland", Count: 3}, {ID: "bree-land", Name: "Bree Land", Count: 2, Parent: "ashland"},
		{ID: "cove-town", Name: "Cove Town", Count: 1, Parent: "bree-land"}}})
	s.same("outlets with status and missing", got[1], query.Facet{Name: "outlet", Missing: 1, Distinct: 2, Values: []query.FacetValue{
		{ID: "daily-ash", Name: "Daily Ash", Count: 2, Status: corpus.Credited}, {ID: "ash-wire", Name: "Ash Wire", Count: 1}}})

	r.Filters = []query.Filter{{Facet: "place", IDs: query.Counting(s.Lexicon, "place", "bree-land")}}
	filtered := s.search(snap, r)
	s.same("a place selects what lies in it", filtered.Total, 2)
	s.same("a selection does not narrow its own facet", filtered.Facets[0], got[0])
	s.same("it narrows the others", filtered.Facets[1].Values, got[1].Values[:1])

	r.Filters = []query.Filter{{Facet: "outlet", IDs: []string{"daily-ash"}, Exclude: true}}
	excluded := s.search(snap, r)
	s.same("an exclusion keeps the rest, those without a value too", excluded.Total, 2)
	s.same("an exclusion narrows its own facet", excluded.Facets[1].Values, got[1].Values[1:])

	r.Filters = []query.Filter{{Facet: "outlet", Missing: true}}
	s.same("the missing bucket", s.scanned(snap, r), []string{"4"})
	r.Filters = []query.Filter{{Facet: "outlet", Missing: true, IDs: []string{"ash-wire"}}}
	s.same("missing or a value", s.scanned(snap, r), []string{"3", "4"})
	if _, err := snap.Search(s.ctx, query.Request{Query: &query.All{}, Facets: []query.FacetRequest{{Name: "colour"}}}); err == nil {
		s.Error("an unknown facet is no error")
	}
}

// caps proves that a query over the cap of terms fails by its name.
func (s *suite) caps() {
	var b strings.Builder
	for i := range 300 {
		fmt.Fprintf(&b, "word%d ", i)
	}
	s.add(s.text("a", "", b.String(), ""), s.text("b", "", b.String(), ""))
	snap := s.snapshot()
	r := query.Request{Query: s.read("word* OR /word.*/"), MaxTerms: 299}
	var capped *query.CapError
	if _, err := snap.Search(s.ctx, r); !errors.As(err, &capped) || capped.Cap != "terms" || capped.Limit != 299 {
		s.Errorf("300 terms with a cap of 299: %v, want a CapError", err)
	}
	r.MaxTerms = 300
	if result, err := snap.Search(s.ctx, r); err != nil || result.Total != 2 || result.Terms != 300 {
		s.Errorf("300 distinct terms with a cap of 300: %+v, %v; want 2 articles, 300 terms", result, err)
	}
}

// cancel proves that a cancelled request stops with the context's error.
func (s *suite) cancel() {
	s.collection(s.random(6), 30)
	snap := s.snapshot()
	ctx, stop := context.WithCancel(s.ctx)
	stop()
	begin := time.Now()
	if _, err := snap.Search(ctx, query.Request{Query: s.read("talk* deal"), Size: 10}); !errors.Is(err, context.Canceled) {
		s.Errorf("Search with a cancelled context: %v", err)
	}
	var last error
	for _, err := range snap.Scan(ctx, every) {
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		s.Errorf("Scan with a cancelled context: %v", last)
	}
	if spent := time.Since(begin); spent > time.Second {
		s.Errorf("a cancelled request took %v", spent)
	}
}

func (s *suite) empty() {
	snap := s.snapshot()
	s.same("Count", snap.Count(), 0)
	result := s.search(snap, query.Request{Query: &query.All{}, Size: 10, Facets: []query.FacetRequest{{Name: "actor"}}})
	s.same("total", result.Total, 0)
	s.same("facet values", len(result.Facets[0].Values), 0)
	s.same("scan", len(s.scanned(snap, every)), 0)
}
