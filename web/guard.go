package web

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"time"
)

// Limits bound what one server does at once. Zero values take the defaults.
type Limits struct {
	Hosts   []string      // host names it answers to, without ports
	Token   string        // password of every request; "" asks for none
	Pages   int           // pages made at once (default twice the processors), and half as many slow ones
	Exports int           // exports written at once (default 4)
	Wait    time.Duration // for a turn, before 503 (default 10 s)
	Time    time.Duration // for making one page, before 503 (default 30 s)
}

func (l Limits) orDefault() Limits {
	if l.Pages <= 0 {
		l.Pages = 2 * runtime.GOMAXPROCS(0)
	}
	if l.Exports <= 0 {
		l.Exports = 4
	}
	if l.Wait <= 0 {
		l.Wait = 10 * time.Second
	}
	if l.Time <= 0 {
		l.Time = 30 * time.Second
	}
	return l
}

// Limits of one request and one connection.
const (
	maxHeader = 32 << 10 // bytes; a query is at most 8 KiB, escaped up to 24
	maxBody   = 1 << 10  // no page takes a body
)

// Server returns an HTTP server with the timeouts that slow clients need to be held to.
func Server(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, MaxHeaderBytes: maxHeader,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 20 * time.Second,
		WriteTimeout: 90 * time.Second, IdleTimeout: 2 * time.Minute,
	}
}

// policy allows our own style sheet and script and nothing else: no inline script,
// no foreign address, no frame.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard puts the checks of every request around h.
func (s *server) guard(h http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	inner := cross.Handler(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		header.Set("Cache-Control", "no-store")
		switch {
		case !s.known(r.Host):
			http.Error(w, "this server does not answer to that host name", http.StatusMisdirectedRequest)
			return
		case !s.allowed(r):
			header.Set("WWW-Authenticate", `Basic realm="dateline", charset="UTF-8"`)
			http.Error(w, "a token is needed: as the password of any user, or as Authorization: Bearer TOKEN", http.StatusUnauthorized)
			return
		case len(r.RequestURI) > maxHeader:
			http.Error(w, "the address is too long", http.StatusRequestURITooLong)
			return
		case r.ContentLength > maxBody:
			http.Error(w, "no page takes a body", http.StatusRequestEntityTooLarge)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		inner.ServeHTTP(w, r)
	})
}

// known reports whether a Host header names this server. Another name that resolves
// to this address may be a page elsewhere that would read the collection (DNS
// rebinding).
func (s *server) known(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	for _, h := range s.limits.Hosts {
		if host == strings.ToLower(h) {
			return true
		}
	}
	return false
}

// allowed compares hashes, whose length tells nothing.
func (s *server) allowed(r *http.Request) bool {
	if s.limits.Token == "" {
		return true
	}
	_, given, ok := r.BasicAuth()
	if !ok {
		given, ok = strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	}
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(s.limits.Token))
	return ok && subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

var errBusy = errors.New("web: too many pages are being made")

// A place is one of the slots that a page holds while it is made. After slowAfter it
// is exchanged for a place among the slow pages, if there is one, so that quick pages
// do not wait until slow ones are done; no more of these are under way than that.
type place struct {
	mu   sync.Mutex
	held chan struct{} // where it stands; nil once it is given back
	move *time.Timer
}

const slowAfter = 250 * time.Millisecond

func (p *place) exchange(slow chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held == nil {
		return
	}
	select {
	case slow <- struct{}{}:
		<-p.held
		p.held = slow
	default:
	}
}

func (p *place) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.move != nil {
		p.move.Stop()
	}
	<-p.held
	p.held = nil
}

// wait waits for one of slots; the function returned gives it back.
func (s *server) wait(ctx context.Context, slots chan struct{}) (func(), error) {
	timer := time.NewTimer(s.limits.Wait)
	defer timer.Stop()
	select {
	case slots <- struct{}{}:
	case <-timer.C:
		return nil, errBusy
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	p := &place{held: slots}
	if slots == s.slots {
		p.move = time.AfterFunc(slowAfter, func() { p.exchange(s.slow) })
	}
	return p.leave, nil
}
