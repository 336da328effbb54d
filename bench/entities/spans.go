package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dateline/corpus"
)

// lines decodes a file of JSON Lines, gzipped or not.
func lines[T any](path string, yield func(T)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return err
		}
	}
	s := bufio.NewScanner(r)
	s.Buffer(nil, 64<<20)
	for s.Scan() {
		var v T
		if err := json.Unmarshal(s.Bytes(), &v); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		yield(v)
	}
	return s.Err()
}

type spanned struct {
	ID, Text string
	Spans    []struct {
		Start, End    int
		Type, Surface string
	}
}

// spanTable scores names by strict spans: same bytes, same kind. MISC is left out.
func spanTable(r *run) error {
	for _, set := range []string{"conll2003.testa", "wikigold", "gum-news", "wikineural.en.val"} {
		if err := r.spanRows("names: "+set, set, -1); err != nil {
			return err
		}
	}
	return nil
}

// spanRows scores one set: all of it, or every other text from the one at odd.
func (r *run) spanRows(title, set string, odd int) error {
	all, n := tally{}, 0
	kinds := map[string]*tally{"PER": {}, "LOC": {}, "ORG": {}}
	err := lines(filepath.Join(r.data, "entities", set+".ner.jsonl"), func(a spanned) {
		if odd < 0 || n%2 == odd {
			r.spans(&all, kinds, a)
		}
		n++
	})
	r.row(title, all)
	for _, kind := range []string{"PER", "LOC", "ORG"} {
		r.row("  "+kind, *kinds[kind])
	}
	return err
}

// gumKinds are GUM's names of the kinds. It marks every noun phrase; names are those
// whose first and last words have a capital, "the" aside.
var gumKinds = map[string]string{"person": "PER", "place": "LOC", "organization": "ORG"}

func isName(surface string) bool {
	words := strings.Fields(surface)
	if len(words) > 1 && strings.EqualFold(words[0], "the") {
		return false // a name without its article is marked only within; left out
	}
	capital := func(w string) bool { return w[0] >= 'A' && w[0] <= 'Z' }
	return len(words) > 0 && capital(words[0]) && capital(words[len(words)-1]) && !pronouns[strings.ToLower(surface)]
}

var pronouns = map[string]bool{"i": true, "he": true, "she": true, "it": true, "we": true, "they": true, "you": true, "his": true,
	"her": true, "its": true, "their": true, "our": true, "my": true, "your": true, "this": true, "that": true, "these": true, "those": true}

func (r *run) spans(all *tally, kinds map[string]*tally, a spanned) {
	marked := map[[2]int]string{}
	for _, s := range a.Spans {
		if kind, ok := gumKinds[s.Type]; ok && isName(s.Surface) {
			s.Type = kind
		}
		if t := kinds[s.Type]; t != nil {
			marked[[2]int{s.Start, s.End}] = s.Type
			t.wanted++
			all.wanted++
		}
	}
	got := r.z.Analyze(corpus.Article{ID: a.ID, Text: a.Text})
	end := 0
	for _, m := range got.Mentions {
		kind := kindOf(m)
		if m.Field != "" || kind == "" || m.Start < end {
			continue
		}
		end = m.End
		all.given++
		kinds[kind].given++
		want := marked[[2]int{m.Start, m.End}]
		if want == kind {
			all.hit()
			kinds[kind].hit()
		} else {
			r.wrong("spans", "%s: %q is %s (%s, %s), want %q", a.ID, around(a.Text, m.Start, m.End), kind, m.Entity, m.How, want)
		}
		delete(marked, [2]int{m.Start, m.End})
	}
	for s, kind := range marked {
		r.wrong("spans", "%s: missed %s %q", a.ID, kind, around(a.Text, s[0], s[1]))
	}
}

// around shows a span in its context.
func around(s string, start, end int) string {
	return s[max(0, start-25):start] + "[" + s[start:end] + "]" + s[end:min(len(s), end+25)]
}

// kindOf is the kind that the research sets give a mention: a state is a location
// whatever it does.
func kindOf(m corpus.Mention) string {
	switch m.Role {
	case corpus.RoleDemonym, corpus.RolePeople:
		return ""
	case corpus.RolePlace:
		return "LOC"
	}
	switch {
	case m.How == "nominal":
		return ""
	case m.Type == corpus.Person:
		return "PER"
	case m.Type == corpus.Place, m.Type == corpus.Government && m.How != "government of a state":
		return "LOC"
	}
	return "ORG"
}
