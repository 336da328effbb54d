package index

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// lockPatience is how long a second writer waits before it gives up.
const lockPatience = 500 * time.Millisecond

// A holder is what the lock file says of the process that holds it, or held it
// last, and of the last generation that was published: an older manifest beside it
// was rolled back. The system frees the lock when the process dies.
type holder struct {
	PID        int    `json:"pid"`
	Host       string `json:"host"`
	Command    string `json:"command"`
	Since      string `json:"since"`
	Generation int    `json:"generation"`
}

func (h holder) String() string {
	return fmt.Sprintf("process %d on %s since %s (%s)", h.PID, h.Host, h.Since, h.Command)
}

// A lock is the right to write an index directory.
type lock struct {
	flock  *flock.Flock
	path   string
	holder holder
}

func takeLock(dir string) (*lock, error) {
	path := filepath.Join(dir, lockFile)
	l := &lock{flock: flock.New(path, flock.SetPermissions(0o644)), path: path}
	for deadline := time.Now().Add(lockPatience); ; time.Sleep(50 * time.Millisecond) {
		ok, err := l.flock.TryLock()
		if err != nil {
			return nil, fmt.Errorf("index: lock %s: %w", path, err)
		}
		if ok {
			break
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("index: lock %s: %w: %s", path, ErrLocked, readHolder(dir))
		}
	}
	host, _ := os.Hostname()
	l.holder = holder{PID: os.Getpid(), Host: host, Command: strings.Join(os.Args, " "),
		Since: time.Now().UTC().Format(time.RFC3339), Generation: readHolder(dir).Generation}
	return l, l.write()
}

// published notes the newest generation.
func (l *lock) published(generation int) error {
	l.holder.Generation = generation
	return l.write()
}

// write replaces the content of the lock file in place: a new file would be
// another lock.
func (l *lock) write() error {
	data, err := json.Marshal(l.holder)
	if err == nil {
		err = os.WriteFile(l.path, append(data, '\n'), 0o644)
	}
	if err != nil {
		return fmt.Errorf("index: lock %s: %w", l.path, err)
	}
	return nil
}

func (l *lock) release() error { return l.flock.Close() }

// readHolder reads the lock file; where there is none, or it is torn, nobody is known.
func readHolder(dir string) (h holder) {
	data, err := os.ReadFile(filepath.Join(dir, lockFile))
	if err != nil || json.Unmarshal(data, &h) != nil {
		return holder{}
	}
	return h
}
