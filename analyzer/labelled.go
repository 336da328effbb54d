package analyzer

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Labelled is a text whose names are marked, as training and evaluation read it.
type Labelled struct {
	ID    string
	Text  string
	Names []LabelledName
}

// A LabelledName is one marked name: Text[Start:End], of kind PER, ORG or LOC.
type LabelledName struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Type  string `json:"type"`
}

var kinds = []string{"PER", "ORG", "LOC"}

func kindOf(name string) int {
	for k, n := range kinds {
		if n == name {
			return k
		}
	}
	return -1
}

// ReadLabelled reads marked texts. A name that ends in ".jsonl" holds an object a
// line ({id, text, spans:[{start, end, type}]}); anything else holds a token and
// its BIO label a line, divided by a tab, with an empty line after each sentence
// and "-DOCSTART-" before each text. Types other than PER, ORG and LOC are left
// out. Errors name the file and the line.
func ReadLabelled(name string, r io.Reader) ([]Labelled, error) {
	if strings.HasSuffix(name, ".jsonl") {
		return readSpans(name, r)
	}
	return readBIO(name, r)
}

func readSpans(name string, r io.Reader) ([]Labelled, error) {
	var out []Labelled
	in := lines(r)
	for n := 1; in.Scan(); n++ {
		var row struct {
			ID    string
			Text  string
			Spans []LabelledName
		}
		if err := json.Unmarshal(in.Bytes(), &row); err != nil {
			return nil, fmt.Errorf("analyzer: read training data: %s:%d: %w", name, n, err)
		}
		doc := Labelled{ID: row.ID, Text: row.Text}
		for _, s := range row.Spans {
			if s.Start < 0 || s.End > len(row.Text) || s.Start >= s.End {
				return nil, fmt.Errorf("analyzer: read training data: %s:%d: span %d:%d outside the text", name, n, s.Start, s.End)
			}
			if kindOf(s.Type) >= 0 {
				doc.Names = append(doc.Names, s)
			}
		}
		out = append(out, doc)
	}
	return out, in.Err()
}

func lines(r io.Reader) *bufio.Scanner {
	in := bufio.NewScanner(r)
	in.Buffer(nil, 64<<20)
	return in
}

func readBIO(name string, r io.Reader) ([]Labelled, error) {
	var out []Labelled
	b := bioDoc{}
	in := lines(r)
	for n := 1; in.Scan(); n++ {
		word, tag, tabbed := strings.Cut(in.Text(), "\t")
		switch {
		case word == "-DOCSTART-":
			out = b.flush(out, name)
		case word == "" && !tabbed:
			b.newline()
		case !tabbed || !isBIO(tag):
			return nil, fmt.Errorf("analyzer: read training data: %s:%d: want WORD<TAB>O, B-TYPE or I-TYPE, have %q", name, n, in.Text())
		default:
			b.word(word, tag)
		}
	}
	return b.flush(out, name), in.Err()
}

func isBIO(tag string) bool {
	return tag == "O" || strings.HasPrefix(tag, "B-") || strings.HasPrefix(tag, "I-")
}

// A bioDoc joins the words of one text, a sentence a line.
type bioDoc struct {
	text  strings.Builder
	names []LabelledName
	open  bool // the last word belongs to the last name
}

func (b *bioDoc) newline() {
	b.open = false
	if b.text.Len() > 0 && !strings.HasSuffix(b.text.String(), "\n") {
		b.text.WriteByte('\n')
	}
}

func (b *bioDoc) word(word, tag string) {
	if n := b.text.Len(); n > 0 && b.text.String()[n-1] != '\n' {
		b.text.WriteByte(' ')
	}
	start := b.text.Len()
	b.text.WriteString(word)
	if tag == "O" {
		b.open = false
		return
	}
	if tag[0] == 'I' && b.open {
		b.names[len(b.names)-1].End = b.text.Len()
		return
	}
	b.open = true
	b.names = append(b.names, LabelledName{start, b.text.Len(), tag[2:]})
}

func (b *bioDoc) flush(out []Labelled, name string) []Labelled {
	if b.text.Len() > 0 {
		doc := Labelled{ID: fmt.Sprintf("%s-%04d", name, len(out)), Text: b.text.String()}
		for _, n := range b.names {
			if kindOf(n.Type) >= 0 {
				doc.Names = append(doc.Names, n)
			}
		}
		out = append(out, doc)
	}
	*b = bioDoc{}
	return out
}
