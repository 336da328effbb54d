package segment

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"os"
	"sync/atomic"
	"unsafe"
)

// Every byte that a search uses stands behind a verified checksum, yet opening a
// large index must not read it whole. A file is therefore summed in blocks: the list
// of the CRC-32C of its blocks is kept beside it, is itself covered by the manifest,
// and a block is verified the first time that a read touches it, or when the segment
// is verified whole. CRC-32C finds every error of up to three bits in a block and
// every burst of up to 32.

// BlockSize is the number of bytes under one checksum.
const BlockSize = 1 << 13

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Damage is the panic and the error of a file whose bytes are not those that were
// written.
type Damage struct {
	Path string
	What string
}

func (d *Damage) Error() string { return fmt.Sprintf("%s: %s", d.Path, d.What) }

// Sums returns the checksums of the blocks of data.
func Sums(data []byte) []uint32 {
	sums := make([]uint32, 0, len(data)/BlockSize+1)
	for len(data) > 0 {
		n := min(BlockSize, len(data))
		sums = append(sums, crc32.Checksum(data[:n], castagnoli))
		data = data[n:]
	}
	return sums
}

// SumOf is the one hash that stands for a list of block checksums in the manifest.
func SumOf(sums []uint32) string {
	h := sha256.Sum256(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(sums))), 4*len(sums)))
	return hex.EncodeToString(h[:])
}

func packSums(sums []uint32) []byte {
	b := make([]byte, 0, 4*len(sums))
	for _, s := range sums {
		b = binary.LittleEndian.AppendUint32(b, s)
	}
	return b
}

// A file is a mapped, immutable file whose blocks are verified on first touch.
type file struct {
	path    string
	data    []byte
	sums    []uint32
	checked []atomic.Uint32 // one bit a block
}

// openFile maps path, which must have the size and as many blocks as sums says.
func openFile(path string, size int64, sums []uint32) (*file, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, &Damage{path, "is missing"}
	}
	if info.Size() != size {
		return nil, &Damage{path, fmt.Sprintf("has %d bytes, want %d", info.Size(), size)}
	}
	if want := (size + BlockSize - 1) / BlockSize; int64(len(sums)) != want {
		return nil, &Damage{path, fmt.Sprintf("has %d block sums, want %d", len(sums), want)}
	}
	data, err := mapFile(path, int(size))
	if err != nil {
		return nil, fmt.Errorf("segment: map %s: %w", path, err)
	}
	return &file{path: path, data: data, sums: sums, checked: make([]atomic.Uint32, len(sums)/32+1)}, nil
}

func (f *file) close() error {
	data := f.data
	f.data = nil
	return unmapFile(data)
}

// at returns n bytes at off behind verified checksums, capped at off+n. It panics
// with *Damage where the range is outside the file or a block is not as written.
func (f *file) at(off, n uint64) []byte {
	end := off + n
	if off > uint64(len(f.data)) || end > uint64(len(f.data)) || end < off {
		panic(&Damage{f.path, fmt.Sprintf("read of %d bytes at %d is outside its %d bytes", n, off, len(f.data))})
	}
	if n > 0 {
		for b := off / BlockSize; b <= (end-1)/BlockSize; b++ {
			if f.checked[b/32].Load()&(1<<(b%32)) == 0 {
				f.verify(b)
			}
		}
	}
	return f.data[off:end:end]
}

func (f *file) verify(b uint64) {
	start := b * BlockSize
	end := min(start+BlockSize, uint64(len(f.data)))
	if crc32.Checksum(f.data[start:end], castagnoli) != f.sums[b] {
		panic(&Damage{f.path, fmt.Sprintf("checksum of bytes %d to %d does not hold", start, end)})
	}
	f.checked[b/32].Or(1 << (b % 32))
}

// uvarint decodes the number at off and returns the offset behind it.
func (f *file) uvarint(off uint64) (uint64, uint64) {
	n := uint64(binary.MaxVarintLen64)
	if off < uint64(len(f.data)) {
		n = min(n, uint64(len(f.data))-off)
	}
	v, k := binary.Uvarint(f.at(off, n))
	if k <= 0 {
		panic(&Damage{f.path, fmt.Sprintf("no number at %d", off)})
	}
	return v, off + uint64(k)
}
