package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"dateline/query"
)

// A visit is one request for a page, with the view that all of it is made from.
type visit struct {
	context.Context
	w     http.ResponseWriter
	r     *http.Request
	snap  query.Snapshot
	state state
}

// page makes a handler of show: it waits for a turn, opens a snapshot, and tells what
// went wrong as the reader asked for it, in a page or in JSON.
func (s *server) page(show func(*server, *visit) error) http.HandlerFunc {
	return s.handle(func(v *visit) error {
		return s.turn(v, s.slots, s.limits.Time, func() error {
			return s.open(v, func() error { return show(s, v) })
		})
	})
}

// shared makes a handler of show like page, for answers that many clients may get.
func (s *server) shared(show func(*server, *visit) error) http.HandlerFunc {
	if !s.Cheap {
		return s.page(show)
	}
	return s.handle(func(v *visit) error {
		return s.open(v, func() error {
			m, err := s.pages.get(v, generationOf(v.snap)+" "+v.r.URL.RequestURI(), func(m *made) error {
				to := v.w
				v.w = m
				defer func() { v.w = to }()
				return s.turn(v, s.slots, s.limits.Time, func() error { return show(s, v) })
			})
			if err != nil {
				return err
			}
			return m.send(v.w)
		})
	})
}

func (s *server) handle(do func(*visit) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{Context: r.Context(), w: w, r: r, state: state{r.URL.Query()}}
		if err := do(v); err != nil {
			s.fail(v, err)
		}
	}
}

// open does what is to be done with a snapshot.
func (s *server) open(v *visit, do func() error) (err error) {
	if v.snap, err = s.Snapshot(v); err != nil {
		return err
	}
	defer v.snap.Close()
	return do()
}

// turn waits for one of slots and does what is to be done, for no longer than limit
// unless that is 0.
func (s *server) turn(v *visit, slots chan struct{}, limit time.Duration, do func() error) error {
	done, err := s.wait(v, slots)
	if err != nil {
		return err
	}
	defer done()
	if limit > 0 {
		ctx, cancel := context.WithTimeout(v.Context, limit)
		defer cancel()
		v.Context = ctx
	}
	return do()
}

// usage is a request that cannot be understood.
type usage struct{ error }

func (u usage) Unwrap() error { return u.error }

func usagef(format string, args ...any) error { return usage{fmt.Errorf(format, args...)} }

// failure is what went wrong, for a page and for JSON.
type failure struct {
	Status  int    `json:"status"`
	Message string `json:"message"`
	Column  int    `json:"column,omitempty"`
	Hint    string `json:"hint,omitempty"`
	Caret   string `json:"caret,omitempty"`
}

func (s *server) failureOf(err error) failure {
	var bad *query.Error
	var wrong usage
	var over *query.CapError
	switch {
	case errors.As(err, &bad):
		return failure{http.StatusBadRequest, bad.Message, bad.Column(), bad.Hint, bad.Caret()}
	case errors.As(err, &wrong), errors.As(err, &over), errors.Is(err, query.ErrCursor):
		return failure{Status: http.StatusBadRequest, Message: err.Error()}
	case errors.Is(err, query.ErrNoArticle):
		return failure{Status: http.StatusNotFound, Message: "no such article in this collection"}
	case errors.Is(err, errBusy):
		return failure{Status: http.StatusServiceUnavailable, Message: "too many searches are under way", Hint: "try again in a few seconds"}
	case errors.Is(err, context.DeadlineExceeded):
		return failure{Status: http.StatusServiceUnavailable, Message: fmt.Sprintf("this takes longer than %s, the limit of a page", s.limits.Time),
			Hint: "narrow the query, or ask the command line, which has no limit"}
	}
	return failure{Status: http.StatusInternalServerError, Message: err.Error()}
}

// fail answers with an error. A client that left gets nothing.
func (s *server) fail(v *visit, err error) {
	if errors.Is(err, context.Canceled) {
		return
	}
	f := s.failureOf(err)
	if f.Status == http.StatusServiceUnavailable {
		v.w.Header().Set("Retry-After", "5")
	}
	if f.Status == http.StatusInternalServerError {
		slog.Error("web: page", "path", v.r.URL.Path, "error", err)
	}
	if strings.HasSuffix(v.r.URL.Path, ".json") {
		s.json(v, f.Status, map[string]any{"schema": query.Schema, "error": f})
		return
	}
	s.render(v, f.Status, "failure", pageOf(v, title(f.Status), f))
}

func title(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "This query cannot be read"
	case http.StatusNotFound:
		return "Not found"
	case http.StatusServiceUnavailable:
		return "Busy"
	}
	return "Something went wrong"
}

// nothing answers a path that is no page.
func (s *server) nothing(w http.ResponseWriter, r *http.Request) {
	v := &visit{Context: r.Context(), w: w, r: r, state: state{}}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "pages are read with GET", http.StatusMethodNotAllowed)
		return
	}
	s.render(v, http.StatusNotFound, "failure", pageOf(v, "Not found", failure{Status: 404, Message: "there is no page at this address"}))
}

// json answers with v as the command line prints it.
func (s *server) json(v *visit, status int, value any) error {
	v.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	v.w.WriteHeader(status)
	return s.JSON(v.w, value)
}

// compile reads the query of the visit.
func (s *server) compile(v *visit, o query.Options) (*query.Compiled, error) {
	return s.compileText(v, v.state.Get("q"), o)
}

// compileText compiles a query. Whatever package query says of it is a matter of usage.
func (s *server) compileText(v *visit, text string, o query.Options) (*query.Compiled, error) {
	var err error
	if o.Languages, err = s.languages(v); err != nil {
		return nil, err
	}
	c, err := query.Compile(v, v.snap, s.Lexicon, text, o)
	if err != nil && v.Err() == nil && strings.HasPrefix(err.Error(), "query: ") {
		return c, usage{err}
	}
	if of := generationOf(v.snap); err == nil && of != "" {
		c.Request.Query = s.trees.same(fmt.Sprintf("%s %q %t %t %q %q %q", of, text, o.Literal, o.Any, o.Since, o.Until, o.Zone), c.Request.Query)
	}
	return c, err
}

// spoken are the languages of one generation.
type spoken struct {
	generation string
	languages  []string
}

// languages returns those of the collection, counted once for each generation.
func (s *server) languages(v *visit) ([]string, error) {
	of := generationOf(v.snap)
	if known := s.spoken.Load(); of != "" && known != nil && known.generation == of {
		return known.languages, nil
	}
	list, err := query.Languages(v, v.snap)
	if err != nil {
		return nil, err
	}
	list = append([]string{}, list...) // not nil: they have been asked for
	s.spoken.Store(&spoken{of, list})
	return list, nil
}
