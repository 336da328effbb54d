package segment

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"

	index "github.com/blevesearch/bleve_index_api"
)

// A summer writes a file once, from front to back, and keeps the sums of its blocks
// and the checksum of all. After an error it writes nothing more.
type summer struct {
	file   *os.File
	buf    []byte // whole blocks are summed and written when it is full
	n      uint64 // bytes written, those in buf with them
	crc    uint32 // IEEE, as zap wants it, of what has left buf
	sums   []uint32
	fields uint64 // where the index of the fields is
	err    error
}

const summerBuffer = 32 * BlockSize

func newSummer(dir, name string) (*summer, error) {
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return nil, fmt.Errorf("segment: create: %w", err)
	}
	return &summer{file: f, buf: make([]byte, 0, summerBuffer)}, nil
}

func (s *summer) write(b []byte) {
	for s.n += uint64(len(b)); len(s.buf)+len(b) > summerBuffer; {
		k := summerBuffer - len(s.buf)
		s.buf, b = append(s.buf, b[:k]...), b[k:]
		s.flush()
	}
	s.buf = append(s.buf, b...)
}

// flush sums and writes what is in the buffer: whole blocks, or the end of the file.
func (s *summer) flush() {
	s.crc = crc32.Update(s.crc, crc32.IEEETable, s.buf)
	s.sums = append(s.sums, Sums(s.buf)...)
	if s.err == nil {
		_, s.err = s.file.Write(s.buf)
	}
	s.buf = s.buf[:0]
}

// room makes room for one more number in the buffer.
func (s *summer) room() {
	if len(s.buf)+binary.MaxVarintLen64 > summerBuffer {
		b := s.buf[len(s.buf)-len(s.buf)%BlockSize:]
		s.buf = s.buf[:len(s.buf)-len(b)]
		s.flush()
		s.buf = append(s.buf, b...)
	}
}

func (s *summer) uvarint(v uint64) {
	s.room()
	n := len(s.buf)
	s.buf = binary.AppendUvarint(s.buf, v)
	s.n += uint64(len(s.buf) - n)
}

func (s *summer) u64(v uint64) {
	s.room()
	s.buf = binary.BigEndian.AppendUint64(s.buf, v)
	s.n += 8
}

func (s *summer) u32(v uint32) {
	s.room()
	s.buf = binary.BigEndian.AppendUint32(s.buf, v)
	s.n += 4
}

// checksum is the checksum of everything written.
func (s *summer) checksum() uint32 { return crc32.Update(s.crc, crc32.IEEETable, s.buf) }

// finish writes the rest of the file by write, syncs it and returns what the manifest
// must say of it, and its block sums.
func (s *summer) finish(write func(*summer) error) (File, []uint32, error) {
	defer s.file.Close() // where write panics
	err := write(s)
	sums, closing := s.close()
	if closing != nil && errors.Is(closing, err) {
		err = nil // it is the cause of closing, which has the place
	}
	return File{filepath.Base(s.file.Name()), int64(s.n), SumOf(sums)}, sums, errors.Join(err, closing)
}

// failed is the error of writing so far.
func (s *summer) failed() error {
	if s.err == nil {
		return nil
	}
	return fmt.Errorf("segment: write %s at byte %d: %w", s.file.Name(), s.n, s.err)
}

// close syncs the file and returns its block sums.
func (s *summer) close() ([]uint32, error) {
	if len(s.buf) > 0 {
		s.flush()
	}
	if s.err == nil {
		s.err = s.file.Sync()
	}
	if err := s.file.Close(); s.err == nil {
		s.err = err
	}
	return s.sums, s.failed()
}

// fieldOptions are what zap notes of a field.
func fieldOptions(name string) index.FieldIndexingOptions {
	switch name {
	case IDField:
		return index.IndexField | index.StoreField
	case TitleField, TextField, BylineField:
		return index.IndexField | index.IncludeTermVectors
	case storedField:
		return index.StoreField
	}
	return index.IndexField | index.SkipFreqNorm
}
