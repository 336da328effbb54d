package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"

	"dateline/corpus"
	"dateline/query"
)

// A page is what every template gets: the state for the query box and the links,
// and its own Data.
type page struct {
	Title  string
	Path   string
	State  state
	Data   any
	Twins  []link   // the same as JSON, as CSV
	Notes  []string // how the query was read
	Alert  *failure
	Chips  []chip
	Active bool // a query is asked
}

type link struct{ Name, To string }

func pageOf(v *visit, title string, data any) *page {
	return &page{Title: title, Path: v.r.URL.EscapedPath(), State: v.state, Data: data}
}

// templates gives each page over the common frame. They are read with the first page:
// most commands show none.
var templates = sync.OnceValue(parse)

func parse() map[string]*template.Template {
	base := template.Must(template.New("frame.html").Funcs(functions).ParseFS(files, "templates/frame.html", "templates/parts.html"))
	out := map[string]*template.Template{}
	names, err := files.ReadDir("templates")
	if err != nil {
		panic(err) // embedded
	}
	for _, n := range names {
		if name := strings.TrimSuffix(n.Name(), ".html"); name != "frame" && name != "parts" {
			out[name] = template.Must(template.Must(base.Clone()).ParseFS(files, "templates/"+n.Name()))
		}
	}
	return out
}

var functions = template.FuncMap{
	"asset":    func(name string) string { return "/static/" + name + "?v=" + sums()[name] },
	"plain":    plain,
	"articles": func(n int) string { return count(n, "article") },
	"count":    count,
	"known":    func(o corpus.Outlet) bool { return o.Known() },
	"href":     articleAddress,
	"web":      webAddress,
	"thousand": thousand,
	"join":     strings.Join,
	"inc":      func(i int) int { return i + 1 },
	"title":    heading,
}

// render writes a page whole, or an error instead.
func (s *server) render(v *visit, status int, name string, p *page) error {
	if p.Active = p.State.Get("q") != ""; p.Active {
		p.Chips = s.chips(p.State, p.Path)
	}
	var buf bytes.Buffer
	if err := templates()[name].Execute(&buf, p); err != nil {
		return fmt.Errorf("web: page %s: %w", name, err)
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	_, err := v.w.Write(buf.Bytes())
	return err
}

// sums name the version of each asset, so that browsers may keep them for ever.
var sums = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	list, _ := files.ReadDir("static")
	for _, f := range list {
		raw, _ := files.ReadFile("static/" + f.Name())
		sum := sha256.Sum256(raw)
		out[f.Name()] = hex.EncodeToString(sum[:8])
	}
	return out
})

var mediaTypes = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

func static(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if sums()[name] == "" {
		http.NotFound(w, r)
		return
	}
	raw, _ := files.ReadFile("static/" + name)
	w.Header().Set("Content-Type", mediaTypes[path.Ext(name)])
	if r.URL.Query().Get("v") == sums()[name] {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	_, _ = w.Write(raw)
}

// plain spells out the characters that could reorder or hide what stands around
// them. Browsers show the others as they are; markup is escaped by the templates.
func plain(text string) string {
	odd := func(r rune) bool {
		return unicode.Is(unicode.Cc, r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
	}
	if strings.IndexFunc(text, odd) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if odd(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	if stem, ok := strings.CutSuffix(what, "y"); ok {
		return thousand(n) + " " + stem + "ies"
	}
	return thousand(n) + " " + what + "s"
}

// thousand writes n with a comma every three digits.
func thousand(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// articleAddress is the address of an article. An id that a path cannot hold, or
// that ends as a twin does, goes into a parameter.
func articleAddress(id string, st state) string {
	st = st.Query()
	clean := path.Clean("/" + id)
	if clean != "/"+id || strings.HasSuffix(id, ".json") || strings.ContainsAny(id, "\\\x00") {
		return st.set("id", id).At("/article")
	}
	parts := strings.Split(id, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return st.At("/article/" + strings.Join(parts, "/"))
}

// webAddress is an address that a link may have, "" for any other scheme.
func webAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || !slices.Contains([]string{"http", "https"}, strings.ToLower(u.Scheme)) || u.Host == "" {
		return ""
	}
	return address
}

// heading is the title of an article, or the first words of its text.
func heading(a *corpus.Annotated) string {
	if t := strings.TrimSpace(a.Title); t != "" {
		return plain(t)
	}
	words := strings.Fields(a.Text)
	if len(words) > 12 {
		words = append(words[:12:12], "…")
	}
	return plain(strings.Join(words, " "))
}

// A piece is a run of text; Mark sets off a match.
type piece struct {
	Text string
	Mark bool
}

// pieces cuts a snippet at its spans.
func pieces(sn query.Snippet) []piece {
	var out []piece
	at := 0
	add := func(to int, mark bool) {
		if to > at {
			out = append(out, piece{plain(sn.Text[at:to]), mark})
			at = to
		}
	}
	for _, span := range sn.Spans {
		add(span[0]-sn.Start, false)
		add(span[1]-sn.Start, true)
	}
	add(len(sn.Text), false)
	return out
}
