// Package enginetest is the contract of query.Engine as one suite. Its oracle is
// query.Match over a plain slice of articles: hit sets, counts, facets and orders
// are computed here by their definitions and compared with what the engine says.
package enginetest

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/query"
)

// A Kit is what an engine under test is opened with: the lexicon that merges, names
// and rolls up ids, and the function that remakes the streams of a stored article.
type Kit struct {
	Lexicon query.Lexicon
	Streams func(*corpus.Annotated)
}

// Run holds the engines that open returns, each new and empty, to the contract.
// Environment: DATELINE_SEED repeats a random run, DATELINE_PAIRS sets how many
// pairs of query and collection it compares (20,000 unless -short).
func Run(t *testing.T, open func(t *testing.T, k Kit) query.Engine) {
	k := NewKit(t)
	for _, c := range []struct {
		name string
		test func(*suite)
	}{
		{"Put", (*suite).put}, {"Replace", (*suite).replace}, {"Delete", (*suite).delete},
		{"Isolation", (*suite).isolation}, {"Get", (*suite).get}, {"Hashes", (*suite).hashes},
		{"ID", (*suite).id}, {"Words", (*suite).words}, {"Scan", (*suite).scan}, {"Order", (*suite).order},
		{"Paging", (*suite).paging}, {"Load", (*suite).load}, {"Facets", (*suite).facets},
		{"Caps", (*suite).caps}, {"Cancel", (*suite).cancel}, {"Empty", (*suite).empty},
		{"Oracle", (*suite).oracle},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := open(t, k)
			t.Cleanup(func() {
				if err := e.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			})
			c.test(&suite{T: t, Kit: k, open: open, engine: e, ctx: t.Context()})
		})
	}
}

// NewKit returns the kit of the suite: a small authority of its own, with a merged
// person and places three levels deep, over the starter authority.
func NewKit(t testing.TB) Kit {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "suite.csv"), []byte(authority), 0o644); err != nil {
		t.Fatal(err)
	}
	a, problems, err := analyzer.Load(dir)
	if err != nil || len(problems) > 0 {
		t.Fatalf("authority of the suite: %v %v", err, problems)
	}
	return Kit{a, analyzer.New(a).Streams}
}

const authority = `id,name,type,aliases,parent,valid_from,valid_to,wikidata,note
zoe-ash,Zoe Ash,person,Ash,,,,,
zoe-maiden,Zoe Maiden,person,,,,,,
zoe-maiden,,same_as,,zoe-ash,,,,
yan-birch,Yan Birch,person,,,,,,
ashland,Ashland,government,,,,,,
bree-land,Bree Land,place,,ashland,,,,
cove-town,Cove Town,place,,bree-land,,,,
old-cove,Old Cove,place,,,,,,
old-cove,,same_as,,cove-town,,,,
red-band,Red Band,armed_group,,,,,,
daily-ash,Daily Ash,outlet,,,,,,
ash-wire,Ash Wire,outlet,kind:agency,,,,,
`

// entities are the ids that articles of the suite mention, with their types.
var entities = []corpus.Entity{{ID: "zoe-ash", Type: corpus.Person}, {ID: "zoe-maiden", Type: corpus.Person},
	{ID: "yan-birch", Type: corpus.Person}, {ID: "~new-name", Type: corpus.Person}, {ID: "ashland", Type: corpus.Government},
	{ID: "bree-land", Type: corpus.Place}, {ID: "cove-town", Type: corpus.Place}, {ID: "old-cove", Type: corpus.Place},
	{ID: "red-band", Type: corpus.ArmedGroup}}

// a suite is one test with an engine of its own.
type suite struct {
	*testing.T
	Kit
	open   func(t *testing.T, k Kit) query.Engine
	engine query.Engine
	ctx    context.Context
}

// add stores articles.
func (s *suite) add(articles ...corpus.Annotated) {
	s.Helper()
	if err := s.engine.Put(s.ctx, slices.Values(articles)); err != nil {
		s.Fatalf("Put: %v", err)
	}
}

func (s *suite) remove(ids ...string) {
	s.Helper()
	if err := s.engine.Delete(s.ctx, ids); err != nil {
		s.Fatalf("Delete: %v", err)
	}
}

// snapshot opens a view that closes with the test.
func (s *suite) snapshot() query.Snapshot {
	s.Helper()
	snap, err := s.engine.Snapshot(s.ctx)
	if err != nil {
		s.Fatalf("Snapshot: %v", err)
	}
	s.Cleanup(func() {
		if err := snap.Close(); err != nil {
			s.Errorf("Snapshot.Close: %v", err)
		}
	})
	return snap
}

func (s *suite) search(snap query.Snapshot, r query.Request) query.Result {
	s.Helper()
	result, err := snap.Search(s.ctx, r)
	if err != nil {
		s.Fatalf("Search %s: %v", r.Query, err)
	}
	return result
}

// scanned returns the ids of Scan in its order.
func (s *suite) scanned(snap query.Snapshot, r query.Request) []string {
	s.Helper()
	var ids []string
	for hit, err := range snap.Scan(s.ctx, r) {
		if err != nil {
			s.Fatalf("Scan %s: %v", r.Query, err)
		}
		ids = append(ids, hit.Article.ID)
	}
	return ids
}

// same fails unless got is want.
func (s *suite) same(what string, got, want any) {
	s.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		s.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// text makes an article without entities.
func (s *suite) text(id, title, text, published string) corpus.Annotated {
	a := corpus.Annotated{Article: corpus.Article{ID: id, Title: title, Text: text, Language: "en", Sum: sum(id, title, text)}}
	if published != "" {
		a.Published = corpus.Date{Value: published, Status: corpus.Given}
	}
	s.Streams(&a)
	return a
}

// read resolves a query.
func (s *suite) read(text string) query.Node {
	s.Helper()
	n, _, err := query.Parse(text)
	if err == nil {
		n, _, err = query.Resolve(n, text, s.Lexicon, nil)
	}
	if err != nil {
		s.Fatalf("query %s: %v", text, err)
	}
	return n
}

func sorted(ids []string) []string {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return ids
}
