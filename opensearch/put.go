package opensearch

import (
	"context"
	"errors"

	"dateline/corpus"
	"dateline/query"
)

var errUnmade = errors.New("opensearch: not there yet")

// Put stores articles by id in place of those it has. They are durable on every
// copy in step when it returns.
func (x *Index) Put(ctx context.Context, articles []corpus.Annotated) error { return errUnmade }

// Delete removes articles; an id that is absent is no error.
func (x *Index) Delete(ctx context.Context, ids []string) error { return errUnmade }

// Snapshot returns a view of what is there now.
func (x *Index) Snapshot(ctx context.Context) (query.Snapshot, error) { return nil, errUnmade }

func (x *Index) prepare(ctx context.Context) error {
	return x.client.call(ctx, "GET", "/", nil, nil)
}
