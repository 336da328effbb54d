package main

import (
	"context"
	"iter"
	"time"

	"dateline/corpus"
	"dateline/query"
)

// A portion is what one Put makes durable. An engine takes articles as they come, so
// that a portion is no matter of memory: it is as large as what may be lost when the
// power fails, and large enough that an index is of few segments.
var (
	portionTime  = 30 * time.Second
	portionBytes = 256 << 20 // of text
)

// putPortions stores all in e and tells stored how many articles are durable, portion by
// portion. When ctx is cancelled, or at an error of all, what came before is stored.
func putPortions(ctx context.Context, e query.Engine, all iter.Seq2[*corpus.Annotated, error], stored func(int)) error {
	next, stop := iter.Pull2(all)
	defer stop()
	for more, fault := true, error(nil); more; {
		n, size, begun := 0, 0, time.Now()
		err := e.Put(context.WithoutCancel(ctx), func(yield func(corpus.Annotated) bool) {
			for ctx.Err() == nil && size < portionBytes && time.Since(begun) < portionTime {
				var a *corpus.Annotated
				if a, fault, more = next(); !more || fault != nil {
					return
				}
				n, size = n+1, size+len(a.Text)
				if !yield(*a) {
					return
				}
			}
		})
		if err != nil {
			return err
		}
		stored(n)
		if err := firstOf(fault, ctx.Err()); err != nil {
			return err
		}
	}
	return nil
}
