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
	limit  int
	words  map[string]struct{}
	lookup map[expanded][]segment.Postings
}

type expanded struct {
	part  string
	node  query.Node
	field string
}

// expand finds the words of every pattern of n in each segment.
func expand(e *exec, parts []part, n query.Node, limit int) (*expansion, error) {
	x := &expansion{limit: limit, words: map[string]struct{}{}, lookup: map[expanded][]segment.Postings{}}
	var err error
	walk(n, func(n query.Node) {
		p, ok := n.(*query.Pattern)
		for i := range parts {
			for _, field := range fieldNames {
				if ok && err == nil {
					err = x.add(e, &parts[i], p, field)
				}
			}
		}
	})
	return x, err
}

func (x *expansion) add(e *exec, p *part, n *query.Pattern, field string) (err error) {
	var lists []segment.Postings
	steps := 0
	wordsOf(p, n, field, func(term []byte, open func() segment.Postings) bool {
		if steps++; steps%1024 == 0 {
			e.check()
		}
		if _, ok := x.words[string(term)]; !ok {
			if len(x.words) == x.limit {
				err = &query.CapError{Cap: "terms", Limit: x.limit}
				return false
			}
			x.words[string(term)] = struct{}{}
		}
		lists = append(lists, open())
		return true
	})
	x.lookup[expanded{p.Name, n, field}] = lists
	return err
}

// postings returns the postings of the words of n.
func (x *expansion) postings(e *exec, n *query.Pattern, field string) []segment.Postings {
	return x.lookup[expanded{e.part.Name, n, field}]
}

// wordsOf walks the words of the word layer that n means. The terms of the other
// layers carry a mark and are never among them.
func wordsOf(p *part, n *query.Pattern, field string, yield func([]byte, func() segment.Postings) bool) {
	prefix := literal(n)
	start, end := []byte(prefix), segment.After(prefix)
	if n.Kind == query.Prefix {
		p.Walk(field, nil, start, end, func(term []byte, open func() segment.Postings) bool {
			return marked(term) || yield(term, open)
		})
		return
	}
	means := n.Matcher()
	var a segment.Automaton
	if n.Kind == query.Fuzzy {
		a = segment.Fuzzy(n.Text, n.Distance)
	}
	p.Walk(field, a, start, end, func(term []byte, open func() segment.Postings) bool {
		return marked(term) || !means(string(term)) || yield(term, open)
	})
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
	r, _ := utf8.DecodeRune(term)
	return len(term) > 0 && strings.ContainsRune(marks, r)
}

const marks = corpus.StemMark + corpus.ActorMark + corpus.PlaceMark + corpus.TypeMark + corpus.SpeakerMark + "<>"
