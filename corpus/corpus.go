// Package corpus holds the nouns of Dateline: articles, outlets, entities,
// mentions, quotes, dates and the token stream that search runs on. It imports
// the standard library alone, so that every other package can speak in its terms.
package corpus

import "encoding/json"

// An Article is one news article as it was read.
// Text is kept exactly as read after decoding to UTF-8; every offset elsewhere
// is a byte offset into the field named beside it, Text unless said.
type Article struct {
	ID         string   `json:"id"`
	Collection string   `json:"collection,omitempty"`
	Path       string   `json:"path,omitempty"` // file or archive member it was read from
	Title      string   `json:"title,omitempty"`
	Byline     []string `json:"byline,omitempty"` // author names as printed
	Outlet     Outlet   `json:"outlet"`           // who published
	Original   Outlet   `json:"original"`         // who published first, where the text credits another
	Agency     Outlet   `json:"agency"`           // the wire agency that is credited
	Cites      []Outlet `json:"cites,omitempty"`  // outlets named as a source in the text
	URL        string   `json:"url,omitempty"`
	Published  Date     `json:"published"`
	Language   string   `json:"language,omitempty"` // BCP 47 base tag, "" when unknown
	Text       string   `json:"text"`

	Sum       string `json:"sum,omitempty"`        // content hash: hex SHA-256 of the article as ingested, set by ingest
	FirstSeen string `json:"first_seen,omitempty"` // RFC 3339, when the collection first held this id
	Updated   string `json:"updated,omitempty"`    // RFC 3339, when its content last changed here
}

// A Status tells how a value is known.
type Status string

const (
	Given    Status = "given"    // stated by a sidecar or a metadata field
	Explicit Status = "explicit" // stated by the text itself; Evidence holds the span
	Inferred Status = "inferred" // follows from a rule; Rule names it
	Credited Status = "credited" // the publisher is unknown, this is the credited original
	Unknown  Status = "unknown"
)

// An Outlet is a source outlet in one of its roles, with how it is known.
// The zero Outlet is an unknown one. ID is an authority id, or "~" and a slug for
// an outlet that no authority holds.
type Outlet struct {
	ID       string `json:"id,omitempty"`
	Name     string `json:"name,omitempty"`
	Status   Status `json:"status,omitempty"`
	Rule     string `json:"rule,omitempty"`
	Evidence *Span  `json:"evidence,omitempty"`
}

// Known reports whether o names an outlet.
func (o Outlet) Known() bool { return o.ID != "" }

// A Span is a half-open range of bytes in a field; Field "" is the text.
type Span struct {
	Field string `json:"field,omitempty"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// A Date is a calendar date or an instant of publication, with how it is known.
// Value is ISO 8601 at the precision that was given: "2025", "2025-07",
// "2025-07-24" or RFC 3339 with a zone.
type Date struct {
	Value    string `json:"value,omitempty"`
	Status   Status `json:"status,omitempty"`
	Rule     string `json:"rule,omitempty"`
	Evidence *Span  `json:"evidence,omitempty"`
}

// A DateMention is a date expression in a field. Value is empty for an expression
// that cannot be resolved, such as a weekday in an article without a date.
type DateMention struct {
	Field string `json:"field,omitempty"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
	Value string `json:"value,omitempty"`
	Rule  string `json:"rule,omitempty"`
}

// A Type is the neutral kind of an entity.
type Type string

const (
	Person       Type = "person"
	Organisation Type = "organisation"
	Government   Type = "government"
	ArmedGroup   Type = "armed_group"
	ArmedForces  Type = "armed_forces"
	Place        Type = "place"
	OutletType   Type = "outlet"
)

// A Role tells what a mention does where it stands.
type Role string

const (
	RoleActor    Role = "actor"
	RolePlace    Role = "place"
	RoleDemonym  Role = "demonym"
	RoleOutlet   Role = "outlet"
	RoleByline   Role = "byline"
	RolePeople   Role = "people"
	RolePlatform Role = "platform"
)

// A Mention is one occurrence of an entity in an article.
// Field[Start:End] is the surface form that was matched; mentions may nest.
// Candidates holds every entity that the name may mean where that stays
// ambiguous, best first; Entity is then empty or the one that evidence chose.
type Mention struct {
	Field      string      `json:"field,omitempty"`
	Start      int         `json:"start"`
	End        int         `json:"end"`
	Text       string      `json:"text"`
	Entity     string      `json:"entity"`
	Name       string      `json:"name"`
	Type       Type        `json:"type"`
	Role       Role        `json:"role"`
	How        string      `json:"how,omitempty"` // the rule that found or linked it
	Candidates []Candidate `json:"candidates,omitempty"`
}

// A Candidate is one entity that an ambiguous name may mean; Score is in [0,1].
type Candidate struct {
	Entity string  `json:"entity"`
	Score  float64 `json:"score"`
}

// A QuoteKind tells whether the words are the speaker's own.
type QuoteKind string

const (
	Direct   QuoteKind = "direct"   // complete sentence(s) between marks
	Fragment QuoteKind = "fragment" // part of a sentence between marks
	Indirect QuoteKind = "indirect" // reported speech without marks
)

// A Quote is one quotation or reported statement; Text[Start:End] excludes the marks.
type Quote struct {
	Field   string    `json:"field,omitempty"`
	Start   int       `json:"start"`
	End     int       `json:"end"`
	Text    string    `json:"text"`
	Kind    QuoteKind `json:"kind"`
	Speaker *Speaker  `json:"speaker"` // nil when unknown
	Cue     string    `json:"cue,omitempty"`
	Note    string    `json:"note,omitempty"` // such as a repaired, unclosed mark
}

// A Speaker is who a quote is attributed to and how that was found. An unnamed
// speaker has no Entity, which marshals to null, and its description as Name.
type Speaker struct {
	Entity string `json:"entity"`
	Name   string `json:"name"`
	How    string `json:"how"`
	Span   *Span  `json:"span,omitempty"` // where the source stands in the text
}

// MarshalJSON implements json.Marshaler.
func (s Speaker) MarshalJSON() ([]byte, error) {
	type plain Speaker
	named := struct {
		Entity *string `json:"entity"`
		plain
	}{plain: plain(s)}
	if s.Entity != "" {
		named.Entity = &s.Entity
	}
	return json.Marshal(named)
}

// An Entity is one row of the authority, or a provisional one ("~" ids) that
// the recogniser found.
type Entity struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Type      Type     `json:"type"`
	Aliases   []string `json:"aliases,omitempty"`
	Parent    string   `json:"parent,omitempty"`
	ValidFrom string   `json:"valid_from,omitempty"`
	ValidTo   string   `json:"valid_to,omitempty"`
	Wikidata  string   `json:"wikidata,omitempty"`
	Note      string   `json:"note,omitempty"`
}
