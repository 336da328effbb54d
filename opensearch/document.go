package opensearch

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/analyzer"
	"dateline/corpus"
	"dateline/query"
)

// longTerm is the longest term, in bytes, that is sent as it is; the server refuses
// those past 32,766 with the whole article. A longer one, which no language has,
// stands under its first bytes and its hash: it is found by itself and by a prefix.
const longTerm = 16 << 10

// term is a term as the server knows it.
func term(t string) string {
	if len(t) <= longTerm {
		return t
	}
	cut := longTerm - 100 // what it becomes stays as it is
	for !utf8.RuneStart(t[cut]) {
		cut--
	}
	sum := sha256.Sum256([]byte(t))
	return t[:cut] + "\u2026" + hex.EncodeToString(sum[:])
}

func terms(list []string) []string {
	out := make([]string, len(list))
	for i, t := range list {
		out[i] = term(t)
	}
	return out
}

// maxID is the longest id, in bytes, that the server takes for a document.
const maxID = 512

// documentID is the document of an article.
func documentID(id string) string {
	if len(id) <= maxID && !strings.HasPrefix(id, "#") {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "#" + hex.EncodeToString(sum[:])
}

// document is an article as it is sent, one line of JSON.
func document(a *corpus.Annotated) ([]byte, error) {
	for _, s := range []string{a.ID, a.Title, a.Text} {
		if !utf8.ValidString(s) {
			return nil, fmt.Errorf("opensearch: put %q: it is not valid UTF-8", a.ID)
		}
	}
	if a.ID == "" || len(a.ID) > longTerm {
		return nil, fmt.Errorf("opensearch: put %.40q: an id has 1 to %d bytes", a.ID, longTerm)
	}
	d := object{"article": a, "id": a.ID, "credited": a.Outlet.Status == corpus.Credited,
		"length": len(a.TitleStream.Tokens) + len(a.TextStream.Tokens), "names": names(a)}
	if a.Sum != "" {
		d["sum"] = a.Sum
	}
	for _, f := range facetFields {
		d[f] = query.Values(a, f)
	}
	if err := streams(a, d); err != nil {
		return nil, fmt.Errorf("opensearch: put %q: %w", a.ID, err)
	}
	dated(a.Published.Value, d)
	digest(a, d)
	return line(d)
}

// line marshals v without the escapes that HTML needs.
func line(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}

// streams sets the stream fields and their words.
func streams(a *corpus.Annotated, d object) error {
	for _, f := range streamFields {
		text, err := layers(a.Stream(f))
		if err != nil {
			return fmt.Errorf("%s: %w", f, err)
		}
		d[f] = text
	}
	d["words"] = words(&a.TitleStream, &a.TextStream)
	d["byline_words"] = words(&a.BylineStream)
	return nil
}

// Beside the terms of a stream stand the ends of its sentences and paragraphs, at
// their last positions: SAME asks for what lies between a start and the next end.
const (
	sentenceEnd  = ">s"
	paragraphEnd = ">p"
)

// streamTerms yields what is stored of a stream, by position.
func streamTerms(s *corpus.Stream, yield func(t string, pos int)) {
	last := -1
	ends := func(pos int) {
		for _, unit := range []struct {
			starts []int
			mark   string
		}{{s.Sentences, sentenceEnd}, {s.Paragraphs, paragraphEnd}} {
			_, begins := slices.BinarySearch(unit.starts, pos)
			if last >= 0 && (begins || pos == len(s.Tokens)) {
				yield(unit.mark, last)
			}
		}
	}
	analyzer.StreamTerms(s, func(t string, pos int) {
		if pos != last {
			ends(pos)
			last = pos
		}
		yield(term(t), pos)
	})
	ends(len(s.Tokens))
}

// layers writes a stream as one token a position, its terms joined by '|'.
func layers(s *corpus.Stream) (string, error) {
	var b strings.Builder
	at, start := 0, 0
	var err error
	streamTerms(s, func(t string, pos int) {
		if pos > at {
			b.WriteByte(' ')
			at, start = pos, b.Len()
		}
		b.WriteByte('|')
		b.WriteString(t)
		switch {
		case err != nil:
		case strings.ContainsAny(t, "| \t\n"):
			err = fmt.Errorf("the term %.80q holds a blank or a bar", t)
		case b.Len()-start > maxTokenLength:
			err = fmt.Errorf("what is said of word %d takes more than %d bytes", pos+1, maxTokenLength)
		}
	})
	return b.String(), err
}

// words are the distinct words of streams, sorted.
func words(all ...*corpus.Stream) []string {
	var out []string
	for _, s := range all {
		for _, t := range s.Tokens {
			if t.Word != "" {
				out = append(out, term(t.Word))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// names are what an article calls the entities and outlets that it holds.
func names(a *corpus.Annotated) []string {
	var out []string
	add := func(id, name string) {
		if id != "" && name != "" && len(id)+len(name) < longTerm {
			out = append(out, id+"\t"+name)
		}
	}
	for _, m := range a.Mentions {
		if m.Role == corpus.RoleActor || m.Role == corpus.RolePlace {
			add(m.Entity, m.Name)
		}
	}
	for _, q := range a.Quotes {
		if q.Speaker != nil {
			add(q.Speaker.Entity, q.Speaker.Name)
		}
	}
	for _, o := range append([]corpus.Outlet{a.Outlet, a.Original, a.Agency}, a.Cites...) {
		add(o.ID, o.Name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// timeLayout is how an instant is sent: in UTC, to the millisecond before it.
const timeLayout = "2006-01-02T15:04:05.000Z"

// dated sets the fields of the date of publication.
func dated(value string, d object) {
	if first, last, ok := query.Days(value, nil); ok {
		d["first"], d["last"], d[daysField] = first, last, first+"/"+last
	}
	t, ok := query.Instant(value)
	if !ok {
		return
	}
	d["instant"] = t.UnixMicro()
	if len(value) > len(time.DateOnly) {
		d["time"] = t.UTC().Format(timeLayout)
	}
}

// digestParts parts of 16 bits make a corpus.Digest. Sums are double precision on
// the server: they are exact up to 2^37 articles.
const digestParts = 16

func digestField(i int) string { return fmt.Sprintf("digest%02d", i) }

func digest(a *corpus.Annotated, d object) {
	var sum corpus.Digest
	sum.Add(a.ID, a.Sum)
	for i := range digestParts {
		d[digestField(i)] = binary.BigEndian.Uint16(sum[2*i:])
	}
}
