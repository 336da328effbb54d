package analyzer

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
)

// The model file: the line "dateline model 1", a line that says how the model was
// made, then gzip (whose checksum guards it) over two tables. A table is the number
// of row bits, its scale, its transitions (little-endian float32), the number of
// rows that are not all zero, and for each the distance from the row before, a mask
// of its labels and their bytes.

const modelMagic = "dateline model 1"

// WriteModel writes m; equal models give equal bytes.
func WriteModel(w io.Writer, m *Model) error {
	if _, err := fmt.Fprintf(w, "%s\n%s\n", modelMagic, strings.ReplaceAll(m.About, "\n", " ")); err != nil {
		return fmt.Errorf("analyzer: write model: %w", err)
	}
	z, _ := gzip.NewWriterLevel(w, gzip.BestCompression)
	out := bufio.NewWriter(z)
	for _, t := range []*table{&m.first, &m.echo} {
		out.Write(t.append(nil))
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("analyzer: write model: %w", err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("analyzer: write model: %w", err)
	}
	return nil
}

func (t *table) append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(t.rows)))
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(t.scale))
	for c := range t.trans {
		for p := range t.trans[c] {
			for _, l := range legal[p] {
				b = binary.LittleEndian.AppendUint32(b, math.Float32bits(t.trans[c][p][l]))
			}
		}
	}
	used := 0
	for i := range t.rows {
		if t.rows[i] != [width]int8{} {
			used++
		}
	}
	b = binary.AppendUvarint(b, uint64(used))
	last := 0
	for i := range t.rows {
		if t.rows[i] == [width]int8{} {
			continue
		}
		b = binary.AppendUvarint(b, uint64(i-last))
		last = i
		b = appendRow(b, &t.rows[i])
	}
	return b
}

func appendRow(b []byte, row *[width]int8) []byte {
	mask := uint16(0)
	for l, v := range row {
		if v != 0 {
			mask |= 1 << l
		}
	}
	b = binary.LittleEndian.AppendUint16(b, mask)
	for _, v := range row {
		if v != 0 {
			b = append(b, byte(v))
		}
	}
	return b
}

// LoadModel reads what WriteModel wrote. Anything else is an error, not a guess.
func LoadModel(r io.Reader) (*Model, error) {
	in := bufio.NewReader(r)
	magic, err := in.ReadString('\n')
	if err != nil || strings.TrimSuffix(magic, "\n") != modelMagic {
		return nil, fmt.Errorf("analyzer: load model: not a model file of this version: want the first line %q", modelMagic)
	}
	about, err := in.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("analyzer: load model: %w", err)
	}
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, fmt.Errorf("analyzer: load model: %w", err)
	}
	m := &Model{About: strings.TrimSuffix(about, "\n")}
	d := decoder{in: bufio.NewReader(z)}
	d.table(&m.first, rows)
	d.table(&m.echo, 1<<echoRowBits)
	if d.err == nil { // to the end, so that the checksum is compared
		if _, err := d.in.ReadByte(); err != io.EOF {
			d.err = fmt.Errorf("bytes after its end: %v", err)
		}
	}
	if d.err != nil {
		return nil, fmt.Errorf("analyzer: load model: %w", d.err)
	}
	return m, nil
}

// A decoder reads numbers until the first error.
type decoder struct {
	in  *bufio.Reader
	err error
}

func (d *decoder) uvarint() int {
	if d.err != nil {
		return 0
	}
	v, err := binary.ReadUvarint(d.in)
	d.err = noEOF(err)
	return int(v & math.MaxInt32)
}

func (d *decoder) float() float32 {
	var b [4]byte
	d.read(b[:])
	return math.Float32frombits(binary.LittleEndian.Uint32(b[:]))
}

func (d *decoder) read(b []byte) {
	if d.err == nil {
		_, err := io.ReadFull(d.in, b)
		d.err = noEOF(err)
	}
}

func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// table reads a table that must have size rows.
func (d *decoder) table(t *table, size int) {
	if n := d.uvarint(); d.err == nil && n != size {
		d.err = fmt.Errorf("a table of %d rows, want %d", n, size)
		return
	}
	t.rows, t.scale = make([][width]int8, size), d.float()
	for c := range t.trans {
		for p := range t.trans[c] {
			for _, l := range legal[p] {
				t.trans[c][p][l] = d.float()
			}
		}
	}
	at := 0
	for n := d.uvarint(); n > 0 && d.err == nil; n-- {
		at += d.uvarint()
		if at >= size {
			d.err = fmt.Errorf("row %d of %d", at, size)
			return
		}
		d.row(&t.rows[at])
	}
}

func (d *decoder) row(row *[width]int8) {
	var b [2]byte
	d.read(b[:])
	mask := binary.LittleEndian.Uint16(b[:])
	for l := range row {
		if mask&(1<<l) != 0 {
			d.read(b[:1])
			row[l] = int8(b[0])
		}
	}
}
