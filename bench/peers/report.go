package main

import (
	"fmt"
	"os/exec"
	"runtime"
	"strings"
)

// about says what the figures are. What makes work unequal is said here.
const about = `Medians of the rounds; a query cell is CPU ms / wall ms (count). The columns ÷ are CPU time of Dateline, and of its words alone, as a multiple of the faster of Lucene and Tantivy, for facets of Tantivy; ✓ is within the goal, ✗ beyond.

- **dateline** is the product: title and text as fields of their own, the layers of words, stems, entities of the dictionary, quotes and structure. **dateline-words** has the word layer alone over one field of title and text, which is what every peer has.
- The ten hits are loaded on every side: id, title, outlet and date from what is stored.
- **Counting alone** is Lucene's IndexSearcher.count, which knows the number of a word without counting; Tantivy is measured through its Python wheel, which has no bare count: the number of values of a column that every article has; Bleve is asked for no hits.
- Facets are exact on all sides and show the count of the largest value. Places count for their parents too in Dateline, as given elsewhere; the entities of **dateline** are those that it found itself. The facets of all articles are counted once for an open index by Dateline and kept, so those rows show the look-up; those of a word are counted each time.
- Dateline keeps the documents of the queries asked last, known by the identity of their tree. Here every repetition is a new tree: nothing kept is measured as a search.
- NEAR/10 is in any order: in Tantivy the union of two sloppy phrases, one for each order. Bleve has none. The passages of a page come from Lucene's UnifiedHighlighter over the stored text, Tantivy's SnippetGenerator, SQLite's snippet(), and Bleve's highlighter.
- Tokenizers differ a little (possessives, hyphens), so counts may differ by a few in a hundred; a larger difference means unequal work.
- Indexing is one run, of one process, with the reading of JSON, which is a row of its own. Memory is peaks: without mapped files (RssAnon, looked at every 20 ms), and whole (VmHWM). A fresh process is measured from its start to its answer, at once after another one that brought the files into memory: the virtual machine of Java and Python's interpreter are in it. Where the load average is far above 1, other programs kept the processors busy: wall times are long, and CPU times longer than on an idle machine.
`

// report writes all tables.
func (b *bench) report(tables []*table, full whole) string {
	var s strings.Builder
	commit, _ := exec.Command("git", "rev-parse", "--short", "HEAD").Output()
	fmt.Fprintf(&s, "# Beside the peers\n\nWritten by `go run ./bench/peers -n %s -rounds %d`: %s, %s/%s, %d cores, commit %s.\n%s\n",
		list(b.sizes), b.rounds, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), strings.TrimSpace(string(commit)), about)
	for _, p := range tables[0].peers {
		fmt.Fprintf(&s, "- %s: %s\n", p.name, p.version)
	}
	for _, m := range b.missing {
		fmt.Fprintf(&s, "- left out: %s\n", m)
	}
	goals(&s, tables[len(tables)-1], full)
	for _, t := range tables {
		t.write(&s)
	}
	if len(tables) > 1 {
		growth(&s, b.sizes, tables)
	}
	return s.String()
}

func list(sizes []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(sizes), " ", ","), "[]")
}

// head begins a table of Markdown.
func head(s *strings.Builder, columns ...string) {
	s.WriteString("\n| | " + strings.Join(columns, " | ") + " |\n|---|" + strings.Repeat("---|", len(columns)) + "\n")
}

func line(s *strings.Builder, name string, cells ...string) {
	s.WriteString("| " + name + " | " + strings.Join(cells, " | ") + " |\n")
}

func (t *table) names() (names []string) {
	for _, p := range t.peers {
		names = append(names, p.name)
	}
	return names
}

func (t *table) cells(cell func(*peer) string) (all []string) {
	for _, p := range t.peers {
		all = append(all, cell(p))
	}
	return all
}

// write writes the tables of one number of articles.
func (t *table) write(s *strings.Builder) {
	fmt.Fprintf(s, "\n## %d articles, %d MB of titles and texts, load average %s\n", t.n, t.text/1e6, t.load)
	kept := ""
	for _, p := range t.peers {
		if p.built.kept {
			kept = ", from an earlier run"
		}
	}
	fmt.Fprintf(s, "\n### Indexing%s, size, memory, fresh processes\n", kept)
	head(s, t.names()...)
	t.indexing(s)
	part := ""
	for _, q := range workload() {
		if q.part != part {
			part = q.part
			fmt.Fprintf(s, "\n### %s\n", part)
			head(s, append(t.names(), "dateline ÷", "words ÷", "goal")...)
		}
		cells := t.cells(func(p *peer) string { return shown(p.cells[q.key()]) })
		line(s, q.Name, append(cells, t.ratio("dateline", q), t.ratio("dateline-words", q), limit(q.goal))...)
	}
}

func (t *table) indexing(s *strings.Builder) {
	rate := func(seconds float64) string {
		if seconds <= 0 {
			return "–"
		}
		return fmt.Sprintf("%.0f", float64(t.n)/seconds)
	}
	line(s, "articles per CPU-second", t.cells(func(p *peer) string { return rate(p.built.Indexing.CPUs) })...)
	line(s, "articles per second", t.cells(func(p *peer) string { return rate(p.built.Indexing.Walls) })...)
	line(s, "reading JSON alone, articles per CPU-second", t.cells(func(p *peer) string { return rate(p.built.Reading.CPUs) })...)
	line(s, "annotating alone, articles per CPU-second", t.cells(func(p *peer) string { return rate(p.built.Indexing.Analysis) })...)
	line(s, "writing the index alone, articles per CPU-second", t.cells(func(p *peer) string {
		if p.built.Indexing.Analysis == 0 {
			return "–"
		}
		return rate(p.built.Indexing.CPUs - p.built.Indexing.Analysis - p.built.Reading.CPUs)
	})...)
	line(s, "size, MB (÷ text)", t.cells(func(p *peer) string {
		return fmt.Sprintf("%d (%.2f)", p.built.Bytes/1e6, float64(p.built.Bytes)/float64(t.text))
	})...)
	line(s, "memory of indexing, MB without mapped files / whole", t.cells(func(p *peer) string { return p.built.Memory.String() })...)
	line(s, "memory of searching, MB without mapped files / whole", t.cells(func(p *peer) string { return p.search.String() })...)
	line(s, "fresh process, "+page.Name, t.cells(func(p *peer) string { return shown(&p.fresh) })...)
	if c := &t.program.fresh; !c.none() {
		fmt.Fprintf(s, "\n`dateline search`, the program, in a fresh process with the same page: %s.\n", shown(c))
	}
}

// growth puts the CPU time of every row at each number of articles side by side.
func growth(s *strings.Builder, sizes []int, tables []*table) {
	fmt.Fprintf(s, "\n## Growth: CPU ms at %s articles\n", strings.ReplaceAll(list(sizes), ",", " → "))
	part := ""
	for _, q := range workload() {
		if q.part != part {
			part = q.part
			fmt.Fprintf(s, "\n### %s\n", part)
			head(s, tables[0].names()...)
		}
		line(s, q.Name, tables[0].cells(func(p *peer) string {
			var all []string
			for _, t := range tables {
				c := "–"
				if v, ok := t.cpu(p.name, q); ok {
					c = digits(v)
				}
				all = append(all, c)
			}
			return strings.Join(all, " → ")
		})...)
	}
}
