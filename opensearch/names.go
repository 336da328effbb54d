package opensearch

import (
	"context"
	"strings"

	"dateline/query"
)

// describe sets name and parent of values: what the authority says, else what the
// articles call them, else their ids.
func (s *Snapshot) describe(ctx context.Context, facet string, values []query.FacetValue) error {
	lex := s.x.options.Lexicon
	var ids []string
	for _, v := range values {
		if merges(facet) && !s.authoritative(v.ID) {
			ids = append(ids, v.ID)
		}
	}
	called, err := s.names(ctx, ids)
	if err != nil {
		return err
	}
	for i := range values {
		v := &values[i]
		v.Name = called[v.ID]
		if lex != nil && merges(facet) {
			if e, ok := lex.Entity(v.ID); ok && (v.Name == "" || !strings.HasPrefix(v.ID, "~")) {
				v.Name = e.Name
			}
			if up := lex.Ancestors(v.ID); facet == "place" && len(up) > 0 {
				v.Parent = up[0]
			}
		}
		if v.Name == "" {
			v.Name = v.ID
		}
	}
	return nil
}

// authoritative reports whether the authority names id, so that no article is asked.
func (s *Snapshot) authoritative(id string) bool {
	if s.x.options.Lexicon == nil || strings.HasPrefix(id, "~") {
		return false
	}
	_, ok := s.x.options.Lexicon.Entity(id)
	return ok
}

// someNames is how many names are looked up one by one; for more, all are read.
const someNames = 200

// names returns how the articles of the view call ids: the first in byte order.
func (s *Snapshot) names(ctx context.Context, ids []string) (map[string]string, error) {
	out := map[string]string{}
	var ask []string
	s.mu.Lock()
	for _, id := range ids {
		if name, ok := s.called[id]; ok {
			out[id] = name
		} else {
			ask = append(ask, id)
		}
	}
	s.mu.Unlock()
	if len(ask) == 0 {
		return out, nil
	}
	found := map[string]string{}
	for key, err := range s.nameKeys(ctx, ask) {
		if err != nil {
			return nil, err
		}
		id, name, _ := strings.Cut(key, "\t")
		if old, ok := found[id]; !ok || name < old {
			found[id] = name
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ask {
		out[id], s.called[id] = found[id], found[id]
	}
	return out, nil
}

// nameKeys yields the values of the field names of ids, and perhaps of others.
func (s *Snapshot) nameKeys(ctx context.Context, ids []string) func(func(string, error) bool) {
	return func(yield func(string, error) bool) {
		if few, err := s.fewNames(ctx, ids); few != nil || err != nil {
			for _, b := range few {
				if !yield(b.Key, nil) {
					return
				}
			}
			if err != nil {
				yield("", err)
			}
			return
		}
		for b, err := range s.composite(ctx, matchAll, "names", "", someValues, someValues) {
			if !yield(b.Key, err) || err != nil {
				return
			}
		}
	}
}

// fewNames looks the names of ids up at once; nil says that there are too many.
func (s *Snapshot) fewNames(ctx context.Context, ids []string) ([]bucket, error) {
	if len(ids) > someNames {
		return nil, nil
	}
	var patterns []string
	var asks []object
	for _, id := range ids {
		patterns = append(patterns, quoted(id+"\t")+anything)
		asks = append(asks, object{"prefix": object{"names": id + "\t"}})
	}
	a, err := s.search(ctx, object{"size": 0, "track_total_hits": false, "query": anyOf(asks...), "aggs": object{"names": object{
		"terms": object{"field": "names", "include": strings.Join(patterns, "|"), "size": someValues, "shard_size": someValues}}}})
	got := buckets{Buckets: []bucket{}}
	if err == nil {
		err = a.agg("names", &got)
	}
	if err != nil || got.Other > 0 {
		return nil, err
	}
	return append(make([]bucket, 0, 1), got.Buckets...), nil
}
