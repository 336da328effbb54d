package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"time"

	"dateline/analyzer"
	"dateline/corpus"
)

// A row is one article in the form that every peer reads: the values of the facets
// are those that Dateline's own analysis found, so that all count the same. What every
// peer indexes is one field: the title, a line break and the text.
type row struct {
	ID     string   `json:"id"`
	Title  string   `json:"title"`
	Text   string   `json:"text"`
	Outlet string   `json:"outlet"`
	Date   string   `json:"date"` // ISO day or ""
	Actors []string `json:"actors"`
	Places []string `json:"places"`
}

type source struct{ ID, Title, Outlet, Date, Text string }

// prepare writes n rows made from the articles of the gzipped JSON Lines file src:
// first each article as it is, then again with its paragraphs shuffled and two
// words in a hundred changed, so that the vocabulary grows as in a larger
// collection. The same n and src give the same file, which is kept.
func prepare(src, dst string, n int) error {
	if _, err := os.Stat(dst); err == nil {
		return nil
	}
	articles, err := load(src)
	if err != nil {
		return err
	}
	auth, err := analyzer.Starter()
	if err != nil {
		return err
	}
	z := analyzer.New(auth)
	f, err := os.Create(dst + ".part")
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	enc := json.NewEncoder(w)
	known := make([]row, len(articles)) // facet values are found once for each article
	for i := range n {
		k := i % len(articles)
		if i < len(articles) {
			known[k] = annotate(z, articles[k])
		}
		r := known[k]
		if round := i / len(articles); round > 0 {
			r.ID = fmt.Sprintf("%s-%d", r.ID, round)
			r.Text = vary(r.Text, r.ID)
		}
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return os.Rename(dst+".part", dst)
}

func load(path string) ([]source, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var all []source
	for dec := json.NewDecoder(z); ; {
		var s source
		if err := dec.Decode(&s); err == io.EOF {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s: article %d: %w", path, len(all)+1, err)
		}
		if _, err := time.Parse(time.DateOnly, s.Date); err != nil {
			s.Date = ""
		}
		all = append(all, s)
	}
}

func annotate(z *analyzer.Analyzer, s source) row {
	a := z.Analyze(corpus.Article{ID: s.ID, Title: s.Title, Text: s.Text})
	r := row{ID: s.ID, Title: s.Title, Text: s.Text, Outlet: s.Outlet, Date: s.Date, Actors: []string{}, Places: []string{}}
	seen := map[string]bool{}
	for _, m := range a.Mentions {
		if m.Entity == "" || seen[string(m.Role)+m.Entity] {
			continue
		}
		seen[string(m.Role)+m.Entity] = true
		switch m.Role {
		case corpus.RoleActor:
			r.Actors = append(r.Actors, m.Entity)
		case corpus.RolePlace:
			r.Places = append(r.Places, m.Entity)
		}
	}
	return r
}

func vary(text, seed string) string {
	h := fnv.New64a()
	_, _ = io.WriteString(h, seed)
	rnd := rand.New(rand.NewPCG(h.Sum64(), 1))
	paragraphs := strings.Split(text, "\n")
	rnd.Shuffle(len(paragraphs), func(i, j int) { paragraphs[i], paragraphs[j] = paragraphs[j], paragraphs[i] })
	words := strings.Split(strings.Join(paragraphs, "\n"), " ")
	for i := range words {
		if rnd.IntN(50) == 0 && words[i] != "" {
			words[i] += string(rune('a'+rnd.IntN(26))) + string(rune('a'+rnd.IntN(26)))
		}
	}
	return strings.Join(words, " ")
}
