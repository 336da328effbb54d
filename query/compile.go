package query

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // zones must be known on systems that have none

	"dateline/corpus"
)

// Options are what a user says of a search beside its text. Search, facets, kwic,
// quotes, export and the web all compile them with Compile and so agree.
type Options struct {
	Literal  bool           `json:"literal,omitempty"` // the text is plain words: nothing is an operator
	Any      bool           `json:"any,omitempty"`     // words side by side are joined by OR, not AND
	Select   []Selection    `json:"select,omitempty"`
	Since    string         `json:"since,omitempty"` // YYYY, YYYY-MM or YYYY-MM-DD, included, as is Until
	Until    string         `json:"until,omitempty"`
	Zone     string         `json:"zone,omitempty"` // IANA zone of days; "" is each article's own
	Sort     Sort           `json:"sort,omitempty"`
	Size     int            `json:"size,omitempty"`
	After    string         `json:"after,omitempty"`
	Facets   []FacetRequest `json:"facets,omitempty"` // nil asks for DefaultFacets, empty for none
	Distinct bool           `json:"distinct,omitempty"`
	MaxTerms int            `json:"max_terms,omitempty"`

	// Languages are those of the collection, whose stemmers inflect words; nil asks
	// the snapshot. Who compiles many queries asks once, with Languages.
	Languages []string `json:"-"`
}

// A Selection narrows by one facet, as flags and links write it: values are ids,
// names or aliases, or MissingValue for the articles without a value. Several are OR, and so
// are several selections of one facet that do not exclude. A date has one value: a
// bucket such as 2025-07 or 2025-W30, or a range as date: takes it.
type Selection struct {
	Facet   string   `json:"facet"`
	Values  []string `json:"values"`
	Exclude bool     `json:"exclude,omitempty"`
}

// MissingValue selects the articles that have no value in a facet.
const MissingValue = "-"

// DefaultFacets are counted where no others are asked for.
func DefaultFacets() []FacetRequest {
	return []FacetRequest{{Name: "actor", Size: 10}, {Name: "place", Size: 10}, {Name: "outlet", Size: 10},
		{Name: "agency", Size: 10}, {Name: "cites", Size: 10}, {Name: "speaker", Size: 10}, {Name: "type", Size: 10},
		{Name: "language", Size: 10}, {Name: "date", Interval: "month"}}
}

// A Compiled is a query made ready for every use of it.
type Compiled struct {
	Text      string
	Parsed    Node     // as read
	Request   Request  // Query is resolved and includes Since and Until
	Words     []string // the folded words of a bare query, nil for any other
	Notes     []string
	asked     string // mark of the question
	lex       Lexicon
	languages []string
}

// Compile parses and resolves text and the selections of o. Names that no
// authority holds are looked up among those that articles of the snapshot bear.
func Compile(ctx context.Context, s Snapshot, lex Lexicon, text string, o Options) (*Compiled, error) {
	c := &Compiled{Text: text, lex: found{lex, ctx, s}}
	var err error
	if c.Parsed, c.Notes, err = read(text, o); err != nil {
		return c, err
	}
	if c.languages = o.Languages; c.languages == nil && inflects(c.Parsed) {
		if c.languages, err = Languages(ctx, s); err != nil {
			return c, err
		}
	}
	n, notes, err := Resolve(c.Parsed, text, c.lex, c.languages)
	c.Notes = append(c.Notes, notes...)
	if err != nil {
		return c, err
	}
	c.Words = bareWords(c.Parsed, lex, o.Any)
	c.Request = Request{Query: n, Sort: o.Sort, Size: o.Size, After: o.After, Facets: o.Facets, Load: LoadStreams,
		Distinct: o.Distinct, MaxTerms: o.MaxTerms, Zone: o.Zone}
	if o.Facets == nil {
		c.Request.Facets = DefaultFacets()
	}
	if err := c.between(o.Since, o.Until); err != nil {
		return c, err
	}
	if err := c.zone(); err != nil {
		return c, err
	}
	if c.asked, err = c.question(o); err != nil {
		return c, err
	}
	return c, c.filters(o.Select)
}

// read parses text as o says.
func read(text string, o Options) (Node, []string, error) {
	if o.Literal {
		n, err := Literal(text, o.Any)
		return n, nil, err
	}
	n, notes, err := Parse(text)
	if and, ok := n.(*And); ok && o.Any && and.Bare {
		n = &Or{and.Span, and.Kids}
		notes = append(notes, "any of the clauses: read as "+n.String())
	}
	return n, notes, err
}

// inflects reports whether a word of n is not quoted: it has forms in each language.
func inflects(n Node) bool {
	w, ok := n.(*Word)
	return ok && !w.Quoted || slices.ContainsFunc(Kids(n), inflects)
}

// Languages returns the languages of the articles of s, most frequent first.
func Languages(ctx context.Context, s Snapshot) ([]string, error) {
	r, err := s.Search(ctx, Request{Query: &All{}, Facets: []FacetRequest{{Name: "language"}}})
	if err != nil || len(r.Facets) == 0 {
		return nil, err
	}
	var out []string
	for _, v := range r.Facets[0].Values {
		out = append(out, v.ID)
	}
	return out, nil
}

// bareWords returns the folded words of a query of plain words alone, side by side
// or, with anyOf, joined by OR.
func bareWords(n Node, lex Lexicon, anyOf bool) []string {
	nodes := []Node{n}
	switch n := n.(type) {
	case *And:
		if !n.Bare {
			return nil
		}
		nodes = n.Kids
	case *Or:
		if !anyOf {
			return nil
		}
		nodes = n.Kids
	}
	var out []string
	for _, kid := range nodes {
		w, ok := kid.(*Word)
		if !ok || w.Quoted || types[w.Text] != "" {
			return nil
		}
		out = append(out, lex.Tokens(w.Text)...)
	}
	return out
}

// between adds the days of --since and --until to the query.
func (c *Compiled) between(since, until string) error {
	if since == "" && until == "" {
		return nil
	}
	from, to, typed, err := between(since, until)
	if err != nil {
		return fmt.Errorf("query: since and until: %w; want YYYY, YYYY-MM or YYYY-MM-DD", err)
	}
	days := &DateRange{From: from, To: to, Typed: typed}
	if _, all := c.Request.Query.(*All); all {
		c.Request.Query = days
	} else {
		c.Request.Query = &And{Kids: []Node{c.Request.Query, days}}
	}
	return nil
}

// zone checks the zone and gives it to the date clauses; the notes say whose days count.
func (c *Compiled) zone() error {
	zone := c.Request.Zone
	if _, err := time.LoadLocation(zone); err != nil {
		return fmt.Errorf("query: zone %q: %w; want an IANA name such as Europe/London", zone, err)
	}
	dated := false
	var set func(n Node)
	set = func(n Node) {
		if d, ok := n.(*DateRange); ok {
			d.Zone, dated = zone, true
		}
		for _, kid := range Kids(n) {
			set(kid)
		}
	}
	set(c.Request.Query)
	switch {
	case dated && zone == "":
		c.Notes = append(c.Notes, "dates are each article's local day")
	case dated:
		c.Notes = append(c.Notes, "dates are days in "+zone)
	}
	return nil
}

// filters turns selections into filters: one for the included values of each facet,
// and one for the excluded.
func (c *Compiled) filters(selections []Selection) error {
	for _, exclude := range []bool{false, true} {
		for _, facet := range facetNames {
			var values []string
			for _, s := range selections {
				if s.Facet == facet && s.Exclude == exclude {
					values = append(values, s.Values...)
				}
			}
			if len(values) == 0 {
				continue
			}
			f, err := c.filter(facet, values)
			if err != nil {
				return err
			}
			f.Exclude = exclude
			c.Request.Filters = append(c.Request.Filters, f)
		}
	}
	for _, s := range selections {
		if !slices.Contains(facetNames, s.Facet) {
			return fmt.Errorf("query: unknown facet %q; there are %s", s.Facet, strings.Join(facetNames, ", "))
		}
	}
	return nil
}

var facetNames = []string{"actor", "place", "outlet", "original", "agency", "cites", "speaker", "type", "language", "collection", "date"}

// Types are the values of the facet type.
var Types = []string{string(corpus.Person), string(corpus.Organisation), string(corpus.Government), string(corpus.ArmedGroup),
	string(corpus.ArmedForces), string(corpus.Place), string(corpus.OutletType)}

// filter resolves the selected values of one facet.
func (c *Compiled) filter(facet string, values []string) (Filter, error) {
	f := Filter{Facet: facet}
	for _, v := range values {
		if v == MissingValue {
			f.Missing = true
			continue
		}
		ids, err := c.ids(facet, v)
		if err != nil {
			return f, err
		}
		f.IDs = append(f.IDs, ids...)
		if facet == "date" {
			if len(values) > 1 {
				return f, fmt.Errorf("query: facet date takes one value; write date:(%s) in the query", strings.Join(values, " OR "))
			}
			f.IDs = nil
			if f.From, f.To, err = bucketDays(v); err != nil {
				return f, fmt.Errorf("query: %w; want a bucket such as 2025-07 or 2025-W30, or a range", err)
			}
		}
	}
	slices.Sort(f.IDs)
	f.IDs = slices.Compact(f.IDs)
	return f, nil
}

// ids resolves one value of a facet.
func (c *Compiled) ids(facet, value string) ([]string, error) {
	switch facet {
	case "language":
		return []string{language(value)}, nil
	case "type":
		if !slices.Contains(Types, value) {
			return nil, fmt.Errorf("query: facet type: no mention has the type %q; there are %s", value, strings.Join(Types, ", "))
		}
		return []string{value}, nil
	case "collection", "date":
		return []string{value}, nil
	}
	r := &resolver{text: value, lex: c.lex}
	name := &Name{Field: facet, Text: value}
	if id, ok := strings.CutPrefix(value, "@"); ok {
		name.Text, name.ID = id, true
	}
	entities, err := r.entities(name)
	c.Notes = append(c.Notes, r.notes...)
	var bad *Error
	if errors.As(err, &bad) {
		return nil, fmt.Errorf("query: facet %s: %s", facet, bad.Message) // no column: it is not in the text
	}
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range entities {
		ids = append(ids, Counting(c.lex, facet, e.ID)...)
	}
	return ids, nil
}

// bucketDays returns the days of a histogram bucket or of a range.
func bucketDays(value string) (from, to string, err error) {
	var year, week int
	if n, _ := fmt.Sscanf(value, "%4d-W%2d", &year, &week); n == 2 {
		monday := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC) // always in week 1
		monday = monday.AddDate(0, 0, -(int(monday.Weekday())+6)%7+7*(week-1))
		if y, w := monday.ISOWeek(); y != year || w != week {
			return "", "", fmt.Errorf("date: %q is no week", value)
		}
		return monday.Format(time.DateOnly), monday.AddDate(0, 0, 6).Format(time.DateOnly), nil
	}
	from, to, _, err = dates(value)
	return from, to, err
}
