package ingest

import (
	"encoding/json"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// An ldArticle is what the JSON-LD of a page (schema.org) says of its article.
type ldArticle struct {
	title, body, published, url, outlet, language string
	authors                                       []string
}

var controls = pattern(`[\x00-\x1f]+`)
var looseComma = pattern(`,\s*([}\]])`)

// readLD finds the article among the JSON-LD blocks of a page: the first node of an
// article type that has most of what we ask for. References by @id are followed.
func readLD(scripts []string) ldArticle {
	var nodes []map[string]any
	for _, s := range scripts {
		nodes = gatherLD(parseLD(s), nodes, 0)
	}
	ids := map[string]map[string]any{}
	for _, n := range nodes {
		if id, _ := n["@id"].(string); id != "" && len(n) > len(ids[id]) {
			ids[id] = n
		}
	}
	best, rank := ldArticle{}, 0
	for _, n := range nodes {
		if w := articleRank(n); w > rank {
			best, rank = newLD(n, ids), w
		}
	}
	return best
}

// parseLD forgives what real pages do: raw line breaks in strings, comments around
// the block, a trailing comma.
func parseLD(s string) (v any) {
	s = strings.TrimSpace(s)
	for _, cut := range []string{"<!--", "//<![CDATA[", "<![CDATA["} {
		s = strings.TrimPrefix(s, cut)
	}
	for _, cut := range []string{"-->", "//]]>", "]]>", ";"} {
		s = strings.TrimSuffix(strings.TrimSpace(s), cut)
	}
	if json.Unmarshal([]byte(s), &v) == nil {
		return v
	}
	s = looseComma().ReplaceAllString(controls().ReplaceAllString(s, " "), "$1")
	if json.Unmarshal([]byte(s), &v) == nil {
		return v
	}
	return nil
}

// gatherLD lists every object that stands alone, in a list, in @graph or as the
// main entity of another.
func gatherLD(v any, nodes []map[string]any, depth int) []map[string]any {
	if depth > 6 {
		return nodes
	}
	switch v := v.(type) {
	case []any:
		for _, kid := range v {
			nodes = gatherLD(kid, nodes, depth+1)
		}
	case map[string]any:
		nodes = append(nodes, v)
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "subjectOf", "hasPart", "liveBlogUpdate"} {
			if key == "hasPart" || key == "liveBlogUpdate" {
				continue
			}
			nodes = gatherLD(v[key], nodes, depth+1)
		}
	}
	return nodes
}

var articleType = pattern(`(?i)(article|posting|report|review|recipe|newsitem|blogpost)$`)

// articleRank is above 0 for nodes that may be the page's article.
func articleRank(n map[string]any) (rank int) {
	for _, t := range texts(n["@type"]) {
		switch {
		case strings.HasSuffix(t, "NewsArticle"):
			rank = max(rank, 40)
		case articleType().MatchString(t):
			rank = max(rank, 30)
		case strings.HasSuffix(t, "WebPage"), strings.HasSuffix(t, "VideoObject"):
			rank = max(rank, 5)
		}
	}
	if rank == 0 {
		return 0
	}
	for _, key := range []string{"headline", "datePublished", "author", "articleBody"} {
		if n[key] != nil {
			rank += 2
		}
	}
	return rank
}

func newLD(n map[string]any, ids map[string]map[string]any) ldArticle {
	a := ldArticle{
		title: ldText(n["headline"]), body: ldText(n["articleBody"]), published: ldText(n["datePublished"]),
		language: ldText(n["inLanguage"]), url: ldText(n["url"]),
	}
	for _, key := range []string{"author", "creator"} {
		if a.authors = people(n[key], ids, 0); len(a.authors) > 0 {
			break
		}
	}
	if outlets := people(n["publisher"], ids, 0); len(outlets) > 0 {
		a.outlet = outlets[0]
	}
	return a
}

// people returns the names of persons or organisations, in order.
func people(v any, ids map[string]map[string]any, depth int) (names []string) {
	if depth > 4 {
		return nil
	}
	switch v := v.(type) {
	case string:
		if v = strings.TrimSpace(html.UnescapeString(v)); v != "" {
			names = append(names, v)
		}
	case []any:
		for _, kid := range v {
			names = append(names, people(kid, ids, depth+1)...)
		}
	case map[string]any:
		if v["name"] != nil {
			return people(v["name"], ids, depth+1)
		}
		if v["byline"] != nil {
			return people(v["byline"], ids, depth+1)
		}
		if id, _ := v["@id"].(string); ids[id] != nil && ids[id]["name"] != nil {
			return people(ids[id]["name"], ids, depth+1)
		}
	}
	return slices.Compact(names)
}

// texts returns a string or a list of strings.
func texts(v any) (all []string) {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		for _, kid := range v {
			if s, ok := kid.(string); ok {
				all = append(all, s)
			}
		}
	}
	return all
}

// ldText is a string value with entities undone; of a list, the first.
func ldText(v any) string {
	switch v := v.(type) {
	case map[string]any:
		return ldText(v["@value"])
	case string:
		return strings.TrimSpace(html.UnescapeString(v))
	case []any:
		if len(v) > 0 {
			return ldText(v[0])
		}
	}
	return ""
}
