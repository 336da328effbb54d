package query

import (
	"fmt"
	"strings"
	"time"
)

// values reads one value of a keyword field, or several in parentheses with OR.
func (p *parser) values(field token, one func(start int, t token) (Node, error)) (Node, error) {
	open := p.peek()
	if open.kind != kOpen {
		n, err := one(field.start, p.take())
		if err == nil {
			p.trailing(field, n)
		}
		return n, err
	}
	p.i++
	var kids []Node
	for {
		t := p.take()
		n, err := one(t.start, t)
		if err != nil {
			return nil, err
		}
		kids = append(kids, n)
		if t := p.peek(); t.kind == kClose {
			p.i++
			break
		}
		if !p.is("OR") {
			if p.peek().kind == kEnd {
				return nil, p.fail(open.start, "unclosed parenthesis", "add ) where the group ends")
			}
			return nil, p.fail(p.peek().start, field.text+": takes values joined by OR", `quote a value of several words`)
		}
	}
	if len(kids) == 1 {
		return kids[0], nil
	}
	or := &Or{Span: p.since(field), Kids: kids}
	p.parens[or] = true
	return or, nil
}

// trailing notes that a bare value ends at its first word.
func (p *parser) trailing(field token, n Node) {
	name, ok := n.(*Name)
	next := p.peek()
	if !ok || next.kind != kWord || p.tokens[p.i-1].kind != kWord {
		return
	}
	if _, op := p.operator(p.i); !op && next.text != "*" {
		p.note(`%s: covers %s alone; write %s:"%s %s" if the name goes on`, field.text, name.Text, field.text, name.Text, next.text)
	}
}

// name reads one name of a keyword field.
func (p *parser) name(start int, t token, field string) (Node, error) {
	switch {
	case t.kind == kQuoted:
		if strings.TrimSpace(t.text) == "" {
			return nil, p.fail(t.start, "empty quotes", "write a name between them")
		}
		return &Name{Span: Span{start, t.end}, Field: field, Text: t.text}, nil
	case t.kind != kWord:
		return nil, p.fail(t.start, field+": needs a name", "such as "+fieldExample[field])
	}
	if op, ok := readOperator(t.text); ok && t.plain() && t.text == op.String() {
		return nil, p.fail(t.start, field+": needs a name", quoteIt(t.text))
	}
	if strings.ContainsAny(t.text, "*?") && t.plain() {
		return nil, p.fail(t.start, field+": takes a name, not a pattern", "search the words of names with "+t.text)
	}
	n := &Name{Span: Span{start, t.end}, Field: field, Text: t.text}
	if id, ok := strings.CutPrefix(t.text, "@"); ok && !t.escaped[0] && id != "" {
		n.Text, n.ID = id, true
	}
	return n, nil
}

// exact reads exact:"…".
func (p *parser) exact(field token) (Node, error) {
	t := p.take()
	if t.kind != kQuoted && t.kind != kWord || strings.TrimSpace(t.text) == "" {
		return nil, p.fail(t.start, "exact: needs quoted text", "such as "+fieldExample["exact"])
	}
	return &Exact{Span: p.since(field), Text: t.text}, nil
}

// date reads one value of date:.
func (p *parser) date(begin int, t token) (Node, error) {
	start, text := t, t.text
	if t.kind != kWord && t.kind != kQuoted {
		return nil, p.fail(t.start, "date: needs a day, a month or a year", "such as date:2025-07-24, date:2025-07..2025-09, date:>=2025-07")
	}
	if strings.HasPrefix(text, "[") {
		for !strings.HasSuffix(text, "]") {
			if t = p.take(); t.kind != kWord {
				return nil, p.fail(start.start, "unclosed [", "write date:[2025-07-01 TO 2025-07-31]")
			}
			text += " " + t.text
		}
	} else if strings.Trim(text, "<>=") == "" && p.peek().kind == kWord {
		t = p.take()
		text += t.text
	}
	from, to, typed, err := dates(text)
	if err != nil {
		return nil, p.fail(start.start, err.Error(), "write YYYY, YYYY-MM or YYYY-MM-DD, two of them joined by .., or >= and <=")
	}
	if typed != text {
		p.note("date:%s read as date:%s, both ends included", text, typed)
	}
	return &DateRange{Span: Span{begin, t.end}, From: from, To: to, Typed: typed}, nil
}

// dates reads a date expression: the inclusive days it covers and its canonical spelling.
func dates(text string) (from, to, typed string, err error) {
	if inner, ok := strings.CutPrefix(text, "["); ok {
		a, b, ok := strings.Cut(strings.TrimSuffix(inner, "]"), " TO ")
		if !ok {
			return "", "", "", fmt.Errorf("date: %s has no TO", text)
		}
		text = strings.Trim(strings.TrimSpace(a), "*") + ".." + strings.Trim(strings.TrimSpace(b), "*")
	}
	if a, b, ok := strings.Cut(text, ".."); ok {
		return between(a, b)
	}
	for _, op := range []string{">=", "<=", ">", "<"} {
		if value, ok := strings.CutPrefix(text, op); ok {
			return beyond(op, value)
		}
	}
	from, to, err = period(text)
	return from, to, text, err
}

func between(a, b string) (from, to, typed string, err error) {
	if a == "" && b == "" {
		return "", "", "", fmt.Errorf("date: .. has no end")
	}
	if a != "" {
		if from, _, err = period(a); err != nil {
			return "", "", "", err
		}
	}
	if b != "" {
		if _, to, err = period(b); err != nil {
			return "", "", "", err
		}
	}
	if from != "" && to != "" && from > to {
		return "", "", "", fmt.Errorf("date: %s lies after %s", a, b)
	}
	return from, to, a + ".." + b, nil
}

func beyond(op, value string) (from, to, typed string, err error) {
	first, last, err := period(value)
	if err != nil {
		return "", "", "", err
	}
	switch op {
	case ">=":
		from = first
	case "<=":
		to = last
	case ">":
		from = shift(last, 1)
	default:
		to = shift(first, -1)
	}
	return from, to, op + value, nil
}

// shift moves an ISO day by days.
func shift(day string, days int) string {
	t, _ := time.Parse(time.DateOnly, day)
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}

// period returns the days of a year, a month or a day.
func period(value string) (first, last string, err error) {
	for _, layout := range []string{"2006", "2006-01", time.DateOnly} {
		if len(value) == len(layout) {
			if first, last, ok := Days(value, nil); ok {
				return first, last, nil
			}
		}
	}
	return "", "", fmt.Errorf("date: %s is no date", quoted(value))
}
