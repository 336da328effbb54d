// Command quotes measures quotations, speakers, statements and near-copies against
// the research data, and prints one table.
//
//	go run ./bench/quotes [-data ../shared/data] [-errors KIND]
//	go run ./bench/quotes -scale 1000000
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
	scale := flag.Int("scale", 0, "group so many generated quotes instead, and print time and memory")
	flag.Parse()
	if *scale > 0 {
		scaled(os.Stdout, *scale)
		return
	}
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
	fmt.Fprintf(w, "%-40s %-10s %6s %6s   %6s %6s\n", "", "PolNeAR", "P", "R", "given", "wanted")
	if err := seedTable(w, z, data, seeds); err != nil {
		return err
	}
	if err := hardStatements(w, z, seeds); err != nil {
		return err
	}
	seen, unseen, err := readPolnear(data)
	if err != nil {
		return err
	}
	read := tallied(z, seen)
	told := report
	report = nil
	held := tallied(z, unseen)
	report = told
	read.print(w, "read")
	held.print(w, "not read")
	read.add(held)
	read.print(w, "all")
	return copyTable(w, data)
}

// row prints one line of the table.
func row(w io.Writer, what, set string, c count) {
	fmt.Fprintf(w, "%-40s %-10s %6.1f %6.1f   %6d %6d\n", what, set, c.precision(), c.recall(), c.given, c.wanted)
}

// A tally holds the counts of one part of PolNeAR.
type tally struct {
	spans                                       [len(measures)]count
	wrong                                       causes // of spans by the first measure
	speakers, annotated, overlap, strict, every count
}

// tallied counts the answers in articles; only some of the wrong ones are reported, each once.
func tallied(z *analyzer.Analyzer, articles []article) (t tally) {
	for i := range articles {
		a := &articles[i]
		quotes := z.Analyze(corpus.Article{ID: a.ID, Text: a.Text}).Quotes
		t.spans[0].add(scoreSpans(a, quotes, measures[0]))
		t.wrong.count(a, quotes)
		t.speakers.add(scoreSpeakers(a, quotes, false))
		t.overlap.add(scoreIndirect(a, quotes, overlapping, false))
		told := report
		report = nil
		for k := range measures[1:] {
			t.spans[k+1].add(scoreSpans(a, quotes, measures[k+1]))
		}
		t.annotated.add(scoreSpeakers(a, quotes, true))
		t.strict.add(scoreIndirect(a, quotes, united, false))
		t.every.add(scoreIndirect(a, quotes, overlapping, true))
		report = told
	}
	return t
}

func (t *tally) add(u tally) {
	for k := range t.spans {
		t.spans[k].add(u.spans[k])
	}
	for k := range t.wrong {
		t.wrong[k] += u.wrong[k]
	}
	t.speakers.add(u.speakers)
	t.annotated.add(u.annotated)
	t.overlap.add(u.overlap)
	t.strict.add(u.strict)
	t.every.add(u.every)
}

func (t *tally) print(w io.Writer, set string) {
	for k, m := range measures {
		row(w, m.name, set, t.spans[k])
	}
	fmt.Fprintf(w, "%-40s %-10s %d go on with words of a speaker, %d have one, %d none\n", "  outside all content", set, t.wrong[goesOn], t.wrong[said], t.wrong[nobody])
	row(w, "speakers, 5 words and more", set, t.speakers)
	row(w, "  of annotated quotations alone", set, t.annotated)
	row(w, "reported statements, overlap", set, t.overlap)
	row(w, "reported statements, half of union", set, t.strict)
	row(w, "all indirect attributions, overlap", set, t.every)
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
