package opensearch

import (
	"context"
	"maps"
	"slices"

	"dateline/query"
)

// histogram counts the buckets of the date facet: from the days that the articles
// are stored with and, in another zone, from the instants of those that have one.
func (m *matched) histogram(ctx context.Context, docs object, r query.FacetRequest) (f query.Facet, err error) {
	f = query.Facet{Name: r.Name, Values: []query.FacetValue{}}
	counts := map[string]int{}
	count := func(first, last string, n int) {
		if b, ok := query.BucketOf(first, last, r.Interval); ok {
			counts[b] += n
		} else {
			f.Missing += n
		}
	}
	if f.Missing, err = m.s.count(ctx, allOf(docs, not(object{"exists": object{"field": "first"}}))); err != nil {
		return f, err
	}
	if m.request.Zone != "" {
		timed := object{"exists": object{"field": "time"}}
		if err := m.s.days(ctx, allOf(docs, timed), m.request.Zone, count); err != nil {
			return f, err
		}
		docs = allOf(docs, not(timed))
	}
	for c, err := range m.s.composite(ctx, docs, []string{"first", "last"}, []string{"", ""}) {
		if err != nil {
			return f, err
		}
		count(c.keys[0], c.keys[1], c.count)
	}
	for _, b := range slices.Sorted(maps.Keys(counts)) {
		if r.Prefix == "" || m.s.startsWith(b, r.Prefix) {
			f.Values = append(f.Values, query.FacetValue{ID: b, Name: b, Count: counts[b]})
		}
	}
	f.Distinct = len(f.Values)
	if r.Size > 0 && len(f.Values) > r.Size {
		f.Values = f.Values[:r.Size]
	}
	return f, nil
}

// days counts the days of instants in a zone.
func (s *Snapshot) days(ctx context.Context, docs object, zone string, count func(first, last string, n int)) error {
	a, err := s.search(ctx, object{"size": 0, "track_total_hits": false, "query": docs, "aggs": object{"days": object{"date_histogram": object{
		"field": "time", "calendar_interval": "day", "time_zone": zoneOf(zone).String(), "min_doc_count": 1, "format": "yyyy-MM-dd"}}}})
	var got struct {
		Buckets []struct {
			Day   string `json:"key_as_string"`
			Count int    `json:"doc_count"`
		}
	}
	if err == nil {
		err = a.agg("days", &got)
	}
	for _, b := range got.Buckets {
		count(b.Day, b.Day, b.Count)
	}
	return err
}

// count counts the articles of ask.
func (s *Snapshot) count(ctx context.Context, ask object) (int, error) {
	a, err := s.search(ctx, object{"size": 0, "track_total_hits": true, "query": ask})
	if err != nil {
		return 0, err
	}
	return a.Hits.Total.Value, nil
}
