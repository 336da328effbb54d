package analyzer

import (
	"slices"
	"sort"
	"strings"

	"dateline/corpus"
)

// Who published, who published first, which agency, who is cited, who wrote, when.
// Metadata that is given wins. Else the text's own evidence decides, each value
// with its span and the name of its rule, and nothing is guessed:
//
//	original   This post appeared first on X; (Name, X) at the head; Source: X
//	agency     CITY (AP) —; © AFP 2025; The Associated Press contributed
//	outlet     © 2019 X at the foot, explicit; inferred from self-citation
//	           (sources told X) and own staff (X's Name contributed)
//	cites      told X, X reported, according to X (cites.go)
//
// A text that says where it appeared first was published elsewhere, so nothing in
// it tells its publisher: outlet is then the credited original, status credited.

// sources fills in the outlets, byline and publication date of a that its text
// states, each with status and evidence. Values that are given stay.
func sources(a *corpus.Article, doc []*text, mentions []corpus.Mention, auth *Authority) {
	p := auth.press()
	p.resolveGiven(a)
	c := credits{p: p}
	var cited []corpus.Outlet
	for _, t := range doc {
		c.read(t)
		cited = appendCites(cited, p.cites(t))
	}
	fillOutlets(a, &c, cited)
	if len(a.Cites) == 0 {
		a.Cites = withoutCredits(cited, a)
	}
	if len(a.Byline) == 0 {
		a.Byline = c.byline
	}
	markBylines(mentions, c.bylineSpans)
	if a.Published.Value == "" {
		a.Published = published(a, doc, &c)
	}
}

// withoutCredits drops the cites that are the credit of a itself.
func withoutCredits(cited []corpus.Outlet, a *corpus.Article) []corpus.Outlet {
	return slices.DeleteFunc(cited, func(o corpus.Outlet) bool {
		for _, credit := range []corpus.Outlet{a.Original, a.Agency, a.Outlet} {
			if e := credit.Evidence; e != nil && credit.ID == o.ID && credit.Rule != ruleSelf &&
				e.Field == o.Evidence.Field && o.Evidence.Start < e.End && e.Start < o.Evidence.End {
				return true
			}
		}
		return false
	})
}

// resolveGiven gives the outlets of metadata their ids. An outlet of no authority
// gets a provisional one. Without an outlet the host of the URL names it.
func (p *press) resolveGiven(a *corpus.Article) {
	for _, o := range []*corpus.Outlet{&a.Outlet, &a.Original, &a.Agency} {
		p.resolveName(o)
	}
	for i := range a.Cites {
		p.resolveName(&a.Cites[i])
	}
	if a.Outlet.Known() || a.URL == "" {
		return
	}
	host := publisherHost(a.URL)
	if id := p.host(host); id != "" {
		a.Outlet = p.outlet(id, corpus.Inferred, "url host", nil)
	} else if host != "" {
		a.Outlet = corpus.Outlet{ID: "~" + host, Name: host, Status: corpus.Inferred, Rule: "url host"}
	}
}

// resolveName gives o an id by its name, and the authority's name with it.
func (p *press) resolveName(o *corpus.Outlet) {
	if o.ID != "" || strings.TrimSpace(o.Name) == "" {
		return
	}
	if o.Status == "" || o.Status == corpus.Unknown {
		o.Status = corpus.Given
	}
	if id := p.named(o.Name); id != "" {
		o.ID, o.Name = id, p.outlet(id, "", "", nil).Name
		return
	}
	o.ID = unlisted(o.Name, "", "", nil).ID
}

// fillOutlets sets what metadata left open. An agency that the text came from is
// its original too where it names no other, but only agencies are agency.
func fillOutlets(a *corpus.Article, c *credits, cited []corpus.Outlet) {
	if !a.Agency.Known() {
		a.Agency = c.agency
	}
	if !a.Original.Known() && c.original.ID != a.Outlet.ID {
		a.Original = c.original
	}
	if !a.Agency.Known() && c.p.agency[a.Original.ID] {
		a.Agency = a.Original
	}
	if !a.Outlet.Known() {
		a.Outlet = c.publisher(cited)
	}
	if !a.Outlet.Known() {
		a.Outlet = corpus.Outlet{Status: corpus.Unknown}
		for _, o := range []corpus.Outlet{a.Original, a.Agency} {
			if o.Known() && o.Rule != ruleContributed {
				a.Outlet = o
				a.Outlet.Status = corpus.Credited
				break
			}
		}
	}
}

// markBylines gives the people named in a byline their role.
func markBylines(mentions []corpus.Mention, spans []corpus.Span) {
	sort.Slice(spans, func(i, j int) bool { return spans[i].Start < spans[j].Start })
	for i := range mentions {
		m := &mentions[i]
		k := sort.Search(len(spans), func(k int) bool { return spans[k].Start > m.Start }) - 1
		if k >= 0 && m.Type == corpus.Person && m.Field == spans[k].Field && m.End <= spans[k].End {
			m.Role = corpus.RoleByline
		}
	}
}

// appendCites adds outlets to cites, each once, at its first evidence.
func appendCites(cites, more []corpus.Outlet) []corpus.Outlet {
next:
	for _, o := range more {
		for _, have := range cites {
			if have.ID == o.ID {
				continue next
			}
		}
		cites = append(cites, o)
	}
	return cites
}
