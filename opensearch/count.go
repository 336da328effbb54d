package opensearch

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
)

// someValues is how many values of a field one answer may bring, and how many
// unions one request counts.
const (
	someValues = 20_000
	someUnions = 1_000
)

// A count is how many articles hold each value of a field, and how many none, among
// those of a query that a filter keeps.
type count struct {
	filter  object
	field   string
	top     int // how many ids are shown, 0 for all
	values  map[string]int
	missing int
}

// count counts the articles of ask.
func (s *Snapshot) count(ctx context.Context, ask object) (int, error) {
	a, err := s.search(ctx, object{"size": 0, "track_total_hits": true, "query": ask})
	if err != nil {
		return 0, err
	}
	return a.Hits.Total.Value, nil
}

// counts fills all of list among the articles of ask in one request; a field with
// more values than one answer brings is read again, in pages.
func (s *Snapshot) counts(ctx context.Context, ask object, list []*count) error {
	aggs := object{}
	for i, c := range list {
		aggs[strconv.Itoa(i)] = object{"filter": c.filter, "aggs": object{
			"values":  object{"terms": object{"field": c.field, "size": someValues, "shard_size": someValues}},
			"missing": object{"missing": object{"field": c.field}}}}
	}
	if len(list) == 0 {
		return nil
	}
	a, err := s.search(ctx, object{"size": 0, "track_total_hits": false, "query": ask, "aggs": aggs})
	for i := 0; err == nil && i < len(list); i++ {
		var got struct {
			Values  buckets
			Missing struct {
				Count int `json:"doc_count"`
			}
		}
		if err = a.agg(strconv.Itoa(i), &got); err != nil {
			break
		}
		list[i].missing = got.Missing.Count
		err = s.complete(ctx, ask, list[i], got.Values)
	}
	return err
}

// complete takes the values of an answer, or all from pages where it leaves some out.
func (s *Snapshot) complete(ctx context.Context, ask object, c *count, found buckets) error {
	c.values = make(map[string]int, len(found.Buckets))
	if found.Other == 0 && found.Error == 0 {
		for _, b := range found.Buckets {
			c.values[b.Key] = b.Count
		}
		return nil
	}
	for v, err := range s.composite(ctx, allOf(ask, c.filter), c.field, "", 2*someValues, 2*someValues) {
		if err != nil {
			return err
		}
		c.values[v.Key] = v.Count
	}
	return nil
}

// A union is the articles that hold any of some values of a field.
type union struct {
	id     string
	of     *count // whose filter and field
	values []string
	n      int
}

// unite counts all of list among the articles of ask.
func (s *Snapshot) unite(ctx context.Context, ask object, list []*union) error {
	for chunk := range slices.Chunk(list, someUnions) {
		aggs := object{}
		for i, u := range chunk {
			aggs[strconv.Itoa(i)] = object{"filter": allOf(u.of.filter, valued(u.of.field, u.values))}
		}
		a, err := s.search(ctx, object{"size": 0, "track_total_hits": false, "query": ask, "aggs": aggs})
		if err != nil {
			return err
		}
		for i, u := range chunk {
			var got bucket
			if err := a.agg(strconv.Itoa(i), &got); err != nil {
				return err
			}
			u.n = got.Count
		}
	}
	return nil
}

// days counts the days of instants in a zone.
func (s *Snapshot) days(ctx context.Context, ask object, zone string, yield func(day string, n int)) error {
	a, err := s.search(ctx, object{"size": 0, "track_total_hits": false, "query": ask, "aggs": object{"days": object{"date_histogram": object{
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
		yield(b.Day, b.Count)
	}
	return err
}

// composite yields the values that the articles of ask hold in a field, in byte
// order, behind after unless that is "", in answers of size, then of more and more up
// to most: who looks for a few need not wait for many.
func (s *Snapshot) composite(ctx context.Context, ask object, field, after string, size, most int) func(func(bucket, error) bool) {
	return func(yield func(bucket, error) bool) {
		page := object{"size": size, "sources": []object{{"v": object{"terms": object{"field": field}}}}}
		if after != "" {
			page["after"] = object{"v": after}
		}
		for {
			var got struct {
				After   json.RawMessage `json:"after_key"`
				Buckets []struct {
					Key   struct{ V string }
					Count int `json:"doc_count"`
				}
			}
			a, err := s.search(ctx, object{"size": 0, "track_total_hits": false, "query": ask, "aggs": object{"page": object{"composite": page}}})
			if err == nil {
				err = a.agg("page", &got)
			}
			if err != nil {
				yield(bucket{}, err)
				return
			}
			for _, b := range got.Buckets {
				if !yield(bucket{b.Key.V, b.Count}, nil) {
					return
				}
			}
			if len(got.Buckets) < size {
				return
			}
			size = min(4*size, most)
			page["after"], page["size"] = got.After, size
		}
	}
}

// ids returns the ids that a value of a facet counts as.
func (s *Snapshot) ids(facet, value string) []string {
	lex := s.x.options.Lexicon
	if lex == nil || !merges(facet) {
		return []string{value}
	}
	id := lex.Canonical(value)
	if facet != "place" {
		return []string{id}
	}
	return append([]string{id}, lex.Ancestors(id)...)
}

// merges reports whether the values of a facet are entities, which merge.
func merges(facet string) bool {
	return facet != "type" && facet != "language" && facet != "collection" && facet != "date"
}
