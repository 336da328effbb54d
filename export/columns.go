package export

import (
	"fmt"
	"slices"
	"strings"

	"dateline/corpus"
	"dateline/query"
)

// A Column is one field of a row. docs/export.md lists them and a test compares it
// with this table.
type Column struct {
	Name  string
	Rows  []Rows // kinds of rows that have it
	Form  Form
	About string
	value func(*row) any // string, int, float64, []string or, in JSON alone, an object
}

// A Form says which formats have a column: JSON Lines nests what the flat formats
// (CSV, TSV, Parquet) spread over several columns.
type Form int

const (
	Both Form = iota
	Flat
	Nested
)

var (
	everyRows = []Rows{ArticleRows, HitRows, QuoteRows, MentionRows}
)

// Columns is every column in the order of the output.
var Columns = slices.Concat(articleColumns, hitColumns, quoteColumns, mentionColumns)

var articleColumns = []Column{
	{"id", everyRows, Both, "id of the article", func(r *row) any { return r.article.ID }},
	{"title", everyRows, Both, "title as read", func(r *row) any { return r.article.Title }},
	{"outlet", everyRows, Nested, "source outlet: {id, name, status}", func(r *row) any { return named(r.article.Outlet) }},
	{"outlet", everyRows, Flat, "name of the source outlet, empty when unknown", func(r *row) any { return r.article.Outlet.Name }},
	{"outlet_id", everyRows, Flat, "its id", func(r *row) any { return r.article.Outlet.ID }},
	{"outlet_status", everyRows, Flat, "how it is known: given, explicit, inferred, credited or unknown", func(r *row) any { return status(r.article.Outlet.Status) }},
	{"original", everyRows, Nested, "who published first: {id, name, status} or null", func(r *row) any { return known(r.article.Original) }},
	{"original", everyRows, Flat, "name of the outlet that published first, where the text credits it", func(r *row) any { return r.article.Original.Name }},
	{"agency", everyRows, Nested, "wire agency credited: {id, name, status} or null", func(r *row) any { return known(r.article.Agency) }},
	{"agency", everyRows, Flat, "name of the wire agency credited", func(r *row) any { return r.article.Agency.Name }},
	{"cites", everyRows, Nested, "outlets named as a source: [{id, name, status}]", func(r *row) any { return cites(r.article.Cites) }},
	{"cites", everyRows, Flat, "names of the outlets named as a source", func(r *row) any { return outletNames(r.article.Cites) }},
	{"published", everyRows, Both, "publication date as precise as it is known, empty when unknown", func(r *row) any { return r.article.Published.Value }},
	{"published_status", everyRows, Both, "how the date is known", func(r *row) any { return status(r.article.Published.Status) }},
	{"url", everyRows, Both, "address as read", func(r *row) any { return r.article.URL }},
	{"byline", everyRows, Both, "authors as printed", func(r *row) any { return list(r.article.Byline) }},
	{"language", everyRows, Both, "language tag, empty when unknown", func(r *row) any { return r.article.Language }},
	{"collection", everyRows, Both, "collection that the article was read into", func(r *row) any { return r.article.Collection }},
	{"path", everyRows, Both, "file that it was read from", func(r *row) any { return r.article.Path }},
	{"sum", everyRows, Both, "content hash: SHA-256 of the article as ingested", func(r *row) any { return r.article.Sum }},
	{"first_seen", everyRows, Both, "when the index first held the id, RFC 3339", func(r *row) any { return r.article.FirstSeen }},
	{"updated", everyRows, Both, "when its content last changed here, RFC 3339", func(r *row) any { return r.article.Updated }},
	{"actors", []Rows{ArticleRows}, Both, "ids of the actors named", func(r *row) any { return list(query.Values(r.article, "actor")) }},
	{"places", []Rows{ArticleRows}, Both, "ids of the places named, without their parents", func(r *row) any { return list(query.Values(r.article, "place")) }},
	{"speakers", []Rows{ArticleRows}, Both, "ids of the speakers quoted", func(r *row) any { return list(query.Values(r.article, "speaker")) }},
	{"score", []Rows{ArticleRows, HitRows}, Both, "BM25 score in this query; 0 unless the order is by score", func(r *row) any { return r.score }},
	{"copies", []Rows{ArticleRows}, Both, "with --distinct: ids of the matching near-copies that it stands for", func(r *row) any { return list(r.copies) }},
	{"text", everyRows, Both, "full text; only with --text", func(r *row) any { return r.article.Text }},
}

var hitColumns = []Column{
	{"hit", []Rows{HitRows}, Both, "number of the match within its article, from 1", func(r *row) any { return r.n }},
	{"field", []Rows{HitRows}, Both, "title, byline or text", func(r *row) any { return r.found.Field }},
	{"start", []Rows{HitRows}, Both, "first byte of the match in the field", func(r *row) any { return r.found.Start }},
	{"end", []Rows{HitRows}, Both, "byte behind it", func(r *row) any { return r.found.End }},
	{"left", []Rows{HitRows}, Both, "up to 80 bytes before the match, cut at a word", func(r *row) any { return left(r) }},
	{"match", []Rows{HitRows}, Both, "the match as printed", func(r *row) any { return field(r.article, r.found.Field)[r.found.Start:r.found.End] }},
	{"right", []Rows{HitRows}, Both, "up to 80 bytes behind it, cut at a word", func(r *row) any { return right(r) }},
}

var quoteColumns = []Column{
	{"quote", []Rows{QuoteRows}, Both, "number of the quote within its article, from 1", func(r *row) any { return r.n }},
	{"field", []Rows{QuoteRows}, Both, "title or text", func(r *row) any { return inField(r.quote.Field) }},
	{"start", []Rows{QuoteRows}, Both, "first byte of the quote in the field, without its marks", func(r *row) any { return r.quote.Start }},
	{"end", []Rows{QuoteRows}, Both, "byte behind it", func(r *row) any { return r.quote.End }},
	{"kind", []Rows{QuoteRows}, Both, "direct, fragment or indirect", func(r *row) any { return string(r.quote.Kind) }},
	{"speaker_id", []Rows{QuoteRows}, Both, "entity of the speaker, empty when unnamed or unknown", func(r *row) any { return speaker(r).Entity }},
	{"speaker", []Rows{QuoteRows}, Both, "speaker's name or description, empty when unknown", func(r *row) any { return speaker(r).Name }},
	{"how", []Rows{QuoteRows}, Both, "how the speaker was found", func(r *row) any { return speaker(r).How }},
	{"cue", []Rows{QuoteRows}, Both, "the word of saying", func(r *row) any { return r.quote.Cue }},
	{"quoted", []Rows{QuoteRows}, Both, "the quoted words as printed", func(r *row) any { return r.quote.Text }},
}

var mentionColumns = []Column{
	{"mention", []Rows{MentionRows}, Both, "number of the mention within its article, from 1", func(r *row) any { return r.n }},
	{"field", []Rows{MentionRows}, Both, "title, byline or text", func(r *row) any { return inField(r.mention.Field) }},
	{"start", []Rows{MentionRows}, Both, "first byte of the mention in the field", func(r *row) any { return r.mention.Start }},
	{"end", []Rows{MentionRows}, Both, "byte behind it", func(r *row) any { return r.mention.End }},
	{"surface", []Rows{MentionRows}, Both, "the name as printed", func(r *row) any { return r.mention.Text }},
	{"entity", []Rows{MentionRows}, Both, "id of the entity, empty while ambiguous; ~ marks one that no authority holds", func(r *row) any { return r.mention.Entity }},
	{"name", []Rows{MentionRows}, Both, "its name", func(r *row) any { return r.mention.Name }},
	{"type", []Rows{MentionRows}, Both, "its type", func(r *row) any { return string(r.mention.Type) }},
	{"role", []Rows{MentionRows}, Both, "actor, place, demonym, outlet, byline, people or platform", func(r *row) any { return string(r.mention.Role) }},
	{"candidates", []Rows{MentionRows}, Both, "ids that an ambiguous name may mean, best first", func(r *row) any { return candidates(r.mention) }},
}

// labelColumn stands first in the rows of several queries in one file.
func labelColumn(label string) Column {
	return Column{"query", everyRows, Both, "label of the query in a batch", func(*row) any { return label }}
}

// needs returns how much of an article the columns of a kind of rows are made of.
func needs(kind Rows, columns []Column) query.Load {
	switch kind {
	case HitRows:
		return query.LoadStreams
	case QuoteRows, MentionRows:
		return query.LoadText
	}
	load := query.LoadMeta
	for _, c := range columns {
		switch c.Name {
		case "actors", "places", "speakers":
			return query.LoadText
		case "text":
			load = query.LoadBody
		}
	}
	return load
}

// choose returns the columns of one kind of rows: those named, in the order of
// names, or all but the text. text adds the text.
func choose(kind Rows, nested bool, names []string, text bool) ([]Column, error) {
	var all []Column
	for _, c := range Columns {
		if slices.Contains(c.Rows, kind) && (c.Form == Both || (c.Form == Nested) == nested) {
			all = append(all, c)
		}
	}
	if len(names) == 0 {
		return slices.DeleteFunc(all, func(c Column) bool { return c.Name == "text" && !text }), nil
	}
	var chosen []Column
	for k, name := range names {
		i := slices.IndexFunc(all, func(c Column) bool { return c.Name == name })
		switch {
		case i < 0:
			return nil, fmt.Errorf("export: unknown field %q for rows of kind %s; there are %s", name, kind, columnNames(all))
		case name == "text" && !text:
			return nil, fmt.Errorf("export: the field text needs --text: the articles' text is their publishers'")
		case slices.Contains(names[:k], name):
			return nil, fmt.Errorf("export: field %q is named twice", name)
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

func columnNames(columns []Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

func named(o corpus.Outlet) query.Named {
	return query.Named{ID: o.ID, Name: o.Name, Status: corpus.Status(status(o.Status))}
}

func known(o corpus.Outlet) any {
	if !o.Known() {
		return nil
	}
	return named(o)
}

func cites(outlets []corpus.Outlet) any {
	out := make([]query.Named, len(outlets))
	for i, o := range outlets {
		out[i] = named(o)
	}
	return out
}

func outletNames(outlets []corpus.Outlet) []string {
	out := make([]string, len(outlets))
	for i, o := range outlets {
		out[i] = o.Name
	}
	return out
}

func status(s corpus.Status) string {
	if s == "" {
		return string(corpus.Unknown)
	}
	return string(s)
}

func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

func inField(name string) string {
	if name == "" {
		return "text"
	}
	return name
}

func speaker(r *row) corpus.Speaker {
	if r.quote.Speaker == nil {
		return corpus.Speaker{}
	}
	return *r.quote.Speaker
}

func candidates(m *corpus.Mention) []string {
	out := make([]string, len(m.Candidates))
	for i, c := range m.Candidates {
		out[i] = c.Entity
	}
	return out
}

// contextBytes is how much of a field a hit row shows on either side of the match.
const contextBytes = 80

func left(r *row) string {
	s := field(r.article, r.found.Field)[:r.found.Start]
	if len(s) <= contextBytes {
		return s
	}
	s = s[len(s)-contextBytes:]
	if i := strings.IndexAny(s, " \n\t"); i >= 0 {
		return s[i+1:]
	}
	return strings.ToValidUTF8(s, "")
}

func right(r *row) string {
	s := field(r.article, r.found.Field)[r.found.End:]
	if len(s) <= contextBytes {
		return s
	}
	s = s[:contextBytes]
	if i := strings.LastIndexAny(s, " \n\t"); i >= 0 {
		return s[:i]
	}
	return strings.ToValidUTF8(s, "")
}
