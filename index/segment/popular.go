package segment

// Of a column where each document has one value at most, few values have most of the
// documents. Those of them that a good part of all documents have are kept as bits, one
// for each document, from the second count on: the words of a set that have a bit in
// common with them are counted faster than its documents one by one.

// Values are popular that this part of the documents has: fewer documents are counted as
// fast one by one. The bits then take no more than four bytes a document.
const popularPart = 32

// Popular are the popular values of a column, Len for having none.
type Popular struct {
	Ords []uint32
	Bits [][]uint64 // of each of Ords, by document
	Any  []uint64   // the documents that have one of them
}

// Popular returns the popular values of a single column, found once.
func (c *Column) Popular() *Popular { return c.popular() }

func (c *Column) findPopular() *Popular {
	one, docs := c.One(), c.Docs()
	counts := make([]int, c.Len()+1)
	for _, o := range one {
		counts[o]++
	}
	words := (docs + 63) / 64
	p := &Popular{Any: make([]uint64, words)}
	at := make([][]uint64, len(counts))
	for o, n := range counts {
		if n > docs/popularPart {
			at[o] = make([]uint64, words)
			p.Ords, p.Bits = append(p.Ords, uint32(o)), append(p.Bits, at[o])
		}
	}
	for doc, o := range one {
		if at[o] != nil {
			at[o][doc/64] |= 1 << (doc % 64)
			p.Any[doc/64] |= 1 << (doc % 64)
		}
	}
	return p
}
