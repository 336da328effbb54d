package export

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestClaim wants one export at a time on a file, and nothing left behind it.
func TestClaim(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.jsonl")
	for range 2 {
		release, err := Claim(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Claim(path, nil); !errors.Is(err, ErrBusy) {
			t.Errorf("a second export of the same file: %v", err)
		}
		j := &BatchJob{Path: path}
		if _, err := j.Run(t.Context(), &Batch{}, nil, nil); !errors.Is(err, ErrBusy) {
			t.Errorf("a batch into the same file: %v", err)
		}
		other, err := Claim(path+"2", nil)
		if err != nil {
			t.Fatal(err)
		}
		other()
		release()
		if _, err := os.Stat(partial(path) + ".lock"); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the lock stays: %v", err)
		}
	}
}
