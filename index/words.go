package index

import (
	"bytes"
	"context"
	"encoding/binary"
	"iter"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/index/segment"
	"dateline/query"
)

// The dictionaries of the fields of all segments are walked together, merged by a
// heap, so that each word is met once however many segments hold it, and none is
// kept.

// A dictionary is the words of one field of one segment, as far as a pattern
// reaches.
type dictionary struct {
	*segment.Terms
	key     uint64 // the first eight bytes of the term, which mostly decide
	part    int
	field   field
	pattern int // number of the pattern, for whoever asks for several
}

func (d *dictionary) next() bool {
	if !d.Next() {
		return false
	}
	var first [8]byte
	copy(first[:], d.Term)
	d.key = binary.BigEndian.Uint64(first[:])
	return true
}

func (d *dictionary) before(o *dictionary) bool {
	if d.key != o.key {
		return d.key < o.key
	}
	return bytes.Compare(d.Term, o.Term) < 0
}

// A found is a word in one dictionary.
type found struct {
	*dictionary
	ref segment.Ref
}

// A merge walks dictionaries together.
type merge struct {
	heap []*dictionary // the one that stands at the least word first
	word []byte        // overwritten by next, like in
	in   []found
}

func newMerge(all []*dictionary) *merge {
	m := &merge{heap: slices.DeleteFunc(all, func(d *dictionary) bool { return !d.next() })}
	for i := len(m.heap) / 2; i >= 0; i-- {
		m.sink(i)
	}
	return m
}

func (m *merge) sink(i int) {
	for {
		least := i
		for k := 2*i + 1; k <= 2*i+2 && k < len(m.heap); k++ {
			if m.heap[k].before(m.heap[least]) {
				least = k
			}
		}
		if least == i {
			return
		}
		m.heap[i], m.heap[least] = m.heap[least], m.heap[i]
		i = least
	}
}

// next goes to the next word and the dictionaries that hold it.
func (m *merge) next() bool {
	if len(m.heap) == 0 {
		return false
	}
	m.word, m.in = append(m.word[:0], m.heap[0].Term...), m.in[:0]
	for len(m.heap) > 0 && bytes.Equal(m.heap[0].Term, m.word) {
		d := m.heap[0]
		m.in = append(m.in, found{d, d.Ref})
		if !d.next() {
			last := len(m.heap) - 1
			m.heap[0] = m.heap[last]
			m.heap = m.heap[:last]
		}
		m.sink(0)
	}
	return true
}

// Words yields the words that p means, with the live articles that hold them in title
// or text, in byte order.
func (s *Snapshot) Words(ctx context.Context, p *query.Pattern) iter.Seq2[query.WordCount, error] {
	return func(yield func(query.WordCount, error) bool) {
		var m *merge
		err := guarded(func() error {
			m = newMerge(s.view.dictionaries(0, p, title, text))
			return nil
		})
		means := p.Matcher()
		for more := true; more && err == nil; {
			var some []query.WordCount
			err = guarded(func() error {
				some, more = s.someWords(m, means)
				return ctx.Err()
			})
			for _, w := range some {
				if err == nil && !yield(w, nil) {
					return
				}
			}
		}
		if err != nil {
			yield(query.WordCount{}, err)
		}
	}
}

// someWords returns those of the next words of a merge that are meant, and whether there
// are more.
func (s *Snapshot) someWords(m *merge, means func(word string) bool) (some []query.WordCount, more bool) {
	for range 1024 {
		if !m.next() {
			return some, false
		}
		if marked(m.word) || !means(string(m.word)) {
			continue
		}
		if n := s.articlesOf(m.in); n > 0 {
			some = append(some, query.WordCount{Word: string(m.word), Articles: n})
		}
	}
	return some, true
}

// articlesOf counts the live articles that hold a word in any of the fields found.
func (s *Snapshot) articlesOf(in []found) (n int) {
	slices.SortStableFunc(in, func(a, b found) int { return a.part - b.part })
	for i := 0; i < len(in); i++ {
		p := &s.view.parts[in[i].part]
		docs := p.Open(in[i].ref).Docs
		for i+1 < len(in) && in[i+1].part == in[i].part {
			i++
			docs = roaring.Or(docs, p.Open(in[i].ref).Docs)
		}
		n += int(docs.GetCardinality())
		if p.deleted != nil {
			n -= int(docs.AndCardinality(p.deleted))
		}
	}
	return n
}
