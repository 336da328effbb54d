package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"dateline/corpus"
)

// linkTable scores linking on mentions whose Wikidata entity the authority has: a
// link is right if a mention of the same bytes has that entity, a leading article
// and a closing full stop aside.
func linkTable(r *run) error {
	known := r.wikidata()
	var linked tally
	mentions, covered := 0, 0
	type linkedText struct {
		ID, Text string
		Spans    []struct {
			Start, End      int
			QID, Surface    string
			Coref, Optional bool
		}
	}
	err := lines(filepath.Join(r.data, "entities", "msnbc.el.jsonl"), func(a linkedText) {
		got := map[[2]int]corpus.Mention{}
		for _, m := range r.z.Analyze(corpus.Article{ID: a.ID, Text: a.Text}).Mentions {
			got[[2]int{m.Start, m.End}] = m
		}
		for _, s := range a.Spans {
			name := strings.TrimPrefix(strings.TrimPrefix(s.Surface, "The "), "the ")
			s.Start = s.End - len(name)
			if _, ok := got[[2]int{s.Start, s.End}]; !ok && strings.HasSuffix(name, ".") {
				s.End--
			}
			if s.Coref || s.Optional {
				continue
			}
			mentions++
			id, ok := known[s.QID]
			if !ok {
				continue
			}
			covered++
			linked.wanted++
			m, ok := got[[2]int{s.Start, s.End}]
			if ok && !strings.HasPrefix(m.Entity, "~") && m.Entity != "" {
				linked.given++
			}
			if m.Entity == id {
				linked.hit()
			} else {
				r.wrong("links", "%s: %q is %s, want %s", a.ID, around(a.Text, s.Start, s.End), m.Entity, id)
			}
		}
	})
	r.row("links: msnbc", linked)
	r.row("  covered by the authority", fmt.Sprintf("%d of %d mentions", covered, mentions))
	return err
}

// wikidata maps the Wikidata ids of the authority to its ids.
func (r *run) wikidata() map[string]string {
	out := map[string]string{}
	for e := range r.auth.All() {
		if e.Wikidata != "" {
			out[e.Wikidata] = e.ID
		}
	}
	return out
}
