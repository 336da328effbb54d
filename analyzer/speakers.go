package analyzer

import (
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"dateline/corpus"
)

// A witness names speakers: it knows the mentions of the text and who spoke.
type witness struct {
	*text
	mentions []corpus.Mention // of this field, by start
	top      []span           // quotations that stand in no other
	named    []span           // names between marks, which nobody says
	room     *[]corpus.Mention
}

func newWitness(t *text, mentions []corpus.Mention) *witness {
	room := mentionRooms.Get().(*[]corpus.Mention)
	w := &witness{text: t, mentions: (*room)[:0], room: room}
	for _, m := range mentions {
		if (m.Field == t.field || m.Field == "text" && t.field == "" || m.Field == "" && t.field == "text") && m.Entity != "" {
			w.mentions = append(w.mentions, m)
		}
	}
	sort.SliceStable(w.mentions, func(i, j int) bool { return w.mentions[i].Start < w.mentions[j].Start })
	return w
}

// mentionRooms are the mentions of texts that were read before.
var mentionRooms = sync.Pool{New: func() any { return new([]corpus.Mention) }}

// release gives the mentions of w to another.
func (w *witness) release() {
	*w.room = w.mentions[:0]
	mentionRooms.Put(w.room)
}

// speaks reports whether a mention can be a speaker.
func speaks(m corpus.Mention) bool {
	switch m.Role {
	case corpus.RoleDemonym, corpus.RolePeople, corpus.RolePlatform, corpus.RoleByline:
		return false
	case corpus.RolePlace:
		return m.Type == corpus.Government
	}
	return m.Type != corpus.Place
}

// within returns the mentions that lie in [start,end).
func (w *witness) within(start, end int) []corpus.Mention {
	i := sort.Search(len(w.mentions), func(i int) bool { return w.mentions[i].Start >= start })
	j := i
	for j < len(w.mentions) && w.mentions[j].Start < end {
		j++
	}
	return w.mentions[i:j]
}

// speaker names the source found at items [from,to).
func (w *witness) speaker(ps []item, src source) *corpus.Speaker {
	start, end := ps[src.from].start, ps[src.to-1].end
	core := src.from + 1 // an unnamed source is described without its apposition
	for core < src.to && ps[core].gap&(gapComma|gapDash) == 0 {
		core++
	}
	s := &corpus.Speaker{Name: squeeze(w.s[start:ps[core-1].end]), How: src.how, Span: &corpus.Span{Field: w.field, Start: start, End: end}}
	if src.to-src.from == 1 && (pronouns[ps[src.from].word] || possessives[ps[src.from].word]) {
		if w.pronoun(s, ps[src.from]); s.Entity == "" {
			s.How += ", pronoun unresolved"
		} else {
			s.How += ", pronoun"
		}
	} else if m, ok := w.head(ps, src); ok {
		s.Entity, s.Name = m.Entity, m.Name
	} else if m, ok := w.nominal(ps, src); ok {
		s.Entity, s.Name = m.Entity, m.Name
		s.How += ", nominal"
	}
	return s
}

// head finds the mention that is the head of a source: the last one of the words
// before the first comma or preposition where it ends them, the first one of an
// apposition else. A mention that is only a possessor (Netanyahu’s office) or an
// attribute (Hamas officials) is no head.
func (w *witness) head(ps []item, src source) (corpus.Mention, bool) {
	core := src.from + 1
	for core < src.to && ps[core].gap&breaks == 0 && (!prepositions[ps[core].word] || ps[core].upper) && ps[core].word != "who" {
		core++
	}
	if m, ok := w.endingAt(ps[src.from].start, ps, core-1); ok {
		return m, true
	}
	if ps[src.to-1].gap&breaks == 0 { // envoy to the region Steve Witkoff
		if m, ok := w.endingAt(ps[core-1].end, ps, src.to-1); ok && m.Type == corpus.Person {
			return m, true
		}
	}
	// a person named in an apposition: a spokeswoman, Anna White · the mayor, Bob Day,
	for i := core; i < src.to; i++ {
		if ps[i].gap&(gapComma|gapDash) == 0 {
			continue
		}
		for _, m := range w.within(ps[i].start, ps[src.to-1].end) {
			if m.Start == ps[i].start && m.Type == corpus.Person && speaks(m) {
				return m, true
			}
		}
	}
	return corpus.Mention{}, false
}

// endingAt returns the longest mention from start on that ends with item i.
func (w *witness) endingAt(start int, ps []item, i int) (best corpus.Mention, ok bool) {
	for _, m := range w.within(start, ps[i].end) {
		if m.End >= ps[i].end && speaks(m) && (!ok || m.End-m.Start > best.End-best.Start) {
			best, ok = m, true
		}
	}
	return best, ok
}

// pronoun resolves he, she, it and they: to who spoke last in this paragraph, else
// to the first fitting mention of the nearest sentence before that has one. What is
// “it” or “they” within somebody's words is not told by the words around them.
func (w *witness) pronoun(s *corpus.Speaker, p item) {
	fits := func(m corpus.Mention) bool {
		switch word, _, _ := strings.Cut(p.word, "'"); word {
		case "he", "she", "his", "her":
			return m.Type == corpus.Person && speaks(m)
		}
		return m.Type != corpus.Person && speaks(m) && !w.quoted(p.start)
	}
	if m, ok := w.subjectBefore(p.start, fits); ok {
		s.Entity, s.Name = m.Entity, m.Name
	}
}

// subjectBefore returns the first fitting mention of the nearest earlier sentence,
// at most eight back; of the same sentence, the first that stands before.
func (w *witness) subjectBefore(at int, fits func(corpus.Mention) bool) (corpus.Mention, bool) {
	tok := sort.Search(len(w.tokens), func(i int) bool { return w.tokens[i].Start >= at })
	k := sort.SearchInts(w.sentences, tok+1) - 1
	end := at
	for n := 0; k >= 0 && n < 8; n, k = n+1, k-1 {
		start := w.tokens[w.sentences[k]].Start
		for _, m := range w.within(start, end) {
			if fits(m) && !w.quoted(m.Start) {
				return m, true
			}
		}
		end = start
	}
	return corpus.Mention{}, false
}

// quoted reports whether byte i stands within a quotation.
func (w *witness) quoted(i int) bool {
	k := sort.Search(len(w.top), func(k int) bool { return w.top[k].close > i })
	return k < len(w.top) && w.top[k].open <= i
}

// bodies maps the head of a definite description to the words that a name of such
// a body holds; an empty list fits any body of the types given.
var bodies = map[string][]string{
	"office": {"office"}, "ministry": {"ministry"}, "department": {"department"}, "agency": {"agency", "department", "service", "bureau", "administration", "authority"},
	"army": {"army", "forces"}, "military": {"army", "forces", "military"}, "group": nil, "movement": nil, "organization": nil,
	"organisation": nil, "campaign": {"campaign"}, "committee": {"committee"}, "company": nil, "court": {"court"},
	"council": {"council"}, "union": {"union"}, "party": {"party", "democrats", "republicans", "labour", "likud"}, "bank": {"bank"},
	"commission": {"commission"}, "association": {"association"}, "university": {"university"}, "government": {},
}

// nominal resolves “the office”, “the group”, “the ministry”: to the nearest
// earlier body of that kind.
func (w *witness) nominal(ps []item, src source) (corpus.Mention, bool) {
	if src.to-src.from != 2 || ps[src.from].word != "the" {
		return corpus.Mention{}, false
	}
	names, ok := bodies[ps[src.from+1].word]
	if !ok {
		return corpus.Mention{}, false
	}
	for i := len(w.within(0, ps[src.from].start)) - 1; i >= 0 && ps[src.from].start-w.mentions[i].Start < 3000; i-- {
		if m := w.mentions[i]; speaks(m) && fitsBody(m, names, ps[src.from+1].word) {
			return m, true
		}
	}
	return corpus.Mention{}, false
}

func fitsBody(m corpus.Mention, names []string, word string) bool {
	switch {
	case word == "government":
		return m.Type == corpus.Government
	case names == nil:
		return m.Type == corpus.Organisation || m.Type == corpus.ArmedGroup
	case m.Type == corpus.Person:
		return false
	}
	low := strings.ToLower(m.Name + " " + m.Text)
	for _, n := range names {
		if strings.Contains(low, n) {
			return true
		}
	}
	return false
}

// carry gives quotation i, a sentence of its own without an attribution, a speaker
// from what stands right before it: the attributed quotation before, in the same
// paragraph or ending the one before; else the reporting verb of the sentence before.
func (w *witness) carry(ps []item, last, i int, out []corpus.Quote, spans []span) {
	q := &out[ps[i].quote]
	if i+1 < len(ps) && !ps[i+1].sentence && ps[i+1].gap&gapComma != 0 && ps[i+1].quote < 0 {
		return // “…,” and an attribution that was not understood
	}
	if last >= 0 && spans[ps[last].quote].continues && last == i-1 || q.Kind == corpus.Direct && ps[i].sentence {
		if last >= 0 && out[ps[last].quote].Speaker != nil && adjacent(ps, last, i) {
			s := *out[ps[last].quote].Speaker
			s.How, q.Speaker = "carried over", &s
			return
		}
	}
	if q.Kind != corpus.Direct || !ps[i].sentence || ps[i].paragraph || i == 0 {
		return
	}
	l, _ := sentenceOf(ps, i-1)
	for v := l; v < i; v++ {
		if c := verbAt(ps, v); c.class&quoting != 0 && c.class&(progress|base) == 0 {
			if from, to, ok := subject(ps, l, v); ok && from < l+3 {
				q.Speaker, q.Cue = w.speaker(ps, source{from, to, v, "sentence before", c.lemma}), c.lemma
				return
			}
		}
	}
}

// adjacent reports whether no sentence of its own stands between two quotations,
// but for those without a verb of saying that hold another quotation.
func adjacent(ps []item, last, i int) bool {
	starts := 0
	for k := last + 1; k <= i; k++ {
		if ps[k].sentence || ps[k].paragraph {
			starts++
		}
	}
	return starts <= 1
}

// forward gives a quotation without a speaker that of the one right behind it in
// the same paragraph: “We won.” “It was hard,” Smith said.
func (w *witness) forward(ps []item, out []corpus.Quote) {
	for i := len(ps) - 2; i >= 0; i-- {
		if ps[i].quote < 0 || ps[i+1].quote < 0 || ps[i+1].paragraph || out[ps[i].quote].Speaker != nil {
			continue
		}
		next := &out[ps[i+1].quote]
		if next.Speaker != nil && next.Kind == corpus.Direct && out[ps[i].quote].Kind == corpus.Direct && !strings.HasPrefix(next.Speaker.How, "before") {
			s := *next.Speaker
			s.How = "carried back"
			out[ps[i].quote].Speaker = &s
		}
	}
}

// squeeze joins the words of s with single spaces.
func squeeze(s string) string {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == ' ' && (i == 0 || i == len(s)-1 || s[i+1] == ' ') {
			return strings.Join(strings.Fields(s), " ")
		}
	}
	return s
}
