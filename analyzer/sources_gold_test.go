package analyzer

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"dateline/corpus"
)

const sharedData = "../../shared/data"

// sharedLines calls f with every line of a shared data file, or skips the test.
func sharedLines(t *testing.T, name string, f func(line []byte)) {
	t.Helper()
	file, err := os.Open(filepath.Join(sharedData, name))
	if err != nil {
		t.Skipf("needs %s: %v", name, err)
	}
	defer file.Close()
	var r io.Reader = file
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(file); err != nil {
			t.Fatal(err)
		}
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		f(lines.Bytes())
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// sourced runs the outlet and date rules alone over a bare text.
func sourced(a *Authority, article corpus.Article) corpus.Article {
	title, body := newText("title", article.Title), newText("", article.Text)
	title.lang, body.lang = "en", "en"
	sources(&article, []*text{title, body}, nil, a)
	return article
}

func starterForTest(t testing.TB) *Authority {
	t.Helper()
	a, err := Starter()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// A tally counts right, wrong and missed values.
type tally struct{ right, wrong, missed int }

func (c *tally) add(got, want string) {
	switch {
	case got == want && want != "":
		c.right++
	case got == want:
	default:
		if got != "" {
			c.wrong++
		}
		if want != "" {
			c.missed++
		}
	}
}

func (c tally) log(t *testing.T, name string) {
	t.Helper()
	p, r := 0.0, 0.0
	if n := c.right + c.wrong; n > 0 {
		p = 100 * float64(c.right) / float64(n)
	}
	if n := c.right + c.missed; n > 0 {
		r = 100 * float64(c.right) / float64(n)
	}
	t.Logf("%-34s P %5.1f  R %5.1f  (%d right, %d wrong, %d missed)", name, p, r, c.right, c.wrong, c.missed)
}

// The five sample articles, bare: every outlet field exact and no publisher invented.
func TestSourcesOfSamples(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(sharedData, "seeds_gold.json"))
	if err != nil {
		t.Skipf("needs seeds_gold.json: %v", err)
	}
	type named struct {
		Value  string
		Status string
	}
	var gold struct {
		Articles []struct {
			ID, File string
			Source   struct {
				Publishing   named  `json:"publishing_outlet"`
				Original     *named `json:"original_outlet"`
				Agency       *named
				Author       *named
				CitedOutlets []struct{ Canonical string } `json:"cited_outlets"`
			}
			Published struct{ Value string }
		}
	}
	if err := json.Unmarshal(raw, &gold); err != nil {
		t.Fatal(err)
	}
	value := func(n *named) string {
		if n == nil {
			return ""
		}
		return n.Value
	}
	a := starterForTest(t)
	for _, g := range gold.Articles {
		body, err := os.ReadFile(filepath.Join("../seeds", g.File))
		if err != nil {
			t.Fatal(err)
		}
		got := sourced(a, corpus.Article{ID: g.ID, Text: string(body)})
		publisher := got.Outlet.Name
		if got.Outlet.Status == corpus.Credited {
			publisher = ""
		}
		cites := map[string]bool{}
		for _, o := range got.Cites {
			cites[o.Name] = true
		}
		want := map[string]bool{}
		for _, o := range g.Source.CitedOutlets {
			want[o.Canonical] = true
		}
		for _, c := range []struct{ field, got, want string }{
			{"outlet", publisher, g.Source.Publishing.Value},
			{"original", got.Original.Name, value(g.Source.Original)},
			{"agency", got.Agency.Name, value(g.Source.Agency)},
			{"byline", strings.Join(got.Byline, ", "), value(g.Source.Author)},
			{"published", got.Published.Value, g.Published.Value},
			{"cites", sortedKeys(cites), sortedKeys(want)},
		} {
			if c.got != c.want {
				t.Errorf("%s %s: got %q, want %q", g.ID, c.field, c.got, c.want)
			}
		}
	}
}

// Publisher, agency and day measured on articles whose URL, wire label or date is known.
// The rules see the bare text; thresholds keep them from falling unnoticed.
func TestSourcesMeasured(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 12,000 articles")
	}
	a := starterForTest(t)
	p := a.press()
	var publisher, credited, hosts tally
	byRule := map[string]*tally{}
	var urlDay, stamp tally
	n := 0
	sharedLines(t, "articles/abp.articles.jsonl.gz", func(line []byte) {
		var x struct{ Title, Outlet, Date, URL, Text string }
		if err := json.Unmarshal(line, &x); err != nil {
			t.Fatal(err)
		}
		if n++; n%3 != 0 {
			return
		}
		host := p.host(publisherHost(x.URL))
		hosts.add(host, sourced(a, corpus.Article{URL: x.URL}).Outlet.ID)
		got := sourced(a, corpus.Article{Title: x.Title, Text: x.Text})
		if host == "" {
			return
		}
		if got.Outlet.Status == corpus.Credited {
			credited.add(got.Outlet.ID, host)
		} else {
			publisher.add(got.Outlet.ID, host)
		}
		if got.Outlet.Known() {
			rule := got.Outlet.Rule + " " + string(got.Outlet.Status)
			if byRule[rule] == nil {
				byRule[rule] = &tally{}
			}
			byRule[rule].add(got.Outlet.ID, host)
		}
		if x.Date != "" {
			urlDay.add(urlDate(x.URL), x.Date)
			if v := got.Published; v.Value != "" {
				stamp.add(v.Value, x.Date[:min(len(x.Date), len(v.Value))])
				if v.Value != x.Date[:min(len(x.Date), len(v.Value))] && stamp.wrong < 12 {
					t.Logf("published %s, want %s: %q %s", v.Value, x.Date, v.Rule, x.URL)
				}
			}
		}
	})
	if publisher.right < 400 || publisher.wrong*100 > 3*publisher.right {
		t.Errorf("publisher from the text: %d right, %d wrong; want 400 and under 3%%", publisher.right, publisher.wrong)
	}
	if urlDay.wrong > 0 {
		t.Errorf("day from the url: %d wrong", urlDay.wrong)
	}
	hosts.log(t, "url host listed")
	publisher.log(t, "publisher from the text")
	credited.log(t, "credited = publisher")
	for rule, c := range byRule {
		c.log(t, "  "+rule)
	}
	urlDay.log(t, "day from the url")
	stamp.log(t, "date from the text")
}

// Wire copy in PolNeAR: the agency of the label against the text's own evidence.
func TestAgencyMeasured(t *testing.T) {
	a := starterForTest(t)
	ids := map[string]string{"AP": "ap", "UPI": "upi", "AFP": "afp", "reuters": "reuters", "Reuters": "reuters"}
	var agency tally
	sharedLines(t, "quotes/polnear.train.quotes.jsonl.gz", func(line []byte) {
		var x struct{ ID, Outlet, Wire, Text string }
		if err := json.Unmarshal(line, &x); err != nil {
			t.Fatal(err)
		}
		got := sourced(a, corpus.Article{Text: x.Text})
		id := got.Agency.ID
		if got.Agency.Rule == ruleContributed {
			id = "" // the label means wire copy, not help by one
		}
		agency.add(id, ids[x.Wire])
		if id != ids[x.Wire] {
			t.Logf("%s: got %q (%s), want %q: %.90q ... %.90q", x.ID, id, got.Agency.Rule, ids[x.Wire], x.Text, x.Text[max(0, len(x.Text)-90):])
		}
	})
	if agency.right < 60 || agency.wrong > 3 {
		t.Errorf("agency of wire copy: %d right, %d wrong; want 60 and 3 at most", agency.right, agency.wrong)
	}
	agency.log(t, "agency of wire copy")
}

func sortedKeys(m map[string]bool) string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return strings.Join(keys, ", ")
}
