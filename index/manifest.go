package index

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"dateline/index/segment"
)

// An index directory holds
//
//	manifest.json   what the newest generation consists of, with the size and the
//	                checksum of every other file; replaced by rename, which is the
//	                moment at which a write is acknowledged
//	segments/       immutable files: NNNNNN.zap, .col and .sum of each segment,
//	                NNNNNN-GGGGGG.del with the documents deleted from it as of
//	                generation G, the tables of symbols that articles are
//	                written in (tables.go), and a copy of the authority
//	lock            held by the writer; names its holder and the last generation
//
// Readers take no lock: they read the manifest, then map the files that it lists,
// and begin again if a writer removed one in between. Files that no manifest lists
// are left over from an interrupted write; the next writer removes them.
const (
	manifestFile = "manifest.json"
	segmentsDir  = "segments"
	lockFile     = "lock"
)

// FormatVersion is the version of everything in the directory.
const FormatVersion = 3

type manifest struct {
	Format     int           `json:"format"`
	Generation int           `json:"generation"`
	Written    string        `json:"written"`   // RFC 3339
	Analyzer   int           `json:"analyzer"`  // version of the analysis that made the streams
	Authority  string        `json:"authority"` // version of the authority that found the entities
	Articles   int           `json:"articles"`
	Snapshot   string        `json:"snapshot"` // corpus.Digest of the live articles
	Next       int           `json:"next"`     // number of the next segment
	Segments   []segmentInfo `json:"segments"`
	Tables     []tableInfo   `json:"tables,omitempty"` // of symbols, oldest first
	Copy       *segment.File `json:"authority_copy,omitempty"`
}

type segmentInfo struct {
	Name      string         `json:"name"`
	Articles  int            `json:"articles"`
	Deleted   int            `json:"deleted"`
	Files     []segment.File `json:"files"`
	Deletions *segment.File  `json:"deletions,omitempty"`
}

// files lists every file that m needs.
func (m *manifest) files() []segment.File {
	var all []segment.File
	for _, s := range m.Segments {
		all = append(all, s.Files...)
		if s.Deletions != nil {
			all = append(all, *s.Deletions)
		}
	}
	for _, t := range m.Tables {
		all = append(all, t.Files...)
	}
	if m.Copy != nil {
		all = append(all, *m.Copy)
	}
	return all
}

// envelope is the manifest file: the manifest and the SHA-256 of its bytes. The
// file is canonical, so that any other byte in it is damage.
type envelope struct {
	Manifest json.RawMessage `json:"manifest"`
	Sum      string          `json:"sha256"`
}

func (m *manifest) encode() ([]byte, error) {
	raw, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	b, err := json.Marshal(envelope{raw, hex.EncodeToString(sum[:])})
	return append(b, '\n'), err
}

func decodeManifest(path string, data []byte) (*manifest, error) {
	damage := func(what string) error { return damaged(&segment.Damage{Path: path, What: what}) }
	var e envelope
	if err := json.Unmarshal(data, &e); err != nil {
		return nil, damage(err.Error())
	}
	if sum := sha256.Sum256(e.Manifest); hex.EncodeToString(sum[:]) != e.Sum {
		return nil, damage("checksum does not hold" + otherFormat(e.Manifest))
	}
	if again, err := json.Marshal(e); err != nil || !bytes.Equal(append(again, '\n'), data) {
		return nil, damage("bytes beside the checksum are not those written")
	}
	m := &manifest{}
	if err := json.Unmarshal(e.Manifest, m); err != nil {
		return nil, damage(err.Error())
	}
	if m.Format != FormatVersion {
		return nil, fmt.Errorf("index: open %s: %w: version %d, this program reads %d; index the articles again into a new directory, or use the version of Dateline that made it",
			filepath.Dir(path), ErrFormat, m.Format, FormatVersion)
	}
	return m, nil
}

// otherFormat tells of the format that a manifest names whose checksum does not
// hold: another version may sum it in another way.
func otherFormat(raw []byte) string {
	var m struct{ Format int }
	if json.Unmarshal(raw, &m) != nil || m.Format == FormatVersion {
		return ""
	}
	return fmt.Sprintf("; it names format version %d, this program reads %d", m.Format, FormatVersion)
}

// readManifest reads the manifest of dir. Without one it tells an absent index
// from one that lost it.
func readManifest(dir string) (*manifest, []byte, error) {
	path := filepath.Join(dir, manifestFile)
	last := readHolder(dir).Generation // first: a writer notes it after the manifest
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		if names, _ := filepath.Glob(filepath.Join(dir, segmentsDir, "*.zap")); len(names) > 0 {
			return nil, nil, damaged(&segment.Damage{Path: path, What: "is missing, and segments are there"})
		}
		return nil, nil, fmt.Errorf("index: open %s: %w", dir, ErrNoIndex)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("index: open: %w", err)
	}
	m, err := decodeManifest(path, data)
	if err != nil {
		return nil, nil, err
	}
	if last > m.Generation {
		return nil, nil, damaged(&segment.Damage{Path: path,
			What: fmt.Sprintf("is of generation %d, and %d was written: it was rolled back", m.Generation, last)})
	}
	return m, data, nil
}

// publish makes m the newest generation, durably. Every file that it lists must
// be synced before. shown tells whether readers see it, which an error of the last
// sync leaves true.
func (m *manifest) publish(dir string) (shown bool, err error) {
	data, err := m.encode()
	if err != nil {
		return false, fmt.Errorf("index: encode manifest: %w", err)
	}
	if err := syncDir(filepath.Join(dir, segmentsDir)); err != nil {
		return false, err
	}
	path := filepath.Join(dir, manifestFile)
	if err := segment.WriteFile(path+".new", data); err != nil {
		os.Remove(path + ".new")
		return false, fmt.Errorf("index: publish: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return false, fmt.Errorf("index: publish: %w", err)
	}
	return true, syncDir(dir)
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("index: sync: %w", err)
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		return fmt.Errorf("index: sync %s: %w", dir, err)
	}
	return nil
}
