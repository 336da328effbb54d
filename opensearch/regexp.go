package opensearch

import (
	"fmt"
	"regexp/syntax"
	"strings"
	"unicode"

	"dateline/query"
)

// The server's regular expressions are Lucene's: always anchored, without classes by
// name, borders or lazy operators. superset writes a pattern as one that means all
// its words and perhaps others. It walks the parsed expression, so that nothing of
// one syntax is read as the other's.

// maxStates bounds the automaton of one expression on the server.
const maxStates = 200_000

const anything = ".*"

// superset returns a server's expression for all words that p means.
func superset(p *query.Pattern) string {
	out := anything
	if p.Kind == query.Fuzzy {
		out = fuzzy([]rune(p.Text), p.Distance)
	} else if re, err := syntax.Parse(p.Regexp(), syntax.Perl); err == nil {
		out = expression(re.Simplify())
	}
	if len(out) > maxPattern/2 {
		return anything
	}
	return out
}

// expression writes re; what it does not know is anything.
func expression(re *syntax.Regexp) string {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			return quoted(string(re.Rune))
		}
		var b strings.Builder
		for _, r := range re.Rune {
			b.WriteString(folded(r))
		}
		return b.String()
	case syntax.OpCharClass:
		return class(re.Rune)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return "."
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText,
		syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return "()"
	case syntax.OpCapture:
		return "(" + expression(re.Sub[0]) + ")"
	case syntax.OpStar:
		return "(" + expression(re.Sub[0]) + ")*"
	case syntax.OpPlus:
		return "(" + expression(re.Sub[0]) + ")+"
	case syntax.OpQuest:
		return "(" + expression(re.Sub[0]) + ")?"
	case syntax.OpConcat:
		var b strings.Builder
		for _, sub := range re.Sub {
			b.WriteString("(" + expression(sub) + ")")
		}
		return b.String()
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			all = append(all, "("+expression(sub)+")")
		}
		return "(" + strings.Join(all, "|") + ")"
	}
	return anything
}

// folded is any case of a letter.
func folded(r rune) string {
	all := []string{quoted(string(r))}
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		all = append(all, quoted(string(f)))
	}
	return "(" + strings.Join(all, "|") + ")"
}

// class writes pairs of first and last runes; one too long to be worth it is any.
func class(pairs []rune) string {
	if len(pairs) == 0 || len(pairs) > 400 {
		return "."
	}
	var b strings.Builder
	b.WriteByte('[')
	for i := 0; i < len(pairs); i += 2 {
		if skip(pairs[i]) || skip(pairs[i+1]) {
			return "."
		}
		fmt.Fprintf(&b, "%s-%s", quoted(string(pairs[i])), quoted(string(pairs[i+1])))
	}
	b.WriteByte(']')
	return b.String()
}

// skip tells runes that no string holds as such.
func skip(r rune) bool { return r >= 0xd800 && r < 0xe000 }

// quoted escapes what means something in any of the server's dialects.
func quoted(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// fuzzy means every word within distance edits of text. Cut into twice as many parts
// as there are edits and one more, text keeps a part untouched under any of them, a
// swap at a border touching two, and it stands off its place by as many runes at most.
func fuzzy(text []rune, distance int) string {
	parts := 2*distance + 1
	var all []string
	for i := range parts {
		first, last := i*len(text)/parts, (i+1)*len(text)/parts
		all = append(all, gap(first, distance)+quoted(string(text[first:last]))+gap(len(text)-last, distance))
	}
	return strings.Join(all, "|")
}

// gap is n runes, give or take distance.
func gap(n, distance int) string { return fmt.Sprintf(".{%d,%d}", max(0, n-distance), n+distance) }

// literal returns what every word of p starts with.
func literal(p *query.Pattern) string {
	if p.Kind == query.Wildcard {
		return p.Text[:strings.IndexAny(p.Text+"*", "*?")]
	}
	return ""
}
