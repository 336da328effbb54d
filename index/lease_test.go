package index

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"dateline/corpus"
)

// TestLeaseHalfMade: what a killed process left of a lease is no lease and stands in
// the way of none, and giving back takes it with it.
func TestLeaseHalfMade(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "index")
	x, err := Open(dir, Options{Write: true, Streams: Streams})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if err := putSome(random(t), x, 5, map[string]corpus.Annotated{}); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(LeasePath(dir, "a")+making, segmentsDir)
	if err := os.MkdirAll(left, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(left, "000001.zap"), []byte("half"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(LeasePath(dir, "a")); err == nil {
		t.Fatal("half a lease has the name of a whole one")
	}
	path, err := Lease(dir, "a")
	if err != nil {
		t.Fatal(err)
	}
	if found, err := Check(context.Background(), path); err != nil || len(found) > 0 {
		t.Errorf("the lease: %v, %v", found, err)
	}
	if err := Release(path); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, leasesDir)); err == nil {
		t.Errorf("left in leases: %v", left)
	}
}
