package enginetest

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
	"dateline/query"
)

// How many queries are asked of one random collection, and its size.
const (
	queriesEach = 50
	largest     = 40
)

// oracle compares random queries over random collections with Match: hit sets,
// totals, facet counts. Half of the queries go through their printed form, the
// parser and Resolve; all are resolved.
func (s *suite) oracle() {
	seed, pairs := setting("DATELINE_SEED", int(time.Now().UnixNano()%1_000_000_000)), setting("DATELINE_PAIRS", 20_000)
	if testing.Short() {
		pairs = min(pairs, 2_000)
	}
	s.Logf("DATELINE_SEED=%d DATELINE_PAIRS=%d", seed, pairs)
	asked, matched := 0, 0
	for round := 0; asked < pairs && !s.Failed(); round++ {
		if round > 0 {
			if err := s.engine.Close(); err != nil {
				s.Fatal(err)
			}
			s.engine = s.open(s.T, s.Kit)
		}
		n, m := s.round(s.random(uint64(seed+round)), min(queriesEach, pairs-asked))
		asked, matched = asked+n, matched+m
		if s.Failed() {
			s.Logf("repeat with DATELINE_SEED=%d", seed+round)
		}
	}
	s.Logf("%d pairs agree, %d with a hit", asked, matched)
	if asked >= 2_000 && (matched < asked/5 || matched > asked*19/20) {
		s.Errorf("%d of %d queries match: the random world tests too little", matched, asked)
	}
}

func setting(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// round asks queries of one collection until one disagrees.
func (s *suite) round(g *random, queries int) (asked, matched int) {
	b := s.collection(g, 1+g.IntN(largest))
	snap, err := s.engine.Snapshot(s.ctx)
	if err != nil {
		s.Fatal(err)
	}
	defer snap.Close()
	for asked < queries && !s.Failed() {
		n := s.resolved(g)
		asked++
		r := g.request(n)
		want := b.ids(r)
		if len(want) > 0 {
			matched++
		}
		s.compare(snap, b, r, want)
	}
	return asked, matched
}

// resolved makes a random query ready for an engine.
func (s *suite) resolved(g *random) query.Node {
	n, text := g.query(), ""
	if g.IntN(2) == 0 {
		text = n.String()
		parsed, _, err := query.Parse(text)
		if err != nil {
			s.Fatalf("random query %s: %v", text, err)
		}
		if parsed.String() != text {
			s.Fatalf("random query %s parses to %s", text, parsed)
		}
		n = parsed
	}
	out, _, err := query.Resolve(n, text, s.Lexicon, nil)
	if err != nil {
		s.Fatalf("random query %s: %v", n, err)
	}
	return out
}

// request adds random filters and facets to a query.
func (g *random) request(n query.Node) query.Request {
	r := query.Request{Query: n, Zone: pick(g, zones)}
	for range max(0, g.IntN(5)-2) {
		f := query.Filter{Facet: pick(g, facets), Exclude: g.IntN(4) == 0, Missing: g.IntN(4) == 0}
		switch f.Facet {
		case "date":
			f.From, f.To = pick(g, []string{"", "2025-01-01", "2025-07-24"}), pick(g, []string{"", "2025-07-24", "2025-12-31"})
		case "actor", "place", "speaker":
			f.IDs = query.Counting(g.Lexicon, f.Facet, pick(g, entities).ID)
		case "type":
			f.IDs = []string{string(pick(g, entities).Type)}
		case "language":
			f.IDs = []string{"en"}
		case "collection":
			f.IDs = []string{"one"}
		default:
			f.IDs = []string{"daily-ash", pick(g, []string{"ash-wire", "~small-paper"})}
		}
		r.Filters = append(r.Filters, f)
	}
	for range g.IntN(3) {
		f := query.FacetRequest{Name: pick(g, facets), Size: pick(g, []int{0, 0, 2})}
		if f.Name == "date" {
			f.Interval = pick(g, []string{"day", "week", "month", "year"})
		} else if g.IntN(6) == 0 {
			f.Prefix = pick(g, []string{"Zoe", "a", "Bi", "yan b", "sh"})
		}
		r.Facets = append(r.Facets, f)
	}
	if len(r.Filters) > 0 && g.IntN(2) == 0 {
		r.Facets = append(r.Facets, query.FacetRequest{Name: r.Filters[0].Facet, Interval: "month"})
	}
	return r
}

var facets = []string{"actor", "place", "outlet", "original", "agency", "cites", "speaker", "type", "language", "collection", "date"}

// compare holds one answer of the engine against the definitions.
func (s *suite) compare(snap query.Snapshot, b brute, r query.Request, want []string) {
	result, err := snap.Search(s.ctx, r)
	if err != nil {
		s.Fatalf("Search %s: %v", describe(r), err)
	}
	got := sorted(s.scanned(snap, r))
	if diff := cmp.Diff(want, append([]string{}, got...)); diff != "" || result.Total != len(want) {
		s.Errorf("%s\ntotal %d, want %d; hits (-want +got):\n%s%s", describe(r), result.Total, len(want), diff, s.shrunk(snap, b, r))
		return
	}
	for i, f := range r.Facets {
		if diff := cmp.Diff(b.facet(r, f), result.Facets[i]); diff != "" {
			s.Errorf("%s\nfacet %+v (-want +got):\n%s", describe(r), f, diff)
		}
	}
}

func describe(r query.Request) string {
	s := fmt.Sprintf("query %s", r.Query)
	for _, f := range r.Filters {
		s += fmt.Sprintf("\nfilter %+v", f)
	}
	if r.Zone != "" {
		s += "\nzone " + r.Zone
	}
	return s
}

// shrunk finds the smallest part of the query about which engine and oracle
// disagree on one article, and describes both.
func (s *suite) shrunk(snap query.Snapshot, b brute, r query.Request) string {
	bad := s.disagreement(snap, b, r.Query)
	if bad == nil {
		return "the query alone agrees: look at the filters"
	}
	n := r.Query
	for again := true; again; {
		again = false
		for _, part := range smaller(n) {
			if a := s.disagreement(snap, b, part); a != nil {
				n, bad, again = part, a, true
				break
			}
		}
	}
	_, holds := query.Match(n, bad)
	return fmt.Sprintf("smallest disagreement: %s on %s, where it holds: %v\ntree %#v\n%s", n, bad.ID, holds, n, picture(bad))
}

// disagreement returns an article about which the engine and Match differ.
func (s *suite) disagreement(snap query.Snapshot, b brute, n query.Node) *corpus.Annotated {
	got := map[string]bool{}
	for hit, err := range snap.Scan(s.ctx, query.Request{Query: n}) {
		if err != nil {
			return nil
		}
		got[hit.Article.ID] = true
	}
	for i := range b.articles {
		if _, ok := query.Match(n, &b.articles[i]); ok != got[b.articles[i].ID] {
			return &b.articles[i]
		}
	}
	return nil
}

// picture prints the streams of an article.
func picture(a *corpus.Annotated) string {
	out := fmt.Sprintf("%s: language %s, published %s\n", a.ID, a.Language, a.Published.Value)
	for _, field := range []string{"title", "text", "byline"} {
		st := a.Stream(field)
		out += field + ":"
		for i, t := range st.Tokens {
			out += fmt.Sprintf(" %d:%s", i, t.Word)
			if stem := st.Stem(i); stem != "" {
				out += "=" + stem
			}
		}
		out += fmt.Sprintf("\n  sentences %v paragraphs %v\n  entities %v\n  quotes %v\n", st.Sentences, st.Paragraphs, st.Entities, st.Quotes)
	}
	return out
}
