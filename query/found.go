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
	bears := &Or{Kids: []Node{&Term{Terms: []string{corpus.ActorMark + id}}, &Term{Terms: []string{corpus.PlaceMark + id}}}}
	for _, field := range append([]string{"speaker"}, outletFields...) {
		bears.Kids = append(bears.Kids, &Value{Field: field, IDs: ids})
	}
	r, err := f.s.Search(f.ctx, Request{Query: bears, Sort: ByDate})
	return err == nil && r.Total > 0
}

// ending returns the provisional actors and speakers whose names end with words,
// those of most articles first.
func (f found) ending(words []string) []corpus.Entity {
	var out []corpus.Entity
	f.provisional(func(v FacetValue) {
		if name := f.Lexicon.Tokens(v.Name); len(name) > len(words) && slices.Equal(name[len(name)-len(words):], words) {
			out = append(out, corpus.Entity{ID: v.ID, Name: v.Name, Type: corpus.Person})
		}
	})
	return out
}

// SuggestName adds the provisional names within two letters of name.
func (f found) SuggestName(name string) []string {
	out := f.Lexicon.SuggestName(name)
	typed := strings.ToLower(name)
	f.provisional(func(v FacetValue) {
		if d := distance(strings.ToLower(v.Name), typed, 2); d > 0 && d <= 2 && len(typed) > 5 {
			out = append(out, v.Name)
		}
	})
	return out
}

// provisional calls do for every provisional actor and speaker of the snapshot once.
func (f found) provisional(do func(FacetValue)) {
	r, err := f.s.Search(f.ctx, Request{Query: &All{}, Sort: ByDate, Facets: []FacetRequest{{Name: "actor"}, {Name: "speaker"}}})
	if err != nil {
		return // the search that follows will say so
	}
	seen := map[string]bool{}
	for _, facet := range r.Facets {
		for _, v := range facet.Values {
			if strings.HasPrefix(v.ID, "~") && !seen[v.ID] {
				seen[v.ID] = true
				do(v)
			}
		}
	}
}
