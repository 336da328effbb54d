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
		all = withSlot(all, pos, i)
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

// withSlot adds the positions of a slot, which ascend, to those of the slots before.
func withSlot(all []occurrence, pos []uint32, slot int) []occurrence {
	out := make([]occurrence, 0, len(all)+len(pos))
	for _, at := range pos {
		for len(all) > 0 && all[0].at < int(at) {
			out, all = append(out, all[0]), all[1:]
		}
		if len(all) > 0 && all[0].at == int(at) {
			out = append(out, occurrence{int(at), append(all[0].slots, slot)})
			all = all[1:]
		} else {
			out = append(out, occurrence{int(at), []int{slot}})
		}
	}
	return append(out, all...)
}

// window returns the end of the minimal window that starts at the first of all, 0
// where there is none or a shorter one lies inside it.
func window(all []occurrence, slots, slop int) int {
	k := seated(all, slots, slop)
	if k == 0 || seated(all[1:k], slots, slop) > 0 {
		return 0
	}
	return all[k-1].at + 1
}

// seated returns how many of all it takes until every slot finds a position of its own,
// 0 where it does not happen within slots+slop positions: a bipartite matching that
// grows by an augmenting path (Kuhn 1955) with each position.
func seated(all []occurrence, slots, slop int) int {
	holder := make([]int, slots) // slot to index in all, -1 for none
	for i := range holder {
		holder[i] = -1
	}
	matched, tried := 0, make([]bool, slots)
	for i := range all {
		if all[i].at+1-all[0].at > slots+slop {
			break
		}
		clear(tried)
		if seat(all, i, holder, tried) {
			matched++
		}
		if matched == slots {
			return i + 1
		}
	}
	return 0
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
