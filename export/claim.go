package export

import (
	"errors"
	"fmt"
	"os"

	"github.com/gofrs/flock"
)

// ErrBusy is returned for a target that another export is writing.
var ErrBusy = errors.New("another export is writing it")

// Claim keeps other exports from writing to path until what it returns is called. Two at
// once would write into the same partial file and give it its name in turn. The claim is a
// lock on FILE.partial.lock, which goes with the process; where the file system knows no
// locks, warn is told.
func Claim(path string, warn func(string)) (release func(), err error) {
	if path == "-" {
		return func() {}, nil
	}
	if err := folderOf(path); err != nil {
		return nil, err
	}
	name := partial(path) + ".lock"
	for {
		f := flock.New(name, flock.SetPermissions(0o644))
		ok, err := f.TryLock()
		switch {
		case errors.Is(err, os.ErrPermission):
			return nil, fmt.Errorf("export: %w", err)
		case err != nil:
			if warn == nil {
				warn = func(string) {}
			}
			warn(fmt.Sprintf("%s cannot be locked (%v): let no other export write there meanwhile", path, err))
			return func() { _ = f.Close() }, nil
		case !ok:
			return nil, errors.Join(fmt.Errorf("export: %s: %w; wait for it, or name another file", path, ErrBusy), f.Close())
		}
		if held(f, name) {
			return func() { _ = errors.Join(os.Remove(name), f.Close()) }, nil
		}
		_ = f.Close() // who had it has just removed it
	}
}

// held reports whether the file that is locked is still the one of that name.
func held(f *flock.Flock, name string) bool {
	locked, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(name)
	return err == nil && os.SameFile(locked, there)
}
