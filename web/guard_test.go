package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"dateline/query"
)

// stuck is a collection whose snapshots come when go is closed; asked counts those
// that wait.
func stuck(open chan struct{}) Collection {
	return Collection{
		JSON: func(w io.Writer, v any) error { return json.NewEncoder(w).Encode(v) },
		Snapshot: func(ctx context.Context) (query.Snapshot, error) {
			select {
			case <-open:
				return nil, query.ErrNoArticle
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		},
	}
}

func ask(h http.Handler, change func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "http://localhost/help?q=x", nil)
	change(r)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestGuard holds what is refused before any page is made, and the headers of every answer.
func TestGuard(t *testing.T) {
	open := make(chan struct{})
	close(open)
	h := Handler(stuck(open), Limits{Hosts: []string{"localhost", "127.0.0.1", "::1"}})
	host := func(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }
	for _, c := range []struct {
		name   string
		change func(*http.Request)
		want   int
	}{
		{"known host", host("localhost:80"), 404},
		{"upper case", host("LOCALHOST"), 404},
		{"trailing dot", host("localhost."), 404},
		{"address 6", host("[::1]:8080"), 404},
		{"another host", host("evil.example"), 421},
		{"a host that begins so", host("localhost.evil.example"), 421},
		{"no host", host(""), 421},
		{"same-origin post", func(r *http.Request) { r.Method = "POST" }, 405},
		{"cross-site post", func(r *http.Request) { r.Method = "POST"; r.Header.Set("Sec-Fetch-Site", "cross-site") }, 403},
		{"post of another origin", func(r *http.Request) { r.Method = "POST"; r.Header.Set("Origin", "http://evil.example") }, 403},
		{"a body", func(r *http.Request) { r.ContentLength = 1 << 20 }, 413},
		{"a long address", func(r *http.Request) { r.RequestURI = "/?q=" + strings.Repeat("a", maxHeader) }, 414},
		{"no page", func(r *http.Request) { r.URL.Path = "/static/../guard.go" }, 404},
		{"no asset", func(r *http.Request) { r.URL.Path = "/static/nosuch.js" }, 404},
		{"an asset", func(r *http.Request) { r.URL.Path = "/static/app.css" }, 200},
	} {
		w := ask(h, c.change)
		if got := w.Code; got != c.want && !(c.want == 404 && (got == 307 || got == 301)) {
			t.Errorf("%s: status %d, want %d", c.name, got, c.want)
		}
		for name, part := range map[string]string{"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer"} {
			if !strings.Contains(w.Header().Get(name), part) {
				t.Errorf("%s: header %s is %q, want %q", c.name, name, w.Header().Get(name), part)
			}
		}
		if to := w.Header().Get("Location"); strings.HasPrefix(to, "//") {
			t.Errorf("%s: leads to another server: %s", c.name, to)
		}
	}
}

// TestTurns fills the only turn with a page that does not end: the next one is told
// to come again, and the turn is free once the first client has left.
func TestTurns(t *testing.T) {
	h := Handler(stuck(make(chan struct{})), Limits{Hosts: []string{"localhost"}, Pages: 1, Wait: 20 * time.Millisecond, Time: 50 * time.Millisecond})
	ctx, leave := context.WithCancel(context.Background())
	left := make(chan int)
	s := httptest.NewRequest("GET", "http://localhost/?q=x", nil).WithContext(ctx)
	go func() {
		w := httptest.NewRecorder()
		Handler(stuck(make(chan struct{})), Limits{Hosts: []string{"localhost"}, Pages: 1, Time: time.Hour}).ServeHTTP(w, s)
		left <- w.Body.Len()
	}()
	first := make(chan int)
	go func() { first <- ask(h, func(*http.Request) {}).Code }()
	time.Sleep(10 * time.Millisecond)
	w := ask(h, func(*http.Request) {})
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("second page: status %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	if code := <-first; code != http.StatusServiceUnavailable {
		t.Errorf("a page beyond its time: status %d, want 503", code)
	}
	leave()
	select {
	case n := <-left:
		if n != 0 {
			t.Errorf("a client that left got %d bytes", n)
		}
	case <-time.After(5 * time.Second):
		t.Error("a page goes on for a client that left")
	}
}

// TestSlowHeaders closes the connection of a client that does not end its headers.
func TestSlowHeaders(t *testing.T) {
	server := Server(Handler(stuck(make(chan struct{})), Limits{Hosts: []string{"localhost"}}))
	if server.ReadHeaderTimeout == 0 || server.ReadTimeout == 0 || server.IdleTimeout == 0 || server.WriteTimeout == 0 || server.MaxHeaderBytes == 0 {
		t.Fatalf("a timeout is missing: %+v", server)
	}
	server.ReadHeaderTimeout = 100 * time.Millisecond
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(l) }()
	defer server.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Write([]byte("GET / HTTP/1.1\r\nHost: localhost\r\nX: ")); err != nil {
		t.Fatal(err)
	}
	_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
	answer, err := io.ReadAll(c)
	if err != nil || bytes.Contains(answer, []byte(" 200 ")) {
		t.Errorf("after slow headers: %q, %v; want the connection closed", answer, err)
	}
}

// TestState holds that links change what they say and nothing else.
func TestState(t *testing.T) {
	read := func(q string) state {
		v, err := url.ParseQuery(q)
		if err != nil {
			t.Fatal(err)
		}
		return state{v}
	}
	st := read("q=a+b&outlet=%40x&outlet=%40y&after=cur&since=&not-actor=%40z&sort=date&find-place=g")
	for _, c := range []struct{ got, want string }{
		{st.At("/"), "/?find-place=g&not-actor=%40z&outlet=%40x&outlet=%40y&q=a+b&sort=date"},
		{st.without("outlet", "@x").At("/"), "/?find-place=g&not-actor=%40z&outlet=%40y&q=a+b&sort=date"},
		{st.add("outlet", "@y").At("/"), st.At("/")},
		{st.Query().At("/quotes"), "/quotes?not-actor=%40z&outlet=%40x&outlet=%40y&q=a+b"},
		{st.Bare(), "/?q=a+b"},
		{articleAddress("2025/a b.txt", st.set("sort", "")), "/article/2025/a%20b.txt?not-actor=%40z&outlet=%40x&outlet=%40y&q=a+b"},
		{articleAddress("x.json", read("")), "/article?id=x.json"},
		{articleAddress("../etc/passwd", read("")), "/article?id=..%2Fetc%2Fpasswd"},
		{articleAddress("a//b", read("")), "/article?id=a%2F%2Fb"},
		{articleAddress("a?b#c%2f", read("")), "/article/a%3Fb%23c%252f"},
		{articleTwin("x.json"), "/article.json?id=x.json"},
		{articleTwin("a/b.txt"), "/article/a/b.txt.json"},
	} {
		if c.got != c.want {
			t.Errorf("got  %s\nwant %s", c.got, c.want)
		}
	}
	for _, bad := range []string{"bogus=1", "q=a&q=b", "find-nothing=1", "size=9999", "size=x", "sort=up", "match=some"} {
		if _, err := read(bad).options(); err == nil {
			t.Errorf("%s is not refused", bad)
		}
	}
	s := &server{Collection: Collection{Flags: "--index news"}}
	if got, want := s.command("search", read("q=-a+%27b%27&outlet=Fox+News&distinct=1")), `dateline search --index news --distinct --outlet 'Fox News' -- '-a '\''b'\'''`; got != want {
		t.Errorf("command %s, want %s", got, want)
	}
}

// TestAddresses holds which addresses become links.
func TestAddresses(t *testing.T) {
	for _, a := range []string{"http://a.example/x", "https://a.example", "HTTPS://a.example"} {
		if webAddress(a) != a {
			t.Errorf("%s is no link", a)
		}
	}
	for _, a := range []string{"javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//evil.example", "/etc", "http:", " javascript:alert(1)", "\x01javascript:x", ""} {
		if webAddress(a) != "" {
			t.Errorf("%q is a link", a)
		}
	}
}

// TestBuckets lays out every width of column over ends of years and short months.
func TestBuckets(t *testing.T) {
	for _, c := range []struct {
		by, first, last string
		n               int
		since, until    string // of the last column
	}{
		{"day", "2024-02-27", "2024-03-01", 4, "2024-03-01", "2024-03-01"},
		{"week", "2025-W52", "2026-W02", 3, "2026-01-05", "2026-01-11"},
		{"week", "2020-W53", "2021-W01", 2, "2021-01-04", "2021-01-10"},
		{"month", "2024-12", "2025-02", 3, "2025-02-01", "2025-02-28"},
		{"year", "2023", "2024", 2, "2024-01-01", "2024-12-31"},
	} {
		line := &timeline{By: c.by}
		line.buckets(query.Facet{Values: []query.FacetValue{{ID: c.first, Count: 2}, {ID: c.last, Count: 1}}})
		if len(line.Columns) != c.n {
			t.Errorf("%s %s to %s: %d columns, want %d", c.by, c.first, c.last, len(line.Columns), c.n)
			continue
		}
		last := line.Columns[c.n-1]
		if last.ID != c.last || last.Since != c.since || last.Until != c.until || last.Count != 1 || line.Max != 2 {
			t.Errorf("%s: last column %+v, want %s from %s until %s", c.by, last, c.last, c.since, c.until)
		}
	}
}

// TestSlowLane lets a quick page pass slow ones that hold every slot, and no further
// slow one than there is room for.
func TestSlowLane(t *testing.T) {
	s := &server{limits: Limits{Pages: 2, Wait: 4 * slowAfter}.orDefault(), slots: make(chan struct{}, 2), slow: make(chan struct{}, 1)}
	take := func() func() {
		t.Helper()
		leave, err := s.wait(context.Background(), s.slots)
		if err != nil {
			t.Fatal(err)
		}
		return leave
	}
	begin := time.Now()
	first, second := take(), take()
	third := take() // when one of the two has moved
	if waited := time.Since(begin); waited < slowAfter/2 {
		t.Errorf("a third page was let in after %v", waited)
	}
	if _, err := s.wait(context.Background(), s.slots); !errors.Is(err, errBusy) {
		t.Errorf("a fourth page beside three slow ones: %v, want %v", err, errBusy)
	}
	first()
	second()
	third()
	if len(s.slots)+len(s.slow) != 0 {
		t.Errorf("%d slots and %d slow ones are held by nobody", len(s.slots), len(s.slow))
	}
}
