package index

import (
	"math"
	"slices"
	"strings"

	"dateline/corpus"
	"dateline/query"
)

// Ranking. Each word of the query, inflected forms included, scores by BM25F
// (Robertson, Zaragoza and Taylor 2004): its frequencies in title and text are
// each normalised by the length of the field, weighted, added and saturated once,
// so that a title counts more and a word in both does not count twice. A length is
// the number of words; stems and entities do not lengthen an article. The idf is
// Lucene's, ln(1 + (N-n+0.5)/(n+0.5)), over live articles of the whole index, so
// that scores do not depend on how it is cut into segments.
//
// A word that was typed in one of several forms scores once as all of them together,
// and a fifth more as the form that was typed, with that form's own idf: an article
// that says it in the same words comes first.
//
// Neighbouring words of the query also score as pairs (the sequential dependence
// model of Metzler and Croft 2005): a pair counts where they stand within a window of
// eight, twice where side by side in the order of the query. Pairs saturate like
// words and weigh less. So do function words: where articles are few or seldom ask
// questions, the "what are" of a query in plain words would have a high idf.
// What a long query repeats, saturates too (query.Repeated).
//
// The weights were chosen together on collections of seven kinds, each judged by
// weights that were chosen without it: the four of bench/ranking, and titles, first
// sentences, sentences and quotations as queries over the rest of news articles;
// bench/ranking/RESULTS has figures. Around these weights they hardly change: they were
// looked at again with the four cut to their titles, and with a relevant article of
// each topic for its query, or behind it, where saturation of repeated words came from.
// Frequencies saturate later than with the usual k1 of 1.2, which suits abstracts.
const (
	k1          = 1.5
	bText       = 0.75
	bTitle      = 0.4
	titleWeight = 2.0

	typedWeight    = 0.2
	pairWeight     = 0.15
	window8        = 8
	functionWeight = 0.2
)

// A scorer holds what the scores of one request need.
type scorer struct {
	leaves []query.Node // the query's words in its order, then the typed forms of some
	weight []float64    // of leaves beside their idf
	pairs  [][2]int     // neighbouring words
	idf    []float64    // of leaves
	title  float64      // average lengths
	text   float64
	slope  float64     // what a word more makes of inText
	titles [32]float64 // inTitle of so many words
}

// newScorer returns the scorer of n, without statistics.
func newScorer(n query.Node) *scorer {
	s := &scorer{}
	s.leaves, s.pairs = leavesOf(n)
	var typed []query.Node
	var typedWeights []float64
	for i, counts := range query.Repeated(s.leaves) {
		if t := typedForm(s.leaves[i]); t != nil {
			typed, typedWeights = append(typed, t), append(typedWeights, typedWeight*counts)
			s.weight = append(s.weight, counts)
			continue
		}
		s.weight = append(s.weight, (1+typedWeight)*counts)
	}
	s.leaves, s.weight = append(s.leaves, typed...), append(s.weight, typedWeights...)
	return s
}

// typedForm returns the leaf of the form in which an inflected word was typed, nil
// for other leaves. Of the words among its terms it is the one that stands under the
// stem of another, else the only one.
func typedForm(n query.Node) *query.Term {
	t, ok := n.(*query.Term)
	if !ok || len(t.Terms) == 1 {
		return nil
	}
	var words, inflected []string
	for _, w := range t.Terms {
		switch {
		case isEntity(w):
			return nil
		case strings.HasPrefix(w, corpus.StemMark):
			continue
		case !slices.Contains(t.Terms, corpus.StemMark+w):
			inflected = append(inflected, w)
		}
		words = append(words, w)
	}
	if len(inflected) == 1 {
		words = inflected
	}
	if len(words) != 1 {
		return nil
	}
	return &query.Term{Typed: t.Typed, Terms: words}
}

// leavesOf lists the words of n that speak for an article, and which are
// neighbours in the query.
func leavesOf(n query.Node) (leaves []query.Node, pairs [][2]int) {
	var visit func(n query.Node)
	visit = func(n query.Node) {
		switch n := n.(type) {
		case *query.Term, *query.Pattern:
			leaves = append(leaves, n)
			if j := len(leaves) - 1; j > 0 {
				pairs = append(pairs, [2]int{j - 1, j})
			}
		case *query.Not:
		case *query.NotNear:
			visit(n.A)
		default:
			for _, kid := range kids(n) {
				visit(kid)
			}
		}
	}
	visit(n)
	return leaves, pairs
}

// statistics sets idf and average lengths from the live articles of all segments.
func (m *matched) statistics(s *scorer) error {
	counts := make([][]int, len(m.execs))
	err := m.each(func(i int, e *exec) error {
		counts[i] = make([]int, len(s.leaves))
		for j, n := range s.leaves {
			counts[i][j] = e.leaf(n).count()
		}
		return nil
	})
	articles := float64(m.snapshot.Count())
	s.idf = make([]float64, len(s.leaves))
	for j := range s.leaves {
		n := 0
		for i := range counts {
			n += counts[i][j]
		}
		s.idf[j] = math.Log(1 + (articles-float64(n)+0.5)/(float64(n)+0.5))
		if query.FunctionWord(s.leaves[j]) {
			s.idf[j] *= functionWeight
		}
	}
	var titles, texts uint64
	for i := range m.snapshot.view.parts {
		a, b := m.snapshot.view.parts[i].words()
		titles, texts = titles+a, texts+b
	}
	s.title, s.text = max(1, float64(titles)/max(1, articles)), max(1, float64(texts)/max(1, articles))
	s.slope = bText / s.text
	for n := range s.titles {
		s.titles[n] = titleWeight / (1 - bTitle + bTitle*float64(n)/s.title)
	}
	return err
}

// words returns the number of words in the titles and texts of live articles, counted once.
func (p *part) words() (titles, texts uint64) {
	p.totals.words.Do(func() {
		a, b := p.Lengths()
		for doc := range a {
			if p.deleted == nil || !p.deleted.Contains(uint32(doc)) {
				p.totals.titles, p.totals.texts = p.totals.titles+uint64(a[doc]), p.totals.texts+uint64(b[doc])
			}
		}
	})
	return p.totals.titles, p.totals.texts
}

// inTitle is what an occurrence in a title of so many words counts.
func (s *scorer) inTitle(words uint32) float64 {
	if words < uint32(len(s.titles)) {
		return s.titles[words]
	}
	return titleWeight / (1 - bTitle + bTitle*float64(words)/s.title)
}

// inText is what an occurrence in the title counts as many times as one in a text of so
// many words.
func (s *scorer) inText(words uint32) float64 { return 1 - bText + s.slope*float64(words) }

// saturated is what so many occurrences in the text count, or in the title as weighed
// by it, where the text weighs them by inText: (k1+1)t/(t+k1) for t = title + text/inText.
func saturated(title, text, inText float64) float64 {
	t := title*inText + text
	return (k1 + 1) * t / (t + k1*inText)
}

// words scores the words of docs in r, which hold them as often as freqs says.
func (s *scorer) words(e *exec, docs []uint32, r *room, freqs func(query.Node, field, []uint32, *times)) scored {
	out := scored{docs: docs, scores: cleared(&r.scores, len(docs))}
	out.most = out.scores
	if len(s.leaves) == 0 || len(docs) == 0 {
		return out
	}
	s.lengths(e, docs, r)
	if len(s.pairs) > 0 {
		out.most = cleared(&r.most, len(docs))
	}
	e.askEach(docs)
	for j, n := range s.leaves {
		now, before := &r.held[j%2], &r.held[1-j%2]
		freqs(n, title, docs, &now.title)
		freqs(n, text, docs, &now.text)
		s.word(j, out.scores, now, r)
		if 0 < j && j <= len(s.pairs) {
			s.mostOfPair(s.pairs[j-1], out.most, before, now, r)
		}
		e.check()
	}
	if len(s.pairs) > 0 {
		for i, score := range out.scores {
			out.most[i] += score + 1e-9 // for rounding
		}
	}
	return out
}

// held is how often documents hold a word.
type held struct{ title, text times }

// lengths notes what an occurrence in the title, and the text, of each of docs counts.
func (s *scorer) lengths(e *exec, docs []uint32, r *room) {
	titles, texts := e.part.Lengths()
	r.inTitle, r.inText = grown(r.inTitle, len(docs)), grown(r.inText, len(docs))
	for i, doc := range docs {
		r.inTitle[i], r.inText[i] = s.inTitle(titles[doc]), s.inText(texts[doc])
	}
}

// word adds the scores of leaf j to those of the documents.
func (s *scorer) word(j int, scores []float64, h *held, r *room) {
	weight := s.weight[j] * s.idf[j]
	titles, texts, inTitle, inText := h.title.n[:len(scores)], h.text.n[:len(scores)], r.inTitle[:len(scores)], r.inText[:len(scores)]
	for i := range scores {
		if titles[i]|texts[i] != 0 {
			scores[i] += weight * saturated(float64(titles[i])*inTitle[i], float64(texts[i]), inText[i])
		}
	}
}

// mostOfPair adds to most what a pair adds at most: each span of the first word may have
// the second beside it, and as many as both have may be followed by it.
func (s *scorer) mostOfPair(pair [2]int, most []float64, a, b *held, r *room) {
	weight := pairWeight * (s.idf[pair[0]] + s.idf[pair[1]])
	_, patternA := s.leaves[pair[0]].(*query.Pattern)
	_, patternB := s.leaves[pair[1]].(*query.Pattern)
	for i := range most {
		inTitle := mostPairs(a.title.n[i], b.title.n[i], patternA, patternB) * r.inTitle[i]
		n := mostPairs(a.text.n[i], b.text.n[i], patternA, patternB)
		if inTitle+n > 0 {
			most[i] += weight * saturated(inTitle, n, r.inText[i])
		}
	}
}

// mostPairs is how often words that stand so often somewhere can be neighbours. Of a
// pattern only the presence is known.
func mostPairs(a, b uint32, patternA, patternB bool) float64 {
	switch {
	case a == 0 || b == 0:
		return 0
	case patternA:
		return math.MaxUint32
	case patternB:
		return 2 * float64(a)
	}
	return float64(a) + float64(min(a, b))
}

// neighbours adds the score of the pairs of the current document.
func (s *scorer) neighbours(e *exec, score float64) float64 {
	titles, texts := e.part.Lengths()
	inTitle, inText := s.inTitle(titles[e.doc]), s.inText(texts[e.doc])
	for _, p := range s.pairs {
		a, b := s.leaves[p[0]], s.leaves[p[1]]
		weight := pairWeight * (s.idf[p[0]] + s.idf[p[1]])
		if inBoth, n := e.pairs(a, b, title)*inTitle, e.pairs(a, b, text); inBoth+n > 0 {
			score += weight * saturated(inBoth, n, inText)
		}
	}
	return score
}

// pairs counts, in a field of the current document, the spans of a that have one of b
// within the window on either side, and once more those that one of b follows at once.
func (e *exec) pairs(a, b query.Node, at field) float64 {
	if x, y := e.leaf(a).in(at), e.leaf(b).in(at); len(x.runs) == 0 && len(y.runs) == 0 {
		if x.read(e); len(x.pos) == 0 {
			return 0
		}
		y.read(e)
		return pairsOfWords(x.pos, y.pos)
	}
	return pairsOfSpans(e.at(a, at), e.at(b, at))
}

// pairsOfWords is pairsOfSpans where each span is one position.
func pairsOfWords(as, bs []uint32) (n float64) {
	j := 0
	for _, a := range as {
		for j < len(bs) && bs[j]+window8 < a {
			j++
		}
		beside := false
		for i := j; i < len(bs) && bs[i] <= a+window8; i++ {
			beside = beside || bs[i] != a
			if bs[i] > a {
				if bs[i] == a+1 {
					n++
				}
				break
			}
		}
		if beside {
			n++
		}
	}
	return n
}

// pairsOfSpans counts the spans of as that have one of bs within the window on either
// side, and once more those that one of bs follows at once.
func pairsOfSpans(as, bs []span) float64 {
	n, j := 0, 0
	for _, a := range as {
		for j < len(bs) && bs[j].last+window8 <= a.first {
			j++
		}
		follows, beside := false, false
		for i := j; i < len(bs) && bs[i].first < a.last+window8; i++ {
			follows = follows || bs[i].first == a.last
			beside = beside || bs[i].first >= a.last || bs[i].last <= a.first
		}
		n += btoi(follows) + btoi(beside)
	}
	return float64(n)
}
