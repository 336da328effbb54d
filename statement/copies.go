package statement

// Near-copies of whole articles: wire copy that several outlets print with another
// lead, a cut end or edited sentences. Each article is reduced to fingerprints by
// winnowing (Schleimer, Wilkerson, Aiken, Winnowing, SIGMOD 2003): of every window
// of hashes of five-word runs the smallest is kept, so that two articles which
// share windowWords+runWords-1 words in a row share a fingerprint. Articles of
// which the longer has leastShare of the shorter's fingerprints are near-copies. A
// fingerprint of more than commonestPrint articles (an appeal for donations, a note
// on comments) finds nothing and counts for nothing.

import (
	"cmp"
	"slices"
)

const (
	runWords       = 5
	windowWords    = 4
	commonestPrint = 300
	leastPrints    = 8 // an article with fewer tells too little
	// The share of the shorter article's fingerprints that the longer has: a changed
	// word spoils five runs, so that half of them is far more than half of the words.
	leastShare = 0.45
	// A short piece inside a long one (a statement quoted in full) is no copy: the
	// longer has at most so many times the fingerprints of the shorter.
	mostLonger = 4
)

// Copies groups near-copies of whole articles. Its groups depend on what it holds
// and on nothing else. It is not safe for concurrent use.
type Copies struct {
	articles map[string]*printed
}

// A printed article is its fingerprints, sorted and distinct.
type printed struct {
	id, published string
	prints        []uint32
	words         int
}

// A Group is a set of near-copies. Representative is the one that stands for all:
// the fullest of those published on the first known day, by id where that is open.
type Group struct {
	Representative string   `json:"representative"`
	Articles       []string `json:"articles"` // by id, the representative included
}

// NewCopies returns an empty collection.
func NewCopies() *Copies { return &Copies{articles: map[string]*printed{}} }

// Add takes in an article by the folded words of its text; one with the same id is
// replaced.
func (c *Copies) Add(id, published string, words []string) {
	c.articles[id] = &printed{id, published, Fingerprints(words), len(words)}
}

// Restore takes in an article by the fingerprints that an earlier Add computed.
func (c *Copies) Restore(id, published string, prints []uint32, words int) {
	c.articles[id] = &printed{id, published, prints, words}
}

// Delete removes an article.
func (c *Copies) Delete(id string) { delete(c.articles, id) }

// Fingerprints returns the winnowed fingerprints of a text, sorted and distinct.
// They depend on the words alone and may be stored.
func Fingerprints(words []string) []uint32 {
	if len(words) < runWords {
		return nil
	}
	hashes := make([]uint64, len(words))
	for i, w := range words {
		h := uint64(0xcbf29ce484222325)
		for k := range len(w) {
			h = (h ^ uint64(w[k])) * 0x100000001b3
		}
		hashes[i] = h
	}
	runs := make([]uint32, len(words)-runWords+1)
	for i := range runs {
		h := uint64(0)
		for _, x := range hashes[i : i+runWords] {
			h = finish(h*0x9e3779b97f4a7c15 ^ x)
		}
		runs[i] = uint32(h >> 32)
	}
	return winnow(runs)
}

// winnow keeps the smallest hash of every window, the last of equals.
func winnow(runs []uint32) []uint32 {
	var out []uint32
	last := -1
	for i := 0; i == 0 || i+windowWords <= len(runs); i++ {
		least := i
		for k := i; k < min(i+windowWords, len(runs)); k++ {
			if runs[k] <= runs[least] {
				least = k
			}
		}
		if least != last {
			out, last = append(out, runs[least]), least
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Groups returns the groups of two articles and more, by representative.
func (c *Copies) Groups() []Group {
	all := make([]*printed, 0, len(c.articles))
	for _, a := range c.articles {
		if len(a.prints) >= leastPrints {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(a, b *printed) int { return cmp.Compare(a.id, b.id) })
	f := newForest(len(all))
	copies(all, func(i, j int) { f.union(i, j) })
	var out []Group
	for _, set := range f.sets() {
		if len(set) > 1 {
			out = append(out, group(all, set))
		}
	}
	slices.SortFunc(out, func(a, b Group) int { return cmp.Compare(a.Representative, b.Representative) })
	return out
}

func group(all []*printed, set []int) Group {
	best := all[set[0]]
	var g Group
	for _, i := range set {
		g.Articles = append(g.Articles, all[i].id)
		if before(all[i], best) {
			best = all[i]
		}
	}
	g.Representative = best.id
	return g
}

// before reports whether a stands for a group rather than b.
func before(a, b *printed) bool {
	x, y := a.published[:min(10, len(a.published))], b.published[:min(10, len(b.published))]
	if x != y && (x == "" || y == "") {
		return y == ""
	}
	return cmp.Or(cmp.Compare(x, y), cmp.Compare(b.words, a.words), cmp.Compare(a.id, b.id)) < 0
}

// copies yields the pairs of near-copies. A posting is a fingerprint and an article
// in one number; sorted, the postings of one fingerprint stand together. For each
// article they count how many of its fingerprints each earlier article shares.
func copies(all []*printed, yield func(i, j int)) {
	postings := posted(all)
	own := make([]int, len(all)) // fingerprints that count
	counts := make([]int32, len(all))
	var met []int
	for i, a := range all {
		met = met[:0]
		for _, h := range a.prints {
			l := holders(postings, h)
			if len(l) > commonestPrint {
				continue
			}
			own[i]++
			for _, p := range l {
				j := int(uint32(p))
				if j >= i {
					break
				}
				if counts[j] == 0 {
					met = append(met, j)
				}
				counts[j]++
			}
		}
		for _, j := range met {
			short, long := min(own[i], own[j]), max(own[i], own[j])
			if short >= leastPrints && float64(counts[j]) >= leastShare*float64(short) && long <= mostLonger*short {
				yield(i, j)
			}
			counts[j] = 0
		}
	}
}

// posted returns every fingerprint with the number of its article, sorted.
func posted(all []*printed) []uint64 {
	n := 0
	for _, a := range all {
		n += len(a.prints)
	}
	out := make([]uint64, 0, n)
	for i, a := range all {
		for _, h := range a.prints {
			out = append(out, uint64(h)<<32|uint64(i))
		}
	}
	slices.Sort(out)
	return out
}

// holders returns the postings of one fingerprint.
func holders(postings []uint64, h uint32) []uint64 {
	i, _ := slices.BinarySearch(postings, uint64(h)<<32)
	j := i
	for j < len(postings) && uint32(postings[j]>>32) == h {
		j++
	}
	return postings[i:j]
}
