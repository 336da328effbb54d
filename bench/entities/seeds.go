package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dateline/corpus"
)

// gold is the part of seeds_gold.json that is scored here. Its rules stand in the
// file: recall of places counts the strict ones, precision all that are listed;
// a state reached only through a demonym is neither rewarded nor penalised.
type gold struct {
	Articles []struct {
		File   string
		Source struct {
			Publishing *goldOutlet  `json:"publishing_outlet"`
			Original   *goldOutlet  `json:"original_outlet"`
			Agency     *goldOutlet  `json:"agency"`
			Author     *goldOutlet  `json:"author"`
			Cited      []goldOutlet `json:"cited_outlets"`
		}
		Actors   []goldEntity
		Optional []json.RawMessage `json:"actors_optional"`
		Places   []goldEntity
		Mentions []goldMention
	}
}

type goldOutlet struct{ Value, Canonical, Status string }

type goldEntity struct {
	Canonical string
	Strict    bool
	Also      any `json:"also_acceptable"`
}

type goldMention struct {
	Text       string
	Start, End int
	Entity     string
	Role, Form string
}

// also lists the other ids that count as right.
func (g goldEntity) also() []string {
	switch v := g.Also.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, x := range v {
			if s, ok := x.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

// id is the authority's id of a canonical name of the gold, else the provisional one.
func (r *run) id(canonical string) string {
	if found := r.auth.Entities(canonical); len(found) > 0 {
		return found[0].ID
	}
	return "~" + strings.ReplaceAll(strings.Join(r.auth.Tokens(canonical), "-"), "'", "")
}

func seedTable(r *run) error {
	b, err := os.ReadFile(filepath.Join(r.data, "seeds_gold.json"))
	if err != nil {
		return err
	}
	var g gold
	if err := json.Unmarshal(b, &g); err != nil {
		return err
	}
	var actors, places, mentions, roled, named, outlets tally
	invented := 0
	for _, a := range g.Articles {
		text, err := os.ReadFile(filepath.Join(r.seeds, a.File))
		if err != nil {
			return err
		}
		got := r.z.Analyze(corpus.Article{ID: a.File, Text: string(text)})
		r.actors(&actors, a.File, got, a.Actors, a.Optional)
		r.places(&places, a.File, got, a.Places)
		r.mentions(&mentions, &roled, &named, a.File, got, a.Mentions)
		src := a.Source
		for _, o := range []struct {
			role string
			got  corpus.Outlet
			want *goldOutlet
		}{{"outlet", got.Outlet, src.Publishing}, {"original", got.Original, src.Original}, {"agency", got.Agency, src.Agency}} {
			invented += r.outlet(&outlets, a.File+" "+o.role, o.got, o.want)
		}
		r.cited(&outlets, &invented, a.File, got.Cites, src.Cited)
	}
	r.row("seeds: actors", actors)
	r.row("seeds: places", places)
	r.row("seeds: mentions, span and entity", mentions)
	r.row("seeds: and role", roled)
	r.row("seeds: names alone, no nominals", named)
	r.row("seeds: outlets", outlets)
	r.row("seeds: outlets invented", invented)
	return nil
}

func (r *run) actors(t *tally, file string, got corpus.Annotated, want []goldEntity, optional []json.RawMessage) {
	acting := ids(got.Mentions, corpus.RoleActor)
	right := map[string]bool{}
	for _, w := range want {
		t.wanted++
		found := false
		for _, name := range append([]string{w.Canonical}, w.also()...) {
			right[r.id(name)] = true
			found = found || slices.Contains(acting, r.id(name))
		}
		if found {
			t.found++
		} else {
			r.wrong("actors", "%s: missed actor %s (%s)", file, w.Canonical, r.id(w.Canonical))
		}
	}
	free := r.optional(optional)
	for _, id := range acting {
		switch {
		case right[id]:
			t.right, t.given = t.right+1, t.given+1
		case !free[id]:
			t.given++
			r.wrong("actors", "%s: wrong actor %s", file, id)
		}
	}
}

func (r *run) optional(raw []json.RawMessage) map[string]bool {
	out := map[string]bool{}
	for _, x := range raw {
		var name string
		var e goldEntity
		if json.Unmarshal(x, &name) != nil && json.Unmarshal(x, &e) == nil {
			name = e.Canonical
		}
		out[r.id(name)] = true
	}
	return out
}

func (r *run) places(t *tally, file string, got corpus.Annotated, want []goldEntity) {
	placed := ids(got.Mentions, corpus.RolePlace)
	listed := map[string]bool{}
	for _, w := range want {
		id := r.id(w.Canonical)
		listed[id] = true
		if !w.Strict {
			continue
		}
		t.wanted++
		if slices.Contains(placed, id) {
			t.found++
		} else {
			r.wrong("places", "%s: missed place %s", file, id)
		}
	}
	for _, id := range placed {
		t.given++
		if listed[id] {
			t.right++
		} else {
			r.wrong("places", "%s: wrong place %s", file, id)
		}
	}
}

// ids returns the distinct entities of mentions in a role.
func ids(mentions []corpus.Mention, role corpus.Role) []string {
	var out []string
	for _, m := range mentions {
		if m.Role == role && m.Entity != "" && !slices.Contains(out, m.Entity) {
			out = append(out, m.Entity)
		}
	}
	return out
}

// roles are the gold's names for ours. A place within a title is a place.
var roles = map[string]corpus.Role{"actor": corpus.RoleActor, "locative": corpus.RolePlace, "in_title": corpus.RolePlace,
	"demonym": corpus.RoleDemonym, "people_group": corpus.RolePeople, "outlet": corpus.RoleOutlet,
	"byline": corpus.RoleByline, "platform": corpus.RolePlatform}

func (r *run) mentions(all, roled, named *tally, file string, got corpus.Annotated, want []goldMention) {
	type key struct {
		start, end int
		entity     string
	}
	marked := map[key]goldMention{}
	for _, w := range want {
		marked[key{w.Start, w.End, r.id(w.Entity)}] = w
	}
	all.wanted += len(marked)
	roled.wanted += len(marked)
	for _, w := range marked {
		if w.Form != "nominal" {
			named.wanted++
		}
	}
	for _, m := range got.Mentions {
		if m.Field != "" {
			continue
		}
		w, ok := marked[key{m.Start, m.End, m.Entity}]
		all.given++
		roled.given++
		if w.Form != "nominal" && m.How != "nominal" {
			named.given++
		}
		if !ok {
			r.wrong("mentions", "%s: wrong %d-%d %q %s %s (%s)", file, m.Start, m.End, m.Text, m.Entity, m.Role, m.How)
			continue
		}
		delete(marked, key{m.Start, m.End, m.Entity})
		all.hit()
		if w.Form != "nominal" {
			named.hit()
		}
		if roles[w.Role] == m.Role {
			roled.hit()
		} else {
			r.wrong("roles", "%s: %d %q is %s, want %s", file, m.Start, m.Text, m.Role, w.Role)
		}
	}
	for k, w := range marked {
		r.wrong("mentions", "%s: missed %d-%d %q %s (%s)", file, k.start, k.end, w.Text, k.entity, w.Form)
	}
}

// outlet scores one outlet role and returns 1 if an outlet was invented.
func (r *run) outlet(t *tally, where string, got corpus.Outlet, want *goldOutlet) int {
	name := ""
	if want != nil {
		name = want.Value + want.Canonical
	}
	given := got.Known() && got.Status != corpus.Credited
	if name != "" {
		t.wanted++
	}
	if given {
		t.given++
	}
	switch {
	case given && name != "" && got.ID == r.id(name):
		t.hit()
	case given || name != "":
		r.wrong("outlets", "%s: %s (%s), want %q", where, got.ID, got.Status, name)
	}
	if given && name == "" {
		return 1
	}
	return 0
}

func (r *run) cited(t *tally, invented *int, file string, got []corpus.Outlet, want []goldOutlet) {
	wanted := map[string]bool{}
	for _, w := range want {
		wanted[r.id(w.Value+w.Canonical)] = true
	}
	t.wanted += len(wanted)
	t.given += len(got)
	for _, o := range got {
		if !wanted[o.ID] {
			*invented++
			r.wrong("outlets", "%s: cites %s, which it does not", file, o.ID)
			continue
		}
		t.hit()
		delete(wanted, o.ID)
	}
	for id := range wanted {
		r.wrong("outlets", "%s: cites %s, missed", file, id)
	}
}
