package opensearch

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"dateline/corpus"
	"dateline/query"
)

// Ranking. The server scores: each word of the query, inflected forms included, as
// one word by BM25 in title and text, of which the better counts whole; neighbouring
// pairs of the query again, side by side and within a window. Statistics are of all
// shards together. Scores are not comparable with those of the embedded engine: it
// adds up the fields before it saturates, and weighs a pair by its two words alone.
// So the weights are the server's own, chosen on the collections of bench/ranking.
const (
	k1     = 1.2
	bText  = 0.75
	bTitle = 0.4

	titleWeight   = 1.0
	otherField    = 0.6 // of the field in which a word says less
	orderedWeight = 0.1
	windowWeight  = 0.05
	window8       = 8

	functionWeight = 0.2

	maxScoredTerms = 16 // forms of a word; one with more counts as there or not
)

// scored is m's articles with their scores: what matches is a filter, what speaks
// for an article beside it only scores.
func (m *matched) scored() object {
	leaves, pairs := leavesOf(m.request.Query)
	var should []object
	room := maxScoring // what is left over scores nothing
	counts := query.Repeated(leaves)
	for i, n := range leaves {
		if room -= 2 * weight(n); room >= 0 {
			should = append(should, m.word(n, counts[i]))
		}
	}
	for _, p := range pairs {
		a, b := leaves[p[0]], leaves[p[1]]
		if room -= 4 * (weight(a) + weight(b)); room >= 0 {
			should = append(should, m.pair(a, b)...)
		}
	}
	if len(should) == 0 {
		return object{"constant_score": object{"filter": m.docs(), "boost": 1}}
	}
	return object{"bool": object{"filter": m.docs(), "should": should}}
}

// weight is how many clauses a leaf takes in a field.
func weight(n query.Node) int {
	if t, ok := n.(*query.Term); ok && len(t.Terms) <= maxScoredTerms {
		return len(speaking(t.Terms))
	}
	return 1
}

// word scores a leaf in title and text, as so much of a word.
func (m *matched) word(n query.Node, boost float64) object {
	t, ok := n.(*query.Term)
	if ok && query.FunctionWord(t) {
		boost *= functionWeight
	}
	var fields []object
	for _, f := range everywhere.fields {
		weight := boost
		if f == "title" {
			weight *= titleWeight
		}
		if ok && len(t.Terms) <= maxScoredTerms {
			// The terms of one position are one word to the server.
			text := strings.Join(terms(speaking(t.Terms)), "|")
			fields = append(fields, object{"match": object{f: object{"query": text, "boost": weight}}})
		}
	}
	if len(fields) == 0 {
		return object{"constant_score": object{"filter": m.leaf(n), "boost": boost}}
	}
	return object{"dis_max": object{"queries": fields, "tie_breaker": otherField}}
}

// speaking are the terms of a leaf that score. A word that stands there for its own
// sake stands beside its stem, and would count twice.
func speaking(list []string) []string {
	stemmed := slices.ContainsFunc(list, func(t string) bool { return strings.HasPrefix(t, corpus.StemMark) })
	if !stemmed {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), func(t string) bool {
		return strings.IndexAny(t, marks) != 0 && !slices.Contains(list, corpus.StemMark+t)
	})
}

// marks begin the terms of the layers other than words.
const marks = corpus.StemMark + corpus.ActorMark + corpus.PlaceMark + corpus.TypeMark + corpus.SpeakerMark + "<>"

// leaf asks for a leaf anywhere.
func (m *matched) leaf(n query.Node) object {
	var list []string
	switch n := n.(type) {
	case *query.Term:
		list = n.Terms
	case *query.Pattern:
		list = m.words[n]
	}
	return anyOf(valued("title", list), valued("text", list))
}

// pair scores two neighbours of the query.
func (m *matched) pair(x, y query.Node) (out []object) {
	s, sok := x.(*query.Term)
	t, tok := y.(*query.Term)
	if !sok || !tok || len(s.Terms)+len(t.Terms) > 8 {
		return nil
	}
	a, b := speaking(s.Terms), speaking(t.Terms)
	for _, f := range everywhere.fields {
		for _, near := range []struct {
			ordered bool
			slop    int
			weight  float64
		}{{true, 0, orderedWeight}, {false, window8 - 2, windowWeight}} {
			span := spanNear(near.ordered, near.slop, spanOr(f, a), spanOr(f, b))
			span["span_near"].(object)["boost"] = near.weight
			out = append(out, span)
		}
	}
	return out
}

// leavesOf lists the words of n that speak for an article, and which are neighbours
// in the query.
func leavesOf(n query.Node) (leaves []query.Node, pairs [][2]int) {
	var visit func(n query.Node)
	visit = func(n query.Node) {
		switch n := n.(type) {
		case *query.Term, *query.Pattern:
			leaves = append(leaves, n)
			if j := len(leaves) - 1; j > 0 {
				pairs = append(pairs, [2]int{j - 1, j})
			}
		case *query.Not, *query.Value:
		case *query.NotNear:
			visit(n.A)
		case *query.In:
			if n.Kid != nil {
				visit(n.Kid)
			}
		default:
			for _, kid := range query.Kids(n) {
				visit(kid)
			}
		}
	}
	visit(n)
	return leaves, pairs
}

// orders are the sort keys of each order; all end with the id. Undated articles
// stand last.
var orders = map[query.Sort][]object{
	query.ByScore:  {{"_score": "desc"}, {"instant": object{"order": "desc", "missing": "_last"}}, {"id": "asc"}},
	query.ByDate:   byDate,
	query.ByNewest: {{"instant": object{"order": "desc", "missing": "_last"}}, {"id": "asc"}},
}

func (m *matched) sort() query.Sort {
	if orders[m.request.Sort] == nil {
		return query.ByScore
	}
	return m.request.Sort
}

// maxPage is the most hits that the server gives at once.
const maxPage = 10_000

// page returns the first Size hits behind the cursor, the next cursor and the total.
func (m *matched) page(ctx context.Context) (hits []query.Hit, next string, total int, err error) {
	if m.request.Size <= 0 {
		n, err := m.s.count(ctx, m.docs())
		return nil, "", n, err
	}
	body, how, err := m.paged()
	total = -1
	for want := m.request.Size + 1; err == nil; {
		body["size"] = min(want, maxPage)
		var a *answer
		if a, err = m.s.search(ctx, maps.Clone(body), how...); err != nil {
			break
		}
		if total < 0 {
			total = a.Hits.Total.Value
			body["track_total_hits"] = false
		}
		for _, h := range a.Hits.Hits {
			if len(hits) == m.request.Size {
				return hits, next, total, nil
			}
			hits = append(hits, query.Hit{Score: h.Score, Article: m.s.article(h, m.request.Load), Copies: m.standsFor(h.id())})
			next = m.cursor(h)
		}
		want -= len(a.Hits.Hits)
		if len(a.Hits.Hits) < maxPage || want <= 0 {
			return hits, "", total, nil
		}
		body["search_after"] = a.Hits.Hits[len(a.Hits.Hits)-1].Sort
	}
	return nil, "", 0, err
}

// paged is the search for hits behind the cursor, and its parameters.
func (m *matched) paged() (body object, how []string, err error) {
	body = object{"track_total_hits": true, "query": m.docs(), "sort": orders[m.sort()], "_source": source(m.request.Load)}
	if m.sort() == query.ByScore {
		body["query"], body["track_scores"] = m.scored(), true
		if m.s.content.shards > 1 {
			how = []string{"search_type=dfs_query_then_fetch"} // one statistic of all shards
		}
	}
	if m.request.After != "" {
		body["search_after"], err = m.behind()
	}
	return body, how, err
}

// A cursor is the whole sort key of the last hit of a page, as the server gave it.
type cursor struct {
	Sort query.Sort        `json:"s"`
	Keys []json.RawMessage `json:"k"`
}

func (m *matched) cursor(h hit) string {
	b, _ := json.Marshal(cursor{m.sort(), h.Sort})
	return base64.RawURLEncoding.EncodeToString(b)
}

// behind reads the cursor of the request.
func (m *matched) behind() ([]json.RawMessage, error) {
	var c cursor
	b, err := base64.RawURLEncoding.DecodeString(m.request.After)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil || c.Sort != m.sort() || len(c.Keys) != len(orders[c.Sort]) {
		return nil, fmt.Errorf("%w %q: want the one that a page in the order %q ended with", query.ErrCursor, m.request.After, m.sort())
	}
	return c.Keys, nil
}
