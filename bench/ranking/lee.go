package main

import (
	"archive/zip"
	"fmt"
	"io"
	"math"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"dateline/corpus"
)

// lee makes a collection of the fifty short news articles of Lee, Pincombe and Welsh
// (CogSci 2005), between each two of which readers said how alike they are, from 0 to 1
// on average. The package gensim carries them for its tests; file is its wheel. Each
// article is a query for the others: those that are half alike or more are relevant,
// from three quarters on twice as much.
func lee(file string) (*collection, error) {
	z, err := zip.OpenReader(file)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	texts, err := member(z, "lee.cor")
	if err != nil {
		return nil, err
	}
	alike, err := member(z, "similarities0-1.txt")
	if err != nil {
		return nil, err
	}
	c := &collection{name: "lee", judged: map[string]map[string]int{}}
	for i, text := range texts {
		id := strconv.Itoa(i + 1)
		c.articles = append(c.articles, corpus.Article{ID: id, Text: text, Language: "en"})
		c.queries = append(c.queries, topic{id: id, text: text, from: id})
		c.judged[id] = map[string]int{}
	}
	for i, line := range alike {
		for j, field := range strings.Fields(line) {
			how, err := strconv.ParseFloat(field, 64)
			if err != nil || j >= len(texts) || i >= len(texts) {
				return nil, fmt.Errorf("%s: similarities0-1.txt:%d: want %d numbers", file, i+1, len(texts))
			}
			if i < j { // the upper half of a matrix is filled
				a, b := strconv.Itoa(i+1), strconv.Itoa(j+1)
				grade := min(2, int(math.Floor(4*how))-1)
				c.judged[a][b], c.judged[b][a] = grade, grade
			}
		}
	}
	return c, nil
}

// member returns the lines of a file of the archive that are not empty, by its name.
func member(z *zip.ReadCloser, name string) (lines []string, err error) {
	for _, f := range z.File {
		if path.Base(f.Name) != name {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		defer r.Close()
		b, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		if !utf8.Valid(b) {
			if b, err = charmap.Windows1252.NewDecoder().Bytes(b); err != nil {
				return nil, err
			}
		}
		for line := range strings.Lines(string(b)) {
			if line = strings.TrimSpace(line); line != "" {
				lines = append(lines, line)
			}
		}
		return lines, nil
	}
	return nil, fmt.Errorf("%s is not among its files", name)
}
