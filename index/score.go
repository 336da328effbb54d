package index

import (
	"math"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/corpus"
	"dateline/index/segment"
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
//
// The weights were chosen together on collections of seven kinds, each judged by
// weights that were chosen without it: the four of bench/ranking, and titles, first
// sentences, sentences and quotations as queries over the rest of news articles;
// bench/ranking/RESULTS has figures. Around these weights they hardly change.
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
}

// newScorer returns the scorer of n, without statistics.
func newScorer(n query.Node) *scorer {
	s := &scorer{}
	s.leaves, s.pairs = leavesOf(n)
	for _, leaf := range s.leaves {
		s.weight = append(s.weight, 1+typedWeight)
		if t := typedForm(leaf); t != nil {
			s.weight[len(s.weight)-1] = 1
			s.leaves = append(s.leaves, t)
		}
	}
	for len(s.weight) < len(s.leaves) {
		s.weight = append(s.weight, typedWeight)
	}
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
	last := -1
	visit = func(n query.Node) {
		switch n := n.(type) {
		case *query.Term, *query.Pattern:
			if last >= 0 {
				pairs = append(pairs, [2]int{last, len(leaves)})
			}
			last = len(leaves)
			leaves = append(leaves, n)
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

// A scored is the matching documents of one segment, ascending, with their scores.
type scored struct {
	docs   []uint32
	scores []float64
}

// score offers the matching documents behind the cursor, scored, to best; those
// that cannot be among the first are left out. Words are scored first, for all, word
// by word over flat lists. Pairs need positions and add at most a known bound, so
// they are scored for those documents alone whose words and that bound reach the
// score that enough documents have by their words.
func (m *matched) score(best *heap, last *ranked, behind func(ranked) bool) error {
	s := newScorer(m.request.Query)
	if len(s.leaves) > 0 {
		if err := m.statistics(s); err != nil {
			return err
		}
	}
	parts := make([]scored, len(m.execs))
	err := m.each(func(i int, e *exec) error {
		parts[i] = s.words(e, m.docs[i])
		return nil
	})
	if err != nil {
		return err
	}
	all := m.promising(s, parts, best.limit, last)
	offer := func(some []ranked) error {
		if len(s.pairs) > 0 {
			if err := m.scoreEach(some, s.neighbours); err != nil {
				return err
			}
		}
		for _, r := range some {
			if behind(r) {
				best.offer(r)
			}
		}
		return nil
	}
	if len(s.pairs) == 0 || len(all) <= 4*best.limit {
		return offer(all)
	}
	// First those with the best words; their pairs mostly show that the others,
	// whatever their pairs, cannot be among the first.
	high, low := divide(all, best.limit)
	if err := offer(high); err != nil {
		return err
	}
	if best.full() {
		least := best.items[0].score - s.bound()
		low = slices.DeleteFunc(low, func(r ranked) bool { return r.score < least })
	}
	return offer(low)
}

// divide parts all into those that score no less than the n-th best and the others,
// each in their order.
func divide(all []ranked, n int) (high, low []ranked) {
	scores := make([]float64, len(all))
	for i, r := range all {
		scores[i] = r.score
	}
	slices.Sort(scores)
	least := scores[len(scores)-n]
	for _, r := range all {
		if r.score >= least {
			high = append(high, r)
		} else {
			low = append(low, r)
		}
	}
	return high, low
}

// bound is the most that pairs add to a score.
func (s *scorer) bound() float64 {
	if len(s.pairs) == 0 {
		return 0
	}
	sum := 1e-9 // for rounding
	for _, p := range s.pairs {
		sum += pairWeight * (s.idf[p[0]] + s.idf[p[1]]) * (k1 + 1)
	}
	return sum
}

// promising lists the documents that may be among the first limit behind last, nil
// for the first page, by the scores of their words.
func (m *matched) promising(s *scorer, parts []scored, limit int, last *ranked) []ranked {
	least := leastOf(parts, limit, s.bound(), last)
	var all []ranked
	for i, e := range m.execs {
		c, instants := e.part.Column(segment.Published), e.part.instants()
		for j, score := range parts[i].scores {
			if score < least || last != nil && score > last.score {
				continue
			}
			r := ranked{part: i, doc: parts[i].docs[j], at: undated, score: score}
			if ords := c.Ords(r.doc); len(ords) > 0 {
				r.at = instants[ords[0]]
			}
			all = append(all, r)
		}
	}
	return all
}

// leastOf returns the score by words below which no document can be among the first
// limit behind last, when bound may still be added to each.
func leastOf(parts []scored, limit int, bound float64, last *ranked) float64 {
	sure := make([]float64, 0, min(limit, 4096)) // the largest scores, least first once it is full
	for _, p := range parts {
		for _, score := range p.scores {
			if last != nil && score+bound >= last.score {
				continue
			}
			switch {
			case len(sure) < limit:
				if sure = append(sure, score); len(sure) == limit {
					slices.Sort(sure)
				}
			case score > sure[0]:
				at, _ := slices.BinarySearch(sure, score)
				copy(sure, sure[1:at])
				sure[at-1] = score
			}
		}
	}
	if len(sure) < limit {
		return math.Inf(-1)
	}
	return sure[0] - bound
}

// scoreEach adds what of returns to the scores of all, which is grouped by segment
// and ascends by document.
func (m *matched) scoreEach(all []ranked, of func(*exec, *ranked)) error {
	groups := make([][]ranked, len(m.execs))
	for i := range m.execs {
		n := 0
		for n < len(all) && all[n].part == i {
			n++
		}
		groups[i], all = all[:n], all[n:]
	}
	return m.each(func(i int, e *exec) error {
		docs := roaring.New()
		for _, r := range groups[i] {
			docs.Add(r.doc)
		}
		e.ask(docs)
		for j := range groups[i] {
			if j%256 == 0 {
				e.check()
			}
			e.doc = groups[i][j].doc
			of(e, &groups[i][j])
		}
		return nil
	})
}

// statistics sets idf and average lengths from the live articles of all segments.
func (m *matched) statistics(s *scorer) error {
	counts := make([][]int, len(m.execs))
	err := m.each(func(i int, e *exec) error {
		counts[i] = make([]int, len(s.leaves))
		for j, n := range s.leaves {
			docs := e.candidates(n, everywhere)
			counts[i][j] = int(docs.GetCardinality())
			if e.part.deleted != nil {
				counts[i][j] -= int(docs.AndCardinality(e.part.deleted))
			}
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

// weights returns what an occurrence in title and in text counts in an article.
func (s *scorer) weights(e *exec, doc uint32) (inTitle, inText float64) {
	titles, texts := e.part.Lengths()
	inTitle = titleWeight / (1 - bTitle + bTitle*float64(titles[doc])/s.title)
	inText = 1 / (1 - bText + bText*float64(texts[doc])/s.text)
	return inTitle, inText
}

// words scores the words of every document of docs.
func (s *scorer) words(e *exec, docs *roaring.Bitmap) scored {
	out := scored{docs: docs.ToArray()}
	out.scores = make([]float64, len(out.docs))
	if len(s.leaves) == 0 {
		return out
	}
	_, texts := e.part.Lengths()
	base, slope := k1*(1-bText), k1*bText/s.text
	var inText, inTitle []uint32
	e.ask(docs)
	for j, n := range s.leaves {
		inText = e.freqs(n, text, out.docs, inText)
		inTitle = e.freqs(n, title, out.docs, inTitle)
		weight := s.weight[j] * s.idf[j]
		for i, doc := range out.docs {
			switch tf := float64(inText[i]); {
			case inTitle[i] > 0:
				titleTimes, textTimes := s.weights(e, doc)
				out.scores[i] += weight * saturate(float64(inTitle[i])*titleTimes+tf*textTimes)
			case tf > 0:
				out.scores[i] += weight * (k1 + 1) * tf / (tf + base + slope*float64(texts[doc]))
			}
		}
		e.check()
	}
	return out
}

// neighbours adds the score of the pairs of the current document.
func (s *scorer) neighbours(e *exec, r *ranked) {
	inTitle, inText := s.weights(e, r.doc)
	for _, p := range s.pairs {
		a, b := s.leaves[p[0]], s.leaves[p[1]]
		times := e.pairs(a, b, title)*inTitle + e.pairs(a, b, text)*inText
		r.score += pairWeight * (s.idf[p[0]] + s.idf[p[1]]) * saturate(times)
	}
}

// pairs counts, in a field of the current document, the spans of a that have one of b
// within the window on either side, and once more those that one of b follows at once.
func (e *exec) pairs(a, b query.Node, at field) float64 {
	if x, y := e.leaf(a).in(at), e.leaf(b).in(at); len(x.runs) == 0 && len(y.runs) == 0 {
		x.read(e)
		y.read(e)
		return pairsOfWords(x.pos, y.pos)
	}
	return pairsOfSpans(e.at(a, at), e.at(b, at))
}

func saturate(tf float64) float64 { return tf * (k1 + 1) / (tf + k1) }

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
