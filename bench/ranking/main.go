// Command ranking measures how well searches rank: nDCG@10 on collections with
// relevance judgements, Dateline beside Lucene's BM25 in the same call.
//
//	go run ./bench/ranking [-data ../shared/data/ranking] [-lee WHEEL] [-lucene=false] [FILE...]
//
// Each FILE holds anybody's English articles in a form that Dateline reads. They are
// a collection without judges: the titles are the queries, and to each the text of its
// article is what is to be found.
//
// WHEEL is that of the Python package gensim, which carries news articles and what readers
// said of them.
//
// Beside what Lucene reaches stands how likely a difference of that size is by chance.
//
// Queries are read as plain words of which any may match. Lucene runs in Java from
// Maven artefacts; without Java or Maven its column is empty and the reason is told.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/index"
	"dateline/query"
)

func main() {
	data := flag.String("data", "../shared/data/ranking", "folder with NAME.articles.jsonl, NAME.queries.tsv, NAME.qrels.txt")
	lucene := flag.Bool("lucene", true, "run Lucene beside")
	wheel := flag.String("lee", "", "wheel of the Python package gensim, which carries news articles and judgements")
	limit := flag.Int("queries", 1000, "how many titles of each FILE to ask for at most")
	flag.Parse()
	if err := run(*data, *wheel, flag.Args(), *limit, *lucene); err != nil {
		fmt.Fprintln(os.Stderr, "ranking:", err)
		os.Exit(1)
	}
}

// hits is how many are asked for: ten, and the article that a query was taken from.
const hits = 11

// run measures the collections of data, that of the wheel, then those made of files.
func run(data, wheel string, files []string, limit int, lucene bool) error {
	judged, err := filepath.Glob(filepath.Join(data, "*.qrels.txt"))
	if err != nil || len(judged)+len(files)+len(wheel) == 0 {
		return fmt.Errorf("no collection in %q", data)
	}
	fmt.Printf("%-12s %8s %8s  %9s  %14s %7s  %15s %7s\n", "collection", "articles", "queries", "dateline", "lucene english", "p", "lucene standard", "p")
	for _, p := range judged {
		c, err := readCollection(data, strings.TrimSuffix(filepath.Base(p), ".qrels.txt"))
		if err != nil {
			return err
		}
		if err := measure(c, &lucene); err != nil {
			return err
		}
	}
	if wheel != "" {
		c, err := lee(wheel)
		if err != nil {
			return err
		}
		if err := measure(c, &lucene); err != nil {
			return err
		}
	}
	for _, p := range files {
		c, err := titled(p, limit)
		if err != nil {
			return err
		}
		if err := measure(c, &lucene); err != nil {
			return err
		}
	}
	return nil
}

// measure prints the line of one collection; lucene becomes false where it cannot run.
func measure(c *collection, lucene *bool) error {
	ours, err := search(c)
	if err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	values := c.ndcg(ours)
	fmt.Printf("%-12s %8d %8d  %9.4f", c.name, len(c.articles), len(c.queries), mean(values))
	for _, analyzer := range []string{"english", "standard"} {
		if !*lucene {
			break
		}
		theirs, err := luceneRun(c, analyzer)
		if err != nil {
			*lucene = false
			fmt.Fprintln(os.Stderr, "ranking: without Lucene:", err)
			break
		}
		other := c.ndcg(theirs)
		fmt.Printf("  %14.4f %7.4f ", mean(other), chance(values, other))
	}
	fmt.Println()
	return nil
}

// search indexes c in a temporary directory and runs its queries.
func search(c *collection) (map[string][]string, error) {
	ctx := context.Background()
	authority, err := analyzer.Starter()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "ranking")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	z := analyzer.New(authority)
	x, err := index.Open(dir, index.Options{Write: true, Lexicon: authority, Streams: z.Streams})
	if err != nil {
		return nil, err
	}
	defer x.Close()
	var batch []corpus.Annotated
	for _, a := range c.articles {
		annotated := corpus.Annotated{Article: a}
		z.Streams(&annotated)
		batch = append(batch, annotated)
	}
	if err := x.Put(ctx, slices.Values(batch)); err != nil {
		return nil, err
	}
	s, err := x.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	runs := map[string][]string{}
	for _, q := range c.queries {
		compiled, err := query.Compile(ctx, s, authority, q.text, query.Options{Literal: true, Any: true, Size: hits, Facets: []query.FacetRequest{}})
		if err != nil {
			return nil, fmt.Errorf("query %s: %w", q.id, err)
		}
		r := compiled.Request
		r.Load = query.LoadMeta
		res, err := s.Search(ctx, r)
		if err != nil {
			return nil, fmt.Errorf("query %s: %w", q.id, err)
		}
		for _, h := range res.Hits {
			runs[q.id] = append(runs[q.id], h.Article.ID)
		}
	}
	return runs, nil
}
