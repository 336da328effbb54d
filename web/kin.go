package web

import (
	"slices"
	"strings"

	"dateline/corpus"
	"dateline/query"
)

// The near-copies of an article and the other renderings of what it quotes are
// looked for among the articles that share a run of words with it: runs of its text
// spread over its length, and the beginnings and ends of its quotations. A near-copy
// keeps most of such runs, so that one of them is enough to find it.

const (
	runWords  = 5  // length of a shared run
	textRuns  = 24 // runs of the text
	quoteRuns = 40 // runs of quotations; more would pass the length of a query
)

// kin is what else the collection holds of an article.
type kin struct {
	Copies     []link
	Statements []statementView
	Query      string // the query that found the statements
	Left       int    // quotations that were not looked for
}

func (s *server) kin(v *visit, a *corpus.Annotated) (*kin, error) {
	k := &kin{}
	if err := s.copies(v, a, k); err != nil {
		return nil, err
	}
	var phrases []string
	for _, q := range a.Quotes {
		if p := quotePhrases(a, q); p != "" {
			phrases = append(phrases, p)
		}
	}
	if len(phrases) > quoteRuns {
		k.Left = len(phrases) - quoteRuns
		phrases = phrases[:quoteRuns]
	}
	if len(phrases) == 0 {
		return k, nil
	}
	k.Query = "quote:(" + strings.Join(phrases, " OR ") + ")"
	c, err := s.compileText(v, k.Query, query.Options{Facets: []query.FacetRequest{}})
	if err != nil {
		return nil, err
	}
	all, err := s.Statements(v, v.snap, c)
	if err != nil {
		return nil, err
	}
	for _, st := range all {
		here := func(x Variant) bool { return x.Article == a.ID }
		elsewhere := func(x Variant) bool { return x.Article != a.ID }
		if slices.ContainsFunc(st.Variants, here) && slices.ContainsFunc(st.Variants, elsewhere) {
			k.Statements = append(k.Statements, s.statementView(st, v.state))
		}
	}
	return k, nil
}

// copies asks for the articles that share a run of the text, near-copies as one, and
// keeps the group of a.
func (s *server) copies(v *visit, a *corpus.Annotated, k *kin) error {
	tokens := a.TextStream.Tokens
	if len(tokens) < 4*runWords {
		return nil
	}
	var phrases []string
	step := max(runWords, len(tokens)/textRuns)
	for i := 0; i+runWords <= len(tokens) && len(phrases) < textRuns; i += step {
		phrases = append(phrases, phraseOf(tokens[i:i+runWords]))
	}
	c, err := s.compileText(v, strings.Join(phrases, " OR "), query.Options{Facets: []query.FacetRequest{}, Size: maxSize, Distinct: true})
	if err != nil {
		return err
	}
	c.Request.Load = query.LoadMeta
	found, err := v.snap.Search(v, c.Request)
	if err != nil {
		return err
	}
	for _, h := range found.Hits {
		group := append([]string{h.Article.ID}, h.Copies...)
		if !slices.Contains(group, a.ID) {
			continue
		}
		for _, id := range group {
			if id != a.ID {
				k.Copies = append(k.Copies, link{plain(id), articleAddress(id, v.state)})
			}
		}
	}
	return nil
}

// phraseOf quotes words as a query.
func phraseOf(tokens []corpus.Token) string {
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.Word
	}
	return `"` + strings.Join(words, " ") + `"`
}

// quotePhrases is a query for the words of a quotation: its first run and its last.
func quotePhrases(a *corpus.Annotated, q corpus.Quote) string {
	var tokens []corpus.Token
	for _, t := range a.Stream(q.Field).Tokens {
		if t.Start >= q.Start && t.End <= q.End {
			tokens = append(tokens, t)
		}
	}
	switch n := len(tokens); {
	case n < 2 || q.Kind == corpus.Indirect && n < runWords:
		return ""
	case n <= runWords:
		return phraseOf(tokens)
	default:
		return phraseOf(tokens[:runWords]) + " OR " + phraseOf(tokens[n-runWords:])
	}
}
