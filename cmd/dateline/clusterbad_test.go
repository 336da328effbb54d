package main

import (
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	neturl "net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/opensearch/clustertest"
)

// refuses runs a command that must end with code within five seconds and say in one
// line why, and what to do.
func refuses(t *testing.T, env map[string]string, code int, says string, args ...string) {
	t.Helper()
	start := time.Now()
	r := runs(t, env, args...)
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("dateline %q: %s, want 5 s at most", args, took)
	}
	if r.code != code || strings.Count(r.stderr, "\n") != 1 || !strings.Contains(r.stderr, says) || r.out != "" {
		t.Errorf("dateline %q: exit %d, want %d; stdout %q; stderr, want one line with %q:\n%s", args, r.code, code, r.out, says, r.stderr)
	}
	t.Logf("%d %s", r.code, r.stderr)
}

// TestClusterAbsent: no server, one that takes connections and never answers, one
// that is no OpenSearch, one of another version.
func TestClusterAbsent(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	answers := func(status int, body string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	for _, c := range []struct{ url, says string }{
		{"http://" + closed.Addr().String(), "refused"},
		{"http://" + silent.Addr().String(), "does not answer"},
		{"http://nosuchhost.invalid:9200", "nosuchhost.invalid"},
		{answers(200, "<html>router</html>"), "OpenSearch"},
		{answers(200, `{"version":{"number":"8.11.0"},"tagline":"You Know, for Search"}`), "want opensearch"},
		{answers(200, `{"version":{"distribution":"opensearch","number":"1.3.20"},"tagline":"The OpenSearch Project: https://opensearch.org/"}`), "1.3.20"},
		{answers(503, `{"error":{"type":"cluster_manager_not_discovered_exception","reason":null},"status":503}`), "cluster_manager_not_discovered"},
	} {
		for _, args := range [][]string{
			{"search", "--index", c.url + "/news", "truce"},
			{"index", "--index", c.url + "/news", "../../seeds"},
			{"stats", "--index", c.url + "/news"},
		} {
			refuses(t, nil, codeNoCluster, c.says, args...)
		}
	}
}

// TestClusterAddress: a URL that cannot name an index is a matter of usage.
func TestClusterAddress(t *testing.T) {
	for url, says := range map[string]string{
		"http://127.0.0.1:9200":                   "want http://host:9200/name",
		"http://127.0.0.1:9200/":                  "index name",
		"http://127.0.0.1:9200/News":              "lower-case",
		"http://127.0.0.1:9200/_all":              "letter or digit first",
		"http://user:secret@127.0.0.1:9200/news":  "environment",
		"https://user:secret@127.0.0.1:9200/news": "environment",
	} {
		refuses(t, nil, codeUsage, says, "search", "--index", url, "truce")
		if r := runs(t, nil, "search", "--index", url, "truce"); strings.Contains(r.stderr, "secret") {
			t.Errorf("the password is printed: %s", r.stderr)
		}
	}
	both := map[string]string{"DATELINE_CLUSTER_API_KEY": "k", "DATELINE_CLUSTER_USER": "u"}
	refuses(t, both, codeUsage, "unset one", "search", "--index", "http://127.0.0.1:9/news", "truce")
	ca := map[string]string{"DATELINE_CLUSTER_CA": "nosuch.pem"}
	refuses(t, ca, codeIO, "DATELINE_CLUSTER_CA: nosuch.pem", "search", "--index", "https://127.0.0.1:9/news", "truce")
}

// TestClusterSecure puts TLS and a password in front of a real cluster.
func TestClusterSecure(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	plain, err := neturl.Parse(clusterIndex(t))
	if err != nil {
		t.Fatal(err)
	}
	behind := httputil.NewSingleHostReverseProxy(&neturl.URL{Scheme: "http", Host: plain.Host})
	front := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		switch {
		case user == "reader" && password == "pass:word", r.Header.Get("Authorization") == "ApiKey abc123":
			behind.ServeHTTP(w, r)
		case user == "narrow":
			http.Error(w, `{"error":{"type":"security_exception","reason":"no permissions for [indices:data/read/search]"},"status":403}`, http.StatusForbidden)
		default:
			w.Header().Set("WWW-Authenticate", "Basic")
			http.Error(w, "Unauthorized", http.StatusUnauthorized)
		}
	}))
	front.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	front.StartTLS()
	defer front.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: front.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	env := func(pairs ...string) map[string]string {
		e := map[string]string{"DATELINE_CLUSTER_CA": ca}
		for i := 0; i < len(pairs); i += 2 {
			e["DATELINE_CLUSTER_"+pairs[i]] = pairs[i+1]
		}
		return e
	}
	url := front.URL + plain.Path
	good := env("USER", "reader", "PASSWORD", "pass:word")
	if r := runs(t, good, "index", "--index", url, "../../seeds"); r.code != 0 {
		t.Fatalf("index with TLS and a password: exit %d: %s", r.code, r.stderr)
	}
	for _, e := range []map[string]string{good, env("API_KEY", "abc123")} {
		if r := runs(t, e, "search", "--index", url, "--json", "witkoff"); r.code != 0 || !strings.Contains(r.out, `"total":5,`) {
			t.Errorf("search: exit %d: %s%s", r.code, r.out, r.stderr)
		}
	}
	search := []string{"search", "--index", url, "witkoff"}
	refuses(t, env("USER", "reader", "PASSWORD", "wrong"), codeNoCluster, "DATELINE_CLUSTER_PASSWORD", search...)
	refuses(t, env("API_KEY", "wrong"), codeNoCluster, "DATELINE_CLUSTER_API_KEY", search...)
	refuses(t, env(), codeNoCluster, "DATELINE_CLUSTER_", search...)
	refuses(t, env("USER", "narrow", "PASSWORD", "x"), codeNoCluster, "no permissions", search...)
	refuses(t, map[string]string{"DATELINE_CLUSTER_USER": "reader", "DATELINE_CLUSTER_PASSWORD": "pass:word"}, codeNoCluster, "DATELINE_CLUSTER_CA", search...)
	refuses(t, good, codeNoCluster, "begin the address with https", "search", "--index", "http"+strings.TrimPrefix(url, "https"), "witkoff")
}

// TestClusterRefuses: a real cluster whose index is missing, another program's, full,
// or closed to writing.
func TestClusterRefuses(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	url := clusterIndex(t)
	at := clustertest.Shared(t).URL()
	refuses(t, nil, codeNoCluster, "dateline index", "search", "--index", url, "truce")
	refuses(t, nil, codeNoCluster, "dateline index", "delete", "--index", url, "1")
	refuses(t, nil, codeNoCluster, "dateline index", "reanalyze", "--index", url)

	ask(t, http.MethodPut, url+"-foreign", `{"mappings":{"properties":{"body":{"type":"text"}}}}`)
	refuses(t, nil, codeDamaged, "choose another name", "search", "--index", url+"-foreign", "truce")
	refuses(t, nil, codeDamaged, "choose another name", "index", "--index", url+"-foreign", "../../seeds")

	succeeds(t, "index", "--index", url, "../../seeds")
	seed := filepath.Join(t.TempDir(), "more.jsonl")
	if err := os.WriteFile(seed, []byte(`{"id":"more","text":"A truce."}`+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, block := range []string{"read_only_allow_delete", "read_only", "write"} {
		ask(t, http.MethodPut, url+"/_settings", `{"index.blocks.`+block+`":true}`)
		refusesWrite(t, "index", "--index", url, seed)
		if r := succeeds(t, "search", "--index", url, "--json", "witkoff"); !strings.Contains(r.out, `"total":5,`) {
			t.Errorf("search with the block %s: %s", block, r.out)
		}
		ask(t, http.MethodPut, url+"/_settings", `{"index.blocks.`+block+`":null}`)
	}
	ask(t, http.MethodPut, at+"/_cluster/settings", `{"transient":{"cluster.blocks.create_index":"true"}}`)
	defer ask(t, http.MethodPut, at+"/_cluster/settings", `{"transient":{"cluster.blocks.create_index":null}}`)
	refusesWrite(t, "index", "--index", url+"-other", seed)
}

// refusesWrite is refuses for a write that the cluster takes no more: exit 4.
func refusesWrite(t *testing.T, args ...string) {
	t.Helper()
	refuses(t, nil, codeIO, "takes no more writes", args...)
}

func ask(t *testing.T, method, url, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s", method, url, answer.Status)
	}
}
