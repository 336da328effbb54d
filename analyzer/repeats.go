package analyzer

import (
	"slices"
	"sort"
	"strings"

	"dateline/corpus"
)

// Papers break their columns with words from the article: a heading or a box holds a
// quotation alone, and the text has it, with its speaker, where it was said. The repeat
// is no second utterance.
//
//	‘We were so alone’
//
//	“I cried every night. We were so alone,” she told the paper.

const noteRepeat = "a line by itself that repeats words of another quotation of the article: no quotation taken"

// A repeat has repeatWords at least, by the first of which it is looked up, where they
// stand first and in few repeats: so time is linear in the text.
const (
	repeatWords = 3
	sharing     = 8
)

// marksAround is how far, in bytes, the marks around a line of its own are looked for.
const marksAround = 16

// repeats drops from quotes, which are by Start, those that are alone on their line
// without a cue and repeat another, and what is quoted in them. They are returned too.
func (t *text) repeats(quotes []corpus.Quote) (said []corpus.Quote, dropped []span) {
	lone := t.lone(quotes)
	if len(lone) == 0 {
		return quotes, nil
	}
	repeated := t.repeated(quotes, lone)
	for i, q := range quotes {
		switch n := len(dropped); {
		case n > 0 && q.Start < dropped[n-1].close:
		case repeated[i]:
			dropped = append(dropped, span{start: q.Start, end: q.End, open: q.Start, close: q.End, note: noteRepeat})
		default:
			said = append(said, q)
		}
	}
	return said, dropped
}

// lone maps those of quotes that are alone on their line, and long enough, to their tokens.
func (t *text) lone(quotes []corpus.Quote) map[int]span {
	var out map[int]span
	for i := range quotes {
		q := &quotes[i]
		if q.Cue == "" && (q.Speaker == nil || strings.HasPrefix(q.Speaker.How, "carried over")) && t.alone(q) {
			if p := t.positions(q); p.end-p.start >= repeatWords {
				if out == nil {
					out = map[int]span{}
				}
				out[i] = p
			}
		}
	}
	return out
}

// alone reports whether nothing but marks stands beside q in its line.
func (t *text) alone(q *corpus.Quote) bool {
	before, behind := t.s[max(0, q.Start-marksAround):q.Start], t.s[q.End:min(len(t.s), q.End+marksAround)]
	i, j := strings.LastIndexByte(before, '\n'), strings.IndexByte(behind, '\n')
	if i < 0 && len(before) < q.Start || j < 0 && q.End+len(behind) < len(t.s) {
		return false // longer than marks alone
	}
	if j >= 0 {
		behind = behind[:j]
	}
	return strings.Trim(before[i+1:]+behind, "“”„\"'‘’«» \r\t") == ""
}

// positions are the tokens of q, by position.
func (t *text) positions(q *corpus.Quote) span {
	first := sort.Search(len(t.tokens), func(i int) bool { return t.tokens[i].Start >= q.Start })
	last := sort.Search(len(t.tokens), func(i int) bool { return t.tokens[i].Start >= q.End })
	return span{start: first, end: last}
}

// repeated tells which of lone stand, word for word, in a quotation that is not alone.
func (t *text) repeated(quotes []corpus.Quote, lone map[int]span) map[int]bool {
	opens := make([]bool, len(t.firsts))
	by := map[[repeatWords]uint32][]int{}
	for i := range quotes {
		if p, ok := lone[i]; ok {
			opens[t.kinds[p.start]] = true
			if key := [repeatWords]uint32(t.kinds[p.start:]); len(by[key]) < sharing {
				by[key] = append(by[key], i)
			}
		}
	}
	out, tries := map[int]bool{}, map[int]int{}
	until := 0
	for i := range quotes {
		q := &quotes[i]
		if _, ok := lone[i]; ok || q.End <= until {
			continue
		}
		until = q.End
		p := t.positions(q)
		for k := p.start; k+repeatWords <= p.end; k++ {
			if !opens[t.kinds[k]] {
				continue
			}
			for _, j := range by[[repeatWords]uint32(t.kinds[k:])] {
				if tries[j]++; tries[j] > sharing {
					continue
				}
				out[j] = out[j] || slices.Equal(t.kinds[lone[j].start:lone[j].end], t.kinds[k:min(p.end, k+lone[j].end-lone[j].start)])
			}
		}
	}
	return out
}
