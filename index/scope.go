package index

import "dateline/index/segment"

// A field is a stream that positional clauses look at.
type field uint8

const (
	title field = iota
	text
	byline
)

var fieldNames = [...]string{title: segment.TitleField, text: segment.TextField, byline: segment.BylineField}

func (f field) String() string { return fieldNames[f] }

// allFields are the fields that a clause may have spans in: byline: leads out of
// the scope that it stands in.
var allFields = [...]field{text, title, byline}

// fieldNamed returns the field of a scope of query.In, false for lead and quote.
func fieldNamed(name string) (field, bool) {
	for f, n := range fieldNames {
		if n == name {
			return field(f), true
		}
	}
	return 0, false
}

// A scope is where a clause is asked: fields and, in them, a range of positions.
type scope struct {
	fields      uint8 // a bit for each field
	first, last int
}

const unlimited = int(^uint(0) >> 1)

var everywhere = scope{fields: 1<<title | 1<<text, last: unlimited}

func (s scope) has(f field) bool { return s.fields&(1<<f) != 0 }

// whole tells that the scope is whole fields, so that a word needs no positions.
func (s scope) whole() bool { return s.first == 0 && s.last == unlimited }

// only narrows s to one of its fields; without it nothing is left.
func (s scope) only(f field) scope {
	if !s.has(f) {
		return scope{}
	}
	s.fields = 1 << f
	return s
}
