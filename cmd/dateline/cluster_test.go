package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/opensearch/clustertest"
)

// clusterIndex is the URL of an index of the test's own, in a cluster that it shares.
func clusterIndex(t *testing.T) string {
	t.Helper()
	c := clustertest.Shared(t)
	name := strings.ToLower(regexp.MustCompile(`[^A-Za-z0-9]+`).ReplaceAllString(t.Name(), "-"))
	url := fmt.Sprintf("%s/%s-%d", c.URL(), name, os.Getpid())
	t.Cleanup(func() {
		r, err := http.NewRequest(http.MethodDelete, url+"*", nil)
		if err != nil {
			t.Fatal(err)
		}
		if answer, err := http.DefaultClient.Do(r); err == nil {
			answer.Body.Close()
		}
	})
	return url
}

// ran is what a command line printed, and its exit code.
type ran struct {
	code        int
	out, stderr string
}

func runs(t *testing.T, env map[string]string, args ...string) ran {
	t.Helper()
	var out, stderr bytes.Buffer
	lookup := func(name string) string {
		if v, ok := env[name]; ok {
			return v
		}
		return os.Getenv(name)
	}
	code := run(t.Context(), args, nil, &out, &stderr, lookup)
	return ran{code, out.String(), stderr.String()}
}

func succeeds(t *testing.T, args ...string) ran {
	t.Helper()
	r := runs(t, nil, args...)
	if r.code != 0 {
		t.Fatalf("dateline %q: exit %d: %s", args, r.code, r.stderr)
	}
	return r
}

// TestClusterTwins asks the same of the sample articles in a directory and in a
// cluster: every command prints the same bytes. Where hits come by score they are
// compared as a set, since the two engines weigh words by other formulas.
func TestClusterTwins(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir, url := filepath.Join(t.TempDir(), "news.index"), clusterIndex(t)
	for _, where := range []string{dir, url} {
		succeeds(t, "index", "--index", where, "../../seeds")
	}
	const faith, id = "Witkoff good faith", "002_286b760439fb4c74.txt"
	batch := filepath.Join(t.TempDir(), "queries.tsv")
	if err := os.WriteFile(batch, []byte("a\twitkoff\nb\t\"good faith\"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"search", "--json", "--sort", "date", faith},
		{"search", "--json", "--sort", "-date", "--size", "2", "--outlet", "Politico", "--outlet", "Fox News", "witkoff"},
		{"search", "--json", "--sort", "date", "--distinct", "--since", "2025-07-25", "--tz", "UTC", "witkoff"},
		{"search", "--json", "--sort", "date", `ATLEAST/3(hamas) exact:"Hamas"`},
		{"search", "--json", "--sort", "date", "negotiatoins witkoff"},
		{"search", "--json", "--sort", "date", "nosuchword"},
		{"search", "--json", "--sort", "date", "negotiat* NEAR/5 (doha OR qatar)"},
		{"facets", "--json", "--size", "0", faith},
		{"facets", "--json", "--facet", "date:week", "--facet", "actor:0:net", "--not-actor", "Hamas", "*"},
		{"show", "--json", id},
		{"kwic", "--json", "--words", "5", `actor:"Steve Witkoff" NEAR/10 hamas`},
		{"quotes", "--json", `"good faith"`},
		{"compare", "--json", "--side", "outlet:Politico", "--side", "date:2025-07-25", faith},
		{"query", "--json", "negotiat* NEAR/5 (doha OR qatar)"},
		{"why", "--json", id, `witkoff NEAR/3 "good faith"`},
		{"export", "--format", "jsonl", "--rows", "quote", "*"},
		{"export", "--format", "csv", "--text", faith},
		{"batch", "--json", "--dry-run", batch},
		{"authority", "show", "--json", "Witkoff"},
	} {
		at := func(where string) ran {
			n := 1
			if args[0] == "authority" {
				n = 2
			}
			return runs(t, nil, slices.Concat(args[:n], []string{"--index", where}, args[n:])...)
		}
		want, got := at(dir), at(url)
		want.out, got.out = firstSeen.ReplaceAllString(want.out, ""), firstSeen.ReplaceAllString(got.out, "")
		if strings.Contains(strings.Join(args, " "), "exact:") && !confirmedNote.MatchString(got.out) {
			t.Errorf("dateline %q: the answer does not say what was confirmed on texts", args)
		}
		got.out = confirmedNote.ReplaceAllString(got.out, "")
		if diff := cmp.Diff([]any{want.code, want.out, want.stderr}, []any{got.code, got.out, got.stderr}); diff != "" {
			t.Errorf("dateline %q (-directory +cluster):\n%s", args, diff)
		}
	}
	if want, got := hitSet(t, dir, faith), hitSet(t, url, faith); !slices.Equal(want, got) {
		t.Errorf("hits by score: %q in the cluster, want %q", got, want)
	}
	twinPages(t, dir, url)
}

// firstSeen is when an article came into an index.
var firstSeen = regexp.MustCompile(`20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ`)

// confirmedNote tells of clauses that a cluster was asked for in a wider form.
var confirmedNote = regexp.MustCompile(`"([^"\\]|\\.)*: confirmed on the texts of [^"]*"`)

// hitSet are the ids of the hits of a search by score, sorted.
func hitSet(t *testing.T, where, text string) []string {
	t.Helper()
	var found struct{ Hits []struct{ ID string } }
	if err := json.Unmarshal([]byte(succeeds(t, "search", "--index", where, "--json", text).out), &found); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, h := range found.Hits {
		ids = append(ids, h.ID)
	}
	slices.Sort(ids)
	return ids
}

// twinPages compares what serve answers over both.
func twinPages(t *testing.T, dir, url string) {
	t.Helper()
	a, b := served(t, "--index", dir), served(t, "--index", url)
	for _, at := range []string{"/search.json?q=witkoff&sort=date", "/article/002_286b760439fb4c74.txt.json", "/quotes.json?q=%22good+faith%22",
		"/facets.json?q=witkoff", "/lines.json?q=%22good+faith%22", "/export/rows?q=*&format=jsonl&rows=mention"} {
		_, want := get(t, a+at)
		r, got := get(t, b+at)
		want, got = firstSeen.ReplaceAllString(want, ""), firstSeen.ReplaceAllString(got, "")
		if r.StatusCode != http.StatusOK || got != want {
			t.Errorf("%s: status %d, differs (-directory +cluster):\n%s", at, r.StatusCode, cmp.Diff(want, got))
		}
	}
	const before, after = "/search.json?q=zorblax", `"total":1,`
	if _, page := get(t, b+before); !strings.Contains(page, `"total":0,`) {
		t.Errorf("a word that no article has: %s", page)
	}
	more := filepath.Join(t.TempDir(), "more.jsonl")
	if err := os.WriteFile(more, []byte(`{"id":"more","text":"Zorblax came later."}`+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	succeeds(t, "index", "--index", url, more)
	if _, page := get(t, b+before); !strings.Contains(page, after) {
		t.Errorf("the page does not follow the index: %s", page)
	}
	if r, page := get(t, b+"/?q=witkoff"); r.StatusCode != http.StatusOK || !strings.Contains(page, "Politico") {
		t.Errorf("the page of a search: status %d", r.StatusCode)
	}
}

// TestClusterKeeping goes through the life of an index in a cluster.
func TestClusterKeeping(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	url := clusterIndex(t)
	r := succeeds(t, "index", "--index", url, "--shards", "2", "--replicas", "1", "--json", "../../seeds")
	if !strings.Contains(r.out, `"articles":5,`) {
		t.Errorf("index: %s", r.out)
	}
	if r := succeeds(t, "index", "--index", url, "../../seeds"); !strings.Contains(r.out, "0 indexed, 5 unchanged") {
		t.Errorf("index again: %s", r.out)
	}
	if r := succeeds(t, "stats", "--index", url); !strings.Contains(r.out, "articles  5\n") || !strings.Contains(r.out, "in 2 shards with 1 further copy each") {
		t.Errorf("stats: %s", r.out)
	}
	if r := succeeds(t, "check", "--index", url); !strings.Contains(r.out, "is sound") {
		t.Errorf("check: %s", r.out)
	}

	out := filepath.Join(t.TempDir(), "all.jsonl")
	succeeds(t, "export", "--index", url, "-o", out, "*")
	if r := succeeds(t, "export", "--index", url, "--verify", out+".manifest.json"); r.out != "same\n" {
		t.Errorf("verify: %s", r.out)
	}
	succeeds(t, "delete", "--index", url, "002_286b760439fb4c74.txt")
	if r := runs(t, nil, "export", "--index", url, "--verify", out+".manifest.json"); r.code != codePartial || !strings.Contains(r.out, "went     002_286b760439fb4c74.txt") {
		t.Errorf("verify after a delete: exit %d: %s%s", r.code, r.out, r.stderr)
	}
	if r := succeeds(t, "index", "--index", url, "../../seeds"); !strings.Contains(r.out, "1 indexed, 4 unchanged") {
		t.Errorf("index what was deleted: %s", r.out)
	}

	for _, refused := range [][]string{{"repair", "--index", url}, {"snapshot", "create", "--index", url, t.TempDir() + "/x"}, {"snapshot", "restore", "--index", url, t.TempDir()}} {
		if r := runs(t, nil, refused...); r.code != codeUsage || !strings.Contains(r.stderr, "docs/cluster.md") {
			t.Errorf("dateline %q: exit %d: %s", refused, r.code, r.stderr)
		}
	}
}

// TestClusterReanalyze analyses an index again with an authority of one's own while
// it is searched, and with another number of shards.
func TestClusterReanalyze(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	url, mine := clusterIndex(t), t.TempDir()
	if err := os.WriteFile(filepath.Join(mine, "mine.csv"), []byte("id,name,type,aliases\nzz-faith,Good Faith,organisation,good faith\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	succeeds(t, "index", "--index", url, "../../seeds")
	before := succeeds(t, "stats", "--index", url, "--json").out
	stop := make(chan struct{})
	var searches sync.WaitGroup
	searches.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			if r := runs(t, nil, "search", "--index", url, "--json", "--facet", "none", `"good faith"`); r.code != 0 || !strings.Contains(r.out, `"total":5,`) {
				t.Errorf("search meanwhile: exit %d: %s%s", r.code, r.out, r.stderr)
				return
			}
		}
	})
	r := runs(t, nil, "reanalyze", "--index", url, "--authority", mine, "--shards", "3")
	close(stop)
	searches.Wait()
	if r.code != 0 || !strings.Contains(r.out, "5 articles analysed again") {
		t.Fatalf("reanalyze: exit %d: %s%s", r.code, r.out, r.stderr)
	}
	if r := succeeds(t, "search", "--index", url, "--json", "--facet", "none", "actor:@zz-faith"); !strings.Contains(r.out, `"total":5,`) || strings.Contains(r.stderr, "another authority") {
		t.Errorf("the new entity: %s%s", r.out, r.stderr)
	}
	after := succeeds(t, "stats", "--index", url, "--json").out
	snapshot := regexp.MustCompile(`"snapshot":"\w+"`)
	if snapshot.FindString(before) != snapshot.FindString(after) || !strings.Contains(after, `"shards":3`) {
		t.Errorf("stats before and after:\n%s%s", before, after)
	}
}

// TestClusterShares has several processes bring one collection into one index.
func TestClusterShares(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	url := clusterIndex(t)
	const articles, shares = 300, 3
	input := filepath.Join(t.TempDir(), "all.jsonl")
	var lines strings.Builder
	for i := range articles {
		fmt.Fprintf(&lines, `{"id":"n%d","title":"Report %d","text":"Envoys spoke of truce number %d."}`+"\n", i, i, i)
	}
	if err := os.WriteFile(input, []byte(lines.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	results := make([]ran, shares)
	for k := range shares {
		group.Go(func() {
			results[k] = process(t, "index", "--index", url, "--json", "--shard", fmt.Sprintf("%d/%d", k+1, shares), input)
		})
	}
	group.Wait()
	indexed := 0
	for k, r := range results {
		var got struct{ Inputs, Indexed, Elsewhere int }
		if err := json.Unmarshal([]byte(r.out), &got); err != nil || r.code != 0 || got.Inputs != articles || got.Indexed+got.Elsewhere != articles {
			t.Fatalf("share %d: exit %d: %+v %v %s", k+1, r.code, got, err, r.stderr)
		}
		indexed += got.Indexed
	}
	dir := filepath.Join(t.TempDir(), "one.index")
	succeeds(t, "index", "--index", dir, input)
	if want, got := digestOf(t, dir), digestOf(t, url); indexed != articles || got != want {
		t.Errorf("%d articles indexed, snapshot %s; want %d, %s", indexed, got, articles, want)
	}
}

// process is runs as a process of its own.
func process(t *testing.T, args ...string) ran {
	cmd := exec.CommandContext(t.Context(), "dateline", args...)
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Errorf("dateline %q: %v", args, err)
	}
	return ran{cmd.ProcessState.ExitCode(), out.String(), stderr.String()}
}

func digestOf(t *testing.T, where string) string {
	t.Helper()
	var st struct{ Snapshot string }
	if err := json.Unmarshal([]byte(succeeds(t, "stats", "--index", where, "--json").out), &st); err != nil {
		t.Fatal(err)
	}
	return st.Snapshot
}

// TestClusterCopy moves an index into a cluster and back: all of it comes through.
func TestClusterCopy(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	url, home := clusterIndex(t), t.TempDir()
	first, back := filepath.Join(home, "first"), filepath.Join(home, "back")
	succeeds(t, "index", "--index", first, "../../seeds")
	if r := succeeds(t, "copy", "--shards", "2", first, url); !strings.Contains(r.out, "5 articles, the same as in ") {
		t.Errorf("copy: %s", r.out)
	}
	succeeds(t, "copy", url, back)
	for _, args := range [][]string{{"search", "--json", "Witkoff good faith"}, {"export", "--format", "jsonl", "--text", "*"}, {"export", "--format", "jsonl", "--rows", "mention", "*"}} {
		at := func(dir string) string {
			return succeeds(t, slices.Concat(args[:1], []string{"--index", dir}, args[1:])...).out
		}
		if want, got := at(first), at(back); got != want {
			t.Errorf("dateline %q after there and back:\n%s", args, cmp.Diff(want, got))
		}
	}
	succeeds(t, "check", "--index", back)

	// What was half copied is finished; what holds something else is left alone.
	succeeds(t, "delete", "--index", url, "002_286b760439fb4c74.txt")
	if r := succeeds(t, "copy", "--json", first, url); !strings.Contains(r.out, `"copied":1,`) {
		t.Errorf("copy the rest: %s", r.out)
	}
	succeeds(t, "delete", "--index", first, "002_286b760439fb4c74.txt")
	if r := runs(t, nil, "copy", first, url); r.code != codeUsage || !strings.Contains(r.stderr, "holds other articles already") {
		t.Errorf("copy onto another collection: exit %d: %s", r.code, r.stderr)
	}
}

// TestClusterSnapshot backs an index up and brings it back as docs/cluster.md says.
func TestClusterSnapshot(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	url := clusterIndex(t)
	at, name := url[:strings.LastIndex(url, "/")], url[strings.LastIndex(url, "/")+1:]
	succeeds(t, "index", "--index", url, "../../seeds")
	before := digestOf(t, url)
	backup := at + "/_snapshot/" + name
	ask(t, http.MethodPut, backup, `{"type":"fs","settings":{"location":"`+name+`"}}`)
	ask(t, http.MethodPut, backup+"/today?wait_for_completion=true", `{"indices":"`+name+`*"}`)
	ask(t, http.MethodDelete, url+"*", "")
	if r := runs(t, nil, "search", "--index", url, "witkoff"); r.code != codeNoCluster {
		t.Fatalf("search in what was removed: exit %d: %s%s", r.code, r.out, r.stderr)
	}
	ask(t, http.MethodPost, backup+"/today/_restore?wait_for_completion=true", `{"indices":"`+name+`*"}`)
	succeeds(t, "check", "--index", url)
	if after := digestOf(t, url); after != before {
		t.Errorf("snapshot %s after the restore, want %s", after, before)
	}
	if r := succeeds(t, "index", "--index", url, "../../seeds"); !strings.Contains(r.out, "0 indexed, 5 unchanged") {
		t.Errorf("index after the restore: %s", r.out)
	}
}

// TestClusterInterrupt stops an index run and finishes it.
func TestClusterInterrupt(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	url := clusterIndex(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	read, write := io.Pipe()
	go func() {
		for i := 0; i < 2500; i++ {
			if _, err := fmt.Fprintf(write, `{"id":"n%d","text":"Truce number %d."}`+"\n", i, i); err != nil {
				return
			}
		}
		cancel(signalled{2})
	}()
	var out, stderr bytes.Buffer
	code := run(ctx, []string{"index", "--index", url, "-"}, read, &out, &stderr, os.Getenv)
	read.Close()
	if code != 130 || !strings.Contains(stderr.String(), "the same command goes on where it stopped") {
		t.Errorf("exit %d: %s", code, stderr.String())
	}
	if r := succeeds(t, "check", "--index", url); !strings.Contains(r.out, "is sound") {
		t.Errorf("check: %s", r.out)
	}
}
