package segment

import (
	"iter"

	"github.com/RoaringBitmap/roaring/v2"
)

// A merge reads the mapped files of its sources once, from front to back, and writes
// the result the same way: neither articles nor rows are held. Its memory is the
// new number of each document, the dictionary of one field, and one posting list;
// and for one facet at a time twelve bytes for each distinct value.

// A source is a segment to be merged.
type source struct {
	*Segment
	base    uint32   // number of its first document in the result
	number  []uint32 // of each document in the result, nil where all are kept
	deleted *roaring.Bitmap
}

const gone = ^uint32(0)

// Merge writes the documents of segs that are not deleted as the segment name in
// dir, in their order. deleted holds a bitmap for each segment, nil for none.
func Merge(dir, name string, segs []*Segment, deleted []*roaring.Bitmap) (files []File, err error) {
	defer Guard(&err)
	from := make([]*source, len(segs))
	docs := uint32(0)
	for i, s := range segs {
		from[i] = &source{Segment: s, base: docs, deleted: deleted[i]}
		docs = from[i].count()
	}
	return create(dir, name, int(docs),
		func(out *summer) error { return mergeZap(out, from, docs) },
		func(w *columnWriter) error { return mergeColumns(w, from) })
}

// count numbers the documents of s from base on and returns the next number.
func (s *source) count() uint32 {
	n := s.base + s.Docs
	if s.deleted == nil || s.deleted.IsEmpty() {
		return n
	}
	s.number = make([]uint32, s.Docs)
	n = s.base
	for doc := range s.number {
		if s.deleted.Contains(uint32(doc)) {
			s.number[doc] = gone
			continue
		}
		s.number[doc] = n
		n++
	}
	return n
}

// live yields the documents that are kept.
func (s *source) live(yield func(uint32) bool) {
	for doc := range s.Docs {
		if (s.number == nil || s.number[doc] != gone) && !yield(doc) {
			return
		}
	}
}

// to returns the number of a document in the result, gone for a deleted one.
func (s *source) to(doc uint32) uint32 {
	if s.number == nil {
		return s.base + doc
	}
	return s.number[doc]
}

func mergeColumns(w *columnWriter, from []*source) error {
	w.perDocument(liveRows(from))
	w.metas(liveRows(from))
	for _, f := range facetFields {
		v, numbers := mergeColumn(from, f)
		w.column(f, v)
		if f == Speaker {
			w.packed("q", mergeQuotes(from, numbers))
		}
		for _, s := range from {
			forget(s.cols.data)
		}
		if w.out.err != nil {
			break
		}
	}
	return w.out.err
}

// liveRows yields what each document has one of.
func liveRows(from []*source) iter.Seq[*row] {
	return func(yield func(*row) bool) {
		var r row
		for _, s := range from {
			titles, texts := s.Lengths()
			leads, credited := s.Leads(), s.Credited()
			for doc := range s.live {
				r.id, r.sum, r.credited = s.ID(doc), s.Sum(doc), credited[doc] != 0
				r.lengths, r.lead = [2]uint32{titles[doc], texts[doc]}, leads[doc]
				r.meta = s.head(doc)
				if !yield(&r) {
					return
				}
			}
		}
	}
}

// mergeColumn merges the column of a facet; numbers are the new ordinals of each source.
func mergeColumn(from []*source, facet string) (v values, numbers [][]uint32) {
	columns := make([]*Column, len(from))
	numbers = make([][]uint32, len(from))
	for i, s := range from {
		columns[i] = s.Column(facet)
		numbers[i] = s.used(columns[i])
	}
	firsts := mergeTerms(columns, numbers)
	v.dictionary = func(yield func(string, string) bool) {
		for _, f := range firsts {
			if c := columns[f.source]; !yield(c.Term(f.ord), c.names.at(f.ord)) {
				return
			}
		}
	}
	v.ords = func(yield func([]uint32) bool) {
		var ords []uint32
		for i, s := range from {
			for doc := range s.live {
				ords = ords[:0]
				for _, o := range columns[i].Ords(doc) {
					ords = append(ords, numbers[i][o])
				}
				if !yield(ords) {
					return
				}
			}
		}
	}
	return v, numbers
}

// used returns a number for each ordinal of c, gone for those that only deleted
// documents have.
func (s *source) used(c *Column) []uint32 {
	numbers := make([]uint32, c.Len())
	if s.number == nil {
		return numbers
	}
	for o := range numbers {
		numbers[o] = gone
	}
	for doc := range s.live {
		for _, o := range c.Ords(doc) {
			numbers[o] = 0
		}
	}
	return numbers
}

// A value stands in the column of a source.
type value struct{ source, ord uint32 }

// mergeTerms numbers the distinct values of columns in byte order, those apart that
// numbers says are gone, and returns where each is read: in the first column that
// knows its name.
func mergeTerms(columns []*Column, numbers [][]uint32) []value {
	var firsts []value
	var at []int // columns that stand at the least value
	next := make([]uint32, len(columns))
	for {
		least := ""
		at = at[:0]
		for i, c := range columns {
			for int(next[i]) < c.Len() && numbers[i][next[i]] == gone {
				next[i]++
			}
			if int(next[i]) == c.Len() {
				continue
			}
			switch term := c.Term(next[i]); {
			case len(at) == 0 || term < least:
				least, at = term, append(at[:0], i)
			case term == least:
				at = append(at, i)
			}
		}
		if len(at) == 0 {
			return firsts
		}
		first := at[0]
		for _, i := range at {
			if columns[first].names.at(next[first]) == "" {
				first = i
			}
		}
		n := uint32(len(firsts))
		firsts = append(firsts, value{uint32(first), next[first]})
		for _, i := range at {
			numbers[i][next[i]] = n
			next[i]++
		}
	}
}

// mergeQuotes yields the quotes of each document with the new numbers of speakers.
func mergeQuotes(from []*source, speakers [][]uint32) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		var p quotePacker
		for i, s := range from {
			quotes := s.quotes()
			for doc := range s.live {
				p = quotePacker{b: p.b[:0]}
				unpackQuotes(quotes.bytes(doc), func(q QuoteSpan, speaker uint32) {
					if speaker > 0 {
						speaker = speakers[i][speaker-1] + 1
					}
					p.add(q, speaker)
				})
				if !yield(p.b) {
					return
				}
			}
		}
	}
}
