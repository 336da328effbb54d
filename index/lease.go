package index

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// leasesDir holds generations that are kept for someone, each an index of its own.
const leasesDir = "leases"

// A lease is made and unmade under a name with this ending, so that one that is
// there is whole even where the process was killed.
const making = ".new"

// LeasePath is where the lease of a name stands in the index in dir.
func LeasePath(dir, name string) string { return filepath.Join(dir, leasesDir, name) }

// Lease keeps the newest generation of the index in dir, whatever a writer does
// later: its files are linked, not copied, into an index of its own, whose path it
// returns and Release removes. It fails where the file system has no hard links or
// takes no writes; the caller then reads the index itself and can rely on it only
// as long as it stays open.
func Lease(dir, name string) (string, error) {
	to := LeasePath(dir, name)
	unmade := to + making
	for try := 0; ; try++ {
		m, raw, err := readManifest(dir)
		if err != nil {
			return "", err
		}
		if err = os.RemoveAll(unmade); err == nil {
			err = linkGeneration(m, dir, unmade)
		}
		if err == nil {
			err = os.Rename(unmade, to)
		}
		if err == nil {
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
	err := os.RemoveAll(path + making)
	if err == nil {
		err = os.Rename(path, path+making)
	}
	if err == nil {
		err = os.RemoveAll(path + making)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("index: release: %w", err)
	}
	_ = os.Remove(filepath.Dir(path)) // the last one takes the folder with it
	return nil
}
