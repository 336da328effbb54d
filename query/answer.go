package query

import (
	"bytes"
	"encoding/json"

	"dateline/corpus"
)

// Schema is the version of what an Answer marshals to.
const Schema = 1

// An Answer is what a search says, for terminals, scripts and pages alike. It
// marshals to the object that docs/query.md describes.
type Answer struct {
	Schema      int          `json:"schema"`
	Query       Reading      `json:"query"`
	Snapshot    string       `json:"snapshot"`
	Total       int          `json:"total"`
	Ladder      *Ladder      `json:"ladder"` // nil unless the query is bare
	Forms       []Forms      `json:"forms"`
	Hits        []AnswerHit  `json:"hits"`
	Facets      Facets       `json:"facets"`
	Missing     Missing      `json:"missing"`
	Suggestions []Suggestion `json:"suggestions"` // only where nothing matched
	Next        string       `json:"next"`

	Compiled *Compiled `json:"-"`
}

// A Reading is the query as typed, as read and what was chosen in reading it.
type Reading struct {
	Text   string   `json:"text"`
	Parsed string   `json:"parsed"`
	Notes  []string `json:"notes"`
}

// A Ladder counts, for a query of plain words, the articles that hold all words;
// those that hold Run, the longest run of the query's words as typed that stands
// in at least one of them; and those that hold it within a quote. Without a run
// both are 0, and nil for a single word.
type Ladder struct {
	All    int    `json:"all"`
	Phrase *int   `json:"phrase"`
	Quoted *int   `json:"quoted"`
	Run    string `json:"run,omitempty"`
}

// Forms are the words of the collection that an unquoted word or a prefix means,
// most frequent first; More is how many are not listed.
type Forms struct {
	Typed string   `json:"typed"`
	Words []string `json:"words"`
	More  int      `json:"more,omitempty"`
}

// An AnswerHit is one article of a page of hits.
type AnswerHit struct {
	ID              string        `json:"id"`
	Title           string        `json:"title"`
	Outlet          Named         `json:"outlet"`
	Original        Named         `json:"original"`
	Agency          Named         `json:"agency"`
	Cites           []Named       `json:"cites"`
	Published       string        `json:"published"`
	PublishedStatus corpus.Status `json:"published_status"`
	Score           float64       `json:"score"`
	Snippets        []Snippet     `json:"snippets"`
	Copies          []string      `json:"copies,omitempty"`

	Article *corpus.Annotated `json:"-"`
	Marks   []Mark            `json:"-"`
}

// Named is an outlet in one of its roles; an unknown one has no id and that status.
type Named struct {
	ID     string        `json:"id"`
	Name   string        `json:"name"`
	Status corpus.Status `json:"status"`
}

// Facets marshals to an object of value lists by name, in the order asked for.
type Facets []Facet

// MarshalJSON implements json.Marshaler.
func (f Facets) MarshalJSON() ([]byte, error) {
	return object(len(f), func(i int) (string, any) {
		if f[i].Values == nil {
			return f[i].Name, []FacetValue{}
		}
		return f[i].Name, f[i].Values
	})
}

// Missing marshals to an object of the number of matching articles without a
// value, by the name of the facet.
type Missing []Facet

// MarshalJSON implements json.Marshaler.
func (m Missing) MarshalJSON() ([]byte, error) {
	return object(len(m), func(i int) (string, any) { return m[i].Name, m[i].Missing })
}

// object marshals n members in their order.
func object(n int, member func(i int) (string, any)) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		name, value := member(i)
		for _, part := range []any{name, value} {
			raw, err := json.Marshal(part)
			if err != nil {
				return nil, err
			}
			b.Write(raw)
			if part == any(name) {
				b.WriteByte(':')
			}
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// hit is h as an answer shows it.
func (c *Compiled) hit(h Hit, run Node) AnswerHit {
	a := h.Article
	out := AnswerHit{ID: a.ID, Title: a.Title, Outlet: named(a.Outlet), Original: named(a.Original), Agency: named(a.Agency),
		Cites: []Named{}, Published: a.Published.Value, PublishedStatus: a.Published.Status, Score: h.Score,
		Copies: h.Copies, Article: a, Marks: Marks(c.Request.Query, a)}
	if out.PublishedStatus == "" {
		out.PublishedStatus = corpus.Unknown
	}
	for _, o := range a.Cites {
		out.Cites = append(out.Cites, named(o))
	}
	out.Snippets = Snippets(run, a, out.Marks)
	return out
}

func named(o corpus.Outlet) Named {
	if !o.Known() {
		return Named{Status: corpus.Unknown}
	}
	return Named{o.ID, o.Name, o.Status}
}
