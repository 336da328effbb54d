package index

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// leasesDir holds generations that are kept for someone, each an index of its own.
const leasesDir = "leases"

// LeasePath is where the lease of a name stands in the index in dir.
func LeasePath(dir, name string) string { return filepath.Join(dir, leasesDir, name) }

// Lease keeps the newest generation of the index in dir, whatever a writer does
// later: its files are linked, not copied, into an index of its own, whose path it
// returns and Release removes. It fails where the file system has no hard links or
// takes no writes; the caller then reads the index itself and can rely on it only
// as long as it stays open.
func Lease(dir, name string) (string, error) {
	to := LeasePath(dir, name)
	for try := 0; ; try++ {
		m, raw, err := readManifest(dir)
		if err != nil {
			return "", err
		}
		if err = linkGeneration(m, dir, to); err == nil {
			return to, nil
		}
		err = errors.Join(err, Release(to))
		if _, again, rerr := readManifest(dir); try == 9 || rerr != nil || string(again) == string(raw) {
			return "", fmt.Errorf("index: lease: %w", err)
		}
	}
}

func linkGeneration(m *manifest, from, to string) error {
	if err := os.MkdirAll(filepath.Join(to, segmentsDir), 0o755); err != nil {
		return err
	}
	for _, f := range m.files() {
		if err := os.Link(filepath.Join(from, segmentsDir, f.Name), filepath.Join(to, segmentsDir, f.Name)); err != nil {
			return err
		}
	}
	_, err := m.publish(to)
	return err
}

// Release gives a lease back.
func Release(path string) error {
	if err := os.RemoveAll(path); err != nil {
		return fmt.Errorf("index: release: %w", err)
	}
	_ = os.Remove(filepath.Dir(path)) // the last one takes the folder with it
	return nil
}
