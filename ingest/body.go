package ingest

import (
	readability "codeberg.org/readeck/go-readability"
)

// body is the text of the article.
func (p *page) body() string {
	a, err := readability.FromDocument(p.doc, nil)
	if err != nil || a.Node == nil {
		return ""
	}
	var w blocks
	w.node(a.Node)
	return w.String()
}
