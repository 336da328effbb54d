package segment

import (
	"errors"
	"fmt"

	"github.com/blevesearch/vellum"
)

// Terms walks the terms of a field in byte order.
type Terms struct {
	Term []byte // the term that it stands at, overwritten by Next
	Ref  Ref
	z    *zapFile
	it   vellum.Iterator
	open func() (vellum.Iterator, error) // nil once begun
}

// Terms returns a walk before the first term of a field from start (inclusive) to
// end (exclusive, nil for no end) that a, if not nil, accepts.
func (s *Segment) Terms(field string, a Automaton, start, end []byte) *Terms {
	fst := s.zap.dict(field)
	if fst == nil {
		return &Terms{}
	}
	return &Terms{z: s.zap, open: func() (vellum.Iterator, error) {
		if a == nil {
			return fst.Iterator(start, end)
		}
		return fst.Search(a, start, end)
	}}
}

// Next goes to the next term and reports whether there is one.
func (t *Terms) Next() bool {
	var err error
	switch {
	case t.open != nil:
		t.it, err = t.open()
		t.open = nil
	case t.it == nil:
		return false
	default:
		err = t.it.Next()
	}
	if errors.Is(err, vellum.ErrIteratorDone) {
		t.it = nil
		return false
	}
	if err != nil {
		panic(&Damage{t.z.path, fmt.Sprintf("dictionary: %v", err)})
	}
	term, v := t.it.Current()
	t.Term, t.Ref = term, Ref(v)
	return true
}
