package segment

import (
	"encoding/binary"
	"slices"
)

// drawers hold the postings of an open segment. To put each at once behind the one before of
// its term would be a walk through all memory, since an article has hundreds of terms that
// stand anywhere in a large segment. So postings go, as they come, to the end of one of a few
// drawers, which the number of the term tells; when the segment is finished each drawer, small
// enough for the caches, is laid in the order of its terms: their bytes are counted, then
// moved to where they belong. (Partitioning before a sort by counting, so that neither writes
// to more places than the caches hold: Manegold, Boncz and Kersten, "What happens during a
// join?", 2000.) All stands in blocks that hold no pointers and serve one segment after the
// other.
//
// In a drawer stand, as varints, the number of the term among those of the drawer, plus one,
// the length of the posting, and the posting. A 0 for the term says that the postings behind
// it are of a document so far behind the one before.
type drawers struct {
	all  [drawerCount]drawer
	free [][]byte // blocks that nothing is in
	laid [][]byte // blocks that hold the postings by term, once they are laid
	end  uint32   // of what is laid, counted over all blocks
	used int      // bytes of the blocks that the drawers have
}

type drawer struct {
	full [][]byte
	last []byte
	doc  uint32 // of the last posting, plus one
	runs []run  // of its terms, once they are laid
}

// A run is where the postings of a term lie: for each the distance to the document before,
// the first plus one, as a varint, and then the posting.
type run struct {
	start, size uint32
	docs        uint32 // that it is of
	last        uint32 // of them, plus one, while they are counted and moved
}

const (
	drawerCount = 64
	blockShift  = 14
	drawerBlock = 1 << blockShift
	recordHead  = 4 * binary.MaxVarintLen32
)

// add adds the posting of a document, of which none that was added is behind it.
func (d *drawers) add(term, doc uint32, posting []byte) {
	w := &d.all[term%drawerCount]
	if cap(w.last)-len(w.last) < recordHead+len(posting) {
		d.turn(w, recordHead+len(posting))
	}
	b := w.last
	if w.doc != doc+1 {
		b = binary.AppendUvarint(append(b, 0), uint64(doc+1-w.doc))
		w.doc = doc + 1
	}
	b = binary.AppendUvarint(b, uint64(term/drawerCount+1))
	b = binary.AppendUvarint(b, uint64(len(posting)))
	w.last = append(b, posting...)
}

// turn begins a block of a drawer.
func (d *drawers) turn(w *drawer, size int) {
	if w.last != nil {
		w.full = append(w.full, w.last)
	}
	w.last = d.block(size)
	d.used += cap(w.last)
}

// block takes an empty block.
func (d *drawers) block(size int) []byte {
	if n := len(d.free); n > 0 && size <= drawerBlock {
		b := d.free[n-1]
		d.free = d.free[:n-1]
		return b
	}
	return make([]byte, 0, max(size, drawerBlock))
}

// release gives blocks back.
func (d *drawers) release(blocks ...[]byte) {
	for _, b := range blocks {
		if cap(b) == drawerBlock {
			d.free = append(d.free, b[:0])
		}
	}
}

// lay lays the postings of all drawers, of so many terms.
func (d *drawers) lay(terms int) {
	for i := range d.all {
		w := &d.all[i]
		if w.last == nil {
			continue
		}
		w.full, w.last, w.doc = append(w.full, w.last), nil, 0
		w.runs = slices.Grow(w.runs[:0], terms/drawerCount+1)[:terms/drawerCount+1]
		clear(w.runs)
		for _, b := range w.full {
			w.count(b)
		}
		for k := range w.runs {
			r := &w.runs[k]
			r.start, r.last = d.end, 0
			d.end += r.size
		}
		for d.end > uint32(len(d.laid))<<blockShift {
			d.laid = append(d.laid, d.block(drawerBlock)[:drawerBlock])
		}
		w.doc = 0
		for _, b := range w.full {
			d.move(w, b)
		}
		for k := range w.runs {
			w.runs[k].start -= w.runs[k].size
		}
		d.release(w.full...)
		clear(w.full)
		w.full, w.doc = w.full[:0], 0
	}
	d.used = 0
}

// record reads a record: the run of its term, how far its document is behind the one before
// there, and where its posting stands in b.
func (w *drawer) record(b []byte, i int) (r *run, delta uint32, from, to int) {
	term, i := uvarint(b, i)
	if term == 0 {
		more, k := uvarint(b, i)
		w.doc += uint32(more)
		term, i = uvarint(b, k)
	}
	n, i := uvarint(b, i)
	r = &w.runs[term-1]
	delta, r.last = w.doc-r.last, w.doc
	return r, delta, i, i + int(n)
}

// count counts the bytes and the documents of each term of a block.
func (w *drawer) count(b []byte) {
	for i := 0; i < len(b); {
		r, delta, from, to := w.record(b, i)
		if delta == 0 {
			panic("segment: a stream has two numbers for one word")
		}
		r.size += uint32(uvarintSize(delta) + to - from)
		r.docs++
		i = to
	}
}

// move moves the postings of a block behind the others of their terms.
func (d *drawers) move(w *drawer, b []byte) {
	for i := 0; i < len(b); {
		r, delta, from, to := w.record(b, i)
		for ; delta >= 0x80; delta >>= 7 {
			d.put(r, []byte{byte(delta) | 0x80})
		}
		d.put(r, []byte{byte(delta)})
		d.put(r, b[from:to])
		i = to
	}
}

// put puts bytes to the end of a run.
func (d *drawers) put(r *run, b []byte) {
	for len(b) > 0 {
		n := copy(d.laid[r.start>>blockShift][r.start&(drawerBlock-1):], b)
		r.start, b = r.start+uint32(n), b[n:]
	}
}

// run returns where the postings of a term lie.
func (d *drawers) run(term uint32) *run { return &d.all[term%drawerCount].runs[term/drawerCount] }

// read appends the bytes of a run to dst.
func (d *drawers) read(dst []byte, r *run) []byte {
	for at, end := r.start, r.start+r.size; at < end; {
		b := d.laid[at>>blockShift][at&(drawerBlock-1):]
		b = b[:min(len(b), int(end-at))]
		dst, at = append(dst, b...), at+uint32(len(b))
	}
	return dst
}

// clear forgets all postings and keeps the blocks.
func (d *drawers) clear() {
	for i := range d.all {
		w := &d.all[i]
		d.release(w.full...)
		d.release(w.last)
		clear(w.full)
		w.full, w.last, w.doc = w.full[:0], nil, 0
	}
	d.release(d.laid...)
	clear(d.laid)
	d.laid, d.end, d.used = d.laid[:0], 0, 0
}

// uvarintSize is how many bytes v takes as a varint.
func uvarintSize(v uint32) int {
	n := 1
	for ; v >= 0x80; v >>= 7 {
		n++
	}
	return n
}
