package statement

import (
	"cmp"
	"encoding/json"
	"slices"

	"dateline/corpus"
)

// A Statement is one utterance with every rendering of it. Text is the fullest
// rendering, by which the others are described.
type Statement struct {
	ID       string    `json:"id"`
	Speaker  *Speaker  `json:"speaker"` // nil when unknown
	Text     string    `json:"text"`
	Date     string    `json:"date,omitempty"` // the earliest known publication
	Variants []Variant `json:"variants"`
}

// A Speaker is an entity, or an unnamed source by its description.
type Speaker struct {
	Entity string `json:"entity"` // "" marshals to null
	Name   string `json:"name"`
}

// MarshalJSON implements json.Marshaler.
func (s Speaker) MarshalJSON() ([]byte, error) {
	var entity *string
	if s.Entity != "" {
		entity = &s.Entity
	}
	return json.Marshal(struct {
		Entity *string `json:"entity"`
		Name   string  `json:"name"`
	}{entity, s.Name})
}

// A Variant is one rendering: article text [Start:End].
type Variant struct {
	Article      string        `json:"article"`
	Outlet       string        `json:"outlet"` // id, "" unknown
	OutletName   string        `json:"outlet_name"`
	OutletStatus corpus.Status `json:"outlet_status"` // how it is known that this outlet published
	Published    string        `json:"published,omitempty"`
	Field        string        `json:"field,omitempty"`
	Start        int           `json:"start"`
	End          int           `json:"end"`
	Text         string        `json:"text"`
	Edit         Edit          `json:"edit"`
	Dropped      []Dropped     `json:"dropped"`           // of a truncated or altered one, never nil
	Changes      []Change      `json:"changes,omitempty"` // of a truncated or altered one, the whole text in order
}

// An Edit tells how a rendering differs from the fullest one.
type Edit string

const (
	Identical  Edit = "identical"  // the same words, whatever case and punctuation
	Truncated  Edit = "truncated"  // words dropped and none changed
	Altered    Edit = "altered"    // words changed, added or moved
	Paraphrase Edit = "paraphrase" // reported without quotation marks
)

// A Dropped is one run of words that the rendering leaves out, as the fullest
// rendering has them, folded.
type Dropped struct {
	Where  string `json:"where"` // start, middle, end
	Words  string `json:"words"`
	Marked bool   `json:"marked"` // an ellipsis or a bracket stands there
}

// A Change is one run of a word diff: Op is "=" for words of both, "-" for those
// of the fullest rendering alone, "+" for those of this one alone.
type Change struct {
	Op    string `json:"op"`
	Words string `json:"words"`
}

// compare is the order of units in a result: by article, then place.
func (u *Unit) compare(v *Unit) int {
	return cmp.Or(cmp.Compare(u.Article, v.Article), cmp.Compare(u.Field, v.Field), cmp.Compare(u.Start, v.Start), cmp.Compare(u.End, v.End))
}

// fullest returns the unit that others are compared with: the longest direct one,
// the first of equals.
func fullest(units []*Unit) *Unit {
	return slices.MinFunc(units, func(a, b *Unit) int {
		return cmp.Or(cmp.Compare(indirect(a), indirect(b)), cmp.Compare(len(b.Words), len(a.Words)), a.compare(b))
	})
}

func indirect(u *Unit) int {
	if u.Kind == "indirect" {
		return 1
	}
	return 0
}
