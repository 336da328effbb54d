package ingest

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Years outside these are taken for placeholders or mistakes.
const firstYear, lastYear = 1500, 2100

// Layouts of a whole day in words; the day's value is all that they give.
var dayLayouts = []string{
	"January 2, 2006", "Jan 2, 2006", "January 2 2006", "Jan 2 2006",
	"2 January 2006", "2 Jan 2006", "2-Jan-2006", "2006/01/02", "20060102", "02.01.2006", "2.1.2006",
}

// Layouts with a zone.
var instantLayouts = []string{
	time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST",
	time.RFC822Z, time.RFC850, time.UnixDate, time.RubyDate, "2 Jan 2006 15:04:05 -0700",
}

var iso = pattern(`^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]+(\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?)\s*(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?)?)?$`)
var slashed = pattern(`^(\d{1,2})/(\d{1,2})/(\d{4})$`)
var ordinal = pattern(`(\d)(?:st|nd|rd|th)\b`)
var weekday = pattern(`^(?i:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?,?\s+`)

// parseDate turns a date as written into the value that corpus.Date holds, at the
// precision that was given. note says what was left out; an error says why the
// date cannot be used.
func parseDate(s string) (value, note string, err error) {
	s = strings.Join(strings.Fields(s), " ")
	if m := iso().FindStringSubmatch(s); m != nil {
		return isoDate(m)
	}
	if m := slashed().FindStringSubmatch(s); m != nil {
		return slashedDate(s, m)
	}
	for _, layout := range instantLayouts {
		if t, err := time.ParseInLocation(layout, s, time.UTC); err == nil {
			return instant(t, s)
		}
	}
	plain := weekday().ReplaceAllString(ordinal().ReplaceAllString(s, "$1"), "")
	for _, layout := range dayLayouts {
		if t, err := time.Parse(layout, plain); err == nil {
			return day(t.Year(), int(t.Month()), t.Day())
		}
	}
	return "", "", fmt.Errorf("date %q is not understood: want ISO 8601 (2025-07-24), RFC 3339, RFC 1123 or a month in English words", clip(s))
}

// isoDate checks the parts of an ISO date. A time counts only with its zone.
func isoDate(m []string) (value, note string, err error) {
	year, month, dom := number(m[1]), number(m[2]), number(m[3])
	switch {
	case m[2] == "":
		return m[1], "", checkYear(year)
	case m[3] == "":
		if month < 1 || month > 12 {
			return "", "", fmt.Errorf("date %q: there is no month %d", m[0], month)
		}
		return fmt.Sprintf("%s-%02d", m[1], month), "", checkYear(year)
	}
	value, _, err = day(year, month, dom)
	if err != nil || m[4] == "" {
		return value, "", err
	}
	if m[5] == "" {
		return value, "time of day without a zone left out of published", nil
	}
	return zoned(value, m[4], m[5], m[0])
}

// zoned joins a day, a time and a zone to RFC 3339.
func zoned(value, clock, zone, s string) (string, string, error) {
	digits := strings.ReplaceAll(strings.ReplaceAll(clock, ":", ""), ",", ".")
	if len(digits) == 4 {
		digits += "00"
	}
	switch zone = strings.ReplaceAll(zone, ":", ""); {
	case len(zone) == 3 && (zone[0] == '+' || zone[0] == '-'):
		zone += "00"
	case zone[0] != '+' && zone[0] != '-':
		zone = "+0000"
	}
	t, err := time.Parse("2006-01-02 150405 -0700", value+" "+digits+" "+zone)
	if err != nil {
		return value, fmt.Sprintf("time of day in date %q is not understood and left out", clip(s)), nil
	}
	return t.Format(time.RFC3339), "", nil
}

// instant formats a time whose zone was written as an offset or as UTC; the offset
// of another abbreviation is not known, so only the day is kept.
func instant(t time.Time, s string) (string, string, error) {
	if err := checkYear(t.Year()); err != nil {
		return "", "", err
	}
	name, offset := t.Zone()
	if hours, ok := americanZones[name]; ok && offset == 0 {
		t = time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.FixedZone(name, hours*3600))
	} else if offset == 0 && name != "UTC" && name != "GMT" && name != "" {
		return t.Format(time.DateOnly), fmt.Sprintf("time of day left out of published: zone of %q is not known", clip(s)), nil
	}
	return t.Format(time.RFC3339), "", nil
}

// The zone names that RFC 822 defines.
var americanZones = map[string]int{"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}

// slashedDate takes 24/07/2025 and 07/24/2025; where both readings are days of the
// calendar it refuses to choose.
func slashedDate(s string, m []string) (string, string, error) {
	a, b, year := number(m[1]), number(m[2]), number(m[3])
	switch {
	case a == b || a <= 12 && b > 12:
		return day(year, a, b)
	case a > 12 && b <= 12:
		return day(year, b, a)
	}
	return "", "", fmt.Errorf("date %q may be day/month or month/day: write 2025-07-24", s)
}

func day(year, month, dom int) (string, string, error) {
	t := time.Date(year, time.Month(month), dom, 0, 0, 0, 0, time.UTC)
	if t.Day() != dom || int(t.Month()) != month {
		return "", "", fmt.Errorf("date %04d-%02d-%02d is not in the calendar", year, month, dom)
	}
	return t.Format(time.DateOnly), "", checkYear(year)
}

func checkYear(year int) error {
	if year < firstYear || year > lastYear {
		return fmt.Errorf("date of year %d is not plausible: want %d to %d", year, firstYear, lastYear)
	}
	return nil
}

func number(s string) int { n, _ := strconv.Atoi(s); return n }

// clip shortens what a message quotes.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
