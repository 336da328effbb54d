package segment

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// create writes the files of a segment of n documents.
func create(dir, name string, n int, zap func(*summer) error, columns func(*columnWriter) error) ([]File, error) {
	out, err := newSummer(dir, name+zapExt)
	if err != nil {
		return nil, err
	}
	z, sums, err := out.finish(zap)
	if err != nil {
		return nil, err
	}
	return complete(dir, name, n, z, sums, columns)
}

// complete writes the files of a segment that stand beside its zap file.
func complete(dir, name string, n int, z File, zapSums []uint32, columns func(*columnWriter) error) ([]File, error) {
	out, err := newSummer(dir, name+colExt)
	if err != nil {
		return nil, err
	}
	c, colSums, err := out.finish(func(out *summer) error {
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
