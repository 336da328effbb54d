package statement

import (
	"cmp"
	"slices"
)

// A joint is one rendering in a statement: one unit, or several of one quote that
// follow each other.
type joint struct {
	*unit     // a copy once a second unit is appended
	until int // ordinal of the last unit
}

// consecutive joins groups of successive sentences: where every rendering of one
// goes on, in the same quote, with a rendering of the other and none of the other
// is left, both are one statement of two sentences.
func consecutive(groups [][]*unit) [][]joint {
	lists := make([][]joint, len(groups))
	starts := map[uint64][]int{} // by a hash of their first units
	for i, g := range groups {
		for _, u := range g {
			lists[i] = append(lists[i], joint{u, u.ordinal})
		}
		slices.SortFunc(lists[i], func(a, b joint) int {
			return cmp.Or(a.compare(&b.Unit), cmp.Compare(a.quote, b.quote))
		})
		starts[key(lists[i], 0)] = append(starts[key(lists[i], 0)], i)
	}
	next := make([]int, len(groups))
	follows := make([]bool, len(groups))
	for i := range lists {
		next[i] = -1
		for _, j := range starts[key(lists[i], 1)] {
			if j != i && continues(lists[i], lists[j]) {
				next[i], follows[j] = j, true
			}
		}
	}
	var out [][]joint
	for i, l := range lists {
		if follows[i] {
			continue
		}
		for j := next[i]; j >= 0; j = next[j] {
			for k := range l {
				l[k].append(&lists[j][k])
			}
		}
		out = append(out, l)
	}
	return out
}

// key hashes what the renderings' quotes are, each moved on by step units.
func key(l []joint, step int) uint64 {
	var h uint64
	for i := range l {
		for _, c := range []byte(l[i].Article) {
			h = mix(h, uint32(c))
		}
		h = mix(mix(h, uint32(l[i].quote)), uint32(l[i].until+step))
	}
	return finish(h)
}

func continues(a, b []joint) bool {
	return slices.EqualFunc(a, b, func(x, y joint) bool {
		return x.Article == y.Article && x.Field == y.Field && x.quote == y.quote && x.until+1 == y.ordinal && x.Speaker == y.Speaker
	})
}

// append makes u go on with v, the next unit of its quote.
func (u *joint) append(v *joint) {
	if u.until == u.ordinal {
		first := *u.unit
		u.unit = &first
	}
	for _, k := range v.inside {
		u.inside = append(slices.Clip(u.inside), k+len(u.words))
	}
	if u.after || v.before {
		u.inside = append(slices.Clip(u.inside), len(u.words))
	}
	u.words = append(slices.Clip(u.words), v.words...)
	u.End, u.after, u.until = v.End, v.after, v.until
	u.Text = u.of[u.Start-u.from : u.End-u.from]
}
