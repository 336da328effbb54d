package index

import (
	"context"
	"iter"
	"runtime"
	"sync"

	"dateline/corpus"
	"dateline/index/segment"
)

// Articles come one after the other and are kept as bytes alone (segment/build.go):
// what a Put brings becomes one segment, or several that each grew as large as memory
// allows. So an article is hardly ever written again to be merged, and queries ask few
// segments.

// segmentBytes is how much memory a segment takes at most while articles come.
var segmentBytes = 192 << 20

// Articles are prepared for a segment on all processors, so many or so many bytes of
// text at a time.
const (
	someArticles = 64
	someBytes    = 1 << 20
)

// A filler writes articles into segments of a change.
type filler struct {
	*change
	table   *segment.Symbols
	trained bool             // table is decided on
	open    *segment.Builder // nil where none is
	name    string
}

func (f *filler) fill(ctx context.Context, articles iter.Seq[corpus.Annotated]) error {
	var some []corpus.Annotated
	size := 0
	sample := f.wantedSample()
	for a := range articles {
		some, size = append(some, a), size+len(a.Text)
		if !f.trained && size < sample || len(some) < someArticles && size < someBytes {
			continue
		}
		if err := f.add(ctx, some); err != nil {
			return err
		}
		clear(some)
		some, size = some[:0], 0
	}
	if err := f.add(ctx, some); err != nil {
		return err
	}
	return f.close()
}

// add writes some articles and deletes the older versions of them.
func (f *filler) add(ctx context.Context, articles []corpus.Annotated) error {
	articles = lastOfEach(articles)
	if !f.trained {
		var err error
		if f.table, err = f.change.table(articles); err != nil {
			return err
		}
		f.trained = true
	}
	docs, err := prepare(ctx, articles, f.table)
	if err != nil {
		return err
	}
	for i, d := range docs {
		if err := f.put(d); err != nil {
			return err
		}
		f.remove(articles[i].ID)
		f.digest.Add(articles[i].ID, articles[i].Sum)
		if f.open.Size() >= segmentBytes {
			if err := f.close(); err != nil {
				return err
			}
		}
	}
	return nil
}

// put adds a document to the open segment, or to the next one where that has an older
// version of it.
func (f *filler) put(d *segment.Doc) error {
	for {
		if f.open == nil {
			f.name = f.next()
			var err error
			if f.open, err = segment.NewBuilder(f.dir(), f.name); err != nil {
				return err
			}
		}
		if added, err := f.open.Add(d); added || err != nil {
			return err
		}
		if err := f.close(); err != nil {
			return err
		}
	}
}

// close finishes the open segment.
func (f *filler) close() error {
	if f.open == nil {
		return nil
	}
	docs := f.open.Docs()
	files, err := f.open.Finish()
	f.open = nil
	if err != nil {
		return err
	}
	return f.change.open(segmentInfo{Name: f.name, Articles: docs, Files: files})
}

// discard gives the open segment up.
func (f *filler) discard() {
	if f.open != nil {
		f.open.Discard()
	}
}

// lastOfEach keeps the last article of each id, in the order of its ids' first.
func lastOfEach(articles []corpus.Annotated) []corpus.Annotated {
	at := make(map[string]int, len(articles))
	for i := range articles {
		at[articles[i].ID] = i
	}
	if len(at) == len(articles) {
		return articles
	}
	clear(at)
	var kept []corpus.Annotated
	for _, a := range articles {
		if i, ok := at[a.ID]; ok {
			kept[i] = a
			continue
		}
		at[a.ID] = len(kept)
		kept = append(kept, a)
	}
	return kept
}

// prepare makes documents of articles, stored in table, on as many processors as there are.
func prepare(ctx context.Context, articles []corpus.Annotated, table *segment.Symbols) ([]*segment.Doc, error) {
	docs := make([]*segment.Doc, len(articles))
	errs := make([]error, len(articles))
	var wait sync.WaitGroup
	n := runtime.GOMAXPROCS(0)
	for w := range n {
		wait.Go(func() {
			for i := w; i < len(articles) && ctx.Err() == nil; i += n {
				docs[i], errs[i] = segment.NewDoc(&articles[i], table)
			}
		})
	}
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return docs, nil
}
