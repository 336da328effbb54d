package index

import (
	"fmt"
	"os"
	"path/filepath"

	"dateline/index/segment"
)

// Kept returns the authority that the index in dir keeps (Options.Copy), nil if it
// keeps none, and the versions of what annotated its articles last.
func Kept(dir string) (authority []byte, stats Stats, err error) {
	defer guard(&err)
	m, _, err := readManifest(dir)
	if err != nil {
		return nil, Stats{}, err
	}
	stats = Stats{Format: m.Format, Generation: m.Generation, Written: m.Written, Analyzer: m.Analyzer, Authority: m.Authority, Articles: m.Articles}
	if m.Copy == nil {
		return nil, stats, nil
	}
	path := filepath.Join(dir, segmentsDir, m.Copy.Name)
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, stats, fmt.Errorf("index: read the authority: %w", err)
	}
	if segment.SumOf(segment.Sums(data)) != m.Copy.Sum {
		return nil, stats, damaged(&segment.Damage{Path: path, What: "checksum does not hold"})
	}
	return data, stats, nil
}
