package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"dateline/corpus"
)

// A collection is documents, queries and what was judged relevant to each query,
// by topic and document, in TREC's form.
type collection struct {
	name     string
	articles []corpus.Article
	queries  []topic
	judged   map[string]map[string]int
}

// A topic is a query. from is the article that it was taken from, which is not asked for.
type topic struct{ id, text, from string }

func readCollection(dir, name string) (*collection, error) {
	c := &collection{name: name, judged: map[string]map[string]int{}}
	base := filepath.Join(dir, name)
	err := eachLine(base+".articles.jsonl", func(line string) error {
		var a struct{ ID, Title, Text string }
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			return err
		}
		c.articles = append(c.articles, corpus.Article{ID: a.ID, Title: a.Title, Text: a.Text, Language: "en"})
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = eachLine(base+".queries.tsv", func(line string) error {
		id, text, ok := strings.Cut(line, "\t")
		if !ok {
			return fmt.Errorf("want id and query, got %q", line)
		}
		c.queries = append(c.queries, topic{id: id, text: text})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c, eachLine(base+".qrels.txt", func(line string) error {
		f := strings.Fields(line)
		if len(f) != 4 {
			return fmt.Errorf("want four columns, got %q", line)
		}
		grade, err := strconv.Atoi(f[3])
		if err != nil {
			return err
		}
		if c.judged[f[0]] == nil {
			c.judged[f[0]] = map[string]int{}
		}
		c.judged[f[0]][f[2]] = grade
		return nil
	})
}

func eachLine(path string, do func(string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for n := 1; lines.Scan(); n++ {
		if err := do(lines.Text()); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	return lines.Err()
}

// ndcg is nDCG@10 of a run for each topic with a relevant document, as trec_eval
// computes it: gain is the grade, the discount log2(rank+1).
func (c *collection) ndcg(run map[string][]string) (topics []float64) {
	for _, q := range c.queries {
		ideal := c.ideal(q.id)
		if ideal == 0 {
			continue
		}
		found := slices.DeleteFunc(slices.Clone(run[q.id]), func(id string) bool { return id == q.from })
		dcg := 0.0
		for rank, id := range found[:min(10, len(found))] {
			dcg += float64(max(0, c.judged[q.id][id])) / math.Log2(float64(rank+2))
		}
		topics = append(topics, dcg/ideal)
	}
	return topics
}

func (c *collection) ideal(topic string) (dcg float64) {
	var grades []int
	for _, g := range c.judged[topic] {
		grades = append(grades, g)
	}
	slices.Sort(grades)
	slices.Reverse(grades)
	for rank, g := range grades[:min(10, len(grades))] {
		dcg += float64(max(0, g)) / math.Log2(float64(rank+2))
	}
	return dcg
}
