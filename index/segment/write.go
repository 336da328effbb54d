package segment

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Write writes docs, of distinct ids, as the segment name in dir and syncs its
// files. It returns what the manifest must say of them.
func Write(dir, name string, docs []*Doc) ([]File, error) {
	rows := make([]*row, len(docs))
	for i, d := range docs {
		rows[i] = &d.row
	}
	return create(dir, name, len(docs), func(out *summer) error { return buildZap(out, docs) },
		func(w *columnWriter) error { return writeColumns(w, rows) })
}

// create writes the files of a segment of n documents.
func create(dir, name string, n int, zap func(*summer) error, columns func(*columnWriter) error) ([]File, error) {
	z, zapSums, err := fill(dir, name+zapExt, zap)
	if err != nil {
		return nil, err
	}
	c, colSums, err := fill(dir, name+colExt, func(out *summer) error {
		w := &columnWriter{out: out}
		out.write([]byte(columnMagic))
		err := columns(w)
		w.end(n)
		return err
	})
	if err != nil {
		return nil, err
	}
	both := append(packSums(zapSums), packSums(colSums)...)
	if err := WriteFile(filepath.Join(dir, name+sumExt), both); err != nil {
		return nil, err
	}
	return []File{z, c, {name + sumExt, int64(len(both)), SumOf(Sums(both))}}, nil
}

// fill writes and syncs one file and returns the sums of its blocks.
func fill(dir, name string, write func(*summer) error) (File, []uint32, error) {
	out, err := newSummer(filepath.Join(dir, name))
	if err != nil {
		return File{}, nil, err
	}
	defer out.file.Close() // where write panics
	err = write(out)
	sums, closing := out.close()
	if closing != nil && errors.Is(closing, err) {
		err = nil // it is the cause of closing, which has the place
	}
	return File{name, int64(out.n), SumOf(sums)}, sums, errors.Join(err, closing)
}

// WriteFile writes and syncs a new file.
func WriteFile(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return fmt.Errorf("segment: create %s: %w", path, err)
	}
	if _, err := f.Write(data); err != nil {
		f.Close()
		return fmt.Errorf("segment: write %d bytes to %s: %w", len(data), path, err)
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return fmt.Errorf("segment: sync %s: %w", path, err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("segment: close %s: %w", path, err)
	}
	return nil
}

// sumFile reads the file at path once and returns its block sums and its size.
func sumFile(path string) (sums []uint32, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, fmt.Errorf("segment: sum: %w", err)
	}
	defer f.Close()
	buf := make([]byte, 128*BlockSize)
	for {
		n, err := io.ReadFull(f, buf)
		sums, size = append(sums, Sums(buf[:n])...), size+int64(n)
		switch err {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return sums, size, nil
		default:
			return nil, 0, fmt.Errorf("segment: sum: %w", err)
		}
	}
}

// HexSum spells a content hash as corpus does, "" where none was set.
func HexSum(sum [32]byte) string {
	if sum == ([32]byte{}) {
		return ""
	}
	return hex.EncodeToString(sum[:])
}

// CheckFile compares a file with what the manifest says of it, reading all of it.
func CheckFile(dir string, f File) error {
	path := filepath.Join(dir, f.Name)
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return &Damage{path, "is missing"}
	}
	if err != nil {
		return fmt.Errorf("segment: check: %w", err)
	}
	if info.Size() != f.Size {
		return &Damage{path, fmt.Sprintf("has %d bytes, want %d", info.Size(), f.Size)}
	}
	sums, _, err := sumFile(path)
	if err != nil {
		return err
	}
	if SumOf(sums) != f.Sum {
		return &Damage{path, "checksum does not hold"}
	}
	return nil
}
