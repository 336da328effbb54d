package index

import (
	"dateline/query"
)

// loose returns the spans of a phrase with slop: minimal windows of at most
// len(Slots)+Slop positions in which every slot finds a position of its own, in
// any order. Only windows that start and end at a position of some slot can be
// minimal, so the occurrences of all slots are merged into one ascending list and
// each is tried as a start.
func (e *exec) loose(n *query.Phrase, f field, s scope) []span {
	var all []occurrence
	for i, node := range n.Slots {
		pos := e.slot(node, f, s)
		if len(pos) == 0 {
			return nil
		}
		for _, at := range pos {
			all = insert(all, int(at), i)
		}
	}
	var out []span
	for i := range all {
		if end := window(all[i:], len(n.Slots), n.Slop); end > 0 {
			out = append(out, span{all[i].at, end})
		}
	}
	return out
}

// An occurrence is a position and the slots that may stand there.
type occurrence struct {
	at    int
	slots []int
}

func insert(all []occurrence, at, slot int) []occurrence {
	lo, hi := 0, len(all)
	for lo < hi {
		if m := (lo + hi) / 2; all[m].at < at {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo < len(all) && all[lo].at == at {
		all[lo].slots = append(all[lo].slots, slot)
		return all
	}
	all = append(all, occurrence{})
	copy(all[lo+1:], all[lo:])
	all[lo] = occurrence{at, []int{slot}}
	return all
}

// window returns the end of the minimal window that starts at the first of all, 0
// where there is none or a shorter one lies inside it.
func window(all []occurrence, slots, slop int) int {
	for k := slots; k <= len(all); k++ {
		end := all[k-1].at + 1
		if end-all[0].at > slots+slop {
			return 0
		}
		if seated(all[:k], slots) {
			if seated(all[1:k], slots) {
				return 0
			}
			return end
		}
	}
	return 0
}

// seated reports whether every slot finds a position of its own: a bipartite
// matching by augmenting paths (Kuhn 1955), over a handful of positions.
func seated(all []occurrence, slots int) bool {
	if len(all) < slots {
		return false
	}
	holder := make([]int, slots) // slot to index in all, -1 for none
	for i := range holder {
		holder[i] = -1
	}
	matched := 0
	for i := range all {
		if seat(all, i, holder, make([]bool, slots)) {
			matched++
		}
	}
	return matched == slots
}

// seat finds a slot for position i, moving others where that helps.
func seat(all []occurrence, i int, holder []int, tried []bool) bool {
	for _, slot := range all[i].slots {
		if tried[slot] {
			continue
		}
		tried[slot] = true
		if holder[slot] < 0 || seat(all, holder[slot], holder, tried) {
			holder[slot] = i
			return true
		}
	}
	return false
}
