package analyzer

import (
	"sort"
	"strings"

	"dateline/corpus"
)

// A credits holds what the lines that credit say, each as the first line that says
// it. own is a publisher who states it, staff one that the text shows.
type credits struct {
	p                *press
	original, agency corpus.Outlet
	own, staff       corpus.Outlet
	told             map[string]corpus.Outlet // by id: sources told X, X has learned
	byline           []string
	authors          map[string]bool // the names in byline
	bylineSpans      []corpus.Span
	stamped          corpus.Date // the year of an agency's copyright line
}

// read looks at every line of t that may credit.
func (c *credits) read(t *text) {
	if t.field == "title" {
		c.titleSuffix(t)
		return
	}
	for k, first := range t.paragraphs {
		last := len(t.tokens)
		if k+1 < len(t.paragraphs) {
			last = t.paragraphs[k+1]
		}
		fromEnd := len(t.paragraphs) - k
		if k < 12 {
			c.dateline(t, first, last)
		}
		if k < 6 {
			c.byLine(t, first, last)
		}
		if k < 3 || fromEnd <= 3 {
			c.creditLine(t, first, last)
		}
		if fromEnd <= 4 {
			c.sourceLine(t, first, last)
		}
	}
	t.learned()
	for i := range t.tokens {
		if !t.lexeme(i).is(creditWord) {
			continue
		}
		switch t.tokens[i].Word {
		case "appeared", "published", "posted", "ran", "republished", "reprinted":
			c.appeared(t, i)
		case "contributed":
			c.contributed(t, i)
		case "reporting":
			c.reportingBy(t, i)
		case "told":
			c.sourcesTold(t, i)
		case "learned", "learnt":
			c.hasLearned(t, i)
		case "copyright":
			c.copyright(t, i, t.tokens[i].Start)
		}
	}
	for at := 0; ; {
		k := strings.Index(t.s[at:], "©")
		if k < 0 {
			return
		}
		at += k
		c.copyright(t, t.tokenAt(at), at)
		at += len("©")
	}
}

// publisher is who published where the text itself says or shows it. A text that
// credits an original or an agency does not show it.
func (c *credits) publisher(cited []corpus.Outlet) corpus.Outlet {
	switch {
	case c.original.Known():
		return corpus.Outlet{}
	case c.own.Known():
		return c.own
	case c.agency.Known() && c.agency.Rule != ruleContributed:
		return corpus.Outlet{}
	case c.staff.Known():
		return c.staff
	}
	return c.selfCited(cited)
}

// selfCited is the one outlet that the text's own sources told, unless the text
// also cites it as others do (X reported, according to X).
func (c *credits) selfCited(cited []corpus.Outlet) corpus.Outlet {
	if len(c.told) != 1 {
		return corpus.Outlet{}
	}
	for id, o := range c.told {
		for _, cite := range cited {
			if cite.ID == id && cite.Rule != ruleTold {
				return corpus.Outlet{}
			}
		}
		return o
	}
	return corpus.Outlet{}
}

const (
	ruleDateline    = "dateline"
	ruleCopyright   = "copyright line"
	ruleAppeared    = "appeared first"
	ruleCredit      = "credit line"
	ruleByline      = "byline"
	ruleContributed = "contributed"
	ruleStaff       = "own staff contributed"
	ruleSelf        = "self-citation"
	ruleTitle       = "title suffix"
	ruleSource      = "source line"
)

// span is the evidence of the tokens [first, last), brackets around them included.
func (t *text) span(first, last int) *corpus.Span {
	return t.bytes(t.tokens[first].Start, t.tokens[last-1].End)
}

func (t *text) bytes(start, end int) *corpus.Span {
	if start > 0 && end < len(t.s) && t.s[start-1] == '(' && t.s[end] == ')' {
		start, end = start-1, end+1
	}
	return &corpus.Span{Field: t.field, Start: start, End: end}
}

// tokenAt is the first token at or behind byte at.
func (t *text) tokenAt(at int) int {
	return sort.Search(len(t.tokens), func(i int) bool { return t.tokens[i].Start >= at })
}

// before and behind are the bytes beside the tokens, 0 at the ends of the text.
func (t *text) before(i int) byte {
	if at := t.tokens[i].Start; at > 0 {
		return t.s[at-1]
	}
	return 0
}

func (t *text) behind(i int) byte { return nextByte(t.s, t.tokens[i].End) }

// credit notes o as agency or original, whichever it is, if none is noted yet.
func (c *credits) credit(id, rule string, evidence *corpus.Span) {
	to := &c.original
	if c.p.agency[id] {
		to = &c.agency
	}
	if !to.Known() {
		*to = c.p.outlet(id, corpus.Explicit, rule, evidence)
	}
}

// titleSuffix: Talks collapse | Fox News.
func (c *credits) titleSuffix(t *text) {
	at := max(strings.LastIndex(t.s, " | "), strings.LastIndex(t.s, " - "), strings.LastIndex(t.s, " – "), strings.LastIndex(t.s, " — "))
	if at <= 0 {
		return
	}
	i := t.tokenAt(at)
	if id, last := c.p.at(t, i, len(t.tokens), false); id != "" && last == len(t.tokens) && i > 0 {
		if c.p.agency[id] {
			c.credit(id, ruleTitle, t.span(i, last))
		} else {
			c.own = c.p.outlet(id, corpus.Explicit, ruleTitle, t.span(i, last))
		}
	}
}

// dateline: RAMALLAH, West Bank, Nov. 19 (AP) — at the head of a paragraph.
func (c *credits) dateline(t *text, first, last int) {
	limit := min(last, first+14)
	for i := first; i < limit; i++ {
		if t.before(i) == '(' {
			id, end := c.p.at(t, i, limit, false)
			if id != "" && t.behind(end-1) == ')' && end < last {
				c.credit(id, ruleDateline, &corpus.Span{Field: t.field, Start: t.dateLineStart(first), End: t.tokens[end-1].End + 1})
			}
			return
		}
		if !isCapital(t.surface(i)) && !(i > first && datelineWords[t.tokens[i].Word]) {
			return
		}
	}
}

// dateLineStart takes the bracket of a dateline that is an agency alone: (CNN).
func (t *text) dateLineStart(first int) int {
	start := t.tokens[first].Start
	if t.before(first) == '(' {
		start--
	}
	return start
}

var datelineWords = set("de of on the near aboard al el and la upon sur in am")

// copyright: © AFP 2025; Copyright © 2019 The Washington Times, LLC. from is where it
// starts. An agency's is a credit; another's, at the foot of the text, is its publisher.
// A year behind the name dates the text; one before it is often the site's own, of today.
func (c *credits) copyright(t *text, i, from int) {
	for n := 0; n < 4 && i < len(t.tokens); n, i = n+1, i+1 {
		if w := t.tokens[i].Word; !isYear(w) && w != "copyright" && w != "by" && w != "c" {
			break
		}
	}
	if i >= len(t.tokens) || t.tokens[i].Start-from > 40 || c.photo(t, from) {
		return
	}
	id, last := c.p.at(t, i, min(len(t.tokens), i+8), false)
	if id == "" {
		return
	}
	year, end := "", t.tokens[last-1].End
	if last < len(t.tokens) && isYear(t.tokens[last].Word) && len(t.gap(last-1)) <= 2 {
		year, end = t.tokens[last].Word, t.tokens[last].End
	}
	evidence := &corpus.Span{Field: t.field, Start: from, End: end}
	switch {
	case c.p.agency[id]:
		c.credit(id, ruleCopyright, evidence)
		if year != "" && c.stamped.Value == "" {
			c.stamped = corpus.Date{Value: year, Status: corpus.Explicit, Rule: ruleCopyright, Evidence: evidence}
		}
	case i*10 >= len(t.tokens)*8 && !c.own.Known():
		c.own = c.p.outlet(id, corpus.Explicit, ruleCopyright, evidence)
	}
}

// photo reports whether the line of byte at credits a picture.
func (c *credits) photo(t *text, at int) bool {
	line := t.s[max(0, at-300):at]
	line = line[strings.LastIndexByte(line, '\n')+1:]
	for _, w := range foldedWords(line) {
		switch w {
		case "photo", "photograph", "image", "picture", "video", "illustration", "getty":
			return true
		}
	}
	return false
}

func isYear(w string) bool {
	return len(w) == 4 && (w[:2] == "19" || w[:2] == "20") && isDigit(w[2]) && isDigit(w[3])
}

// appeared: This post appeared first on X. The article was originally published by X.
// Republished from X. An outlet that no authority holds counts by its name.
func (c *credits) appeared(t *text, i int) {
	word := t.tokens[i].Word
	start := t.sentenceStart(i)
	if c.original.Known() || i-start > 40 || !t.ofThisArticle(start, i) {
		return
	}
	if word != "republished" && word != "reprinted" && !t.has(max(start, i-3), i+3, "first", "originally", "initially") {
		return
	}
	for k := i + 1; k < len(t.tokens) && k < i+7; k++ {
		switch t.tokens[k].Word {
		case "on", "in", "at", "by", "from":
		default:
			continue
		}
		from := t.skip(k+1, "the", "website", "web", "site", "pages", "blog", "of", "magazine", "newspaper")
		if id, last := c.p.at(t, from, len(t.tokens), false); id != "" {
			c.original = c.p.outlet(id, corpus.Explicit, ruleAppeared, t.span(start, last))
			return
		}
		if last := t.nameRun(from); last > from && t.tokens[k].Word != "in" {
			name := t.s[t.tokens[from].Start:t.tokens[last-1].End]
			c.original = unlisted(name, corpus.Explicit, ruleAppeared, t.span(start, last))
			return
		}
	}
}

// ofThisArticle reports whether the sentence from start to the verb at i speaks of
// the article itself.
func (t *text) ofThisArticle(start, i int) bool {
	switch t.tokens[start].Word {
	case "originally", "first", "republished", "reprinted":
		return i-start <= 2
	}
	for k := start; k < i && k < start+6; k++ {
		if w := t.tokens[k].Word; w != "this" && w != "following" && w != "above" && !(w == "the" && k == start) {
			continue
		}
		next := t.word(k + 1)
		if w := t.tokens[k].Word; w == "the" && next != "post" && next != "article" && next != "story" && next != "piece" {
			continue
		}
		if articleNouns[next] || articleNouns[t.word(k+2)] {
			return true
		}
	}
	return false
}

var articleNouns = set("post article story piece report column essay op commentary analysis interview item content editorial dispatch blog feature excerpt text opinion transcript")

// nameRun returns the end of the run of capitalised words at i, as one name has them: up
// to six, no punctuation but the full stop of a domain between them.
func (t *text) nameRun(i int) int {
	k := i
	for k < len(t.tokens) && k < i+6 {
		if k > i {
			if g := t.gap(k - 1); g != " " && g != "-" && g != "&" && g != " & " && g != "." {
				break
			}
		}
		if isDigit(t.surface(k)[0]) || !isCapital(t.surface(k)) && !(k > i && t.gap(k-1) == ".") || monthOf(t.tokens[k].Word) > 0 {
			break
		}
		k++
	}
	return k
}

// sentenceStart is the first token of the sentence of token i.
func (t *text) sentenceStart(i int) int {
	k := sort.SearchInts(t.sentences, i+1)
	if k == 0 {
		return 0
	}
	return t.sentences[k-1]
}

// has reports whether one of the tokens [i, j) is one of words.
func (t *text) has(i, j int, words ...string) bool {
	for k := max(i, 0); k < min(j, len(t.tokens)); k++ {
		for _, w := range words {
			if t.tokens[k].Word == w {
				return true
			}
		}
	}
	return false
}

// skip returns the first token from i on that is none of words.
func (t *text) skip(i int, words ...string) int {
	for t.has(i, i+1, words...) {
		i++
	}
	return i
}

// creditLine: (Dave DeCamp, Antiwar.com) at the head of the text or as a line of its own.
func (c *credits) creditLine(t *text, first, last int) {
	for i := first; i < min(last, first+12); i++ {
		if t.before(i) != '(' {
			continue
		}
		comma := t.personRun(i)
		if comma == i || comma >= last || t.gap(comma-1) != ", " {
			return
		}
		id, end := c.p.at(t, comma, last, false)
		if id == "" || t.behind(end-1) != ')' || c.original.Known() {
			return
		}
		c.credit(id, ruleCredit, t.span(i, end))
		c.author(t, i, comma)
		return
	}
}

// sourceLine: Source: AFP; With inputs from PTI; — Reuters, as a line at the end.
func (c *credits) sourceLine(t *text, first, last int) {
	if last-first > 8 {
		return
	}
	i := t.skip(first, "source", "via", "with", "inputs", "input", "from", "courtesy", "of", "agency", "by")
	id, end := c.p.at(t, i, last, false)
	if id == "" || end != last {
		return
	}
	if i == first && !isCaps(t.surface(i)) && !strings.ContainsAny(t.gap(first-1), "-—–(") && !c.p.agency[id] {
		return
	}
	c.credit(id, ruleSource, t.span(first, last))
}

// sourcesTold: sources told The National. An outlet's several sources, named last in
// their clause, make it the likely publisher; one source, or "told X that", is as
// often quoted from elsewhere. An agency's text stands in many outlets and tells nothing.
func (c *credits) sourcesTold(t *text, i int) {
	start := max(t.sentenceStart(i), i-8)
	for k := i - 1; k >= start; k-- {
		if t.tokens[k].Word == "sources" {
			id, last := c.p.at(t, i+1, len(t.tokens), true)
			if id != "" && !c.p.agency[id] && t.behind(last-1) != ' ' {
				c.selfCite(id, t.span(k, last))
			}
			return
		}
	}
}

// hasLearned: Fox News has learned.
func (c *credits) hasLearned(t *text, i int) {
	if i < 2 || t.tokens[i-1].Word != "has" {
		return
	}
	for k := max(0, i-6); k < i-1; k++ {
		if id, last := c.p.at(t, k, i-1, true); last == i-1 && !c.p.agency[id] {
			c.selfCite(id, t.span(k, i+1))
			return
		}
	}
}

func (c *credits) selfCite(id string, evidence *corpus.Span) {
	if c.told == nil {
		c.told = map[string]corpus.Outlet{}
	}
	if _, ok := c.told[id]; !ok {
		c.told[id] = c.p.outlet(id, corpus.Inferred, ruleSelf, evidence)
	}
}
