package statement

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Set is a changing collection of units. Its statements depend on what it
// holds and on nothing else. A Set is not safe for concurrent use.
type Set struct {
	numbers  map[string]uint32 // of words
	words    []string
	articles map[string][]*unit
	speakers map[string]*part
	stop     func() error // of the grouping under way; not nil says to leave it
}

// A unit is a Unit with its words as numbers and its date as days.
type unit struct {
	Unit
	words       []uint32
	first, last int
	dated       bool
	deleted     bool
}

// A part holds the units of one speaker, "" for all without one, and its groups
// until it changes.
type part struct {
	units    []*unit // those deleted since the last grouping included
	clusters []*cluster
	fresh    bool
}

// NewSet returns an empty set.
func NewSet() *Set {
	return &Set{numbers: map[string]uint32{}, articles: map[string][]*unit{}, speakers: map[string]*part{}}
}

// Add takes in units. The units of one article must come in one call or each
// once; to replace an article, delete it first.
func (s *Set) Add(units ...Unit) {
	for _, u := range units {
		if len(u.Words) == 0 {
			continue
		}
		x := &unit{Unit: u, words: make([]uint32, len(u.Words))}
		for i, w := range u.Words {
			x.words[i] = s.number(w)
		}
		x.Words = nil
		x.first, x.last, x.dated = days(u.Published)
		s.articles[u.Article] = append(s.articles[u.Article], x)
		p := s.speakers[u.Speaker]
		if p == nil {
			p = &part{}
			s.speakers[u.Speaker] = p
		}
		p.units, p.fresh = append(p.units, x), false
	}
}

func (s *Set) number(w string) uint32 {
	n, ok := s.numbers[w]
	if !ok {
		n = uint32(len(s.words))
		w = strings.Clone(w)
		s.numbers[w] = n
		s.words = append(s.words, w)
	}
	return n
}

// Delete removes every unit of an article.
func (s *Set) Delete(article string) {
	for _, u := range s.articles[article] {
		u.deleted = true
		s.speakers[u.Speaker].fresh = false
	}
	delete(s.articles, article)
}

// content returns 1 for a content word: four letters and more, not among the
// commonest of English.
func (s *Set) content(w uint32) int {
	if t := s.words[w]; utf8.RuneCountInString(t) < contentRunes || common[t] {
		return 0
	}
	return 1
}

var common = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`that this with from have they their them there were what when which will would
		been being about into than then your more some could should these those because very just also only`) {
		m[w] = true
	}
	return m
}()

// Statements returns the statements of the set, those with most renderings
// first, then by id. Every unit stands in one at least, but for a reported one
// that holds a quotation of the same statement.
func (s *Set) Statements() []Statement {
	out, _ := s.StatementsUntil(context.Background())
	return out
}

// StatementsUntil returns the statements, or the error of a context that is done
// before they are there. What was grouped by then is not grouped again.
func (s *Set) StatementsUntil(ctx context.Context) ([]Statement, error) {
	s.stop = ctx.Err
	defer func() { s.stop = nil }()
	names := make([]string, 0, len(s.speakers))
	for name := range s.speakers {
		names = append(names, name)
	}
	slices.Sort(names)
	var known []*cluster
	for _, name := range names {
		if name != "" {
			known = append(known, s.grouped(s.speakers[name], true)...)
		}
	}
	groups := s.withUnknown(known)
	if s.stopped() {
		return nil, s.stop()
	}
	out := make([]Statement, 0, len(groups))
	for _, g := range consecutive(groups) {
		if s.stopped() {
			return nil, s.stop()
		}
		out = append(out, s.statement(g))
	}
	slices.SortFunc(out, func(a, b Statement) int {
		return cmp.Or(cmp.Compare(len(b.Variants), len(a.Variants)), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// stopped says that the grouping under way is to be left. Whatever it makes from then
// on is dropped.
func (s *Set) stopped() bool { return s.stop != nil && s.stop() != nil }

func (s *Set) grouped(p *part, known bool) []*cluster {
	if !p.fresh {
		p.units = slices.DeleteFunc(p.units, func(u *unit) bool { return u.deleted })
		if s.stopped() {
			return nil
		}
		p.clusters = s.clusters(p.units, known)
		p.fresh = !s.stopped()
	}
	return p.clusters
}

// withUnknown returns the units of every group: the known speakers' groups, each
// with the groups without a speaker that match it and no other.
func (s *Set) withUnknown(known []*cluster) [][]*unit {
	joined := make([][]*unit, len(known))
	for i, c := range known {
		joined[i] = unitsIn(c)
	}
	p := s.speakers[""]
	if p == nil {
		return joined
	}
	unknown := s.grouped(p, false)
	defer forget(unknown)
	var long []*node
	owner := map[*node]int{}
	for i, c := range unknown {
		for _, n := range c.nodes {
			if !n.reported && len(n.words) >= longWords {
				n.shingle()
				long = append(long, n)
				owner[n] = i
			}
		}
	}
	matches := s.matching(known, long, owner, len(unknown))
	for i, c := range unknown {
		if k := matches[i]; k > 0 {
			joined[k-1] = append(joined[k-1], unitsIn(c)...)
		} else {
			joined = append(joined, unitsIn(c))
		}
	}
	return joined
}

// forget drops the shingles of clusters, which are quickly made again.
func forget(cs []*cluster) {
	for _, c := range cs {
		for _, n := range c.all() {
			n.shingles = nil
		}
	}
}

// matching returns for each unknown cluster one more than the known cluster that
// it matches best, 0 for none and for several alike.
func (s *Set) matching(known []*cluster, long []*node, owner map[*node]int, n int) []int {
	matches, best := make([]int, n), make([]int, n)
	ix := invert(long)
	for k, c := range known {
		for _, host := range c.nodes {
			if s.stopped() {
				return matches
			}
			if host.reported || len(host.words) < longWords {
				continue
			}
			host.shingle()
			for _, m := range s.unsigned(ix, host) {
				switch i := owner[m.node]; {
				case m.words > best[i]:
					matches[i], best[i] = k+1, m.words
				case m.words == best[i] && matches[i] != k+1:
					matches[i] = 0
				}
			}
			host.shingles = nil
		}
	}
	return matches
}

// A match is a node that renders another, with so many words in order.
type match struct {
	node  *node
	words int
}

// unsigned lists the nodes of ix that render host; an unknown speaker asks for
// eight words in common.
func (s *Set) unsigned(ix *inverted, host *node) (out []match) {
	seen := map[int32]bool{}
	for _, h := range host.shingles {
		l := ix.list(h)
		if len(l) > commonest {
			continue
		}
		for _, p := range l {
			if seen[p.node] {
				continue
			}
			seen[p.node] = true
			short, long := ix.nodes[p.node], host
			if len(short.shingles) > len(long.shingles) {
				short, long = long, short
			}
			if 2*shared(short.shingles, long.shingles) < len(short.shingles) || !s.one(short, long) {
				continue
			}
			if words, _ := s.aligned(short.words, long.words); words >= 8 {
				out = append(out, match{ix.nodes[p.node], words})
			}
		}
	}
	return out
}

func unitsIn(c *cluster) []*unit {
	var out []*unit
	for _, n := range c.all() {
		out = append(out, n.units...)
	}
	return out
}

// statement describes a group; its units are those of one or several sentences,
// joined.
func (s *Set) statement(g []joint) Statement {
	units := make([]*Unit, len(g))
	for i, u := range g {
		u.Words = make([]string, len(u.words))
		for k, w := range u.words {
			u.Words[k] = s.words[w]
		}
		units[i] = &u.Unit
	}
	slices.SortFunc(units, (*Unit).compare)
	full := fullest(units)
	st := Statement{Text: full.Text}
	if full.Name != "" {
		st.Speaker = &Speaker{full.Speaker, full.Name}
	}
	h := fnv.New64a()
	fmt.Fprintf(h, "%s\x00%s\x00%d\x00%s", full.Article, full.Field, full.Start, strings.Join(full.Words, " "))
	st.ID = fmt.Sprintf("%016x", h.Sum64())
	for _, u := range units {
		if u.Speaker != "" && (st.Speaker == nil || st.Speaker.Entity == "") {
			st.Speaker = &Speaker{u.Speaker, u.Name}
		}
		if u.Published != "" && (st.Date == "" || u.Published < st.Date) {
			st.Date = u.Published
		}
		if u.Kind == "indirect" && holdsAnother(u, units) {
			continue
		}
		st.Variants = append(st.Variants, describe(u, full))
	}
	for _, u := range units {
		u.Words = nil
	}
	return st
}

// holdsAnother reports whether a reported unit spans a quotation of the same group.
func holdsAnother(u *Unit, units []*Unit) bool {
	return slices.ContainsFunc(units, func(v *Unit) bool {
		return v.Kind != "indirect" && v.Article == u.Article && v.Field == u.Field && u.Start <= v.Start && v.End <= u.End
	})
}
