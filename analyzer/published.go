package analyzer

import (
	"fmt"
	"strings"

	"dateline/corpus"
)

// published is the date of publication that the text or the URL states: a line such
// as "Published: 26 July 2025" or a date alone at the head, a dateline with its year,
// the date in the URL's path, at last the year of an agency's copyright line.
func published(a *corpus.Article, doc []*text, c *credits) corpus.Date {
	for _, t := range doc {
		if d := t.dateLine(c.p); d.Value != "" && t.field == "" {
			return d
		}
	}
	if value := urlDate(a.URL); value != "" {
		return corpus.Date{Value: value, Status: corpus.Inferred, Rule: "url date"}
	}
	if c.stamped.Value != "" {
		return c.stamped
	}
	return corpus.Date{Status: corpus.Unknown}
}

// dateLine finds a publication date among the first lines of t.
func (t *text) dateLine(p *press) corpus.Date {
	for n, first := range t.paragraphs {
		if n >= 5 {
			break
		}
		last := len(t.tokens)
		if n+1 < len(t.paragraphs) {
			last = t.paragraphs[n+1]
		}
		if d, ok := t.dateIn(p, first, last); ok {
			return d
		}
	}
	return corpus.Date{}
}

// dateIn reads one paragraph: a label and a date, a date with at most a time of day
// beside it, or a dateline.
func (t *text) dateIn(p *press, first, last int) (corpus.Date, bool) {
	label := t.skip(first, "follow", "first", "article", "story", "on")
	labelled := t.has(label, label+1, "published", "posted", "date", "dated")
	from := first
	if labelled {
		from = t.skip(label+1, "on", "at", "date", "in")
	}
	for i := from; i < min(last, from+12); i++ {
		e, ok := t.dateAt(i)
		if !ok || e.value == "" || len(e.value) < len("2006-01-02") || strings.Contains(e.value, "/") {
			continue
		}
		rule := ""
		switch {
		case labelled && i <= from+4:
			rule = "date line"
			from = label
		case i <= first+2 && last-e.last <= 8 && t.timeOnly(first, i) && t.timeOnly(e.last, last):
			rule = "date line"
		case t.datelineEnds(p, first, i, e.last, last):
			rule = ruleDateline
		default:
			return corpus.Date{}, false
		}
		return corpus.Date{Value: e.value, Status: corpus.Explicit, Rule: rule, Evidence: t.span(from, e.last)}, true
	}
	return corpus.Date{}, false
}

// timeOnly reports whether the tokens [i, j) say the day or the time of day only.
func (t *text) timeOnly(i, j int) bool {
	for k := i; k < j; k++ {
		w := t.tokens[k].Word
		if weekdayOf(w) < 0 && !timeWords[w] && !isDigit(w[0]) {
			return false
		}
	}
	return true
}

var timeWords = set("am pm a.m p.m est edt et gmt utc bst cet cest pst pdt pt ist updated at last on published and eastern time local")

// datelineEnds reports whether the date [i, end) belongs to a dateline: capitals
// before it, an agency in brackets behind it.
func (t *text) datelineEnds(p *press, first, i, end, last int) bool {
	for k := first; k < i; k++ {
		if !isCapital(t.surface(k)) && !datelineWords[t.tokens[k].Word] {
			return false
		}
	}
	if i == first || end >= last || t.before(end) != '(' {
		return false
	}
	id, after := p.at(t, end, last, false)
	return id != "" && t.behind(after-1) == ')'
}

// urlDate finds /2025/07/24/, /2025-07-24 or /20250724 in the path of a URL.
func urlDate(address string) string {
	_, path, _ := strings.Cut(address, "://")
	_, path, _ = strings.Cut(path, "/")
	path, _, _ = strings.Cut(path, "?")
	for i := range len(path) {
		if i > 0 && isDigit(path[i-1]) {
			continue
		}
		if y, m, d, ok := pathDate(path[i:]); ok && validDay(y, m, d) {
			return fmt.Sprintf("%04d-%02d-%02d", y, m, d)
		}
	}
	return ""
}

// pathDate reads year, month and day at the head of s. Between them stands one
// separator or none; no digit follows.
func pathDate(s string) (y, m, d int, ok bool) {
	if len(s) < 6 || s[:2] != "20" && s[:2] != "19" {
		return 0, 0, 0, false
	}
	y, s, ok = leadingNumber(s, 4, 4)
	if !ok {
		return 0, 0, 0, false
	}
	least, sep := 2, byte(0)
	if s != "" && (s[0] == '/' || s[0] == '-') {
		sep, least = s[0], 1
		s = s[1:]
	}
	var name string
	if i := strings.IndexByte(s, '/'); sep == '/' && i > 0 {
		name = s[:i]
	}
	if m = monthOf(strings.ToLower(name)); m > 0 {
		s = s[len(name):]
	} else if m, s, ok = leadingNumber(s, least, 2); !ok {
		return 0, 0, 0, false
	}
	if sep != 0 {
		if s == "" || s[0] != sep {
			return 0, 0, 0, false
		}
		s = s[1:]
	}
	d, s, ok = leadingNumber(s, least, 2)
	return y, m, d, ok && (s == "" || !isDigit(s[0]))
}

// leadingNumber reads a number of least to most digits.
func leadingNumber(s string, least, most int) (int, string, bool) {
	n, i := 0, 0
	for i < len(s) && i < most && isDigit(s[i]) {
		n = n*10 + int(s[i]-'0')
		i++
	}
	return n, s[i:], i >= least
}
