package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// served runs `dateline serve` with args until the test ends and returns its address.
func served(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	var stderr bytes.Buffer
	done := make(chan struct{})
	go func() {
		defer close(done)
		run(ctx, append([]string{"serve"}, args...), nil, in, &stderr, os.Getenv)
		in.Close()
	}()
	t.Cleanup(func() {
		cancel()
		go func() { _, _ = io.Copy(io.Discard, out) }()
		<-done
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("serve printed no address: %v\n%s", err, stderr.String())
	}
	return strings.TrimSuffix(strings.TrimSpace(line), "/")
}

// printed is what a command line prints on stdout.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out, stderr bytes.Buffer
	run(context.Background(), args, nil, &out, &stderr, os.Getenv)
	if out.Len() == 0 {
		t.Fatalf("dateline %q printed nothing: %s", args, stderr.String())
	}
	return out.String()
}

func get(t *testing.T, address string) (*http.Response, string) {
	t.Helper()
	client := &http.Client{Timeout: 30 * time.Second}
	r, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r, string(body)
}

// seedIndex indexes the sample articles in a cache of the test's own.
func seedIndex(t *testing.T) string {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir := filepath.Join(t.TempDir(), "news.index")
	var stderr bytes.Buffer
	if code := run(context.Background(), []string{"index", "--index", dir, "../../seeds"}, nil, io.Discard, &stderr, os.Getenv); code != 0 {
		t.Fatalf("index: exit %d: %s", code, stderr.String())
	}
	return dir
}

// TestServeTwins compares the JSON and CSV forms of the pages with what the command
// line prints, byte for byte.
func TestServeTwins(t *testing.T) {
	dir := seedIndex(t)
	base := served(t, "--index", dir)
	const id, faith = "002_286b760439fb4c74.txt", "Witkoff good faith"
	q := url.QueryEscape
	for _, c := range []struct {
		at   string
		args []string
	}{
		{"/search.json?q=" + q(faith), []string{"search", "--json", faith}},
		{"/search.json?q=witkoff&outlet=" + q("Fox News") + "&outlet=@politico&not-actor=@qatar&sort=date&size=2", []string{"search", "--json", "--outlet", "Fox News", "--outlet", "@politico", "--not-actor", "@qatar", "--sort", "date", "--size", "2", "witkoff"}},
		{"/search.json?q=witkoff&since=2025-07-25&until=2025-07&tz=UTC&distinct=1", []string{"search", "--json", "--since", "2025-07-25", "--until", "2025-07", "--tz", "UTC", "--distinct", "witkoff"}},
		{"/search.json?q=" + q("doha oslo") + "&match=any&facet=actor:2&facet=date:day", []string{"search", "--json", "--match", "any", "--facet", "actor:2", "--facet", "date:day", "doha oslo"}},
		{"/search.json?q=" + q("negotiatoins witkoff"), []string{"search", "--json", "negotiatoins witkoff"}},
		{"/search.json?q=*&type=government&not-type=armed_group&not-original=-&facet=type", []string{"search", "--json", "--type", "government", "--not-type", "armed_group", "--not-original", "-", "--facet", "type", "*"}},
		{"/facets.json?q=" + q(faith), []string{"facets", "--json", faith}},
		{"/article/" + id + ".json", []string{"show", "--json", id}},
		{"/article.json?id=" + id, []string{"show", "--json", id}},
		{"/why.json?id=" + id + "&q=" + q(`witkoff NEAR/3 "good faith"`), []string{"why", "--json", id, `witkoff NEAR/3 "good faith"`}},
		{"/lines.json?q=" + q(`"good faith"`) + "&sort=right&words=5", []string{"kwic", "--json", "--sort", "right", "--words", "5", `"good faith"`}},
		{"/quotes.json?q=" + q(`"good faith"`), []string{"quotes", "--json", `"good faith"`}},
		{"/quotes.json?q=*&size=100", []string{"quotes", "--json", "--size", "100", "*"}},
		{"/compare.json?q=" + q(faith) + "&side=outlet:Politico&side=date:2025-07-25", []string{"compare", "--json", "--side", "outlet:Politico", "--side", "date:2025-07-25", faith}},
		{"/search.csv?q=" + q(faith), []string{"export", "--format", "csv", faith}},
		{"/export/rows?q=*&format=jsonl&rows=quote", []string{"export", "--format", "jsonl", "--rows", "quote", "*"}},
		{"/export/rows?q=*&format=csv&rows=mention&excel=1&text=1", []string{"export", "--format", "csv", "--rows", "mention", "--excel", "--text", "*"}},
	} {
		r, got := get(t, base+c.at)
		want := printed(t, append(c.args[:1:1], append([]string{"--index", dir}, c.args[1:]...)...)...)
		if r.StatusCode != http.StatusOK || got != want {
			t.Errorf("%s: status %d, differs from dateline %q (-cli +page):\n%s", c.at, r.StatusCode, c.args, cmp.Diff(want, got))
		}
	}
}

// TestServeManifest holds the manifest against the bytes of the download.
func TestServeManifest(t *testing.T) {
	base := served(t, "--index", seedIndex(t))
	const asked = "?q=witkoff&format=csv&rows=hit"
	r, rows := get(t, base+"/export/rows"+asked)
	_, raw := get(t, base+"/export.json"+asked)
	var m struct {
		SHA256, Snapshot string
		Bytes            int
		Counts           struct{ Declared, Articles, Rows int }
	}
	if err := json.Unmarshal([]byte(raw), &m); err != nil {
		t.Fatal(err)
	}
	cells, err := csv.NewReader(strings.NewReader(rows)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(rows))
	if m.SHA256 != hex.EncodeToString(sum[:]) || m.Bytes != len(rows) || m.Counts.Declared != 5 || m.Counts.Rows != len(cells)-1 {
		t.Errorf("manifest %s does not describe the %d bytes downloaded", raw, len(rows))
	}
	if r.Header.Get("Dateline-Snapshot") != m.Snapshot {
		t.Errorf("download of snapshot %s, manifest of %s", r.Header.Get("Dateline-Snapshot"), m.Snapshot)
	}
}

// TestServeCaret shows where a query cannot be read, on every page that takes one.
func TestServeCaret(t *testing.T) {
	base := served(t, "--index", seedIndex(t))
	for _, path := range []string{"/", "/lines", "/quotes", "/compare", "/export", "/why"} {
		r, body := get(t, base+path+"?id=x&q="+url.QueryEscape(`doha AND "good`))
		if r.StatusCode != 400 || !strings.Contains(body, "at column 10") || !strings.Contains(body, "\n         ^</pre>") || !strings.Contains(body, `value="doha AND &#34;good"`) {
			t.Errorf("%s: status %d, no caret below column 10:\n%s", path, r.StatusCode, body)
		}
	}
	r, body := get(t, base+"/search.json?q="+url.QueryEscape(`actr:witkoff`))
	var answer struct {
		Error struct {
			Status, Column int
			Message, Hint  string
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || r.StatusCode != 400 || answer.Error.Column != 1 || answer.Error.Message == "" {
		t.Errorf("search.json: status %d, %s, %v", r.StatusCode, body, err)
	}
}

// TestServeFollows finds what another process indexed after the server began.
func TestServeFollows(t *testing.T) {
	dir := seedIndex(t)
	base := served(t, "--index", dir)
	file := filepath.Join(t.TempDir(), "later.txt")
	if err := os.WriteFile(file, []byte("A zebra crossed the river on Monday."), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, body := get(t, base+"/?q=zebra"); !strings.Contains(body, "No article matches") {
		t.Fatal("found before it was there")
	}
	if code := run(context.Background(), []string{"index", "--index", dir, file}, nil, io.Discard, io.Discard, os.Getenv); code != 0 {
		t.Fatalf("index: exit %d", code)
	}
	if _, body := get(t, base+"/?q=zebra"); !strings.Contains(body, "1 article") {
		t.Error("what was indexed does not show")
	}
}

// TestServeRefuses lists what serve will not do.
func TestServeRefuses(t *testing.T) {
	dir := seedIndex(t)
	short := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(short, []byte("abc\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"--addr", "0.0.0.0:0"}, {"--addr", ":0"}, {"--addr", "192.0.2.1:80"}, {"--addr", "nonsense"},
		{"--addr", "0.0.0.0:0", "--token-file", short},
	} {
		var stderr bytes.Buffer
		if code := run(context.Background(), append([]string{"serve", "--index", dir}, args...), nil, io.Discard, &stderr, os.Getenv); code != codeUsage {
			t.Errorf("serve %q: exit %d, want %d: %s", args, code, codeUsage, stderr.String())
		}
	}
}

// TestServeToken asks for the token of a server that has one.
func TestServeToken(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	const token = "correct-horse-battery-staple"
	if err := os.WriteFile(file, []byte(token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	base := served(t, "--index", seedIndex(t), "--token-file", file)
	for _, c := range []struct {
		header string
		want   int
	}{{"", 401}, {"Bearer wrong", 401}, {"Bearer " + token, 200}, {"Basic eDpjb3JyZWN0LWhvcnNlLWJhdHRlcnktc3RhcGxl", 200}} {
		r, err := http.NewRequest("GET", base+"/search.json?q=witkoff", nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.header != "" {
			r.Header.Set("Authorization", c.header)
		}
		got, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		got.Body.Close()
		if got.StatusCode != c.want {
			t.Errorf("%q: %d, want %d", c.header, got.StatusCode, c.want)
		}
	}
}
