package main

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/statement"
)

// A collation sets the renderings of one utterance below the fullest one, word
// under word, as editors of manuscripts do. Each word of the fullest rendering has
// a column; a word that a rendering leaves out is dots there, one that it changes or
// adds has a plus sign before it.
//
//	in full: 2, 3   We will now consider alternative options to bring the hostages home
//	  1  The Post   ·· ···· ··· ········ alternative options ·· ····· ··· ········ ····
type collation struct {
	full []string
	rows map[int][]string // by number of the variant, a cell for each column
}

// A line is a margin that says whose words stand there, at most so wide, and the
// words, in characters.
const (
	marginWidth = 26
	lineWidth   = 70
)

// margins makes labels of one width; what is too long ends with an ellipsis.
func margins(labels []string) []string {
	width, out := 0, make([]string, len(labels))
	for i, l := range labels {
		runes := []rune(l)
		if len(runes) > marginWidth-2 {
			runes = append(runes[:marginWidth-3], '…')
		}
		out[i], width = string(runes), max(width, len(runes))
	}
	for i, l := range out {
		out[i] += strings.Repeat(" ", width+2-utf8.RuneCountInString(l))
	}
	return out
}

// collate aligns the variants of st that cut or change it. It has no row for one
// whose words can't be found in its text.
func collate(z *analyzer.Analyzer, st statement.Statement) collation {
	c := collation{full: surfaces(z, st.Text), rows: map[int][]string{}}
	for i, v := range st.Variants {
		if len(v.Changes) == 0 {
			continue
		}
		if row, ok := aligned(c.full, surfaces(z, v.Text), v.Changes); ok {
			c.rows[i] = row
		}
	}
	return c
}

// surfaces cuts text, on one line, before each of its words but the first.
func surfaces(z *analyzer.Analyzer, text string) []string {
	a := corpus.Annotated{Article: corpus.Article{Text: inline(text)}}
	z.Streams(&a)
	var out []string
	for i, t := range a.TextStream.Tokens {
		start, end := t.Start, len(a.Text)
		if i == 0 {
			start = 0
		}
		if i+1 < len(a.TextStream.Tokens) {
			end = a.TextStream.Tokens[i+1].Start
		}
		out = append(out, a.Text[start:end])
	}
	return out
}

// aligned lays the words of one rendering under those of the fullest.
func aligned(full, words []string, changes []statement.Change) (row []string, ok bool) {
	before := ""  // words added before the first column
	replaced := 0 // cells at the end of row whose words others may replace
	for _, ch := range changes {
		n := strings.Count(ch.Words, " ") + 1
		if ch.Op != "+" && len(row)+n > len(full) || ch.Op != "-" && n > len(words) {
			return nil, false
		}
		switch {
		case ch.Op == "-":
			for _, w := range full[len(row) : len(row)+n] {
				row = append(row, strings.Map(dotted, w))
			}
			replaced = n
			continue
		case ch.Op == "=":
			row = append(row, words[:n]...)
		case len(row) == 0:
			before = added(words[:n])
		default:
			insert(row, words[:n], replaced)
		}
		words, replaced = words[n:], 0
	}
	if len(row) != len(full) || len(words) > 0 || len(row) == 0 {
		return nil, false
	}
	for i := range row[:len(row)-1] {
		if strings.HasSuffix(full[i], " ") && !strings.HasSuffix(row[i], " ") {
			row[i] += " " // a rendering's last word is not the fullest's
		}
	}
	row[0] = before + row[0]
	return row, true
}

// insert puts new words over the last so many cells of row, those left over
// behind its last one.
func insert(row, words []string, cells int) {
	n := min(cells, len(words))
	for i, w := range words[:n] {
		row[len(row)-cells+i] = added([]string{w})
	}
	if n < len(words) {
		last := len(row) - 1
		row[last] = strings.TrimRight(row[last], " ") + " " + added(words[n:])
	}
}

// added marks words as those of this rendering alone.
func added(words []string) string {
	out := ""
	for _, w := range words {
		out += "+" + strings.TrimRight(w, " ") + " "
	}
	return out
}

func dotted(r rune) rune {
	if unicode.IsSpace(r) {
		return ' '
	}
	return '·'
}

// numbers lists the variants with a row, in order.
func (c collation) numbers() (out []int) {
	for i := range c.rows {
		out = append(out, i)
	}
	slices.Sort(out)
	return out
}

// A block is the columns that stand on one line, from the first on.
type block struct {
	first  int
	widths []int
}

// blocks yields the lines of c.
func (c collation) blocks(yield func(block) bool) {
	b, line := block{}, 0
	for k, w := range c.full {
		width := utf8.RuneCountInString(w)
		for _, row := range c.rows {
			width = max(width, utf8.RuneCountInString(row[k]))
		}
		if line+width > lineWidth+1 && k > b.first {
			if !yield(b) {
				return
			}
			b, line = block{first: k}, 0
		}
		line, b.widths = line+width, append(b.widths, width)
	}
	if len(b.widths) > 0 {
		yield(b)
	}
}

// line is the cells of row that stand in b, each as wide as its column.
func (b block) line(row []string) string {
	var out strings.Builder
	for i, width := range b.widths {
		cell := row[b.first+i]
		out.WriteString(cell)
		out.WriteString(strings.Repeat(" ", width-utf8.RuneCountInString(cell)))
	}
	return strings.TrimRight(out.String(), " ")
}
