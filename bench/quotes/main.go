// Command quotes measures quotations, speakers, statements and near-copies against
// the research data, and prints one table.
//
//	go run ./bench/quotes [-data ../shared/data] [-errors KIND]
package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"dateline/analyzer"
	"dateline/corpus"
)

// report, when set, is told of every wrong answer.
var report func(kind string, a *article, q *corpus.Quote, want string)

func main() {
	data := flag.String("data", "../shared/data", "folder of the research data")
	seeds := flag.String("seeds", "seeds", "folder of the seed articles")
	errors := flag.String("errors", "", "print the wrong answers of this kind, from the articles that were read")
	flag.Parse()
	if err := run(os.Stdout, *data, *seeds, *errors); err != nil {
		fmt.Fprintln(os.Stderr, "bench/quotes:", err)
		os.Exit(4)
	}
}

func run(w io.Writer, data, seeds, errors string) error {
	auth, err := analyzer.Starter()
	if err != nil {
		return err
	}
	z := analyzer.New(auth)
	if errors != "" {
		report = func(kind string, a *article, q *corpus.Quote, want string) { printError(w, errors, kind, a, q, want) }
	}
	if err := seedTable(w, z, data, seeds); err != nil {
		return err
	}
	seen, unseen, err := readPolnear(data)
	if err != nil {
		return err
	}
	polnearTable(w, z, "read", seen)
	report = nil
	polnearTable(w, z, "not read", unseen)
	return nil
}

// row prints one line of the table.
func row(w io.Writer, what, set string, c count) {
	fmt.Fprintf(w, "%-34s %-10s %6.1f %6.1f   %6d %6d\n", what, set, c.precision(), c.recall(), c.given, c.wanted)
}

func polnearTable(w io.Writer, z *analyzer.Analyzer, set string, articles []article) {
	var spans, speakers, reported, all count
	for i := range articles {
		a := &articles[i]
		quotes := z.Analyze(corpus.Article{ID: a.ID, Text: a.Text}).Quotes
		spans.add(scoreSpans(a, quotes))
		speakers.add(scoreSpeakers(a, quotes))
		r, l := scoreIndirect(a, quotes)
		reported.add(r)
		all.add(l)
	}
	row(w, "PolNeAR spans, 5 words and more", set, spans)
	row(w, "PolNeAR speakers, 5 words and more", set, speakers)
	row(w, "PolNeAR reported statements", set, reported)
	row(w, "PolNeAR all indirect attributions", set, all)
}

func printError(w io.Writer, wanted, kind string, a *article, q *corpus.Quote, want string) {
	if kind != wanted {
		return
	}
	if q == nil {
		fmt.Fprintf(w, "%s\t%s\t%q\n", kind, a.ID, want)
		return
	}
	got := "-"
	if q.Speaker != nil {
		got = fmt.Sprintf("%s [%s] cue %s", q.Speaker.Name, q.Speaker.How, q.Cue)
	} else if q.Cue != "" {
		got = "cue " + q.Cue
	}
	left, right := max(0, q.Start-160), min(len(a.Text), q.End+120)
	fmt.Fprintf(w, "%s\t%s\n  got %s\n  want %s\n  %q ⟦%q⟧ %q\n", kind, a.ID, got, want, a.Text[left:q.Start], q.Text, a.Text[q.End:right])
}
