package main

import (
	"context"
	"errors"

	"dateline/corpus"
	"dateline/opensearch"
	"dateline/query"
)

// mostRounds bounds how often a new generation is brought up to date with what other
// processes write meanwhile.
const mostRounds = 10

// nextGeneration is again for an index in a cluster: the articles go into a new
// generation, which takes the place of the old one when it holds the same.
func (in *intake) nextGeneration(ctx context.Context, x *opensearch.Index) (done int, err error) {
	next, err := x.Next(ctx)
	if err != nil {
		return 0, err
	}
	in.engine = next
	done, err = in.again(ctx)
	for round := 0; err == nil; round++ {
		err = x.Publish(ctx, next)
		if !errors.Is(err, opensearch.ErrChanged) {
			break
		}
		if round < mostRounds {
			err = in.catchUp(ctx, x, next)
		}
	}
	if err != nil {
		return done, errors.Join(err, next.Discard(context.WithoutCancel(ctx)), next.Close())
	}
	return done, next.Close()
}

// catchUp brings into next what x holds now and next does not, analysed again, and
// takes out what x no longer holds. An article that cannot be analysed goes over as
// it was.
func (in *intake) catchUp(ctx context.Context, x, next query.Engine) error {
	now, err := x.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer now.Close()
	have, err := in.hashes(ctx, next)
	if err != nil {
		return err
	}
	changed := func(yield func(*corpus.Annotated, error) bool) {
		for h, err := range now.Hashes(ctx) {
			sum, there := have[h.ID]
			delete(have, h.ID)
			if err == nil && there && sum == h.Sum {
				continue
			}
			var a *corpus.Annotated
			if err == nil {
				a, err = now.Get(ctx, h.ID)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			e := entry{article: asRead(a.Article), outcome: outcome{ID: h.ID, Path: a.Path}}
			if in.analyseOne(&e) != nil {
				e.annotated = *a
			}
			if !yield(&e.annotated, nil) {
				return
			}
		}
	}
	if err := putPortions(ctx, next, changed, func(int) {}); err != nil {
		return err
	}
	gone := make([]string, 0, len(have))
	for id := range have {
		gone = append(gone, id)
	}
	return next.Delete(ctx, gone)
}

// hashes are the ids of the articles that e holds, and their content hashes.
func (in *intake) hashes(ctx context.Context, e query.Engine) (map[string]string, error) {
	snap, err := e.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.Close()
	have := map[string]string{}
	for h, err := range snap.Hashes(ctx) {
		if err != nil {
			return nil, err
		}
		have[h.ID] = h.Sum
	}
	return have, nil
}
