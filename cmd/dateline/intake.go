package main

import (
	"context"
	"fmt"
	"iter"
	"math"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"dateline/corpus"
	"dateline/ingest"
	"dateline/query"
)

// A batch is analysed as one: it is large enough for all processors and small enough
// that three of them (read, analysed, stored at the same time) take little memory:
// under analysis a text takes some thirty times its bytes. One that input keeps waiting
// goes on as it is.
const (
	batchArticles = 200
	batchBytes    = 1 << 20
	batchTime     = time.Second
)

// memoryGoal is from where the garbage collector works harder; far below it, it waits
// (easeGC). What is in use at one time is a half to two thirds of it, unless an article is
// very large. GOMEMLIMIT says otherwise.
const memoryGoal = 400 << 20

// An intake brings articles into an engine: it reads them, leaves those that the
// engine has already, analyses the others on all processors and stores them.
// Nothing counts as indexed before it is durable.
type intake struct {
	engine  query.Engine
	old     query.Snapshot // what the engine held before
	analyse func(corpus.Article) corpus.Annotated
	ledger  *ledger
	stored  map[string]string // id to content hash, as of the batches sent
	met     map[string]bool   // ids that the input holds
	now     string            // RFC 3339
	later   map[string]string // places of articles whose id comes again, to where
	mine    share             // the articles to take
}

// entry is an article on its way, with its line of the ledger.
type entry struct {
	article   corpus.Article
	annotated corpus.Annotated
	outcome   outcome
	fault     error
}

func newIntake(ctx context.Context, e query.Engine, analyse func(corpus.Article) corpus.Annotated, mine share, l *ledger) (*intake, error) {
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(memoryGoal)
		easeGC()
	}
	old, err := e.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	in := &intake{engine: e, old: old, analyse: analyse, ledger: l, stored: map[string]string{},
		met: map[string]bool{}, mine: mine, now: time.Now().UTC().Format(time.RFC3339)}
	for h, err := range old.Hashes(ctx) {
		if err != nil {
			old.Close()
			return nil, err
		}
		if in.mine.has(h.ID) {
			in.stored[h.ID] = h.Sum
		}
	}
	return in, nil
}

func (in *intake) close() error { return in.old.Close() }

// read takes everything below paths in. When ctx is cancelled the articles that the
// engine has are stored and counted; batches behind them are dropped, and a reader
// that waits for input is not waited for.
func (in *intake) read(ctx context.Context, paths []string, opts ingest.Options) error {
	in.lookAhead(ctx, paths, opts)
	group, inner := errgroup.WithContext(ctx)
	fresh, ready := make(chan []entry), make(chan []entry)
	go func() {
		defer close(fresh)
		in.collect(inner, paths, opts, fresh)
	}()
	group.Go(func() error {
		defer close(ready)
		for batch := range next(inner, fresh) {
			if batch = in.analyseAll(batch); !send(inner, ready, batch) {
				break
			}
		}
		return inner.Err()
	})
	group.Go(func() error {
		for batch := range next(inner, ready) {
			if err := in.put(inner, batch, ready); err != nil {
				return err
			}
		}
		return inner.Err()
	})
	return group.Wait()
}

// next yields what comes through from until it is closed or ctx is done.
func next(ctx context.Context, from <-chan []entry) iter.Seq[[]entry] {
	return func(yield func([]entry) bool) {
		for ctx.Err() == nil {
			select {
			case batch, ok := <-from:
				if !ok || !yield(batch) {
					return
				}
			case <-ctx.Done():
			}
		}
	}
}

func send(ctx context.Context, to chan<- []entry, batch []entry) bool {
	select {
	case to <- batch:
		return true
	case <-ctx.Done():
		return false
	}
}

// collect reads items and hands on batches of articles to store, until ctx is done.
func (in *intake) collect(ctx context.Context, paths []string, opts ingest.Options, fresh chan<- []entry) {
	entries := make(chan entry)
	go func() {
		defer close(entries)
		for it := range ingest.Read(ctx, paths, opts) {
			e, take := in.judge(it)
			if !take {
				continue
			}
			select {
			case entries <- e:
			case <-ctx.Done():
				return
			}
		}
	}()
	for batch, more := []entry(nil), true; more; {
		if batch, more = gather(ctx, entries); len(batch) > 0 && !send(ctx, fresh, batch) {
			return
		}
	}
}

// gather takes a batch, false behind the last.
func gather(ctx context.Context, entries <-chan entry) (batch []entry, more bool) {
	var late <-chan time.Time
	for size := 0; len(batch) < batchArticles && size < batchBytes; {
		select {
		case e, ok := <-entries:
			if !ok {
				return batch, false
			}
			if late == nil {
				late = time.After(batchTime)
			}
			batch, size = append(batch, e), size+len(e.article.Text)
		case <-late:
			return batch, true
		case <-ctx.Done():
			return nil, false
		}
	}
	return batch, true
}

// lookAhead reads the input once to find which articles a later one of the same id
// replaces, so that storing them all again each time is spared. Standard input
// cannot be read twice: its articles are stored one after the other.
func (in *intake) lookAhead(ctx context.Context, paths []string, opts ingest.Options) {
	if opts.OnDuplicate != ingest.Replace || slices.Contains(paths, "-") {
		return
	}
	in.later = map[string]string{}
	for it := range ingest.Read(ctx, paths, opts) {
		if it.Replaces != "" && it.Replaces != it.Place() {
			in.later[it.Replaces] = it.Place()
		}
	}
}

// judge decides what becomes of an item and writes it into the ledger unless it
// is to be stored first.
func (in *intake) judge(it ingest.Item) (entry, bool) {
	l := outcome{Path: it.Path, Line: it.Line, ID: it.Article.ID, Notes: it.Notes, bytes: it.Bytes}
	switch {
	case it.Err != nil:
		l.Status, l.Reason = failed, it.Err.Error()
		in.ledger.add(l)
		return entry{}, false
	case it.Skipped != "":
		l.Status, l.Reason = skipped, it.Skipped
		in.ledger.add(l)
		return entry{}, false
	}
	if place, ok := in.later[it.Place()]; ok {
		l.Status, l.Reason = skipped, "its id comes again at "+place
		in.ledger.add(l)
		return entry{}, false
	}
	if !in.mine.has(it.Article.ID) {
		l.Status = elsewhere
		in.ledger.add(l)
		return entry{}, false
	}
	in.met[it.Article.ID] = true
	sum, had := in.stored[it.Article.ID]
	switch {
	case had && sum == it.Article.Sum:
		l.Status = unchanged
		in.ledger.add(l)
		return entry{}, false
	case had:
		l.Status = replaced
	default:
		l.Status = indexed
	}
	if it.Replaces != "" {
		l.Reason = "takes the place of " + it.Replaces
	}
	in.stored[it.Article.ID] = it.Article.Sum
	return entry{article: it.Article, outcome: l}, true
}

// analyseAll fills in the annotated articles of a batch on all processors and
// returns those that could be analysed; a fault in the analysis of one article
// refuses it and leaves the others.
func (in *intake) analyseAll(batch []entry) []entry {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range batch {
		group.Go(func() error {
			batch[i].fault = in.analyseOne(&batch[i])
			return nil
		})
	}
	group.Wait()
	return slices.DeleteFunc(batch, func(e entry) bool {
		if e.fault != nil {
			e.outcome.Status, e.outcome.Reason = failed, e.fault.Error()
			in.ledger.add(e.outcome)
		}
		return e.fault != nil
	})
}

func (in *intake) analyseOne(e *entry) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("analyze %s (id %s): %v; this is a fault of the program, please report it with the article", outcomePlace(e.outcome), e.article.ID, r)
		}
	}()
	e.annotated = in.analyse(e.article)
	in.ledger.bar.add(e.outcome.bytes) // here is where the time goes
	e.outcome.shown = true
	return nil
}

// put stores a batch and those that come behind it, a portion in all, and then writes
// them into the ledger.
func (in *intake) put(ctx context.Context, batch []entry, ready <-chan []entry) error {
	var stored []outcome
	var fault error
	late := time.After(portionTime)
	err := in.engine.Put(context.WithoutCancel(ctx), func(yield func(corpus.Annotated) bool) {
		for size := 0; size < portionBytes; {
			for i := range batch {
				e := &batch[i]
				if fault = in.stamp(context.WithoutCancel(ctx), e); fault != nil {
					return
				}
				stored, size = append(stored, e.outcome), size+len(e.annotated.Text)
				if !yield(e.annotated) {
					return
				}
			}
			var more bool
			select {
			case batch, more = <-ready:
			case <-late:
			case <-ctx.Done():
			}
			if !more {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	for _, o := range stored {
		in.ledger.add(o)
	}
	return fault
}

// stamp sets when the collection first held an article and when it last changed.
func (in *intake) stamp(ctx context.Context, e *entry) error {
	a := &e.annotated.Article
	a.FirstSeen = in.now
	if e.outcome.Status != replaced {
		return nil
	}
	a.Updated = in.now
	before, err := in.old.Get(ctx, a.ID)
	if err != nil && !isNoArticle(err) {
		return fmt.Errorf("index: read the earlier %s: %w", a.ID, err)
	}
	if err == nil && before.FirstSeen != "" {
		a.FirstSeen = before.FirstSeen
	}
	return nil
}

// prune removes the articles that the input does not hold and returns how many.
// An article whose file or record was refused this time stays, unless all is set.
func (in *intake) prune(ctx context.Context, all bool) (removed int, err error) {
	var gone []string
	for id := range in.stored {
		if in.met[id] {
			continue
		}
		if !all && in.ledger.failed() > 0 {
			before, err := in.old.Get(ctx, id)
			if err != nil {
				return 0, err
			}
			if in.ledger.refusedPath(before.Path) {
				in.ledger.note("kept %s: its file %s was refused this time", id, before.Path)
				continue
			}
		}
		gone = append(gone, id)
	}
	if len(gone) == 0 {
		return 0, nil
	}
	return len(gone), in.engine.Delete(ctx, gone)
}
