package opensearch

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// The layout of an index. Of its fields
//
//	title, text, byline    are the streams: one blank-separated token for each position,
//	                       which holds the terms of all layers at it and the ends of
//	                       units, joined by '|'; the server's analyzer only takes them
//	                       apart
//	words, byline_words    are the distinct words of title and text, and of byline: what
//	                       Words and the expansion of patterns read
//	actor … collection     are the values of the facets, as query.Values gives them
//	names                  is how the article calls the ids that it holds: id, tab, name
//	first, last, days      are the days that the date of publication covers, and both
//	instant                is that date in microseconds, for the order of hits
//	time                   is that date where it has an instant, for days in another zone
//	digest00 … digest15    are the article's corpus.Digest in parts of 16 bits: their sums
//	                       over all articles make the identity of a snapshot
//	article                is the article with all that analysis found, as it was put: the
//	                       only field that is stored, and the only one that is not searched
//
// formatVersion is the version of this layout.
const formatVersion = 1

// Limits that the server would set lower.
const (
	maxTokenLength = 1 << 20 // characters that the layers of one position may take
	maxTermList    = 1 << 20 // ids or words in one clause
	maxPattern     = 1 << 16 // length of a regular expression
)

type object = map[string]any

var facetFields = []string{"actor", "place", "outlet", "original", "agency", "cites", "speaker", "type", "language", "collection"}

var streamFields = []string{"title", "text", "byline"}

func settings(o Options) object {
	s := object{
		"number_of_shards":     max(1, o.Shards),
		"refresh_interval":     "10s", // a writer refreshes when it is done
		"translog.durability":  "request",
		"max_terms_count":      maxTermList,
		"max_regex_length":     maxPattern,
		"query.default_field":  "text",
		"auto_expand_replicas": "0-1",
		"similarity":           object{"title": object{"type": "BM25", "k1": k1, "b": bTitle}, "text": object{"type": "BM25", "k1": k1, "b": bText}},
		"analysis": object{
			"tokenizer": object{"positions": object{"type": "whitespace", "max_token_length": maxTokenLength}},
			"filter":    object{"layers": object{"type": "pattern_capture", "preserve_original": false, "patterns": []string{"([^|]+)"}}},
			"analyzer":  object{"layered": object{"type": "custom", "tokenizer": "positions", "filter": []string{"layers"}}},
		},
	}
	if o.Replicas != nil {
		delete(s, "auto_expand_replicas")
		s["number_of_replicas"] = *o.Replicas
	}
	return s
}

func mappings(o Options) object {
	keyword, number := object{"type": "keyword"}, object{"type": "long"}
	p := object{
		"id": keyword, "sum": object{"type": "keyword", "index": false},
		"words": keyword, "byline_words": keyword, "names": keyword,
		"first": keyword, "last": keyword, daysField: keyword, "instant": number,
		"time":     object{"type": "date", "format": "strict_date_optional_time"},
		"credited": object{"type": "boolean"}, "length": object{"type": "long", "index": false},
		"article": object{"type": "object", "enabled": false},
	}
	for _, f := range facetFields {
		p[f] = keyword
	}
	for _, f := range streamFields {
		p[f] = object{"type": "text", "analyzer": "layered", "index_options": "positions", "similarity": "text"}
	}
	p["title"].(object)["similarity"] = "title"
	for i := range digestParts {
		p[digestField(i)] = object{"type": "long", "index": false}
	}
	return object{"dynamic": false, "_source": object{"includes": []string{"article"}}, "_meta": meta(o), "properties": p}
}

func meta(o Options) object {
	return object{"dateline": Made{formatVersion, o.Analyzer, o.Authority}}
}

// Made is what an index says of what made it.
type Made struct {
	Format    int    `json:"format"`
	Analyzer  int    `json:"analyzer"`  // version of the analysis
	Authority string `json:"authority"` // version of the authority
}

// A layout is what the cluster says of an index.
type layout struct {
	index   string // behind the alias; the name itself where there is no alias
	aliased bool
	shards  int
	made    Made
}

// prepare finds the index, or makes it when it is open for writing.
func (x *Index) prepare(ctx context.Context) error {
	if err := x.client.greet(ctx); err != nil {
		return err
	}
	err := x.find(ctx)
	if err == nil && x.options.Write {
		return x.tidy(ctx)
	}
	if !errors.Is(err, ErrNoIndex) || !x.options.Write {
		return err
	}
	err = x.create(ctx, x.name+"-000001", object{x.name: object{}})
	if err != nil && !taken(err) { // by another writer that began just now
		return err
	}
	return x.find(ctx)
}

func taken(err error) bool {
	var e *ServerError
	return errors.As(err, &e) && (e.Type == "resource_already_exists_exception" || e.Type == "invalid_alias_name_exception")
}

func (x *Index) create(ctx context.Context, index string, aliases object) error {
	body := object{"settings": object{"index": settings(x.options)}, "mappings": mappings(x.options), "aliases": aliases}
	return x.client.call(ctx, "PUT", "/"+index+"?wait_for_active_shards=1", body, nil)
}

// find reads the layout of the index behind the name.
func (x *Index) find(ctx context.Context) error {
	l, err := x.client.layout(ctx, x.name)
	x.layout = l
	return err
}

// layout reads what an alias or index is, and refuses what this version of
// Dateline did not lay out.
func (c *client) layout(ctx context.Context, name string) (l layout, err error) {
	var found map[string]struct {
		Aliases  map[string]any
		Mappings struct {
			Meta struct{ Dateline *Made } `json:"_meta"`
		}
		Settings struct {
			Index struct {
				Shards string `json:"number_of_shards"`
			}
		}
	}
	if err := c.call(ctx, "GET", "/"+name, nil, &found); err != nil {
		if errors.Is(err, ErrNoIndex) {
			err = fmt.Errorf("%w %s; `dateline index --index URL PATH` makes one", ErrNoIndex, name)
		}
		return l, err
	}
	if len(found) != 1 {
		return l, fmt.Errorf("%w: %s stands for %d indexes, want one", ErrFormat, name, len(found))
	}
	for index, f := range found {
		made := f.Mappings.Meta.Dateline
		if made == nil {
			return l, fmt.Errorf("%w: %s has fields that are not Dateline's; choose another name", ErrFormat, index)
		}
		if made.Format != formatVersion {
			return l, fmt.Errorf("%w: %s has format %d, this is a program for %d; index the articles again, or use the version that made it", ErrFormat, index, made.Format, formatVersion)
		}
		_, aliased := f.Aliases[name]
		shards, _ := strconv.Atoi(f.Settings.Index.Shards)
		l = layout{index: index, aliased: aliased, shards: max(1, shards), made: *made}
	}
	return l, nil
}

// next names the generation behind index.
func next(name, index string) string {
	n, _ := strconv.Atoi(strings.TrimPrefix(index, name+"-")) // of no generation 0
	return fmt.Sprintf("%s-%06d", name, n+1)
}
