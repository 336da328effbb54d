package opensearch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// The authority of an index is one document of an index beside it: it may be larger
// than what the layout holds.

// keptDocument is where it stands.
func keptDocument(name string) string { return "/" + name + "-authority/_doc/rows" }

// Kept returns the authority that the index at url keeps (Options.Copy), nil if it
// keeps none, and what the index says of itself. Of o it needs credentials alone.
func Kept(ctx context.Context, url string, o Options) (authority []byte, stats Stats, err error) {
	o.Write = false
	x, err := Open(ctx, url, o)
	if err != nil {
		return nil, stats, err
	}
	defer x.Close()
	var said struct{ Count int }
	if err := x.client.call(ctx, http.MethodGet, "/"+x.name+"/_count", nil, &said); err != nil {
		return nil, stats, fmt.Errorf("opensearch: count %s: %w", x.name, err)
	}
	l := x.layout
	stats = Stats{Index: l.index, Articles: said.Count, Shards: l.shards, Made: l.made}
	authority, err = x.kept(ctx)
	return authority, stats, err
}

func (x *Index) kept(ctx context.Context) ([]byte, error) {
	var found struct {
		Source struct{ Rows []byte } `json:"_source"`
	}
	err := x.client.call(ctx, http.MethodGet, keptDocument(x.name), nil, &found)
	if errors.Is(err, ErrNoIndex) || status(err) == http.StatusNotFound {
		return nil, nil
	}
	var rows []byte
	var z *gzip.Reader
	if err == nil {
		z, err = gzip.NewReader(bytes.NewReader(found.Source.Rows))
	}
	if err == nil {
		rows, err = io.ReadAll(z)
	}
	if err != nil {
		return nil, fmt.Errorf("opensearch: read the authority of %s: %w", x.name, err)
	}
	return rows, nil
}

// keep stores the authority of Options.Copy.
func (x *Index) keep(ctx context.Context) error {
	if len(x.options.Copy) == 0 {
		return nil
	}
	body := object{"settings": object{"index": object{"number_of_shards": 1, "auto_expand_replicas": "0-1"}}, "mappings": object{"dynamic": false}}
	err := x.client.call(ctx, http.MethodPut, "/"+x.name+"-authority", body, nil)
	if err != nil && !taken(err) {
		return fmt.Errorf("opensearch: keep the authority of %s: %w", x.name, err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(x.options.Copy)
	z.Close()
	err = x.client.call(ctx, http.MethodPut, keptDocument(x.name)+"?refresh=true", object{"rows": packed.Bytes()}, nil)
	if err != nil {
		return fmt.Errorf("opensearch: keep the authority of %s: %w", x.name, err)
	}
	return nil
}
