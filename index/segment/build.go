package segment

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/blevesearch/vellum"
)

// The writer of zap v17 files (their layout is told in zap.go). Bleve's own writer
// wants an object for every token and walks them three times. This one takes one
// article after the other and keeps nothing of it but bytes: its stored record goes to
// the file at once, its streams become postings (invert.go, drawers.go), its values rows of
// the columns. At the end the terms are sorted and their postings copied to the file. A golden test holds what it writes against Bleve's
// writer and reader.

// A Builder writes one segment as its articles come.
type Builder struct {
	dir, name string
	out       *summer
	offs      []uint64 // of each stored record
	rows      rows
	*lists
}

// lists are the parts of a Builder that serve the next one.
type lists struct {
	inverter
	fst  *vellum.Builder
	fstB bytes.Buffer
	post postingsWriter
	laid []byte
}

// spareLists wait for the next segment, so that one after another is written in the
// same memory.
var spareLists atomic.Pointer[lists]

// NewBuilder begins the segment name in dir.
func NewBuilder(dir, name string) (*Builder, error) {
	b := &Builder{dir: dir, name: name}
	var err error
	if b.out, err = newSummer(dir, name+zapExt); err != nil {
		return nil, err
	}
	if b.lists = spareLists.Swap(nil); b.lists == nil {
		b.lists = &lists{}
	}
	return b, nil
}

// Add adds a document, unless there is one of its id: then it returns false.
func (b *Builder) Add(d *Doc) (bool, error) {
	doc := uint32(len(b.offs))
	if !b.identify(doc, d.row.id) {
		return false, nil
	}
	b.offs = append(b.offs, b.out.n)
	b.out.write(d.stored)
	for i, s := range d.streams {
		b.stream(doc, streamNumbers[i], s)
	}
	b.rows.add(&d.row)
	return true, b.out.failed()
}

// streamNumbers are the numbers of the stream fields.
var streamNumbers = func() (all []int) {
	for _, f := range streamFields {
		all = append(all, slices.Index(zapFields, f))
	}
	return all
}()

// Docs is the number of documents added.
func (b *Builder) Docs() int { return len(b.offs) }

// Size is the number of bytes of memory that the documents take, but roughly.
func (b *Builder) Size() int { return b.inverter.size() + b.rows.size() + 8*len(b.offs) }

// Discard gives up the segment. What it wrote is left to who named it.
func (b *Builder) Discard() {
	b.out.file.Close()
	b.spare()
}

// spare keeps what serves the next segment.
func (b *Builder) spare() {
	b.inverter.clear()
	spareLists.Store(b.lists)
	b.lists = nil
}

// Finish writes the rest of the segment and syncs its files. It returns what the
// manifest must say of them.
func (b *Builder) Finish() ([]File, error) {
	defer b.spare()
	b.rows.sort()
	z, sums, err := b.out.finish(b.zap)
	if err != nil {
		return nil, err
	}
	return complete(b.dir, b.name, len(b.offs), z, sums, b.rows.write)
}

// zap writes what follows the stored records.
func (b *Builder) zap(out *summer) error {
	b.post.docs = uint32(len(b.offs))
	stored := writeStoredIndex(out, b.offs)
	b.drawers.lay(len(b.vocab.ends))
	terms := b.sorted()
	addrs := make([]uint64, len(zapFields))
	for i, f := range zapFields {
		if err := b.field(i, f, terms[i]); err != nil {
			return err
		}
		addrs[i] = writeDictionary(out, b.fstB.Bytes())
	}
	writeFields(out, addrs)
	writeFooter(out, uint64(len(b.offs)), stored)
	return out.err
}

// field writes the postings of one field and makes its dictionary.
func (b *Builder) field(num int, name string, terms []keyed) (err error) {
	b.fstB.Reset()
	if b.fst == nil {
		b.fst, err = vellum.New(&b.fstB, fstOptions)
	} else {
		err = b.fst.Reset(&b.fstB)
	}
	if err != nil {
		return err
	}
	if name == IDField {
		err = b.ids(terms)
	} else if i := slices.Index(facetFields, name); i >= 0 {
		err = b.keywords(&b.rows.facets[i])
	} else {
		err = b.streams(terms)
	}
	if err != nil {
		return err
	}
	return b.fst.Close()
}

// ids writes the dictionary of ids: each stands in one document, which the
// dictionary holds itself.
func (b *Builder) ids(terms []keyed) error {
	for _, t := range terms {
		b.laid = b.drawers.read(b.laid[:0], b.drawers.run(t.id))
		doc, _ := uvarint(b.laid, 0)
		if err := b.fst.Insert(b.vocab.name(t.id), encodeSingle(doc-1, 1)); err != nil {
			return err
		}
	}
	return nil
}

// keywords writes the postings of a facet's values, without positions.
func (b *Builder) keywords(f *valueList) error {
	for id, docs := range f.lists {
		if err := b.fst.Insert([]byte(id), b.post.keyword(b.out, docs)); err != nil {
			return err
		}
	}
	return nil
}

// streams writes the postings of the terms of a stream field.
func (b *Builder) streams(terms []keyed) error {
	for _, t := range terms {
		r := b.drawers.run(t.id)
		b.laid = b.drawers.read(b.laid[:0], r)
		v := b.post.stream(b.out, b.laid, int(r.docs))
		if err := b.fst.Insert(b.vocab.name(t.id), v); err != nil {
			return err
		}
	}
	return nil
}

// A keyed is a term with its first bytes as a number, by which it sorts fast.
type keyed struct {
	key uint64
	id  uint32
}

// sorted returns the terms of each field, in byte order.
func (b *Builder) sorted() [][]keyed {
	fields := make([][]keyed, len(zapFields))
	for i := range b.vocab.slots {
		s := &b.vocab.slots[i]
		if s.number == 0 {
			continue
		}
		var first [8]byte
		copy(first[:], b.vocab.name(s.number-1))
		fields[s.field] = append(fields[s.field], keyed{binary.BigEndian.Uint64(first[:]), s.number - 1})
	}
	for _, terms := range fields {
		slices.SortFunc(terms, func(x, y keyed) int {
			if x.key != y.key {
				return cmp.Compare(x.key, y.key)
			}
			return strings.Compare(stringOf(b.vocab.name(x.id)), stringOf(b.vocab.name(y.id)))
		})
	}
	return fields
}
