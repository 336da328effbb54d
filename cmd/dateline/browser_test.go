package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The pages are tested in a real Chromium. Without one the tests skip, unless
// DATELINE_REQUIRE holds the word browser. Screenshots go to the test's artefacts:
// go test -artifacts -outputdir DIR ./cmd/dateline -run Browser.

// browserTime bounds each test in a browser.
const browserTime = 2 * time.Minute

// tab opens a browser of its own for the test.
func tab(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		if strings.Contains(os.Getenv("DATELINE_REQUIRE"), "browser") {
			t.Fatal("no Chromium here, and DATELINE_REQUIRE asks for a browser")
		}
		t.Skip("no Chromium here; the pages are not tested in a browser")
	}
	dir, err := os.MkdirTemp("", "dateline-browser")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), browserTime)
	ctx, stop := chromedp.NewExecAllocator(ctx, chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.ExecPath(path), chromedp.UserDataDir(dir), chromedp.WindowSize(1200, 900))
	ctx, quit := chromedp.NewContext(ctx)
	t.Cleanup(func() {
		quit()
		stop()
		cancel()
		for range 50 { // the browser's children write for a while
			if os.RemoveAll(dir) == nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
	})
	return ctx
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// follow runs steps that lead to another page and waits until it is there.
func follow(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if _, err := chromedp.RunResponse(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

func eval[T any](t *testing.T, ctx context.Context, js string) T {
	t.Helper()
	out, err := chromedp.Run(ctx, chromedp.Evaluate[T](js))
	if err != nil {
		t.Fatalf("%s: %v", js, err)
	}
	return out
}

func textOf(t *testing.T, ctx context.Context, css string) string {
	t.Helper()
	return eval[string](t, ctx, fmt.Sprintf(`(document.querySelector(%q) || {innerText: ""}).innerText`, css))
}

// click follows a link or a button by its selector.
func click(t *testing.T, ctx context.Context, css string) {
	t.Helper()
	follow(t, ctx, chromedp.Click(chromedp.CSS(css)))
}

func shoot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	raw, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(t.ArtifactDir(), name+".png"), raw, 0o644); err != nil {
		t.Fatal(err)
	}
}

// press presses a key that is a command and types nothing, as a page sees it that
// takes the key for itself.
func press(key string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
			if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: key}); err != nil {
				return chromedp.Void{}, err
			}
		}
		return chromedp.Void{}, nil
	}
}

func want(t *testing.T, what, got, part string) {
	t.Helper()
	if !strings.Contains(got, part) {
		t.Errorf("%s: %q, want %q in it", what, got, part)
	}
}

// TestBrowserJourney goes from a question through facets to an article, its quote
// and the export; with scripts, and without.
func TestBrowserJourney(t *testing.T) {
	ctx := tab(t)
	base := served(t, "--index", seedIndex(t))
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("scripts=%v", scripts), func(t *testing.T) {
			if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts}); err != nil {
				t.Fatal(err)
			}
			journey(t, ctx, base)
		})
	}
}

func journey(t *testing.T, ctx context.Context, base string) {
	do(t, ctx, chromedp.Navigate(base+"/"))
	do(t, ctx, chromedp.SendKeys(chromedp.CSS("#q"), "Witkoff good faith"))
	follow(t, ctx, chromedp.KeyEvent(kb.Enter))
	want(t, "total", textOf(t, ctx, ".total"), "5 articles with all words; 5 with good faith, 5 within a quote")
	if n := eval[int](t, ctx, `document.querySelectorAll(".hit").length`); n != 5 {
		t.Errorf("%d hits, want 5", n)
	}
	want(t, "first mark", textOf(t, ctx, ".hit mark"), "Witkoff")
	shoot(t, ctx, "search")

	do(t, ctx, chromedp.Click(chromedp.CSS(`.facets input[value="@politico"]`)), chromedp.Click(chromedp.CSS(`.facets input[value="@fox-news"]`)))
	click(t, ctx, ".facets button")
	want(t, "total with two outlets", textOf(t, ctx, ".total"), "2 articles")
	want(t, "a facet's own counts", textOf(t, ctx, "#facet-outlet"), "The National")
	click(t, ctx, `.facets a[aria-label="not Fox News"]`)
	want(t, "total with one left out", textOf(t, ctx, ".total"), "1 article")
	want(t, "chips", textOf(t, ctx, ".chips"), "not Outlet: Fox News")
	click(t, ctx, ".hit h2 a")
	want(t, "facts", textOf(t, ctx, ".facts"), "Politico")
	want(t, "verdict", textOf(t, ctx, ".verdict"), "Matches")
	if n := eval[int](t, ctx, `document.querySelectorAll(".text mark").length`); n < 3 {
		t.Errorf("%d marks in the text, want 3 or more", n)
	}
	do(t, ctx, chromedp.Click(chromedp.CSS(".text a.mention")))
	if hash := eval[string](t, ctx, `location.hash`); !strings.HasPrefix(hash, "#mention-") || eval[string](t, ctx, `document.querySelector(":target").tagName`) != "TR" {
		t.Errorf("a mention leads to %q, want its row", hash)
	}
	shoot(t, ctx, "article")
	click(t, ctx, ".views li:nth-child(3) a")
	want(t, "chips of the quotes", textOf(t, ctx, ".chips"), "Outlet: Politico")
	click(t, ctx, ".chips li:nth-child(2) a")
	click(t, ctx, ".chips li a")
	want(t, "statements", textOf(t, ctx, ".statements"), "truncated")
	want(t, "what was cut", textOf(t, ctx, ".cut"), "cut at the start, unmarked")
	shoot(t, ctx, "quotes")
	click(t, ctx, ".views li:nth-child(4) a")
	want(t, "compare", textOf(t, ctx, ".compare"), "Steve Witkoff")
	shoot(t, ctx, "compare")
	click(t, ctx, ".views li:nth-child(5) a")
	want(t, "export", textOf(t, ctx, ".total"), "5 articles")
	want(t, "command", textOf(t, ctx, "pre.copy"), "--format csv --rows article --excel -o dateline.csv 'Witkoff good faith'")
	shoot(t, ctx, "export")
	r, rows := get(t, eval[string](t, ctx, `document.querySelector(".download a").href`))
	if r.StatusCode != 200 || strings.Count(rows, "txt") < 5 {
		t.Errorf("download: status %d, %d bytes", r.StatusCode, len(rows))
	}
}

// TestBrowserInstead follows a spelling that the collection has.
func TestBrowserInstead(t *testing.T) {
	ctx := tab(t)
	base := served(t, "--index", seedIndex(t))
	do(t, ctx, chromedp.Navigate(base+"/?q=negotiatoins+witkoff"))
	want(t, "nothing", textOf(t, ctx, ".none"), "negotiatoins: no article holds it")
	click(t, ctx, ".none a")
	want(t, "address", eval[string](t, ctx, `location.search`), "?q=negotiations+witkoff")
	if n := eval[int](t, ctx, `document.querySelectorAll(".hit").length`); n == 0 {
		t.Error("the spelling leads to no article")
	}
	do(t, ctx, chromedp.Navigate(base+"/?q=witkoff&date=2025-07-25&type=armed_group"))
	want(t, "one day", textOf(t, ctx, ".total"), "1 article")
	want(t, "chips", textOf(t, ctx, ".chips"), "Kinds named: armed group")
}

// TestBrowserKeys makes the journey by keyboard alone.
func TestBrowserKeys(t *testing.T) {
	ctx := tab(t)
	base := served(t, "--index", seedIndex(t))
	do(t, ctx, chromedp.Navigate(base+"/"))
	do(t, ctx, chromedp.KeyEvent("\t"))
	want(t, "first stop", eval[string](t, ctx, `document.activeElement.innerText`), "Skip to the content")
	do(t, ctx, press("/"), chromedp.KeyEvent("Witkoff good faith"))
	follow(t, ctx, chromedp.KeyEvent(kb.Enter))
	want(t, "address", eval[string](t, ctx, `location.search`), "?q=Witkoff+good+faith")
	want(t, "total", textOf(t, ctx, ".total"), "5 articles")
	do(t, ctx, chromedp.KeyEvent("j"), chromedp.KeyEvent("j"), chromedp.KeyEvent("k"), chromedp.KeyEvent("j"))
	second := eval[string](t, ctx, `document.querySelectorAll(".hit h2 a")[1].href`)
	if at := eval[string](t, ctx, `document.activeElement.href || ""`); at != second {
		t.Fatalf("j j k j stands at %s, want %s", at, second)
	}
	follow(t, ctx, chromedp.KeyEvent(kb.Enter))
	want(t, "article", textOf(t, ctx, ".back"), "the result of")
	follow(t, ctx, chromedp.KeyEvent(kb.Escape))
	want(t, "back at the result", textOf(t, ctx, ".total"), "5 articles")
	// By Tab alone from the query box to a facet, then Space and Enter.
	do(t, ctx, press("/"))
	for n := 0; eval[string](t, ctx, `document.activeElement.value || ""`) != "@politico"; n++ {
		if n == 80 {
			t.Fatal("80 tabs do not reach the first facet")
		}
		do(t, ctx, chromedp.KeyEvent("\t"))
	}
	do(t, ctx, chromedp.KeyEvent(" "))
	follow(t, ctx, chromedp.KeyEvent(kb.Enter))
	want(t, "narrowed by keys", textOf(t, ctx, ".total"), "1 article")
	follow(t, ctx, press("?"))
	want(t, "help", textOf(t, ctx, "h1"), "Help")
}

// TestBrowserTimeline drags over two columns.
func TestBrowserTimeline(t *testing.T) {
	ctx := tab(t)
	base := served(t, "--index", seedIndex(t))
	do(t, ctx, chromedp.Navigate(base+"/?q=witkoff"))
	mid := `(n => { const r = document.querySelectorAll(".plot a")[n].getBoundingClientRect(); return [r.x + r.width / 2, r.bottom - 5] })`
	from, to := eval[[]float64](t, ctx, mid+"(1)"), eval[[]float64](t, ctx, mid+"(2)")
	mouse := func(kind string, at []float64) string {
		return fmt.Sprintf(`document.elementFromPoint(%f, %f).dispatchEvent(new PointerEvent("pointer%s", {bubbles: true}))`, at[0], at[1], kind)
	}
	eval[bool](t, ctx, mouse("down", from))
	eval[bool](t, ctx, mouse("move", to))
	up := chromedp.Action[chromedp.Void](func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](mouse("up", to)))
		return chromedp.Void{}, err
	})
	follow(t, ctx, up)
	want(t, "address", eval[string](t, ctx, `location.search`), "since=2025-07-25&until=2025-07-26")
	want(t, "total", textOf(t, ctx, ".total"), "2 articles")
}

// visited are the pages that every look at all pages goes through.
var visited = []string{"/", "/?q=Witkoff+good+faith&outlet=%40politico&outlet=%40fox-news", "/?q=nosuchword", `/?q=doha+AND+%22good`, "/help", "/nosuch",
	"/article/002_286b760439fb4c74.txt?q=Witkoff+good+faith", "/why?id=002_286b760439fb4c74.txt&q=witkoff+NEAR/3+%22good+faith%22",
	"/lines?q=%22good+faith%22", "/quotes?q=%22good+faith%22", "/compare?q=witkoff", "/export?q=witkoff"}

// axeSum is the SHA-256 of testdata/axe/axe.min.js.
const axeSum = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"

// TestBrowserAccessible runs axe-core on every page, wide and narrow, light and dark,
// with everything unfolded, and finds nothing serious; no page is wider than a phone.
func TestBrowserAccessible(t *testing.T) {
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(axe); hex.EncodeToString(sum[:]) != axeSum {
		t.Fatalf("axe.min.js has sum %x, want %s", sum, axeSum)
	}
	ctx := tab(t)
	base := served(t, "--index", seedIndex(t))
	for i, at := range visited {
		for _, width := range []int64{1200, 320} {
			scheme := map[bool]string{true: "dark", false: "light"}[width == 320]
			if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}); err != nil {
				t.Fatal(err)
			}
			do(t, ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(base+at))
			if over := eval[int](t, ctx, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
				t.Errorf("%s at %d px: %d px too wide", at, width, over)
			}
			shoot(t, ctx, fmt.Sprintf("page%02d-%d-%s", i, width, scheme))
			eval[bool](t, ctx, `document.querySelectorAll("details").forEach(d => d.open = true), true`)
			eval[bool](t, ctx, string(axe)+";true")
			found, err := chromedp.Run(ctx, chromedp.Evaluate[string](`axe.run().then(r => JSON.stringify(r.violations.map(v => ({id: v.id, impact: v.impact, nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 150) + " " + n.failureSummary)}))))`, chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			var list []struct {
				ID, Impact string
				Nodes      []string
			}
			if err := json.Unmarshal([]byte(found), &list); err != nil {
				t.Fatal(err)
			}
			for _, v := range list {
				if v.Impact == "serious" || v.Impact == "critical" {
					t.Errorf("%s at %d px, %s: %s, %s: %q", at, width, scheme, v.ID, v.Impact, v.Nodes)
				} else {
					t.Logf("%s at %d px: %s, %s: %q", at, width, v.ID, v.Impact, v.Nodes)
				}
			}
		}
	}
}

// TestBrowserPrint holds that paper gets the article and not the controls.
func TestBrowserPrint(t *testing.T) {
	ctx := tab(t)
	base := served(t, "--index", seedIndex(t))
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate(base+"/?q=witkoff"))
	hidden := eval[bool](t, ctx, `[...document.querySelectorAll(".facets, .top nav, button")].every(e => getComputedStyle(e).display === "none")`)
	if shown := eval[bool](t, ctx, `[...document.querySelectorAll(".hit, .plot")].every(e => getComputedStyle(e).display !== "none")`); !hidden || !shown {
		t.Errorf("on paper: controls hidden %v, articles shown %v", hidden, shown)
	}
	shoot(t, ctx, "print")
}

// hostile is text that would run, break out of its place or turn what stands around
// it, if a page let it.
var hostile = []string{
	`<script>window.hit=1</script>`, `"><img src=x onerror="window.hit=2">`, `'-alert(3)-'`, `</title><svg onload=alert(4)>`, `</mark></textarea><iframe srcdoc="<script>parent.hit=5</script>">`,
	`javascript:alert(6)`, "\u202egnp.exe\u202c", "{{.Title}}", "<a href=javascript:alert(7)>x</a>", "--><style>*{display:none}</style>",
}

// TestBrowserHostile shows a collection whose every field is hostile and finds that
// nothing of it runs or becomes part of a page.
func TestBrowserHostile(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	var lines []string
	for i, h := range hostile {
		raw, err := json.Marshal(map[string]any{
			"id": fmt.Sprintf("%d/%s", i, h), "title": "Zebra " + h, "outlet": h, "url": "javascript:alert(8)//" + h, "published": "2025-07-2" + fmt.Sprint(i%9+1),
			"authors": []string{h}, "collection": h, "text": "A zebra, " + h + " and more. Mr " + h + ` Foe said “the zebra is ` + h + ` striped and free.”`,
		})
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(raw))
	}
	file, dir := filepath.Join(t.TempDir(), "hostile.jsonl"), filepath.Join(t.TempDir(), "index")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	printed(t, "index", "--json", "--index", dir, file)
	base := served(t, "--index", dir)
	ctx := tab(t)
	dialogs := chromedp.Events(ctx, page.JavascriptDialogOpening)
	opened := make(chan string, 100)
	go func() {
		for e, err := range dialogs {
			if err != nil {
				return
			}
			opened <- e.Message
		}
	}()
	pages := []string{"/?q=zebra&size=20", "/compare?q=zebra", "/quotes?q=zebra", "/lines?q=zebra", "/export?q=zebra"}
	for i, h := range hostile {
		q := url.QueryEscape(h)
		pages = append(pages, "/?q="+q, "/?q=zebra&outlet="+q, "/?q=zebra&find-actor="+q, "/?q=zebra&since="+q, "/why?q=zebra&id="+q, "/compare?q=zebra&side="+q, "/?"+q+"=1", "/"+url.PathEscape(h),
			"/article?q=zebra&id="+url.QueryEscape(fmt.Sprintf("%d/%s", i, h)))
	}
	seen := 0
	for _, at := range pages {
		do(t, ctx, chromedp.Navigate(base+at))
		type look struct {
			Hit      any
			Scripts  []string
			Handlers int
			Frames   int
			Links    []string
			Shown    bool
			Articles int
		}
		got := eval[look](t, ctx, `({
			Hit: window.hit || null,
			Scripts: [...document.scripts].map(s => new URL(s.src).pathname),
			Handlers: [...document.querySelectorAll("*")].filter(e => [...e.attributes].some(a => /^on/i.test(a.name) || a.name === "srcdoc" || a.name === "style")).length,
			Frames: document.querySelectorAll("iframe, object, embed, base, main style, main img").length,
			Links: [...document.querySelectorAll("a[href], form")].map(a => a.protocol || new URL(a.getAttribute("action"), location).protocol).filter(p => p !== "http:" && p !== "https:"),
			Shown: getComputedStyle(document.querySelector("h1")).display !== "none",
			Articles: document.querySelectorAll(".hit, article").length})`)
		seen += got.Articles
		if got.Hit != nil || !slices.Equal(got.Scripts, []string{"/static/app.js"}) || got.Handlers+got.Frames+len(got.Links) > 0 || !got.Shown {
			t.Errorf("%s: %+v", at, got)
		}
	}
	if seen < 2*len(hostile) {
		t.Errorf("%d articles were shown: the collection is not there", seen)
	}
	select {
	case text := <-opened:
		t.Errorf("a dialog opened: %s", text)
	default:
	}
	do(t, ctx, chromedp.Navigate(base+"/?q=zebra&size=20"))
	shoot(t, ctx, "hostile")
}
