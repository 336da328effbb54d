package analyzer

import (
	"bytes"
	"compress/gzip"
	"io"
	"math/rand/v2"
	"strings"
	"unicode"
)

// Altered copies of the training texts teach what few texts cannot: that headlines
// are set in capitals, and that context tells a name which was never seen before.
// In a copy some lines are upper-cased or title-cased, and some names are replaced,
// alike throughout the text, by others of their kind from the name lists.

// altered returns docs and then copies altered versions of each.
func altered(docs []Labelled, copies int, rng *rand.Rand) []Labelled {
	stock := newStock(docs)
	out := append([]Labelled(nil), docs...)
	for range copies {
		for i := range docs {
			out = append(out, stock.alter(&docs[i], rng))
		}
	}
	return out
}

// A stock holds names to draw replacements from.
type stock struct {
	first, family, town, city, country, org, seen []string
	head, company, team                           []string
}

func newStock(docs []Labelled) *stock {
	phrases := func(file string) []string {
		return strings.FieldsFunc(listFile("lists/"+file+".txt"), func(r rune) bool { return r == '|' || r == '\n' })
	}
	words := func(file string) []string { return strings.Fields(inTitleCase(listFile("lists/" + file + ".txt"))) }
	s := &stock{country: phrases("country"), org: phrases("org"), head: words("orghead"), company: words("company"), team: words("team")}
	r, err := gzip.NewReader(bytes.NewReader([]byte(listFile("model/names.txt.gz"))))
	if err != nil {
		panic("analyzer: embedded names: " + err.Error())
	}
	packed, _ := io.ReadAll(r)
	group := ""
	for line := range strings.Lines(string(packed)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "#") {
			group = line[1:]
			continue
		}
		name := inTitleCase(line)
		switch {
		case strings.Contains(group, "F") && !strings.Contains(group, "W"):
			s.first = append(s.first, name)
		case group == "L":
			s.family = append(s.family, name)
		case group == "C":
			s.city = append(s.city, name)
		case group == "G":
			s.town = append(s.town, name)
		}
	}
	for i := range docs {
		for _, n := range docs[i].Names {
			if name := docs[i].Text[n.Start:n.End]; n.Type == "ORG" && strings.Contains(name, " ") {
				s.seen = append(s.seen, name)
			}
		}
	}
	if len(s.seen) == 0 {
		s.seen = s.org
	}
	return s
}

func inTitleCase(s string) string {
	after := ' '
	return strings.Map(func(r rune) rune {
		defer func() { after = r }()
		if unicode.IsLetter(after) || after == '\'' || after == '’' {
			return r
		}
		return unicode.ToUpper(r)
	}, s)
}

// alter returns a changed copy of d.
func (s *stock) alter(d *Labelled, rng *rand.Rand) Labelled {
	out := Labelled{ID: d.ID}
	swaps := map[string]string{}
	var b strings.Builder
	at, next := 0, 0
	for at < len(d.Text) {
		end := len(d.Text)
		if n := strings.IndexByte(d.Text[at:], '\n'); n >= 0 {
			end = at + n + 1
		}
		set := lineSetting(rng)
		for ; next < len(d.Names) && d.Names[next].End <= end; next++ {
			n := d.Names[next]
			b.WriteString(set(d.Text[at:n.Start]))
			start := b.Len()
			b.WriteString(set(s.swap(d.Text[n.Start:n.End], n.Type, swaps, rng)))
			out.Names = append(out.Names, LabelledName{start, b.Len(), n.Type})
			at = n.End
		}
		b.WriteString(set(d.Text[at:end]))
		at = end
	}
	out.Text = b.String()
	return out
}

func lineSetting(rng *rand.Rand) func(string) string {
	switch p := rng.Float64(); {
	case p < 0.10:
		return strings.ToUpper
	case p < 0.18:
		return inTitleCase
	}
	return func(s string) string { return s }
}

// swap returns a replacement of name, the same for every time it stands in a text.
func (s *stock) swap(name, kind string, swaps map[string]string, rng *rand.Rand) string {
	key := kind + name
	if to, ok := swaps[key]; ok {
		return to
	}
	to := name
	if rng.Float64() < 0.6 && name != strings.ToUpper(name) {
		to = s.draw(name, kind, rng)
	}
	swaps[key] = to
	return to
}

func (s *stock) draw(name, kind string, rng *rand.Rand) string {
	pick := func(from []string) string { return from[rng.IntN(len(from))] }
	p := rng.Float64()
	switch kind {
	case "PER":
		switch n := strings.Count(name, " "); {
		case n == 0 && p < 0.7:
			return pick(s.family)
		case n == 0:
			return pick(s.first)
		case p < 0.15:
			return pick(s.first) + " " + string(rune('A'+rng.IntN(26))) + ". " + pick(s.family)
		}
		return pick(s.first) + " " + pick(s.family)
	case "LOC":
		switch {
		case p < 0.3:
			return pick(s.town)
		case p < 0.5:
			return pick(s.city)
		case p < 0.8:
			return pick(s.country)
		}
		return name
	}
	switch {
	case p < 0.3:
		return pick(s.org)
	case p < 0.6:
		return pick(s.seen)
	case p < 0.75:
		return pick(s.family) + " " + pick(s.company)
	case p < 0.85:
		return pick(s.family) + " " + pick(s.head)
	case p < 0.92:
		return pick(s.city) + " " + pick(s.head)
	case p < 0.96:
		return pick(s.city) + " " + pick(s.team)
	}
	return name
}
