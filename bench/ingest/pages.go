package main

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// A gold row is one page as the data set describes it.
type gold struct {
	ID       string   `json:"id"`
	Country  string   `json:"country"`
	Title    string   `json:"title"`
	Date     string   `json:"date"`
	Authors  []string `json:"authors"`
	Text     string   `json:"text"`
	URL      string   `json:"url"`
	Snapshot []struct {
		HTML string `json:"html"`
		URL  string `json:"url"`
	} `json:"snapshots"`
	Gold struct {
		HTML string `json:"html"`
	} `json:"gold"`

	page []byte // the HTML that holds Text
	from string
}

// load reads one data set: its gold rows, each paired with its page.
func load(dir, name string) ([]*gold, error) {
	pages, err := pagesOf(filepath.Join(dir, name+".html.tar.gz"))
	if err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(dir, name+".htmlgold.jsonl"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var rows []*gold
	for d := json.NewDecoder(bufio.NewReader(f)); ; {
		g := &gold{}
		if err := d.Decode(g); err == io.EOF {
			return rows, nil
		} else if err != nil {
			return nil, err
		}
		g.pair(pages)
		rows = append(rows, g)
	}
}

// pagesOf reads the gzipped pages of a tar.gz by member name.
func pagesOf(file string) (map[string][]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	pages := map[string][]byte{}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if err == io.EOF {
			return pages, nil
		}
		if err != nil {
			return nil, err
		}
		if !strings.HasSuffix(h.Name, ".html.gz") {
			continue
		}
		m, err := gzip.NewReader(t)
		if err != nil {
			return nil, err
		}
		if pages[h.Name], err = io.ReadAll(m); err != nil {
			return nil, err
		}
	}
}

// pair chooses among the snapshots of an outlet the page that holds most of the
// row's runs of five words.
func (g *gold) pair(pages map[string][]byte) {
	names := []string{g.Gold.HTML}
	for _, s := range g.Snapshot {
		names = append(names, s.HTML)
	}
	names = slices.DeleteFunc(names, func(n string) bool { return pages[n] == nil })
	best := -1.0
	for _, n := range names {
		held := 1.0
		if len(names) > 1 {
			held = share(runs(words(g.Text)), runs(words(stripped(pages[n]))))
		}
		if held > best {
			best, g.page, g.from = held, pages[n], n
		}
	}
	for _, s := range g.Snapshot {
		if s.HTML == g.from {
			g.URL = s.URL
		}
	}
}

// stripped is all the text of a page.
func stripped(b []byte) string {
	var s strings.Builder
	for z := html.NewTokenizer(strings.NewReader(string(b))); ; {
		switch z.Next() {
		case html.ErrorToken:
			return s.String()
		case html.TextToken:
			s.Write(z.Text())
			s.WriteByte(' ')
		}
	}
}

func runs(words []string) map[string]bool {
	all := map[string]bool{}
	for i := 0; i+5 <= len(words); i++ {
		all[strings.Join(words[i:i+5], " ")] = true
	}
	return all
}

// share is the part of a that b holds.
func share(a, b map[string]bool) float64 {
	n := 0
	for k := range a {
		if b[k] {
			n++
		}
	}
	return float64(n) / float64(max(len(a), 1))
}
