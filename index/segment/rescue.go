package segment

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"

	"dateline/corpus"
)

// A Rescue reads the stored articles of a damaged segment, as far as they verify.
type Rescue struct {
	Docs uint32
	seg  *Segment
	ids  *strings32 // nil where the columns are damaged
}

// OpenRescue opens what is left of a segment. Where the list of block sums is lost
// the whole zap file is taken if its own checksum holds.
func OpenRescue(dir, name string, files []File, tables *Tables) (r *Rescue, err error) {
	defer Guard(&err)
	path := filepath.Join(dir, name+zapExt)
	sums, err := readSums(dir, name, files)
	if err != nil || SumOf(sums[0]) != find(files, name+zapExt).Sum {
		if sums[0], err = wholeSums(path); err != nil {
			return nil, err
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("segment: rescue: %w", err)
	}
	f, err := openFile(path, info.Size(), sums[0])
	if err != nil {
		return nil, err
	}
	z, err := openZap(f)
	if err != nil {
		f.close()
		return nil, err
	}
	r = &Rescue{Docs: z.docs, seg: &Segment{Name: name, Docs: z.docs, zap: z, tables: tables}}
	r.ids = rescueIDs(dir, name, files, sums[1])
	return r, nil
}

// wholeSums returns the block sums of a zap file whose own checksum holds.
func wholeSums(path string) ([]uint32, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("segment: rescue: %w", err)
	}
	if n := len(data) - 4; n < 0 || checksumZap(data[:n]) != binary.BigEndian.Uint32(data[n:]) {
		return nil, &Damage{path, "checksum does not hold"}
	}
	return Sums(data), nil
}

// rescueIDs reads the ids from the columns, nil where they do not verify.
func rescueIDs(dir, name string, files []File, sums []uint32) (ids *strings32) {
	var err error
	defer func() {
		if err != nil {
			ids = nil
		}
	}()
	defer Guard(&err)
	f := find(files, name+colExt)
	col, err := openFile(filepath.Join(dir, f.Name), f.Size, sums)
	if err != nil {
		return nil
	}
	defer col.close()
	c, err := openColumns(col)
	if err != nil {
		return nil
	}
	list := c.strings("id")
	copied := strings32{append([]uint32(nil), list.offs...), append([]byte(nil), list.bytes...)}
	return &copied
}

// Article reads one stored article. On an error id is the id of what is lost, if known.
func (r *Rescue) Article(doc uint32) (a *corpus.Annotated, id string, err error) {
	if r.ids != nil && int(doc) < r.ids.len() {
		id = r.ids.at(doc)
	}
	defer Guard(&err)
	a, err = r.seg.Article(doc, Whole)
	return a, id, err
}

// Close unmaps the file.
func (r *Rescue) Close() error { return r.seg.zap.close() }

// Describe returns what a manifest would say of the files of a segment, by what its
// list of sums says; a missing file is described as empty.
func Describe(dir, name string) ([]File, error) {
	sums, err := DescribeFile(dir, name+sumExt)
	if err != nil {
		return nil, err
	}
	files := []File{{Name: name + zapExt}, {Name: name + colExt}, sums}
	for i := range files[:2] {
		if info, err := os.Stat(filepath.Join(dir, files[i].Name)); err == nil {
			files[i].Size = info.Size()
		}
	}
	if lists, err := readSums(dir, name, files); err == nil {
		files[0].Sum, files[1].Sum = SumOf(lists[0]), SumOf(lists[1])
	}
	return files, nil
}

// DescribeFile returns what a manifest would say of a file as it is; of a missing
// one, that it is empty.
func DescribeFile(dir, name string) (File, error) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	if os.IsNotExist(err) {
		return File{Name: name}, nil
	}
	if err != nil {
		return File{}, fmt.Errorf("segment: describe: %w", err)
	}
	return File{name, int64(len(data)), SumOf(Sums(data))}, nil
}
