package query

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// primary reads one clause without an operator around it.
func (p *parser) primary() (Node, error) {
	if p.depth++; p.depth > MaxDepth {
		return nil, p.tooDeep(p.peek().start)
	}
	defer func() { p.depth-- }()
	t := p.peek()
	switch t.kind {
	case kOpen:
		return p.group()
	case kField:
		return p.fielded()
	case kQuoted:
		p.i++
		n, err := p.phrase(t)
		return p.suffixed(n, err)
	case kRegexp:
		p.i++
		return p.regexp(t)
	case kWord:
		return p.word()
	}
	return nil, p.missing(t)
}

// missing says that a clause was wanted where t stands.
func (p *parser) missing(t token) error {
	if p.i > 0 {
		if before := p.tokens[p.i-1]; before.kind == kWord && before.plain() {
			return p.fail(before.start, before.text+" stands alone: a clause must follow", quoteIt(before.text))
		}
	}
	if t.kind == kEnd {
		return p.fail(t.start, "a clause is missing at the end", "")
	}
	return p.fail(t.start, "a clause is missing before "+p.text[t.start:t.end], "")
}

func quoteIt(word string) string { return `to search for the word, write "` + word + `"` }

// group reads ( … ).
func (p *parser) group() (Node, error) {
	open := p.take()
	if p.peek().kind == kClose {
		return nil, p.fail(open.start, "empty parentheses", "write a clause between them")
	}
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if t := p.take(); t.kind != kClose {
		return nil, p.fail(open.start, "unclosed parenthesis", "add ) where the group ends")
	}
	p.parens[n] = true
	return p.suffixed(n, nil)
}

// suffixed reads /f50/ glued to n.
func (p *parser) suffixed(n Node, err error) (Node, error) {
	t := p.peek()
	if err != nil || !t.glued || t.kind != kRegexp {
		return n, err
	}
	m := firstSlashes().FindStringSubmatch(t.text)
	if m == nil {
		return n, nil
	}
	p.i++
	p.note("/%s/ read as FIRST/%s", t.text, m[1])
	return p.count("FIRST/"+m[1], m[1], t, n, func(k int) Node {
		return &First{Span: Span{n.Pos().Start, t.end}, N: k, Kid: n}
	})
}

// count makes a node that counts: its number is 1 or more, its kid has positions.
func (p *parser) count(op, number string, at token, kid Node, node func(k int) Node) (Node, error) {
	k, err := strconv.Atoi(number)
	if err != nil || k < 1 || k > maxDistance {
		return nil, p.fail(at.start, op+": the number is 1 to "+fmt.Sprint(maxDistance), "")
	}
	if err := p.needPositions(op, kid); err != nil {
		return nil, err
	}
	return node(k), nil
}

// phrase makes the node of a quoted token: a phrase, or a word.
func (p *parser) phrase(t token) (Node, error) {
	var slots []Node
	runes := []rune(t.text)
	for i := 0; i < len(runes); {
		j := i
		for j < len(runes) && (!unicode.IsSpace(runes[j]) || t.escaped[j]) {
			j++
		}
		if j > i {
			slot, err := p.slot(t, string(runes[i:j]), t.escaped[i:j])
			if err != nil {
				return nil, err
			}
			slots = append(slots, slot)
		}
		i = j + 1
	}
	if len(slots) == 0 {
		return nil, p.fail(t.start, "empty quotes", "write a word between them")
	}
	slop, err := p.slop(t)
	if err != nil {
		return nil, err
	}
	if len(slots) == 1 {
		if slop >= 0 {
			p.note("~%d behind a single quoted word changes nothing", slop)
		}
		return slots[0], nil
	}
	if slop >= 0 && len(slots) > maxWindow {
		return nil, p.fail(t.start, fmt.Sprintf("a window ~%d of %d words", slop, len(slots)), fmt.Sprintf("a window holds %d words at most", maxWindow))
	}
	return &Phrase{Span: p.since(t), Slots: slots, Slop: slop}, nil
}

// maxWindow is how many words a phrase with ~n may have.
const maxWindow = 50

// slop reads ~n glued to the quoted token t, -1 if there is none.
func (p *parser) slop(t token) (int, error) {
	next := p.peek()
	if next.kind != kWord || !next.glued || !next.plain() || !strings.HasPrefix(next.text, "~") {
		return -1, nil
	}
	n, err := strconv.Atoi(next.text[1:])
	if err != nil || n < 0 || n > maxDistance {
		return 0, p.fail(next.start, next.text+" is no distance", `write "a b"~5: within a window of two words and five more`)
	}
	p.i++
	p.notes = append(p.notes, fmt.Sprintf("~%d: all words in any order within a window of the phrase's length and %d more", n, n))
	return n, nil
}

// slot makes one word of a quoted token. A "?" behind a word is punctuation here.
func (p *parser) slot(t token, text string, escaped []bool) (Node, error) {
	span := Span{t.start, t.end}
	runes := []rune(text)
	for last := len(runes) - 1; last > 0 && runes[last] == '?' && !escaped[last]; last-- {
		p.note("? behind a word in quotes is punctuation: %s", text)
		runes, escaped = runes[:last], escaped[:last]
	}
	inner := token{text: string(runes), escaped: escaped, start: t.start}
	if n, err := p.fuzzy(inner, span); n != nil || err != nil {
		return n, err
	}
	pattern, err := p.wildcard(span, inner.text, escaped)
	if err != nil || pattern != nil {
		return pattern, err
	}
	return &Word{Span: span, Text: inner.text, Quoted: true}, nil
}

// wildcard makes a Prefix or Wildcard pattern, nil where text has no * or ?.
func (p *parser) wildcard(span Span, text string, escaped []bool) (Node, error) {
	stars, letters := 0, 0
	runes := []rune(text)
	for i, r := range runes {
		if (r == '*' || r == '?') && !escaped[i] {
			stars++
		} else if inWord(r) {
			letters++
		}
	}
	if stars == 0 {
		return nil, nil
	}
	if letters == 0 {
		return nil, p.fail(span.Start, text+" stands for any word", `name a letter, or leave a gap: "a b"~1, a NEAR/2 b`)
	}
	for i, r := range runes {
		if (r == '*' || r == '?') && escaped[i] {
			return nil, p.fail(span.Start, "a pattern cannot hold an escaped * or ?", "words hold neither")
		}
	}
	if stars == 1 && runes[len(runes)-1] == '*' {
		return &Pattern{Span: span, Kind: Prefix, Text: string(runes[:len(runes)-1])}, nil
	}
	return &Pattern{Span: span, Kind: Wildcard, Text: text}, nil
}

// regexp makes the node of a /…/ token.
func (p *parser) regexp(t token) (Node, error) {
	if t.text == "" {
		return nil, p.fail(t.start, "empty regular expression", "")
	}
	if _, err := regexp.Compile(t.text); err != nil {
		return nil, p.fail(t.start, "regular expression: "+strings.TrimPrefix(err.Error(), "error parsing regexp: "), "the syntax is RE2's; quote the text to search for it")
	}
	return &Pattern{Span: p.since(t), Kind: Regexp, Text: t.text}, nil
}

// word reads what begins with a bare word.
func (p *parser) word() (Node, error) {
	t := p.peek()
	if t.plain() {
		if n, err := p.function(t); n != nil || err != nil {
			return n, err
		}
		if _, ok := p.operator(p.i); ok && !(t.text == "same" || t.text == "Same") {
			return nil, p.fail(t.start, t.text+" stands alone: a clause must stand before and behind it", quoteIt(t.text))
		}
		if proximity().MatchString(t.text) {
			return nil, p.fail(t.start, t.text+" is no operator", "write NEAR/5, ONEAR/5, SAME/s, SAME/p, ATLEAST/3(a), FIRST/50(a); "+quoteIt(t.text))
		}
	}
	p.i++
	if t.text == "*" && t.plain() {
		return &All{Span{t.start, t.end}}, nil
	}
	return p.bare(t)
}

// function reads ATLEAST/n a and FIRST/n a; nil where t is neither.
func (p *parser) function(t token) (Node, error) {
	m, name := atLeastWord().FindStringSubmatch(t.text), "ATLEAST"
	if m == nil {
		m, name = firstWord().FindStringSubmatch(t.text), "FIRST"
	}
	if m == nil {
		return nil, nil
	}
	p.i++
	op := name + "/" + m[1]
	if t.text != op {
		p.note("%s read as %s", t.text, op)
	}
	kid, err := p.primary()
	if err != nil {
		return nil, err
	}
	return p.count(op, m[1], t, kid, func(k int) Node {
		if name == "FIRST" {
			return &First{Span: p.since(t), N: k, Kid: kid}
		}
		return &AtLeast{Span: p.since(t), N: k, Kid: kid}
	})
}

// bare makes the node of an unquoted word: a word, or a pattern by its suffix.
func (p *parser) bare(t token) (Node, error) {
	span := Span{t.start, t.end}
	if m := firstSuffix().FindStringSubmatch(t.text); m != nil && t.plain() {
		inner := t
		inner.text, inner.end = m[1], t.end-len(t.text)+len(m[1])
		inner.escaped = make([]bool, len([]rune(m[1])))
		p.note("/f%s/ read as FIRST/%s", m[2], m[2])
		kid, err := p.bare(inner)
		if err != nil {
			return nil, err
		}
		return p.count("FIRST/"+m[2], m[2], t, kid, func(k int) Node { return &First{Span: span, N: k, Kid: kid} })
	}
	if t.plain() && boostSuffix().MatchString(t.text) {
		return nil, p.fail(t.start, "boosts are not part of the language", `quote the word to search for "`+t.text+`"`)
	}
	if n, err := p.fuzzy(t, span); n != nil || err != nil {
		return n, err
	}
	if root, ok := strings.CutSuffix(t.text, "!"); ok && t.plain() && root != "" && inWord(lastRune(root)) && !strings.ContainsAny(root, "*?") {
		p.note("%s read as %s*", t.text, root)
		return &Pattern{Span: span, Kind: Prefix, Text: root}, nil
	}
	if strings.HasSuffix(t.text, "?") && !t.escaped[len(t.escaped)-1] {
		p.note("%s: ? is any one letter; leave it out if it is punctuation", t.text)
	}
	pattern, err := p.wildcard(span, t.text, t.escaped)
	if err != nil || pattern != nil {
		return pattern, err
	}
	return &Word{Span: span, Text: t.text}, nil
}

func lastRune(s string) rune {
	r := []rune(s)
	return r[len(r)-1]
}

// fuzzy reads word~1; nil where t is none.
func (p *parser) fuzzy(t token, span Span) (Node, error) {
	runes := []rune(t.text)
	at := len(runes) - 1
	for at > 0 && unicode.IsDigit(runes[at]) {
		at--
	}
	if at < 1 || runes[at] != '~' || t.escaped[at] {
		return nil, nil
	}
	distance := string(runes[at+1:])
	if distance == "" {
		distance = "1"
		p.note("%s read as %s1", t.text, t.text)
	}
	if distance != "1" && distance != "2" {
		return nil, p.fail(t.start, "a fuzzy distance is 1 or 2", "write "+string(runes[:at])+"~1")
	}
	if strings.ContainsAny(t.text, "*?") {
		return nil, p.fail(t.start, "a fuzzy word holds no * or ?", "write one of the two")
	}
	return &Pattern{Span: span, Kind: Fuzzy, Text: string(runes[:at]), Distance: int(distance[0] - '0')}, nil
}
