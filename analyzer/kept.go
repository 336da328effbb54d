package analyzer

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"unsafe"
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
		l.settle()
	}
	return l.build(), l.problems, nil
}

// newLoader returns a loader that has the starter. Its rows are taken as they are, each
// a line and its id the first thing there: a test checks that.
func newLoader() (*loader, error) {
	l := &loader{sum: sha256.New()}
	files, err := starter.ReadDir("authority")
	if err != nil {
		return nil, fmt.Errorf("analyzer: load starter authority: %w", err)
	}
	lines := make([]string, 0, starterRows)
	for _, f := range files {
		raw, err := starter.ReadFile("authority/" + f.Name())
		if err != nil {
			return nil, fmt.Errorf("analyzer: load starter authority: %w", err)
		}
		l.sum.Write(raw)
		_, rows, _ := strings.Cut(unsafe.String(unsafe.SliceData(raw), len(raw)), "\n")
		for line := range strings.Lines(rows) {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
		l.starter = append(l.starter, origin{"starter/" + f.Name(), len(lines)})
	}
	l.entities = newEntities(lines)
	return l, nil
}

// starterRows is about how many rows the starter has.
const starterRows = 4600

// origin returns where the row of an entity was read.
func (l *loader) origin(i int32) origin {
	if at, ok := l.from[i]; ok {
		return at
	}
	first := 0
	for _, f := range l.starter {
		if int(i) < f.line {
			return origin{f.file, int(i) - first + 2} // behind the header
		}
		first = f.line
	}
	return origin{}
}
