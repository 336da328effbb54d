package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"dateline/statement"
)

// A story is one article of the collection that near-copies are measured on.
type story struct {
	ID   string `json:"id"`
	Date string `json:"date"`
	Text string `json:"text"`
}

func readStories(dir string, most int) ([]story, error) {
	f, err := os.Open(filepath.Join(dir, "articles", "abp.articles.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var out []story
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 16<<20)
	for len(out) < most && lines.Scan() {
		var s story
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, lines.Err()
}

func folded(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127 && r != '’' && r != '“' && r != '”')
	})
}

// copyTable measures near-copies: the silver pairs found in the collection, and
// copies made by edits as desks make them.
func copyTable(w io.Writer, data string) error {
	stories, err := readStories(data, 1<<30)
	if err != nil {
		return err
	}
	set := statement.NewCopies()
	for _, s := range stories {
		set.Add(s.ID, s.Date, folded(s.Text))
	}
	group := map[string]int{}
	groups := set.Groups()
	for i, g := range groups {
		for _, id := range g.Articles {
			group[id] = i + 1
		}
	}
	b, err := os.ReadFile(filepath.Join(data, "articles", "abp.neardup.tsv"))
	if err != nil {
		return err
	}
	var silver count
	for line := range strings.Lines(string(b)) {
		if f := strings.Split(line, "\t"); strings.HasPrefix(line, "abp-") {
			silver.wanted++
			silver.found += one(group[f[0]] > 0 && group[f[0]] == group[f[1]])
		}
	}
	fmt.Fprintf(w, "%-40s %-10s %d of %d, %d groups in %d articles\n", "near-copies, silver pairs", "", silver.found, silver.wanted, len(groups), len(stories))
	if report != nil {
		for _, g := range groups {
			fmt.Fprintln(w, "copy group", g.Representative, g.Articles)
		}
	}
	made, rand := editedCopies(stories)
	row(w, "near-copies, edited", "", made)
	fmt.Fprintf(w, "%-40s %-10s %6.1f\n", "near-copies, edited, ARI", "", 100*rand)
	return nil
}

// editedCopies takes 600 articles, makes none to five edited copies of each, and
// counts the pairs that are grouped.
func editedCopies(stories []story) (pairs count, ari float64) {
	r := rand.New(rand.NewPCG(7, 7))
	set, origin := statement.NewCopies(), map[string]int{}
	var base []story
	for _, s := range stories {
		if n := len(strings.Fields(s.Text)); n > 150 && n < 1500 && len(base) < 600 {
			base = append(base, s)
		}
	}
	for i, s := range base {
		for k := range 1 + r.IntN(6) {
			text := s.Text
			if k > 0 {
				text = edited(r, text, base[r.IntN(len(base))].Text)
			}
			id := fmt.Sprintf("%04d-%d", i, k)
			set.Add(id, "", folded(text))
			origin[id] = i
		}
	}
	found := map[string]int{}
	for i, g := range set.Groups() {
		for _, id := range g.Articles {
			found[id] = i + 1
		}
	}
	return agreement(origin, found)
}

// edited returns text as another desk would print it: its end cut, another lead,
// paragraphs left out or moved, words changed, a paragraph of another story.
func edited(r *rand.Rand, text, other string) string {
	ps := strings.FieldsFunc(text, func(c rune) bool { return c == '\n' })
	if len(ps) < 4 {
		ps = strings.SplitAfter(text, ". ")
	}
	if r.IntN(2) == 0 {
		ps = ps[:max(1, len(ps)*(5+r.IntN(5))/10)]
	}
	if r.IntN(2) == 0 && len(ps) > 2 {
		ps = ps[1:]
	}
	if r.IntN(3) == 0 && len(ps) > 3 {
		i := 1 + r.IntN(len(ps)-2)
		ps = append(append([]string{}, ps[:i]...), ps[i+1:]...)
	}
	if r.IntN(3) == 0 && len(ps) > 3 {
		ps = append([]string{}, ps...)
		i := 1 + r.IntN(len(ps)-2)
		ps[i], ps[i+1] = ps[i+1], ps[i]
	}
	words := strings.Fields(strings.Join(ps, "\n"))
	rate := r.IntN(9) // percent of words changed
	for i := range words {
		if r.IntN(100) < rate {
			words[i] = words[r.IntN(len(words))]
		}
	}
	out := strings.Join(words, " ")
	if r.IntN(3) == 0 {
		foreign := strings.Fields(other)
		out += " " + strings.Join(foreign[:min(60, len(foreign))], " ")
	}
	return out
}

// agreement counts pairs of one origin and pairs grouped, and the adjusted Rand
// index of both partitions (an article in no group is a group of its own).
func agreement(origin, found map[string]int) (c count, ari float64) {
	byOrigin, byGroup, both := map[int]int{}, map[int]int{}, map[[2]int]int{}
	alone := -1
	for id, o := range origin {
		g := found[id]
		if g == 0 {
			g = alone
			alone--
		}
		byOrigin[o]++
		byGroup[g]++
		both[[2]int{o, g}]++
	}
	choose := func(n int) int { return n * (n - 1) / 2 }
	for _, n := range byOrigin {
		c.wanted += choose(n)
	}
	for _, n := range byGroup {
		c.given += choose(n)
	}
	for _, n := range both {
		c.right += choose(n)
	}
	c.found = c.right
	expected := float64(c.given) * float64(c.wanted) / float64(choose(len(origin)))
	return c, (float64(c.right) - expected) / (float64(c.given+c.wanted)/2 - expected)
}
