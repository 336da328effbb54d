package query

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A kind of lexical token.
type kind int

const (
	kEnd    kind = iota
	kWord        // a word, or an operator spelled as one
	kQuoted      // between marks
	kRegexp      // /…/
	kField       // name: or name= or name(
	kOpen        // (
	kClose       // )
	kMinus       // - or ! before a clause
	kPlus        // + before a clause
)

// A token of the query. text has its escapes resolved; escaped tells for each of
// its runes whether a backslash stood before it. glued: no space stands before.
type token struct {
	kind       kind
	text       string
	escaped    []bool
	start, end int
	glued      bool
}

// plain reports whether the token has no escaped rune, so that it may be an operator.
func (t token) plain() bool {
	for _, e := range t.escaped {
		if e {
			return false
		}
	}
	return true
}

const (
	doubleMarks = "\"“”„‟«»″＂"
	singleOpen  = "‘‚‹"
	singleClose = "’'›"
)

// lexer cuts a query into tokens.
type lexer struct {
	text   string
	at     int
	tokens []token
	notes  []string
}

// lex cuts text into tokens, the last of which is kEnd.
func lex(text string) ([]token, []string, error) {
	l := &lexer{text: text}
	for {
		space := l.at
		l.skipSpace()
		n := len(l.tokens)
		if l.at == len(text) {
			l.tokens = append(l.tokens, token{kind: kEnd, start: l.at, end: l.at})
			return l.tokens, l.notes, nil
		}
		if err := l.next(); err != nil {
			return nil, l.notes, err
		}
		l.tokens[n].glued = space == l.tokens[n].start && n > 0
	}
}

func (l *lexer) skipSpace() {
	for l.at < len(l.text) {
		r, size := utf8.DecodeRuneInString(l.text[l.at:])
		if !unicode.IsSpace(r) {
			return
		}
		l.at += size
	}
}

// next reads the token at l.at, which is no space.
func (l *lexer) next() error {
	r, size := utf8.DecodeRuneInString(l.text[l.at:])
	rest := l.text[l.at+size:]
	switch {
	case r == '(':
		l.add(kOpen, l.at+size)
	case r == ')':
		l.add(kClose, l.at+size)
	case strings.ContainsRune(doubleMarks, r):
		return l.quoted(size, l.closingDouble(r))
	case strings.ContainsRune(singleOpen, r):
		return l.quoted(size, l.closingSingle(l.at+size))
	case r == '\'' && l.closingSingle(l.at+size) > l.at+size:
		return l.quoted(size, l.closingSingle(l.at+size))
	case r == '/' && !l.behindUnknown():
		return l.regexp()
	case strings.ContainsRune("-+!", r) && l.prefix(rest):
		return l.sign(r)
	default:
		l.word()
	}
	return nil
}

func (l *lexer) add(k kind, end int) {
	l.tokens = append(l.tokens, token{kind: k, text: l.text[l.at:end], start: l.at, end: end})
	l.at = end
}

// behindUnknown reports whether an unknown field, such as that of http:, stands
// before l.at; the error will name it.
func (l *lexer) behindUnknown() bool {
	if len(l.tokens) == 0 {
		return false
	}
	last := l.tokens[len(l.tokens)-1]
	return last.kind == kField && last.end == l.at && fieldNames[strings.ToLower(last.text)] == ""
}

// prefix reports whether a sign at l.at stands before a clause: at the start of a
// word, with something behind it.
func (l *lexer) prefix(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest != "" && !unicode.IsSpace(r) && r != ')'
}

func (l *lexer) sign(r rune) error {
	next := l.text[l.at+1:]
	if r == '-' && strings.HasPrefix(next, "-") {
		return l.fail(l.at, "-- begins no clause", `write NOT for "without", or quote the word`)
	}
	if r == '+' {
		l.add(kPlus, l.at+1)
		return nil
	}
	l.add(kMinus, l.at+1)
	return nil
}

func (l *lexer) fail(at int, message, hint string) error {
	return &Error{Text: l.text, Offset: at, Message: message, Hint: hint}
}

// closingDouble returns the offset of the mark that closes the one at l.at, or -1:
// the next double mark of any shape, but for a straight one the next straight one
// if there is any.
func (l *lexer) closingDouble(open rune) int {
	marks := doubleMarks
	from := l.at + utf8.RuneLen(open)
	if open == '"' && l.find(from, `"`) >= 0 {
		marks = `"`
	}
	return l.find(from, marks)
}

// find returns the offset of the first unescaped rune of marks, or -1.
func (l *lexer) find(from int, marks string) int {
	escaped := false
	for i, r := range l.text[from:] {
		if !escaped && strings.ContainsRune(marks, r) {
			return from + i
		}
		escaped = !escaped && r == '\\'
	}
	return -1
}

// closingSingle returns the offset of the single mark that closes one before from,
// or -1. A mark between letters is an apostrophe.
func (l *lexer) closingSingle(from int) int {
	escaped := false
	for i, r := range l.text[from:] {
		behind, _ := utf8.DecodeRuneInString(l.text[from+i+utf8.RuneLen(r):])
		if !escaped && strings.ContainsRune(singleClose, r) && !inWord(behind) {
			return from + i
		}
		escaped = !escaped && r == '\\'
	}
	return -1
}

// quoted reads the quotation whose opening mark, of size bytes, is at l.at.
func (l *lexer) quoted(size, end int) error {
	if end < 0 {
		return l.fail(l.at, "unclosed quote", "close it, or write \\ before the mark")
	}
	open := l.text[l.at : l.at+size]
	_, closing := utf8.DecodeRuneInString(l.text[end:])
	if shut := l.text[end : end+closing]; open != `"` || shut != `"` {
		l.notes = append(l.notes, fmt.Sprintf("%s…%s read as \"…\"", open, shut))
	}
	t := token{kind: kQuoted, start: l.at, end: end + closing}
	t.text, t.escaped = unescape(l.text[l.at+size : end])
	l.tokens = append(l.tokens, t)
	l.at = t.end
	return nil
}

// unescape resolves backslashes and tells which runes stood behind one.
func unescape(raw string) (string, []bool) {
	var b strings.Builder
	var escaped []bool
	behind := false
	for _, r := range raw {
		if r == '\\' && !behind {
			behind = true
			continue
		}
		b.WriteRune(r)
		escaped = append(escaped, behind)
		behind = false
	}
	if behind {
		b.WriteByte('\\')
		escaped = append(escaped, true)
	}
	return b.String(), escaped
}

// regexp reads /…/, which ends before a space, a parenthesis or the end.
func (l *lexer) regexp() error {
	end := l.find(l.at+1, "/")
	if end < 0 || strings.ContainsFunc(l.text[l.at:end], unicode.IsSpace) {
		return l.fail(l.at, "unclosed regular expression", `write /…/ without spaces, or quote the text`)
	}
	if behind, _ := utf8.DecodeRuneInString(l.text[end+1:]); end+1 < len(l.text) && !unicode.IsSpace(behind) && behind != ')' {
		return l.fail(end+1, "a regular expression /…/ ends here", `put a space behind it, or quote the text`)
	}
	l.tokens = append(l.tokens, token{kind: kRegexp, text: strings.ReplaceAll(l.text[l.at+1:end], `\/`, `/`), start: l.at, end: end + 1})
	l.at = end + 1
	return nil
}

// word reads a word up to a space, a parenthesis or a double mark, or a field
// name with its colon.
func (l *lexer) word() {
	escaped := false
	end := len(l.text)
	for i, r := range l.text[l.at:] {
		at := l.at + i
		if !escaped && (unicode.IsSpace(r) || r == '(' || r == ')' || strings.ContainsRune(doubleMarks, r)) {
			end = at
			break
		}
		if !escaped && l.isField(at, r) {
			l.tokens = append(l.tokens, token{kind: kField, text: l.text[l.at:at], start: l.at, end: at + 1})
			l.at = at + 1
			return
		}
		escaped = !escaped && r == '\\'
	}
	if end < len(l.text) && l.text[end] == '(' && functionField[strings.ToLower(l.text[l.at:end])] {
		l.add(kField, end)
		return
	}
	t := token{kind: kWord, start: l.at, end: end}
	t.text, t.escaped = unescape(l.text[l.at:end])
	l.tokens = append(l.tokens, t)
	l.at = end
}

// isField reports whether the word from l.at to the rune r at offset at is the
// name of a field: letters before a colon, or a known short name before "=".
func (l *lexer) isField(at int, r rune) bool {
	name := l.text[l.at:at]
	if r == '=' {
		return equalsField[strings.ToLower(name)]
	}
	return r == ':' && name != "" && !strings.ContainsFunc(name, func(r rune) bool { return !isLetter(r) && r != '_' })
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
