package segment

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOtherVersion refuses a file of another zap version by its number, even if
// its checksums hold.
func TestOtherVersion(t *testing.T) {
	dir := t.TempDir()
	all := articles(rand.New(rand.NewPCG(1, 1)), 3)
	var docs []*Doc
	for i := range all {
		d, err := NewDoc(&all[i], nil)
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
	}
	files, err := build(dir, "s", docs)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "s"+zapExt)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)-5]++ // the last byte of the version
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	sums, size, err := sumFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cols, _, err := sumFile(filepath.Join(dir, "s"+colExt))
	if err != nil {
		t.Fatal(err)
	}
	both := append(packSums(sums), packSums(cols)...)
	if err := WriteFile(filepath.Join(dir, "s"+sumExt), both); err != nil {
		t.Fatal(err)
	}
	files[0] = File{"s" + zapExt, size, SumOf(sums)}
	files[2] = File{"s" + sumExt, int64(len(both)), SumOf(Sums(both))}
	if _, err := Open(dir, "s", files, nil); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "zap version 18") {
		t.Errorf("version 18: %v, want ErrFormat naming it", err)
	}
}
