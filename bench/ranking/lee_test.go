package main

import (
	"archive/zip"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLee(t *testing.T) {
	file := filepath.Join(t.TempDir(), "gensim.whl")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for name, text := range map[string]string{
		"gensim/test/test_data/lee.cor":             "A river.\nA caf\xe9.\nA road.\n\n",
		"gensim/test/test_data/similarities0-1.txt": "1\t0.5\t0.75\n0\t1\t0.49\n0\t0\t1\n",
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	f.Close()
	c, err := lee(file)
	if err != nil {
		t.Fatal(err)
	}
	judged := map[string]map[string]int{"1": {"2": 1, "3": 2}, "2": {"1": 1, "3": 0}, "3": {"1": 2, "2": 0}}
	if diff := cmp.Diff(judged, c.judged); diff != "" {
		t.Errorf("judgements\n%s", diff)
	}
	if c.articles[1].Text != "A café." {
		t.Errorf("text %q", c.articles[1].Text)
	}
	// The article of the query counts nowhere.
	for _, run := range [][]string{{"1", "3", "2"}, {"3", "1", "2"}} {
		if got := c.ndcg(map[string][]string{"1": run}); got[0] != 1 {
			t.Errorf("%v: nDCG %.3f, want 1", run, got[0])
		}
	}
}
