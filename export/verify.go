package export

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"dateline/query"
)

// A Verdict compares an export with what its query finds now. The lists are sorted.
type Verdict struct {
	Schema   int      `json:"schema"`
	Same     bool     `json:"same"`     // nothing came, went or changed, and the file is the one written
	File     string   `json:"file"`     // what is wrong with the file, "" if it is as written
	Snapshot bool     `json:"snapshot"` // the index is at the very snapshot of the export
	Came     []string `json:"came"`
	Went     []string `json:"went"`
	Changed  []string `json:"changed"`
}

// ErrForeign is returned for the manifest of another index.
var ErrForeign = errors.New("the manifest is of another index")

// Verify reads the manifest at path, checks that its file still has the bytes that
// were written, runs the query again in s and says which articles differ. compile
// makes the query of a manifest ready. The error is ErrForeign where the list is not
// empty and none of its articles is in s.
func Verify(ctx context.Context, s query.Snapshot, path string, compile func(Question) (*query.Compiled, error)) (*Verdict, error) {
	m, err := ReadManifest(path)
	if err != nil {
		return nil, err
	}
	listed, err := m.readIDs(path)
	if err != nil {
		return nil, err
	}
	c, err := compile(m.Query)
	if err != nil {
		return nil, fmt.Errorf("export: verify %s: %w", path, err)
	}
	v := &Verdict{Schema: 1, File: m.fileFault(path), Snapshot: m.Snapshot == s.ID()}
	if err := v.compare(ctx, s, c, m, listed); err != nil {
		return nil, err
	}
	v.Same = v.File == "" && len(v.Came)+len(v.Went)+len(v.Changed) == 0
	return v, nil
}

// compare scans the matches of c. Matches beyond the manifest's limit do not count
// as having come.
func (v *Verdict) compare(ctx context.Context, s query.Snapshot, c *query.Compiled, m *Manifest, listed map[string]string) error {
	r := c.Request
	r.Load, r.Facets = query.LoadMeta, nil
	all, n, common := len(listed), 0, 0
	for h, err := range hits(ctx, s, r, m.Output.Format) {
		if err != nil {
			return err
		}
		if n++; m.Output.Limit > 0 && n > m.Output.Limit {
			break
		}
		id := h.Article.ID
		was, there := listed[id]
		delete(listed, id)
		switch {
		case !there:
			v.Came = append(v.Came, id)
		case was != h.Article.Sum:
			v.Changed = append(v.Changed, id)
			common++
		default:
			common++
		}
	}
	if all > 0 && common == 0 && !anyKnown(ctx, s, listed) {
		return fmt.Errorf("export: verify: %w: it holds none of its %d articles", ErrForeign, all)
	}
	v.Went = slices.Sorted(maps.Keys(listed))
	slices.Sort(v.Came)
	slices.Sort(v.Changed)
	return nil
}

// anyKnown reports whether the snapshot holds one of the ids at all.
func anyKnown(ctx context.Context, s query.Snapshot, ids map[string]string) bool {
	for id := range ids {
		if _, err := s.Get(ctx, id); err == nil {
			return true
		}
	}
	return false
}

// fileFault says what is wrong with the file of a manifest, or "".
func (m *Manifest) fileFault(path string) string {
	if m.File == "" {
		return ""
	}
	name := filepath.Join(filepath.Dir(path), m.File)
	if m.Output.Format == Plain {
		name = filepath.Join(name, articlesFile)
	}
	fault := bytesFault(name, m.Bytes, m.SHA256)
	if fault == "" && m.Output.Format == Plain {
		fault = folderFault(name)
	}
	return fault
}

// bytesFault says what of a file is not as it was written, or "".
func bytesFault(name string, bytes int64, sum string) string {
	f, err := os.Open(name)
	if err != nil {
		return err.Error()
	}
	defer f.Close()
	h := newSum()
	n, err := io.Copy(h, f)
	switch {
	case err != nil:
		return err.Error()
	case n != bytes:
		return fmt.Sprintf("%s has %d bytes, %d were written", name, n, bytes)
	case h.String() != sum:
		return name + " has other bytes than were written: its SHA-256 differs"
	}
	return ""
}

// VerifyBatch reads the manifest of a batch at path, checks that its files still
// have the bytes that were written, counts every query again in s and says, a line
// each, what differs. compile makes a query of the batch ready.
func VerifyBatch(ctx context.Context, s query.Snapshot, path string, compile func(text string, o query.Options) (*query.Compiled, error)) (faults []string, err error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("export: manifest: %w", err)
	}
	m := &BatchManifest{}
	if err := json.Unmarshal(raw, m); err != nil {
		return nil, fmt.Errorf("export: manifest %s: %w", path, err)
	}
	if m.Schema != ManifestSchema || m.Queries == nil {
		return nil, fmt.Errorf("export: manifest %s: not that of a batch of schema %d", path, ManifestSchema)
	}
	for _, f := range m.Files {
		if fault := bytesFault(filepath.Join(filepath.Dir(path), f.File), f.Bytes, f.SHA256); fault != "" {
			faults = append(faults, fault)
		}
	}
	for _, o := range m.Queries {
		if o.Error != "" {
			continue // it had no result to compare
		}
		c, err := compile(o.Query, m.Options)
		if err != nil {
			return nil, fmt.Errorf("export: verify %s: %w", o.Label, err)
		}
		n, err := count(ctx, s, c.Request)
		if err != nil {
			return nil, err
		}
		if n != o.Declared {
			faults = append(faults, fmt.Sprintf("%s: %d articles match, %d did", o.Label, n, o.Declared))
		}
	}
	return faults, nil
}
