package analyzer

// Finding what stands between quotation marks. One pass over the marks of each
// paragraph with a stack pairs the double ones; a second pass pairs the single
// ones within what the first has fixed, because an apostrophe can only be told
// from a closing mark by what follows: after a plural s (the boys’) a mark closes
// only when no better one comes before the next opening. Every mark is pushed and
// popped at most once in each pass, so the time is linear whatever the input.

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A span is a quotation found by its marks: s[start:end] excludes them,
// s[open:close] includes them. Spans nest properly and never cross a paragraph.
type span struct {
	start, end  int
	open, close int
	note        string
	continues   bool // the next paragraph goes on with it
}

const (
	noteContinues = "continues in the next paragraph"
	noteUnclosed  = "closing mark missing: ended at the end of the paragraph"
	noteStray     = "closing mark without an opening one: no quotation taken"
	noteRefused   = "opening mark without a closing one: no quotation taken"
)

// quotedSpans finds the quotations of s, ordered by start, the outer before the inner.
// starts holds the first byte of each paragraph. refused are the marks that no
// rule could pair.
func quotedSpans(s string, starts []int, dashes bool) (spans, refused []span) {
	all := marks(s)
	p := pairer{s: s}
	for i, start := range starts {
		end, next := len(s), len(s)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		for end > start && isSpaceByte(s[end-1]) {
			end--
		}
		if i+1 < len(starts) {
			next = starts[i+1]
		}
		n := 0
		for n < len(all) && all[n].at < next {
			n++
		}
		p.paragraph(all[:n], start, end, next)
		all = all[n:]
		if dashes {
			p.dash(start, end)
		}
	}
	slices.SortStableFunc(p.spans, func(a, b span) int {
		if a.open != b.open {
			return a.open - b.open
		}
		return b.close - a.close
	})
	return p.spans, p.refused
}

func isSpaceByte(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// A pairer gathers the spans of one field.
type pairer struct {
	s       string
	spans   []span
	refused []span
}

// paragraph pairs the marks ms of s[start:end]; the next paragraph starts at next.
func (p *pairer) paragraph(ms []mark, start, end, next int) {
	first := len(p.spans)
	var stack []mark
	for _, m := range ms {
		if m.family == 's' {
			continue
		}
		top := -1
		for k := len(stack) - 1; k >= 0 && k >= len(stack)-3; k-- {
			if pairs(stack[k], m) {
				top = k
				break
			}
		}
		switch {
		case top >= 0 && m.closes && !(m.opens && prefersOpen(p.s, m, stack[top])):
			for _, lost := range stack[top+1:] {
				p.refuse(lost)
			}
			p.add(stack[top], m.at, m.at+m.n, "")
			stack = stack[:top]
		case m.opens || m.shape == 'o':
			m.turned = m.shape == 'c'
			stack = append(stack, m)
		case m.shape != 'n' || !unicode.IsDigit(runeBefore(p.s, m.at)): // not 6'2"
			p.refused = append(p.refused, span{start: m.at, end: m.at + m.n, open: m.at, close: m.at + m.n, note: noteStray})
		}
	}
	for k, m := range stack {
		p.unclosed(m, start, end, next, k == len(stack)-1 && !p.opensAfter(first, m.at))
	}
	p.singles(ms, p.spans[first:], end, next)
}

// pairs reports whether m can close what o opened.
func pairs(o, m mark) bool {
	if o.family != m.family {
		return false
	}
	if o.family == 'd' {
		return m.shape != 'o' || m.closes
	}
	if o.turned {
		return m.shape == 'o'
	}
	return m.shape == 'c'
}

// prefersOpen decides for a neutral mark that could do both while o is open: it
// opens a quotation within the other only where o is of another shape and m
// leans on the word behind it.
func prefersOpen(s string, m, o mark) bool {
	return m.family == 'd' && o.shape != m.shape && spaceOrOpen(runeBefore(s, m.at))
}

func (p *pairer) opensAfter(first, at int) bool {
	for _, sp := range p.spans[first:] {
		if sp.open > at {
			return true
		}
	}
	return false
}

// add takes s[open's end:end] as a quotation, trimmed of white space.
func (p *pairer) add(o mark, end, outer int, note string) {
	start := o.at + o.n
	in := p.s[start:max(start, end)]
	trimmed := strings.TrimLeftFunc(in, unicode.IsSpace)
	start += len(in) - len(trimmed)
	end = start + len(strings.TrimRightFunc(trimmed, unicode.IsSpace))
	if strings.IndexFunc(p.s[start:end], func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0 {
		return
	}
	p.spans = append(p.spans, span{start: start, end: end, open: o.at, close: outer, note: note, continues: note == noteContinues})
}

func (p *pairer) refuse(o mark) {
	p.refused = append(p.refused, span{start: o.at, end: o.at + o.n, open: o.at, close: o.at + o.n, note: noteRefused})
}

// unclosed decides about a mark that its paragraph does not close. It is a
// quotation over paragraphs where the next one opens with the same mark; it is
// repaired where it opens a sentence that runs to the end of the paragraph
// without naming a speaker; else it is refused. alone says that no other
// quotation opens behind it.
func (p *pairer) unclosed(m mark, start, end, next int, alone bool) {
	if strings.HasPrefix(p.s[next:], p.s[m.at:m.at+m.n]) && next < len(p.s) {
		p.add(m, end, end, noteContinues)
		return
	}
	head := strings.TrimRight(p.s[start:m.at], " ")
	opens := head == "" || strings.HasSuffix(head, ":") || strings.HasSuffix(head, ",")
	tail := p.s[m.at+m.n : end]
	if r, _ := utf8.DecodeRuneInString(tail); alone && opens && unicode.IsUpper(r) &&
		strings.ContainsAny(tail[max(0, len(tail)-1):], ".!?") && !attributes(tail) {
		p.add(m, end, end, noteUnclosed)
		return
	}
	p.refuse(m)
}

// attributes reports whether s holds a comma followed within a few words by a
// reporting verb: a speaker is named there, so s is not all quotation.
func attributes(s string) bool {
	for at := strings.IndexByte(s, ','); at >= 0; {
		words := strings.Fields(s[at+1 : min(len(s), at+60)])
		for i, w := range words {
			if i < 5 && cueOf(strings.ToLower(strings.Trim(w, ".,:;”’\"'"))).class&quoting != 0 {
				return true
			}
		}
		n := strings.IndexByte(s[at+1:], ',')
		if n < 0 {
			break
		}
		at += 1 + n
	}
	return false
}

// A level is one quotation level in the second pass: a single mark that waits
// for its close, and the first weak close seen for it.
type level struct {
	open    *mark
	weak    *mark
	closeAt int // where the double quotation around it ends
}

// singles pairs the single marks of a paragraph within the spans that the double
// marks have fixed.
func (p *pairer) singles(ms []mark, fixed []span, end, next int) {
	doubles := slices.Clone(fixed)
	slices.SortFunc(doubles, func(a, b span) int { return a.open - b.open })
	levels := []level{{closeAt: end}}
	d := 0
	for i := range ms {
		m := &ms[i]
		if m.family != 's' {
			continue
		}
		for d < len(doubles) && doubles[d].open < m.at || m.at >= levels[len(levels)-1].closeAt && len(levels) > 1 {
			if top := len(levels) - 1; top > 0 && (d == len(doubles) || doubles[d].open >= m.at || doubles[d].open >= levels[top].closeAt) {
				p.finish(&levels[top], len(p.s))
				levels = levels[:top]
				continue
			}
			levels = append(levels, level{closeAt: doubles[d].close})
			d++
		}
		p.single(&levels[len(levels)-1], m)
	}
	for k := len(levels) - 1; k >= 0; k-- {
		l := len(p.s)
		if k == 0 {
			l = next
		}
		p.finish(&levels[k], l)
	}
}

// single takes one single mark at its level.
func (p *pairer) single(l *level, m *mark) {
	switch {
	case l.open != nil && m.closes && !m.opens && m.strength > 0:
		p.add(*l.open, m.at, m.at+m.n, "")
		l.open, l.weak = nil, nil
	case l.open != nil && m.closes && !m.opens:
		if l.weak == nil {
			l.weak = m
		}
	case m.opens:
		p.finish(l, len(p.s))
		l.open, l.weak = m, nil
	}
}

// finish closes what still waits at the end of its level: at the weak mark if
// there is one. An opening ‘ whose paragraph ends goes on in the next when that
// starts with one; a straight mark alone was an apostrophe.
func (p *pairer) finish(l *level, next int) {
	o, w := l.open, l.weak
	l.open, l.weak = nil, nil
	switch {
	case o == nil:
	case w != nil:
		p.add(*o, w.at, w.at+w.n, "")
	case o.shape != 'o':
	case next < len(p.s) && strings.HasPrefix(p.s[next:], p.s[o.at:o.at+o.n]):
		end := l.closeAt
		p.add(*o, end, end, noteContinues)
	default:
		p.refuse(*o)
	}
}

// dash takes the dialogue of a paragraph that starts with a dash: it runs to the
// paragraph's end, but for the narrator's words between two dashes.
//
//	—No vamos —dijo Ramírez—. Seguiremos.
func (p *pairer) dash(start, end int) {
	r, n := utf8.DecodeRuneInString(p.s[start:end])
	if r != '—' && r != '–' && r != '―' {
		return
	}
	parts := strings.Split(p.s[start+n:end], p.s[start:start+n])
	narrated := false
	at := start + n
	for i, part := range parts {
		narrated = i > 0 && !narrated && narrates(part)
		if !narrated {
			m := mark{at: at - n, n: n}
			if lead := len(part) - len(strings.TrimLeft(part, ".,;:!? \u00a0")); i > 0 { // the narrator's full stop
				m = mark{at: at + lead}
			}
			p.add(m, at+len(part), at+len(part), "")
		}
		at += len(part) + n
	}
}

// narrates reports whether s starts like the narrator's part of a dialogue: a
// reporting verb among its first two words.
func narrates(s string) bool {
	for i, w := range strings.Fields(s[:min(len(s), 40)]) {
		if i < 2 && cueOf(fold(strings.Trim(w, ".,:;"))).class&quoting != 0 {
			return true
		}
	}
	return false
}
