package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"strings"

	"dateline/corpus"
)

// A reader carries one call of Read. Its methods return false when reading is to stop.
type reader struct {
	ctx   context.Context
	opts  Options
	yield func(Item) bool
	done  bool
	seen  map[[16]byte]origin // by hash of the id
	read  int64               // bytes from disk since the last item

	report fs.FileInfo // of Options.Report, nil for none
}

// An origin is where an id was first met.
type origin struct {
	path string
	line int
}

// A source is one stream of bytes and the names that it goes by.
type source struct {
	path   string // for the report
	id     string // slash path relative to the PATH given, without a compression suffix
	r      io.Reader
	size   int64             // -1 where unknown
	at     io.ReaderAt       // random access, nil where there is none
	open   opener            // opens the stream again, nil where that is impossible
	given  map[string]string // what a sidecar says of this file
	root   bool              // a PATH itself, not below one
	depth  int               // number of archives around it
	packed int               // number of compressions taken off
	said   map[string]bool   // notes that were made already
}

type opener func() (io.ReadCloser, error)

// once returns the notes that were not made on this source before.
func (s *source) once(notes ...string) (fresh []string) {
	for _, n := range notes {
		if !s.said[n] {
			s.said[n] = true
			fresh = append(fresh, n)
		}
	}
	return fresh
}

// emit hands an item to the consumer.
func (r *reader) emit(it Item) bool {
	if r.done {
		return false
	}
	if it.Err == nil && it.Skipped == "" {
		r.settle(&it)
	}
	it.Bytes, r.read = r.read, 0
	r.done = !r.yield(it) || r.ctx.Err() != nil
	return !r.done
}

// refuse emits an error for a whole source or, with line, one record of it.
func (r *reader) refuse(path string, line int, reason, advice string) bool {
	return r.emit(Item{Path: path, Line: line, Err: &Error{Path: path, Line: line, Reason: reason, Advice: advice}})
}

func (r *reader) skip(path, why string, notes ...string) bool {
	return r.emit(Item{Path: path, Skipped: why, Notes: notes})
}

// settle gives an article its path and hash and applies the rule for duplicates.
func (r *reader) settle(it *Item) {
	it.Article.Path = it.Path
	it.Article.Sum = sum(&it.Article)
	key := [16]byte(hashID(it.Article.ID))
	first, twice := r.seen[key]
	switch {
	case !twice:
		r.seen[key] = origin{it.Path, it.Line}
	case r.opts.OnDuplicate == Replace:
		it.Replaces = place(first.path, first.line)
		r.seen[key] = origin{it.Path, it.Line}
	case r.opts.OnDuplicate == Skip:
		it.Skipped = fmt.Sprintf("id %s stands at %s already", it.Article.ID, place(first.path, first.line))
		it.Article = corpus.Article{}
	default:
		it.Err = &Error{Path: it.Path, Line: it.Line,
			Reason: fmt.Sprintf("id %s stands at %s already", it.Article.ID, place(first.path, first.line)),
			Advice: "give each article an id of its own, or choose --on-duplicate=replace or skip"}
		it.Article = corpus.Article{}
	}
}

func hashID(id string) []byte {
	h := sha256.Sum256([]byte(id))
	return h[:16]
}

// sum hashes an article as ingested: all metadata and the text, but not its path
// nor the times that a collection keeps of it. Each value is preceded by its
// length, so that no two articles write the same bytes.
func sum(a *corpus.Article) string {
	h := sha256.New()
	put(h, a.ID, a.Collection, a.Title, strings.Join(a.Byline, "\x00"))
	for _, o := range []corpus.Outlet{a.Outlet, a.Original, a.Agency} {
		put(h, o.ID, o.Name, string(o.Status), o.Rule)
	}
	put(h, a.URL, a.Published.Value, string(a.Published.Status), a.Published.Rule, a.Language, a.Text)
	return hex.EncodeToString(h.Sum(nil))
}

func put(h hash.Hash, values ...string) {
	var n [8]byte
	for _, v := range values {
		binary.LittleEndian.PutUint64(n[:], uint64(len(v)))
		h.Write(n[:])
		io.WriteString(h, v)
	}
}

// counted counts the bytes that come from disk, for progress.
type counted struct {
	r io.Reader
	n *int64
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	*c.n += int64(n)
	return n, err
}
