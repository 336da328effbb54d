package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dateline/query"
)

// The state of a page is its address. Parameters are named as the flags of the
// command line: q is the query, actor and not-actor narrow by a facet, and so on.
// Beside them stand those that only change what a page shows of a facet.
type state struct{ url.Values }

// selectable are the facets that a reader narrows by, in the order of the page.
var selectable = []string{"outlet", "actor", "speaker", "place", "agency", "original", "cites", "type", "language", "collection", "date"}

// single are the parameters with one value, beside find- and more- of each facet.
var single = []string{"q", "since", "until", "tz", "literal", "match", "size", "after", "sort", "distinct", "by", "id",
	"words", "format", "rows", "text", "excel"}

// switches are the parameters that are on or off.
var switches = []string{"literal", "distinct", "text", "excel"}

// repeated are the others, beside the facets.
var repeated = []string{"facet", "side"}

const (
	pageSize = 10
	maxSize  = 200
	moreSize = 100 // values of a facet that is opened
)

// check refuses parameters that would be ignored.
func (s state) check() error {
	for name, values := range s.Values {
		facet := strings.TrimPrefix(name, "not-")
		if slices.Contains(selectable, facet) || slices.Contains(repeated, name) {
			continue
		}
		_, part, cut := strings.Cut(name, "-")
		shows := cut && slices.Contains(selectable, part) && (strings.HasPrefix(name, "find-") || strings.HasPrefix(name, "more-"))
		if !shows && !slices.Contains(single, name) {
			return usagef("web: unknown parameter %q", name)
		}
		if len(values) > 1 {
			return usagef("web: parameter %s is given %d times; want it once", name, len(values))
		}
		if v := s.Get(name); slices.Contains(switches, name) && v != "" && v != "1" {
			return usagef("web: %s %q: want 1, or leave the parameter out", name, v)
		}
	}
	return nil
}

// options reads the state as the flags of the command line are read.
func (s state) options() (query.Options, error) {
	o := query.Options{Since: s.Get("since"), Until: s.Get("until"), Zone: s.Get("tz"), Sort: query.Sort(s.Get("sort")),
		Literal: s.Get("literal") != "", Any: s.Get("match") == "any", After: s.Get("after"), Distinct: s.Get("distinct") != "",
		Size: pageSize, MaxTerms: query.DefaultMaxTerms, Facets: []query.FacetRequest{}}
	if err := s.check(); err != nil {
		return o, err
	}
	if m := s.Get("match"); m != "" && m != "any" && m != "all" {
		return o, usagef("web: match %q: want all or any", m)
	}
	if !slices.Contains([]query.Sort{"", query.ByScore, query.ByDate, query.ByNewest}, o.Sort) {
		return o, usagef("web: sort %q: want score, date or -date", o.Sort)
	}
	if size := s.Get("size"); size != "" {
		n, err := strconv.Atoi(size)
		if err != nil || n < 0 || n > maxSize {
			return o, usagef("web: size %q: want a number up to %d; export writes every result", size, maxSize)
		}
		o.Size = n
	}
	for _, facet := range selectable {
		for _, name := range []string{facet, "not-" + facet} {
			if values := s.some(name); len(values) > 0 {
				o.Select = append(o.Select, query.Selection{Facet: facet, Values: values, Exclude: name != facet})
			}
		}
	}
	return o, nil
}

// some returns the values of a parameter that are not empty.
func (s state) some(name string) []string {
	return slices.DeleteFunc(slices.Clone(s.Values[name]), func(v string) bool { return v == "" })
}

// facets reads the facet parameter as the command line reads --facet.
func (s state) facets() ([]query.FacetRequest, error) {
	list := []query.FacetRequest{}
	for _, spec := range s.some("facet") {
		if spec == "none" {
			continue
		}
		f, err := query.ReadFacet(spec)
		if err != nil {
			return nil, usage{err}
		}
		list = append(list, f)
	}
	if len(s.some("facet")) == 0 {
		return query.DefaultFacets(), nil
	}
	return list, nil
}

// copy returns the state without cursors and empty values.
func (s state) copy() state {
	out := url.Values{}
	for name, values := range s.Values {
		if name == "after" {
			continue
		}
		if kept := slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" }); len(kept) > 0 {
			out[name] = kept
		}
	}
	return state{out}
}

// set returns the state with name at value, or without it where value is empty.
func (s state) set(name, value string) state {
	out := s.copy()
	if value == "" {
		out.Del(name)
	} else {
		out.Values.Set(name, value)
	}
	return out
}

// add returns the state with one more value of name.
func (s state) add(name, value string) state {
	out := s.copy()
	if !slices.Contains(out.Values[name], value) {
		out.Values.Add(name, value)
	}
	return out
}

// without returns the state less one value of name.
func (s state) without(name, value string) state {
	out := s.copy()
	out.Values[name] = slices.DeleteFunc(out.Values[name], func(v string) bool { return v == value })
	return out
}

// Query returns what narrows the result and nothing of how a page shows it, for
// links to other pages.
func (s state) Query() state {
	out := s.copy()
	for name := range out.Values {
		facet := strings.TrimPrefix(name, "not-")
		if !slices.Contains(selectable, facet) && !slices.Contains([]string{"q", "since", "until", "tz", "literal", "match", "distinct"}, name) {
			out.Del(name)
		}
	}
	return out
}

// At is the address of path in this state.
func (s state) At(path string) string {
	if q := s.copy().Encode(); q != "" {
		return path + "?" + q
	}
	return path
}

// A field is a hidden input of a form.
type field struct{ Name, Value string }

// Hidden are the fields of the state but those named.
func (s state) Hidden(but ...string) []field {
	var out []field
	c := s.copy()
	names := make([]string, 0, len(c.Values))
	for name := range c.Values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if slices.Contains(but, name) {
			continue
		}
		for _, v := range c.Values[name] {
			out = append(out, field{name, v})
		}
	}
	return out
}

// Unfaceted are the hidden fields of the form that narrows: what it has no control for.
func (s state) Unfaceted() []field {
	return slices.DeleteFunc(s.Hidden("q", "since", "until"), func(f field) bool {
		return slices.Contains(selectable, f.Name) || strings.HasPrefix(f.Name, "find-")
	})
}

// Bare is the address of the query with nothing that narrows it.
func (s state) Bare() string {
	out := s.Query()
	for name := range out.Values {
		if !slices.Contains([]string{"q", "literal", "match"}, name) {
			out.Del(name)
		}
	}
	return out.At("/")
}

// flags are the words of the command line that say what the state says.
func (s state) flags() []string {
	var out []string
	for _, name := range []string{"since", "until", "tz", "match", "sort", "size"} {
		if v := s.Get(name); v != "" {
			out = append(out, "--"+name, v)
		}
	}
	for _, name := range []string{"literal", "distinct"} {
		if s.Get(name) != "" {
			out = append(out, "--"+name)
		}
	}
	for _, facet := range selectable {
		for _, name := range []string{facet, "not-" + facet} {
			for _, v := range s.some(name) {
				out = append(out, "--"+name, v)
			}
		}
	}
	return out
}

// command is the command line that answers as this page does.
func (s *server) command(name string, st state, more ...string) string {
	words := append(st.flags(), more...)
	if q := st.Get("q"); strings.HasPrefix(q, "-") {
		words = append(words, "--", q)
	} else if q != "" {
		words = append(words, q)
	}
	out := "dateline " + name + " " + s.Flags
	for _, w := range words {
		out += " " + shellQuote(w)
	}
	return out
}

// shellQuote writes a word for a POSIX shell.
func shellQuote(w string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./@:,+=", r)
	}
	if w != "" && strings.IndexFunc(w, func(r rune) bool { return !plain(r) }) < 0 {
		return w
	}
	return "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
}
