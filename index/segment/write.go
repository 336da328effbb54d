package segment

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	api "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"
)

var plugin zap.ZapPlugin

// Write writes docs, of distinct ids, as the segment name in dir and syncs its
// files. It returns what the manifest must say of them.
func Write(dir, name string, docs []*Doc) ([]File, error) {
	rows := make([]row, len(docs))
	for i, d := range docs {
		rows[i] = d.row
	}
	out, err := newSummer(filepath.Join(dir, name+zapExt))
	if err != nil {
		return nil, err
	}
	err = buildZap(out, docs)
	sums, werr := out.close()
	if werr != nil && !errors.Is(werr, err) {
		err = errors.Join(err, werr)
	} else if werr != nil {
		err = werr // the same, with the place
	}
	if err != nil {
		return nil, err
	}
	return finish(dir, name, rows, sums, int64(out.n))
}

// Merge writes the documents of segs that are not deleted as the segment name in
// dir, in their order. deleted holds a bitmap for each segment, nil for none.
func Merge(dir, name string, segs []*Segment, deleted []*roaring.Bitmap) (files []File, err error) {
	defer Guard(&err)
	var parts []api.Segment
	var rows []row
	var size int64 // of what is merged, then of the result
	for i, s := range segs {
		size += int64(len(s.zap.data))
		s.zap.verifyAll() // zap reads unchecked
		part, err := plugin.Open(s.zap.path)
		if err != nil {
			return nil, fmt.Errorf("segment: open %s: %w", s.zap.path, err)
		}
		defer part.Close()
		parts = append(parts, part)
		it := s.Live(deleted[i]).Iterator()
		for it.HasNext() {
			rows = append(rows, s.row(it.Next()))
		}
	}
	path := filepath.Join(dir, name+zapExt)
	os.Remove(path)
	if err := mergeZap(parts, deleted, path); err != nil {
		return nil, fmt.Errorf("segment: merge %d bytes to %s: %w", size, path, err)
	}
	if err := os.Chmod(path, 0o644); err != nil { // zap makes it private
		return nil, fmt.Errorf("segment: %w", err)
	}
	var sums []uint32
	sums, size, err = sumFile(path)
	if err != nil {
		return nil, err
	}
	return finish(dir, name, rows, sums, size)
}

// mergeZap has zap merge parts to path. zap reads them in maps of its own, of which
// no more than a quarter of a second's reading stays in memory.
func mergeZap(parts []api.Segment, deleted []*roaring.Bitmap, path string) error {
	done := make(chan struct{})
	var trimming sync.WaitGroup
	trimming.Go(func() {
		tick := time.NewTicker(250 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				for _, p := range parts {
					if mapped, ok := p.(interface{ Data() []byte }); ok {
						forget(mapped.Data())
					}
				}
			}
		}
	})
	_, _, err := plugin.Merge(parts, deleted, path, nil, nil)
	close(done)
	trimming.Wait() // the maps end with the parts
	return err
}

// row reads a document's row back from the columns.
func (s *Segment) row(doc uint32) row {
	titles, texts := s.Lengths()
	r := row{id: s.ID(doc), sum: s.Sum(doc), credited: s.Credited()[doc] != 0,
		lengths: [2]uint32{titles[doc], texts[doc]}, lead: s.Leads()[doc], quotes: s.Quotes(doc)}
	for _, f := range facetFields {
		c := s.Column(f)
		var values []Value
		for _, o := range c.Ords(doc) {
			values = append(values, Value{c.Term(o), c.Name(o)})
		}
		r.values = append(r.values, values)
	}
	return r
}

// finish writes the columns and the sums of a segment whose zap file is written.
func finish(dir, name string, rows []row, zapSums []uint32, size int64) ([]File, error) {
	cols := encodeColumns(rows)
	if err := WriteFile(filepath.Join(dir, name+colExt), cols); err != nil {
		return nil, err
	}
	colSums := Sums(cols)
	both := append(packSums(zapSums), packSums(colSums)...)
	if err := WriteFile(filepath.Join(dir, name+sumExt), both); err != nil {
		return nil, err
	}
	return []File{
		{name + zapExt, size, SumOf(zapSums)},
		{name + colExt, int64(len(cols)), SumOf(colSums)},
		{name + sumExt, int64(len(both)), SumOf(Sums(both))},
	}, nil
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
