package query

import (
	"slices"
	"strings"
)

// fieldNames maps every accepted field name to the canonical one.
var fieldNames = map[string]string{
	"title": "title", "headline": "title", "hd": "title",
	"byline": "byline", "by": "byline", "author": "byline",
	"lead": "lead", "hlead": "lead", "lp": "lead",
	"text": "text", "body": "text",
	"quote":  "quote",
	"outlet": "outlet", "original": "original", "agency": "agency", "cites": "cites",
	"actor": "actor", "place": "place", "speaker": "speaker",
	"lang": "lang", "language": "lang", "collection": "collection", "id": "id",
	"date": "date", "published": "date", "exact": "exact",
}

// canonicalFields is what an error offers.
var canonicalFields = []string{"title", "byline", "lead", "text", "quote", "outlet", "original", "agency",
	"cites", "actor", "place", "speaker", "lang", "collection", "id", "date", "exact"}

// equalsField are the short names that other databases write with "=".
var equalsField = map[string]bool{"hd": true, "by": true, "lp": true}

// functionField are the names that other databases write as functions.
var functionField = map[string]bool{"headline": true, "byline": true, "hlead": true, "lead": true, "title": true, "body": true}

// scopes are the fields that hold a clause, not a name.
var scopes = []string{"title", "byline", "lead", "text", "quote"}

// field returns the canonical name of a field token.
func (p *parser) field(t token) (string, error) {
	typed := strings.ToLower(t.text)
	if name, ok := fieldNames[typed]; ok {
		if t.glued && name != typed || name != typed {
			p.note("field %s read as %s", t.text, name)
		}
		return name, nil
	}
	message := "unknown field " + quoted(t.text)
	if near := nearest(typed, canonicalFields); near != "" {
		message += ", did you mean " + near + "?"
	}
	return "", p.fail(t.start, message, "fields: "+strings.Join(canonicalFields, " ")+"; quote the text to search for it")
}

// nearest returns the candidate closest to word within two edits, or "".
func nearest(word string, candidates []string) string {
	best, found := 3, ""
	for _, c := range candidates {
		if d := distance(word, c, 2); d < best {
			best, found = d, c
		}
	}
	if best >= len(found) {
		return ""
	}
	return found
}

func quoted(s string) string { return `"` + s + `"` }

// fielded reads what follows the field token at p.i.
func (p *parser) fielded() (Node, error) {
	t := p.take()
	name, err := p.field(t)
	if err != nil {
		return nil, err
	}
	if k := p.peek().kind; k == kEnd || k == kClose {
		return nil, p.fail(t.end, name+": needs a value", "such as "+fieldExample[name])
	}
	switch {
	case slices.Contains(scopes, name):
		return p.scoped(t, name)
	case name == "date":
		return p.values(t, p.date)
	case name == "exact":
		return p.exact(t)
	}
	return p.values(t, func(start int, t token) (Node, error) { return p.name(start, t, name) })
}

var fieldExample = map[string]string{
	"title": `title:ceasefire`, "byline": `byline:"Jane Doe"`, "lead": `lead:(hostage talks)`, "text": `text:ceasefire`,
	"quote": `quote:("good faith")`, "outlet": `outlet:"Fox News"`, "original": `original:"Fox News"`, "agency": `agency:AFP`,
	"cites": `cites:Reuters`, "actor": `actor:"Steve Witkoff"`, "place": `place:Doha`, "speaker": `speaker:"Steve Witkoff"`,
	"lang": `lang:en`, "collection": `collection:gaza`, "id": `id:"folder/name.txt"`, "date": `date:2025-07`, "exact": `exact:"Hamas'"`,
}

// scoped reads the clause of a scope field.
func (p *parser) scoped(t token, scope string) (Node, error) {
	if star := p.peek(); scope == "quote" && star.kind == kWord && star.text == "*" && star.plain() {
		p.i++
		return &In{Span: p.since(t), Scope: scope}, nil
	}
	bare := p.peek().kind == kWord
	kid, err := p.primary()
	if err != nil {
		return nil, err
	}
	in := &In{Span: p.since(t), Scope: scope, Kid: kid}
	if scope == "quote" {
		in.Kid, in.Speakers = splitSpeakers(kid)
	}
	if err := p.inScope(in.Kid, scope); err != nil {
		return nil, err
	}
	if next := p.peek(); bare && next.kind == kWord {
		if _, op := readOperator(next.text); !op {
			p.note("%s: covers %s alone; write %s:(…) for more words", scope, kid, scope)
		}
	}
	return in, nil
}

// splitSpeakers takes the speaker: clauses out of what stands in a quote.
func splitSpeakers(n Node) (Node, []Node) {
	if isSpeaker(n) {
		return nil, []Node{n}
	}
	and, ok := n.(*And)
	if !ok {
		return n, nil
	}
	var kids, speakers []Node
	for _, kid := range and.Kids {
		if isSpeaker(kid) {
			speakers = append(speakers, kid)
		} else {
			kids = append(kids, kid)
		}
	}
	return fewer(and, kids), speakers
}

// fewer is and with other kids: itself nothing with none, the kid alone with one.
func fewer(and *And, kids []Node) Node {
	switch len(kids) {
	case 0:
		return nil
	case 1:
		return kids[0]
	}
	return &And{Span: and.Span, Kids: kids, Bare: and.Bare}
}

// inScope refuses what cannot stand in a scope.
func (p *parser) inScope(n Node, scope string) error {
	switch n := n.(type) {
	case *All, *DateRange, *Exact:
		return p.fail(n.Pos().Start, n.String()+" cannot stand inside "+scope+":", "it says something of the whole article; write it beside the field")
	case *Name:
		if !positional(n) {
			return p.fail(n.Start, n.Field+": cannot stand inside "+scope+":", "it says something of the whole article; write it beside the field")
		}
	case *In:
		if n.Scope != "quote" || scope == "byline" || scope == "quote" {
			return p.fail(n.Start, n.Scope+": cannot stand inside "+scope+":", "write the two fields side by side")
		}
		return nil // what stands in it was checked when it was read
	}
	for _, kid := range Kids(n) {
		if err := p.inScope(kid, scope); err != nil {
			return err
		}
	}
	return nil
}

// Kids returns the clauses directly below n.
func Kids(n Node) []Node {
	switch n := n.(type) {
	case *And:
		return n.Kids
	case *Or:
		return n.Kids
	case *Not:
		return []Node{n.Kid}
	case *Phrase:
		return n.Slots
	case *Near:
		return []Node{n.A, n.B}
	case *NotNear:
		return []Node{n.A, n.B}
	case *Same:
		return []Node{n.A, n.B}
	case *AtLeast:
		return []Node{n.Kid}
	case *First:
		return []Node{n.Kid}
	case *In:
		if n.Kid != nil {
			return append([]Node{n.Kid}, n.Speakers...)
		}
		return n.Speakers
	}
	return nil
}

// positional reports whether n yields spans of positions.
func positional(n Node) bool {
	switch n := n.(type) {
	case *And, *Not, *All, *Value, *DateRange, *Exact:
		return false
	case *Or:
		return !slices.ContainsFunc(n.Kids, func(k Node) bool { return !positional(k) })
	case *In:
		return n.Kid == nil || positional(n.Kid)
	case *Name:
		return n.Field == "actor" || n.Field == "place"
	}
	return true
}
