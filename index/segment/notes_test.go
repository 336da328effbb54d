package segment

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dateline/corpus"
)

// noted is an article with every form of mention, quote and date.
func noted() *corpus.Annotated {
	a := &corpus.Annotated{Article: corpus.Article{ID: "a", Title: "Title", Text: "He said “yes” in Doha. Doha it was."}}
	a.Mentions = []corpus.Mention{
		{Start: 20, End: 24, Text: "Doha", Entity: "doha", Name: "Doha", Type: corpus.Place, Role: corpus.RolePlace, How: "authority"},
		{Start: 27, End: 31, Text: "Doha", Entity: "doha", Name: "Doha", Type: corpus.Place, Role: corpus.RolePlace, How: "authority"},
		{Start: 27, End: 31, Text: "Doha", Entity: "~ann-o'hara", Name: "Ann O'Hara", Type: corpus.Person},
		{Start: 0, End: 2, Text: "He", Entity: "~ann-o'hara", Name: "Ann O'Hara", Type: corpus.Person},
		{Field: "title", Start: 0, End: 5, Text: "Title", Entity: "", Candidates: []corpus.Candidate{{Entity: "x", Score: 0.25}, {Entity: "", Score: 1}}},
		{Field: "title", Start: 0, End: 5, Text: "Title", Entity: "", Candidates: []corpus.Candidate{{Entity: "x", Score: 0.5}}},
		{Field: "byline", Start: 3, End: 9, Text: "not a piece"},
		{Start: 900, End: 901, Text: "outside"}, {Start: 5, End: 4, Text: ""}, {Start: 2, End: 4, Text: ""},
	}
	a.Quotes = []corpus.Quote{
		{Start: 11, End: 14, Text: "yes", Kind: corpus.Fragment, Cue: "said", Speaker: &corpus.Speaker{Name: "He", How: "cue", Span: &corpus.Span{Start: 0, End: 2}}},
		{Start: 1, End: 3, Text: "other", Kind: corpus.Direct, Note: "repaired", Speaker: &corpus.Speaker{Entity: "ann", Name: "Ann"}},
		{Start: 1, End: 3, Text: "e "},
	}
	a.Dates = []corpus.DateMention{{Start: 3, End: 7, Text: "said", Value: "2025-07", Rule: "r"}, {Field: "title", Text: ""}}
	a.Notes = []corpus.Note{{Start: 8, End: 11, Text: "mark without another"}, {Field: "title", Start: 0, End: 5, Text: "Title"}}
	return a
}

// table is a table of few words.
func table() *Symbols {
	s := train(strings.SplitAfter(strings.Repeat("He said “yes” in Doha. Doha it was. ", 9), "."))
	s.number = 1
	return s
}

func unpackArticle(frame []byte, id string, depth Depth, tables *Tables) (*corpus.Annotated, error) {
	r := &Room{}
	err := r.read(frame, id, depth, tables, nil)
	return &r.Article, err
}

func tablesOf(s *Symbols) *Tables { return &Tables{all: map[int]*Symbols{s.number: s}} }

func TestStored(t *testing.T) {
	s := table()
	r := rand.New(rand.NewPCG(1, 2))
	all := []*corpus.Annotated{noted(), {}, {Article: corpus.Article{Text: "x"}}, {Article: corpus.Article{Text: strings.Repeat("\x00\xff", 999)}}}
	for range 50 {
		a := noted()
		fillAll(r, &a.Article)
		a.ID = "a"
		all = append(all, a)
	}
	for _, want := range all {
		for _, table := range []*Symbols{nil, s} {
			frame := packArticle(want, table)
			for _, depth := range []Depth{Meta, Text, Whole} {
				got, err := unpackArticle(frame, want.ID, depth, tablesOf(s))
				if err != nil {
					t.Fatal(err)
				}
				bare := *want
				if depth < Whole {
					bare = corpus.Annotated{Article: want.Article}
				}
				if depth < Text {
					bare.Text = ""
				}
				if d := cmp.Diff(&bare, got); d != "" {
					t.Errorf("article to depth %d:\n%s", depth, d)
				}
			}
		}
	}
}

// FuzzStored reads damaged articles: an error or an article, never a panic.
func FuzzStored(f *testing.F) {
	s := table()
	f.Add(packArticle(noted(), s))
	f.Add(packArticle(noted(), nil))
	f.Add([]byte{1, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 || b[0] > 1 {
			return
		}
		a, err := unpackArticle(b, "a", Whole, tablesOf(s))
		if err != nil {
			return
		}
		again, err := unpackArticle(packArticle(a, s), "a", Whole, tablesOf(s))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(a, again, cmpopts.EquateNaNs()); d != "" {
			t.Errorf("read, written and read again:\n%s", d)
		}
	})
}
