package segment

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"os"

	index "github.com/blevesearch/bleve_index_api"
)

// A summer writes a file once, from front to back, and keeps the sums of its blocks
// and the checksum of all. After an error it writes nothing more.
type summer struct {
	file   *os.File
	buf    *bufio.Writer
	n      uint64 // bytes written
	crc    uint32 // IEEE, as zap wants it
	block  uint32 // CRC-32C of the block that is being filled
	sums   []uint32
	fields uint64 // where the index of the fields is
	err    error
	num    [binary.MaxVarintLen64]byte
}

func newSummer(path string) (*summer, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return nil, fmt.Errorf("segment: create: %w", err)
	}
	return &summer{file: f, buf: bufio.NewWriterSize(f, 1<<18)}, nil
}

func (s *summer) write(b []byte) {
	if s.err != nil {
		return
	}
	s.crc = crc32.Update(s.crc, crc32.IEEETable, b)
	_, s.err = s.buf.Write(b)
	for len(b) > 0 {
		k := min(len(b), int(BlockSize-s.n%BlockSize))
		s.block = crc32.Update(s.block, castagnoli, b[:k])
		if s.n += uint64(k); s.n%BlockSize == 0 {
			s.sums, s.block = append(s.sums, s.block), 0
		}
		b = b[k:]
	}
}

func (s *summer) uvarint(v uint64) { s.write(s.num[:binary.PutUvarint(s.num[:], v)]) }

func (s *summer) u64(v uint64) {
	binary.BigEndian.PutUint64(s.num[:], v)
	s.write(s.num[:8])
}

func (s *summer) u32(v uint32) {
	binary.BigEndian.PutUint32(s.num[:], v)
	s.write(s.num[:4])
}

// close syncs the file and returns its block sums.
func (s *summer) close() ([]uint32, error) {
	if s.err == nil {
		s.err = s.buf.Flush()
	}
	if s.err == nil {
		s.err = s.file.Sync()
	}
	if err := s.file.Close(); s.err == nil {
		s.err = err
	}
	if s.err != nil {
		return nil, fmt.Errorf("segment: write %s at byte %d: %w", s.file.Name(), s.n, s.err)
	}
	if s.n%BlockSize != 0 {
		s.sums = append(s.sums, s.block)
	}
	return s.sums, nil
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
