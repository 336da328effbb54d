//go:build linux

package index

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	osexec "os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"dateline/corpus"
)

// TestFaultDiskFull fills a small file system: the Put that finds no room fails, naming
// path and cause, and the index holds all that was acknowledged.
func TestFaultDiskFull(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=600k"); err != nil {
		t.Skipf("cannot mount a small file system: %v", err)
	}
	defer syscall.Unmount(dir, syscall.MNT_DETACH)
	fillUp(t, filepath.Join(dir, "index"), syscall.ENOSPC)
}

// TestFaultFileSizeLimit runs itself under a limit on the size of files.
func TestFaultFileSizeLimit(t *testing.T) {
	if dir := os.Getenv("DATELINE_TEST_LIMITED"); dir != "" {
		signal.Ignore(syscall.SIGXFSZ)
		limit := syscall.Rlimit{Cur: 60_000, Max: 60_000}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			t.Skipf("cannot limit the size of files: %v", err)
		}
		fillUp(t, dir, syscall.EFBIG)
		return
	}
	cmd := osexec.Command(os.Args[0], "-test.run=^TestFaultFileSizeLimit$", "-test.v")
	cmd.Env = append(os.Environ(), "DATELINE_TEST_LIMITED="+filepath.Join(t.TempDir(), "index"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// fillUp puts ever larger batches until want stops it, then compares.
func fillUp(t *testing.T, dir string, want syscall.Errno) {
	t.Helper()
	r := random(t)
	x, err := Open(dir, Options{Write: true, Streams: Streams})
	if err != nil {
		t.Fatal(err)
	}
	live := map[string]corpus.Annotated{}
	for n := 5; err == nil; n += 5 {
		err = putSome(r, x, n, live)
	}
	if !errors.Is(err, want) || !strings.Contains(err.Error(), dir) {
		t.Errorf("error %v, want %v and the path", err, want)
	}
	if text := err.Error(); strings.Contains(text, "\n") || !strings.Contains(text, "byte") {
		t.Errorf("error %q, want one line with the bytes", text)
	}
	if err := searchAll(dir, live); err != nil {
		t.Errorf("beside the writer: %v", err)
	}
	if err := x.Close(); err != nil {
		t.Error(err)
	}
	found, err := Check(context.Background(), dir)
	if err != nil || len(found) > 0 {
		t.Errorf("after the failure: %v, %v", found, err)
	}
	if err := searchAll(dir, live); err != nil {
		t.Error(err)
	}
}

func putSome(r *rand.Rand, x *Index, n int, live map[string]corpus.Annotated) error {
	var batch []corpus.Annotated
	for range n {
		batch = append(batch, randomArticle(r, fmt.Sprint("a", len(live)+len(batch))))
	}
	err := x.Put(context.Background(), slices.Values(batch))
	if err == nil {
		for _, a := range batch {
			live[a.ID] = a
		}
	}
	return err
}

// TestFaultTwoWriters expects the second writer to be refused soon, naming the first,
// and readers to work beside it.
func TestFaultTwoWriters(t *testing.T) {
	dir := t.TempDir()
	x, err := Open(dir, Options{Write: true})
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	_, err = Open(dir, Options{Write: true})
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), fmt.Sprint("process ", os.Getpid())) {
		t.Errorf("second writer: %v, want ErrLocked naming process %d", err, os.Getpid())
	}
	if d := time.Since(start); d > 2*time.Second {
		t.Errorf("refused after %v", d)
	}
	reader, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := reader.Put(context.Background(), nil); !errors.Is(err, ErrReadOnly) {
		t.Errorf("Put of a reader: %v, want ErrReadOnly", err)
	}
	if err := errors.Join(x.Close(), reader.Close()); err != nil {
		t.Fatal(err)
	}
	x, err = Open(dir, Options{Write: true})
	if err != nil {
		t.Fatalf("after the first writer closed: %v", err)
	}
	x.Close()
}

// TestNoIndex tells absent, foreign and future indexes apart.
func TestNoIndex(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "none"), Options{}); !errors.Is(err, ErrNoIndex) {
		t.Errorf("no directory: %v", err)
	}
	dir := t.TempDir()
	if _, err := Open(dir, Options{}); !errors.Is(err, ErrNoIndex) {
		t.Errorf("empty directory: %v", err)
	}
	m := manifest{Format: FormatVersion + 1}
	if err := os.Mkdir(filepath.Join(dir, segmentsDir), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := m.publish(dir); err != nil {
		t.Fatal(err)
	}
	for _, write := range []bool{false, true} {
		if _, err := Open(dir, Options{Write: write}); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), fmt.Sprint("version ", FormatVersion+1)) {
			t.Errorf("another format: %v", err)
		}
	}
}
