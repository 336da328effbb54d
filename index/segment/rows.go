package segment

import (
	"iter"
	"slices"
)

// rows are what the columns keep of the articles of an open segment, packed: nothing
// of it points into an article.
type rows struct {
	ids, metas     runs
	sums, credited []byte
	lengths        [2][]uint32
	leads          []uint32
	facets         []valueList // by facetFields
	quotes         []quoteRow
	quoteEnds      []uint32
}

// A quoteRow is a quote whose speaker is a number of the facet plus one, or 0.
type quoteRow struct {
	title                bool
	first, last, speaker uint32
}

// runs are runs of bytes, one for each document.
type runs struct {
	bytes []byte
	ends  []uint32
}

func (r *runs) add(b []byte) {
	r.bytes = append(r.bytes, b...)
	r.ends = append(r.ends, uint32(len(r.bytes)))
}

func (r *runs) at(i int) []byte { return r.bytes[startOf(r.ends, i):r.ends[i]] }

func startOf(ends []uint32, i int) uint32 {
	if i == 0 {
		return 0
	}
	return ends[i-1]
}

// add appends the row of a document.
func (r *rows) add(d *row) {
	r.ids.add([]byte(d.id))
	r.metas.add(d.meta)
	r.sums = append(r.sums, d.sum[:]...)
	r.credited = append(r.credited, btoi(d.credited))
	for i := range r.lengths {
		r.lengths[i] = append(r.lengths[i], d.lengths[i])
	}
	r.leads = append(r.leads, d.lead)
	if r.facets == nil {
		r.facets = make([]valueList, len(facetFields))
	}
	for i := range r.facets {
		r.facets[i].add(d.values[i])
	}
	for _, q := range d.quotes {
		speaker := uint32(0)
		if q.Speaker != "" {
			speaker = r.facets[speakerFacet].numbers[q.Speaker] + 1
		}
		r.quotes = append(r.quotes, quoteRow{q.Title, q.First, q.Last, speaker})
	}
	r.quoteEnds = append(r.quoteEnds, uint32(len(r.quotes)))
}

var speakerFacet = slices.Index(facetFields, Speaker)

// all yields what each document has one of. A row is overwritten by the next.
func (r *rows) all() iter.Seq[*row] {
	return func(yield func(*row) bool) {
		var d row
		for i := range r.ids.ends {
			d.id, d.meta = stringOf(r.ids.at(i)), r.metas.at(i)
			copy(d.sum[:], r.sums[len(d.sum)*i:])
			d.credited, d.lead = r.credited[i] != 0, r.leads[i]
			d.lengths = [2]uint32{r.lengths[0][i], r.lengths[1][i]}
			if !yield(&d) {
				return
			}
		}
	}
}

// sort numbers the values of all facets in byte order.
func (r *rows) sort() {
	for i := range r.facets {
		to := r.facets[i].sort()
		if i != speakerFacet {
			continue
		}
		for k := range r.quotes {
			if q := &r.quotes[k]; q.speaker > 0 {
				q.speaker = to[q.speaker-1] + 1
			}
		}
	}
}

// packedQuotes yields the quotes of each document.
func (r *rows) packedQuotes(yield func([]byte) bool) {
	var p quotePacker
	k := uint32(0)
	for _, end := range r.quoteEnds {
		p = quotePacker{b: p.b[:0]}
		for ; k < end; k++ {
			q := &r.quotes[k]
			p.add(QuoteSpan{Title: q.title, First: q.first, Last: q.last}, q.speaker)
		}
		if !yield(p.b) {
			return
		}
	}
}

// write writes the columns of sorted rows.
func (r *rows) write(w *columnWriter) error {
	w.perDocument(r.all())
	w.metas(r.all())
	for i, f := range facetFields {
		w.column(f, r.facets[i].column())
		if f == Speaker {
			w.packed("q", r.packedQuotes)
		}
	}
	return w.out.err
}

// size is the number of bytes that they take, the values of facets but roughly.
func (r *rows) size() int {
	n := len(r.ids.bytes) + len(r.metas.bytes) + len(r.sums) + 16*len(r.quotes) + 30*len(r.leads)
	for i := range r.facets {
		n += 4*(len(r.facets[i].of)+len(r.facets[i].ends)) + 150*len(r.facets[i].values)
	}
	return n
}
