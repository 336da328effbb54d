package query

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"dateline/corpus"
)

// maxForms is how many forms of one clause an answer lists.
const maxForms = 12

// forms lists, for each unquoted word and each pattern but those that could mean any
// word of the collection, which of its words it means. What means itself alone is not
// listed.
func (c *Compiled) forms(ctx context.Context, s Snapshot) ([]Forms, error) {
	out := []Forms{}
	for _, leaf := range wordLeaves(c.Request.Query) {
		if p, ok := leaf.(*Pattern); ok && !narrow(p) {
			continue // Explain lists them
		}
		words, err := c.words(ctx, s, leaf)
		if err != nil {
			return nil, err
		}
		typed := asTyped(leaf)
		if !slices.ContainsFunc(out, func(f Forms) bool { return f.Typed == typed }) && len(words) > 0 && !itself(leaf, typed, words) {
			out = append(out, listed(typed, words))
		}
	}
	return out, nil
}

// wordLeaves returns the leaves of n that stand for words, those in phrases too.
func wordLeaves(n Node) []Node {
	switch n.(type) {
	case *Term, *Pattern:
		return []Node{n}
	}
	var out []Node
	for _, kid := range Kids(n) {
		out = append(out, wordLeaves(kid)...)
	}
	return out
}

// asTyped is the text of a leaf without the marks that quoting it or ending a clause
// with it would need.
func asTyped(leaf Node) string {
	if t, ok := leaf.(*Term); ok {
		return strings.TrimRight(strings.ReplaceAll(t.Typed, `\`, ""), ",;")
	}
	return leaf.String()
}

// itself reports whether words are no more than what was typed, whichever apostrophe.
func itself(leaf Node, typed string, words []WordCount) bool {
	t, ok := leaf.(*Term)
	return ok && len(words) == 1 && slices.Contains(t.Terms, words[0].Word) && strings.EqualFold(strings.ReplaceAll(typed, "’", "'"), words[0].Word)
}

// sortWords orders by frequency, then word.
func sortWords(words []WordCount) {
	slices.SortFunc(words, func(a, b WordCount) int {
		return cmp.Or(cmp.Compare(b.Articles, a.Articles), strings.Compare(a.Word, b.Word))
	})
}

func listed(typed string, words []WordCount) Forms {
	sortWords(words)
	f := Forms{Typed: typed, Words: []string{}}
	for i, w := range words {
		if i == maxForms {
			f.More = len(words) - maxForms
			break
		}
		f.Words = append(f.Words, w.Word)
	}
	return f
}

// narrow reports whether the words that p means are found without looking at every word
// of the collection.
func narrow(p *Pattern) bool {
	return p.Kind == Prefix || p.Kind == Fuzzy || p.Kind == Wildcard && strings.IndexAny(p.Text, "*?") > 0
}

// words returns the words of the collection that a Term with stems or a Pattern means,
// nil for any other leaf.
func (c *Compiled) words(ctx context.Context, s Snapshot, leaf Node) ([]WordCount, error) {
	among := []*Pattern{}
	means := func(string) bool { return true }
	switch n := leaf.(type) {
	case *Pattern:
		among = append(among, n)
	case *Term:
		means = c.meansWord(n)
		for _, root := range roots(n.Terms) {
			among = append(among, &Pattern{Kind: Prefix, Text: root})
		}
	}
	var out []WordCount
	for _, p := range among {
		for w, err := range s.Words(ctx, p) {
			if err != nil {
				return nil, err
			}
			if means(w.Word) {
				out = append(out, w)
			}
		}
	}
	return c.held(ctx, s, leaf, out)
}

// held keeps the words that leaf finds in some article: a word that shares a stem
// with it in one language may stand only in articles of another.
func (c *Compiled) held(ctx context.Context, s Snapshot, leaf Node, words []WordCount) ([]WordCount, error) {
	t, ok := leaf.(*Term)
	if !ok || len(c.languages) < 2 {
		return words, nil
	}
	var out []WordCount
	stems := slices.DeleteFunc(slices.Clone(t.Terms), func(term string) bool { return !strings.HasPrefix(term, corpus.StemMark) })
	for _, w := range words {
		if !slices.Contains(t.Terms, w.Word) {
			n, err := c.alone(ctx, s, &And{Kids: []Node{&Term{Terms: []string{w.Word}}, &Term{Terms: stems}}})
			if err != nil {
				return nil, err
			}
			if n == 0 {
				continue
			}
		}
		out = append(out, w)
	}
	return out, nil
}

// meansWord returns whether t means a word, by itself or by one of its stems.
func (c *Compiled) meansWord(t *Term) func(word string) bool {
	return func(word string) bool {
		return slices.Contains(t.Terms, word) || slices.ContainsFunc(c.lex.Stems(word, c.languages), func(stem string) bool {
			return slices.Contains(t.Terms, corpus.StemMark+stem)
		})
	}
}

// roots returns letters, none of them the beginning of others, such that every word
// that terms with stems mean begins with one of them; nil if there are none. Stemmers
// change what stands behind a stem and its last letter (happy is stemmed happi). The
// few that take what stands before it, such as the Arabic article, have words listed
// that begin with the stem or as the typed word does.
func roots(terms []string) []string {
	var out, words []string
	for _, t := range terms {
		stem, ok := strings.CutPrefix(t, corpus.StemMark)
		if !ok {
			words = append(words, t)
			continue
		}
		if letters := []rune(stem); len(letters) > 1 {
			stem = string(letters[:len(letters)-1])
		}
		out = append(out, stem)
	}
	if out == nil {
		return nil
	}
	for _, root := range out {
		for _, w := range words {
			if i := strings.Index(w, root); i > 0 {
				out = append(out, w[:i+len(root)])
			}
		}
	}
	out = append(out, words...)
	slices.Sort(out)
	kept := out[:1]
	for _, start := range out[1:] {
		if !strings.HasPrefix(start, kept[len(kept)-1]) {
			kept = append(kept, start)
		}
	}
	return kept
}
