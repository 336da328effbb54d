package analyzer

import (
	"hash/maphash"
	"iter"
	"strings"
	"sync/atomic"

	"dateline/corpus"
)

// The entities of an authority are held by number, in the order in which their ids
// first came. The starter has some 4,500 rows, and most programs end before many of them
// were asked for: so its lines are found by their ids, and read when they are first
// needed. Reading is safe for concurrent use, changing is not.
type entities struct {
	ids   []string
	rows  []atomic.Pointer[corpus.Entity] // by number, nil for a line that was not read
	lines []string                        // by number, of the starter
	slots []int32                         // by the hash of an id, or behind: its number and 1
}

var idSeed = maphash.MakeSeed()

// newEntities returns those of the starter's lines, of about so many rows.
func newEntities(lines []string) *entities {
	s := &entities{lines: lines, ids: make([]string, len(lines)), rows: make([]atomic.Pointer[corpus.Entity], len(lines))}
	for i, line := range lines {
		s.ids[i], _, _ = strings.Cut(line, ",")
	}
	s.place()
	return s
}

// place gives every id a slot, with as many free ones at least.
func (s *entities) place() {
	n := 64
	for n < 3*len(s.ids) {
		n *= 2
	}
	s.slots = make([]int32, n)
	for i, id := range s.ids {
		s.slots[s.slot(id)] = int32(i) + 1
	}
}

// slot returns that of an id, or the free one that it would get.
func (s *entities) slot(id string) int {
	mask := len(s.slots) - 1
	for at := int(maphash.String(idSeed, id)) & mask; ; at = (at + 1) & mask {
		if i := s.slots[at]; i == 0 || s.ids[i-1] == id {
			return at
		}
	}
}

// number returns the number of an id, false where no row has it.
func (s *entities) number(id string) (int32, bool) {
	i := s.slots[s.slot(id)] - 1
	return i, i >= 0
}

// of returns the entity of an id, nil where there is none.
func (s *entities) of(id string) *corpus.Entity {
	if i, ok := s.number(id); ok {
		return s.at(i)
	}
	return nil
}

func (s *entities) len() int { return len(s.ids) }

// at returns the entity of a number, which is not to be changed.
func (s *entities) at(i int32) *corpus.Entity {
	if e := s.rows[i].Load(); e != nil {
		return e
	}
	var room [9]string
	fields, _ := splitRow(room[:0], s.lines[i]) // a test has read them all
	e := entityOf(ordered(fields, nil))
	if !s.rows[i].CompareAndSwap(nil, &e) {
		return s.rows[i].Load()
	}
	return &e
}

// all yields every entity with its number.
func (s *entities) all() iter.Seq2[int32, *corpus.Entity] {
	return func(yield func(int32, *corpus.Entity) bool) {
		for i := range s.ids {
			if !yield(int32(i), s.at(int32(i))) {
				return
			}
		}
	}
}

// set enters an entity, in the place of one of its id.
func (s *entities) set(e corpus.Entity) {
	i, ok := s.number(e.ID)
	if !ok {
		i = int32(len(s.ids))
		s.ids, s.rows = append(s.ids, e.ID), append(s.rows, atomic.Pointer[corpus.Entity]{})
		if 2*len(s.ids) > len(s.slots) {
			s.place()
		}
		s.slots[s.slot(e.ID)] = i + 1
	}
	s.rows[i].Store(&e)
}
