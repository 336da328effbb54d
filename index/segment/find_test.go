package segment

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/blevesearch/vellum"
)

// dictionaryOf is a file of one dictionary, of field f, at some offset.
func dictionaryOf(t testing.TB, terms map[string]uint64) *zapFile {
	var fst bytes.Buffer
	b, err := vellum.New(&fst, nil)
	if err != nil {
		t.Fatal(err)
	}
	var sorted []string
	for term := range terms {
		sorted = append(sorted, term)
	}
	slices.Sort(sorted)
	for _, term := range sorted {
		if err := b.Insert([]byte(term), terms[term]); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	data := binary.AppendUvarint([]byte("before"), uint64(fst.Len()))
	data = append(append(data, fst.Bytes()...), "behind it"...)
	return &zapFile{file: fileOf(data), dicts: map[string]func() uint64{"f": func() uint64 { return 6 }}, fsts: map[string]*vellum.FST{}}
}

func TestFind(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	word := func(letters string) string {
		b := make([]byte, r.IntN(6))
		for i := range b {
			if b[i] = byte(r.Uint32()); letters != "" {
				b[i] = letters[r.IntN(len(letters))]
			}
		}
		return string(b)
	}
	for _, letters := range []string{"ab", "etaoinshrdlu", "aZ|~é", ""} {
		for _, n := range []int{0, 1, 2, 30, 3000} {
			terms := map[string]uint64{}
			for range n {
				terms[word(letters)] = r.Uint64() >> r.IntN(64)
			}
			z := dictionaryOf(t, terms)
			fst := z.dict("f")
			asked := []string{"", "absent", "\x00", "\xff\xff"}
			for term := range terms {
				asked = append(asked, term, term+"a", word(letters))
			}
			for _, term := range asked {
				want, held, err := fst.Get([]byte(term))
				if err != nil {
					t.Fatal(err)
				}
				if got, ok := z.find("f", term); ok != held || held && got != want {
					t.Fatalf("%d terms of %q: %q is %d, %v; want %d, %v", n, letters, term, got, ok, want, held)
				}
			}
		}
	}
	if _, ok := (&zapFile{}).find("f", "a"); ok {
		t.Error("a field without a dictionary holds a term")
	}
}

// A look-up verifies the blocks that it reads and no others, and damage in those is told.
func TestFindVerifies(t *testing.T) {
	terms := map[string]uint64{}
	for i := range 60000 {
		terms[fmt.Sprintf("%x", uint32(i)*2654435761)] = uint64(i)
	}
	z := dictionaryOf(t, terms)
	seventeen := uint32(17)
	at := fmt.Sprintf("%x", seventeen*2654435761)
	if v, ok := z.find("f", at); !ok || v != 17 {
		t.Fatalf("%s is %d, %v", at, v, ok)
	}
	var read []int
	for b := range z.sums {
		if z.checked[b/32].Load()&(1<<(b%32)) != 0 {
			read = append(read, b)
		}
	}
	if len(z.sums) < 20 || len(read) > 10 {
		t.Fatalf("read %d of %d blocks", len(read), len(z.sums))
	}
	for b := range z.sums {
		damaged := &zapFile{file: fileOf(bytes.Clone(z.data)), dicts: z.dicts}
		damaged.sums = z.sums
		damaged.data[b*BlockSize+17] ^= 4
		err := func() (err error) {
			defer Guard(&err)
			_, _ = damaged.find("f", at)
			return nil
		}()
		if got, want := err != nil, slices.Contains(read, b); got != want {
			t.Errorf("block %d is read: %v, error %v", b, want, err)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	terms := map[string]uint64{}
	for i := range 60000 {
		terms[fmt.Sprintf("%x", i*2654435761)] = uint64(i)
	}
	z := dictionaryOf(b, terms)
	fst := z.dict("f")
	word := fmt.Sprintf("%x", 17*2654435761)
	b.Run("blocks", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			z.find("f", word)
		}
	})
	b.Run("vellum", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			fst.Get([]byte(word))
		}
	})
}

// fileOf is a file of these bytes.
func fileOf(data []byte) *file {
	sums := Sums(data)
	return &file{path: "test", data: data, sums: sums, checked: make([]atomic.Uint32, len(sums)/32+1)}
}
