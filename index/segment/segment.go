// Package segment is one segment of an index: a zap v17 file of Bleve's with the
// inverted streams and stored articles of a batch, the columns beside it, and the
// checksums of both. It writes, merges and reads them; files are immutable.
//
// A read that meets bytes other than those that were written panics with *Damage;
// whoever calls from outside the index recovers it (see Guard).
package segment

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// A File is what the manifest says of one file.
type File struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	Sum  string `json:"sum"` // SHA-256 of the CRC-32C of its blocks of 8 KiB
}

// ErrFormat is a file of another version than this program reads.
var ErrFormat = errors.New("the index has another format")

// A segment named N is the files N.zap, N.col and N.sum.
const (
	zapExt = ".zap"
	colExt = ".col"
	sumExt = ".sum"
)

// A Segment is an open segment. It is safe for concurrent use; what it returns
// from the mapped files is valid until Close.
type Segment struct {
	Name   string
	Docs   uint32
	zap    *zapFile
	cols   *columnFile
	tables *Tables

	mu      sync.Mutex
	columns map[string]*Column

	// What is kept for each document, found and verified when first asked for.
	ids            apart
	sums, credited func() []byte
	titles, texts  func() []uint32
	leads          func() []uint32
	short          func() bool // no title or text has shortText words
	quotes         func() quoteColumn
	metas          func() metaColumn
}

// Open opens the segment whose files, in dir, are listed in files; its articles are
// written in tables.
func Open(dir, name string, files []File, tables *Tables) (s *Segment, err error) {
	defer Guard(&err)
	sums, err := readSums(dir, name, files)
	if err != nil {
		return nil, err
	}
	var open [2]*file
	for i, ext := range []string{zapExt, colExt} {
		f := find(files, name+ext)
		if SumOf(sums[i]) != f.Sum {
			return nil, &Damage{filepath.Join(dir, name+sumExt), "does not hold the sums of " + f.Name}
		}
		if open[i], err = openFile(filepath.Join(dir, f.Name), f.Size, sums[i]); err != nil {
			return nil, err
		}
		defer func() {
			if err != nil {
				open[i].close()
			}
		}()
	}
	s = &Segment{Name: name, tables: tables, columns: map[string]*Column{}}
	if s.zap, err = openZap(open[0]); err != nil {
		return nil, err
	}
	if s.cols, err = openColumns(open[1]); err != nil {
		return nil, err
	}
	s.perDocument()
	s.Docs = s.zap.docs
	if s.cols.docs != int(s.Docs) {
		return nil, &Damage{s.cols.path, fmt.Sprintf("has %d documents, its segment %d", s.cols.docs, s.Docs)}
	}
	return s, nil
}

func find(files []File, name string) File {
	for _, f := range files {
		if f.Name == name {
			return f
		}
	}
	return File{Name: name}
}

// readSums reads the checksum lists of a segment's two files.
func readSums(dir, name string, files []File) ([2][]uint32, error) {
	f := find(files, name+sumExt)
	data, err := ReadFile(dir, f)
	if err != nil {
		return [2][]uint32{}, err
	}
	all := as32(data)
	n := int((find(files, name+zapExt).Size + BlockSize - 1) / BlockSize)
	if n > len(all) {
		return [2][]uint32{}, &Damage{filepath.Join(dir, f.Name), "is too short"}
	}
	return [2][]uint32{all[:n], all[n:]}, nil
}

// ReadFile reads a small file whole and checks it against f.
func ReadFile(dir string, f File) ([]byte, error) {
	path := filepath.Join(dir, f.Name)
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, &Damage{path, "is missing"}
	case err != nil:
		return nil, fmt.Errorf("segment: read %s: %w", path, err)
	case int64(len(data)) != f.Size:
		return nil, &Damage{path, fmt.Sprintf("has %d bytes, want %d", len(data), f.Size)}
	case SumOf(Sums(data)) != f.Sum:
		return nil, &Damage{path, "checksum does not hold"}
	}
	return data, nil
}

// Guard turns the panic of a damaged file, or of code that met what it cannot
// read, into an error. Defer it with the address of the result.
func Guard(err *error) {
	switch r := recover().(type) {
	case nil:
	case *Damage:
		*err = r
	case runtime.Error:
		*err = &Damage{"a file of the index", fmt.Sprintf("cannot be read: %v (%s); where check finds the index sound, the program is at fault, not the file", r, panicked())}
	default:
		panic(r)
	}
}

// panicked names the line of ours that panicked.
func panicked() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "runtime.") && !strings.HasSuffix(f.Function, "uard") && !strings.Contains(f.Function, "guard") {
			return fmt.Sprintf("%s:%d", filepath.Base(f.File), f.Line)
		}
		if !more {
			return "unknown line"
		}
	}
}

// Close unmaps the files.
func (s *Segment) Close() error { return errors.Join(s.zap.close(), s.cols.close()) }

// Verify verifies every byte of the files. What does not hold is a panic with *Damage.
func (s *Segment) Verify() {
	for _, f := range []*file{s.zap.file, s.cols.file} {
		f.at(0, uint64(len(f.data)))
	}
}

// Postings returns the postings of a term, false if no document holds it.
func (s *Segment) Postings(field, term string) (Postings, bool) {
	v, ok := s.zap.find(field, term)
	if !ok {
		return Postings{}, false
	}
	p := s.zap.postings(v)
	p.short = p.freqs != 0 && (field == TextField || field == TitleField) && s.short()
	return p, true
}

// shortText is more words than all but a few texts have.
const shortText = 65_000

// Doc returns the document of an article id.
func (s *Segment) Doc(id string) (uint32, bool) {
	p, ok := s.Postings(IDField, id)
	if !ok {
		return 0, false
	}
	return p.Docs.Minimum(), true
}

// Column returns the values of a facet.
func (s *Segment) Column(facet string) *Column {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.columns[facet]
	if !ok {
		c = s.cols.column(facet)
		s.columns[facet] = c
	}
	return c
}

// ID returns the id of a document.
func (s *Segment) ID(doc uint32) string { return s.ids.at(doc) }

// Sum returns the content hash of a document.
func (s *Segment) Sum(doc uint32) [32]byte { return [32]byte(s.sums()[32*doc:]) }

// Credited tells, by document, whether the outlet is the credited original.
func (s *Segment) Credited() []byte { return s.credited() }

// Lengths returns the words of title and of text, by document.
func (s *Segment) Lengths() (titles, texts []uint32) { return s.titles(), s.texts() }

// Leads returns the words of the first paragraph of the text, by document.
func (s *Segment) Leads() []uint32 { return s.leads() }

// Quotes returns the quotes of a document.
func (s *Segment) Quotes(doc uint32) []QuoteSpan { return s.quotes().of(doc) }

func (s *Segment) perDocument() {
	numbers := func(name string) func() []uint32 {
		return sync.OnceValue(func() []uint32 { return s.cols.u32(name) })
	}
	bytes := func(name string) func() []byte {
		return sync.OnceValue(func() []byte { return s.cols.section(name) })
	}
	s.ids = s.cols.apart("id")
	s.sums, s.credited = bytes("sum"), bytes("credited")
	s.titles, s.texts, s.leads = numbers("titles"), numbers("texts"), numbers("leads")
	s.short = sync.OnceValue(func() bool {
		long := func(words uint32) bool { return words >= shortText }
		return !slices.ContainsFunc(s.titles(), long) && !slices.ContainsFunc(s.texts(), long)
	})
	s.metas = sync.OnceValue(func() metaColumn {
		if _, ok := s.cols.sections["meta.start"]; !ok {
			return metaColumn{}
		}
		return metaColumn{s.cols.sections["meta.bytes"][0], s.cols.u32("meta.start")}
	})
	s.quotes = sync.OnceValue(func() quoteColumn {
		return quoteColumn{s.cols.u32("q.start"), s.cols.section("q.bytes"), s.cols.strings(Speaker)}
	})
}

// Live returns the documents of s that are not in deleted.
func (s *Segment) Live(deleted *roaring.Bitmap) *roaring.Bitmap {
	all := roaring.New()
	all.AddRange(0, uint64(s.Docs))
	if deleted != nil {
		all.AndNot(deleted)
	}
	return all
}
