package analyzer

import (
	"fmt"
	"time"
)

// weekday reads a day of the week, with the date behind it where there is one
// (Thursday, July 24, 2025). Alone it is the last such day up to publication, or the
// next one where the words before it look ahead.
func (t *text) weekday(i, day int) (expression, bool) {
	if k := i + 1; k < len(t.tokens) && (t.gap(i) == ", " || t.gap(i) == " ") {
		inner, ok := expression{}, false
		if m := monthOf(t.tokens[k].Word); m > 0 && isCapital(t.surface(k)) {
			inner, ok = t.month(k, m)
			ok = ok && inner.last > k+1
		} else if isDigit(t.tokens[k].Word[0]) {
			inner, ok = t.dayMonth(k)
		}
		if ok {
			inner.first = i
			return inner, true
		}
	}
	if t.gap(i) == " " && i+1 < len(t.tokens) && (t.word(i+1) == "times" || t.word(i+1) == "prayers") {
		return expression{}, false
	}
	ahead := t.ahead(i)
	return expression{first: i, last: i + 1, rule: weekdayRule(ahead), resolve: func(at time.Time) string {
		return nearDay(at, day, ahead).Format(time.DateOnly)
	}}, true
}

func weekdayRule(ahead bool) string {
	if ahead {
		return "next such day"
	}
	return "last such day"
}

// nearDay is the last such weekday up to at, at itself included, or the first behind it.
func nearDay(at time.Time, day int, ahead bool) time.Time {
	back := (int(at.Weekday()) - day + 7) % 7
	if !ahead {
		return at.AddDate(0, 0, -back)
	}
	return at.AddDate(0, 0, 7-back)
}

// ahead reports whether the words before token i in its sentence look into the future.
func (t *text) ahead(i int) bool {
	start := max(t.sentenceStart(i), i-8)
	for k := i - 1; k >= start; k-- {
		switch t.tokens[k].Word {
		case "will", "scheduled", "next", "coming", "upcoming", "planned", "plans", "expected", "due", "tomorrow", "until", "till", "starting", "shall":
			return true
		case "last", "said", "told", "was", "were", "on", "had", "since", "after":
			if t.tokens[k].Word != "on" {
				return false
			}
		}
	}
	return false
}

// relative reads today, last night, this week, next year, three days ago.
func (t *text) relative(i int) (expression, bool) {
	w := t.tokens[i].Word
	if days, ok := dayWords[w]; ok {
		return expression{first: i, last: i + 1, rule: w, resolve: func(at time.Time) string {
			return at.AddDate(0, 0, days).Format(time.DateOnly)
		}}, true
	}
	if t.word(i+2) == "ago" {
		if n := countOf(w); n > 0 {
			return t.ago(i, n, t.word(i+1))
		}
	}
	shift, ok := shifts[w]
	if !ok || i+1 >= len(t.tokens) || t.gap(i) != " " {
		return expression{}, false
	}
	unit := t.tokens[i+1].Word
	if day := weekdayOf(unit); day >= 0 {
		return t.shiftedWeekday(i, shift, day), true
	}
	if m := monthOf(unit); m > 0 && isCapital(t.surface(i+1)) {
		e, ok := t.month(i+1, m)
		if e.first, e.last = i, max(e.last, i+2); !ok || e.resolve == nil || e.last > i+2 {
			return e, ok
		}
		e.rule = w + " month"
		e.resolve = func(at time.Time) string { return shiftedMonth(at, m, shift) }
		return e, true
	}
	return t.shifted(i, shift, unit)
}

// shifted reads last night, this week, next month.
func (t *text) shifted(i, shift int, unit string) (expression, bool) {
	e := expression{first: i, last: i + 2, rule: t.phrase(i, i+2)}
	switch unit {
	case "night", "evening", "morning", "afternoon":
		e.resolve = func(at time.Time) string { return at.AddDate(0, 0, shift).Format(time.DateOnly) }
	case "week":
		e.resolve = func(at time.Time) string { return week(at.AddDate(0, 0, 7*shift), 0, 6) }
	case "weekend":
		e.resolve = func(at time.Time) string { return week(nearestWeek(at).AddDate(0, 0, 7*shift), 5, 6) }
	case "month":
		e.resolve = func(at time.Time) string {
			return time.Date(at.Year(), at.Month()+time.Month(shift), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
		}
	case "year":
		e.resolve = func(at time.Time) string { return fmt.Sprintf("%04d", at.Year()+shift) }
	default:
		if n := seasons[unit]; n > 0 {
			e.resolve = func(at time.Time) string { return season(at, n, shift) }
			break
		}
		return expression{}, false
	}
	return e, true
}

// week is the interval of the days from to upto of at's week, Monday being 0.
func week(at time.Time, from, upto int) string {
	monday := at.AddDate(0, 0, -(int(at.Weekday())+6)%7)
	return monday.AddDate(0, 0, from).Format(time.DateOnly) + "/" + monday.AddDate(0, 0, upto).Format(time.DateOnly)
}

// nearestWeek is a day of the week whose weekend is nearest to at: up to Wednesday
// the week before.
func nearestWeek(at time.Time) time.Time {
	if day := at.Weekday(); day >= time.Monday && day <= time.Wednesday {
		return at.AddDate(0, 0, -7)
	}
	return at
}

// season is the interval of season n, 1 spring to 4 winter, of the northern
// meteorological year: the last one that began up to at, shifted.
func season(at time.Time, n, shift int) string {
	start := time.Date(at.Year(), time.Month(3*n), 1, 0, 0, 0, 0, time.UTC)
	if start.After(at) {
		start = start.AddDate(-1, 0, 0)
	}
	running := at.Before(start.AddDate(0, 3, 0))
	if shift < 0 && running || shift > 0 {
		start = start.AddDate(shift, 0, 0)
	}
	return start.Format(time.DateOnly) + "/" + start.AddDate(0, 3, -1).Format(time.DateOnly)
}

func (t *text) shiftedWeekday(i, shift, day int) expression {
	return expression{first: i, last: i + 2, rule: t.word(i) + " such day", resolve: func(at time.Time) string {
		d := nearDay(at, day, shift > 0)
		if shift < 0 && d.Equal(at) {
			d = d.AddDate(0, 0, -7)
		}
		return d.Format(time.DateOnly)
	}}
}

func shiftedMonth(at time.Time, m, shift int) string {
	y := at.Year()
	switch {
	case shift < 0 && m >= int(at.Month()):
		y--
	case shift > 0 && m <= int(at.Month()):
		y++
	}
	return fmt.Sprintf("%04d-%02d", y, m)
}

// ago reads three days ago.
func (t *text) ago(i, n int, unit string) (expression, bool) {
	e := expression{first: i, last: i + 3, rule: unit + " ago"}
	switch unit {
	case "day", "days":
		e.resolve = func(at time.Time) string { return at.AddDate(0, 0, -n).Format(time.DateOnly) }
	case "week", "weeks":
		e.resolve = func(at time.Time) string { return week(at.AddDate(0, 0, -7*n), 0, 6) }
	case "month", "months":
		e.resolve = func(at time.Time) string {
			return time.Date(at.Year(), at.Month()-time.Month(n), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
		}
	case "year", "years":
		e.resolve = func(at time.Time) string { return fmt.Sprintf("%04d", at.Year()-n) }
	case "decade", "decades":
		e.resolve = func(at time.Time) string { return fmt.Sprintf("%04d", at.Year()-10*n) }
	default:
		return expression{}, false
	}
	return e, true
}

// partOf reads early March, mid-May 2024, spring 2024. The part is not in the value.
func (t *text) partOf(i int) (expression, bool) {
	k := i + 1
	if k >= len(t.tokens) || t.gap(i) != " " && t.gap(i) != "-" {
		return expression{}, false
	}
	if n := seasons[t.tokens[i].Word]; n > 0 {
		if !isYear(t.tokens[k].Word) {
			return expression{}, false
		}
		start := time.Date(number(t.tokens[k].Word), time.Month(3*n), 1, 0, 0, 0, 0, time.UTC)
		value := start.Format(time.DateOnly) + "/" + start.AddDate(0, 3, -1).Format(time.DateOnly)
		return expression{first: i, last: k + 1, value: value, rule: "season of the northern year"}, true
	}
	if isYear(t.tokens[k].Word) {
		return expression{first: i, last: k + 1, value: t.tokens[k].Word, rule: "year"}, true
	}
	if m := monthOf(t.tokens[k].Word); m > 0 && isCapital(t.surface(k)) {
		e, ok := t.month(k, m)
		e.first = i
		return e, ok
	}
	return expression{}, false
}

// countOf is the number that a word of counting means, or 0.
func countOf(w string) int {
	if n := number(w); n > 0 && n <= 100 {
		return n
	}
	return counts[w]
}

var (
	dayWords = map[string]int{"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
	shifts   = map[string]int{"last": -1, "this": 0, "next": 1, "past": -1, "coming": 1}
	seasons  = map[string]int{"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
	counts   = map[string]int{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
		"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
)
