package export

import (
	"bytes"
	"errors"
	"io"
	"os"
)

// spoolMemory is how many bytes of rows one query of a batch keeps in memory; the
// rest waits in a temporary file for its turn.
const spoolMemory = 1 << 20

// A spool holds what was written to it until it is copied out or discarded.
type spool struct {
	mem  bytes.Buffer
	file *os.File
}

func (s *spool) Write(p []byte) (int, error) {
	if s.file == nil && s.mem.Len()+len(p) <= spoolMemory {
		return s.mem.Write(p)
	}
	if s.file == nil {
		f, err := os.CreateTemp("", "dateline-batch-*")
		if err != nil {
			return 0, err
		}
		s.file = f
		if err := os.Remove(f.Name()); err != nil { // the handle keeps it until it is closed
			return 0, err
		}
	}
	return s.file.Write(p)
}

func (s *spool) copyTo(w io.Writer) error {
	if _, err := w.Write(s.mem.Bytes()); err != nil || s.file == nil {
		return err
	}
	_, err := s.file.Seek(0, io.SeekStart)
	if err == nil {
		_, err = io.Copy(w, s.file)
	}
	return err
}

func (s *spool) discard() {
	s.mem = bytes.Buffer{}
	if s.file != nil {
		_ = errors.Join(s.file.Close())
		s.file = nil
	}
}
