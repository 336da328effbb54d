package segment

import "math/bits"

// Often returns, in the memory of both, the documents that hold the term n times or more,
// ascending, and how often they do, 255 standing for whatever the table of the list
// cannot say; false where the list has no table.
func (p *Postings) Often(n uint32, docs, times []uint32) (_, _ []uint32, ok bool) {
	if p.freqs == 0 {
		return docs[:0], times[:0], false
	}
	table := readTimes(p.z, p.end, int(p.Docs.GetCardinality()))
	if table.blocks == nil {
		return docs[:0], times[:0], false
	}
	docs, times = table.often(max(1, n), int(p.Docs.GetCardinality()), docs[:0], times[:0])
	r := readRanks(p.raw)
	r.docsOf(docs)
	return docs, times, true
}

// often appends the ranks, of so many, whose number of times is n or more. The numbers
// of eight bytes are compared at once: n's complement is added to each, and what carries
// is as large.
func (t *timesTable) often(n uint32, size int, ranks, times []uint32) (_, _ []uint32) {
	const low, every = 0x0f0f0f0f0f0f0f0f, 0x0101010101010101
	const even = 0x00ff00ff00ff00ff
	i := 0
	if t.narrow {
		add := uint64(16-min(n, 15)) * every
		for ; i+16 <= size; i += 16 {
			x := le.Uint64(t.times[i/2:])
			is := (x&low+add)>>4&every | (x>>4&low+add)>>3&(every<<1)
			for ; is != 0; is &= is - 1 {
				at := bits.TrailingZeros64(is)
				rank := i + at>>3*2 + at&7
				v := uint32(x>>(at>>3*8+at&7*4)) & 15
				if v == 15 {
					v = 255
				}
				ranks, times = append(ranks, uint32(rank)), append(times, v)
			}
		}
	} else {
		add := uint64(256-min(n, 255)) * (every & even)
		for ; i+8 <= size; i += 8 {
			x := le.Uint64(t.times[i:])
			is := (x&even+add)>>8&(every&even) | (x>>8&even+add)&(every&^even)
			for ; is != 0; is &= is - 1 {
				at := bits.TrailingZeros64(is)
				ranks, times = append(ranks, uint32(i+at>>3)), append(times, uint32(x>>at)&255)
			}
		}
	}
	for ; i < size; i++ {
		v, ok := t.of(uint32(i))
		if !ok {
			v = 255
		}
		if v >= n || !ok {
			ranks, times = append(ranks, uint32(i)), append(times, v)
		}
	}
	return ranks, times
}

// docsOf turns ranks, which ascend, into the documents that have them.
func (r *ranks) docsOf(ranks []uint32) {
	for x := 0; x < len(ranks); {
		for int(ranks[x]) >= r.base+r.card {
			r.enter()
		}
		end := gallop(ranks, x, uint32(r.base+r.card))
		switch here := ranks[x:end]; r.kind {
		case ofValues:
			for k, rank := range here {
				here[k] = uint32(r.low) | uint32(le.Uint16(r.body[2*(int(rank)-r.base):]))
			}
		case ofBits:
			r.docsOfBits(here)
		default:
			r.docsOfRuns(here)
		}
		x = end
	}
}

func (r *ranks) docsOfBits(ranks []uint32) {
	i, before := 0, uint32(r.base)
	w := le.Uint64(r.body)
	n := uint32(bits.OnesCount64(w)) // of the word and all before it
	n += before
	for k, rank := range ranks {
		for rank >= n {
			i++
			before, w = n, le.Uint64(r.body[8*i:])
			n += uint32(bits.OnesCount64(w))
		}
		rest := w
		for skip := rank - before; skip > 0; skip-- {
			rest &= rest - 1
		}
		ranks[k] = uint32(r.low) | uint32(64*i+bits.TrailingZeros64(rest))
	}
}

func (r *ranks) docsOfRuns(ranks []uint32) {
	before, b := uint32(r.base), r.body
	for k := 0; k < len(ranks); b = b[4:] {
		first, behind := uint32(le.Uint16(b)), before+uint32(le.Uint16(b[2:]))+1
		for ; k < len(ranks) && ranks[k] < behind; k++ {
			ranks[k] = uint32(r.low) | (first + ranks[k] - before)
		}
		before = behind
	}
}
