package index

import "dateline/query"

// Facets of a word of which nothing else is asked are counted from bits that are marked
// straight from its lists: no set is made of its documents, and none is kept.

// alone returns the word of such a request, nil for others.
func alone(r *query.Request) *query.Term {
	n, _ := r.Query.(*query.Term)
	if r.Size > 0 || len(r.Facets) == 0 || len(r.Filters) > 0 || r.Distinct {
		return nil
	}
	return n
}

// markWord sets m.marked to the live documents that hold a word in title or text.
func (m *matched) markWord(n *query.Term) error {
	m.marked = make([]matches, len(m.execs))
	return m.each(func(i int, e *exec) error {
		s := &m.marked[i]
		marks := s.clear(e)
		for _, f := range [...]field{text, title} {
			for _, t := range n.Terms {
				e.part.Mark(fieldNames[f], t, marks)
			}
		}
		if e.part.deleted != nil {
			live := newMatches(e.live)
			defer live.close()
			for i, w := range live.words(e) {
				marks[i] &= w
			}
		}
		s.n = ones(marks)
		return e.ctx.Err()
	})
}

// close gives up the memory of m.marked and m.execs.
func (m *matched) close() {
	for _, e := range m.execs {
		e.close()
	}
	for i := range m.marked {
		m.marked[i].close()
	}
}
