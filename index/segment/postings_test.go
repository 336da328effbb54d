package segment

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/corpus"
)

func seeded(t *testing.T) *rand.Rand {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 3))
}

// TestRanks finds documents in random sets, one by one and many at once, as roaring does.
func TestRanks(t *testing.T) {
	r := seeded(t)
	for range 60 {
		set := roaring.New()
		for range r.IntN(6) { // in up to six containers: values, runs, dense ones
			base := uint64(r.IntN(6)) << 16
			switch r.IntN(3) {
			case 0:
				for range r.IntN(3000) {
					set.Add(uint32(base) + r.Uint32N(1<<16))
				}
			case 1:
				from := base + uint64(r.IntN(1<<16))
				set.AddRange(from, min(base+1<<16, from+uint64(r.IntN(20_000))))
			case 2:
				for range 9000 {
					set.Add(uint32(base) + r.Uint32N(1<<16))
				}
			}
		}
		if set.IsEmpty() {
			continue
		}
		if r.IntN(2) == 0 {
			set.RunOptimize()
		}
		data, err := set.ToBytes()
		if err != nil {
			t.Fatal(err)
		}
		one, many := readRanks(data), readRanks(data)
		marks := make([]uint64, set.DenseSize())
		markAll(data, marks)
		if !slices.Equal(marks, set.ToDense()) {
			t.Fatalf("%v is marked as %v", set, roaring.FromDense(marks, true))
		}
		for range 2 {
			var docs, at, ranks []uint32
			held, others := 1+r.IntN(40), 10+r.IntN(1000) // one of so many is asked for
			for doc := range uint32(7 << 16) {
				if set.Contains(doc) && r.IntN(held) == 0 || r.IntN(others) == 0 {
					docs = append(docs, doc)
				}
			}
			one.reset()
			for i, doc := range docs {
				rank, ok := one.of(doc)
				if ok != set.Contains(doc) || ok && rank != int(set.Rank(doc))-1 {
					t.Fatalf("%d in %v: rank %d, %v; want %d, %v", doc, set, rank, ok, set.Rank(doc)-1, set.Contains(doc))
				}
				if ok {
					at, ranks = append(at, uint32(i)), append(ranks, uint32(rank))
				}
			}
			many.reset()
			i, n := make([]uint32, len(docs)), make([]uint32, len(docs))
			k := many.among(docs, i, n)
			if !slices.Equal(i[:k], at) || !slices.Equal(n[:k], ranks) {
				t.Fatalf("%v among %v: %v with ranks %v, want %v with %v", docs, set, i[:k], n[:k], at, ranks)
			}
			many.reset()
			back := slices.Clone(ranks)
			many.docsOf(back)
			for i, rank := range ranks {
				if doc, _ := set.Select(rank); back[i] != doc {
					t.Fatalf("rank %d in %v: document %d, want %d", rank, set, back[i], doc)
				}
			}
		}
	}
}

// TestPostings reads positions and frequencies of words, frequent and rare, in random
// documents of a segment with many chunks, and compares them with its articles; once
// with one whose positions are too far apart for payloads.
func TestPostings(t *testing.T) {
	t.Run("short", func(t *testing.T) { testPostings(t, 0) })
	t.Run("long", func(t *testing.T) { testPostings(t, 70_000) })
}

func testPostings(t *testing.T, longest int) {
	r := seeded(t)
	const articles = 6000
	truth := map[string]map[uint32][]uint32{}
	var docs []*Doc
	var ids []string
	texts := map[string][]string{}
	for i := range articles {
		a := &corpus.Annotated{Article: corpus.Article{ID: fmt.Sprintf("a%05d", i)}}
		for n := r.IntN(40); n > 0; n-- {
			w := fmt.Sprint("w", int(r.ExpFloat64()*2))
			if r.IntN(50) == 0 { // some far from what precedes them
				for range r.IntN(3000) {
					a.TextStream.Tokens = append(a.TextStream.Tokens, corpus.Token{Word: "filler"})
				}
			}
			a.TextStream.Tokens = append(a.TextStream.Tokens, corpus.Token{Word: w})
		}
		if i%100 == 50 && i < 10*longest/700 {
			a.TextStream.Tokens = slices.Repeat([]corpus.Token{{Word: "filler"}}, longest)
			a.TextStream.Tokens = append(a.TextStream.Tokens, corpus.Token{Word: "w0"}, corpus.Token{Word: "w1"}, corpus.Token{Word: "w0"})
		}
		for _, tok := range a.TextStream.Tokens {
			texts[a.ID] = append(texts[a.ID], tok.Word)
		}
		d, err := NewDoc(a, nil)
		if err != nil {
			t.Fatal(err)
		}
		docs, ids = append(docs, d), append(ids, a.ID)
	}
	s := written(t, docs)
	for _, id := range ids {
		doc, ok := s.Doc(id)
		if !ok {
			t.Fatalf("no document %s", id)
		}
		for p, w := range texts[id] {
			if truth[w] == nil {
				truth[w] = map[uint32][]uint32{}
			}
			truth[w][doc] = append(truth[w][doc], uint32(p))
		}
	}
	blocks := map[uint8]bool{} // sizes of long lists
	for w, in := range truth {
		list, ok := s.Postings(TextField, w)
		if !ok || int(list.Docs.GetCardinality()) != len(in) {
			t.Fatalf("%s: in %d documents, want %d", w, list.Docs.GetCardinality(), len(in))
		}
		if table := list.Cursor().table; table.blocks != nil {
			blocks[table.shift] = true
		}
		compareOften(t, r, w, &list, in)
		for _, part := range []int{1, 3, 100, 2000} {
			var some []uint32
			for doc := range uint32(articles) {
				if r.IntN(part) == 0 {
					some = append(some, doc)
				}
			}
			comparePostings(t, r, w, &list, some, in)
			spread := list
			spread.Spread(new(Dense), (articles+63)/64)
			comparePostings(t, r, w, &spread, some, in)
		}
	}
}

// comparePostings reads a list in some documents in the three ways there are.
func comparePostings(t *testing.T, r *rand.Rand, w string, list *Postings, some []uint32, want map[uint32][]uint32) {
	t.Helper()
	n := make([]uint32, len(some))
	list.Cursor().AddFreqs(some, n, slices.Clone(n), slices.Clone(n))
	whole, stream := list.Cursor(), list.Cursor()
	held := slices.DeleteFunc(slices.Clone(some), func(doc uint32) bool { return len(want[doc]) == 0 })
	within, ranks := make([]uint32, len(some)), make([]uint32, len(some))
	if k := stream.Among(some, within, ranks); k != len(held) {
		t.Fatalf("of %v %d hold %s, want %v", some, k, w, held)
	}
	for i, doc := range some {
		pos := want[doc]
		if got := whole.Positions(doc); !slices.Equal(pos, got) {
			t.Fatalf("positions of %s in %d: %v, want %v", w, doc, got, pos)
		}
		if int(n[i]) != len(pos) {
			t.Fatalf("frequency of %s in %d: %d, want %d", w, doc, n[i], len(pos))
		}
		var s Stream
		if len(pos) > 0 {
			stream.Open(ranks[0], &s)
			ranks = ranks[1:]
		}
		for reach := uint32(0); len(pos) > 0; reach += r.Uint32N(20) {
			i, _ := slices.BinarySearch(pos, reach)
			if i == len(pos) {
				if s.Reach(reach) {
					t.Fatalf("%s in %d reaches %d at %d, want nothing of %v", w, doc, reach, s.At, pos)
				}
				break
			}
			if reach < s.At { // which it does not go back behind
				continue
			}
			if !s.Reach(reach) || s.At != pos[i] {
				t.Fatalf("%s in %d reaches %d at %d, want %d", w, doc, reach, s.At, pos[i])
			}
		}
	}
}

// compareOften asks for the documents that hold a word some times or more.
func compareOften(t *testing.T, r *rand.Rand, w string, list *Postings, want map[uint32][]uint32) {
	t.Helper()
	for _, n := range []uint32{0, 1, 2, 3, 1 + r.Uint32N(20), 15, 16, 255, 256, 300} {
		docs, times, ok := list.Often(n, nil, nil)
		if ok != (len(want) >= longList) {
			t.Fatalf("%s, in %d documents: table %v", w, len(want), ok)
		}
		found := map[uint32]uint32{}
		for i, doc := range docs {
			if found[doc] = times[i]; i > 0 && docs[i-1] >= doc {
				t.Fatalf("%s: document %d behind %d", w, doc, docs[i-1])
			}
		}
		for doc, pos := range want {
			got, held := found[doc]
			if is := uint32(len(pos)); ok && (is >= n && !held || held && got != is && (got != 255 || is < 15)) {
				t.Fatalf("%s, at least %d times, in %d: %d, %v, want %d", w, n, doc, got, held, is)
			}
			if delete(found, doc); held && got != 255 && got < n {
				t.Fatalf("%s, at least %d times, in %d: %d", w, n, doc, got)
			}
		}
		if len(found) > 0 {
			t.Fatalf("%s: in documents that do not hold it: %v", w, found)
		}
	}
}

// TestUnion marks the documents of several terms.
func TestUnion(t *testing.T) {
	r := seeded(t)
	var docs []*Doc
	for i := range 9000 {
		a := &corpus.Annotated{Article: corpus.Article{ID: fmt.Sprint(i)}}
		for range 3 {
			a.TextStream.Tokens = append(a.TextStream.Tokens, corpus.Token{Word: fmt.Sprint("w", int(r.ExpFloat64()*20))})
		}
		a.TextStream.Tokens = append(a.TextStream.Tokens, corpus.Token{Word: "w"})
		d, err := NewDoc(a, nil)
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
	}
	s := written(t, docs)
	var refs []Ref
	want := roaring.New()
	for words := s.Terms(TextField, nil, []byte("w"), []byte("x")); words.Next(); {
		if r.IntN(3) == 0 {
			refs = append(refs, words.Ref)
			list := s.Open(words.Ref)
			want.Or(list.Docs)
		}
	}
	if got := s.Union(refs); !got.Equals(want) {
		t.Errorf("union of %d terms has %d documents, want %d", len(refs), got.GetCardinality(), want.GetCardinality())
	}
}

// written returns the segment of docs.
func written(t *testing.T, docs []*Doc) *Segment {
	t.Helper()
	dir := t.TempDir()
	files, err := build(dir, "000001", docs)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(dir, "000001", files, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
