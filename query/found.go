package query

import (
	"context"
	"slices"
	"strings"

	"dateline/corpus"
)

// found is a Lexicon that also knows the provisional entities of a snapshot, which
// no authority holds: by their whole name, else by its last words.
type found struct {
	Lexicon
	ctx context.Context
	s   Snapshot
}

func (f found) Entities(name string) []corpus.Entity {
	if known := f.Lexicon.Entities(name); len(known) > 0 {
		return known
	}
	id := f.Lexicon.Provisional(name)
	if id == "" {
		return nil
	}
	if e, ok := f.Lexicon.Entity(id); ok && f.borne(id) {
		return []corpus.Entity{e}
	}
	return f.ending(f.Lexicon.Tokens(name))
}

// borne reports whether an article mentions, quotes or is from the entity id.
func (f found) borne(id string) bool {
	ids := []string{id}
	any := &Or{Kids: []Node{&Term{Terms: []string{corpus.ActorMark + id}}, &Term{Terms: []string{corpus.PlaceMark + id}}}}
	for _, field := range append([]string{"speaker"}, outletFields...) {
		any.Kids = append(any.Kids, &Value{Field: field, IDs: ids})
	}
	r, err := f.s.Search(f.ctx, Request{Query: any, Sort: ByDate})
	return err == nil && r.Total > 0
}

// ending returns the provisional actors and speakers whose names end with words,
// those of most articles first.
func (f found) ending(words []string) []corpus.Entity {
	r, err := f.s.Search(f.ctx, Request{Query: &All{}, Sort: ByDate, Facets: []FacetRequest{{Name: "actor"}, {Name: "speaker"}}})
	if err != nil {
		return nil
	}
	var out []corpus.Entity
	for _, facet := range r.Facets {
		for _, v := range facet.Values {
			if !strings.HasPrefix(v.ID, "~") || slices.ContainsFunc(out, func(e corpus.Entity) bool { return e.ID == v.ID }) {
				continue
			}
			name := f.Lexicon.Tokens(v.Name)
			if len(name) > len(words) && slices.Equal(name[len(name)-len(words):], words) {
				out = append(out, corpus.Entity{ID: v.ID, Name: v.Name, Type: corpus.Person})
			}
		}
	}
	return out
}
