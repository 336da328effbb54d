package index

import (
	"encoding/binary"
	"slices"
	"sync"

	"dateline/index/segment"
)

// A numbering gives the values of a facet one number over all segments of a view, in
// byte order, so that adding up needs no look-ups. It is made for the first request
// that counts a good part of the values, by merging the columns, which are sorted.
type numbering struct {
	ids    []string   // ascending; they stand in the mapped files
	number [][]uint32 // by segment, then ordinal

	mu     sync.Mutex
	groups []int32 // by group, its number or -1; as many as were asked for
}

// numbers returns the numbering of a facet, nil where few values are counted and it
// has not been made yet.
func (v *view) numbers(facet string, parts []*counts) *numbering {
	v.mu.Lock()
	made := v.numberings[facet]
	if made == nil && manyCounted(parts) {
		made = sync.OnceValue(func() *numbering {
			columns := make([]*segment.Column, len(parts))
			for i, c := range parts {
				columns[i] = c.column
			}
			return newNumbering(columns)
		})
		if v.numberings == nil {
			v.numberings = map[string]func() *numbering{}
		}
		v.numberings[facet] = made
	}
	v.mu.Unlock()
	if made == nil {
		return nil
	}
	return made()
}

// manyCounted reports whether a quarter of the values are counted.
func manyCounted(parts []*counts) bool {
	distinct, counted := 0, 0
	for _, c := range parts {
		distinct += c.column.Len()
		for _, counts := range [][]uint32{c.alone, c.groups} {
			for _, n := range counts {
				if n > 0 {
					counted++
				}
			}
		}
	}
	return 4*counted >= distinct
}

// A valueHead is the value that the merge has come to in one column.
type valueHead struct {
	key    uint64 // the first eight bytes of id, which mostly decide
	id     string
	column int
	ord    uint32
}

func headOf(columns []*segment.Column, column int, ord uint32) valueHead {
	h := valueHead{id: columns[column].Term(ord), column: column, ord: ord}
	var first [8]byte
	copy(first[:], h.id)
	h.key = binary.BigEndian.Uint64(first[:])
	return h
}

func (h *valueHead) before(o *valueHead) bool {
	if h.key != o.key {
		return h.key < o.key
	}
	return h.id < o.id
}

func newNumbering(columns []*segment.Column) *numbering {
	n := &numbering{number: make([][]uint32, len(columns))}
	var heads []valueHead // a heap, the least first
	for i, c := range columns {
		n.number[i] = make([]uint32, c.Len())
		if c.Len() > 0 {
			heads = append(heads, headOf(columns, i, 0))
		}
	}
	for i := len(heads) / 2; i >= 0; i-- {
		sinkHead(heads, i)
	}
	for len(heads) > 0 {
		h := &heads[0]
		if len(n.ids) == 0 || n.ids[len(n.ids)-1] != h.id {
			n.ids = append(n.ids, h.id)
		}
		n.number[h.column][h.ord] = uint32(len(n.ids) - 1)
		if next := h.ord + 1; int(next) < columns[h.column].Len() {
			*h = headOf(columns, h.column, next)
		} else {
			*h = heads[len(heads)-1]
			heads = heads[:len(heads)-1]
		}
		sinkHead(heads, 0)
	}
	return n
}

func sinkHead(heads []valueHead, i int) {
	for {
		least := i
		for k := 2*i + 1; k <= 2*i+2 && k < len(heads); k++ {
			if heads[k].before(&heads[least]) {
				least = k
			}
		}
		if least == i {
			return
		}
		heads[i], heads[least] = heads[least], heads[i]
		i = least
	}
}

// ofGroups returns the numbers of groups, -1 for those that are no value of a column.
func (n *numbering) ofGroups(ids []string) []int32 {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, id := range ids[min(len(n.groups), len(ids)):] {
		at, ok := slices.BinarySearch(n.ids, id)
		if !ok {
			at = -1
		}
		n.groups = append(n.groups, int32(at))
	}
	return n.groups
}

// sums is that of the view; ids are those of groups.
func (n *numbering) sums(parts []*counts, ids []string, groups []uint32, size int) (all []sum, distinct int) {
	r := rooms.Get().(*room)
	defer rooms.Put(r)
	totals := cleared(&r.times, len(n.ids))
	for i, c := range parts {
		number := n.number[i][:len(c.alone)]
		for o, count := range c.alone {
			totals[number[o]] += count
		}
	}
	of := n.ofGroups(ids)
	for g, count := range groups {
		switch {
		case of[g] >= 0:
			totals[of[g]] += count
		case count > 0:
			all = append(all, sum{ids[g], int(count)})
		}
	}
	distinct = len(all)
	best := largest{kept: r.scores}
	best.begin(size)
	for _, count := range totals {
		if count > 0 {
			distinct++
			best.add(float64(count))
		}
	}
	least := uint32(1)
	if size > 0 {
		least = uint32(max(1, best.least()))
		all = slices.Grow(all, size)
	}
	r.scores = best.kept
	for at, count := range totals {
		if count >= least {
			all = append(all, sum{n.ids[at], int(count)})
		}
	}
	return top(all, size), distinct
}

// top keeps the sums of at least the size-th largest count, which may be more than
// size where counts are equal.
func top(all []sum, size int) []sum {
	if size <= 0 || len(all) <= size {
		return all
	}
	best := newLargest(size)
	for _, s := range all {
		best.add(float64(s.n))
	}
	least := int(best.least())
	return slices.DeleteFunc(all, func(s sum) bool { return s.n < least })
}
