// Package opensearch is the engine of Dateline on an OpenSearch cluster: the same
// articles, analysed by the same analyzer in this process, stored as ready terms at
// ready positions. It implements query.Engine.
package opensearch

import (
	"context"
	"fmt"
	"sync"

	"dateline/corpus"
	"dateline/query"
)

// Options are what an index in a cluster cannot know of itself.
type Options struct {
	// Write opens the index for writing and creates it where there is none.
	Write bool
	// Lexicon resolves merges, parents and names in facets; nil shows ids as they are.
	Lexicon query.Lexicon
	// Streams remakes the token streams of a stored article.
	Streams func(*corpus.Annotated)
	// Analyzer and Authority are the versions of what annotates the articles that
	// Put brings; the index records them.
	Analyzer  int
	Authority string
	// Copy is the authority itself, kept with the index if not empty.
	Copy []byte

	// Shards and Replicas are those of an index that is created: 0 shards are one;
	// Replicas nil is one copy where the cluster has a second node for it.
	Shards   int
	Replicas *int

	// User and Password, or an APIKey, are sent with every request. CA holds the
	// certificates (PEM) to trust in place of the system's.
	User, Password string
	APIKey         string
	CA             []byte

	// Notice is told what a reader of the result must know and no error says, such
	// as a scan that went on in a later state of the index. nil drops it.
	Notice func(string)
}

// An Index is an open index of a cluster. It is safe for concurrent use.
type Index struct {
	name    string // the alias that readers and writers use
	client  *client
	options Options

	layout layout
	shared bool // the connections are those of another Index

	mu      sync.Mutex // of what follows and of layout.made
	dirty   bool       // what was written is not searchable yet
	stamped bool       // with what annotates the articles
	version int64
}

var _ query.Engine = (*Index)(nil)

// Open opens the index that url names: http://host:9200/name, or https; several
// hosts of one cluster are separated by commas. The error is ErrUnreachable,
// ErrDenied, ErrNoIndex or ErrFormat where there is no cluster, no permission, no
// index or one that another version of Dateline laid out.
func Open(ctx context.Context, url string, o Options) (*Index, error) {
	hosts, name, err := address(url)
	if err != nil {
		return nil, err
	}
	c, err := connect(hosts, o)
	if err != nil {
		return nil, fmt.Errorf("opensearch: open %s: %w", url, err)
	}
	x := &Index{name: name, client: c, options: o, dirty: true}
	if err := x.prepare(ctx); err != nil {
		c.close()
		return nil, fmt.Errorf("opensearch: open %s: %w", url, err)
	}
	return x, nil
}

// Close makes what was written visible to every reader and ends the connections.
// Snapshots stay open until they are closed.
func (x *Index) Close() error {
	if !x.shared {
		defer x.client.close()
	}
	if !x.options.Write {
		return nil
	}
	return x.refresh(context.Background())
}

// refresh makes what was written searchable.
func (x *Index) refresh(ctx context.Context) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.dirty {
		return nil
	}
	var done struct {
		Shards struct{ Failed int } `json:"_shards"`
	}
	err := x.client.call(ctx, "POST", "/"+x.name+"/_refresh", nil, &done)
	if err == nil && done.Shards.Failed > 0 {
		err = &ServerError{Status: 503, Type: "partial", Reason: "some shards did not answer"}
	}
	if err != nil && !denied(err) {
		return fmt.Errorf("opensearch: refresh %s: %w", x.name, err)
	}
	x.dirty = false
	return nil
}
