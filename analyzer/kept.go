package analyzer

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"

	"dateline/corpus"
)

// Added returns the rows that directories added to the starter, as one CSV file;
// nil if there are none. An index keeps them, so that it can be read later as it
// was made.
func (a *Authority) Added() []byte {
	if len(a.added) == 0 {
		return nil
	}
	return append([]byte(strings.Join(authorityColumns, ",")+"\n"), a.added...)
}

// LoadAdded is Load with rows that Added returned in place of directories. With
// the same starter it has the same version.
func LoadAdded(rows []byte) (*Authority, []Problem, error) {
	l, err := newLoader()
	if err != nil {
		return nil, nil, err
	}
	if len(rows) > 0 {
		l.rejoined = true
		l.file("authority of the index", bytes.NewReader(rows))
	}
	l.settle()
	return l.build(), l.problems, nil
}

// newLoader returns a loader that has read the starter.
func newLoader() (*loader, error) {
	l := &loader{rows: make(map[string]corpus.Entity, 8000), at: make(map[string]origin, 8000), embedded: true}
	embedded, err := fs.Sub(starter, "authority")
	if err != nil {
		return nil, fmt.Errorf("analyzer: load starter authority: %w", err)
	}
	err = l.dir("starter", embedded)
	l.starter, l.embedded = l.kept.Len(), false
	return l, err
}
