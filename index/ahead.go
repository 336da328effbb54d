package index

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"dateline/index/segment"
	"dateline/query"
)

// How many articles a scan decodes while the ones before are consumed: at first
// firstHits, twice as many each time, so that the first come soon, up to aheadHits or,
// without their texts, aheadMeta.
const (
	firstHits = 4
	aheadHits = 64
	aheadMeta = 256
)

// escapeFrom is how many articles make it worth while to escape a table of symbols.
const escapeFrom = 200

// An ahead loads documents several at once and yields them in the order of Scan. While
// one piece of them is consumed the next is decoded; memory holds two pieces, which
// hits that are fleeting are read into again and again.
type ahead struct {
	*matched
	left    []ranked // to be loaded, by instant
	settled int      // of left, how many stand in the order of Scan
	size    int      // of the next piece
	most    int
	escape  *segment.Escape
	rooms   [2][]segment.Room
	named   []named // reused by byID
	pieces  [2]piece
	flip    int // which of the two is next
}

// newAhead loads documents that are sorted by instant.
func (m *matched) newAhead(all []ranked) *ahead {
	a := &ahead{matched: m, left: all, size: firstHits, most: aheadHits}
	if m.request.Load == query.LoadMeta {
		a.most = aheadMeta
	}
	if r := m.request; r.Fleeting && r.Load <= query.LoadBody {
		for i := range a.rooms {
			a.rooms[i] = make([]segment.Room, min(a.most, len(all)))
		}
		if r.Load == query.LoadBody && r.Escape != nil && len(all) >= escapeFrom {
			a.escape = segment.NewEscape(r.Escape)
		}
	}
	return a
}

// run yields the documents until yield says false. Nothing reads the snapshot when it
// returns.
func (a *ahead) run(ctx context.Context, yield func(query.Hit) bool) error {
	next := a.next()
	for {
		p := <-next
		if len(p.hits) == 0 {
			return nil
		}
		next = a.next()
		for i, h := range p.hits {
			err := p.errs[i]
			if err == nil {
				err = ctx.Err()
			}
			if err != nil || !yield(h) {
				<-next
				return err
			}
		}
	}
}

// A piece is a run of loaded documents; errs says which could not be. There are two,
// in turn.
type piece struct {
	hits []query.Hit
	errs []error
}

// next begins to load the next piece, an empty one at the end.
func (a *ahead) next() chan *piece {
	n := min(a.size, len(a.left))
	a.size = min(2*a.size, a.most)
	c := make(chan *piece, 1)
	if a.settled < n {
		run, err := a.settle(a.left[a.settled:], n-a.settled)
		if err != nil {
			c <- &piece{make([]query.Hit, 1), []error{err}}
			return c
		}
		a.settled += run
	}
	docs, p, rooms := a.left[:n], &a.pieces[a.flip], a.rooms[a.flip]
	a.left, a.settled, a.flip = a.left[n:], a.settled-n, 1-a.flip
	go func() { a.load(p, docs, rooms); c <- p }()
	return c
}

// load loads docs as the piece p, into rooms if there are any.
func (a *ahead) load(p *piece, docs []ranked, rooms []segment.Room) {
	p.hits, p.errs = slices.Grow(p.hits[:0], len(docs))[:len(docs)], slices.Grow(p.errs[:0], len(docs))[:len(docs)]
	_ = parallel(context.Background(), len(docs), func(i int) error {
		p.errs[i] = guarded(func() (err error) {
			if rooms == nil {
				p.hits[i], err = a.matched.load(docs[i])
			} else {
				p.hits[i], err = a.loadInto(&rooms[i], docs[i])
			}
			return err
		})
		return nil
	})
}

// loadInto is load into a room.
func (a *ahead) loadInto(room *segment.Room, r ranked) (query.Hit, error) {
	err := a.execs[r.part].part.Read(room, r.doc, depthOf(a.request.Load), a.escape)
	return query.Hit{Score: r.score, Article: &room.Article, Copies: a.standsFor(r), Escaped: room.Escaped}, err
}

// settle orders the documents of equal instant among the first n by id, up to the end
// of the run of such that the n-th stands in, and returns how many that are. Runs are
// ordered as they are reached: ids are long to compare.
func (a *ahead) settle(all []ranked, n int) (settled int, err error) {
	err = guarded(func() error {
		for settled < n {
			end := settled + 1
			for end < len(all) && all[end].at == all[settled].at {
				end++
			}
			if run := all[settled:end]; len(run) > 1 {
				a.byID(run)
			}
			settled = end
		}
		return nil
	})
	return settled, err
}

// byID sorts documents by id. Each id is looked up once: they are far apart.
func (a *ahead) byID(run []ranked) {
	a.named = a.named[:0]
	for _, r := range run {
		a.named = append(a.named, named{a.id(r), r})
	}
	slices.SortFunc(a.named, func(a, b named) int { return strings.Compare(a.id, b.id) })
	for i, n := range a.named {
		run[i] = n.ranked
	}
}

// A named is a document with its id.
type named struct {
	id string
	ranked
}

// parallel runs do for 0 to n-1, on as many processors as there are, until one fails
// or ctx ends, and returns the first error that it sees.
func parallel(ctx context.Context, n int, do func(int) error) error {
	var next atomic.Int32
	var work sync.WaitGroup
	errs := make([]error, min(runtime.GOMAXPROCS(0), n))
	for w := range errs {
		work.Go(func() {
			errs[w] = guarded(func() error {
				for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
					if err := cmp.Or(ctx.Err(), do(i)); err != nil {
						next.Store(int32(n))
						return err
					}
				}
				return nil
			})
		})
	}
	work.Wait()
	return cmp.Or(errs...)
}
