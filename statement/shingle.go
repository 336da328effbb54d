package statement

// Finding renderings of one utterance without comparing all with all. A node's
// shingles are the hashes of its runs of three words. Renderings are fragments of
// one another, so the measure is containment: the share of the shorter one's
// shingles that the longer one has (Broder, On the resemblance and containment of
// documents, 1997). The sorted list of (shingle, node) is an inverted index. Two
// nodes of containment 1/2 share one of the rarest (n - ceil(n/2) + 1) shingles of the
// shorter (prefix filter: Chaudhuri et al., A primitive operator for similarity
// joins, 2006), so only those are looked up. A shingle of more than commonest
// nodes is a stock phrase and finds nothing; renderings that share no rarer one
// are grouped only where their words are equal.

import (
	"cmp"
	"slices"
)

const (
	shingleWords = 3
	commonest    = 200
)

// A posting says that a node has a shingle.
type posting struct {
	hash uint64
	node int32
}

// mix folds word into the hash h (FNV-1a over the word's number, then avalanched).
func mix(h uint64, word uint32) uint64 {
	h = (h ^ uint64(word)) * 0x100000001b3
	return h ^ h>>29
}

func finish(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	return h ^ h>>33
}

// shingles returns the sorted distinct hashes of the runs of n words.
func shingles(words []uint32, n int) []uint64 {
	if len(words) < n {
		return nil
	}
	out := make([]uint64, 0, len(words)-n+1)
	for i := 0; i+n <= len(words); i++ {
		h := uint64(0xcbf29ce484222325)
		for _, w := range words[i : i+n] {
			h = mix(h, w)
		}
		out = append(out, finish(h))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// shared counts the equal elements of two sorted lists.
func shared(a, b []uint64) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			n++
			i, j = i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return n
}

// An inverted index over the shingles of nodes.
type inverted struct {
	nodes    []*node
	postings []posting
}

func invert(nodes []*node) *inverted {
	n := 0
	for _, x := range nodes {
		n += len(x.shingles)
	}
	ix := &inverted{nodes: nodes, postings: make([]posting, 0, n)}
	for i, x := range nodes {
		for _, h := range x.shingles {
			ix.postings = append(ix.postings, posting{h, int32(i)})
		}
	}
	slices.SortFunc(ix.postings, func(a, b posting) int {
		if a.hash != b.hash {
			return cmp.Compare(a.hash, b.hash)
		}
		return cmp.Compare(a.node, b.node)
	})
	return ix
}

// list returns the postings of a shingle.
func (ix *inverted) list(h uint64) []posting {
	i, _ := slices.BinarySearchFunc(ix.postings, h, func(p posting, h uint64) int { return cmp.Compare(p.hash, h) })
	j := i
	for j < len(ix.postings) && ix.postings[j].hash == h {
		j++
	}
	return ix.postings[i:j]
}

// pairs yields every pair of nodes of which the shorter is half contained in the
// longer, once, each with the number of shingles that they share, until it is stopped.
func (ix *inverted) pairs(stopped func() bool, yield func(short, long, shared int)) {
	seen := make([]int32, len(ix.nodes)) // last short node that met this one, plus one
	var lists [][]posting
	for i, x := range ix.nodes {
		if stopped() {
			return
		}
		lists = lists[:0]
		for _, h := range x.shingles {
			lists = append(lists, ix.list(h))
		}
		slices.SortStableFunc(lists, func(a, b []posting) int { return cmp.Compare(len(a), len(b)) })
		half := (len(lists) + 1) / 2
		for _, l := range lists[:min(len(lists), len(lists)-half+1)] {
			if len(l) > commonest {
				break
			}
			for _, p := range l {
				j := int(p.node)
				y := ix.nodes[j]
				if j == i || seen[j] == int32(i+1) || len(y.shingles) < len(x.shingles) || len(y.shingles) == len(x.shingles) && j < i {
					continue
				}
				seen[j] = int32(i + 1)
				if n := shared(x.shingles, y.shingles); n >= half {
					yield(i, j, n)
				}
			}
		}
	}
}

// A forest is a union-find over n elements.
type forest []int32

func newForest(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = int32(i)
	}
	return f
}

func (f forest) find(i int) int {
	for int(f[i]) != i {
		f[i] = f[f[i]]
		i = int(f[i])
	}
	return i
}

// union joins two trees; the smaller root stays, so that the result does not
// depend on the order of the joins.
func (f forest) union(i, j int) {
	a, b := f.find(i), f.find(j)
	if a > b {
		a, b = b, a
	}
	f[b] = int32(a)
}

// sets returns the members of each tree, by smallest member.
func (f forest) sets() [][]int {
	at := make(map[int]int)
	var out [][]int
	for i := range f {
		r := f.find(i)
		k, ok := at[r]
		if !ok {
			k = len(out)
			at[r] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], i)
	}
	return out
}
