// Package ingest reads news articles out of files as they come: plain text with
// sidecars, JSON Lines, JSON, CSV, HTML, WARC, feeds, and archives of these.
// Whatever it meets becomes an Item, so that a report of all input adds up; what
// it had to guess, replace or leave out stands in the item's notes.
package ingest

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"

	"dateline/corpus"
)

// Options say how input is to be read. The zero Options are good defaults.
type Options struct {
	Map         map[string]string // our field to the name it has in the input: "outlet": "publisher"
	Encoding    string            // of input without a byte order mark; "" reads what is declared, else detects
	Format      string            // one of Formats for every file; "" goes by name and content
	OnDuplicate Duplicate         // what to do with a second article of one id; "" is Refuse
	MaxArticle  int64             // bytes that one article may have; 0 is DefaultMaxArticle
	Stdin       io.Reader         // what the path "-" reads; nil is os.Stdin
	Report      string            // a file that is being written and may stand in a folder that is read; "" for none
}

// DefaultMaxArticle bounds one article, and so the memory that reading takes.
const DefaultMaxArticle = 32 << 20

// A Duplicate is what happens to the second article of one id.
type Duplicate string

const (
	Refuse  Duplicate = "error"   // the second is refused, the message names both places
	Replace Duplicate = "replace" // the second is an article too, with Replaces set
	Skip    Duplicate = "skip"    // the second is skipped, the reason names the first
)

// Formats are the names that Options.Format understands.
var Formats = []string{"text", "jsonl", "json", "csv", "tsv", "html", "warc", "feed"}

// Check reports options that cannot be meant, as a fault of usage.
func (o Options) Check() error {
	if o.Format != "" && !slices.Contains(Formats, o.Format) {
		return fmt.Errorf("ingest: unknown format %q: want one of %s", o.Format, strings.Join(Formats, ", "))
	}
	if !slices.Contains([]Duplicate{"", Refuse, Replace, Skip}, o.OnDuplicate) {
		return fmt.Errorf("ingest: unknown way with duplicates %q: want error, replace or skip", o.OnDuplicate)
	}
	for field := range o.Map {
		if !slices.Contains(fields, field) {
			return fmt.Errorf("ingest: cannot map unknown field %q: want one of %s", field, strings.Join(fields, ", "))
		}
	}
	return checkEncoding(o.Encoding)
}

// An Item is what became of one piece of input: a file, an archive member or one
// record of either. Exactly one of three holds: Err is set (refused), Skipped is
// set (left out on purpose, such as a sidecar), or Article is an article to keep.
// Every piece of input yields one item, so that counts of items are totals.
type Item struct {
	Article  corpus.Article // with ID, Path and Sum, unless refused or skipped
	Path     string         // the file, as PATH/rel; members stand behind their archive; "-" is stdin
	Line     int            // first line of the record, from 1; 0 where the file is one article
	Err      error          // an *Error
	Skipped  string         // why
	Replaces string         // with OnDuplicate Replace: the place of the earlier article of this id
	Notes    []string       // what was guessed, replaced or ignored; a note on a whole file comes once
	Bytes    int64          // bytes of input on disk read since the item before
}

// Place names where the item stands: "path" or "path:line".
func (it Item) Place() string { return place(it.Path, it.Line) }

func place(path string, line int) string {
	if line == 0 {
		return path
	}
	return fmt.Sprintf("%s:%d", path, line)
}

// An Error tells why a piece of input was refused, where, and what to do.
type Error struct {
	Path         string
	Line, Column int    // from 1; 0 is unknown or the whole file
	Reason       string // what is wrong
	Advice       string // what to do, "" where that is plain
}

func (e *Error) Error() string {
	s := place(e.Path, e.Line)
	if e.Column > 0 {
		s += fmt.Sprintf(":%d", e.Column)
	}
	s = "ingest: read " + s + ": " + e.Reason
	if e.Advice != "" {
		s += "; " + e.Advice
	}
	return s
}

// Read yields an Item for every piece of input below paths, in an order that
// depends on their names alone, in memory that does not grow with the input but
// for one small entry for each id. A path is a file, a folder, an archive or "-".
// It stops early when ctx is done; the caller looks at ctx.Err.
func Read(ctx context.Context, paths []string, opts Options) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		r := &reader{ctx: ctx, opts: opts, yield: yield, seen: map[[16]byte]origin{}}
		if r.opts.MaxArticle == 0 {
			r.opts.MaxArticle = DefaultMaxArticle
		}
		if r.opts.Stdin == nil {
			r.opts.Stdin = os.Stdin
		}
		if r.opts.Report != "" {
			r.report, _ = os.Stat(r.opts.Report) // nil is no file that is met
		}
		for _, p := range paths {
			if !r.path(p) {
				return
			}
		}
	}
}

// ParseMap reads pairs such as "outlet=publisher" into Options.Map.
func ParseMap(pairs []string) (map[string]string, error) {
	m := map[string]string{}
	for _, p := range pairs {
		field, column, ok := strings.Cut(p, "=")
		if !ok || column == "" || !slices.Contains(fields, field) {
			return nil, fmt.Errorf("ingest: map %q: want FIELD=COLUMN with FIELD one of %s", p, strings.Join(fields, ", "))
		}
		m[field] = column
	}
	return m, nil
}
