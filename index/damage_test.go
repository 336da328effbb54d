package index

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
	"dateline/query"
)

var damages = flag.Int("damages", campaign(50, 500), "how many random damages TestFaultDamage tries")

// campaign returns the length of a campaign of faults: DATELINE_FAULTS=long asks for
// the long one.
func campaign(short, long int) int {
	if os.Getenv("DATELINE_FAULTS") == "long" {
		return long
	}
	return short
}

// fixture writes a collection in several generations, so that it has segments,
// deletions and a merge, and returns copies of its manifest files by generation.
func fixture(t *testing.T, r *rand.Rand, dir string) (live map[string]corpus.Annotated, manifests [][]byte) {
	t.Helper()
	saved := mergeOptions
	mergeOptions.MaxSegmentsPerTier, mergeOptions.SegmentsPerMergeTask, mergeOptions.FloorSegmentSize = 4, 3, 10
	defer func() { mergeOptions = saved }()
	x, err := Open(dir, Options{Write: true, Streams: Streams, Copy: []byte("id,name\n")})
	if err != nil {
		t.Fatal(err)
	}
	live = map[string]corpus.Annotated{}
	for range 7 {
		mutate(t, r, x, live)
		raw, err := os.ReadFile(filepath.Join(dir, manifestFile))
		if err != nil {
			t.Fatal(err)
		}
		manifests = append(manifests, raw)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	return live, manifests
}

func copyTree(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// TestFaultDamage damages one file at random, again and again: Check must name it, and
// a search must refuse. Every other index is opened as a large one is, which verifies
// what it reads: there a search must refuse or be right.
func TestFaultDamage(t *testing.T) {
	r := random(t)
	good := filepath.Join(t.TempDir(), "good")
	live, manifests := fixture(t, r, good)
	if found, err := Check(context.Background(), good); err != nil || len(found) > 0 {
		t.Fatalf("the undamaged index: %v, %v", found, err)
	}
	for i := range *damages {
		dir := filepath.Join(t.TempDir(), fmt.Sprint(i))
		copyTree(t, good, dir)
		what, files := damage(t, r, dir, manifests)
		found, err := Check(context.Background(), dir)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		named := slices.ContainsFunc(found, func(f Finding) bool { return f.Damage && slices.Contains(files, f.File) })
		if !named {
			t.Errorf("%s: check finds %v, want %v", what, found, files)
		}
		searchDamaged(t, what, dir, live, i%2 == 0)
		if i%5 == 0 {
			repairAndCompare(t, what, dir, live)
		}
		os.RemoveAll(dir)
	}
}

func searchDamaged(t *testing.T, what, dir string, live map[string]corpus.Annotated, large bool) {
	t.Helper()
	saved := verifiedWhole
	defer func() { verifiedWhole = saved }()
	if large {
		verifiedWhole = -1
	}
	if err := searchAll(dir, live); (err != nil || !large) && !errors.Is(err, ErrDamaged) {
		t.Errorf("%s: search: %v, want ErrDamaged", what, err)
	}
}

// damage changes one file, or swaps two, and tells which.
func damage(t *testing.T, r *rand.Rand, dir string, manifests [][]byte) (what string, files []string) {
	t.Helper()
	segs, err := filepath.Glob(filepath.Join(dir, segmentsDir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	path := pick(r, append(segs, filepath.Join(dir, manifestFile)))
	name := relative(dir, path)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	put := func(b []byte) {
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	at := r.IntN(len(data))
	switch r.IntN(7) {
	case 0, 1:
		data[at] ^= 1 << r.IntN(8)
		put(data)
		return fmt.Sprintf("bit flipped at %d of %s", at, name), []string{name}
	case 2:
		put(data[:at])
		return fmt.Sprintf("%s cut to %d bytes", name, at), []string{name}
	case 3:
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		return name + " deleted", []string{name}
	case 4:
		for range 20 {
			data[r.IntN(len(data))] ^= byte(1 + r.IntN(255))
		}
		put(data)
		return "20 bytes changed in " + name, []string{name}
	case 5:
		other := pick(r, segs)
		b, _ := os.ReadFile(other)
		if other == path || string(b) == string(data) {
			put(data[:at])
			return fmt.Sprintf("%s cut to %d bytes", name, at), []string{name}
		}
		put(b)
		if err := os.WriteFile(other, data, 0o644); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%s and %s swapped", name, relative(dir, other)), []string{name, relative(dir, other)}
	}
	path, name = filepath.Join(dir, manifestFile), manifestFile
	put(manifests[r.IntN(len(manifests)-1)])
	return "manifest rolled back", []string{manifestFile}
}

// searchAll reads everything that a search may; the error is the first of it, or
// tells what differs from live.
func searchAll(dir string, live map[string]corpus.Annotated) error {
	ctx := context.Background()
	x, err := Open(dir, Options{Streams: Streams})
	if err != nil {
		return err
	}
	defer x.Close()
	s, err := x.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	got := map[string]corpus.Annotated{}
	for h, err := range s.Scan(ctx, query.Request{Load: query.LoadStreams}) {
		if err != nil {
			return err
		}
		got[h.Article.ID] = *h.Article
	}
	if d := cmp.Diff(live, got); d != "" {
		return fmt.Errorf("wrong articles:\n%s", d)
	}
	q := &query.Near{A: term("talk", "=talk"), B: &query.Phrase{Slots: []query.Node{term("good"), term("faith")}, Slop: -1}, N: 9}
	want := 0
	for _, a := range live {
		if _, ok := query.Match(q, &a); ok {
			want++
		}
	}
	res, err := s.Search(ctx, query.Request{Query: q, Size: 5, Facets: []query.FacetRequest{{Name: "actor"}, {Name: "date", Interval: "month"}}})
	if err == nil && res.Total != want {
		return fmt.Errorf("wrong total %d, want %d", res.Total, want)
	}
	return err
}

// repairAndCompare repairs dir: what is kept must be as it was, and what is not
// must be told.
func repairAndCompare(t *testing.T, what, dir string, live map[string]corpus.Annotated) {
	t.Helper()
	r, err := Repair(context.Background(), dir, Options{Streams: Streams})
	if err != nil {
		t.Errorf("%s: repair: %v", what, err)
		return
	}
	defer os.RemoveAll(r.Aside)
	if found, err := Check(context.Background(), dir); err != nil || slices.ContainsFunc(found, func(f Finding) bool { return f.Damage }) {
		t.Errorf("%s: repaired index: %v, %v", what, found, err)
	}
	x, err := Open(dir, Options{Streams: Streams})
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	defer x.Close()
	s, err := x.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	gone := 0
	for id, want := range live {
		got, err := s.Get(context.Background(), id)
		switch {
		case errors.Is(err, query.ErrNoArticle):
			gone++
			if !slices.Contains(r.Lost, id) && r.Unnamed == 0 && len(r.Notes) == 0 {
				t.Errorf("%s: %s is lost and not told", what, id)
			}
		case err != nil:
			t.Errorf("%s: %v", what, err)
		case cmp.Diff(&want, got) != "" && len(r.Notes) == 0:
			t.Errorf("%s: %s changed", what, id)
		}
	}
	if s.Count() != len(live)-gone && len(r.Notes) == 0 {
		t.Errorf("%s: %d articles, want %d", what, s.Count(), len(live)-gone)
	}
	t.Logf("%s: kept %d of %d, lost %d and %d, %s", what, r.Kept, len(live), len(r.Lost), r.Unnamed, strings.Join(r.Notes, "; "))
}

// TestFaultShrunkUnderneath cuts files while they are mapped: a search then fails
// instead of ending the process.
func TestFaultShrunkUnderneath(t *testing.T) {
	r := random(t)
	dir := t.TempDir()
	fixture(t, r, dir)
	x, err := Open(dir, Options{Streams: Streams})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	s, err := x.Snapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	q := query.Request{Query: term("talk", "=talk"), Size: 5, Facets: []query.FacetRequest{{Name: "actor"}}}
	if _, err := s.Search(context.Background(), q); err != nil { // verifies what the next one reads
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, segmentsDir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if err := os.Truncate(f, 0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Search(context.Background(), q); !errors.Is(err, ErrDamaged) {
		t.Errorf("search of cut files: %v, want ErrDamaged", err)
	}
}
