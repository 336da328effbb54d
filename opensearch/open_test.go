package opensearch

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestOpenTells has servers that a cluster's place may be taken by: what is wrong is
// said at once, by its sentinel.
func TestOpenTells(t *testing.T) {
	answers := func(status int, body string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	gone := answers(200, "")
	for _, c := range []struct {
		what, url string
		want      error
		says      string
	}{
		{"nothing listens", "http://127.0.0.1:1/x", ErrUnreachable, "127.0.0.1:1"},
		{"two addresses, nothing listens", "http://127.0.0.1:1,127.0.0.1:2/x", ErrUnreachable, "refused"},
		{"no such host", "http://no-such-host.invalid:9200/x", ErrUnreachable, "no-such-host.invalid"},
		{"wrong password", answers(401, "Unauthorized") + "/x", ErrDenied, "401"},
		{"no permission", answers(403, `{"error":{"root_cause":[{"type":"security_exception","reason":"no permissions for [indices:admin/get]"}],"type":"security_exception"},"status":403}`) + "/x", ErrDenied, "indices:admin/get"},
		{"something else listens", answers(200, "<html>hello</html>") + "/x", ErrServer, ""},
		{"an empty answer", gone + "/x", ErrServer, ""},
		{"another engine", answers(200, `{"version":{"number":"8.1.0","build_flavor":"default"}}`) + "/x", ErrServer, "8.1.0"},
		{"a server that is too old", answers(200, `{"version":{"number":"2.4.1","distribution":"opensearch"}}`) + "/x", ErrServer, "2.4.1"},
		{"https to http", strings.Replace(gone, "http:", "https:", 1) + "/x", ErrUnreachable, "https"},
	} {
		begin := time.Now()
		_, err := Open(t.Context(), c.url, Options{})
		if !errors.Is(err, c.want) || err != nil && !strings.Contains(err.Error(), c.says) || strings.Contains(fmt.Sprint(err), "\n") {
			t.Errorf("%s: %v; want %v, one line with %q", c.what, err, c.want, c.says)
		}
		if spent := time.Since(begin); spent > 5*time.Second {
			t.Errorf("%s: told after %v, want 5 s at most", c.what, spent)
		}
	}
	for _, url := range []string{"http://localhost:9200", "http://localhost:9200/", "localhost:9200/x", "http://localhost/Capital", "http://localhost/a*",
		"http://localhost/_all", "http://u:p@localhost/x", "ftp://localhost/x", "http:///x"} {
		if _, err := Open(t.Context(), url, Options{}); err == nil || strings.Contains(err.Error(), "u:p") {
			t.Errorf("%s: %v; want an error that keeps passwords to itself", url, err)
		}
	}
}

// TestClusterOpenTells has indexes that cannot be read or written.
func TestClusterOpenTells(t *testing.T) {
	url := freshURL(t)
	if _, err := Open(t.Context(), url, Options{}); !errors.Is(err, ErrNoIndex) {
		t.Errorf("a missing index: %v, want ErrNoIndex", err)
	}
	x := open(t, url, nil)
	call := func(method, path string, body any) {
		t.Helper()
		if err := x.client.call(t.Context(), method, path, body, nil); err != nil {
			t.Fatal(err)
		}
	}
	call("PUT", "/"+x.name+"-other", object{"mappings": object{"properties": object{"a": object{"type": "text"}}}})
	foreign := strings.Replace(url, x.name, x.name+"-other", 1)
	if _, err := Open(t.Context(), foreign, Options{Write: true}); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), x.name+"-other") {
		t.Errorf("an index of others: %v, want ErrFormat with its name", err)
	}
	call("PUT", "/"+x.layout.index+"/_mapping", object{"_meta": object{"dateline": object{"format": formatVersion + 1}}})
	if _, err := Open(t.Context(), url, Options{}); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), fmt.Sprint(formatVersion+1)) {
		t.Errorf("an index of another version: %v, want ErrFormat with the number", err)
	}
	call("PUT", "/"+x.layout.index+"/_mapping", object{"_meta": meta(x.options)})

	for _, block := range []string{"read_only_allow_delete", "read_only", "write"} {
		settings := func(on any) {
			call("PUT", "/"+x.layout.index+"/_settings", object{"index": object{"blocks": object{block: on}}})
		}
		settings(true)
		begin := time.Now()
		if err := x.Put(t.Context(), slices.Values(articles(x, "a", 2))); !errors.Is(err, ErrFull) {
			t.Errorf("Put under the block %s: %v, want ErrFull", block, err)
		}
		if spent := time.Since(begin); spent > 5*time.Second {
			t.Errorf("Put under the block %s told after %v, want 5 s at most", block, spent)
		}
		settings(nil)
	}
	if err := x.Put(t.Context(), slices.Values(articles(x, "a", 2))); err != nil {
		t.Errorf("Put with the blocks lifted: %v", err)
	}
}
