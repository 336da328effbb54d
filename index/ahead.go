package index

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"dateline/query"
)

// aheadHits is how many articles a scan decodes while the ones before are consumed;
// at first firstHits, twice as many each time, so that the first come soon.
const (
	aheadHits = 64
	firstHits = 4
)

// loadAhead loads documents that are sorted by instant, several at once, and yields
// them in the order of Scan until yield says false. While one piece of them is consumed
// the next is decoded; memory holds two pieces. Nothing reads the snapshot when it
// returns.
func (m *matched) loadAhead(ctx context.Context, all []ranked, yield func(query.Hit) bool) error {
	settled, size := 0, firstHits
	load := func() chan *piece {
		n := min(size, len(all))
		size = min(2*size, aheadHits)
		c := make(chan *piece, 1)
		if settled < n {
			run, err := m.settle(all[settled:], n-settled)
			if err != nil {
				c <- &piece{make([]query.Hit, 1), []error{err}}
				return c
			}
			settled += run
		}
		docs := all[:n]
		all, settled = all[n:], settled-n
		go func() { c <- m.loadPiece(docs) }()
		return c
	}
	next := load()
	for {
		p := <-next
		if len(p.hits) == 0 {
			return nil
		}
		next = load()
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

// settle orders the documents of equal instant among the first n by id, up to the end
// of the run of such that the n-th stands in, and returns how many that are. Runs are
// ordered as they are reached: ids are long to compare.
func (m *matched) settle(all []ranked, n int) (settled int, err error) {
	err = guarded(func() error {
		for settled < n {
			end := settled + 1
			for end < len(all) && all[end].at == all[settled].at {
				end++
			}
			slices.SortFunc(all[settled:end], func(a, b ranked) int { return strings.Compare(m.id(a), m.id(b)) })
			settled = end
		}
		return nil
	})
	return settled, err
}

// A piece is a run of loaded documents; errs says which could not be.
type piece struct {
	hits []query.Hit
	errs []error
}

func (m *matched) loadPiece(docs []ranked) *piece {
	p := &piece{make([]query.Hit, len(docs)), make([]error, len(docs))}
	_ = parallel(context.Background(), len(docs), func(i int) error {
		p.errs[i] = guarded(func() (err error) { p.hits[i], err = m.load(docs[i]); return err })
		return nil
	})
	return p
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
