package query

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The printer writes the canonical spelling with parentheses wherever another
// reading could be thought of, so that its output shows how a query was read, and
// parses to the same tree.

func (n *All) String() string { return "*" }

func (n *And) String() string {
	if n.Bare {
		return join(n.Kids, " ")
	}
	return join(n.Kids, " AND ")
}

func (n *Or) String() string   { return join(n.Kids, " OR ") }
func (n *Not) String() string  { return "NOT " + operand(n.Kid) }
func (n *Term) String() string { return n.Typed }

func (n *Word) String() string {
	if n.Quoted {
		return `"` + inQuotes(n.Text) + `"`
	}
	return bareWord(n.Text)
}

func (n *Pattern) String() string {
	switch n.Kind {
	case Prefix:
		return escape(n.Text, "") + "*"
	case Wildcard:
		return escape(n.Text, "*?")
	case Fuzzy:
		return escape(n.Text, "") + "~" + strconv.Itoa(n.Distance)
	}
	return "/" + strings.ReplaceAll(n.Text, "/", `\/`) + "/"
}

func (n *Phrase) String() string {
	if words, ok := compound(n); ok {
		return words
	}
	slots := make([]string, len(n.Slots))
	for i, slot := range n.Slots {
		slots[i] = slotText(slot)
	}
	s := `"` + strings.Join(slots, " ") + `"`
	if n.Slop >= 0 {
		s += "~" + strconv.Itoa(n.Slop)
	}
	return s
}

// compound prints the phrase that an unquoted good-faith or 日本 resolves to.
func compound(n *Phrase) (string, bool) {
	text := ""
	for i, slot := range n.Slots {
		term, ok := slot.(*Term)
		if !ok || n.Slop >= 0 || strings.HasPrefix(term.Typed, `"`) {
			return "", false
		}
		if i > 0 && !unspaced(text, term.Typed) {
			text += "-"
		}
		text += term.Typed
	}
	return text, true
}

// unspaced tells whether a and b are two words too when nothing stands between them:
// those that end and begin with characters each of which is a word.
func unspaced(a, b string) bool {
	last, _ := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	return unicode.In(last, unicode.Han, unicode.Hiragana) && unicode.In(first, unicode.Han, unicode.Hiragana)
}

func slotText(n Node) string {
	switch n := n.(type) {
	case *Word:
		return inQuotes(n.Text)
	case *Term:
		return strings.TrimSuffix(strings.TrimPrefix(n.Typed, `"`), `"`)
	}
	return n.String()
}

func (n *Near) String() string {
	if n.Ordered {
		return fmt.Sprintf("%s ONEAR/%d %s", operand(n.A), n.N, operand(n.B))
	}
	return fmt.Sprintf("%s NEAR/%d %s", operand(n.A), n.N, operand(n.B))
}

func (n *NotNear) String() string {
	return fmt.Sprintf("%s NOT NEAR/%d %s", operand(n.A), n.N, operand(n.B))
}

func (n *Same) String() string {
	return fmt.Sprintf("%s SAME/%c %s", operand(n.A), n.Unit, operand(n.B))
}

func (n *AtLeast) String() string { return fmt.Sprintf("ATLEAST/%d(%s)", n.N, n.Kid) }
func (n *First) String() string   { return fmt.Sprintf("FIRST/%d(%s)", n.N, n.Kid) }

func (n *In) String() string {
	switch n.Kid.(type) {
	case nil:
		if len(n.Speakers) == 0 {
			return n.Scope + ":*"
		}
		return n.Scope + ":(" + join(n.Speakers, " ") + ")"
	case *Word, *Term, *Phrase, *Pattern:
		if len(n.Speakers) == 0 {
			return n.Scope + ":" + operand(n.Kid)
		}
	}
	if len(n.Speakers) == 0 {
		return n.Scope + ":(" + n.Kid.String() + ")"
	}
	if and, ok := n.Kid.(*And); ok {
		all := And{Kids: append(append([]Node{}, and.Kids...), n.Speakers...), Bare: and.Bare}
		return n.Scope + ":(" + all.String() + ")"
	}
	return n.Scope + ":(" + operand(n.Kid) + " " + join(n.Speakers, " ") + ")"
}

func (n *Name) String() string {
	if n.ID {
		return n.Field + ":@" + escape(n.Text, "~_.-|/'’")
	}
	return n.Field + `:"` + escapeMarks(n.Text) + `"`
}

func (n *Value) String() string     { return n.Typed }
func (n *DateRange) String() string { return "date:" + n.Typed }
func (n *Exact) String() string     { return `exact:"` + escapeMarks(n.Text) + `"` }

// join prints kids side by side. A speaker beside a quote is set in parentheses:
// without them it would be read as the speaker of that quote.
func join(kids []Node, by string) string {
	quote := false
	for _, kid := range kids {
		in, ok := kid.(*In)
		quote = quote || ok && in.Scope == "quote"
	}
	out := make([]string, len(kids))
	for i, kid := range kids {
		out[i] = operand(kid)
		if quote && isSpeaker(kid) {
			out[i] = "(" + out[i] + ")"
		}
	}
	return strings.Join(out, by)
}

func isSpeaker(n Node) bool {
	switch n := n.(type) {
	case *Name:
		return n.Field == "speaker"
	case *Value:
		return n.Field == "speaker"
	}
	return false
}

// operand prints a kid of an operator, in parentheses if it is an operator itself.
func operand(n Node) string {
	switch n.(type) {
	case *And, *Or, *Near, *NotNear, *Same:
		return "(" + n.String() + ")"
	}
	return n.String()
}

// bareWord spells a word that nothing in it is read as an operator.
func bareWord(text string) string {
	word := escape(text, "")
	if operatorLike(text) && !strings.HasPrefix(word, `\`) {
		return `\` + word
	}
	return word
}

// escape puts a backslash before every rune that could mean something outside
// quotes, but those in keep.
func escape(text, keep string) string {
	var b strings.Builder
	for i, r := range text {
		plain := unicode.In(r, unicode.Letter, unicode.Mark, unicode.Digit) || strings.ContainsRune(keep, r) || i > 0 && strings.ContainsRune("-_.'’&%,", r)
		if !plain {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// inQuotes spells a word of a phrase.
func inQuotes(text string) string {
	var b strings.Builder
	for _, r := range text {
		if unicode.IsSpace(r) || strings.ContainsRune("~*?\"\\", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// escapeMarks puts a backslash before backslashes and straight double marks: what
// a straight mark opens only a straight one closes.
func escapeMarks(text string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text)
}
