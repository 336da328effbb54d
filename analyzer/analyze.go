// Package analyzer gives an article its meaning: tokens, sentences, language,
// the people, organisations and places that it names, its quotes, outlets and dates.
// Everything is computed here once; the engines only store it.
package analyzer

import (
	"strings"

	"dateline/corpus"
)

// Version is bumped whenever the output of the analysis changes.
const Version = 3

// An Analyzer analyzes articles with one authority. It is safe for concurrent use.
type Analyzer struct {
	authority  *Authority
	recogniser *recogniser
	namesAlone bool // see NamesAlone
}

// New makes an analyzer over a.
func New(a *Authority) *Analyzer { return &Analyzer{authority: a, recogniser: newRecogniser(a)} }

// Authority returns the authority of z.
func (z *Analyzer) Authority() *Authority { return z.authority }

// Analyze finds everything in a: language, mentions, outlets and dates, quotes, streams.
// A value that a states already (status given) is kept.
func (z *Analyzer) Analyze(a corpus.Article) corpus.Annotated {
	title, body := newText("title", a.Title), newText("", a.Text)
	if a.Language == "" {
		a.Language = language(title, body)
	}
	title.lang, body.lang = a.Language, a.Language
	out := corpus.Annotated{Article: a}
	doc := []*text{title, body}
	hits, names := make([][]match, len(doc)), make([][]name, len(doc))
	for i, t := range doc {
		hits[i] = z.authority.match(t)
		names[i] = z.recogniser.names(t, hits[i])
	}
	out.Mentions = z.authority.resolve(doc, hits, names, z.authority.day(&a, doc))
	if !z.namesAlone {
		sources(&out.Article, doc, out.Mentions, z.authority)
		for _, t := range doc {
			out.Dates = append(out.Dates, dateMentions(t, out.Published)...)
		}
		out.Quotes, out.Notes = quotes(body, out.Mentions)
	}
	out.Mentions = append(out.Mentions, z.authority.authors(out.Byline)...)
	z.streams(&out, title, body, z.authority.vocabulary(a.Language))
	return out
}

// NamesAlone returns an analyzer that finds the language, the mentions and the streams of
// words, stems and entities, and looks for no outlets, authors, dates and quotations. It is
// there to measure what these take.
func (z *Analyzer) NamesAlone() *Analyzer {
	c := *z
	c.namesAlone = true
	return &c
}

// authors are the mentions of the byline field: one for each name printed there.
func (a *Authority) authors(byline []string) []corpus.Mention {
	var out []corpus.Mention
	at := 0
	for _, printed := range byline {
		m := corpus.Mention{Field: "byline", Start: at, End: at + len(printed), Text: printed,
			Entity: "~" + slug(printed), Name: printed, Type: corpus.Person, Role: corpus.RoleByline, How: "byline"}
		at += len(printed) + len(bylineSeparator)
		for _, e := range a.Entities(printed) {
			if e.Type == corpus.Person || e.Type == corpus.OutletType {
				m.Entity, m.Name, m.Type = e.ID, e.Name, e.Type
				break
			}
		}
		if m.Entity != "~" {
			out = append(out, m)
		}
	}
	return out
}

// language decides the language of an article: from its text, else its title.
func language(title, body *text) string {
	t := body
	if len(t.tokens) == 0 {
		t = title
	}
	if isEnglish(t.tokens) {
		return "en"
	}
	return Language(t.s)
}

// bylineText is the field that the byline stream indexes.
func bylineText(a *corpus.Article) string { return strings.Join(a.Byline, bylineSeparator) }

const bylineSeparator = ", "
