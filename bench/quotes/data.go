package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
)

// An attribution is one marked attribution of PolNeAR.
type attribution struct {
	Kind    string  `json:"kind"` // direct, mixed, indirect
	Source  []piece `json:"source"`
	Cue     []piece `json:"cue"`
	Content []piece `json:"content"`
}

// A piece is one span with its text, [start, end, text] in the file.
type piece struct {
	start, end int
	text       string
}

func (p *piece) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&p.start, &p.end, &p.text})
}

// An article is one article of PolNeAR.
type article struct {
	ID     string        `json:"id"`
	Text   string        `json:"text"`
	Quotes []attribution `json:"quotes"`
}

// readPolnear returns the articles, those that were read while the rules were
// written (half of them, by a hash of the id) and those that were only scored.
func readPolnear(dir string) (seen, unseen []article, err error) {
	f, err := os.Open(filepath.Join(dir, "quotes", "polnear.train.quotes.jsonl.gz"))
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, nil, err
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var a article
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			return nil, nil, fmt.Errorf("polnear: %w", err)
		}
		a.inBytes()
		h := fnv.New32a()
		h.Write([]byte(a.ID))
		if h.Sum32()%2 == 0 {
			seen = append(seen, a)
		} else {
			unseen = append(unseen, a)
		}
	}
	return seen, unseen, lines.Err()
}

// inBytes turns the offsets of a, which the file counts in characters, to bytes.
func (a *article) inBytes() {
	at := make([]int, 0, len(a.Text)+1)
	for i := range a.Text {
		at = append(at, i)
	}
	at = append(at, len(a.Text))
	for i := range a.Quotes {
		for _, ps := range [][]piece{a.Quotes[i].Source, a.Quotes[i].Cue, a.Quotes[i].Content} {
			for j := range ps {
				ps[j].start, ps[j].end = at[ps[j].start], at[ps[j].end]
			}
		}
	}
}

// A seedGold is what the file of the five seed articles says about quotations.
type seedGold struct {
	Articles []struct {
		ID       string      `json:"id"`
		File     string      `json:"file"`
		Quotes   []seedQuote `json:"quotes"`
		Indirect []struct {
			Start   int    `json:"start"`
			End     int    `json:"end"`
			Speaker string `json:"speaker"`
			Kind    string `json:"speaker_kind"`
			Surface string `json:"speaker_surface"`
		} `json:"indirect_statements"`
	} `json:"articles"`
	Clusters []struct {
		ID       string   `json:"id"`
		Members  []string `json:"members"`
		Optional []string `json:"optional"`
	} `json:"statement_clusters"`
}

type seedQuote struct {
	ID      string    `json:"id"`
	Text    string    `json:"text"`
	Start   int       `json:"start"`
	End     int       `json:"end"`
	Type    string    `json:"type"`
	Speaker string    `json:"speaker"`
	Kind    string    `json:"speaker_kind"`
	Surface string    `json:"speaker_surface"`
	Also    []*string `json:"also_acceptable"`
}

func readSeeds(dir string) (g seedGold, err error) {
	b, err := os.ReadFile(filepath.Join(dir, "seeds_gold.json"))
	if err != nil {
		return g, err
	}
	return g, json.Unmarshal(b, &g)
}
