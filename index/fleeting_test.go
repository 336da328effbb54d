package index

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/corpus"
	"dateline/query"
)

// TestFleeting scans with the memory of hits used again and texts escaped: each hit
// is, while it is looked at, what a scan without that brings.
func TestFleeting(t *testing.T) {
	r := random(t)
	x, err := Open(t.TempDir(), Options{Write: true, Streams: Streams})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	var all []corpus.Annotated
	for i := range 3 * aheadMeta {
		all = append(all, randomArticle(r, fmt.Sprint(i)))
		if i%97 == 0 {
			all[i].Text = strings.Repeat("long talks. ", 20_000)
			Streams(&all[i])
		}
		if len(all)%700 == 0 {
			if err := x.Put(t.Context(), slices.Values(all[len(all)-700:])); err != nil {
				t.Fatal(err)
			}
		}
	}
	snap, err := x.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	upper := func(dst []byte, text string) []byte { return append(dst, bytes.ToUpper([]byte(text))...) }
	for _, load := range []query.Load{query.LoadMeta, query.LoadBody, query.LoadText} {
		request := query.Request{Query: &query.All{}, Load: load}
		var want []query.Hit
		for h, err := range snap.Scan(t.Context(), request) {
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, h)
		}
		request.Fleeting = true
		for _, request.Escape = range []func([]byte, string) []byte{nil, upper} {
			n := 0
			for h, err := range snap.Scan(t.Context(), request) {
				if err != nil {
					t.Fatal(err)
				}
				w := *want[n].Article
				if escaped := load == query.LoadBody && request.Escape != nil; escaped != (h.Escaped != nil) && w.Text != "" {
					t.Fatalf("load %d: hit %d is escaped: %v, want %v", load, n, h.Escaped != nil, escaped)
				} else if escaped {
					if got, text := string(h.Escaped), string(upper(nil, w.Text)); got != text {
						t.Fatalf("hit %d: text %.99q, want %.99q", n, got, text)
					}
					w.Text = ""
				}
				if d := cmp.Diff(&w, h.Article); d != "" {
					t.Fatalf("load %d: hit %d:\n%s", load, n, d)
				}
				n++
			}
			if n != len(want) || n < aheadMeta {
				t.Errorf("load %d: %d hits, want %d", load, n, len(want))
			}
		}
	}
}
