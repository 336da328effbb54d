package export

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
)

// sum is a running SHA-256.
type sum struct{ hash.Hash }

func newSum() sum { return sum{sha256.New()} }

func (s sum) String() string { return hex.EncodeToString(s.Sum(nil)) }

// errDiffers says that a partial file does not begin as this export does.
var errDiffers = errors.New("the partial file does not begin with the bytes that this export writes")

// An output is a file in the making, FILE.partial. When it is resumed, the bytes
// that are there already are compared with those written again, so that the result
// is the unbroken run's by construction; only what is new reaches the disk.
type output struct {
	path string // of the final file
	file *os.File
	buf  *bufio.Writer
	sum  sum
	n    int64
	old  *bufio.Reader // what is there already, nil once passed
	have int64         // its length
}

func partial(path string) string { return path + ".partial" }

// writeSize is how many bytes are written at once. Four times as many took twice the
// time in the page cache of ext4, a quarter as many more calls.
const writeSize = 1 << 16

// create begins FILE.partial, or with resume goes on with it.
func create(path string, resume bool) (*output, error) {
	flags := os.O_RDWR | os.O_CREATE
	if !resume {
		flags |= os.O_TRUNC
	}
	f, err := os.OpenFile(partial(path), flags, 0o644)
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	o := &output{path: path, file: f, sum: newSum()}
	if info, err := f.Stat(); err == nil && info.Size() > 0 {
		o.have = info.Size()
		o.old = bufio.NewReaderSize(io.NewSectionReader(f, 0, o.have), 1<<16)
	}
	o.buf = bufio.NewWriterSize(writerFunc(o.flush), writeSize)
	return o, nil
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func (o *output) Write(p []byte) (int, error) { return o.buf.Write(p) }

func (o *output) flush(p []byte) (int, error) {
	o.sum.Write(p)
	all := len(p)
	if o.old != nil {
		k := min(int64(len(p)), o.have-o.n)
		was := make([]byte, k)
		if _, err := io.ReadFull(o.old, was); err != nil {
			return 0, err
		}
		if !bytes.Equal(was, p[:k]) {
			return 0, errDiffers
		}
		o.n += k
		if p = p[k:]; o.n == o.have {
			o.old = nil
		}
	}
	if _, err := o.file.WriteAt(p, o.n); err != nil {
		size, _ := o.file.Seek(0, io.SeekEnd) // WriteAt does not count what a full disk still took
		return 0, fmt.Errorf("write %s: after %d bytes: %w", partial(o.path), size, errors.Unwrap(err))
	}
	o.n += int64(len(p))
	return all, nil
}

// finish makes the bytes durable under the partial name.
func (o *output) finish() error {
	if err := o.buf.Flush(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if o.old != nil {
		return fmt.Errorf("export: resume %s: %w: it is longer", partial(o.path), errDiffers)
	}
	if err := errors.Join(o.file.Sync(), o.file.Close()); err != nil {
		return fmt.Errorf("export: write %s: %w", partial(o.path), err)
	}
	return nil
}

// publish gives the finished file its name.
func (o *output) publish() error {
	if err := os.Rename(partial(o.path), o.path); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return syncDir(filepath.Dir(o.path))
}

// keep closes an unfinished file and leaves what reached it for a resume.
func (o *output) keep() { _ = errors.Join(o.buf.Flush(), o.file.Close()) }

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("export: sync %s: %w", dir, err)
	}
	return nil
}
