package query

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ReadFacet reads a facet as flags and links write it: NAME, NAME:SIZE,
// NAME:SIZE:PREFIX, and date:INTERVAL with day, week, month or year. Without a
// size it has 10 values; size 0 is all.
func ReadFacet(spec string) (FacetRequest, error) {
	name, rest, _ := strings.Cut(spec, ":")
	f := FacetRequest{Name: name, Size: 10}
	if !slices.Contains(facetNames, name) {
		message := fmt.Sprintf("query: unknown facet %q", name)
		if near := nearest(name, facetNames); near != "" {
			message += ", did you mean " + near + "?"
		}
		return f, fmt.Errorf("%s; there are %s", message, strings.Join(facetNames, ", "))
	}
	if name == "date" {
		f.Size, f.Interval = 0, rest
		if rest == "" {
			f.Interval = "month"
		}
		if !slices.Contains([]string{"day", "week", "month", "year"}, f.Interval) {
			return f, fmt.Errorf("query: facet %s: interval %q; want day, week, month or year", spec, rest)
		}
		return f, nil
	}
	if rest == "" {
		return f, nil
	}
	size, prefix, _ := strings.Cut(rest, ":")
	n, err := strconv.Atoi(size)
	if size != "" && (err != nil || n < 0) {
		return f, fmt.Errorf("query: facet %s: size %q; want a number, 0 for all", spec, size)
	}
	if size != "" {
		f.Size = n
	}
	f.Prefix = prefix
	return f, nil
}
