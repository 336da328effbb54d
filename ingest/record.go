package ingest

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"dateline/corpus"
)

// fields are the names that an article's values have in every tabular input.
var fields = []string{"id", "title", "text", "outlet", "agency", "original", "published", "url", "authors", "language", "collection"}

// synonyms are the other names that are understood without --map.
var synonyms = map[string]string{"date": "published", "author": "authors", "byline": "authors", "lang": "language"}

// passive columns mean something but are no value of an article.
var passive = []string{"file", "note", "sum", "path", "first_seen", "updated"}

// A record is an article as it was read: values by field. Only authors has more than one.
type record map[string][]string

func (rec record) get(field string) string {
	if v := rec[field]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// set adds a value unless it is empty.
func (rec record) set(field string, values ...string) {
	var kept []string
	for _, v := range values {
		if strings.TrimSpace(v) != "" {
			kept = append(kept, v)
		}
	}
	if len(kept) > 0 {
		rec[field] = kept
	}
}

// columns maps the names of an input's columns to fields. ignored are the names
// that mean nothing here, in the order given.
func (r *reader) columns(names []string) (to map[string]string, ignored []string) {
	to = map[string]string{}
	taken := map[string]bool{}
	for field, name := range r.opts.Map {
		if slices.Contains(names, name) {
			to[name], taken[field] = field, true
		}
	}
	for _, exact := range []bool{true, false} {
		for _, name := range names {
			field := strings.ToLower(strings.TrimSpace(name))
			if !exact {
				field = synonyms[field]
			}
			if slices.Contains(fields, field) && !taken[field] && to[name] == "" {
				to[name], taken[field] = field, true
			}
		}
	}
	for _, name := range names {
		if to[name] == "" && name != "" && !slices.Contains(passive, strings.ToLower(name)) {
			ignored = append(ignored, name)
		}
	}
	return to, ignored
}

// unmapped tells of each field that --map reads elsewhere than where it was found: the name
// that --map gives is none of names, and a column of the field's own name stands in.
func (r *reader) unmapped(names []string, to map[string]string) (notes []string) {
	for _, name := range names {
		field := to[name]
		if mapped := r.opts.Map[field]; field != "" && mapped != "" && mapped != name {
			notes = append(notes, fmt.Sprintf("--map %s=%s: there is no %s here; %s is read", field, mapped, mapped, name))
		}
	}
	return notes
}

func ignoredNote(names []string) []string {
	if len(names) == 0 {
		return nil
	}
	shown := names
	if len(shown) > 20 {
		shown = append(slices.Clip(shown[:20]), fmt.Sprintf("and %d more", len(names)-20))
	}
	return []string{"ignored: " + strings.Join(shown, ", ")}
}

// article makes an item of a record: it lays the sidecar's values over it, checks
// every value, and refuses an article that has neither title nor text.
func (r *reader) article(src *source, rec record, line int, notes []string) Item {
	for field, value := range src.given {
		rec.set(field, splitAuthors(field, value)...)
	}
	it := Item{Path: src.path, Line: line, Notes: notes}
	if strings.TrimSpace(rec.get("title")) == "" && strings.TrimSpace(rec.get("text")) == "" {
		it.Err = &Error{Path: src.path, Line: line, Reason: "neither title nor text", Advice: emptyAdvice(line)}
		return it
	}
	a := &it.Article
	a.ID, a.Title, a.Text, a.URL = rec.get("id"), rec.get("title"), rec.get("text"), strings.TrimSpace(rec.get("url"))
	a.Collection, a.Byline = rec.get("collection"), names(rec["authors"])
	a.Outlet, a.Original, a.Agency = given(rec.get("outlet")), given(rec.get("original")), given(rec.get("agency"))
	it.Notes = append(it.Notes, r.published(src, rec, a)...)
	it.Notes = append(it.Notes, languageTag(rec, a)...)
	if a.ID == "" {
		a.ID = fallbackID(src, a.URL, line)
		it.Notes = append(it.Notes, src.once("records without an id have their url, else file#line, as id")...)
	}
	if n := strings.Count(a.Title+a.Text, "\x00"); n > 0 {
		it.Notes = append(it.Notes, fmt.Sprintf("%d NUL characters kept", n))
	}
	return it
}

func emptyAdvice(line int) string {
	if line == 0 {
		return ""
	}
	return "name the columns that hold them, as in --map text=body"
}

func fallbackID(src *source, url string, line int) string {
	if url != "" {
		return url
	}
	return fmt.Sprintf("%s#%d", src.id, line)
}

func (r *reader) published(src *source, rec record, a *corpus.Article) []string {
	s := rec.get("published")
	a.Published.Status = corpus.Unknown
	if s == "" {
		return nil
	}
	value, note, err := parseDate(s)
	if err != nil {
		return []string{err.Error() + "; left unknown"}
	}
	a.Published = corpus.Date{Value: value, Status: corpus.Given}
	if note == "" {
		return nil
	}
	return src.once(note)
}

func languageTag(rec record, a *corpus.Article) []string {
	s := strings.TrimSpace(rec.get("language"))
	if s == "" {
		return nil
	}
	tag, err := language.Parse(s)
	if base, sure := tag.Base(); err == nil && sure != language.No {
		a.Language = base.String()
		return nil
	}
	return []string{fmt.Sprintf("language %q is not a BCP 47 tag such as en or ar; left unknown", clip(s))}
}

func given(name string) corpus.Outlet {
	if name = strings.TrimSpace(name); name == "" {
		return corpus.Outlet{Status: corpus.Unknown}
	}
	return corpus.Outlet{Name: name, Status: corpus.Given}
}

func names(values []string) (kept []string) {
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			kept = append(kept, v)
		}
	}
	return kept
}

// splitAuthors cuts a cell of authors at semicolons; other values stay whole.
func splitAuthors(field, value string) []string {
	if field != "authors" {
		return []string{value}
	}
	return strings.Split(value, ";")
}
