package index

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/query"
	"dateline/statement"
)

// With Request.Distinct near-copies count once: in hits, in the total and in every
// facet. The groups are those among the articles that the query matches, whatever
// the filters; of each group one article stands for the others that pass the
// filters: the group's representative if it is among them, else the first
// published. Fingerprints are not stored, they would add a quarter of the text to
// the index, but made anew from the matching texts, so the cost grows with them.

var errNoStreams = errors.New("index: search: distinct hits need Options.Streams")

// copies holds the groups of one match set.
type copies struct {
	groups [][]ranked // of two and more, who stands for the others first
}

// groupCopies finds the near-copies among the articles that the query matches.
func (m *matched) groupCopies() error {
	if m.snapshot.options.Streams == nil {
		return errNoStreams
	}
	found := statement.NewCopies()
	at := map[string]ranked{}
	var mu sync.Mutex
	err := m.each(func(i int, e *exec) error {
		it := m.query[i].Iterator()
		for it.HasNext() {
			e.check()
			doc := it.Next()
			a, err := m.snapshot.article(e.part, doc, query.LoadStreams)
			if err != nil {
				return err
			}
			words := make([]string, len(a.TextStream.Tokens))
			for j, t := range a.TextStream.Tokens {
				words[j] = t.Word
			}
			prints := statement.Fingerprints(words)
			mu.Lock()
			found.Restore(a.ID, a.Published.Value, prints, len(words))
			at[a.ID] = ranked{part: i, doc: doc, at: instant(a.Published.Value)}
			mu.Unlock()
		}
		return nil
	})
	if err != nil {
		return err
	}
	m.copies = &copies{}
	for _, g := range found.Groups() {
		m.copies.groups = append(m.copies.groups, m.inOrder(g, at))
	}
	return nil
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
	for _, group := range m.copies.groups {
		if !slices.ContainsFunc(group, func(g ranked) bool { return g.part == r.part && g.doc == r.doc }) {
			continue
		}
		for _, g := range group {
			if (g.part != r.part || g.doc != r.doc) && m.passing[g.part].Contains(g.doc) {
				ids = append(ids, strings.Clone(m.id(g)))
			}
		}
	}
	slices.Sort(ids)
	return ids
}
