package segment

import (
	"slices"
	"strings"
)

// A valueList is the values of the documents of one facet, numbered as they come; the first
// name of each is kept.
type valueList struct {
	numbers map[string]uint32
	values  []Value
	of      []uint32 // the values of each document
	ends    []uint32 // by document, in of
}

func (f *valueList) add(all []Value) {
	for _, v := range all {
		n, known := f.numbers[v.ID]
		if !known {
			if f.numbers == nil {
				f.numbers = map[string]uint32{}
			}
			v = Value{strings.Clone(v.ID), strings.Clone(v.Name)}
			n = uint32(len(f.values))
			f.numbers[v.ID] = n
			f.values = append(f.values, v)
		} else if f.values[n].Name == "" && v.Name != "" {
			f.values[n].Name = strings.Clone(v.Name)
		}
		f.of = append(f.of, n)
	}
	f.ends = append(f.ends, uint32(len(f.of)))
}

// sort numbers the values in byte order and returns the new numbers by the old.
func (f *valueList) sort() []uint32 {
	order := make([]uint32, len(f.values))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return strings.Compare(f.values[a].ID, f.values[b].ID) })
	sorted, to := make([]Value, len(order)), make([]uint32, len(order))
	for i, old := range order {
		sorted[i], to[old] = f.values[old], uint32(i)
	}
	f.values, f.numbers = sorted, nil
	for i, n := range f.of {
		f.of[i] = to[n]
	}
	return to
}

// column is what the columns say of a sorted list.
func (f *valueList) column() values {
	return values{
		dictionary: func(yield func(string, string) bool) {
			for _, v := range f.values {
				if !yield(v.ID, shortened(v.ID, v.Name)) {
					return
				}
			}
		},
		ords: func(yield func([]uint32) bool) {
			for i, end := range f.ends {
				if !yield(f.of[startOf(f.ends, i):end]) {
					return
				}
			}
		},
	}
}

// lists yields the documents of each value of a sorted list.
func (f *valueList) lists(yield func(id string, docs []uint32) bool) {
	ends := make([]uint32, len(f.values)+1)
	for _, n := range f.of {
		ends[n+1]++
	}
	for i := range f.values {
		ends[i+1] += ends[i]
	}
	docs := make([]uint32, len(f.of))
	k := uint32(0)
	for doc, end := range f.ends {
		for ; k < end; k++ {
			n := f.of[k]
			docs[ends[n]] = uint32(doc)
			ends[n]++
		}
	}
	for i, v := range f.values {
		if !yield(v.ID, docs[startOf(ends, i):ends[i]]) {
			return
		}
	}
}
