// Command entities measures the analysis of names, outlets and dates against the
// research data and prints one table.
//
//	go run ./bench/entities [-data ../shared/data] [-errors PART] [-research] [-update]
//
// The figures of quality are kept in bench/entities/RESULTS, so that a change
// shows in review; -update rewrites it. Speeds vary with the machine and are
// printed only. -research also trains models on the research data (some minutes);
// without it that part of RESULTS stays as it is.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"dateline/analyzer"
)

// results is the golden file, from the root of the repository.
const results = "bench/entities/RESULTS"

// A run is one measurement: where the data is, what analyzes, where wrong answers go.
type run struct {
	data, seeds string
	z           *analyzer.Analyzer
	auth        *analyzer.Authority
	errors      string // the part whose wrong answers are printed
	out         io.Writer
}

// wrong prints a wrong answer if its part was asked for.
func (r *run) wrong(part, format string, args ...any) {
	if part == r.errors {
		fmt.Fprintf(os.Stdout, format+"\n", args...)
	}
}

func main() {
	data := flag.String("data", "../shared/data", "folder of the research data")
	seeds := flag.String("seeds", "seeds", "folder of the seed articles")
	errors := flag.String("errors", "", "print the wrong answers of: actors, places, mentions, outlets, spans, links, dates")
	update := flag.Bool("update", false, "rewrite "+results)
	fast := flag.Bool("fast", false, "leave the speeds out")
	research := flag.Bool("research", false, "also train on the research data, and measure on texts not trained on")
	flag.Parse()
	if _, err := os.Stat(filepath.Join(*data, "seeds_gold.json")); err != nil {
		fmt.Println("bench/entities: skipped: no research data at", *data)
		return
	}
	if err := measure(*data, *seeds, *errors, *update, *fast, *research); err != nil {
		fmt.Fprintln(os.Stderr, "bench/entities:", err)
		os.Exit(4)
	}
}

func measure(data, seeds, errors string, update, fast, research bool) error {
	auth, err := analyzer.Starter()
	if err != nil {
		return err
	}
	var table bytes.Buffer
	r := &run{data: data, seeds: seeds, z: analyzer.New(auth), auth: auth, errors: errors, out: &table}
	parts := []func(*run) error{seedTable, spanTable, linkTable, dateTable}
	if research {
		parts = append(parts, researchTable)
	}
	for _, part := range parts {
		if err := part(r); err != nil {
			return err
		}
	}
	fmt.Print(table.String())
	old, _ := os.ReadFile(results) // absent: nothing to compare
	if i := bytes.Index(old, []byte(researchMark)); i >= 0 && !research {
		table.Write(old[i:])
	}
	if update {
		if err := os.WriteFile(results, table.Bytes(), 0o644); err != nil {
			return err
		}
	} else if len(old) > 0 && !bytes.Equal(old, table.Bytes()) {
		fmt.Println("differs from", results)
	}
	if fast {
		return nil
	}
	return speedTable(r, os.Stdout)
}

// A tally counts answers: how many were given and right of those, how many were
// wanted and found of those. The two differ where an answer is allowed but not asked for.
type tally struct{ right, given, found, wanted int }

// hit counts an answer that is right and was wanted.
func (t *tally) hit() { t.right, t.found = t.right+1, t.found+1 }

func (t tally) String() string {
	p, r := percent(t.right, t.given), percent(t.found, t.wanted)
	f := 0.0
	if p+r > 0 {
		f = 2 * p * r / (p + r)
	}
	return fmt.Sprintf("P %5.1f  R %5.1f  F1 %5.1f  (%d of %d given, %d of %d wanted)", p, r, f, t.right, t.given, t.found, t.wanted)
}

func percent(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return 100 * float64(a) / float64(b)
}

func (r *run) row(name string, value any) { fmt.Fprintf(r.out, "%-34s %v\n", name, value) }
