package analyzer

// The second look. A text that names somebody names them again, so once the first
// look has labelled a text, what it said of a word elsewhere (and of names whose
// initials the word spells) is evidence at each of its places: the stacked
// features of Krishnan and Manning, "An effective two-stage model for exploiting
// non-local dependencies in named entity recognition" (ACL 2006). Their scores are
// added to those of the first look; the first look stays as it is.

// echoes counts, for every word of a text's candidates, the labels that the first
// look gave it.
type echoes struct {
	keys  []uint64
	count [][labels]uint8
}

const (
	echoRowBits = 16
	near        = 8 // pieces on each side whose labels do not count as elsewhere
)

// size makes room for n pieces, and forgets those before.
func (e *echoes) size(n int) {
	size := 16
	for size < 2*n {
		size *= 2
	}
	e.keys, e.count = zeros(e.keys, size), zeros(e.count, size)
}

func (e *echoes) slot(key uint64) int {
	mask := len(e.keys) - 1
	i := int(key>>17) & mask
	for e.keys[i] != 0 && e.keys[i] != key {
		i = (i + 1) & mask
	}
	return i
}

func (e *echoes) add(key uint64, label uint8) {
	i := e.slot(key)
	e.keys[i] = key
	if e.count[i][label] < 255 {
		e.count[i][label]++
	}
}

// run counts the labels of one run, and its names under their initials.
func (e *echoes) run(ps []piece, got []uint8) {
	var initials uint64
	letters := 0
	for i, l := range got {
		if ps[i].kind == markPiece {
			continue
		}
		e.add(ps[i].folded, l)
		part := (int(l)-1)%4 + 1
		if l == outside || part == beginLabel || part == unitLabel {
			initials, letters = hashSeed, 0
		}
		if l != outside && ps[i].kind.capital() {
			initials, letters = (initials^ps[i].initial())*hashPrime, letters+1
		}
		if part == lastLabel && letters > 1 {
			e.add(initials, l+1) // as the unit name of its kind
		}
	}
}

// features appends the rows of piece i of a run whose labels in the first look
// were got; the run's own share of the counts is taken off.
func (e *echoes) features(ps []piece, got []uint8, i int, out []uint32) []uint32 {
	p := &ps[i]
	n := uint64(0)
	add := func(a, b uint64) {
		n++
		out = append(out, uint32(mix(a, b^n<<57)>>(64-echoRowBits)))
	}
	mine := uint64(got[i])
	all := e.count[e.slot(p.folded)]
	for k := max(0, i-8); k < min(len(got), i+9); k++ { // near i: linear in long runs
		if ps[k].folded == p.folded && all[got[k]] > 0 {
			all[got[k]]--
		}
	}
	var kinds [4]int // outside and the three kinds
	best, total := 0, 0
	for l, c := range all {
		kinds[(l+3)/4] += int(c)
		total += int(c)
		if int(c) > int(all[best]) {
			best = l
		}
	}
	if total == 0 {
		return out
	}
	top := 0
	for k := range kinds {
		if kinds[k] > kinds[top] {
			top = k
		}
	}
	share := uint64(4 * kinds[top] / total)
	add(uint64(top)<<8|share, mine)
	add(uint64(top)<<8|share, uint64(min(total, 4)))
	add(uint64(best), mine|uint64(p.kind)<<8)
	n = 10
	for l, c := range all {
		if c > 0 {
			add(uint64(l)<<8|uint64(min(c, 3)), uint64(p.kind))
			add(uint64(l), mine)
		}
		n = 10
	}
	return out
}
