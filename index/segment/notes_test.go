package segment

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dateline/corpus"
)

// noted is an article with every form of mention, quote and date.
func noted() *corpus.Annotated {
	a := &corpus.Annotated{Article: corpus.Article{ID: "a", Title: "Title", Text: "He said “yes” in Doha."}}
	a.Mentions = []corpus.Mention{
		{Start: 20, End: 24, Text: "Doha", Entity: "doha", Name: "Doha", Type: corpus.Place, Role: corpus.RolePlace, How: "authority"},
		{Field: "title", Start: 0, End: 5, Text: "Title", Entity: "", Candidates: []corpus.Candidate{{Entity: "x", Score: 0.25}, {Entity: "", Score: 1}}},
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

func TestNotes(t *testing.T) {
	for _, want := range []*corpus.Annotated{noted(), {}, {Article: corpus.Article{Text: "x"}}} {
		frame, err := packArticle(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := unpackArticle(frame, true)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("article:\n%s", d)
		}
	}
}

// FuzzNotes reads damaged notes: an error or an article, never a panic.
func FuzzNotes(f *testing.F) {
	f.Add(encodeNotes(noted()))
	f.Add([]byte{0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		a := &corpus.Annotated{Article: noted().Article}
		if err := decodeNotes(b, a); err != nil {
			return
		}
		again := &corpus.Annotated{Article: a.Article}
		if err := decodeNotes(encodeNotes(a), again); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(a, again, cmpopts.EquateNaNs()); d != "" {
			t.Errorf("read, written and read again:\n%s", d)
		}
	})
}
