package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dateline/analyzer"
	"dateline/corpus"
)

// seedTable measures the five seed articles.
func seedTable(w io.Writer, z *analyzer.Analyzer, data, seeds string) error {
	gold, err := readSeeds(data)
	if err != nil {
		return err
	}
	var spans, speakers count
	var read []corpus.Annotated
	var reported count
	for _, a := range gold.Articles {
		text, err := os.ReadFile(filepath.Join(seeds, a.File))
		if err != nil {
			return err
		}
		read = append(read, z.Analyze(corpus.Article{ID: a.File, Text: string(text)}))
		s, p := scoreSeed(w, a.Quotes, read[len(read)-1].Quotes)
		spans.add(s)
		speakers.add(p)
		for _, g := range a.Indirect {
			reported.wanted++
			for _, q := range read[len(read)-1].Quotes {
				if q.Kind == corpus.Indirect && overlapping(&q, g.Start, g.End) {
					reported.given++
					ok := speaksAs(q.Speaker, seedQuote{Speaker: g.Speaker, Kind: g.Kind, Surface: g.Surface})
					reported.right += one(ok)
					reported.found += one(ok)
					break
				}
			}
		}
	}
	fmt.Fprintf(w, "%-40s %-10s %d of %d, %d false\n", "seed spans", "", spans.found, spans.wanted, spans.given-spans.right)
	fmt.Fprintf(w, "%-40s %-10s %d of %d, %d wrong\n", "seed speakers", "", speakers.found, speakers.wanted, speakers.given-speakers.right)
	fmt.Fprintf(w, "%-40s %-10s %d of %d, %d with another speaker\n", "seed reported statements", "", reported.found, reported.wanted, reported.given-reported.right)
	seedStatements(w, gold, read)
	return nil
}

// scoreSeed compares spans exactly and speakers by name; an echo wants no speaker
// but must not get another's.
func scoreSeed(w io.Writer, gold []seedQuote, quotes []corpus.Quote) (spans, speakers count) {
	at := map[[2]int]*corpus.Quote{}
	for i := range quotes {
		if q := &quotes[i]; q.Kind != corpus.Indirect {
			at[[2]int{q.Start, q.End}] = q
			spans.given++
		}
	}
	for _, g := range gold {
		spans.wanted++
		q := at[[2]int{g.Start, g.End}]
		if q == nil {
			if report != nil {
				fmt.Fprintf(w, "seed missed %s %q\n", g.ID, g.Text)
			}
			continue
		}
		spans.found++
		spans.right++
		if g.Type != "echo" {
			speakers.wanted++
		}
		ok := speaksAs(q.Speaker, g)
		if q.Speaker != nil {
			speakers.given++
			speakers.right += one(ok)
		}
		if g.Type != "echo" {
			speakers.found += one(ok)
		}
		if !ok && report != nil {
			fmt.Fprintf(w, "seed speaker %s %q got %+v\n", g.ID, g.Text, q.Speaker)
		}
	}
	return spans, speakers
}

func speaksAs(s *corpus.Speaker, g seedQuote) bool {
	if s == nil {
		for _, a := range g.Also {
			if a == nil {
				return true
			}
		}
		return false
	}
	if g.Kind == "unnamed" {
		return s.Entity == "" && strings.EqualFold(s.Name, g.Surface)
	}
	names := []string{g.Speaker}
	for _, a := range g.Also {
		if a != nil {
			names = append(names, *a)
		}
	}
	for _, n := range names {
		if strings.EqualFold(s.Name, n) {
			return true
		}
	}
	return false
}
