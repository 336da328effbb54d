package main

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// cpu is the CPU time of a peer for q, false where there is none.
func (t *table) cpu(name string, q spec) (ms float64, ok bool) {
	p := t.peer(name)
	if p == nil {
		return 0, false
	}
	c := p.cells[q.key()]
	if c.none() {
		return 0, false
	}
	return median(c.cpu), true
}

// against is the CPU time of name for q as a multiple of the fastest peer of q.than.
func (t *table) against(name string, q spec) (ratio float64, ok bool) {
	best := math.Inf(1)
	for _, peer := range q.than {
		if ms, ok := t.cpu(peer, q); ok {
			best = min(best, ms)
		}
	}
	ms, ok := t.cpu(name, q)
	return ms / best, ok && !math.IsInf(best, 1)
}

// ratio shows against, with whether it is within the goal.
func (t *table) ratio(name string, q spec) string {
	v, ok := t.against(name, q)
	switch {
	case !ok:
		return "–"
	case q.goal == 0:
		return digits(v)
	}
	return atMost(v, q.goal)
}

func mark(reached bool) string {
	if reached {
		return " ✓"
	}
	return " ✗"
}

// digitsBy is v with as many digits as show on which side of a goal it lies.
func digitsBy(v, goal float64) string {
	s := digits(v)
	for n := 1; n < 10; n++ {
		if shown, err := strconv.ParseFloat(s, 64); err == nil && cmp.Compare(shown, goal) == cmp.Compare(v, goal) {
			break
		}
		s = strconv.FormatFloat(v, 'f', n, 64)
	}
	return s
}

// atMost and atLeast show v with whether it reaches a goal.
func atMost(v, goal float64) string  { return digitsBy(v, goal) + mark(v <= goal) }
func atLeast(v, goal float64) string { return digitsBy(v, goal) + mark(v >= goal) }

func limit(goal float64) string {
	if goal == 0 {
		return ""
	}
	return fmt.Sprintf("≤ %g", goal)
}

// goals writes one line for each goal and what of it is reached at the most articles.
func goals(s *strings.Builder, t *table, full whole) {
	fmt.Fprintf(s, "\n## Goals, at %d articles\n", t.n)
	head(s, "goal", "reached", "")
	for _, g := range []struct {
		name, part string
		kinds      []string
	}{
		{"words, ten best and count ÷ the faster of Lucene and Tantivy, CPU", hits, []string{"term"}},
		{"words, counting alone", counting, []string{"term"}},
		{"AND, phrases, proximity, ten best and count", hits, []string{"and", "phrase", "near"}},
		{"AND, phrases, proximity, counting alone", counting, []string{"and", "phrase", "near"}},
		{"facets ÷ Tantivy, CPU", facets, []string{"facet"}},
	} {
		t.worst(s, g.name, g.part, g.kinds)
	}
	ours, words, theirs := t.peer("dateline"), t.peer("dateline-words"), t.peer("tantivy")
	if words != nil && theirs != nil {
		v := theirs.built.Indexing.CPUs / words.built.Indexing.CPUs
		line(s, "index, words alone, articles per CPU-second ÷ Tantivy", "≥ 1", atLeast(v, 1), "")
	}
	if ours != nil {
		t.absolute(s, ours)
	}
	if full.n > 0 {
		v := float64(full.n) / full.cpu
		line(s, "`dateline index`, whole analysis, articles per CPU-second", "≥ 300", atLeast(v, 300),
			fmt.Sprintf("%d articles in %.0f s; size %.2f of the text; memory %v MB without mapped files / whole", full.n, full.wall, float64(full.bytes)/float64(full.text), full.memory))
	}
}

// worst writes how many rows of some kinds reach their goal, and the range of them.
func (t *table) worst(s *strings.Builder, name, part string, kinds []string) {
	least, most, reached, n, goal := math.Inf(1), 0.0, 0, 0, 0.0
	for _, q := range workload() {
		v, ok := t.against("dateline", q)
		if !ok || q.part != part || !strings.Contains(strings.Join(kinds, " "), q.Kind) {
			continue
		}
		n++
		goal, least, most = q.goal, min(least, v), max(most, v)
		if v <= q.goal {
			reached++
		}
	}
	if n > 0 {
		line(s, name, limit(goal), fmt.Sprintf("%s to %s", digits(least), atMost(most, goal)), fmt.Sprintf("%d of %d rows", reached, n))
	}
}

// absolute writes the goals that are no comparison.
func (t *table) absolute(s *strings.Builder, ours *peer) {
	b := ours.built
	if t.alone != nil {
		rate := float64(t.n) / t.alone.built.Indexing.CPUs
		line(s, "index with words, stems and the entities of the dictionary, articles per CPU-second", "≥ 1500", atLeast(rate, 1500),
			fmt.Sprintf("no quotes, outlets and dates; annotating alone %.0f", float64(t.n)/t.alone.built.Indexing.Analysis))
	}
	line(s, "index with quotes, outlets and dates too, which **dateline** is, articles per CPU-second", "", fmt.Sprintf("%.0f", float64(t.n)/b.Indexing.CPUs),
		fmt.Sprintf("all that the analysis finds without its model; annotating alone %.0f", float64(t.n)/b.Indexing.Analysis))
	v := float64(b.Bytes) / float64(t.text)
	line(s, "size ÷ text", "≤ 1.4", atMost(v, 1.4), "all layers, positions, the stored text, columns")
	if c := &t.program.fresh; !c.none() {
		v := median(c.wall)
		line(s, "fresh process: phrase, four facets, ten passages, wall ms", "≤ 40", atMost(v, 40), "CPU ms "+digits(median(c.cpu)))
	}
	if c := ours.cells[page.key()]; !c.none() {
		v := median(c.wall)
		line(s, "the same page from a process that runs, wall ms", "≤ 15", atMost(v, 15), "CPU ms "+digits(median(c.cpu)))
	}
	if b.Memory.Whole > 0 {
		line(s, "memory of indexing, MB", "≤ 1000", b.Memory.String()+mark(b.Memory.Whole <= 1e9), "without mapped files / whole")
		line(s, "memory of searching beyond mapped files, MB", "≤ 200", atMost(float64(ours.search.Anon)/1e6, 200), "export of everything included")
	}
}
