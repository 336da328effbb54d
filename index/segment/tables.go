package segment

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"unsafe"

	"github.com/klauspost/compress/zstd"
)

// Tables are the tables of symbols of an index, by number from 1. Each stands in
// two equal files beside the segments, since without it no article that is written
// in it can be read; a file is a zstd frame with a checksum of its content.
type Tables struct {
	dir string

	mu  sync.Mutex
	all map[int]*Symbols
}

// OpenTables returns the tables in dir, which are read when they are first needed.
func OpenTables(dir string) *Tables { return &Tables{dir: dir, all: map[int]*Symbols{}} }

// TableFiles names the two files of a table.
func TableFiles(number int) []string {
	name := fmt.Sprintf("symbols-%06d", number)
	return []string{name, name + ".copy"}
}

// Train makes a table for texts like these and writes its files.
func (t *Tables) Train(number int, texts []string) (*Symbols, []File, error) {
	s := train(texts)
	s.number = number
	data := s.encode()
	var files []File
	for _, name := range TableFiles(number) {
		if err := WriteFile(filepath.Join(t.dir, name), data); err != nil {
			return nil, nil, err
		}
		files = append(files, File{name, int64(len(data)), SumOf(Sums(data))})
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all[number] = s
	return s, files, nil
}

// Table returns the table of a number from whichever of its files is whole; nil for
// number 0.
func (t *Tables) Table(number int) (*Symbols, error) {
	if number == 0 {
		return nil, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if s := t.all[number]; s != nil {
		return s, nil
	}
	var first error
	for _, name := range TableFiles(number) {
		s, err := readTable(filepath.Join(t.dir, name))
		if err == nil {
			s.number = number
			t.all[number] = s
			return s, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// CheckTable verifies a file of a table by its own checksum.
func CheckTable(dir, name string) error {
	_, err := readTable(filepath.Join(dir, name))
	return err
}

func readTable(path string) (*Symbols, error) {
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, &Damage{path, "is missing"}
	case err != nil:
		return nil, fmt.Errorf("segment: read %s: %w", path, err)
	}
	s, err := decodeSymbols(data)
	if err != nil {
		return nil, &Damage{path, err.Error()}
	}
	return s, nil
}

// encode returns the table as a file holds it: the length and the bytes of each
// symbol, in the order of their numbers.
func (s *Symbols) encode() []byte {
	var b []byte
	for i := range s.entries {
		if e := s.entries[i].bytes(); len(e) > 0 {
			b = append(append(b, byte(len(e))), e...)
		}
	}
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderCRC(true))
	if err != nil {
		panic(err) // the options are constant
	}
	return w.EncodeAll(b, nil)
}

func decodeSymbols(data []byte) (*Symbols, error) {
	b, err := decoder().DecodeAll(data, nil)
	if err != nil {
		return nil, err
	}
	return symbolsOf(func(yield func(string) bool) {
		for rest := unsafe.String(unsafe.SliceData(b), len(b)); len(rest) > 0; {
			end := 1 + int(rest[0])
			if end > len(rest) {
				yield("") // which no symbol is
				return
			}
			if !yield(rest[1:end]) {
				return
			}
			rest = rest[end:]
		}
	})
}
