package index

import "dateline/query"

// Words alone, all or one of them, are what most requests ask for. Where no filter is set,
// their documents are counted, scored and tallied as bits: no set is made of them, and
// none is kept, since finding them again takes no longer than scoring a few.

// words returns the words of such a request and whether one of them is enough, none for
// others.
func words(r *query.Request) (words []query.Node, oneEnough bool) {
	if len(r.Filters) > 0 || r.Distinct {
		return nil, false
	}
	switch n := r.Query.(type) {
	case *query.Term:
		words, oneEnough = []query.Node{n}, true
	case *query.And:
		words = n.Kids
	case *query.Or:
		words, oneEnough = n.Kids, true
	}
	for _, n := range words {
		if _, ok := n.(*query.Term); !ok {
			return nil, false
		}
	}
	return words, oneEnough
}

// markWords sets m.marked to the live documents that hold all of words in title or text,
// or one where that is enough.
func (m *matched) markWords(words []query.Node, oneEnough bool) error {
	m.marked = make([]matches, len(m.execs))
	return m.each(func(i int, e *exec) error {
		s := &m.marked[i]
		marks := s.clear(e)
		if n, ok := words[0].(*query.Term); ok && m.request.Size == 0 && len(words) == 1 {
			e.markTerms(n, marks)
		} else {
			e.markAll(words, everywhere, oneEnough, marks)
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

// markTerms marks the documents of a word straight from its lists.
func (e *exec) markTerms(n *query.Term, marks []uint64) {
	for _, f := range [...]field{text, title} {
		for _, t := range n.Terms {
			e.part.Mark(fieldNames[f], t, marks)
		}
	}
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
