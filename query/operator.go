package query

import (
	"regexp"
	"strconv"
	"strings"
)

// An operator is a word of the query read as one.
type operator struct {
	name string // AND OR NOT NEAR ONEAR SAME
	n    int
	unit rune
	note string // how it is read, where its spelling is not the canonical one
}

// spellings are the ways to write operators: a pattern over the lower-cased word,
// and what the note on a spelling other than the canonical one adds; %s is the word.
var spellings = []struct {
	re   func() *regexp.Regexp
	name string
	more string
}{
	{pattern(`^and$`), "AND", asWord},
	{pattern(`^or$`), "OR", asWord},
	{pattern(`^not$`), "NOT", asWord},
	{pattern(`^&&$`), "AND", ""},
	{pattern(`^\|\|$`), "OR", ""},
	{pattern(`^near/?(\d+)$`), "NEAR", ""},
	{pattern(`^onear/?(\d+)$`), "ONEAR", ""},
	{pattern(`^w/(\d+)$`), "NEAR", " (in any order; some databases read it in order: write ONEAR for that)"},
	{pattern(`^(?:pre|adj)/?(\d+)$`), "ONEAR", ""},
	{pattern(`^same/([sp])$`), "SAME", ""},
	{pattern(`^w/([sp])$`), "SAME", ""},
	{pattern(`^same$`), "SAME", " (same paragraph)" + asWord},
}

const asWord = `; write "%s" for the word`

// readOperator reads a word as an operator. Only the canonical spelling has no note.
func readOperator(word string) (operator, bool) {
	lower := strings.ToLower(word)
	for _, s := range spellings {
		m := s.re().FindStringSubmatch(lower)
		if m == nil {
			continue
		}
		op := operator{name: s.name, unit: 'p'}
		if len(m) > 1 {
			op.unit = rune(m[1][0])
			op.n, _ = strconv.Atoi(m[1])
		}
		if op.String() != word {
			op.note = word + " read as " + op.String() + strings.ReplaceAll(s.more, "%s", word)
		}
		return op, true
	}
	return operator{}, false
}

// String is the canonical spelling.
func (o operator) String() string {
	switch o.name {
	case "NEAR", "ONEAR":
		return o.name + "/" + strconv.Itoa(o.n)
	case "SAME":
		return "SAME/" + string(o.unit)
	}
	return o.name
}

// betweenSlashes reads the text of /n5/ as a distance.
var betweenSlashes = pattern(`^n?(\d+)$`)

// firstSlashes reads the text of /f50/.
var firstSlashes = pattern(`^f(\d+)$`)

var (
	atLeastWord = pattern(`^(?i:atleast)/?(\d+)$`)
	firstWord   = pattern(`^(?i:first)/(\d+)$`)
	firstSuffix = pattern(`^(.+)/f(\d+)/$`)
	boostSuffix = pattern(`^.+\^[\d.]+$`)
	proximity   = pattern(`^(?:O?NEAR(?:/.*)?|SAME/.*|ATLEAST(?:/.*)?|FIRST(?:/.*)?)$`)
)

// operatorLike reports whether a bare word could be read as anything but itself.
func operatorLike(text string) bool {
	if _, ok := readOperator(text); ok {
		return true
	}
	return atLeastWord().MatchString(text) || firstWord().MatchString(text) || firstSuffix().MatchString(text) || proximity().MatchString(text)
}
