package analyzer

import (
	"strings"

	"dateline/corpus"
)

// resolve turns the names found in the fields of one article into mentions.
func (a *Authority) resolve(doc []*text, hits [][]match, names [][]name) []corpus.Mention {
	var out []corpus.Mention
	for i, t := range doc {
		for _, m := range hits[i] {
			e := a.entity(m.senses[0])
			start, end := t.tokens[m.first].Start, t.tokens[m.last-1].End
			out = append(out, corpus.Mention{Field: t.field, Start: start, End: end, Text: t.s[start:end],
				Entity: e.ID, Name: e.Name, Type: e.Type, Role: corpus.RoleActor, How: "authority"})
		}
	}
	return out
}

// spellSlug is the name that a provisional id spells: "jonathan-panikoff" is Jonathan Panikoff.
func spellSlug(slug string) string {
	words := strings.Split(slug, "-")
	for i, w := range words {
		if w != "" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, " ")
}
