package segment

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
)

// TestKnownWords makes the same segment of streams whose words have ids, some of which
// fall on one place of the cache, and of those whose words have none.
func TestKnownWords(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	all := articles(r, 400)
	file := func(name string) []byte {
		dir := t.TempDir()
		write(t, dir, name, all)
		b, err := os.ReadFile(filepath.Join(dir, name+zapExt))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	want := file("000001")
	ids := map[[2]string]uint32{}
	for i := range all {
		for _, s := range []*corpus.Stream{&all[i].TitleStream, &all[i].TextStream} {
			for k, first := range s.Firsts {
				w := [2]string{s.Tokens[first].Word, s.Stems[k]}
				if ids[w] == 0 {
					ids[w] = uint32(1 + len(ids)/2 + len(ids)%2*mostKnown)
				}
				s.IDs = append(s.IDs, ids[w]*uint32(min(1, r.IntN(9)))) // 0 for some
			}
		}
	}
	for range 2 { // the second segment is written in the memory of the first
		if got := file("000001"); !cmp.Equal(got, want) {
			t.Error("streams with ids make another segment")
		}
	}
}
