package query

import "errors"

// ErrNoArticle is returned by Snapshot.Get for an id that is not in the snapshot.
var ErrNoArticle = errors.New("no such article")
