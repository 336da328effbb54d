package analyzer

import (
	"slices"
	"sync"
)

// Features of one piece within a candidate run. Each is a row number of the weight
// table: the hash of a template number and its values. Collisions are harmless
// when rare; the table has rowBits bits.

const (
	rowBits = 19
	rows    = 1 << rowBits
)

// border stands for what lies outside the text.
var border = piece{folded: 1, exact: 1, shape: 1, prefix: 1, kind: markPiece}

// A scene is a text cut into pieces with what the features need to know of it.
type scene struct {
	s    string
	ps   []piece
	may  []bool
	runs [][2]int32
	seen caseCounts

	labelling // what a model makes of it
	lattice   lattice
	echo      echoes
}

// scenes are given back, since one takes fifty times the bytes of its text.
var scenes = sync.Pool{New: func() any { return new(scene) }}

// release gives the memory of sc to another. Nothing of it may be used any more.
func (sc *scene) release() {
	sc.s = ""
	scenes.Put(sc)
}

// zeros returns n zeros, in the room of b if it has enough.
func zeros[T any](b []T, n int) []T {
	b = slices.Grow(b[:0], n)[:n]
	clear(b)
	return b
}

// newScene cuts s and finds its candidate runs.
func newScene(s string) *scene {
	sc := scenes.Get().(*scene)
	sc.s, sc.runs = s, sc.runs[:0]
	sc.ps = cut(s, slices.Grow(sc.ps[:0], len(s)/4+8))
	sc.may = zeros(sc.may, len(sc.ps))
	candidates(sc.ps, sc.may, func(first, last int) {
		sc.runs = append(sc.runs, [2]int32{int32(first), int32(last)})
	})
	l, done := loadLists(), 0
	for _, r := range sc.runs {
		from, to := max(int(r[0])-2, done), min(int(r[1])+2, len(sc.ps))
		l.mark(sc.ps, from, to)
		done = int(r[1])
	}
	sc.seen.count(sc.ps)
	return sc
}

func (sc *scene) at(i int) *piece {
	if i < 0 || i >= len(sc.ps) {
		return &border
	}
	return &sc.ps[i]
}

// A runView holds what all pieces of a run share.
type runView struct {
	first, last   int // [first, last)
	before, after uint64
	head          uint64 // the last word
	headLists     uint64
	openLists     uint64
}

func (sc *scene) view(first, last int) runView {
	return runView{first: first, last: last, before: sc.at(first - 1).folded, after: sc.at(last).folded,
		head: sc.ps[last-1].folded, headLists: uint64(sc.ps[last-1].lists), openLists: uint64(sc.ps[first].lists)}
}

const heads = listOrgHead | listTeam | listPlaceHead | listCompany | listTitle | listFirst

// features appends the rows of piece i of the run v to out.
func (sc *scene) features(v *runView, i int, out []uint32) []uint32 {
	p, l, r, l2, r2 := sc.at(i), sc.at(i-1), sc.at(i+1), sc.at(i-2), sc.at(i+2)
	n := uint64(0)
	add := func(a, b uint64) {
		n++
		out = append(out, uint32(mix(a, b^n<<57)>>(64-rowBits)))
	}
	kind := uint64(p.kind) | uint64(p.line)<<4
	if p.first {
		kind |= 1 << 6
	}
	lists := uint64(p.lists)
	add(kind, 0)
	add(p.exact, 0)
	add(p.folded, 0)
	add(l.folded, uint64(p.kind))
	add(r.folded, uint64(p.kind))
	add(l2.folded, 1)
	add(r2.folded, 1)
	add(p.folded, l.folded)
	add(p.folded, r.folded)
	add(l.folded, l2.folded)
	add(r.folded, r2.folded)
	add(p.shape, kind)
	add(p.shape, mix(l.shape, r.shape))
	add(p.prefix, 2)
	add(p.suffix[0], uint64(p.kind))
	add(p.suffix[1], uint64(p.kind))
	add(p.suffix[2], uint64(p.kind))
	add(lists, kind)
	add(lists, uint64(l.lists)<<32|1)
	add(lists, uint64(r.lists)<<32|2)
	add(uint64(l.lists)<<32|uint64(r.lists), uint64(p.kind))
	add(lists, mix(l.folded, 3))
	add(lists, mix(r.folded, 4))
	add(l.suffix[1], uint64(p.kind)|32)
	add(r.suffix[1], uint64(p.kind)|64)
	place := uint64(min(i-v.first, 3))<<2 | uint64(min(v.last-1-i, 3))
	add(place, kind)
	add(v.before, place)
	add(v.after, place)
	add(v.before, v.after)
	add(v.head, place>>2|8)
	add(v.headLists, place)
	add(v.openLists, place)
	add(v.headLists<<32|v.openLists, mix(place, lists))
	add(v.before, lists)
	add(v.after, lists)
	low, up := sc.seen.of(p.folded)
	add(low<<4|up, kind)
	add(low<<4|up, mix(lists, uint64(p.kind)))
	var left, right listBits
	for k := i + 1; k < min(v.last, i+6); k++ {
		right |= sc.ps[k].lists
	}
	for k := i - 1; k >= max(v.first, i-6); k-- {
		left |= sc.ps[k].lists
	}
	add(uint64(left&heads)<<32|uint64(right&heads), uint64(p.kind))
	add(uint64(right&heads), lists|1<<40)
	n = 60
	p.lists.each(func(bit uint64) {
		out = append(out, uint32(mix(bit, kind^n<<57)>>(64-rowBits)), uint32(mix(bit, l.folded^(n+1)<<57)>>(64-rowBits)))
	})
	return out
}

// caseCounts tells how often a folded word stands in lower case in the text, and
// how often with a capital within a sentence.
type caseCounts struct {
	keys []uint64
	low  []uint8
	up   []uint8
}

func (c *caseCounts) count(ps []piece) {
	size := 16
	for size < 2*len(ps) {
		size *= 2
	}
	c.keys, c.low, c.up = zeros(c.keys, size), zeros(c.low, size), zeros(c.up, size)
	for i := range ps {
		p := &ps[i]
		if p.line != plainLine || p.first && p.kind != lowerPiece {
			continue
		}
		k := c.slot(p.folded)
		switch {
		case p.kind == lowerPiece:
			c.keys[k] = p.folded
			c.low[k] = min(c.low[k]+1, 100)
		case p.kind.capital():
			c.keys[k] = p.folded
			c.up[k] = min(c.up[k]+1, 100)
		}
	}
}

func (c *caseCounts) slot(key uint64) int {
	mask := len(c.keys) - 1
	i := int(key>>11) & mask
	for c.keys[i] != 0 && c.keys[i] != key {
		i = (i + 1) & mask
	}
	return i
}

// of returns both counts, cut off at 3.
func (c *caseCounts) of(key uint64) (low, up uint64) {
	k := c.slot(key)
	return uint64(min(c.low[k], 3)), uint64(min(c.up[k], 3))
}
