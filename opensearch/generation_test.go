package opensearch

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"dateline/corpus"
	"dateline/query"
	"dateline/query/enginetest"
)

// open opens a fresh index for writing with the kit of the suite.
func open(t *testing.T, url string, change func(*Options)) *Index {
	t.Helper()
	k := enginetest.NewKit(t)
	o := Options{Write: true, Lexicon: k.Lexicon, Streams: k.Streams, Analyzer: 7, Authority: "seven"}
	if change != nil {
		change(&o)
	}
	x, err := Open(t.Context(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

// text makes n articles that hold a word.
func articles(x *Index, word string, n int) []corpus.Annotated {
	var out []corpus.Annotated
	for i := range n {
		a := corpus.Annotated{Article: corpus.Article{ID: fmt.Sprintf("a%03d", i), Text: word + " talks", Sum: fmt.Sprintf("%064x", i)}}
		x.options.Streams(&a)
		out = append(out, a)
	}
	return out
}

// found counts the articles that hold a word in what x stands for now.
func found(t *testing.T, x *Index, word string) int {
	t.Helper()
	s, err := x.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r, err := s.Search(t.Context(), query.Request{Query: &query.Term{Terms: []string{word}}})
	if err != nil {
		t.Fatal(err)
	}
	return r.Total
}

// TestClusterGenerations analyses an index again while it is read and written.
func TestClusterGenerations(t *testing.T) {
	url := freshURL(t)
	x := open(t, url, nil)
	reader := open(t, url, func(o *Options) { o.Write = false })
	put := func(x *Index, word string, n int) {
		t.Helper()
		if err := x.Put(t.Context(), slices.Values(articles(x, word, n))); err != nil {
			t.Fatal(err)
		}
	}
	put(x, "old", 20)
	held, err := x.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	y, err := x.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	put(y, "new", 20)
	if n := found(t, reader, "old"); n != 20 {
		t.Errorf("%d articles of the present generation while the next is filled, want 20", n)
	}
	put(x, "old", 21)
	if err := x.Publish(t.Context(), y); !errors.Is(err, ErrChanged) {
		t.Fatalf("Publish after an article came: %v, want ErrChanged", err)
	}
	put(y, "new", 21)
	if err := x.Publish(t.Context(), y); err != nil {
		t.Fatal(err)
	}
	if old, now := found(t, reader, "old"), found(t, reader, "new"); old != 0 || now != 21 {
		t.Errorf("a reader finds %d of the old generation and %d of the new, want 0 and 21", old, now)
	}
	if r, err := held.Search(t.Context(), query.Request{Query: &query.Term{Terms: []string{"old"}}}); err != nil || r.Total != 20 {
		t.Errorf("a snapshot of the old generation finds %d, %v; want its 20", r.Total, err)
	}
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	put(x, "new", 22) // writers go on under the same name
	if n := found(t, open(t, url, nil), "new"); n != 22 {
		t.Errorf("%d articles after the next Put, want 22", n)
	}
	var left map[string]any
	if err := x.client.call(t.Context(), "GET", "/"+x.name+"-*/_alias", nil, &left); err != nil || len(left) != 1 {
		t.Errorf("indexes left: %v, %v; want the present generation alone", left, err)
	}
}

// TestClusterKept finds the authority and the versions that an index was made with.
func TestClusterKept(t *testing.T) {
	url := freshURL(t)
	x := open(t, url, func(o *Options) { o.Copy = []byte("id,name\nx,y\n") })
	if err := x.Put(t.Context(), slices.Values(articles(x, "a", 3))); err != nil {
		t.Fatal(err)
	}
	x.Close()
	rows, stats, err := Kept(t.Context(), url, Options{})
	if err != nil || string(rows) != "id,name\nx,y\n" || stats.Authority != "seven" || stats.Analyzer != 7 {
		t.Errorf("kept %q, %+v, %v", rows, stats, err)
	}
	y := open(t, url, func(o *Options) { o.Authority = "eight" })
	if err := y.Put(t.Context(), slices.Values(articles(y, "a", 3))); err != nil {
		t.Fatal(err)
	}
	if rows, stats, err = Kept(t.Context(), url, Options{}); err != nil || stats.Authority != "eight" || len(rows) == 0 {
		t.Errorf("after another authority: %q, %+v, %v", rows, stats, err)
	}
}
