package main

import "dateline/corpus"

// articleView is an article in the shape of schema 1: values as in the hits of
// search, with the rule and the evidence by which each is known.
type articleView struct {
	ID         string       `json:"id"`
	Collection string       `json:"collection,omitempty"`
	Path       string       `json:"path,omitempty"`
	Title      string       `json:"title"`
	Byline     []string     `json:"byline"`
	Outlet     outletView   `json:"outlet"`
	Original   *outletView  `json:"original"`
	Agency     *outletView  `json:"agency"`
	Cites      []outletView `json:"cites"`

	Published         string        `json:"published"`
	PublishedStatus   corpus.Status `json:"published_status"`
	PublishedRule     string        `json:"published_rule,omitempty"`
	PublishedEvidence *corpus.Span  `json:"published_evidence,omitempty"`

	URL       string `json:"url"`
	Language  string `json:"language"`
	Text      string `json:"text"`
	Sum       string `json:"sum,omitempty"`
	FirstSeen string `json:"first_seen,omitempty"`
	Updated   string `json:"updated,omitempty"`
}

// outletView is an outlet with id, name and status always there.
type outletView struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	Status   corpus.Status `json:"status"`
	Rule     string        `json:"rule,omitempty"`
	Evidence *corpus.Span  `json:"evidence,omitempty"`
}

func viewOf(a *corpus.Article) articleView {
	v := articleView{ID: a.ID, Collection: a.Collection, Path: a.Path, Title: a.Title, Byline: some(a.Byline),
		Outlet: outlet(a.Outlet), Original: knownOutlet(a.Original), Agency: knownOutlet(a.Agency), Cites: []outletView{},
		Published: a.Published.Value, PublishedStatus: a.Published.Status, PublishedRule: a.Published.Rule, PublishedEvidence: a.Published.Evidence,
		URL: a.URL, Language: a.Language, Text: a.Text, Sum: a.Sum, FirstSeen: a.FirstSeen, Updated: a.Updated}
	if v.Published == "" {
		v.PublishedStatus = corpus.Unknown
	}
	for _, o := range a.Cites {
		v.Cites = append(v.Cites, outlet(o))
	}
	return v
}

func outlet(o corpus.Outlet) outletView {
	if !o.Known() && o.Name == "" {
		return outletView{Status: corpus.Unknown}
	}
	return outletView(o)
}

func knownOutlet(o corpus.Outlet) *outletView {
	if !o.Known() {
		return nil
	}
	v := outlet(o)
	return &v
}
