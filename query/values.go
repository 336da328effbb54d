package query

import (
	"slices"

	"dateline/corpus"
)

// Values returns the distinct, sorted values of an article for a Value field or a
// facet, as stored: neither merged nor rolled up. An empty result is a missing one.
func Values(a *corpus.Annotated, field string) []string {
	var out []string
	add := func(v string) {
		if v != "" {
			out = append(out, v)
		}
	}
	switch field {
	case "outlet":
		add(a.Outlet.ID)
	case "original":
		add(a.Original.ID)
	case "agency":
		add(a.Agency.ID)
	case "cites":
		for _, o := range a.Cites {
			add(o.ID)
		}
	case "speaker":
		for _, q := range a.Quotes {
			if q.Speaker != nil {
				add(q.Speaker.Entity)
			}
		}
	case "lang", "language":
		add(a.Language)
	case "collection":
		add(a.Collection)
	case "id":
		add(a.ID)
	case "actor", "place", "type":
		for _, m := range a.Mentions {
			add(mentionValue(m, field))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Keeps reports whether f lets an article through; zone as in Request.Zone.
func (f Filter) Keeps(a *corpus.Annotated, zoneName string) bool {
	var in bool
	if f.Facet == "date" {
		in = (f.From != "" || f.To != "") && Within(a.Published.Value, f.From, f.To, zone(zoneName)) ||
			f.Missing && a.Published.Value == ""
	} else {
		values := Values(a, f.Facet)
		in = f.Missing && len(values) == 0 || intersects(values, f.IDs)
	}
	return in != f.Exclude
}

// mentionValue is what a mention counts as in the facets actor, place and type.
func mentionValue(m corpus.Mention, field string) string {
	switch {
	case m.Role != corpus.RoleActor && m.Role != corpus.RolePlace:
		return ""
	case field == "type":
		return string(m.Type)
	case field == string(m.Role):
		return m.Entity
	}
	return ""
}
