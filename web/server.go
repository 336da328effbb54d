// Package web shows a collection in the browser: search with facets and a timeline,
// articles with what was found in them, quotations side by side, comparisons,
// export. Pages are made on the server and work without scripts; the whole state of
// a page stands in its address, so that every view is a link. Every page has a
// .json twin, which is what the command line prints with --json.
package web

import (
	"context"
	"embed"
	"io"
	"net/http"
	"sync/atomic"

	"dateline/corpus"
	"dateline/export"
	"dateline/query"
)

// A Collection is what the pages show, and what they need to know of it.
type Collection struct {
	// Snapshot returns the newest view; the pages close it.
	Snapshot func(context.Context) (query.Snapshot, error)
	// Cheap says that a snapshot costs next to nothing and tells its generation: it is
	// taken before a page has its turn, and pages of one generation are shared.
	Cheap   bool
	Lexicon query.Lexicon
	// Statements groups the quotations of the matching articles, as `dateline quotes` does.
	Statements func(context.Context, query.Snapshot, *query.Compiled) ([]Statement, error)
	// Show returns what `dateline show --json` prints of an article.
	Show func(*corpus.Annotated) any
	// JSON writes v as the command line does.
	JSON     func(io.Writer, any) error
	Versions export.Versions
	Flags    string // how a command line names the collection: "--index news.index"
}

// A Statement is one utterance with every rendering of it.
type Statement struct {
	ID       string
	Speaker  *Speaker // nil when unknown
	Text     string
	Date     string
	Variants []Variant
	As       any // as the command line prints it
}

// A Speaker is an entity, or an unnamed source by its description.
type Speaker struct{ Entity, Name string }

// A Variant is one rendering, described by how it differs from the fullest one.
type Variant struct {
	Article, Outlet, OutletName, Published string
	OutletStatus                           corpus.Status
	Field                                  string
	Start, End                             int
	Text                                   string
	Edit                                   string
	Dropped                                []Dropped
	Changes                                []Change
}

// Dropped is one run of words that a rendering leaves out; Marked says that an
// ellipsis or a bracket stands there.
type Dropped struct {
	Where, Words string
	Marked       bool
}

// A Change is one run of a word diff: "=" both, "-" the fullest alone, "+" this one alone.
type Change struct{ Op, Words string }

//go:embed templates static
var files embed.FS

// server answers requests over one collection.
type server struct {
	Collection
	limits Limits
	slots  chan struct{} // pages at work
	slow   chan struct{} // those that take long
	writes chan struct{} // exports at work
	spoken atomic.Pointer[spoken]
	pages  pages
	trees  trees
}

// Handler returns the pages of a collection behind every guard of the package.
func Handler(c Collection, l Limits) http.Handler {
	l = l.orDefault()
	s := &server{Collection: c, limits: l, slots: make(chan struct{}, l.Pages), slow: make(chan struct{}, (l.Pages+1)/2), writes: make(chan struct{}, l.Exports)}
	mux := http.NewServeMux()
	page := func(pattern string, show func(*server, *visit) error) { mux.HandleFunc("GET "+pattern, s.shared(show)) }
	twin := func(pattern string, show func(*server, *visit) error) { mux.HandleFunc("GET "+pattern, s.page(show)) }
	page("/{$}", (*server).search)
	twin("/search.json", (*server).searchJSON)
	twin("/facets.json", (*server).facetsJSON)
	twin("/facets.csv", (*server).facetsCSV)
	page("/article/{id...}", (*server).article)
	page("/article", (*server).article)
	twin("/article.json", (*server).articleJSON)
	page("/why", (*server).why)
	twin("/why.json", (*server).whyJSON)
	page("/lines", (*server).lines)
	twin("/lines.json", (*server).linesJSON)
	twin("/lines.csv", (*server).linesCSV)
	page("/quotes", (*server).quotes)
	twin("/quotes.json", (*server).quotesJSON)
	twin("/quotes.csv", (*server).quotesCSV)
	page("/compare", (*server).compare)
	twin("/compare.json", (*server).compareJSON)
	twin("/compare.csv", (*server).compareCSV)
	page("/export", (*server).export)
	page("/help", (*server).help)
	mux.HandleFunc("GET /search.csv", s.stream(rowsCSV))
	mux.HandleFunc("GET /export/rows", s.stream(rowsAsked))
	mux.HandleFunc("GET /export.json", s.stream(manifestAlone))
	mux.HandleFunc("GET /static/{name}", static)
	mux.HandleFunc("/", s.nothing)
	return s.guard(mux)
}
