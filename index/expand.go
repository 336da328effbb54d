package index

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"dateline/corpus"
	"dateline/index/segment"
	"dateline/query"
)

// An expansion is what the patterns of one query mean in all segments: it counts
// the distinct words against the cap before any posting is read.
type expansion struct {
	patterns []*query.Pattern
	refs     [][]segment.Ref // by pattern, then segment, then field
	parts    int
	words    int // distinct
}

// expand finds the words of every pattern of n in the segments of v.
func (v *view) expand(e *exec, n query.Node, limit int) (*expansion, error) {
	x := &expansion{parts: len(v.parts)}
	walk(n, func(n query.Node) {
		if p, ok := n.(*query.Pattern); ok {
			x.patterns = append(x.patterns, p)
		}
	})
	if len(x.patterns) == 0 {
		return x, nil
	}
	x.refs = make([][]segment.Ref, len(x.patterns)*x.parts*len(fieldNames))
	var all []*dictionary
	means := make([]func(string) bool, len(x.patterns))
	for i, p := range x.patterns {
		all = append(all, v.dictionaries(i, p, title, text, byline)...)
		if p.Kind != query.Prefix {
			means[i] = p.Matcher()
		}
	}
	m := newMerge(all)
	for steps := 0; m.next(); steps++ {
		if steps%1024 == 0 {
			e.check()
		}
		if marked(m.word) || !x.add(m, means) {
			continue
		}
		if x.words++; x.words > limit {
			return nil, &query.CapError{Cap: "terms", Limit: limit}
		}
	}
	return x, nil
}

// add notes where a word stands for the patterns that mean it, and reports whether
// any does. The dictionaries reach further than what patterns mean.
func (x *expansion) add(m *merge, means []func(string) bool) (meant bool) {
	asked, yes := -1, false
	for _, d := range m.in {
		if d.pattern != asked {
			asked = d.pattern
			yes = means[asked] == nil || means[asked](string(m.word))
		}
		if yes {
			at := x.at(d.pattern, d.part, d.field)
			x.refs[at] = append(x.refs[at], d.ref)
			meant = true
		}
	}
	return meant
}

func (x *expansion) at(pattern, part int, f field) int {
	return (pattern*x.parts+part)*len(fieldNames) + int(f)
}

// of returns the words of n in one field of a segment.
func (x *expansion) of(n *query.Pattern, part int, f field) []segment.Ref {
	for i, p := range x.patterns {
		if p == n {
			return x.refs[x.at(i, part, f)]
		}
	}
	return nil
}

// dictionaries returns the words among which those of a pattern are, in the fields
// given of every segment. The terms of other layers may be among them.
func (v *view) dictionaries(number int, n *query.Pattern, fields ...field) (all []*dictionary) {
	prefix := literal(n)
	start, end := []byte(prefix), segment.After(prefix)
	var a segment.Automaton
	if n.Kind == query.Fuzzy {
		a = segment.Fuzzy(n.Text, n.Distance)
	}
	for i := range v.parts {
		for _, f := range fields {
			t := v.parts[i].Terms(fieldNames[f], a, start, end)
			all = append(all, &dictionary{Terms: t, part: i, field: f, pattern: number})
		}
	}
	return all
}

// literal returns what every word of n starts with.
func literal(n *query.Pattern) string {
	switch n.Kind {
	case query.Prefix:
		return n.Text
	case query.Wildcard:
		return n.Text[:strings.IndexAny(n.Text+"*", "*?")]
	case query.Regexp:
		if re, err := regexp.Compile(n.Text); err == nil && !strings.HasPrefix(n.Text, "(?") {
			prefix, _ := re.LiteralPrefix()
			return prefix
		}
	}
	return ""
}

// marked tells a term of another layer, or of structure, from a word.
func marked(term []byte) bool {
	if len(term) > 0 && ('a' <= term[0] && term[0] <= 'z') {
		return false
	}
	r, _ := utf8.DecodeRune(term)
	return len(term) > 0 && strings.ContainsRune(marks, r)
}

const marks = corpus.StemMark + corpus.ActorMark + corpus.PlaceMark + corpus.TypeMark + corpus.SpeakerMark + "<>"
