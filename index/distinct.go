package index

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/query"
	"dateline/statement"
)

// With Request.Distinct near-copies count once: in hits, in the total and in every
// facet. The groups are those among the articles that the query matches, whatever
// the filters; of each group one article stands for the others that pass the
// filters: the group's representative if it is among them, else the first
// published. Fingerprints are not stored, they would add a quarter of the text to
// the index, but made anew from the matching texts, so the cost grows with them; the
// groups are kept as long as the set of the query is, for its next page or export.

var errNoStreams = errors.New("index: search: distinct hits need Options.Lexicon or Options.Streams")

// copies holds the groups of one match set.
type copies struct {
	groups [][]ranked    // of two and more, who stands for the others first
	group  map[place]int // of every article in one
}

// A place is where an article is stored.
type place struct {
	part int
	doc  uint32
}

func (r ranked) place() place { return place{r.part, r.doc} }

// groupCopies finds the near-copies among the articles that the query matches.
func (m *matched) groupCopies(ctx context.Context) error {
	if m.copies = m.set.copies.Load(); m.copies != nil {
		return nil
	}
	if m.snapshot.options.Lexicon == nil && m.snapshot.options.Streams == nil {
		return errNoStreams
	}
	var all []ranked
	for i, docs := range m.query {
		for it := docs.Iterator(); it.HasNext(); {
			all = append(all, ranked{part: i, doc: it.Next()})
		}
	}
	printed := make([]article, len(all))
	err := parallel(ctx, len(all), func(i int) (err error) {
		printed[i], err = m.printed(&all[i])
		return err
	})
	if err != nil {
		return err
	}
	found, at := statement.NewCopies(), map[string]ranked{}
	for i, a := range printed {
		found.Restore(a.id, a.published, a.prints, a.words)
		at[a.id] = all[i]
	}
	m.copies = &copies{group: map[place]int{}}
	for n, g := range found.Groups() {
		group := m.inOrder(g, at)
		m.copies.groups = append(m.copies.groups, group)
		for _, r := range group {
			m.copies.group[r.place()] = n
		}
	}
	m.set.copies.Store(m.copies)
	return nil
}

// An article is what near-copies are found by.
type article struct {
	id, published string
	prints        []uint32
	words         int
}

// printed makes the fingerprints of an article and sets its date.
func (m *matched) printed(r *ranked) (article, error) {
	o := m.snapshot.options
	a, err := m.snapshot.article(m.execs[r.part].part, r.doc, query.LoadBody)
	if err != nil {
		return article{}, err
	}
	var words []string
	if o.Lexicon != nil {
		words = o.Lexicon.Tokens(a.Text)
	} else {
		o.Streams(a)
		for _, t := range a.TextStream.Tokens {
			words = append(words, t.Word)
		}
	}
	r.at = instant(a.Published.Value)
	return article{a.ID, a.Published.Value, statement.Fingerprints(words), len(words)}, nil
}

// inOrder lists the articles of a group, those that may stand for it first.
func (m *matched) inOrder(g statement.Group, at map[string]ranked) []ranked {
	ids := slices.Clone(g.Articles)
	slices.SortFunc(ids, func(a, b string) int {
		if a == g.Representative || b == g.Representative {
			return cmp.Compare(btoi(b == g.Representative), btoi(a == g.Representative))
		}
		return cmp.Or(compareKeys(query.ByDate, at[a], at[b]), strings.Compare(a, b))
	})
	group := make([]ranked, len(ids))
	for i, id := range ids {
		group[i] = at[id]
	}
	return group
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// once keeps of each group in docs only who stands for it. Without Distinct it
// returns docs itself.
func (m *matched) once(docs []*roaring.Bitmap) []*roaring.Bitmap {
	if m.copies == nil {
		return docs
	}
	out := make([]*roaring.Bitmap, len(docs))
	for i := range docs {
		out[i] = docs[i].Clone()
	}
	for _, group := range m.copies.groups {
		stands := false
		for _, r := range group {
			if out[r.part].Contains(r.doc) {
				if stands {
					out[r.part].Remove(r.doc)
				}
				stands = true
			}
		}
	}
	return out
}

// standsFor returns the ids of the near-copies that r stands for.
func (m *matched) standsFor(r ranked) (ids []string) {
	if m.copies == nil {
		return nil
	}
	n, ok := m.copies.group[r.place()]
	if !ok {
		return nil
	}
	for _, g := range m.copies.groups[n] {
		if g.place() != r.place() && m.passing[g.part].Contains(g.doc) {
			ids = append(ids, strings.Clone(m.id(g)))
		}
	}
	slices.Sort(ids)
	return ids
}
