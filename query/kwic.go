package query

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"dateline/corpus"
)

// A Line is one occurrence of a match with its context: a line of a concordance.
// Start and End are byte offsets of the match in Field of the article.
type Line struct {
	Article    string `json:"article"`
	Outlet     string `json:"outlet"` // id, "" if unknown
	OutletName string `json:"outlet_name"`
	Published  string `json:"published"`
	Field      string `json:"field"`
	Start      int    `json:"start"`
	End        int    `json:"end"`
	Left       string `json:"left"`
	Match      string `json:"match"`
	Right      string `json:"right"`

	key []string // folded words to sort by
}

// A Concordance says how lines are cut and ordered.
type Concordance struct {
	Words    int    // context on either side; 0 is 10
	Sentence bool   // the whole sentences that the match touches instead
	Sort     string // "" by article and offset, "left", "right" or "match" by the words there
}

// Lines yields a line for each span of Match in every matching article. Unsorted
// they stream by article (published, then id) and offset; sorted they are
// collected first.
func (c *Compiled) Lines(ctx context.Context, s Snapshot, o Concordance) iter.Seq2[Line, error] {
	if o.Words <= 0 {
		o.Words = 10
	}
	return func(yield func(Line, error) bool) {
		switch o.Sort {
		case "":
			c.stream(ctx, s, o, yield)
		case "left", "right", "match":
			c.sorted(ctx, s, o, yield)
		default:
			yield(Line{}, fmt.Errorf("query: kwic: sort %q: want left, right or match", o.Sort))
		}
	}
}

func (c *Compiled) stream(ctx context.Context, s Snapshot, o Concordance, yield func(Line, error) bool) {
	r := c.Request
	r.Load = LoadStreams
	for hit, err := range s.Scan(ctx, r) {
		if err != nil {
			yield(Line{}, err)
			return
		}
		found, _ := Match(r.Query, hit.Article)
		for _, f := range found {
			if !yield(o.line(hit.Article, f), nil) {
				return
			}
		}
	}
}

// sorted yields the lines by their keys, equal ones as they stream.
func (c *Compiled) sorted(ctx context.Context, s Snapshot, o Concordance, yield func(Line, error) bool) {
	var lines []Line
	var failed error
	c.stream(ctx, s, o, func(l Line, err error) bool {
		if failed = err; err == nil {
			lines = append(lines, l)
		}
		return err == nil
	})
	if failed != nil {
		yield(Line{}, failed)
		return
	}
	slices.SortStableFunc(lines, func(a, b Line) int { return slices.Compare(a.key, b.key) })
	for _, l := range lines {
		if !yield(l, nil) {
			return
		}
	}
}

// line cuts the context of f.
func (o Concordance) line(a *corpus.Annotated, f Found) Line {
	stream, text := a.Stream(f.Field), fieldText(a, f.Field)
	first, last := max(0, f.First-o.Words), min(len(stream.Tokens), f.Last+o.Words)
	if o.Sentence {
		first, last = sentences(stream, f)
	}
	start, end := f.Start, f.End
	if first < f.First {
		start = stream.Tokens[first].Start
	}
	if last > f.Last {
		end = stream.Tokens[last-1].End
	}
	if first == 0 || o.Sentence {
		start = back(text, start, limit(stream.Tokens, first-1))
	}
	if last == len(stream.Tokens) || o.Sentence {
		end = forth(text, end, next(stream.Tokens, last, len(text)))
	}
	start, end = min(start, f.Start), max(end, f.End)
	return Line{Article: a.ID, Outlet: a.Outlet.ID, OutletName: a.Outlet.Name, Published: a.Published.Value, Field: f.Field,
		Start: f.Start, End: f.End, Left: text[start:f.Start], Match: text[f.Start:f.End], Right: text[f.End:end],
		key: o.key(stream.Tokens, f)}
}

// sentences returns the positions of the sentences that f touches.
func sentences(s *corpus.Stream, f Found) (first, last int) {
	if i := sentence(s, f.First); i >= 0 {
		first = s.Sentences[i]
	}
	return first, sentenceEnd(s, sentence(s, max(f.First, f.Last-1)))
}

// key returns the folded words to sort by: those to the right in their order, those
// to the left nearest first, or the match itself; up to ten of them.
func (o Concordance) key(tokens []corpus.Token, f Found) []string {
	if o.Sort == "" {
		return nil
	}
	var out []string
	switch o.Sort {
	case "left":
		for i := f.First - 1; i >= 0 && len(out) < 10; i-- {
			out = append(out, strings.Clone(tokens[i].Word))
		}
	case "right":
		for i := f.Last; i < len(tokens) && len(out) < 10; i++ {
			out = append(out, strings.Clone(tokens[i].Word))
		}
	default:
		for i := f.First; i < f.Last && len(out) < 10; i++ {
			out = append(out, strings.Clone(tokens[i].Word))
		}
	}
	return out
}
