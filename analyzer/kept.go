package analyzer

import (
	"crypto/sha256"
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
		l.file("authority of the index", rows)
	}
	l.settle()
	return l.build(), l.problems, nil
}

// starterRows is about how many rows the starter has.
const starterRows = 4600

// newLoader returns a loader that has read the starter.
func newLoader() (*loader, error) {
	l := &loader{index: make(map[string]int32, starterRows), entities: make([]corpus.Entity, 0, starterRows),
		from: make([]origin, 0, starterRows), sum: sha256.New(), embedded: true}
	embedded, err := fs.Sub(starter, "authority")
	if err != nil {
		return nil, fmt.Errorf("analyzer: load starter authority: %w", err)
	}
	err = l.dir("starter", embedded)
	l.embedded = false
	return l, err
}
