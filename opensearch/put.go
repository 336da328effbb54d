package opensearch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"net/http"
	"regexp"
	"runtime"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"dateline/corpus"
)

// Every document is written under the version that its Put took from the clock, so
// that a request may be repeated when its answer was lost: what was written then is
// written again as the same. Where the cluster holds a greater version, by a clock
// that runs ahead, the write is repeated above it; the last Put counts.

// bulkBytes is how much one request carries.
const bulkBytes = 4 << 20

// patience is how long a write is repeated that the cluster puts off.
const patience = 2 * time.Minute

// blockTime is how long writers wait for a block on the index to be lifted.
const blockTime = 1500 * time.Millisecond

// A write is one document to index, or to delete if it has no line.
type write struct {
	id      string // of the article
	line    []byte
	version int64
}

// Articles are taken so many or so many bytes of text at a time.
const (
	someArticles = 500
	someBytes    = 3 << 20
)

// Put stores articles by id in place of those it has. They are durable on every
// copy in step when it returns; on an error those that it names are not stored, and
// others may be.
func (x *Index) Put(ctx context.Context, articles iter.Seq[corpus.Annotated]) error {
	var some []corpus.Annotated
	size := 0
	for a := range articles {
		some, size = append(some, a), size+len(a.Text)
		if len(some) < someArticles && size < someBytes {
			continue
		}
		if err := x.put(ctx, some); err != nil {
			return err
		}
		some, size = some[:0], 0
	}
	return x.put(ctx, some)
}

func (x *Index) put(ctx context.Context, articles []corpus.Annotated) error {
	last := make(map[string]int, len(articles))
	for i := range articles {
		last[articles[i].ID] = i
	}
	var keep []*corpus.Annotated
	for i := range articles {
		if last[articles[i].ID] == i {
			keep = append(keep, &articles[i])
		}
	}
	version := x.nextVersion()
	return x.alter(ctx, len(keep), func(i int) (write, error) {
		b, err := document(keep[i])
		return write{keep[i].ID, b, version}, err
	})
}

// Delete removes articles; an id that is absent is no error.
func (x *Index) Delete(ctx context.Context, ids []string) error {
	version := x.nextVersion()
	return x.alter(ctx, len(ids), func(i int) (write, error) { return write{id: ids[i], version: version}, nil })
}

// nextVersion is the present in microseconds, and greater than the one before.
func (x *Index) nextVersion() int64 {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.version = max(x.version+1, time.Now().UnixMicro())
	return x.version
}

// alter sends the n writes that make returns, in requests of about bulkBytes.
func (x *Index) alter(ctx context.Context, n int, make func(int) (write, error)) error {
	if !x.options.Write {
		return fmt.Errorf("opensearch: write %s: %w", x.name, ErrReadOnly)
	}
	if n == 0 {
		return ctx.Err()
	}
	if err := x.stamp(ctx); err != nil {
		return err
	}
	defer x.wrote() // even by what failed half way
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(2, runtime.GOMAXPROCS(0)))
	var batch []write
	size := 0
	send := func() {
		writes := batch
		g.Go(func() error { return x.send(ctx, writes) })
		batch, size = nil, 0
	}
	for i := range n {
		w, err := make(i)
		if err != nil {
			return errors.Join(err, g.Wait())
		}
		if size+len(w.line) > bulkBytes && size > 0 {
			send()
		}
		batch, size = append(batch, w), size+len(w.line)+len(w.id)
	}
	send()
	return g.Wait()
}

// wrote says that what is searchable is no longer all there is.
func (x *Index) wrote() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.dirty = true
}

// send writes until everything is acknowledged or refused for good.
func (x *Index) send(ctx context.Context, writes []write) error {
	var refused []error
	begin := time.Now()
	for try := 0; ; try++ {
		again, bad, err := x.bulk(ctx, writes)
		if err != nil && !passing(err) && !(blocked(err) && time.Since(begin) < blockTime) {
			return fmt.Errorf("opensearch: write %d articles to %s: %w", len(writes), x.name, err)
		}
		if len(again) < len(writes) {
			begin = time.Now() // it moves
		}
		refused = append(refused, bad...)
		if writes = again; len(writes) == 0 {
			return refusals(refused)
		}
		if time.Since(begin) > patience {
			if err == nil {
				err = fmt.Errorf("%w: it is busy", ErrFull)
			}
			return fmt.Errorf("opensearch: write %d articles to %s, tried for %v: %w", len(writes), x.name, patience, err)
		}
		if err := pause(ctx, try); err != nil {
			return err
		}
	}
}

// refusals is one error of those of single articles, the first of them told.
func refusals(errs []error) error {
	if len(errs) > 8 {
		errs = append(errs[:8:8], fmt.Errorf("opensearch: and %d more articles", len(errs)-8))
	}
	return errors.Join(errs...)
}

// pause waits before another try: longer each time, and not as long as others do.
func pause(ctx context.Context, try int) error {
	wait := min(10*time.Second, 100*time.Millisecond<<min(try, 10))
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(wait/2 + rand.N(wait)):
		return nil
	}
}

// bulk sends writes once. It returns those to send again and the errors of those
// that the cluster refuses for what they are; err tells of the last that it put off.
func (x *Index) bulk(ctx context.Context, writes []write) (again []write, refused []error, err error) {
	var b bytes.Buffer
	for _, w := range writes {
		if err := w.encode(&b); err != nil {
			return nil, nil, err
		}
	}
	var answer struct {
		Items []map[string]struct {
			Status int
			Error  json.RawMessage
		}
	}
	err = x.client.call(ctx, http.MethodPost, x.bulkPath(), b.Bytes(), &answer)
	if err != nil {
		return writes, nil, err
	}
	if len(answer.Items) != len(writes) {
		return writes, nil, fmt.Errorf("the cluster answered for %d of %d articles", len(answer.Items), len(writes))
	}
	for i, item := range answer.Items {
		for _, got := range item {
			if got.Status < 300 || got.Status == http.StatusNotFound && writes[i].line == nil && got.Error == nil {
				continue
			}
			e := &ServerError{Status: got.Status}
			e.read(got.Error)
			switch {
			case got.Status == http.StatusConflict:
				w := writes[i]
				w.version = x.above(e.Reason)
				again = append(again, w)
			case passing(e):
				again, err = append(again, writes[i]), e
			case errors.Is(e, ErrFull), errors.Is(e, ErrNoIndex), errors.Is(e, ErrDenied):
				return writes, nil, e
			default:
				refused = append(refused, fmt.Errorf("opensearch: put %q: %w", writes[i].id, e))
			}
		}
	}
	return again, refused, err
}

func (x *Index) bulkPath() string {
	path := "/" + x.name + "/_bulk?timeout=30s"
	if x.layout.aliased {
		path += "&require_alias=true" // never an index that the server makes up
	}
	return path
}

func (w write) encode(b *bytes.Buffer) error {
	action := "index"
	if w.line == nil {
		action = "delete"
	}
	head, err := line(object{action: object{"_id": documentID(w.id), "version": w.version, "version_type": "external_gte"}})
	b.Write(head)
	b.Write(w.line)
	return err
}

var currentVersion = regexp.MustCompile(`current version \[(\d+)\]`)

// above returns a version greater than the one that a conflict tells of.
func (x *Index) above(conflict string) int64 {
	v := x.nextVersion()
	if m := currentVersion.FindStringSubmatch(conflict); m != nil {
		current, _ := strconv.ParseInt(m[1], 10, 64)
		v = max(v, current+1)
	}
	return v
}

// stamp records what annotates the articles that are written now, once.
func (x *Index) stamp(ctx context.Context) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	made := Made{formatVersion, x.options.Analyzer, x.options.Authority}
	if x.layout.made != made {
		if err := x.client.call(ctx, http.MethodPut, "/"+x.layout.index+"/_mapping", object{"_meta": meta(x.options)}, nil); err != nil {
			return fmt.Errorf("opensearch: write %s: %w", x.name, err)
		}
		x.layout.made = made
	}
	if x.stamped {
		return nil
	}
	x.stamped = true
	if x.name == writing(x.layout.index) {
		return nil // Publish does
	}
	return x.keep(ctx)
}
