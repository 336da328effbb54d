package analyzer

import (
	"fmt"
	"strings"
	"time"

	"dateline/corpus"
)

// Date expressions: a closed set, read from the tokens from left to right. An
// absolute one has its value at the precision that it was written with. A relative
// one (Thursday, last night, March 18) has a value only against a day of
// publication that is known, and its rule says so. What the calendar does not have
// (February 30) keeps an empty value. Periods are ISO 8601 intervals.

// An expression is a date expression in the tokens [first, last). A relative one
// has resolve instead of value.
type expression struct {
	first, last int
	value, rule string
	resolve     func(day time.Time) string
}

// dateMentions returns the date expressions of t in order. Relative ones have a
// value only against a known publication date.
func dateMentions(t *text, published corpus.Date) []corpus.DateMention {
	day, known := publicationDay(published)
	against := ""
	var out []corpus.DateMention
	t.learned()
	for i := 0; i < len(t.tokens); {
		if !t.lexeme(i).is(dateOpener) {
			i++
			continue
		}
		e, ok := t.dateAt(i)
		if !ok {
			i++
			continue
		}
		if e.resolve != nil && known {
			if against == "" {
				against = " before publication " + day.Format(time.DateOnly)
			}
			e.value = e.resolve(day)
			e.rule += against
		}
		start, end := t.tokens[e.first].Start, t.tokens[e.last-1].End
		out = append(out, corpus.DateMention{Field: t.field, Start: start, End: end, Text: t.s[start:end], Value: e.value, Rule: e.rule})
		i = e.last
	}
	return out
}

// publicationDay is the local day of an article whose date is known to the day.
func publicationDay(d corpus.Date) (time.Time, bool) {
	if len(d.Value) < len(time.DateOnly) {
		return time.Time{}, false
	}
	day, err := time.Parse(time.DateOnly, d.Value[:len(time.DateOnly)])
	return day, err == nil
}

// opensDate reports whether a date expression may start with word.
func opensDate(word string) bool {
	if isDigit(word[0]) {
		return true
	}
	return dateOpeners[word] || weekdayOf(word) >= 0 || monthOf(word) > 0
}

// dateOpeners are the words that a date expression may start with, days and months apart.
var dateOpeners = func() map[string]bool {
	all := set("early late mid")
	for _, words := range []map[string]int{dayWords, shifts, counts, seasons} {
		for w := range words {
			all[w] = true
		}
	}
	return all
}()

// opensPart reports whether a part of a year may start with word.
func opensPart(word string) bool {
	return seasons[word] > 0 || word == "early" || word == "late" || word == "mid"
}

// dateAt reads the date expression that starts at token i.
func (t *text) dateAt(i int) (expression, bool) {
	w := t.tokens[i].Word
	c := w[0]
	if isDigit(c) {
		if e, ok := t.numeric(i); ok {
			return e, true
		}
		return t.dayMonth(i)
	}
	if c < 'a' || c > 'z' || t.lang != "" && t.lang != "en" {
		return expression{}, false
	}
	if e, ok := t.relative(i); ok {
		return e, true
	}
	if day := weekdayOf(w); day >= 0 && isCapital(t.surface(i)) {
		return t.weekday(i, day)
	}
	if m := monthOf(w); m > 0 && isCapital(t.surface(i)) {
		return t.month(i, m)
	}
	if opensPart(w) {
		return t.partOf(i)
	}
	return expression{}, false
}

// numeric reads 2023-10-07, 24/07/2025, 24.07.2025 and a year.
func (t *text) numeric(i int) (expression, bool) {
	w := t.tokens[i].Word
	if parts := dotted(w); len(parts) == 3 && len(parts[2]) == 4 {
		return t.calendar(i, i+1, number(parts[2]), number(parts[1]), number(parts[0])), validYear(number(parts[2]))
	}
	if i+2 < len(t.tokens) {
		g, n := t.gap(i), t.gap(i+1)
		a, b := number(t.tokens[i+1].Word), number(t.tokens[i+2].Word)
		switch {
		case g != n || b < 0 || a < 0:
		case len(w) == 4 && isYear(w) && (g == "-" || g == "/" || g == ".") && len(t.tokens[i+1].Word) <= 2 && len(t.tokens[i+2].Word) <= 2:
			return t.calendar(i, i+3, number(w), a, b), true
		case g == "/" && len(w) <= 2 && (len(t.tokens[i+2].Word) == 4 && validYear(b)):
			return t.slashed(i, number(w), a, b), true
		}
	}
	if isYear(w) && t.yearStands(i) {
		return expression{first: i, last: i + 1, value: w, rule: "year"}, true
	}
	if len(w) == 5 && w[4] == 's' && isYear(w[:4]) && w[3] == '0' {
		return expression{first: i, last: i + 1, value: w[:4] + "-01-01/" + w[:3] + "9-12-31", rule: "decade"}, true
	}
	return expression{}, false
}

// dotted are the parts of a word with full stops, nil for another.
func dotted(w string) []string {
	if strings.IndexByte(w, '.') < 0 {
		return nil
	}
	return strings.Split(w, ".")
}

// calendar is a full date, or an impossible one.
func (t *text) calendar(first, last, y, m, d int) expression {
	e := expression{first: first, last: last, rule: "impossible date"}
	if validDay(y, m, d) {
		e.value, e.rule = fmt.Sprintf("%04d-%02d-%02d", y, m, d), "calendar date"
	}
	return e
}

// slashed is a/b/y, where the day can be told only if it is over 12 or both are equal.
func (t *text) slashed(i, a, b, y int) expression {
	switch {
	case a > 12 || a == b:
		return t.calendar(i, i+3, y, b, a)
	case b > 12:
		return t.calendar(i, i+3, y, a, b)
	}
	return expression{first: i, last: i + 3, rule: "day or month first is unknown"}
}

// yearStands reports whether a bare number at i is a year: behind a preposition, a
// season or the like, or in brackets, and no part of a larger number.
func (t *text) yearStands(i int) bool {
	if i > 0 {
		switch g := t.gap(i - 1); {
		case strings.HasSuffix(g, "$") || strings.HasSuffix(g, "£") || strings.HasSuffix(g, "€"):
			return false
		case strings.HasSuffix(g, "-") && isDigit(t.surface(i - 1)[0]):
			return true
		}
	}
	if i+1 < len(t.tokens) && (t.gap(i) == "-" && t.word(i+1) != "based" && !isDigit(t.surface(i + 1)[0]) || unitWords[t.word(i+1)] || t.gap(i) == "/") {
		return false
	}
	return yearCues[t.word(i-1)] || i > 0 && t.before(i) == '(' || t.behind(i) == ')' || isYear(t.word(i-1))
}

// dayMonth reads 7 October 2023, 7th of October, 7 Oct.
func (t *text) dayMonth(i int) (expression, bool) {
	d := ordinal(t.tokens[i].Word)
	if d < 1 || d > 39 || i > 0 && strings.HasSuffix(t.gap(i-1), "$") {
		return expression{}, false
	}
	k := i + 1
	if t.word(k) == "of" {
		k++
	}
	if k >= len(t.tokens) || len(t.gap(k-1)) != 1 || !isCapital(t.surface(k)) {
		return expression{}, false
	}
	m := monthOf(t.tokens[k].Word)
	if m == 0 || t.tokens[k].Word == "may" && k+1 < len(t.tokens) && !isYear(t.word(k+1)) && t.gap(k) == " " && t.word(k-1) != "of" && !isDigit(t.surface(k - 1)[0]) {
		return expression{}, false
	}
	return t.withYear(i, k+1, m, d), true
}

// month reads October 7, 2023; Oct. 7; October 2023; and a month alone.
func (t *text) month(i, m int) (expression, bool) {
	k := i + 1
	if k < len(t.tokens) && (t.gap(i) == " " || t.gap(i) == ". ") {
		if d := ordinal(t.tokens[k].Word); d > 0 && d <= 39 && !isYear(t.tokens[k].Word) && t.behind(k) != '%' && !strings.HasPrefix(t.gap(k), ":") {
			return t.withYear(i, k+1, m, d), true
		}
	}
	if k < len(t.tokens) && isYear(t.tokens[k].Word) && isMonthGap(t.gap(i)) {
		return expression{first: i, last: k + 1, value: fmt.Sprintf("%s-%02d", t.tokens[k].Word, m), rule: "month and year"}, true
	}
	if !t.monthStands(i) {
		return expression{}, false
	}
	ahead := t.ahead(i)
	return expression{first: i, last: i + 1, rule: "month", resolve: func(day time.Time) string {
		y := day.Year()
		switch {
		case ahead && m < int(day.Month()):
			y++
		case !ahead && m > int(day.Month()):
			y--
		}
		return fmt.Sprintf("%04d-%02d", y, m)
	}}, true
}

func isMonthGap(g string) bool { return g == " " || g == ". " || g == ", " }

// monthStands reports whether a month's name alone is a month: behind a word that
// points in time. The others are names and verbs (March, May, August).
func (t *text) monthStands(i int) bool {
	if t.tokens[i].Word == "may" || t.tokens[i].Word == "march" || t.tokens[i].Word == "august" || len(t.tokens[i].Word) <= 4 {
		return monthCues[t.word(i-1)] && !(t.gap(i) == " " && i+1 < len(t.tokens) && isCapital(t.surface(i+1)))
	}
	return monthCues[t.word(i-1)] || weekdayOf(t.word(i-1)) < 0 && !(t.gap(i) == " " && i+1 < len(t.tokens) && isCapital(t.surface(i+1)))
}

// withYear finishes a month and a day at [first, last) with the year behind it, or
// without one as a relative date: the nearest such day.
func (t *text) withYear(first, last, m, d int) expression {
	if last < len(t.tokens) && isMonthGap(t.gap(last-1)) {
		if y := number(t.tokens[last].Word); len(t.tokens[last].Word) == 4 && y >= 1000 {
			return t.calendar(first, last+1, y, m, d)
		}
	}
	if !validDay(2000, m, d) {
		return expression{first: first, last: last, rule: "impossible date"}
	}
	return expression{first: first, last: last, rule: "nearest day", resolve: func(day time.Time) string {
		best, distance := "", time.Duration(1<<62)
		for y := day.Year() - 1; y <= day.Year()+1; y++ {
			if !validDay(y, m, d) {
				continue
			}
			at := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
			if gap := at.Sub(day).Abs(); gap < distance {
				best, distance = at.Format(time.DateOnly), gap
			}
		}
		return best
	}}
}

// validDay reports whether the calendar has the day, in a year that news may name.
func validDay(y, m, d int) bool {
	if !validYear(y) || m < 1 || m > 12 || d < 1 {
		return false
	}
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Day() == d && d <= 31
}

func validYear(y int) bool { return y >= 1000 && y < 2200 }

// number is the value of a word of digits, or -1.
func number(w string) int {
	if w == "" || len(w) > 4 {
		return -1
	}
	n := 0
	for i := range len(w) {
		if !isDigit(w[i]) {
			return -1
		}
		n = 10*n + int(w[i]-'0')
	}
	return n
}

// ordinal is the value of 7 or 7th, or -1.
func ordinal(w string) int {
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		if rest, ok := strings.CutSuffix(w, suffix); ok {
			return number(rest)
		}
	}
	return number(w)
}

// monthOf is 1 to 12 for an English month, full or abbreviated, else 0.
func monthOf(w string) int {
	switch w {
	case "january", "jan":
		return 1
	case "february", "feb":
		return 2
	case "march", "mar":
		return 3
	case "april", "apr":
		return 4
	case "may":
		return 5
	case "june", "jun":
		return 6
	case "july", "jul":
		return 7
	case "august", "aug":
		return 8
	case "september", "sept", "sep":
		return 9
	case "october", "oct":
		return 10
	case "november", "nov":
		return 11
	case "december", "dec":
		return 12
	}
	return 0
}

// weekdayOf is the time.Weekday of an English day, full or abbreviated, else -1.
func weekdayOf(w string) int {
	switch w {
	case "sunday":
		return 0
	case "monday":
		return 1
	case "tuesday", "tues":
		return 2
	case "wednesday":
		return 3
	case "thursday", "thurs":
		return 4
	case "friday":
		return 5
	case "saturday":
		return 6
	}
	return -1
}

var (
	unitWords = set("people percent per dollars euros troops soldiers prisoners hostages metres meters feet miles kilometres km acres square other seats jobs")
	yearCues  = set("in since of until till by from before after during to and for late early mid around about through year between than spring summer autumn fall winter election ended began the s or circa last")
	monthCues = set("in since of until till by from before after during to and through last this next early late mid between every throughout around for")
)
