package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"

	"dateline/query"
)

// Options say what is written and how.
type Options struct {
	Format Format
	Rows   Rows     // ArticleRows if empty
	Fields []string // names of Columns; nil is all
	Text   bool     // full text too
	Excel  bool     // byte order mark, CRLF, formula guard
	Limit  int      // most articles; 0 is all. The counts then say truncated
	Label  string   // of the query in a TREC run

	Warn     func(string)          // gets what the reader should know; never nil inside
	Progress func(articles, n int) // articles written so far, of n; may be nil

	dir      string                        // of the files of format text
	labelled bool                          // Label is the first column
	headless bool                          // the header stands in the file already
	each     func(query.Hit) (bool, error) // sees every match; false leaves out its rows
}

// Counts is what an export declares and what it wrote.
type Counts struct {
	Declared  int  `json:"declared"` // articles that match, counted before the first row
	Articles  int  `json:"articles"` // matches that the engine yielded; equals Declared, or the limit
	Written   int  `json:"written"`  // those with rows in the file: with --since what came or changed
	Rows      int  `json:"rows"`     // rows written
	Truncated bool `json:"truncated,omitempty"`
}

// ErrIncomplete is returned where the articles written are not the number declared.
var ErrIncomplete = errors.New("rows written differ from the count declared")

// Write writes every match of c in s to w: by published, then id, undated articles
// last; a TREC run by score. The counts hold also when it fails. The error is
// ErrIncomplete where the engine yields another number of articles than it counted.
func Write(ctx context.Context, s query.Snapshot, c *query.Compiled, o Options, w io.Writer) (Counts, error) {
	if o.Rows == "" {
		o.Rows = ArticleRows
	}
	if o.Warn == nil {
		o.Warn = func(string) {}
	}
	enc, err := encoderFor(o, w)
	if err != nil {
		return Counts{}, err
	}
	return write(ctx, s, c.Request, o, enc)
}

func write(ctx context.Context, s query.Snapshot, r query.Request, o Options, enc encoder) (n Counts, err error) {
	if n.Declared, err = count(ctx, s, r); err != nil {
		return n, err
	}
	want := n.Declared
	if o.Limit > 0 && o.Limit < want {
		want, n.Truncated = o.Limit, true
	}
	if err := enc.begin(); err != nil {
		return n, fmt.Errorf("export: %w", err)
	}
	r.Facets = nil
	enc.ask(&r)
	if o.Rows == QuoteRows && query.AsksForQuotes(r.Query) {
		r.Load = query.LoadStreams
	}
	var one row
	yield := func(row *row) error {
		n.Rows++
		return enc.row(row)
	}
	for h, err := range hits(ctx, s, r, o.Format) {
		if err != nil {
			return n, err
		}
		if n.Truncated && n.Articles == want {
			break
		}
		if n.Articles++; n.Articles > want {
			break
		}
		if keep, err := o.keeps(h); err != nil || !keep {
			if err != nil {
				return n, err
			}
			continue
		}
		n.Written++
		if err := expand(&one, o.Rows, &r, h, yield); err != nil {
			return n, fmt.Errorf("export: %w", err)
		}
		if o.Progress != nil {
			o.Progress(n.Articles, want)
		}
	}
	if err := enc.end(); err != nil {
		return n, fmt.Errorf("export: %w", err)
	}
	if n.Articles != want {
		return n, fmt.Errorf("export: %w: %s articles, %d declared", ErrIncomplete, atLeast(n.Articles, want), want)
	}
	return n, nil
}

// atLeast prints how many articles came; past want nobody counted on.
func atLeast(n, want int) string {
	if n > want {
		return strconv.Itoa(n) + " or more"
	}
	return strconv.Itoa(n)
}

func (o *Options) keeps(h query.Hit) (bool, error) {
	if o.each == nil {
		return true, nil
	}
	return o.each(h)
}

// count declares the number of matching articles.
func count(ctx context.Context, s query.Snapshot, r query.Request) (int, error) {
	r.Size, r.After, r.Facets = 0, "", nil
	result, err := s.Search(ctx, r)
	return result.Total, err
}

// pageSize is how many hits of a TREC run are asked for at once. Each page is
// searched anew, so that few large ones cost less.
const pageSize = 10_000

// hits yields the matches in the order of the format.
func hits(ctx context.Context, s query.Snapshot, r query.Request, f Format) iter.Seq2[query.Hit, error] {
	if f != TREC {
		return s.Scan(ctx, r)
	}
	r.Sort, r.Size = query.ByScore, pageSize
	return func(yield func(query.Hit, error) bool) {
		for {
			result, err := s.Search(ctx, r)
			if err != nil {
				yield(query.Hit{}, err)
				return
			}
			for _, h := range result.Hits {
				if !yield(h, nil) {
					return
				}
			}
			if r.After = result.Next; r.After == "" {
				return
			}
		}
	}
}
