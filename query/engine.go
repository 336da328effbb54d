package query

import (
	"context"
	"iter"

	"dateline/corpus"
)

// An Engine stores annotated articles and answers requests over them. The
// embedded index and the cluster implement it; enginetest is its contract.
type Engine interface {
	// Put stores articles by id, replacing those it has; of those of one id the last
	// counts. They are durable when it returns. An article is taken when there is room
	// for it, so that any number may come.
	Put(ctx context.Context, articles iter.Seq[corpus.Annotated]) error
	// Delete removes articles; an id that is absent is no error.
	Delete(ctx context.Context, ids []string) error
	Snapshot(ctx context.Context) (Snapshot, error)
	Close() error
}

// A Snapshot is one consistent view: later writes do not show.
type Snapshot interface {
	// ID is equal for equal content: an order-free hash of (id, content hash).
	ID() string
	// Count is the number of live articles.
	Count() int
	// Search answers r: the total, the first Size hits behind After, and facets. It may
	// keep what it finds by the identity of r.Query: a tree that was asked does not change.
	Search(ctx context.Context, r Request) (Result, error)
	// Scan yields every match once, by published, then id, whatever r.Sort says.
	Scan(ctx context.Context, r Request) iter.Seq2[Hit, error]
	// Get returns the article with its streams. The error is ErrNoArticle for an unknown id.
	Get(ctx context.Context, id string) (*corpus.Annotated, error)
	// Hashes yields every live id with its content hash, by id.
	Hashes(ctx context.Context) iter.Seq2[Hash, error]
	// Words yields the terms of the word layer of title and text that p means and
	// that stand in at least one live article, in byte order, with the number of
	// such articles.
	Words(ctx context.Context, p *Pattern) iter.Seq2[WordCount, error]
	Close() error
}

// A Hash is one article's content hash (hex SHA-256 of what was ingested).
type Hash struct{ ID, Sum string }

// A WordCount is a word and the number of articles that hold it.
type WordCount struct {
	Word     string
	Articles int
}

// A Request is one compiled search. Query is resolved; counts, hits, facets and
// export share it.
type Request struct {
	Query    Node
	Filters  []Filter // facet selections: OR within one, AND across
	Sort     Sort
	Size     int    // hits wanted; 0 counts only
	After    string // Result.Next of the page before, "" for the first
	Facets   []FacetRequest
	Load     Load   // how much of each hit to load
	Distinct bool   // near-copies among the articles that Query matches count once: in hits, total and facets
	MaxTerms int    // cap on distinct expanded terms of Query; 0 is DefaultMaxTerms
	Zone     string // IANA zone for date filters and histograms; "" is each article's own

	// Fleeting says that a hit of Scan is looked at only until the next one is asked
	// for, so that the engine may use its memory again.
	Fleeting bool
	// Escape, with Fleeting and LoadBody, appends a text as the reader wants it, each
	// byte for itself: what it makes of two pieces is what it makes of the whole. An
	// engine may give the text as Hit.Escaped then and leave it out of the article.
	Escape func(dst []byte, text string) []byte
}

// DefaultMaxTerms caps the distinct terms that patterns of one query expand to.
// Over the cap Search and Scan return a *CapError.
const DefaultMaxTerms = 100_000

// A Filter narrows by one facet: it keeps the articles that have a value among IDs
// or, with Missing, none at all; Exclude keeps the others. IDs holds, for
// hierarchical and merged values, every id that counts (Lexicon.Covers). A
// histogram bucket is given as From, To and read as DateRange reads them.
type Filter struct {
	Facet   string   `json:"facet"` // actor, place, outlet, ...
	IDs     []string `json:"ids,omitempty"`
	Missing bool     `json:"missing,omitempty"` // the articles without any value too
	Exclude bool     `json:"exclude,omitempty"`
	From    string   `json:"from,omitempty"` // facet "date": inclusive ISO days
	To      string   `json:"to,omitempty"`
}

// Sort is the order of hits. Ties fall by published (Instant; newest first), then id.
// Undated articles stand last in every order by date, Scan's too.
type Sort string

const (
	ByScore  Sort = "score"
	ByDate   Sort = "date" // oldest first
	ByNewest Sort = "-date"
)

// Load says what of a hit is loaded.
type Load int

const (
	LoadMeta    Load = iota // the article without its text, mentions and quotes
	LoadBody                // the article with its text alone
	LoadText                // the article with text, mentions, quotes, dates
	LoadStreams             // LoadText and the token streams, ready for Match
)

// A FacetRequest asks for counts of one facet. Names: actor and place (the entities
// of the mentions with that role), outlet, original, agency, cites, speaker, type
// (the types of the mentions of role actor or place), language, collection, and
// date with an Interval. Values are canonical (Lexicon.Canonical); a place counts
// under each of its Ancestors too. Buckets of date are "2025-07-24", "2025-W30"
// (ISO week), "2025-07", "2025"; an article whose date is known less precisely than
// the bucket counts as missing.
type FacetRequest struct {
	Name     string `json:"name"`
	Size     int    `json:"size,omitempty"`     // values wanted; 0 is all
	Prefix   string `json:"prefix,omitempty"`   // keep values whose folded name, from one of its words on, starts with this
	Interval string `json:"interval,omitempty"` // date: day, week, month, year
}

// A Result answers a Request. Total is exact.
type Result struct {
	Total  int
	Hits   []Hit
	Facets []Facet
	Next   string   // cursor of the next page, "" at the end
	Terms  int      // distinct terms that patterns expanded to
	Notes  []string // how the engine came to it, where a reader should know
}

// A Hit is one matching article.
type Hit struct {
	Score   float64
	Article *corpus.Annotated // as much as Request.Load asks
	Copies  []string          // with Distinct: ids of the matching near-copies that it stands for
	Escaped []byte            // the text as Request.Escape writes it, nil where Article has it
}

// A Facet is the exact number of matching articles for each value. Filters on the
// facet itself do not narrow its counts, unless they exclude.
type Facet struct {
	Name     string       `json:"name"`
	Values   []FacetValue `json:"values"`   // by count, then id; histograms by date
	Missing  int          `json:"missing"`  // matching articles without a value
	Distinct int          `json:"distinct"` // number of values that count at least one, after Prefix, before Size
}

// A FacetValue is one value of a facet. Parent is set in hierarchical facets, whose
// parents count the union of their own articles and their children's.
type FacetValue struct {
	ID     string        `json:"id"`
	Name   string        `json:"name"`
	Count  int           `json:"count"`
	Parent string        `json:"parent,omitempty"`
	Status corpus.Status `json:"status,omitempty"` // outlet: credited, where every article of it is
}
