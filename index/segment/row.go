package segment

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"dateline/corpus"
)

// The facets whose values the columns keep, in the order of the column file.
// Published holds the date as it was given, so that days and histograms follow
// from one reading of dates.
const (
	Actor      = "actor"
	Place      = "place"
	Outlet     = "outlet"
	Original   = "original"
	Agency     = "agency"
	Cites      = "cites"
	Speaker    = "speaker"
	Type       = "type"
	Language   = "language"
	Collection = "collection"
	Published  = "published"
)

var facetFields = []string{Actor, Place, Outlet, Original, Agency, Cites, Speaker, Type, Language, Collection, Published}

// A Value is one value of a facet. Name is how the article spells it; "" where the
// id says it all.
type Value struct{ ID, Name string }

// A QuoteSpan is one quote in positions of its stream. Speaker is the entity id or "".
type QuoteSpan struct {
	Title       bool
	First, Last uint32
	Speaker     string
}

// A row is what the columns keep of one article.
type row struct {
	id       string
	meta     []byte // as the record begins
	sum      [32]byte
	values   [][]Value // by facetFields, each sorted and distinct
	credited bool      // the outlet is the credited original
	lengths  [2]uint32 // words of title and text
	lead     uint32    // words of the first paragraph of the text
	quotes   []QuoteSpan
}

func newRow(a *corpus.Annotated) (row, error) {
	r := row{id: a.ID, credited: a.Outlet.Status == corpus.Credited}
	if a.Sum != "" {
		b, err := hex.DecodeString(a.Sum)
		if err != nil || len(b) != len(r.sum) {
			return r, fmt.Errorf("content hash %q: want 64 hexadecimal digits", a.Sum)
		}
		copy(r.sum[:], b)
	}
	r.lengths = [2]uint32{uint32(len(a.TitleStream.Tokens)), uint32(len(a.TextStream.Tokens))}
	r.lead = uint32(len(a.TextStream.Tokens))
	if p := a.TextStream.Paragraphs; len(p) > 1 {
		r.lead = uint32(p[1])
	}
	for _, f := range facetFields {
		r.values = append(r.values, distinct(Values(a, f)))
	}
	for _, f := range []string{TitleField, TextField} {
		for _, q := range a.Stream(f).Quotes {
			r.quotes = append(r.quotes, QuoteSpan{f == TitleField, uint32(q.First), uint32(q.Last), q.Speaker})
		}
	}
	return r, nil
}

// unquoted returns the speaker of a quote who is no value of the facet of speakers, false
// where there is one: both come from the same finding.
func (r *row) unquoted() (speaker string, ok bool) {
	of := r.values[speakerFacet]
	for _, q := range r.quotes {
		if q.Speaker != "" && !slices.ContainsFunc(of, func(v Value) bool { return v.ID == q.Speaker }) {
			return q.Speaker, false
		}
	}
	return "", true
}

// Values returns the values of a facet of an article, unsorted, and one that comes again far behind perhaps twice.
func Values(a *corpus.Annotated, facet string) []Value {
	switch facet {
	case Actor:
		return mentioned(a, corpus.RoleActor)
	case Place:
		return mentioned(a, corpus.RolePlace)
	case Outlet:
		return outlets(a.Outlet)
	case Original:
		return outlets(a.Original)
	case Agency:
		return outlets(a.Agency)
	case Cites:
		return outlets(a.Cites...)
	case Speaker:
		return speakers(a)
	case Type:
		return types(a)
	case Language:
		return plain(a.Language)
	case Collection:
		return plain(a.Collection)
	case Published:
		return plain(a.Published.Value)
	}
	return nil
}

func mentioned(a *corpus.Annotated, role corpus.Role) []Value {
	var v []Value
	for i := range a.Mentions {
		if m := &a.Mentions[i]; m.Role == role && m.Entity != "" {
			v = appendNew(v, Value{m.Entity, m.Name})
		}
	}
	return v
}

// appendNew appends x unless its id was among the last that came: most are named again.
func appendNew(v []Value, x Value) []Value {
	for _, old := range v[max(0, len(v)-lookBack):] {
		if old.ID == x.ID {
			return v
		}
	}
	return append(v, x)
}

const lookBack = 32

func outlets(all ...corpus.Outlet) []Value {
	var v []Value
	for _, o := range all {
		if o.Known() {
			v = append(v, Value{o.ID, o.Name})
		}
	}
	return v
}

func speakers(a *corpus.Annotated) []Value {
	var v []Value
	for _, q := range a.Quotes {
		if q.Speaker != nil && q.Speaker.Entity != "" {
			v = append(v, Value{q.Speaker.Entity, q.Speaker.Name})
		}
	}
	return v
}

func types(a *corpus.Annotated) []Value {
	var v []Value
	for i := range a.Mentions {
		if m := &a.Mentions[i]; (m.Role == corpus.RoleActor || m.Role == corpus.RolePlace) && m.Type != "" {
			v = appendNew(v, Value{ID: string(m.Type)})
		}
	}
	return v
}

func plain(s string) []Value {
	if s == "" {
		return nil
	}
	return []Value{{ID: s}}
}

// distinct sorts v by id and keeps the first name of each.
func distinct(v []Value) []Value {
	slices.SortStableFunc(v, func(a, b Value) int { return strings.Compare(a.ID, b.ID) })
	return slices.CompactFunc(v, func(a, b Value) bool { return a.ID == b.ID })
}
