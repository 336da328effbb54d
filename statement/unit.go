// Package statement groups quotations that render one utterance, over articles,
// and articles that are near-copies of one another. It is pure computation over
// words: the same set gives the same groups, in whatever order it was built.
package statement

import (
	"strings"
	"time"

	"dateline/corpus"
)

// A Unit is one sentence of a quotation in one article: what is grouped. A
// reported statement is one unit. Text is article text [Start:End] of Field.
type Unit struct {
	Article   string
	Outlet    string        // outlet id, "" unknown
	By        string        // the outlet's name
	Status    corpus.Status // of the outlet
	Published string        // as the article has it, "" unknown
	Field     string
	Start     int
	End       int
	Text      string
	Kind      corpus.QuoteKind
	Speaker   string   // entity id, "" unknown or unnamed
	Name      string   // of the speaker, or its description
	Words     []string // folded

	of             string // the text of the whole quote, which starts at from
	from           int
	quote, ordinal int // which quote of its article, which unit of that quote
	// ellipsis marks where an omission is marked: at the start, at the end, or
	// before word i for each i.
	before, after bool
	inside        []int
}

// Units cuts the quotes of an article whose streams are made into units.
func Units(a *corpus.Annotated) []Unit {
	var out []Unit
	for n, q := range a.Quotes {
		out = append(out, unitsOf(a, n, q)...)
	}
	return out
}

func unitsOf(a *corpus.Annotated, n int, q corpus.Quote) []Unit {
	st, field := a.Stream(q.Field), a.Text
	if q.Field == "title" {
		field = a.Title
	}
	base := Unit{Article: a.ID, Outlet: a.Outlet.ID, By: a.Outlet.Name, Status: a.Outlet.Status, Published: a.Published.Value,
		Field: q.Field, Kind: q.Kind, quote: n, of: strings.Clone(q.Text), from: q.Start}
	if q.Speaker != nil {
		base.Speaker, base.Name = q.Speaker.Entity, q.Speaker.Name
		switch strings.ToLower(q.Speaker.Name) {
		case "he", "she", "it", "they", "who": // an unresolved pronoun names nobody
			base.Name = ""
		}
	}
	var out []Unit
	first := firstAt(st.Tokens, q.Start)
	next := 0 // index into st.Sentences behind first
	for next < len(st.Sentences) && st.Sentences[next] <= first {
		next++
	}
	for first < len(st.Tokens) && st.Tokens[first].Start < q.End {
		last := first + 1
		for last < len(st.Tokens) && st.Tokens[last].Start < q.End && (q.Kind == corpus.Indirect || next == len(st.Sentences) || last < st.Sentences[next]) {
			last++
		}
		for next < len(st.Sentences) && st.Sentences[next] <= last {
			next++
		}
		u := base
		u.ordinal = len(out)
		end := q.End
		if last < len(st.Tokens) && st.Tokens[last].Start < q.End {
			end = st.Tokens[last].Start
		}
		u.fill(field, st.Tokens[first:last], q, end)
		out = append(out, u)
		first = last
	}
	return out
}

// fill sets span, text, words and the marked omissions of u from its tokens; end
// is where the next unit or the end of the quote stands.
func (u *Unit) fill(field string, tokens []corpus.Token, q corpus.Quote, end int) {
	u.Start = tokens[0].Start
	if u.ordinal == 0 {
		u.Start = q.Start
	}
	u.End = u.Start + len(strings.TrimRight(field[u.Start:end], " \t\r\n\u00a0"))
	u.Text = u.of[u.Start-u.from : u.End-u.from] // not of field, which a set would keep alive
	for i, t := range tokens {
		u.Words = append(u.Words, t.Word)
		if i > 0 && omits(field[tokens[i-1].End:t.Start]) {
			u.inside = append(u.inside, i)
		}
	}
	u.before = omits(field[u.Start:tokens[0].Start])
	u.after = omits(field[tokens[len(tokens)-1].End:u.End])
}

// omits reports whether a gap between words holds a mark of omission.
func omits(gap string) bool {
	return strings.Contains(gap, "…") || strings.Contains(gap, "...") || strings.Contains(gap, ". . .") || strings.Contains(gap, "[")
}

func firstAt(tokens []corpus.Token, start int) int {
	lo, hi := 0, len(tokens)
	for lo < hi {
		if mid := (lo + hi) / 2; tokens[mid].Start < start {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// days returns the first and last day, counted from 1970, that a date may mean;
// ok is false where it is not known.
func days(published string) (first, last int, ok bool) {
	for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		if len(published) < len(layout) {
			continue
		}
		t, err := time.Parse(layout, published[:len(layout)])
		if err != nil {
			continue
		}
		end := t
		switch layout {
		case "2006-01":
			end = t.AddDate(0, 1, -1)
		case "2006":
			end = t.AddDate(1, 0, -1)
		}
		return int(t.Unix() / 86400), int(end.Unix() / 86400), true
	}
	return 0, 0, false
}
