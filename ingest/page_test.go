package ingest

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const prose = "<p>The first paragraph of the report says at some length what happened in the capital on that day and who said so.</p>" +
	"<p>The second paragraph goes on, in several clauses, with what the other side had to say about it, and when it said it.</p>"

// read reads one page with this head and body.
func readPage(t *testing.T, head, body string) Item {
	t.Helper()
	opts := Options{Format: "html", Stdin: strings.NewReader("<html><head>" + head + "</head><body>" + body + "</body></html>")}
	for it := range Read(context.Background(), []string{"-"}, opts) {
		if it.Err != nil {
			t.Fatal(it.Err)
		}
		return it
	}
	t.Fatal("no item")
	return Item{}
}

func TestPageMetadata(t *testing.T) {
	for _, c := range []struct {
		name, head, body         string
		title, published, outlet string
		authors                  []string
	}{
		{"open graph", `<title>T - Site</title><meta property="og:title" content="T"><meta property="og:site_name" content="Site"><meta property="article:published_time" content="2025-07-24T10:00:00Z"><meta name="author" content="By Ann Bell and Cy Dee">`, "",
			"T", "2025-07-24T10:00:00Z", "Site", []string{"Ann Bell", "Cy Dee"}},
		{"title element", `<title>T | Site</title><meta property="og:site_name" content="Site">`, "", "T", "", "Site", nil},
		{"graph with references", `<script type="application/ld+json">{"@graph":[{"@type":"WebPage","name":"W"},{"@type":"NewsArticle","headline":"A &amp; B","author":{"@id":"#p"},"publisher":{"@id":"#o"},"datePublished":"2025-07-24"},{"@id":"#p","@type":"Person","name":"Ann Bell"},{"@id":"#o","@type":"Organization","name":"The Gazette"}]}</script>`, "",
			"A & B", "2025-07-24", "The Gazette", []string{"Ann Bell"}},
		{"broken JSON-LD", "<script type=\"application/ld+json\">{\"@type\":\"Article\",\"headline\":\"T\",\"description\":\"line\nbreak\",\"author\":[\"Ann Bell\",\"Cy Dee\"],}</script>", "",
			"T", "", "", []string{"Ann Bell", "Cy Dee"}},
		{"elements", "", `<h1>T</h1><span class="byline">By <a rel="author">Ann Bell</a></span><time datetime="2025-07-24">today</time>`, "", "2025-07-24", "", []string{"Ann Bell"}},
		{"no name", `<meta name="author" content="https://example.org/ann"><meta name="author" content="(Image: Agency)">`, "", "", "", "", nil},
		{"an organisation", `<meta name="author" content="Reuters, in London">`, "", "", "", "", []string{"Reuters, in London"}},
		{"date that is none", `<script type="application/ld+json">{"@type":"Article","headline":"T","datePublished":"0001-01-01"}</script><meta name="date" content="2025-07-24">`, "", "T", "2025-07-24", "", nil},
	} {
		a := readPage(t, c.head, c.body+prose).Article
		if diff := cmp.Diff([]string{c.title, c.published, c.outlet}, []string{a.Title, a.Published.Value, a.Outlet.Name}); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if diff := cmp.Diff(c.authors, a.Byline); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestPageBody(t *testing.T) {
	text := "The first paragraph of the report says at some length what happened in the capital on that day and who said so.\n\n" +
		"The second paragraph goes on, in several clauses, with what the other side had to say about it, and when it said it."
	item := "A sentence about something else entirely, long enough to be taken for a paragraph of the article."
	for name, body := range map[string]string{
		"bare":       prose,
		"navigation": "<nav><ul><li><a>Home</a><li><a>World</a></ul></nav><main>" + prose + "</main><footer>" + item + "</footer>",
		"named": "<div id=content>" + prose + `<div class="newsletter-signup"><p>` + item + `</p></div><div class="relatedStories"><p>` + item + "</p></div></div>" +
			`<div class="comments"><p>` + item + "</p></div>",
		"lines": "<article>" + `<p>By Ann Bell</p><p>Published: 24 July 2025</p>` + strings.Replace(prose, "</p>", "</p><p>READ MORE: Another story of the day</p><p><a href=x>All of this line is a link</a></p><p>A crowd in the capital (Image: Some Agency/Getty)</p>", 1) +
			"<p>Sign up for our newsletter</p></article>",
		"caption":             "<article><figure><img><figcaption>" + item + "</figcaption></figure>" + prose + "</article>",
		"a name on all of it": `<div class="sidebar newsletter">` + prose + "</div>",
	} {
		if diff := cmp.Diff(text, readPage(t, "<title>T</title>", body).Article.Text); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestNoise: a line that begins like a label or an appeal and goes on like an article
// is part of it.
func TestNoise(t *testing.T) {
	for text, want := range map[string]bool{
		"Joining the talks were envoys of four states.":         false,
		"More about the talks is expected on Friday.":           false,
		"Register of members of the house opened.":              false,
		"Source close to the talks said that they had failed.":  false,
		"Watch officers saw the ship at dawn on Friday.":        false,
		"Follow the money, he said.":                            false,
		"Updated":                                               false,
		"Updated: 24 July 2025, 10:00":                          true,
		"Advertisement":                                         true,
		"READ MORE: Envoys leave the capital":                   true,
		"Sign up for our daily newsletter and never miss a day": true,
		"More from World":                                       true,
		"The envoy drew a bleak picture: there was no money.":   false,
		"3 hours ago": true,
		"The envoys at the airport (Image: Getty Images)": true,
	} {
		if got := noise(block{text: text}); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestPageStatedBody(t *testing.T) {
	long := strings.Repeat("A further sentence that the page shows to subscribers alone and states in its data. ", 10)
	stated := "The first paragraph of the report says at some length what happened in the capital on that day and who said so. " + long
	head := `<script type="application/ld+json">{"@type":"NewsArticle","headline":"T","articleBody":"` + stated + `"}</script>`
	body := "<p>The first paragraph of the report says at some length what happened in the capital on that day and who said so.</p>"
	if got := readPage(t, head, body).Article.Text; got != strings.TrimSpace(stated) {
		t.Errorf("got %q", got)
	}
}

func TestFragmentText(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                                "plain",
		"a &amp; b":                            "a & b",
		"<p>One\n two</p><p>Three<br>four</p>": "One two\n\nThree\nfour",
		"<ul><li>a</li><li>b <b>c</b>d</li></ul>e<script>x</script>": "a\nb cd\n\ne",
		"no\u00a0break":    "no\u00a0break",
		"<b>x</b>, y &lt;": "x, y <",
	} {
		if got := fragmentText(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
