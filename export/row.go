// Package export writes every result of a query: rows of articles, hits, quotes or
// mentions, complete, in a declared order, from one snapshot.
package export

import (
	"slices"
	"strings"

	"dateline/corpus"
	"dateline/query"
)

// A Rows says what one row is.
type Rows string

const (
	ArticleRows Rows = "article" // one row for each matching article
	HitRows     Rows = "hit"     // one for each match in it, by field and offset
	QuoteRows   Rows = "quote"   // one for each of its quotes that the query asks for, by offset
	MentionRows Rows = "mention" // one for each mention of an entity, by offset
)

// a row is one line of the output; the parts that its kind does not have are nil.
type row struct {
	n       int // 1 for the first row of the article
	article *corpus.Annotated
	score   float64
	copies  []string
	found   *query.Found
	quote   *corpus.Quote
	mention *corpus.Mention
	escaped []byte // the text where the engine escaped it, else nil
}

// expand yields the rows of one article, each in r, in the place of the one before. A
// hit without a position (a query by outlet alone, say) has no hit row: the count of
// articles says that it matched.
func expand(r *row, kind Rows, asked *query.Request, h query.Hit, yield func(*row) error) error {
	*r = row{article: h.Article, score: h.Score, copies: h.Copies, escaped: h.Escaped}
	switch kind {
	case HitRows:
		found, _ := query.Match(asked.Query, h.Article)
		for i := range found {
			r.n, r.found = i+1, &found[i]
			if err := yield(r); err != nil {
				return err
			}
		}
	case QuoteRows:
		for _, i := range quotes(asked, h.Article) {
			r.n, r.quote = i+1, &h.Article.Quotes[i]
			if err := yield(r); err != nil {
				return err
			}
		}
	case MentionRows:
		for i := range h.Article.Mentions {
			r.n, r.mention = i+1, &h.Article.Mentions[i]
			if err := yield(r); err != nil {
				return err
			}
		}
	default:
		r.n = 1
		return yield(r)
	}
	return nil
}

// quotes returns the indexes of the quotes of a that are asked for: by a quote: or
// speaker: clause, all where there is none, and of the speakers that a filter selects.
func quotes(asked *query.Request, a *corpus.Annotated) (all []int) {
	if query.AsksForQuotes(asked.Query) {
		all = query.AskedQuotes(asked.Query, a)
	} else {
		for i := range a.Quotes {
			all = append(all, i)
		}
	}
	return slices.DeleteFunc(all, func(i int) bool {
		s := a.Quotes[i].Speaker
		return slices.ContainsFunc(asked.Filters, func(f query.Filter) bool {
			return selects(f) && (s == nil || !slices.Contains(f.IDs, s.Entity))
		})
	})
}

// selects reports whether f keeps the articles that quote certain speakers.
func selects(f query.Filter) bool { return f.Facet == "speaker" && !f.Exclude && !f.Missing }

// field returns the stored text of a field of the article.
func field(a *corpus.Annotated, name string) string {
	switch name {
	case "title":
		return a.Title
	case "byline":
		return strings.Join(a.Byline, ", ")
	}
	return a.Text
}
