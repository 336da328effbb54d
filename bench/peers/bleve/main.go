// Command bleve is stock Bleve as a peer of the bench: one JSON request a line on
// standard input, one answer a line on standard output. It never links Dateline's
// index, so nothing replaces Bleve's own segment writer.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"

	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	_ "github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	index "github.com/blevesearch/bleve_index_api"
)

type article struct {
	ID     string   `json:"id"`
	Title  string   `json:"title"`
	Text   string   `json:"text"`
	Outlet string   `json:"outlet"`
	Date   string   `json:"date"`
	Actors []string `json:"actors"`
	Places []string `json:"places"`
}

type request struct {
	Op, Data, Dir string
	Q             spec
}

type spec struct {
	Kind, Field, From, To string
	Words                 []string
	N, Size               int
	Count, Once           bool
}

func main() {
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := json.NewEncoder(os.Stdout)
	var idx bleve.Index
	for {
		var r request
		if err := in.Decode(&r); err == io.EOF {
			return
		}
		cpu, wall := cpuSeconds(), time.Now()
		ans := map[string]any{}
		var err error
		switch r.Op {
		case "version":
			ans["version"] = "Bleve " + version()
		case "read":
			err = each(r.Data, func(article) error { return nil })
		case "index":
			err = build(r.Dir, r.Data)
		case "open":
			idx, err = bleve.OpenUsing(r.Dir+"/b", map[string]any{"read_only": true, "bolt_timeout": "2s"})
		case "query":
			ans, err = measure(idx, r.Q)
		}
		if r.Op != "version" && r.Op != "query" {
			ans["cpu_s"], ans["wall_s"] = cpuSeconds()-cpu, time.Since(wall).Seconds()
		}
		if err != nil {
			ans["error"] = err.Error()
		}
		if err := out.Encode(ans); err != nil {
			return
		}
	}
}

func version() string {
	info, _ := debug.ReadBuildInfo()
	for _, d := range info.Deps {
		if d.Path == "github.com/blevesearch/bleve/v2" {
			return d.Version
		}
	}
	return "?"
}

func cpuSeconds() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// schema keeps every word ("standard" would drop "of" and "the").
func schema() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	m.ScoringModel = "bm25"
	err := m.AddCustomAnalyzer("words", map[string]any{
		"type": custom.Name, "tokenizer": unicode.Name, "token_filters": []string{lowercase.Name},
	})
	if err != nil {
		return nil, err
	}
	d := bleve.NewDocumentStaticMapping()
	body := bleve.NewTextFieldMapping()
	body.Analyzer, body.Store, body.DocValues, body.IncludeInAll = "words", true, false, false
	d.AddFieldMappingsAt("body", body)
	title := bleve.NewTextFieldMapping()
	title.Index, title.Store, title.DocValues, title.IncludeInAll = false, true, false, false
	d.AddFieldMappingsAt("title", title)
	for _, f := range []string{"outlet", "actors", "places", "month"} {
		k := bleve.NewKeywordFieldMapping()
		k.Store, k.IncludeInAll = f == "outlet", false
		d.AddFieldMappingsAt(f, k)
	}
	day := bleve.NewDateTimeFieldMapping()
	day.Store, day.IncludeInAll = true, false
	d.AddFieldMappingsAt("date", day)
	m.DefaultMapping = d
	return m, nil
}

// each calls do for the articles of a file.
func each(data string, do func(article) error) error {
	f, err := os.Open(data)
	if err != nil {
		return err
	}
	defer f.Close()
	for dec := json.NewDecoder(bufio.NewReaderSize(f, 1<<20)); ; {
		var a article
		if err := dec.Decode(&a); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := do(a); err != nil {
			return err
		}
	}
}

func build(dir, data string) error {
	m, err := schema()
	if err != nil {
		return err
	}
	idx, err := bleve.New(dir+"/b", m)
	if err != nil {
		return err
	}
	defer idx.Close()
	batch := idx.NewBatch()
	err = each(data, func(a article) error {
		doc := map[string]any{"title": a.Title, "body": a.Title + "\n" + a.Text, "outlet": a.Outlet, "actors": a.Actors, "places": a.Places}
		if a.Date != "" {
			doc["month"], doc["date"] = a.Date[:7], a.Date+"T00:00:00Z"
		}
		if err := batch.Index(a.ID, doc); err != nil || batch.Size() < 1000 {
			return err
		}
		full := batch
		batch = idx.NewBatch()
		return idx.Batch(full)
	})
	if err != nil {
		return err
	}
	return idx.Batch(batch)
}

// measure runs q: once if that takes 200 ms of CPU or nothing else is wanted, else again,
// three times or as often as takes 20 ms.
func measure(idx bleve.Index, q spec) (map[string]any, error) {
	cpu, wall, reps := cpuSeconds(), time.Now(), 1
	count, err := run(idx, q)
	if err != nil {
		return map[string]any{}, err
	}
	if !q.Once && cpuSeconds()-cpu < 0.2 {
		for cpu, wall, reps = cpuSeconds(), time.Now(), 0; reps < 3 || time.Since(wall) < 20*time.Millisecond; reps++ {
			if _, err := run(idx, q); err != nil {
				return nil, err
			}
		}
	}
	return map[string]any{"count": count,
		"cpu_ms":  (cpuSeconds() - cpu) * 1e3 / float64(reps),
		"wall_ms": time.Since(wall).Seconds() * 1e3 / float64(reps)}, nil
}

func run(idx bleve.Index, q spec) (uint64, error) {
	if q.Kind == "export" {
		return export(idx)
	}
	bq, err := compile(q)
	if err != nil {
		return 0, err
	}
	req := bleve.NewSearchRequestOptions(bq, 10, 0, false)
	switch {
	case q.Count:
		req.Size = 0
	case q.Kind == "facet":
		req.Size = 0
		req.AddFacet("f", bleve.NewFacetRequest(q.Field, q.Size))
	default:
		req.Fields = []string{"title", "outlet", "date"}
	}
	if q.Kind == "page" {
		req.Highlight = bleve.NewHighlight()
		req.Highlight.AddField("body")
		for _, f := range []string{"outlet", "places", "actors"} {
			req.AddFacet(f, bleve.NewFacetRequest(f, q.Size))
		}
		req.AddFacet("month", bleve.NewFacetRequest("month", 1000))
	}
	res, err := idx.Search(req)
	if err != nil {
		return 0, err
	}
	if q.Kind == "facet" {
		if t := res.Facets["f"].Terms.Terms(); len(t) > 0 {
			return uint64(t[0].Count), nil
		}
		return 0, nil
	}
	return res.Total, nil
}

func compile(q spec) (query.Query, error) {
	term := func(w string) query.Query {
		t := bleve.NewTermQuery(w)
		t.SetField("body")
		return t
	}
	terms := make([]query.Query, len(q.Words))
	for i, w := range q.Words {
		terms[i] = term(w)
	}
	switch q.Kind {
	case "term":
		return terms[0], nil
	case "and":
		return bleve.NewConjunctionQuery(terms...), nil
	case "or":
		return bleve.NewDisjunctionQuery(terms...), nil
	case "phrase", "page":
		return bleve.NewPhraseQuery(q.Words, "body"), nil
	case "prefix":
		p := bleve.NewPrefixQuery(q.Words[0])
		p.SetField("body")
		return p, nil
	case "fuzzy":
		p := bleve.NewFuzzyQuery(q.Words[0])
		p.SetFuzziness(1)
		p.SetField("body")
		return p, nil
	case "dates":
		from, err := time.Parse("2006-01-02", q.From)
		if err != nil {
			return nil, err
		}
		to, err := time.Parse("2006-01-02", q.To)
		if err != nil {
			return nil, err
		}
		yes := true
		d := bleve.NewDateRangeInclusiveQuery(from, to, &yes, &yes)
		d.SetField("date")
		return d, nil
	case "facet":
		if len(terms) > 0 {
			return terms[0], nil
		}
		return bleve.NewMatchAllQuery(), nil
	}
	return nil, fmt.Errorf("not done here: %s", q.Kind)
}

// export reads every stored article from one held reader and writes JSON nowhere.
func export(idx bleve.Index) (uint64, error) {
	adv, err := idx.Advanced()
	if err != nil {
		return 0, err
	}
	r, err := adv.Reader()
	if err != nil {
		return 0, err
	}
	defer r.Close()
	ids, err := r.DocIDReaderAll()
	if err != nil {
		return 0, err
	}
	defer ids.Close()
	enc := json.NewEncoder(io.Discard)
	var n uint64
	for {
		internal, err := ids.Next()
		if err != nil || internal == nil {
			return n, err
		}
		id, err := r.ExternalID(internal)
		if err != nil {
			return n, err
		}
		doc, err := r.Document(id)
		if err != nil {
			return n, err
		}
		if err := enc.Encode(map[string]string{"id": id, "body": string(body(doc))}); err != nil {
			return n, err
		}
		n++
	}
}

func body(doc index.Document) []byte {
	var b []byte
	doc.VisitFields(func(f index.Field) {
		if f.Name() == "body" {
			b = f.Value()
		}
	})
	return b
}
