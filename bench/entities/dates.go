package main

import (
	"path/filepath"

	"dateline/corpus"
)

// dateTable scores date expressions, given the date of the document: by span, and by span and value.
func dateTable(r *run) error {
	type dated struct {
		ID, DCT, Text string
		Timexes       []struct {
			Start, End     int
			Surface, Value string
			Type           string
		}
	}
	var spans, values tally
	err := lines(filepath.Join(r.data, "entities", "gum-news.timex.jsonl"), func(a dated) {
		got := r.z.Analyze(corpus.Article{ID: a.ID, Text: a.Text, Published: corpus.Date{Value: a.DCT, Status: corpus.Given}})
		marked := map[[2]int]string{}
		for _, x := range a.Timexes {
			if x.Type == "DATE" {
				marked[[2]int{x.Start, x.End}] = x.Value
			}
		}
		spans.wanted += len(marked)
		values.wanted += len(marked)
		for _, d := range got.Dates {
			spans.given++
			values.given++
			want, ok := marked[[2]int{d.Start, d.End}]
			if !ok {
				r.wrong("dates", "%s: %q is %s, not marked", a.ID, around(a.Text, d.Start, d.End), d.Value)
				continue
			}
			spans.hit()
			if want == d.Value {
				values.hit()
			} else {
				r.wrong("dates", "%s: %q is %s, want %s", a.ID, around(a.Text, d.Start, d.End), d.Value, want)
			}
			delete(marked, [2]int{d.Start, d.End})
		}
		for s, v := range marked {
			r.wrong("dates", "%s: missed %q %s", a.ID, around(a.Text, s[0], s[1]), v)
		}
	})
	r.row("dates: gum-news, span", spans)
	r.row("dates: span and value", values)
	return err
}
