package query

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// The grammar, from the loosest operator to the tightest:
//
//	or    = and { OR and }
//	and   = not { [AND] not }
//	not   = { NOT | "-" | "+" } near
//	near  = primary { ( NEAR/n | ONEAR/n | NOT NEAR/n | SAME/s | SAME/p ) primary }
//
// Every other spelling is turned into one of these with a note.

// Parse reads a query. The notes say whatever was read in one of several ways;
// an error is an *Error.
func Parse(text string) (Node, []string, error) {
	if err := sound(text); err != nil {
		return nil, nil, err
	}
	tokens, notes, err := lex(text)
	if err != nil {
		return nil, notes, err
	}
	p := &parser{text: text, tokens: tokens, notes: notes, parens: map[Node]bool{}}
	n, err := p.all()
	return n, unique(p.notes), err
}

// Literal reads text as plain words in which nothing is an operator: all of them,
// or any.
func Literal(text string, anyOf bool) (Node, error) {
	if err := sound(text); err != nil {
		return nil, err
	}
	var kids []Node
	at := 0
	for _, word := range strings.Fields(text) {
		at += strings.Index(text[at:], word)
		kids = append(kids, &Word{Span: Span{at, at + len(word)}, Text: word})
		at += len(word)
	}
	whole := Span{0, len(text)}
	switch {
	case len(kids) == 0:
		return nil, &Error{Text: text, Message: "nothing to search for"}
	case len(kids) == 1:
		return kids[0], nil
	case anyOf:
		return &Or{Span: whole, Kids: kids}, nil
	}
	return &And{Span: whole, Kids: kids, Bare: true}, nil
}

// sound checks the size and the encoding of a query.
func sound(text string) error {
	if len(text) > MaxBytes {
		err := &CapError{"size", MaxBytes}
		return &Error{Text: text[:0], Message: strings.TrimPrefix(err.Error(), "query: "), Err: err}
	}
	for i, r := range text {
		if _, size := utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && size == 1 {
			return &Error{Text: text, Offset: i, Message: "not valid UTF-8"}
		}
	}
	return nil
}

func unique(notes []string) []string {
	var out []string
	for _, n := range notes {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

type parser struct {
	text   string
	tokens []token
	i      int
	depth  int
	notes  []string
	mixed  bool          // operators of different strength stood side by side
	parens map[Node]bool // nodes that were written in parentheses
}

func (p *parser) peek() token { return p.tokens[p.i] }

// take returns the next token and steps over it; the end stays.
func (p *parser) take() token {
	t := p.tokens[p.i]
	if t.kind != kEnd {
		p.i++
	}
	return t
}

func (p *parser) note(format string, args ...any) {
	p.notes = append(p.notes, fmt.Sprintf(format, args...))
}

func (p *parser) fail(at int, message, hint string) error {
	return &Error{Text: p.text, Offset: at, Message: message, Hint: hint}
}

// since is the span from t to the last token taken.
func (p *parser) since(t token) Span { return Span{t.start, max(t.end, p.tokens[max(p.i-1, 0)].end)} }

// all reads the whole query.
func (p *parser) all() (Node, error) {
	if p.peek().kind == kEnd {
		return nil, p.fail(0, "nothing to search for", "write * for every article")
	}
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind != kEnd {
		return nil, p.fail(t.start, "unexpected "+t.text, "no parenthesis is open here")
	}
	if p.mixed {
		p.note("read as %s", n)
	}
	if deep(n) > MaxDepth {
		return nil, p.tooDeep(0)
	}
	return n, nil
}

func (p *parser) tooDeep(at int) error {
	err := &CapError{"depth", MaxDepth}
	return &Error{Text: p.text, Offset: at, Message: strings.TrimPrefix(err.Error(), "query: "), Err: err}
}

// deep is the depth of a tree; a leaf is 1.
func deep(n Node) int {
	d := 0
	for _, kid := range Kids(n) {
		d = max(d, deep(kid))
	}
	return d + 1
}

// operator returns the operator at token i, if a plain word there is one.
func (p *parser) operator(i int) (operator, bool) {
	t := p.tokens[min(i, len(p.tokens)-1)]
	if t.kind == kRegexp {
		if m := betweenSlashes().FindStringSubmatch(t.text); m != nil {
			op, ok := readOperator("NEAR/" + m[1])
			op.note = "/" + t.text + "/ read as " + op.String()
			return op, ok
		}
	}
	if t.kind != kWord || !t.plain() {
		return operator{}, false
	}
	return readOperator(t.text)
}

// is reports whether the next token is the operator name, and steps over it.
func (p *parser) is(name string) bool {
	op, ok := p.operator(p.i)
	if !ok || op.name != name {
		return false
	}
	p.use(op)
	return true
}

func (p *parser) use(op operator) {
	if op.note != "" {
		p.notes = append(p.notes, op.note)
	}
	p.i++
}

func (p *parser) or() (Node, error) {
	start := p.peek()
	var kids []Node
	mixed := false
	for {
		kid, err := p.and()
		if err != nil {
			return nil, err
		}
		_, and := kid.(*And)
		mixed = mixed || and && !p.parens[kid]
		kids = append(kids, kid)
		if !p.is("OR") {
			break
		}
	}
	if len(kids) == 1 {
		return kids[0], nil
	}
	p.mixed = p.mixed || mixed
	return &Or{Span: p.since(start), Kids: kids}, nil
}

func (p *parser) and() (Node, error) {
	start := p.peek()
	var kids []Node
	bare := true
	near := false
	for {
		kid, err := p.not()
		if err != nil {
			return nil, err
		}
		near = near || isNear(kid) && !p.parens[kid]
		kids = append(kids, kid)
		if p.is("AND") {
			bare = false
		} else if p.clauseEnds() {
			break
		}
	}
	if len(kids) == 1 {
		return kids[0], nil
	}
	p.mixed = p.mixed || near
	return p.bind(&And{Span: p.since(start), Kids: kids, Bare: bare}), nil
}

func isNear(n Node) bool {
	switch n.(type) {
	case *Near, *NotNear, *Same:
		return true
	}
	return false
}

// clauseEnds reports whether no further clause of an AND follows.
func (p *parser) clauseEnds() bool {
	if k := p.peek().kind; k == kEnd || k == kClose {
		return true
	}
	op, ok := p.operator(p.i)
	return ok && op.name == "OR"
}

// bind gives the speaker: clauses of an AND to its only quote: clause.
func (p *parser) bind(and *And) Node {
	at := -1
	for i, kid := range and.Kids {
		if in, ok := kid.(*In); ok && in.Scope == "quote" {
			if at >= 0 {
				return and
			}
			at = i
		}
	}
	if at < 0 {
		return and
	}
	in := *and.Kids[at].(*In)
	var rest []Node
	for i, kid := range and.Kids {
		switch {
		case i == at:
			rest = append(rest, &in)
		case isSpeaker(kid) && !p.parens[kid]:
			in.Speakers = append(in.Speakers[:len(in.Speakers):len(in.Speakers)], kid)
		default:
			rest = append(rest, kid)
		}
	}
	if len(rest) == len(and.Kids) {
		return and
	}
	p.note("speaker: and quote: read as one quote by that speaker: %s", &in)
	return fewer(and, rest)
}

func (p *parser) not() (Node, error) {
	t := p.peek()
	switch {
	case t.kind == kPlus:
		p.i++
		p.note("+ changes nothing: every clause is required")
		return p.not()
	case t.kind == kMinus:
		p.i++
		if strings.HasPrefix(t.text, "!") {
			p.note("! read as NOT")
		}
	case p.is("NOT"):
	default:
		return p.near()
	}
	if p.depth++; p.depth > MaxDepth {
		return nil, p.tooDeep(t.start)
	}
	defer func() { p.depth-- }()
	kid, err := p.not()
	if err != nil {
		return nil, err
	}
	return &Not{Span: p.since(t), Kid: kid}, nil
}

func (p *parser) near() (Node, error) {
	start := p.peek()
	left, err := p.primary()
	for joined := false; err == nil; joined = true {
		op, negated, ok := p.proximity()
		if !ok {
			return left, nil
		}
		p.mixed = p.mixed || joined
		left, err = p.join(start, left, op, negated)
	}
	return nil, err
}

// proximity steps over a proximity operator, if one follows.
func (p *parser) proximity() (op operator, negated, ok bool) {
	i := p.i
	if not, ok := p.operator(i); ok && not.name == "NOT" {
		negated = true
		i++
	}
	op, ok = p.operator(i)
	if !ok || op.name != "NEAR" && op.name != "ONEAR" && op.name != "SAME" || p.lonely(i) {
		return op, false, false
	}
	if negated {
		p.is("NOT")
	}
	p.use(op)
	return op, negated, true
}

// lonely reports whether the token is "same" or /n5/ with nothing behind it to join:
// a word and a regular expression then.
func (p *parser) lonely(i int) bool {
	t := p.tokens[i]
	if t.kind != kRegexp && (!strings.EqualFold(t.text, "same") || t.text == "SAME") {
		return false
	}
	next := p.tokens[i+1]
	_, op := p.operator(i + 1)
	return op || next.kind == kEnd || next.kind == kClose
}

// join reads the right side of a proximity operator.
func (p *parser) join(start token, a Node, op operator, negated bool) (Node, error) {
	at := p.tokens[p.i-1]
	b, err := p.primary()
	if err != nil {
		return nil, err
	}
	if err := p.needPositions(op.String(), a, b); err != nil {
		return nil, err
	}
	if op.name != "SAME" && (op.n < 1 || op.n > maxDistance) {
		return nil, p.fail(at.start, "a distance is 1 to "+fmt.Sprint(maxDistance), "neighbours are at distance 1")
	}
	span := p.since(start)
	switch {
	case negated && op.name == "NEAR":
		return &NotNear{Span: span, A: a, B: b, N: op.n}, nil
	case negated:
		return nil, p.fail(at.start, "NOT "+op.String()+" is no operator", "NOT NEAR/n is")
	case op.name == "SAME":
		return &Same{Span: span, A: a, B: b, Unit: op.unit}, nil
	}
	return &Near{Span: span, A: a, B: b, N: op.n, Ordered: op.name == "ONEAR"}, nil
}

const maxDistance = 100_000

// needPositions refuses clauses that hold for a whole article in a positional operator.
func (p *parser) needPositions(op string, nodes ...Node) error {
	for _, n := range nodes {
		if bad := unplaced(n); bad != nil {
			hint := "only words, phrases, actor:, place: and OR of these have a position"
			if _, ok := bad.(*And); ok {
				hint = "write the words as a phrase, join them with NEAR/n, or with OR"
			}
			return p.fail(bad.Pos().Start, fmt.Sprintf("%s cannot stand in %s", bad, op), hint)
		}
	}
	return nil
}

// unplaced returns the first clause of n that has no position, or nil.
func unplaced(n Node) Node {
	if positional(n) {
		return nil
	}
	for _, kid := range Kids(n) {
		if _, or := n.(*Or); or {
			if bad := unplaced(kid); bad != nil {
				return bad
			}
		}
	}
	return n
}
