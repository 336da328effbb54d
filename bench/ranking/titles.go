package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"dateline/corpus"
	"dateline/ingest"
)

// titled makes a collection of anybody's articles, which are to be English: each
// title that one article alone has is a query, and that article's text is what is
// relevant to it. No document holds its title. Of more than limit titles, limit are
// taken at even distances.
func titled(path string, limit int) (*collection, error) {
	c := &collection{name: strings.SplitN(filepath.Base(path), ".", 2)[0], judged: map[string]map[string]int{}}
	holders := map[string][]string{}
	var titles []string
	for item := range ingest.Read(context.Background(), []string{path}, ingest.Options{OnDuplicate: ingest.Skip}) {
		if item.Err != nil {
			return nil, item.Err
		}
		a, title := item.Article, strings.Join(strings.Fields(item.Article.Title), " ")
		if item.Skipped != "" || title == "" || strings.TrimSpace(a.Text) == "" {
			continue
		}
		if holders[title] == nil {
			titles = append(titles, title)
		}
		holders[title] = append(holders[title], a.ID)
		c.articles = append(c.articles, corpus.Article{ID: a.ID, Text: a.Text, Language: "en"})
	}
	limit = min(limit, len(titles))
	for i := range limit {
		title := titles[i*len(titles)/limit]
		if len(holders[title]) > 1 {
			continue
		}
		id := fmt.Sprint(i + 1)
		c.queries = append(c.queries, topic{id: id, text: title})
		c.judged[id] = map[string]int{holders[title][0]: 1}
	}
	if len(c.queries) == 0 {
		return nil, fmt.Errorf("%s: no article has a title of its own and a text", path)
	}
	return c, nil
}

// write puts the documents and queries of c into dir, in the form that they are read in.
func (c *collection) write(dir string) error {
	var articles, queries strings.Builder
	for _, a := range c.articles {
		line, err := json.Marshal(map[string]string{"id": a.ID, "title": a.Title, "text": a.Text})
		if err != nil {
			return err
		}
		articles.Write(append(line, '\n'))
	}
	for _, q := range c.queries {
		fmt.Fprintf(&queries, "%s\t%s\n", q.id, q.text)
	}
	base := filepath.Join(dir, c.name)
	if err := os.WriteFile(base+".articles.jsonl", []byte(articles.String()), 0o644); err != nil {
		return err
	}
	return os.WriteFile(base+".queries.tsv", []byte(queries.String()), 0o644)
}
