package export

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dateline/query"
)

// ManifestSchema is the version of the manifest.
const ManifestSchema = 1

// A Manifest says what an export file holds and how it came to be, so that it can
// be defended and run again. It stands beside the file as FILE.manifest.json; the
// ids and content hashes of the matching articles stand in FILE.manifest.ids, a line
// "id<TAB>sum" each, so that memory stays flat whatever their number.
type Manifest struct {
	Schema   int      `json:"schema"`
	Query    Question `json:"query"`
	Output   Output   `json:"output"`
	Order    string   `json:"order"`
	Snapshot string   `json:"snapshot"`
	Versions Versions `json:"versions"`
	Counts   Counts   `json:"counts"`
	File     string   `json:"file"` // base name, "" for standard output
	Bytes    int64    `json:"bytes"`
	SHA256   string   `json:"sha256"`
	IDs      string   `json:"ids,omitempty"`        // base name of the list of ids
	IDsSum   string   `json:"ids_sha256,omitempty"` // its SHA-256
	Since    string   `json:"since,omitempty"`      // snapshot of the manifest that this export continues
	Gone     []string `json:"gone,omitempty"`       // with Since: ids that no longer match or exist
	Started  string   `json:"started"`              // RFC 3339
	Finished string   `json:"finished"`
}

// A Question is the query as typed, as read and as searched, with everything that
// a second run needs.
type Question struct {
	Text     string         `json:"text"`
	Parsed   string         `json:"parsed"`
	Expanded query.Branch   `json:"expanded"` // every clause with its terms or ids and its count
	Notes    []string       `json:"notes"`
	Options  query.Options  `json:"options"`
	Filters  []query.Filter `json:"filters,omitempty"` // the selections of Options as ids
}

// Output is what was asked of the file.
type Output struct {
	Format Format   `json:"format"`
	Rows   Rows     `json:"rows"`
	Fields []string `json:"fields,omitempty"`
	Text   bool     `json:"text,omitempty"`
	Excel  bool     `json:"excel,omitempty"`
	Limit  int      `json:"limit,omitempty"`
	Label  string   `json:"label,omitempty"`
	Quotes string   `json:"quotes,omitempty"` // of rows quote: all of each article, or those asked for
}

// Which quotes rows of kind quote are.
const (
	allQuotes   = "all"
	askedQuotes = "asked"
)

// quotesOf says which quotes an export writes, "" where it writes none.
func quotesOf(kind Rows, asked query.Request) string {
	switch {
	case kind != QuoteRows:
		return ""
	case query.AsksForQuotes(asked.Query) || slices.ContainsFunc(asked.Filters, selects):
		return askedQuotes
	}
	return allQuotes
}

// Versions are the program and the rules that made the index.
type Versions struct {
	Dateline  string `json:"dateline"`
	Analyzer  int    `json:"analyzer"`
	Authority string `json:"authority,omitempty"`
}

// Orders of an export.
const (
	orderByDate  = "published, then id; undated last"
	orderByScore = "score, then published (newest first), then id"
)

func newManifest(ctx context.Context, s query.Snapshot, c *query.Compiled, asked query.Options, o Options, v Versions) (*Manifest, error) {
	e, err := c.Explain(ctx, s)
	if err != nil {
		return nil, err
	}
	m := &Manifest{Schema: ManifestSchema, Order: orderByDate, Snapshot: s.ID(), Versions: v,
		Query: Question{Text: c.Text, Parsed: c.Parsed.String(), Expanded: e.Tree, Notes: list(c.Notes),
			Options: asked, Filters: c.Request.Filters},
		Output: Output{o.Format, o.Rows, o.Fields, o.Text, o.Excel, o.Limit, o.Label, quotesOf(o.Rows, c.Request)}}
	if o.Format == TREC {
		m.Order = orderByScore
	}
	return m, nil
}

// ReadManifest reads a manifest file.
func ReadManifest(path string) (*Manifest, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("export: manifest: %w", err)
	}
	m := &Manifest{}
	if err := json.Unmarshal(raw, m); err != nil {
		return nil, fmt.Errorf("export: manifest %s: %w", path, err)
	}
	if m.Schema != ManifestSchema {
		return nil, fmt.Errorf("export: manifest %s: schema %d, this program reads %d", path, m.Schema, ManifestSchema)
	}
	return m, nil
}

// readIDs returns the content hash of every article that the manifest at path lists.
func (m *Manifest) readIDs(path string) (map[string]string, error) {
	if m.IDs == "" {
		return nil, fmt.Errorf("export: manifest %s has no list of ids: it cannot be compared", path)
	}
	name := filepath.Join(filepath.Dir(path), m.IDs)
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("export: ids of manifest: %w", err)
	}
	defer f.Close()
	h := newSum()
	ids := map[string]string{}
	r := bufio.NewReaderSize(io.TeeReader(f, h), 1<<16)
	for {
		line, err := r.ReadString('\n')
		if errors.Is(err, io.EOF) && line == "" {
			break
		}
		id, sum, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if err != nil || !ok {
			return nil, fmt.Errorf("export: %s: line %d is torn", name, len(ids)+1)
		}
		if id, err = unescapeID(id); err != nil {
			return nil, fmt.Errorf("export: %s: line %d: %w", name, len(ids)+1, err)
		}
		ids[id] = sum
	}
	if h.String() != m.IDsSum {
		return nil, fmt.Errorf("export: %s is not the list that the manifest was written with: its SHA-256 differs", name)
	}
	return ids, nil
}

// escapeID keeps an id on one line of the list.
func escapeID(id string) string { return tsvEscape.Replace(id) }

func unescapeID(s string) (string, error) {
	if !strings.Contains(s, `\`) {
		return s, nil
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		if i++; i == len(s) {
			return "", errors.New("backslash at the end of an id")
		}
		at := strings.IndexByte(`\tnr`, s[i])
		if at < 0 {
			return "", fmt.Errorf("unknown escape \\%c in an id", s[i])
		}
		b.WriteByte("\\\t\n\r"[at])
	}
	return b.String(), nil
}
