package opensearch

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/index"
	"dateline/ingest"
	"dateline/query"
)

// world is some articles made of the paragraphs of the seeds: near-copies, shared
// names, several languages of dates, words of every script.
func world(t *testing.T, n int) (*analyzer.Authority, *analyzer.Analyzer, []corpus.Annotated) {
	t.Helper()
	authority, err := analyzer.Starter()
	if err != nil {
		t.Fatal(err)
	}
	z := analyzer.New(authority)
	var seeds []corpus.Article
	var paragraphs []string
	for item := range ingest.Read(t.Context(), []string{"../seeds"}, ingest.Options{}) {
		if item.Err != nil || item.Skipped != "" {
			continue
		}
		seeds = append(seeds, item.Article)
		paragraphs = append(paragraphs, strings.Split(item.Article.Text, "\n\n")...)
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	var out []corpus.Annotated
	for i := range n {
		a := seeds[i%len(seeds)]
		if i >= len(seeds) {
			a.ID = fmt.Sprintf("%03d/%s", i, a.ID)
			a.Published = corpus.Date{Status: corpus.Given, Value: []string{"2025", "2025-07", "2025-07-2" + fmt.Sprint(i%9), "2025-07-24T23:30:00-05:00"}[r.IntN(4)]}
			if r.IntN(3) > 0 { // else a copy of the seed
				a.Title = strings.Split(paragraphs[r.IntN(len(paragraphs))], ". ")[0]
				a.Text = ""
				for range 1 + r.IntN(12) {
					a.Text += paragraphs[r.IntN(len(paragraphs))] + "\n\n"
				}
			}
			a.Sum = fmt.Sprintf("%064x", i)
		}
		out = append(out, z.Analyze(a))
	}
	odd := corpus.Article{ID: strings.Repeat("long/", 200) + "é", Title: "語 𝔞 café", Sum: strings.Repeat("a", 64),
		Text: strings.Repeat("x", 40_000) + " " + strings.Repeat("y", 300) + " Ünïcode a|b <s =talk @x end.\u0085next\u2028line"}
	return authority, z, append(out, z.Analyze(odd))
}

// both puts articles into the cluster and into an embedded index.
func both(t *testing.T, authority *analyzer.Authority, z *analyzer.Analyzer, all []corpus.Annotated) (cluster, embedded query.Snapshot) {
	t.Helper()
	x, err := Open(t.Context(), freshURL(t), Options{Write: true, Lexicon: authority, Streams: z.Streams, Shards: 2})
	if err != nil {
		t.Fatal(err)
	}
	y, err := index.Open(t.TempDir(), index.Options{Write: true, Lexicon: authority, Streams: z.Streams})
	if err != nil {
		t.Fatal(err)
	}
	snapshot := func(e query.Engine) query.Snapshot {
		t.Cleanup(func() { e.Close() })
		if err := e.Put(t.Context(), slices.Values(all)); err != nil {
			t.Fatal(err)
		}
		s, err := e.Snapshot(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	return snapshot(x), snapshot(y)
}

// besides are questions that each operator, field and kind of pattern has a part in.
var besides = []string{"*", "negotiat*", "witkoff good faith", `"good faith"`, `actor:"Steve Witkoff" NEAR/10 "good faith"`,
	"hamas SAME/s talks", "ATLEAST/3(hamas)", "lead:(hostage OR talks)", `quote:(speaker:"Steve Witkoff" faith)`, `exact:"Hamas"`,
	"/neg.*ion/", "netanyaho~1", "isreali~2", "organi?ation", "*ion", "PERSON NEAR/3 said", "talks NOT NEAR/4 doha", "date:2025-07-24",
	`"` + strings.Repeat("x", 4000) + `"`, strings.Repeat("x", 3000) + "*", strings.Repeat("y", 300), strings.Repeat("x", 3999) + "~1",
	strings.Repeat("x", 50) + "~2", strings.Repeat("x", 299) + "~2", strings.Repeat("pneumono", 4) + "~2", "/(a|b|.)*(a|.x){20}(b|.y){10}/", "cafe", "語", "place:Qatar", "zzz"}

// TestClusterBeside asks the cluster and the embedded index the same, and wants the
// same answers, scores and orders by score apart.
func TestClusterBeside(t *testing.T) {
	authority, z, all := world(t, 60)
	cluster, embedded := both(t, authority, z, all)
	if a, b := cluster.ID(), embedded.ID(); a != b || cluster.Count() != embedded.Count() {
		t.Errorf("snapshot %s of %d, want %s of %d", a, cluster.Count(), b, embedded.Count())
	}
	for _, prefix := range []string{"", "n", "negot", "zz", "x"} {
		want := wordsOf(t, embedded, prefix)
		for i := range want {
			want[i].Word = term(want[i].Word) // of 40,000 letters
		}
		if d := cmp.Diff(want, wordsOf(t, cluster, prefix)); d != "" {
			t.Errorf("words %q (-embedded +cluster):\n%.2000s", prefix, d)
		}
	}
	facets := []query.FacetRequest{{Name: "date", Interval: "week"}, {Name: "actor", Prefix: "n"}, {Name: "place", Size: 2}}
	for _, f := range facetFields {
		facets = append(facets, query.FacetRequest{Name: f})
	}
	kinds := []query.Options{
		{Facets: facets, Size: 200},
		{Facets: facets[:4], Size: 200, Distinct: true, Zone: "Asia/Tokyo", Select: []query.Selection{{Facet: "date", Values: []string{"2025-07"}}}},
		{Facets: facets[:5], Size: 200, Sort: query.ByDate, Select: []query.Selection{{Facet: "outlet", Values: []string{"-", "Fox News"}, Exclude: true}}},
	}
	for i, text := range besides {
		options := kinds
		if i%3 > 0 {
			options = kinds[i%3:][:1]
		}
		for _, o := range options {
			if d := cmp.Diff(asked(t, embedded, authority, text, o), asked(t, cluster, authority, text, o)); d != "" {
				t.Errorf("%.80s %+v (-embedded +cluster):\n%.3000s", text, o, d)
			}
		}
	}
}

func wordsOf(t *testing.T, s query.Snapshot, prefix string) (out []query.WordCount) {
	t.Helper()
	for w, err := range s.Words(t.Context(), &query.Pattern{Kind: query.Prefix, Text: prefix}) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, w)
	}
	return out
}

// asked is an answer without what the engines need not have in common.
func asked(t *testing.T, s query.Snapshot, lex query.Lexicon, text string, o query.Options) *query.Answer {
	t.Helper()
	a, err := query.Ask(t.Context(), s, lex, text, o)
	if err != nil {
		t.Fatalf("%.80s: %v", text, err)
	}
	a.Query.Notes, a.Compiled = nil, nil
	for _, f := range a.Forms {
		copy(f.Words, terms(f.Words)) // as the cluster knows them
	}
	for i := range a.Hits {
		if a.Hits[i].Score = 0; text != "*" {
			a.Hits[i].Article = nil // compared once
		}
	}
	if o.Sort == "" {
		slices.SortFunc(a.Hits, func(x, y query.AnswerHit) int { return strings.Compare(x.ID, y.ID) })
	}
	return a
}

// TestClusterLongQueries asks for more words than the server takes clauses.
func TestClusterLongQueries(t *testing.T) {
	authority, z, all := world(t, 12)
	cluster, embedded := both(t, authority, z, all)
	seen := map[string]bool{}
	var words []string
	for _, token := range all[0].TextStream.Tokens {
		if !seen[token.Word] {
			seen[token.Word] = true
			words = append(words, `"`+token.Word+`"`) // none is an operator
		}
	}
	for _, text := range []string{strings.Join(words, " "), strings.Join(words, " OR "), `"` + strings.ReplaceAll(strings.Join(words[:50], " "), `"`, "") + `"~40`,
		strings.Join(words[:40], " "), "NOT (" + strings.Join(words, " ") + ")", `exact:"` + all[0].Text[:2000] + `"`} {
		if len(text) > query.MaxBytes {
			text = text[:strings.LastIndex(text[:query.MaxBytes-10], " ")]
			text = strings.TrimSuffix(text, " OR")
		}
		c, err := query.Compile(t.Context(), embedded, authority, text, query.Options{Size: 100, Facets: []query.FacetRequest{}})
		if err != nil {
			t.Fatalf("%.60s…: %v", text, err)
		}
		want, err := embedded.Search(t.Context(), c.Request)
		if err != nil {
			t.Fatal(err)
		}
		got, err := cluster.Search(t.Context(), c.Request)
		if err != nil || got.Total != want.Total || len(got.Hits) != len(want.Hits) {
			t.Errorf("%.60s… (%d words): %d of %d, %.300v; want %d of %d", text, len(strings.Fields(text)), len(got.Hits), got.Total, err, len(want.Hits), want.Total)
		}
	}
}

// TestClusterPositions compares the terms and positions that the server's analyzer
// makes of what is sent with those of the streams.
func TestClusterPositions(t *testing.T) {
	authority, z, all := world(t, 12)
	x, err := Open(t.Context(), freshURL(t), Options{Write: true, Lexicon: authority, Streams: z.Streams})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	type at struct {
		Token    string
		Position int
	}
	for i := range all {
		for _, f := range streamFields {
			text, err := layers(all[i].Stream(f))
			if err != nil {
				t.Fatal(err)
			}
			var got struct{ Tokens []at }
			if err := x.client.call(t.Context(), "POST", "/"+x.name+"/_analyze", object{"field": f, "text": text}, &got); err != nil {
				t.Fatal(err)
			}
			var want []at
			streamTerms(all[i].Stream(f), func(t string, pos int) { want = append(want, at{t, pos}) })
			var plain []at
			analyzer.StreamTerms(all[i].Stream(f), func(t string, pos int) { plain = append(plain, at{term(t), pos}) })
			ends := func(x at) bool { return x.Token == sentenceEnd || x.Token == paragraphEnd }
			if d := cmp.Diff(plain, slices.DeleteFunc(slices.Clone(want), ends), cmpopts.EquateEmpty()); d != "" {
				t.Errorf("%s of %.40s (-streams +sent):\n%.2000s", f, all[i].ID, d)
			}
			if d := cmp.Diff(want, got.Tokens, cmpopts.EquateEmpty()); d != "" {
				t.Errorf("%s of %.40s (-streams +cluster):\n%.2000s", f, all[i].ID, d)
			}
		}
	}
}
