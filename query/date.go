package query

import (
	"fmt"
	"time"
)

// Instant returns the first instant of a published value at any precision: a
// year, a month, a day (each begins at midnight UTC) or RFC 3339. Articles are
// ordered by it. ok is false for "" and for anything else.
func Instant(value string) (t time.Time, ok bool) {
	layout := time.RFC3339Nano
	switch len(value) {
	case len("2006"):
		layout = "2006"
	case len("2006-01"):
		layout = "2006-01"
	case len(time.DateOnly):
		layout = time.DateOnly
	}
	if t, err := time.Parse(layout, value); err == nil {
		return t.UTC(), true
	}
	return time.Time{}, false
}

// Days returns the first and the last ISO day that a published value covers: the
// same day twice, unless only its month or year is known. A value with a time is
// moved to zone first; a nil zone leaves it in its own.
func Days(value string, zone *time.Location) (first, last string, ok bool) {
	layout, years, months := "", 0, 0
	switch len(value) {
	case 4:
		layout, years = "2006", 1
	case 7:
		layout, months = "2006-01", 1
	case 10:
		return value, value, isDay(value)
	default:
		t, err := time.Parse(time.RFC3339Nano, value)
		if err != nil {
			return "", "", false
		}
		if zone != nil {
			t = t.In(zone)
		}
		day := t.Format(time.DateOnly)
		return day, day, true
	}
	t, err := time.Parse(layout, value)
	if err != nil {
		return "", "", false
	}
	return t.Format(time.DateOnly), t.AddDate(years, months, -1).Format(time.DateOnly), true
}

// isDay reports whether ten bytes are an ISO day, as time.Parse does in ten times as long.
func isDay(value string) bool {
	var n [3]int // year, month, day
	field := 0
	for i := range len(value) {
		switch c := value[i]; {
		case i == 4 || i == 7:
			if c != '-' {
				return false
			}
			field++
		case c < '0' || c > '9':
			return false
		default:
			n[field] = 10*n[field] + int(c-'0')
		}
	}
	t := time.Date(n[0], time.Month(n[1]), n[2], 0, 0, 0, 0, time.UTC)
	return int(t.Month()) == n[1] && t.Day() == n[2]
}

// Bucket returns the histogram bucket of a published value for an interval (day,
// week, month, year), or false where the value is not known that precisely.
func Bucket(value, interval string, zone *time.Location) (string, bool) {
	first, last, _ := Days(value, zone)
	return BucketOf(first, last, interval)
}

// BucketOf is Bucket of a value whose Days are first and last, "" where it has none.
func BucketOf(first, last, interval string) (string, bool) {
	if first == "" {
		return "", false
	}
	a, b := bucket(first, interval), bucket(last, interval)
	return a, a == b
}

// bucket names the bucket of an ISO day.
func bucket(day, interval string) string {
	switch interval {
	case "year":
		return day[:4]
	case "month":
		return day[:7]
	case "week":
		t, _ := time.Parse(time.DateOnly, day)
		year, week := t.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", year, week)
	}
	return day
}

// Within reports whether all days of a published value lie in [from, to], ISO
// days; "" is open.
func Within(value, from, to string, zone *time.Location) bool {
	first, last, ok := Days(value, zone)
	return ok && (from == "" || first >= from) && (to == "" || last <= to)
}
