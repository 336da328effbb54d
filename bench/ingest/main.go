// Command ingest measures how well web pages are read: Dateline's ingest beside the
// libraries go-trafilatura and go-readability, on the same pages in one run.
//
//	go run ./bench/ingest [-data ../shared/data/html] [-only] [-below 0.95]
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	nurl "net/url"

	readability "codeberg.org/readeck/go-readability"
	"github.com/markusmobius/go-trafilatura"

	"dateline/ingest"
)

// A reading is what an extractor found in a page.
type reading struct {
	title, date, text string
	authors           []string
}

var extractors = []struct {
	name string
	read func(*gold) reading
}{
	{"dateline", ours},
	{"go-trafilatura", trafilaturaReads},
	{"go-readability", readabilityReads},
}

// english are the countries whose pages count as English.
var english = map[string]bool{"us": true, "uk": true, "ca": true, "au": true, "za": true, "in": true, "na": true, "il": true}

func main() {
	dir := flag.String("data", "../shared/data/html", "folder with the two data sets")
	below := flag.Float64("below", 0, "print the pages whose body dateline reads worse than this, or with a wrong date or authors, and the paragraphs that differ")
	only := flag.Bool("only", false, "leave the libraries out")
	flag.Parse()
	if err := run(*dir, *below, *only); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(dir string, below float64, only bool) error {
	scrapinghub, err := load(dir, "scrapinghub")
	if err != nil {
		return err
	}
	fundus, err := load(dir, "fundus")
	if err != nil {
		return err
	}
	sets := []struct {
		name  string
		rows  []*gold
		plain bool // body text alone has gold
	}{{"scrapinghub", scrapinghub, true}, {"fundus English", keep(fundus), false}}
	fmt.Printf("%-16s %-16s %6s %7s %7s %7s %7s %9s\n", "pages", "reader", "n", "body", "title", "date", "authors", "ms/page")
	for _, set := range sets {
		for i, e := range extractors {
			if i > 0 && only {
				break
			}
			show(set.name, e.name, set.rows, e.read, set.plain, below*float64(btoi(i == 0)))
		}
	}
	return nil
}

func keep(rows []*gold) (kept []*gold) {
	for _, g := range rows {
		if english[g.Country] {
			kept = append(kept, g)
		}
	}
	return kept
}

// A score is the mean over pages: of the F1 of the body, and of what is right or wrong.
type score struct{ body, title, date, authors float64 }

// measure scores a reader on rows; each, where it is not nil, sees every page.
func measure(rows []*gold, read func(*gold) reading, each func(*gold, reading, score)) (mean score) {
	for _, g := range rows {
		r := read(g)
		s := score{
			body:    f1(r.text, g.Text),
			title:   float64(btoi(fold(r.title) == fold(g.Title))),
			date:    float64(btoi(sameDay(r.date, g.Date) || g.Date == "" && r.date == "")),
			authors: float64(btoi(sameAuthors(r.authors, g.Authors))),
		}
		mean = score{mean.body + s.body, mean.title + s.title, mean.date + s.date, mean.authors + s.authors}
		if each != nil {
			each(g, r, s)
		}
	}
	n := float64(max(len(rows), 1))
	return score{mean.body / n, mean.title / n, mean.date / n, mean.authors / n}
}

// show prints one line of the table; plain sets have gold for the body alone.
func show(set, name string, rows []*gold, read func(*gold) reading, plain bool, below float64) {
	start := time.Now()
	s := measure(rows, read, func(g *gold, r reading, s score) {
		if s.body < below || below > 0 && !plain && s.date*s.authors == 0 {
			report(g, r, s, plain)
		}
	})
	ms := float64(time.Since(start).Milliseconds()) / float64(max(len(rows), 1))
	if plain {
		fmt.Printf("%-16s %-16s %6d %7.4f %7s %7s %7s %9.1f\n", set, name, len(rows), s.body, "", "", "", ms)
		return
	}
	fmt.Printf("%-16s %-16s %6d %7.4f %7.3f %7.3f %7.3f %9.1f\n", set, name, len(rows), s.body, s.title, s.date, s.authors, ms)
}

func report(g *gold, r reading, s score, plain bool) {
	fmt.Printf("  %.3f %s %s\n", s.body, g.ID, g.from)
	difference(r, g)
	if plain {
		return
	}
	if s.title == 0 {
		fmt.Printf("        title %q want %q\n", r.title, g.Title)
	}
	if s.date == 0 {
		fmt.Printf("        date %q want %q\n", r.date, g.Date)
	}
	if s.authors == 0 {
		fmt.Printf("        authors %q want %q\n", r.authors, g.Authors)
	}
}

func ours(g *gold) reading {
	opts := ingest.Options{Format: "html", Stdin: bytes.NewReader(g.page)}
	for it := range ingest.Read(context.Background(), []string{"-"}, opts) {
		if it.Err == nil && it.Skipped == "" {
			a := it.Article
			return reading{a.Title, a.Published.Value, a.Text, a.Byline}
		}
	}
	return reading{}
}

func trafilaturaReads(g *gold) reading {
	u, _ := nurl.Parse(g.URL)
	res, err := trafilatura.Extract(bytes.NewReader(g.page), trafilatura.Options{OriginalURL: u, EnableFallback: true, ExcludeComments: true})
	if err != nil {
		return reading{}
	}
	m := res.Metadata
	return reading{m.Title, m.Date.Format("2006-01-02"), res.ContentText, strings.Split(m.Author, ";")}
}

func readabilityReads(g *gold) reading {
	u, _ := nurl.Parse(g.URL)
	a, err := readability.FromReader(bytes.NewReader(g.page), u)
	if err != nil {
		return reading{}
	}
	r := reading{title: a.Title, text: a.TextContent, authors: []string{a.Byline}}
	if a.PublishedTime != nil {
		r.date = a.PublishedTime.Format("2006-01-02")
	}
	return r
}
