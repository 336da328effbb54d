package segment

import index "github.com/blevesearch/bleve_index_api"

// Positions are kept packed where a zap file keeps the frequency of a posting.
// A zap v17 posting is a frequency, a norm and, if it has any, a list of
// locations of at least five numbers each. Search needs positions alone, so the
// "frequency" is a payload of up to 62 bits that holds three tag bits and up to
// three positions; more positions need one location whose start, end and array
// positions hold the gaps. Positions count from 1 here, so that no payload is 1,
// the value that zap would encode in a form of its own. The numbers survive the
// merges of zap unchanged. Stock Bleve reads the terms, the documents and the
// stored fields of such a file; its phrases and scores are not valid on it.
const (
	tagMany     = iota // n<<3, positions in one location
	tagOne             // p
	tagTwo             // p in 11 bits, gap
	tagTwoFar          // p in 16 bits, gap
	tagThree           // p in 11 bits, gap in 11, gap
	tagThreeFar        // p in 16 bits, gap in 16, gap
)

const (
	near = 1 << 11
	far  = 1 << 16
)

// pack sets the frequency and location of f for ascending positions that count
// from 1; loc is used where they do not fit the payload.
func pack(f *index.TokenFreq, pos []uint32) {
	p := int(pos[0])
	var d1, d2 int
	if len(pos) > 1 {
		d1 = int(pos[1] - pos[0])
	}
	if len(pos) > 2 {
		d2 = int(pos[2] - pos[1])
	}
	switch n := len(pos); {
	case n == 1:
		f.SetFrequency(p<<3 | tagOne)
	case n == 2 && p < near:
		f.SetFrequency((d1<<11|p)<<3 | tagTwo)
	case n == 2 && p < far:
		f.SetFrequency((d1<<16|p)<<3 | tagTwoFar)
	case n == 3 && p < near && d1 < near:
		f.SetFrequency((d2<<22|d1<<11|p)<<3 | tagThree)
	case n == 3 && p < far && d1 < far && d2 < 1<<27:
		f.SetFrequency((d2<<32|d1<<16|p)<<3 | tagThreeFar)
	default:
		f.SetFrequency(n<<3 | tagMany)
		l := &index.TokenLocation{Position: p, Start: d1, End: d2}
		for i := 3; i < n; i++ {
			l.ArrayPositions = append(l.ArrayPositions, uint64(pos[i]-pos[i-1]))
		}
		f.Locations = []*index.TokenLocation{l}
	}
}

// payloadFreq is the number of positions of a payload.
func payloadFreq(pay uint64) int {
	switch pay & 7 {
	case tagOne:
		return 1
	case tagTwo, tagTwoFar:
		return 2
	case tagThree, tagThreeFar:
		return 3
	}
	return int(pay >> 3)
}

// unpack appends the positions of a payload of up to three, counting from 0.
func unpack(pay uint64, pos []uint32) []uint32 {
	v := pay >> 3
	switch pay & 7 {
	case tagOne:
		return append(pos, uint32(v)-1)
	case tagTwo:
		p := uint32(v)&(near-1) - 1
		return append(pos, p, p+uint32(v>>11))
	case tagTwoFar:
		p := uint32(v)&(far-1) - 1
		return append(pos, p, p+uint32(v>>16))
	case tagThree:
		p := uint32(v)&(near-1) - 1
		q := p + uint32(v>>11)&(near-1)
		return append(pos, p, q, q+uint32(v>>22))
	case tagThreeFar:
		p := uint32(v)&(far-1) - 1
		q := p + uint32(v>>16)&(far-1)
		return append(pos, p, q, q+uint32(v>>32))
	}
	return pos
}
