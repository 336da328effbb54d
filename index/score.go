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
	n := len(docs)
	out := scored{docs: docs, scores: cleared(&r.scores, n), room: r}
	out.most = out.scores
	if len(s.leaves) == 0 || n == 0 {
		return out
	}
	cleared(&r.titles, n)
	var now, before []held
	if len(s.pairs) > 0 {
		out.most = cleared(&r.most, n)
		now, before = cleared(&r.now, n), cleared(&r.before, n)
	}
	e.askEach(docs)
	for j, n := range s.leaves {
		freqs(n, title, out.docs, &r.inTitle)
		freqs(n, text, out.docs, &r.inText)
		s.word(e, j, &out, &r.inTitle, &r.inText)
		if now != nil && j <= len(s.pairs) {
			now, before = before, now
			hold(n, now, &r.inTitle, &r.inText)
			if j > 0 {
				s.mostOfPair(e, s.pairs[j-1], out, before, now)
			}
		}
		e.check()
	}
	if now != nil {
		for i, score := range out.scores {
			out.most[i] += score + 1e-9 // for rounding
		}
	}
	return out
}

// word adds the scores of leaf j to those of the documents that hold it. It leaves
// the memory that it weighs titles in zero, as it found it.
func (s *scorer) word(e *exec, j int, out *scored, inTitle, inText *times) {
	titles, texts := e.part.Lengths()
	weight := s.weight[j] * s.idf[j]
	docs, scores, inBoth := out.docs, out.scores, out.room.titles
	for x, i := range inTitle.at {
		inBoth[i] = float64(inTitle.n[x]) * s.inTitle(titles[docs[i]])
	}
	for x, i := range inText.at {
		scores[i] += weight * saturated(inBoth[i], float64(inText.n[x]), s.inText(texts[docs[i]]))
		inBoth[i] = 0
	}
	for _, i := range inTitle.at {
		if inBoth[i] > 0 {
			scores[i] += weight * saturated(inBoth[i], 0, s.inText(texts[docs[i]]))
			inBoth[i] = 0
		}
	}
}

// held is how often a document holds a word.
type held struct{ title, text uint16 }

// hold notes how often documents hold n, by their index. Of a pattern only the presence
// is known.
func hold(n query.Node, docs []held, inTitle, inText *times) {
	clear(docs)
	least := uint32(0)
	if _, ok := n.(*query.Pattern); ok {
		least = math.MaxUint16
	}
	for x, i := range inTitle.at {
		docs[i].title = uint16(min(max(inTitle.n[x], least), math.MaxUint16))
	}
	for x, i := range inText.at {
		docs[i].text = uint16(min(max(inText.n[x], least), math.MaxUint16))
	}
}

// mostOfPair adds to out.most what a pair adds at most: each span of the first word
// may have the second beside it, and as many as both have may be followed by it.
func (s *scorer) mostOfPair(e *exec, pair [2]int, out scored, as, bs []held) {
	titles, texts := e.part.Lengths()
	weight := pairWeight * (s.idf[pair[0]] + s.idf[pair[1]])
	for i, b := range bs {
		inTitle, n := mostPairs(as[i].title, b.title), mostPairs(as[i].text, b.text)
		if inTitle > 0 {
			inTitle *= s.inTitle(titles[out.docs[i]])
		}
		if inTitle+n > 0 {
			out.most[i] += weight * saturated(inTitle, n, s.inText(texts[out.docs[i]]))
		}
	}
}

func mostPairs(a, b uint16) float64 {
	switch {
	case a == 0 || b == 0:
		return 0
	case a == math.MaxUint16:
		return math.MaxUint32
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
