package analyzer

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
)

// seedArticles are the sample articles of the repository, as bare texts.
func seedArticles(t *testing.T) []corpus.Article {
	files, err := filepath.Glob("../seeds/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no seeds", err)
	}
	var out []corpus.Article
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, corpus.Article{ID: filepath.Base(file), Text: string(b)})
	}
	return out
}

// One analyzer serves many goroutines and gives each article what it gives it alone.
func TestAnalyzeConcurrently(t *testing.T) {
	a, err := Starter()
	if err != nil {
		t.Fatal(err)
	}
	articles := seedArticles(t)
	z := New(a)
	var wg sync.WaitGroup
	got := make([]corpus.Annotated, 4*len(articles))
	for i := range got {
		wg.Go(func() { got[i] = z.Analyze(articles[i%len(articles)]) })
	}
	wg.Wait()
	alone := New(a)
	for i, article := range articles {
		want := alone.Analyze(article)
		for k := i; k < len(got); k += len(articles) {
			if diff := cmp.Diff(want, got[k]); diff != "" {
				t.Fatalf("%s: %s", article.ID, diff)
			}
		}
	}
}

// Every mention is its text, and every stream position that a mention covers lies within it.
func TestMentionsAndStreams(t *testing.T) {
	a, err := Starter()
	if err != nil {
		t.Fatal(err)
	}
	z := New(a)
	for _, article := range seedArticles(t) {
		got := z.Analyze(article)
		if len(got.Mentions) < 20 {
			t.Errorf("%s: %d mentions", article.ID, len(got.Mentions))
		}
		for _, m := range got.Mentions {
			if m.Field == "" && article.Text[m.Start:m.End] != m.Text {
				t.Errorf("%s: %+v", article.ID, m)
			}
		}
		for _, c := range got.TextStream.Entities {
			first, last := got.TextStream.Tokens[c.First], got.TextStream.Tokens[c.Last-1]
			if e, _ := a.Entity(c.ID); !strings.HasPrefix(c.ID, "~") && e.ID == "" || first.Start >= last.End {
				t.Errorf("%s: covering %+v", article.ID, c)
			}
		}
	}
}

// An analyzer for names alone finds the entities that the whole analysis finds, and
// nothing that is no name.
func TestNamesAlone(t *testing.T) {
	a, err := Starter()
	if err != nil {
		t.Fatal(err)
	}
	z := New(a)
	entities := func(x corpus.Annotated) (ids []string) {
		for _, m := range x.Mentions {
			if m.Field != "byline" {
				ids = append(ids, m.Entity)
			}
		}
		return ids
	}
	for _, article := range seedArticles(t) {
		whole, names := z.Analyze(article), z.NamesAlone().Analyze(article)
		if diff := cmp.Diff(entities(whole), entities(names)); diff != "" {
			t.Errorf("%s: %s", article.ID, diff)
		}
		if len(whole.Quotes) == 0 || len(names.Quotes)+len(names.Dates)+len(names.Cites) > 0 || names.Outlet.Known() {
			t.Errorf("%s: %d quotes of %d, %d dates, outlet %s", article.ID, len(names.Quotes), len(whole.Quotes), len(names.Dates), names.Outlet.ID)
		}
	}
}
