package opensearch

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"dateline/corpus"
	"dateline/query"
	"dateline/statement"
)

// With Request.Distinct near-copies count once: in hits, in the total and in every
// facet. The groups are those among the articles that the query matches, whatever
// the filters; of each group one article stands for the others that pass the
// filters: the group's representative if it is among them, else the first
// published. Matching texts are read for it, so the cost grows with them.

// copies holds the groups of one query.
type copies struct {
	groups [][]*corpus.Annotated // of two and more, who stands for the others first
	at     map[string]int        // the group of an article
}

// distinct finds the near-copies among the articles of p, which is confirmed.
func (s *Snapshot) distinct(ctx context.Context, p *plan) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.copies != nil {
		return nil
	}
	found := statement.NewCopies()
	articles := map[string]*corpus.Annotated{}
	err := s.read(ctx, p.ask, func(a *corpus.Annotated) func() {
		words := make([]string, len(a.TextStream.Tokens))
		for j, t := range a.TextStream.Tokens {
			words[j] = t.Word
		}
		prints := statement.Fingerprints(words)
		a.Text, a.TitleStream, a.TextStream, a.BylineStream = "", corpus.Stream{}, corpus.Stream{}, corpus.Stream{}
		return func() {
			found.Restore(a.ID, a.Published.Value, prints, len(words))
			articles[a.ID] = a
		}
	})
	if err != nil {
		return err
	}
	groups := &copies{at: map[string]int{}}
	for _, g := range found.Groups() {
		for _, id := range g.Articles {
			groups.at[id] = len(groups.groups)
		}
		groups.groups = append(groups.groups, inOrder(g, articles))
	}
	p.copies = groups
	return nil
}

// inOrder lists the articles of a group, those that may stand for it first.
func inOrder(g statement.Group, articles map[string]*corpus.Annotated) []*corpus.Annotated {
	group := make([]*corpus.Annotated, len(g.Articles))
	for i, id := range g.Articles {
		group[i] = articles[id]
	}
	slices.SortFunc(group, func(a, b *corpus.Annotated) int {
		if a.ID == g.Representative || b.ID == g.Representative {
			return cmp.Compare(btoi(b.ID == g.Representative), btoi(a.ID == g.Representative))
		}
		x, xok := query.Instant(a.Published.Value)
		y, yok := query.Instant(b.Published.Value)
		return cmp.Or(cmp.Compare(btoi(yok), btoi(xok)), x.Compare(y), strings.Compare(a.ID, b.ID))
	})
	return group
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// removed returns the ids of the articles for which others stand where filters pass.
func (c *copies) removed(filters []query.Filter, zone string) (ids []string) {
	for _, group := range c.groups {
		stands := false
		for _, a := range group {
			if !passes(a, filters, zone) {
				continue
			}
			if stands {
				ids = append(ids, a.ID)
			}
			stands = true
		}
	}
	return ids
}

// of returns the ids of the near-copies of an article that pass filters.
func (c *copies) of(id string, filters []query.Filter, zone string) (ids []string) {
	i, ok := c.at[id]
	if !ok {
		return nil
	}
	for _, a := range c.groups[i] {
		if a.ID != id && passes(a, filters, zone) {
			ids = append(ids, a.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

func passes(a *corpus.Annotated, filters []query.Filter, zone string) bool {
	return !slices.ContainsFunc(filters, func(f query.Filter) bool { return !f.Keeps(a, zone) })
}
