package analyzer

import (
	"strings"
	"unicode/utf8"

	"dateline/corpus"
)

// personRun returns the end of a person's name at i: two to four capitalised words.
func (t *text) personRun(i int) int {
	k := i
	for k < len(t.tokens) && k < i+5 {
		if k > i {
			if g := t.gap(k - 1); g != " " && g != "-" && g != ". " {
				break
			}
		}
		s := t.surface(k)
		r, _ := utf8.DecodeRuneInString(s)
		if isDigit(byte(r)) || !isCapital(s) && !(k > i && nameParticles[s]) {
			break
		}
		k++
	}
	if k-i < 2 || monthOf(t.tokens[i].Word) > 0 || weekdayOf(t.tokens[i].Word) >= 0 || nameParticles[t.surface(k-1)] {
		return i
	}
	return k
}

var nameParticles = set("de la van von bin ibn al el der den du di da le ben abu")

// author adds the name of the tokens [i, j) to the byline, without a job before it.
func (c *credits) author(t *text, i, j int) {
	for i < j && (staffWords[t.tokens[i].Word] || t.tokens[i].Word == "staff") {
		i++
	}
	if j-i < 2 {
		return
	}
	name := strings.Join(strings.Fields(t.s[t.tokens[i].Start:t.tokens[j-1].End]), " ")
	if c.authors == nil {
		c.authors = map[string]bool{}
	}
	if c.authors[name] {
		return
	}
	c.authors[name] = true
	c.byline = append(c.byline, name)
	c.bylineSpans = append(c.bylineSpans, corpus.Span{Field: t.field, Start: t.tokens[i].Start, End: t.tokens[j-1].End})
}

// byLine: By Kate Grise and Tami Luhby, CNN.
func (c *credits) byLine(t *text, first, last int) {
	if t.tokens[first].Word != "by" || last-first > 30 || len(c.byline) > 0 || !isCapital(t.surface(first)) {
		return
	}
	names, end := c.people(t, first+1, last)
	if len(names) == 0 {
		return
	}
	if end < last {
		id, after := c.p.at(t, end, last, false)
		if id == "" && t.behind(end-1) != ' ' && !isCapital(t.surface(end)) || id == "" && t.behind(end-1) == ' ' && t.gap(end-1) == " " {
			return
		}
		if id != "" && after-end > 0 {
			c.credit(id, ruleByline, t.span(first, after))
		}
	}
	for _, n := range names {
		c.author(t, n[0], n[1])
	}
}

// people reads names joined by commas and "and" from token i on; what else stands
// there, an outlet too, ends them. It returns their token ranges and where it stopped.
func (c *credits) people(t *text, i, limit int) (names [][2]int, end int) {
	for i < limit {
		j := min(t.personRun(i), limit)
		if id, _ := c.p.at(t, i, limit, false); j == i || id != "" {
			return names, i
		}
		names = append(names, [2]int{i, j})
		i = j
		if i < limit && t.tokens[i].Word == "and" {
			i++
		} else if i >= limit || strings.TrimSpace(t.gap(i-1)) != "," || t.personRun(i) == i {
			return names, i
		}
	}
	return names, i
}

// contributorsReach bounds the tokens that a list of contributors may take.
const contributorsReach = 300

// contributed: Fox News’ Efrat Lachter contributed to this report.
func (c *credits) contributed(t *text, i int) {
	if t.word(i+1) != "to" || t.word(i+2) != "this" || !articleNouns[t.word(i+3)] {
		return
	}
	c.contributors(t, max(t.sentenceStart(i), i-contributorsReach), i, i+4)
}

// reportingBy: With reporting by ABC News' Ben Gittelson; (Reporting by A; editing by B).
func (c *credits) reportingBy(t *text, i int) {
	if t.word(i+1) != "by" || i*10 < len(t.tokens)*6 {
		return
	}
	start := t.sentenceStart(i)
	if i-start > 2 && t.before(i) != '(' && t.word(i-1) != "additional" {
		return
	}
	end := i + 2
	for end < len(t.tokens) && end < i+40 && !strings.ContainsAny(t.gap(end-1), ";)\n") && !t.has(end, end+1, "editing") {
		end++
	}
	c.contributors(t, i+2, end, end)
}

// contributors credits those named in [i, end): an outlet by itself, own staff of
// an outlet, people. The evidence ends at token upto.
func (c *credits) contributors(t *text, i, end, upto int) {
	from := i
	for i < end {
		if id, last := c.p.at(t, i, end, true); id != "" {
			c.contributor(t, id, from, i, last, upto)
			i = last
			continue
		}
		j := t.personRun(i)
		if j == i || j > end {
			i++
			continue
		}
		if !t.has(i-1, i, "in", "from", "at") {
			c.author(t, i, j)
		}
		i = j
	}
}

func (c *credits) contributor(t *text, id string, from, i, last, upto int) {
	evidence := t.span(from, upto)
	staffed := last < len(t.tokens) && (strings.ContainsAny(t.gap(last-1), "'’") || staffWords[t.tokens[last].Word])
	switch {
	case c.p.agency[id]:
		if !c.agency.Known() {
			c.agency = c.p.outlet(id, corpus.Explicit, ruleContributed, evidence)
		}
	case staffed && !c.staff.Known():
		c.staff = c.p.outlet(id, corpus.Inferred, ruleStaff, evidence)
	}
}

var staffWords = set("writer writers reporter reporters correspondent correspondents staff producer producers editor editors journalist journalists")
