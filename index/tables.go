package index

import (
	"fmt"
	"path/filepath"
	"slices"

	"dateline/corpus"
	"dateline/index/segment"
)

// Articles are written in a table of symbols that is trained on the first that come
// (segment/symbols.go): one for the whole index, since a table of each segment would
// make every merge write its articles anew. A table of few articles knows less of
// the language, so it is followed by one of more when they come; what is stored
// stays as it is, and every table is kept.

// A tableInfo is a table and the bytes that it was trained on.
type tableInfo struct {
	Number int            `json:"number"`
	Sample int            `json:"sample"`
	Files  []segment.File `json:"files"`
}

// Bytes that a table is trained on. Fewer are no sample of a language, and more than
// most do not make a better table; a new one is worth while on so many times more.
var leastSample = 1 << 20

const (
	mostSample = 8 << 20
	moreSample = 3
)

// wantedSample is how many bytes of text are worth waiting for to train a table.
func (c *change) wantedSample() int {
	if n := len(c.manifest.Tables); n > 0 && moreSample*c.manifest.Tables[n-1].Sample > mostSample {
		return 0
	}
	return mostSample
}

// table returns the newest table, trained anew where these articles are a much
// better sample; nil while there is none.
func (c *change) table(articles []corpus.Annotated) (*segment.Symbols, error) {
	number, had := 0, 0
	if n := len(c.manifest.Tables); n > 0 {
		number, had = c.manifest.Tables[n-1].Number, c.manifest.Tables[n-1].Sample
	}
	tables := c.x.view.tables
	taken, size := sample(articles)
	if size < max(leastSample, moreSample*had) {
		return tables.Table(number)
	}
	var texts []string
	for _, a := range taken {
		texts = append(texts, segment.Sample(a)...)
	}
	number++
	c.written = append(c.written, segment.TableFiles(number)...)
	table, files, err := tables.Train(number, texts)
	if err != nil {
		return nil, err
	}
	c.manifest.Tables = append(c.manifest.Tables[:len(c.manifest.Tables):len(c.manifest.Tables)], tableInfo{number, size, files})
	return table, nil
}

// sample returns what a table is trained on: all articles or, of too many, as large a
// part, taken evenly from first to last.
func sample(articles []corpus.Annotated) (taken []*corpus.Annotated, size int) {
	all := 0
	for i := range articles {
		all += len(articles[i].Text)
	}
	due := 0 // the part of what was passed that is to be taken, times all
	for i := range articles {
		n := len(articles[i].Text)
		if due += n * min(mostSample, all); due >= size*all {
			taken = append(taken, &articles[i])
			size += n
		}
	}
	return taken, size
}

// tables keeps of each table the files that are whole. Those of a lost manifest are
// found by their names and verified by what they say of themselves.
func (w *salvage) tables() error {
	dir := filepath.Join(w.from, segmentsDir)
	if w.manifest.Generation == 0 {
		if err := w.findTables(dir); err != nil {
			return err
		}
	}
	var kept []tableInfo
	for _, t := range w.manifest.Tables {
		t.Files = slices.DeleteFunc(slices.Clone(t.Files), func(f segment.File) bool { return w.damaged[f.Name] })
		if len(t.Files) > 0 {
			kept = append(kept, t)
			continue
		}
		w.unread = true
		w.Notes = append(w.Notes, fmt.Sprintf("both files of table of symbols %d are damaged: no article that is written in it can be read", t.Number))
	}
	w.manifest.Tables = kept
	return nil
}

// findTables lists the tables whose files are there.
func (w *salvage) findTables(dir string) error {
	last := 0
	names, err := filepath.Glob(filepath.Join(dir, "symbols-*"))
	if err != nil {
		return fmt.Errorf("index: repair: %w", err)
	}
	for _, path := range names {
		number := 0
		if n, _ := fmt.Sscanf(filepath.Base(path), "symbols-%d", &number); n == 1 {
			last = max(last, number)
		}
	}
	for number := 1; number <= last; number++ {
		t := tableInfo{Number: number, Sample: leastSample}
		for _, name := range segment.TableFiles(number) {
			f, err := segment.DescribeFile(dir, name)
			if err != nil {
				return fmt.Errorf("index: repair: %w", err)
			}
			w.damaged[name] = segment.CheckTable(dir, name) != nil
			if f.Size > 0 {
				t.Files = append(t.Files, f)
			}
		}
		w.manifest.Tables = append(w.manifest.Tables, t)
	}
	return nil
}
