package index

import (
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/index/segment"
	"dateline/query"
)

// What follows a search asks the same query again: its counts over time, its ladder,
// the next page, another facet. So a view keeps the documents of the queries asked
// last. A query is known by the identity of its tree, which nobody changes once it
// has been asked; filters, order and facets are no part of it.

// maxSets bounds the bytes that the sets of one view take, about, and mostSets their
// number, since they are looked through one by one.
const (
	maxSets  = 16 << 20
	mostSets = 128
)

// A set is where a query holds: by segment the live documents, which are not to be
// changed, and what its patterns expanded to under a limit.
type set struct {
	query query.Node
	limit int
	docs  []*roaring.Bitmap
	terms *expansion
	size  int

	copies atomic.Pointer[copies] // its near-copies, nil until they are asked for
}

// sets are those of one view, the one used last at the end.
type sets struct {
	mu   sync.Mutex
	list []*set
	size int
}

// of returns the set of a query, nil if it is not there.
func (k *sets) of(n query.Node, limit int) *set {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i := len(k.list) - 1; i >= 0; i-- {
		if s := k.list[i]; s.query == n && s.limit == limit {
			k.list = append(slices.Delete(k.list, i, i+1), s)
			return s
		}
	}
	return nil
}

// keep adds a set and drops those used longest ago. One that would push out most of
// the others is not kept.
func (k *sets) keep(s *set) {
	for _, docs := range s.docs {
		s.size += int(docs.GetSizeInBytes())
	}
	for _, refs := range s.terms.refs {
		s.size += len(refs) * int(unsafe.Sizeof(segment.Ref(0)))
	}
	if s.size > maxSets/2 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.list, k.size = append(k.list, s), k.size+s.size
	drop := 0
	for ; k.size > maxSets || len(k.list)-drop > mostSets; drop++ {
		k.size -= k.list[drop].size
	}
	k.list = slices.Delete(k.list, 0, drop)
}
