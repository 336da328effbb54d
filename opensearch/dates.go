package opensearch

import (
	"sort"
	"time"
)

// dates asks for the articles all of whose days lie in [from, to], ISO days or "".
// What has an instant has its day in zone; everything else, and everything where
// zone is "", has the days that it was stored with.
func dates(from, to, zone string) object {
	days := []object{{"exists": object{"field": "first"}}}
	instants := []object{timed}
	z := zoneOf(zone)
	if from != "" {
		days = append(days, object{"range": object{"first": object{"gte": from}}})
		instants = append(instants, since(from, z))
	}
	if to != "" {
		days = append(days, object{"range": object{"last": object{"lte": to}}})
		instants = append(instants, not(since(dayAfter(to), z)))
	}
	if zone == "" {
		return allOf(days...)
	}
	return anyOf(allOf(instants...), allOf(append(days, not(timed))...))
}

// timed asks for the articles whose date of publication is an instant.
var timed = object{"exists": object{"field": "time"}}

func zoneOf(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return z
}

func dayAfter(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, 1).Format(time.DateOnly)
}

// since asks for the instants whose day in zone is day or a later one. Where clocks
// are put back over midnight these are several ranges.
func since(day string, zone *time.Location) object {
	const hours = 28 // more than any zone lies off UTC
	const step = 900 // seconds between changes of clocks at the least
	midnight, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return matchNone
	}
	start := midnight.Add(-hours * time.Hour)
	at := func(s int) time.Time { return start.Add(time.Duration(s) * time.Second) }
	begun := func(s int) bool { return at(s).In(zone).Format(time.DateOnly) >= day }
	var ranges []object
	var open object
	for s := 0; s < 2*hours*3600; s += step {
		if begun(s) == begun(s+step) {
			continue
		}
		turn := at(s + sort.Search(step, func(i int) bool { return begun(s+i) == begun(s+step) })).Format(timeLayout)
		if open == nil {
			open = object{"gte": turn}
			ranges = append(ranges, object{"range": object{"time": open}})
		} else {
			open["lt"] = turn
			open = nil
		}
	}
	return anyOf(ranges...)
}
