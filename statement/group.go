package statement

// Which renderings are one utterance. Within one speaker's units:
//
//  1. Direct ones of six words and more are joined where the shorter is half
//     contained in the longer, an alignment confirms it, and their dates allow it.
//  2. A shorter one joins the one group in which its words stand together; with
//     two such groups it stays alone, for nothing tells which was meant.
//  3. A reported one joins the groups whose words it shares.
//
// Only step 1 makes groups grow together, so no stock phrase ties two utterances.
// Units without a known speaker are grouped by step 1 alone, and more strictly: a
// slogan between marks belongs to everybody. Such a group joins the known speaker's
// group that it matches best, if one is best.

import (
	"cmp"
	"slices"
)

const (
	longWords    = 6   // direct units of so many words make groups
	nearDays     = 3   // publications so far apart may render one utterance
	verbatim     = 15  // words matched that make it one even so:
	farDays      = 366 // so far apart
	contentRunes = 4   // a word of so many letters counts as content unless common
)

// A node stands for all units of one speaker with equal words and equal date.
type node struct {
	units       []*unit
	words       []uint32
	shingles    []uint64
	first, last int
	dated       bool
	reported    bool
}

// A cluster is the nodes of one group. key tells apart clusters of a pass.
type cluster struct {
	nodes []*node
	added []*node // joined by steps 2 and 3
}

func (c *cluster) all() []*node { return append(slices.Clip(c.nodes), c.added...) }

// nodesOf gathers units into nodes, ordered by words, then date.
func nodesOf(units []*unit) []*node {
	slices.SortFunc(units, func(a, b *unit) int {
		return cmp.Or(cmp.Compare(indirect(&a.Unit), indirect(&b.Unit)), slices.Compare(a.words, b.words),
			cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last), a.compare(&b.Unit), cmp.Compare(a.quote, b.quote))
	})
	var out []*node
	for i, u := range units {
		if i > 0 {
			p := units[i-1]
			if slices.Equal(p.words, u.words) && p.first == u.first && p.last == u.last && p.dated == u.dated && p.Kind == "indirect" == (u.Kind == "indirect") {
				n := out[len(out)-1]
				n.units = append(n.units, u)
				continue
			}
		}
		out = append(out, &node{units: []*unit{u}, words: u.words, first: u.first, last: u.last, dated: u.dated, reported: u.Kind == "indirect"})
	}
	return out
}

// shingle makes the shingles of n, which only grouping needs.
func (n *node) shingle() {
	if n.shingles == nil {
		n.shingles = shingles(n.words, shingleWords)
	}
}

// clusters groups the units of one speaker, or those without one.
func (s *Set) clusters(units []*unit, known bool) []*cluster {
	var long, short, reported []*node
	for _, n := range nodesOf(units) {
		switch {
		case n.reported:
			reported = append(reported, n)
		case len(n.words) >= longWords:
			long = append(long, n)
		default:
			short = append(short, n)
		}
	}
	confirm := s.one
	if !known {
		confirm = s.surely
	}
	out := join(long, s.stopped, confirm)
	if known {
		short = s.attachShort(out, short)
		reported = s.attachReported(out, reported)
	}
	out = append(out, equal(short, known)...)
	out = append(out, join(reported, s.stopped, confirm)...)
	forget(out)
	return out
}

// join makes clusters of nodes by step 1.
func join(nodes []*node, stopped func() bool, confirm func(short, long *node) bool) []*cluster {
	if len(nodes) == 0 {
		return nil
	}
	f := newForest(len(nodes))
	for i := 1; i < len(nodes); i++ { // equal words stand together, by date
		if slices.Equal(nodes[i-1].words, nodes[i].words) && within(nodes[i-1], nodes[i], len(nodes[i].words)) {
			f.union(i-1, i)
		}
	}
	if len(nodes) > 1 {
		for _, n := range nodes {
			n.shingle()
		}
		invert(nodes).pairs(stopped, func(i, j, _ int) {
			if f.find(i) != f.find(j) && confirm(nodes[i], nodes[j]) {
				f.union(i, j)
			}
		})
	}
	var out []*cluster
	for _, set := range f.sets() {
		c := &cluster{}
		for _, i := range set {
			c.nodes = append(c.nodes, nodes[i])
		}
		out = append(out, c)
	}
	return out
}

// one confirms by alignment that two nodes, half contained, are one utterance: half
// of the shorter one's words and of its content words stand in the longer in order.
func (s *Set) one(short, long *node) bool {
	matched, content := s.aligned(short.words, long.words)
	if matched < 4 || content < 3 || 2*matched < len(short.words) || 2*content < s.contents(short.words) {
		return false
	}
	return within(short, long, verbatimWords(matched, short))
}

// surely is one for renderings without a speaker: eight words in common and three
// quarters of the shorter, nine tenths where a date is missing.
func (s *Set) surely(short, long *node) bool {
	matched, content := s.aligned(short.words, long.words)
	if matched < 8 || content < 4 || 4*matched < 3*len(short.words) {
		return false
	}
	if !(short.dated && long.dated) {
		return verbatimWords(matched, short) > 0
	}
	return within(short, long, verbatimWords(matched, short))
}

// verbatimWords is matched where it is nearly all of n, else 0.
func verbatimWords(matched int, n *node) int {
	if 10*matched < 9*len(n.words) {
		return 0
	}
	return matched
}

func (s *Set) contents(words []uint32) (n int) {
	for _, w := range words {
		n += s.content(w)
	}
	return n
}

// within reports whether the dates of two nodes allow one utterance; verbatim
// matches of many words may be printed long after.
func within(a, b *node, matched int) bool {
	if !a.dated || !b.dated {
		return true
	}
	gap := max(0, a.first-b.last, b.first-a.last)
	return gap <= nearDays || matched >= verbatim && gap <= farDays
}

// aligned returns how many words two lists share in order, and how many of these
// are content words.
func (s *Set) aligned(a, b []uint32) (matched, content int) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		matched, content = matched+1, content+s.content(a[0])
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		matched, content = matched+1, content+s.content(a[len(a)-1])
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a)*len(b) == 0 || len(a)*len(b) > largest {
		return matched, content
	}
	if s.stopped() {
		return 0, 0
	}
	t := table(len(a), len(b), func(i, j int) bool { return a[i] == b[j] })
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j] && t.at(i, j) == t.at(i+1, j+1)+1:
			matched, content = matched+1, content+s.content(a[i])
			i, j = i+1, j+1
		case t.at(i+1, j) >= t.at(i, j+1):
			i++
		default:
			j++
		}
	}
	return matched, content
}

// attachShort joins short nodes to the one cluster that has their words together,
// and returns those that stay.
func (s *Set) attachShort(cs []*cluster, short []*node) (rest []*node) {
	wanted := map[uint64][]*node{}
	hosts := map[*node]map[int]bool{}
	for _, n := range short {
		if s.tells(n) {
			h := whole(n.words)
			wanted[h] = append(wanted[h], n)
		}
	}
	for k, c := range cs {
		if len(wanted) == 0 {
			break
		}
		for _, host := range c.nodes {
			for size := 1; size < longWords; size++ {
				for i := 0; i+size <= len(host.words); i++ {
					h := whole(host.words[i : i+size])
					for _, n := range wanted[h] {
						if slices.Equal(n.words, host.words[i:i+size]) && within(n, host, 0) && (size > 1 || sameDays(n, host)) {
							if hosts[n] == nil {
								hosts[n] = map[int]bool{}
							}
							hosts[n][k] = true
						}
					}
				}
			}
		}
	}
	for _, n := range short {
		if len(hosts[n]) != 1 {
			rest = append(rest, n)
			continue
		}
		for k := range hosts[n] {
			cs[k].added = append(cs[k].added, n)
		}
	}
	return rest
}

// sameDays asks what a single word needs: two known dates, a day apart at most.
func sameDays(a, b *node) bool {
	return a.dated && b.dated && max(a.first-b.last, b.first-a.last) <= 1
}

// tells reports whether a short node says enough to be recognised: a content word,
// and fewer than three words only as a fragment of a sentence.
func (s *Set) tells(n *node) bool {
	fragment := slices.ContainsFunc(n.units, func(u *unit) bool { return u.Kind == "fragment" })
	return s.contents(n.words) > 0 && (fragment || len(n.words) >= 3)
}

func whole(words []uint32) (h uint64) {
	for _, w := range words {
		h = mix(h, w)
	}
	return finish(h)
}

// equal makes clusters of short nodes. Those of three words and more of a known
// speaker are joined where their words are equal and their dates near; every unit
// of the others stands alone.
func equal(nodes []*node, known bool) []*cluster {
	var out []*cluster
	var last *node
	for _, n := range nodes {
		if !known || len(n.words) < 3 {
			for _, u := range n.units {
				alone := *n
				alone.units = []*unit{u}
				out = append(out, &cluster{nodes: []*node{&alone}})
			}
			continue
		}
		if last != nil && slices.Equal(last.words, n.words) && within(last, n, 0) {
			c := out[len(out)-1]
			c.nodes = append(c.nodes, n)
		} else {
			out = append(out, &cluster{nodes: []*node{n}})
		}
		last = n
	}
	return out
}

// attachReported joins reported nodes to each cluster of which they share the
// words, and returns those that share none's.
func (s *Set) attachReported(cs []*cluster, reported []*node) (rest []*node) {
	if len(reported) == 0 {
		return nil
	}
	for _, n := range reported {
		n.shingle()
	}
	ix := invert(reported)
	joined := make([]bool, len(reported))
	for _, c := range cs {
		met := map[int32]bool{}
		var hits []int32
		for _, host := range c.nodes {
			host.shingle()
			for _, h := range host.shingles {
				for _, p := range ix.list(h) {
					if !met[p.node] && s.reports(reported[p.node], host) {
						met[p.node] = true
						hits = append(hits, p.node)
					}
				}
			}
		}
		slices.Sort(hits)
		for _, i := range hits {
			c.added = append(c.added, reported[i])
			joined[i] = true
		}
	}
	for i, n := range reported {
		if !joined[i] {
			rest = append(rest, n)
		}
	}
	return rest
}

// reports tells whether a reported node renders a direct one: three shingles
// shared, and five words in order that are half of the shorter.
func (s *Set) reports(n, host *node) bool {
	k := shared(n.shingles, host.shingles)
	if k < min(3, len(host.shingles), len(n.shingles)) || !within(n, host, 0) {
		return false
	}
	matched, content := s.aligned(n.words, host.words)
	return matched >= 5 && content >= 3 && 2*matched >= min(len(n.words), len(host.words))
}

// A lengths table holds the length of the longest common subsequence of the
// suffixes [i:] and [j:].
type lengths struct {
	cells []int32
	width int
}

func (t lengths) at(i, j int) int32 { return t.cells[i*t.width+j] }

func table(n, m int, same func(i, j int) bool) lengths {
	t := lengths{make([]int32, (n+1)*(m+1)), m + 1}
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if same(i, j) {
				t.cells[i*t.width+j] = t.at(i+1, j+1) + 1
			} else {
				t.cells[i*t.width+j] = max(t.at(i+1, j), t.at(i, j+1))
			}
		}
	}
	return t
}
