package index

// Stats is what an index says of itself. Counts by language, outlet or date are
// facets of a search for everything.
type Stats struct {
	Format     int    `json:"format"`
	Generation int    `json:"generation"`
	Written    string `json:"written"`   // RFC 3339
	Analyzer   int    `json:"analyzer"`  // version of the analysis
	Authority  string `json:"authority"` // version of the authority
	Articles   int    `json:"articles"`
	Deleted    int    `json:"deleted"` // older versions and removed articles that still take space
	Segments   int    `json:"segments"`
	Bytes      int64  `json:"bytes"` // of all files
	Words      uint64 `json:"words"` // in titles and texts of live articles
}

// Stats returns what the generation says of itself.
func (s *Snapshot) Stats() (st Stats, err error) {
	err = guarded(func() error {
		m := s.view.manifest
		st = Stats{Format: m.Format, Generation: m.Generation, Written: m.Written, Analyzer: m.Analyzer,
			Authority: m.Authority, Articles: m.Articles, Segments: len(m.Segments)}
		for _, f := range m.files() {
			st.Bytes += f.Size
		}
		for i := range s.view.parts {
			p := &s.view.parts[i]
			st.Deleted += p.info.Deleted
			titles, texts := p.words()
			st.Words += titles + texts
		}
		return nil
	})
	return st, err
}
