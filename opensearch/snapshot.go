package opensearch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"dateline/corpus"
	"dateline/query"
)

// keepAlive is how long the cluster holds a view that nobody asks; as long as the
// snapshot is open it is asked in half that time.
const keepAlive = 4 * time.Minute

// A Snapshot is a point in time of an index. It implements query.Snapshot and is
// safe for concurrent use; it must be closed.
//
// A view dies with the node that holds it. A snapshot then takes another one and,
// where its content is the same, goes on; where it is not, the error is ErrExpired.
type Snapshot struct {
	x       *Index
	content content
	stop    context.CancelFunc

	mu         sync.Mutex
	view       string // the server's name of the point in time
	expansions map[expandKey][]string
	plans      []*plan // the last few
	called     map[string]string
}

// A content is what a view holds.
type content struct {
	layout
	id    corpus.Digest
	count int
	words uint64
}

// Snapshot returns a view of all that was acknowledged, by this process at least.
func (x *Index) Snapshot(ctx context.Context) (query.Snapshot, error) {
	s := &Snapshot{x: x, expansions: map[expandKey][]string{}, called: map[string]string{}}
	begin := time.Now()
	for try := 0; ; try++ {
		err := x.refresh(ctx)
		if err == nil {
			if s.view, s.content, err = x.open(ctx); err == nil {
				break
			}
			err = fmt.Errorf("opensearch: snapshot of %s: %w", x.name, err)
		}
		if !lost(err) || time.Since(begin) > readPatience {
			return nil, err
		}
		if err := pause(ctx, try); err != nil { // a node may have gone just now
			return nil, err
		}
	}
	hold, stop := context.WithCancel(context.Background())
	s.stop = stop
	go s.hold(hold)
	return s, nil
}

// open takes a view of the present state and reads what it holds.
func (x *Index) open(ctx context.Context) (view string, c content, err error) {
	l, err := x.client.layout(ctx, x.name)
	if err != nil {
		return "", c, err
	}
	var made struct {
		ID string `json:"pit_id"`
	}
	path := fmt.Sprintf("/%s/_search/point_in_time?keep_alive=%s&allow_partial_pit_creation=false&preference=%s", l.index, seconds(keepAlive), machine())
	if err := x.client.call(ctx, http.MethodPost, path, nil, &made); err != nil {
		return "", c, err
	}
	if c, err = x.contents(ctx, made.ID); err != nil {
		x.release(made.ID)
	}
	c.layout = l
	return made.ID, c, err
}

// machine has the cluster choose the same copies of the shards for every view that
// this machine takes: copies differ in what they have merged, and so in scores, and
// a cursor may be asked for in another process than it was given by.
var machine = sync.OnceValue(func() string {
	name, _ := os.Hostname()
	return url.QueryEscape("dateline-" + name)
})

// contents adds up what the articles of a view say of themselves.
func (x *Index) contents(ctx context.Context, view string) (c content, err error) {
	aggs := object{"words": object{"sum": object{"field": "length"}}}
	for i := range digestParts {
		aggs[digestField(i)] = object{"sum": object{"field": digestField(i)}}
	}
	a, err := x.ask(ctx, view, object{"size": 0, "track_total_hits": true, "aggs": aggs})
	if err != nil {
		return c, err
	}
	c.count = a.Hits.Total.Value
	total := new(big.Int)
	for i := range digestParts {
		total.Lsh(total, 16)
		total.Add(total, integer(a.sum(digestField(i))))
	}
	total.Mod(total, new(big.Int).Lsh(big.NewInt(1), 256))
	total.FillBytes(c.id[:])
	c.words = integer(a.sum("words")).Uint64()
	return c, nil
}

func integer(f float64) *big.Int {
	n, _ := big.NewFloat(f).Int(nil)
	return n
}

// hold asks for the view now and then, so that the cluster keeps it.
func (s *Snapshot) hold(ctx context.Context) {
	tick := time.NewTicker(keepAlive / 2)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.x.ask(ctx, s.current(), object{"size": 0, "track_total_hits": false})
		}
	}
}

func (s *Snapshot) current() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.view
}

// ID is the corpus.Digest of the live articles.
func (s *Snapshot) ID() string { return s.content.id.String() }

// Count is the number of live articles.
func (s *Snapshot) Count() int { return s.content.count }

// Close frees the view.
func (s *Snapshot) Close() error {
	s.stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.view != "" {
		s.x.release(s.view)
		s.view = ""
	}
	return nil
}

// release tells the cluster that a view is done with. One that it does not hear of
// ends by itself.
func (x *Index) release(view string) {
	ctx, stop := context.WithTimeout(context.Background(), dialTime)
	defer stop()
	x.client.call(ctx, http.MethodDelete, "/_search/point_in_time", object{"pit_id": []string{view}}, nil)
}

// Stats is what an index says of itself. Counts by language, outlet or date are
// facets of a search for everything.
type Stats struct {
	Index    string `json:"index"` // behind the name
	Articles int    `json:"articles"`
	Deleted  int    `json:"deleted"` // older versions and removed articles that still take space
	Shards   int    `json:"shards"`
	Replicas int    `json:"replicas"`
	Bytes    int64  `json:"bytes"` // of all copies
	Words    uint64 `json:"words"` // in titles and texts
	Made
}

// Stats returns what the index says of itself; sizes are those of the present.
func (s *Snapshot) Stats(ctx context.Context) (Stats, error) {
	l := s.content.layout
	st := Stats{Index: l.index, Articles: s.content.count, Shards: l.shards, Words: s.content.words, Made: l.made}
	var said struct {
		All struct {
			Primaries struct{ Docs struct{ Deleted int } }
			Total     struct {
				Store struct {
					Size int64 `json:"size_in_bytes"`
				}
			}
		} `json:"_all"`
		Shards struct{ Total int } `json:"_shards"`
	}
	err := s.x.client.call(ctx, http.MethodGet, "/"+l.index+"/_stats/docs,store", nil, &said)
	if err != nil {
		return st, fmt.Errorf("opensearch: stats of %s: %w", s.x.name, err)
	}
	st.Deleted, st.Bytes, st.Replicas = said.All.Primaries.Docs.Deleted, said.All.Total.Store.Size, said.Shards.Total/l.shards-1
	return st, nil
}

// An answer is what the cluster says to a search.
type answer struct {
	Timed  bool                 `json:"timed_out"`
	Shards struct{ Failed int } `json:"_shards"`
	Hits   struct {
		Total struct{ Value int }
		Hits  []hit
	}
	Aggregations map[string]json.RawMessage
}

// A hit is one document; what of it is there depends on the request.
type hit struct {
	Score  float64 `json:"_score"`
	Source struct {
		Article *corpus.Annotated
	} `json:"_source"`
	Fields struct{ ID, Sum []string }
	Sort   []json.RawMessage
}

// sum reads a sum aggregation.
func (a *answer) sum(name string) float64 {
	var v struct{ Value float64 }
	json.Unmarshal(a.Aggregations[name], &v)
	return v.Value
}

// agg reads the aggregation of that name.
func (a *answer) agg(name string, out any) error {
	if err := json.Unmarshal(a.Aggregations[name], out); err != nil {
		return fmt.Errorf("opensearch: the cluster's answer, aggregation %s: %w", name, err)
	}
	return nil
}

// ask sends one search of a view. An answer of some shards alone is an error.
func (x *Index) ask(ctx context.Context, view string, body object, parameters ...string) (*answer, error) {
	body["pit"] = object{"id": view, "keep_alive": seconds(keepAlive)}
	p := append([]string{"allow_partial_search_results=false"}, parameters...)
	a := &answer{}
	err := x.client.call(ctx, http.MethodPost, "/_search?"+strings.Join(p, "&"), body, a)
	if err == nil && (a.Timed || a.Shards.Failed > 0) {
		err = &ServerError{Status: http.StatusServiceUnavailable, Type: "partial", Reason: "some shards did not answer"}
	}
	return a, err
}

// readPatience is how long a search is asked again when a node goes. The others, if
// they are busy, need several seconds to elect a manager, and until then they name it
// as the holder of shards.
const readPatience = 30 * time.Second

// search is ask of the snapshot's view, or of another with the same content if that
// is lost. A cluster that has too much to do is asked again a little later.
func (s *Snapshot) search(ctx context.Context, body object, parameters ...string) (*answer, error) {
	begin := time.Now()
	for try := 0; ; try++ {
		view := s.current()
		a, err := s.x.ask(ctx, view, body, parameters...)
		switch {
		case err == nil || time.Since(begin) > readPatience:
			return a, err
		case lost(err):
			err = s.renew(ctx, view, try)
		case status(err) == http.StatusTooManyRequests:
			err = pause(ctx, try)
		}
		if err != nil {
			return nil, err
		}
	}
}

// lost reports whether the view that was asked may be gone, with its node or by age.
// A cluster tells of a node that has just gone in many ways, all of status 5xx.
func lost(err error) bool {
	return errors.Is(err, ErrExpired) || errors.Is(err, ErrUnreachable) || status(err) >= 500 && !tooHard(err)
}

// renew takes another view in place of old, one with the same content.
func (s *Snapshot) renew(ctx context.Context, old string, try int) error {
	if err := pause(ctx, try); err != nil {
		return err
	}
	if s.current() != old {
		return nil // another search has done so
	}
	view, c, err := s.x.open(ctx)
	if lost(err) {
		return nil // it is tried again
	}
	if err != nil {
		return err
	}
	if c != s.content {
		s.x.release(view)
		return fmt.Errorf("opensearch: %w: the cluster lost it, and %s has changed since; ask again", ErrExpired, s.x.name)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.view == "" { // closed meanwhile
		s.x.release(view)
		return ErrExpired
	}
	s.view = view
	return nil
}

func seconds(d time.Duration) string { return fmt.Sprintf("%ds", int(d.Seconds())) }
