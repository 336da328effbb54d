package ingest

import (
	"bytes"
	"strings"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"
)

// feed reads RSS, Atom or JSON Feed; each entry is an article of the feed's outlet.
// Entries often hold a summary only: the text is what the feed has.
func (r *reader) feed(src *source) bool {
	b, ok := r.markup(src)
	if !ok {
		return !r.done
	}
	f, err := parseFeed(b, r.opts.Encoding)
	if err != nil {
		return r.refuse(src.path, 0, "not a feed: "+firstLine(err.Error()), "RSS, Atom and RDF are read")
	}
	for i, entry := range f.Items {
		if !r.emit(r.feedEntry(src, f, entry, i+1)) {
			return false
		}
	}
	return len(f.Items) > 0 || r.refuse(src.path, 0, "the feed has no entries", "")
}

// parseFeed leaves declared encodings to the XML reader, unless one is named.
func parseFeed(b []byte, named string) (*gofeed.Feed, error) {
	if named != "" {
		s, _ := decode(b, named, "")
		b = []byte(xmlDeclaration().ReplaceAllString(s, ""))
	}
	return gofeed.NewParser().Parse(bytes.NewReader(b))
}

func (r *reader) feedEntry(src *source, f *gofeed.Feed, entry *gofeed.Item, n int) Item {
	rec := record{}
	rec.set("id", entry.GUID)
	rec.set("title", fragmentText(entry.Title))
	rec.set("outlet", f.Title)
	rec.set("url", entry.Link)
	rec.set("language", f.Language)
	rec.set("published", entry.Published)
	var notes []string
	if rec.get("published") == "" && entry.Updated != "" {
		rec.set("published", entry.Updated)
		notes = src.once("entries without a date of publication have that of their update")
	}
	for _, p := range entry.Authors {
		rec["authors"] = append(rec["authors"], p.Name)
	}
	rec.set("text", fragmentText(entry.Content))
	if rec.get("text") == "" && entry.Description != "" {
		rec.set("text", fragmentText(entry.Description))
		notes = append(notes, src.once("entries have a summary for their text")...)
	}
	one := *src
	one.path = src.path + "#" + itoa(n)
	if rec.get("id") == "" && rec.get("url") == "" {
		rec.set("id", src.id+"#"+itoa(n))
	}
	return r.article(&one, rec, 0, notes)
}

// fragmentText is the text of a piece of HTML.
func fragmentText(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return strings.TrimSpace(s)
	}
	nodes, err := html.ParseFragment(strings.NewReader(s), nil)
	if err != nil {
		return strings.TrimSpace(s)
	}
	var w blocks
	for _, n := range nodes {
		w.node(n)
	}
	return w.String()
}
