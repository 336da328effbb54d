package query

import (
	"fmt"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/corpus"
)

// Resolve rewrites a parsed query into terms: words to the terms of the languages
// given ("" or none for all), names to ids, patterns to folded ones. Clauses that
// hold no word are left out with a note; if nothing is left that is an error. The
// notes say what was chosen; an error is an *Error whose Text is text, the query.
func Resolve(n Node, text string, lex Lexicon, languages []string) (Node, []string, error) {
	r := &resolver{text: text, lex: lex, languages: languages}
	out, err := r.node(n)
	if err == nil && out == nil {
		err = r.fail(n, "nothing to search for", "the query holds no letter or digit")
	}
	return out, unique(r.notes), err
}

type resolver struct {
	text      string
	lex       Lexicon
	languages []string
	notes     []string
}

func (r *resolver) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

func (r *resolver) fail(n Node, message, hint string) error {
	return &Error{Text: r.text, Offset: min(n.Pos().Start, len(r.text)), Message: message, Hint: hint}
}

// node resolves n; a nil node without an error is one that holds no word.
func (r *resolver) node(n Node) (Node, error) {
	switch n := n.(type) {
	case *Word:
		return r.word(n), nil
	case *Pattern:
		return r.pattern(n)
	case *Phrase:
		return r.phrase(n)
	case *Name:
		return r.name(n)
	case *And:
		kids, err := r.nodes(n.Kids)
		return fewer(&And{Span: n.Span, Bare: n.Bare}, kids), err
	case *Or:
		kids, err := r.nodes(n.Kids)
		if len(kids) < 2 {
			return fewer(&And{}, kids), err
		}
		return &Or{n.Span, kids}, err
	case *Not:
		kid, err := r.node(n.Kid)
		return over(kid, err, &Not{n.Span, kid})
	case *Near:
		a, b, err := r.pair(n, n.A, n.B)
		return &Near{n.Span, a, b, n.N, n.Ordered}, err
	case *NotNear:
		a, b, err := r.pair(n, n.A, n.B)
		return &NotNear{n.Span, a, b, n.N}, err
	case *Same:
		a, b, err := r.pair(n, n.A, n.B)
		return &Same{n.Span, a, b, n.Unit}, err
	case *AtLeast:
		kid, err := r.node(n.Kid)
		return over(kid, err, &AtLeast{n.Span, n.N, kid})
	case *First:
		kid, err := r.node(n.Kid)
		return over(kid, err, &First{n.Span, n.N, kid})
	case *In:
		return r.in(n)
	}
	return n, nil // resolved already
}

// over is n unless its kid held no word.
func over(kid Node, err error, n Node) (Node, error) {
	if err != nil || kid == nil {
		return nil, err
	}
	return n, nil
}

func (r *resolver) nodes(nodes []Node) ([]Node, error) {
	var out []Node
	for _, n := range nodes {
		kid, err := r.node(n)
		if err != nil {
			return nil, err
		}
		if kid != nil {
			out = append(out, kid)
		}
	}
	return out, nil
}

// pair resolves the two sides of a proximity operator, which both need a word.
func (r *resolver) pair(n, a, b Node) (Node, Node, error) {
	kids, err := r.nodes([]Node{a, b})
	if err == nil && len(kids) < 2 {
		err = r.fail(n, "a side of "+n.String()+" holds no word", "write letters or digits")
	}
	if err != nil {
		return nil, nil, err
	}
	return kids[0], kids[1], nil
}

func (r *resolver) in(n *In) (Node, error) {
	speakers, err := r.nodes(n.Speakers)
	if err != nil || n.Kid == nil {
		return &In{n.Span, n.Scope, nil, speakers}, err
	}
	kid, err := r.node(n.Kid)
	if kid == nil && len(speakers) > 0 {
		return &In{n.Span, n.Scope, nil, speakers}, err
	}
	return over(kid, err, &In{n.Span, n.Scope, kid, speakers})
}

// types are the words that stand for any entity of a type.
var types = map[string]string{"PERSON": "person", "PLACE": "place", "ORG": "org"}

// word makes the terms of a word: nothing where it folds to nothing, a phrase
// where it folds to several tokens.
func (r *resolver) word(n *Word) Node {
	if t, ok := types[n.Text]; ok && !n.Quoted {
		r.note(`%s read as any %s; write "%s" for the word`, n.Text, t, n.Text)
		return &Term{n.Span, n.Text, []string{corpus.TypeMark + t}}
	}
	tokens := r.lex.Tokens(n.Text)
	if len(tokens) == 0 {
		switch {
		case n.Quoted:
			r.note("%s holds no word and is left out", n)
		case n.Text == "|":
			r.note("| holds no word and is left out; write OR for either of two")
		default:
			r.note("%s holds no word and is left out", n.Text)
		}
		return nil
	}
	if id, ok := strings.CutPrefix(n.Text, "@"); ok && !n.Quoted {
		if e, ok := r.lex.Entity(id); ok {
			r.note("%s is read as words; write actor:%s or place:%s for %s", n.Text, n.Text, n.Text, e.Name)
		}
	}
	r.lookalike(n)
	if len(tokens) == 1 {
		r.abbreviation(n, tokens[0])
		return r.term(n.Span, n.String(), tokens[0], n.Quoted)
	}
	p := &Phrase{Span: n.Span, Slop: -1}
	for _, t := range tokens {
		typed := &Word{Text: t, Quoted: n.Quoted}
		p.Slots = append(p.Slots, r.term(n.Span, typed.String(), t, n.Quoted))
	}
	return p
}

// lookalike notes a mark that is no operator but resembles one: what it seems to ask is
// not what is answered.
func (r *resolver) lookalike(n *Word) {
	first, size := utf8.DecodeRuneInString(n.Text)
	switch {
	case n.Quoted:
	case strings.ContainsRune("‐‑‒–—―−﹣－", first):
		r.note("%s finds its words, as %c is no operator; write NOT or - to leave them out", n.Text, first)
	case strings.Contains(n.Text, "|"):
		r.note("%s is read as words side by side; write OR for either of two", n.Text)
	case first == '~' && len(n.Text) > size:
		r.note(`%s is read as words; a distance stands right behind what it belongs to: "a b"~5, word~1`, n.Text)
	}
}

// term is the leaf of a folded word, with its inflected forms unless it is quoted.
func (r *resolver) term(at Span, typed, word string, quoted bool) *Term {
	terms := []string{word}
	if !quoted {
		for _, stem := range r.lex.Stems(word, r.languages) {
			terms = append(terms, corpus.StemMark+stem)
			if slices.Contains(r.lex.Stems(stem, r.languages), stem) {
				terms = append(terms, stem)
			}
		}
	}
	slices.Sort(terms)
	return &Term{at, typed, slices.Compact(terms)}
}

// common are folded words so frequent that an abbreviation spelled like one finds
// mostly the other.
var common = strings.Fields(`a aid aim all am an and any are art as at be bit but by can car do end far fed for
	go had has he her him his how i ice if in is it its led may me met my no nor not now of on one or our out
	own pa per sad say she so sat ten than that the them then they this to too two up us was we who why win you`)

// abbreviation notes that capitals fold to a common word.
func (r *resolver) abbreviation(n *Word, folded string) {
	letters := strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) {
			return c
		}
		return -1
	}, n.Text)
	if len(letters) < 2 || strings.ToUpper(letters) != letters || !slices.Contains(common, folded) {
		return
	}
	r.note(`%s finds the word "%s" too, as case is not kept; for the name write exact:"%s" or actor:"%s"`, n.Text, folded, n.Text, n.Text)
}

// phrase resolves the slots of a phrase; those that hold no word take no position.
func (r *resolver) phrase(n *Phrase) (Node, error) {
	out := &Phrase{Span: n.Span, Slop: n.Slop}
	for _, slot := range n.Slots {
		kid, err := r.node(slot)
		if err != nil {
			return nil, err
		}
		switch kid := kid.(type) {
		case nil:
		case *Phrase:
			out.Slots = append(out.Slots, kid.Slots...)
		default:
			out.Slots = append(out.Slots, kid)
		}
	}
	switch len(out.Slots) {
	case 0:
		return nil, nil
	case 1:
		return out.Slots[0], nil
	}
	return out, nil
}

// pattern folds the text of a pattern. Where punctuation cuts it into several
// tokens it becomes a phrase: good-fai* is good, then fai*.
func (r *resolver) pattern(n *Pattern) (Node, error) {
	switch n.Kind {
	case Regexp:
		return r.regexp(n)
	case Fuzzy, Prefix:
		tokens := r.lex.Tokens(n.Text)
		if len(tokens) == 0 {
			return nil, r.fail(n, n.String()+" holds no word", "write letters or digits")
		}
		last := &Pattern{n.Span, n.Kind, tokens[len(tokens)-1], n.Distance}
		return r.behind(n.Span, tokens[:len(tokens)-1], last), nil
	}
	return r.wildcard(n)
}

// behind is last behind words as a phrase, or last alone.
func (r *resolver) behind(at Span, words []string, last Node) Node {
	if len(words) == 0 {
		return last
	}
	p := &Phrase{Span: at, Slop: -1}
	for _, w := range words {
		p.Slots = append(p.Slots, r.term(at, quoted(w), w, true))
	}
	p.Slots = append(p.Slots, last)
	return p
}

// wildcard folds the pieces between the * and ? of a pattern.
func (r *resolver) wildcard(n *Pattern) (Node, error) {
	var words []string
	folded := ""
	for rest := n.Text; rest != ""; {
		i := strings.IndexAny(rest, "*?")
		if i == 0 {
			folded, rest = folded+rest[:1], rest[1:]
			continue
		}
		if i < 0 {
			i = len(rest)
		}
		tokens := r.lex.Tokens(rest[:i])
		if len(tokens) == 0 || !inWord(lastRune(rest[:i])) && i < len(rest) || !inWord([]rune(rest)[0]) && folded != "" {
			return nil, r.fail(n, n.String()+": * and ? stand within a word", "put a letter or digit beside them")
		}
		if len(tokens) > 1 {
			words, tokens, folded = append(words, folded+tokens[0]), tokens[1:], ""
			words = append(words, tokens[:len(tokens)-1]...)
		}
		folded, rest = folded+tokens[len(tokens)-1], rest[i:]
	}
	if strings.ContainsAny(strings.Join(words, ""), "*?") || len(words) > 0 && strings.HasSuffix(folded, "?") {
		return nil, r.fail(n, n.String()+": wildcards in two words", `write a phrase: "a* b*"`)
	}
	return r.behind(n.Span, words, &Pattern{n.Span, Wildcard, folded, 0}), nil
}

// regexp lower-cases the letters of a regular expression, as words are.
func (r *resolver) regexp(n *Pattern) (Node, error) {
	re, err := syntax.Parse(n.Text, syntax.Perl)
	if err != nil {
		return nil, r.fail(n, "regular expression: "+err.Error(), "")
	}
	if !lower(re) {
		return n, nil
	}
	out := &Pattern{n.Span, Regexp, re.String(), 0}
	r.note("%s read as %s: words are kept in lower case", n, out)
	return out, nil
}

// lower makes the literals of a regular expression lower case and reports whether
// that changed any.
func lower(re *syntax.Regexp) bool {
	changed := false
	for i, c := range re.Rune {
		if l := unicode.ToLower(c); re.Op == syntax.OpLiteral && l != c {
			re.Rune[i], changed = l, true
		}
	}
	for _, sub := range re.Sub {
		changed = lower(sub) || changed
	}
	return changed
}
