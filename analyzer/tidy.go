package analyzer

// tidy brings marked texts of several origins to one convention, the one that
// readers of news expect: a title or an article is no part of the name, a state
// is a place whatever it does, peoples, faiths and bare common nouns are no names.
func tidy(docs []Labelled) []Labelled {
	l := loadLists()
	out := make([]Labelled, len(docs))
	for i, d := range docs {
		out[i] = Labelled{ID: d.ID, Text: d.Text}
		for _, n := range d.Names {
			if n, ok := l.tidyName(d.Text, n); ok {
				out[i].Names = append(out[i].Names, n)
			}
		}
	}
	return out
}

func (l *nameLists) tidyName(s string, n LabelledName) (LabelledName, bool) {
	ps := cut(s[n.Start:n.End], nil)
	l.mark(ps, 0, len(ps))
	base := n.Start
	for len(ps) > 1 && (ps[0].kind == markPiece || ps[0].lists&listTitle != 0 && n.Type == "PER" && ps[0].lists&listFirst == 0 || ps[0].folded == wordThe) {
		ps = ps[1:]
	}
	if len(ps) == 0 {
		return n, false
	}
	n.Start, n.End = base+int(ps[0].start), base+int(ps[len(ps)-1].end)
	only := ps[0].lists
	if len(ps) > 1 {
		if n.Type == "ORG" && l.isCountry(ps) {
			n.Type = "LOC"
		}
		return n, true
	}
	switch {
	case only&(listCountry|listOrg) == listCountry && n.Type == "ORG":
		n.Type = "LOC"
	case only&(listCountry|listOrg|listTown|listCity) != 0 && n.Type != "PER":
	case only&listDemonym != 0, only&listTitle != 0 && only&(listFirst|listFamily) == 0:
		return n, false
	case only&(listOrgHead|listPlaceHead|listTitle) != 0 && n.Type != "PER" && ps[0].kind == initialPiece:
		return n, false
	}
	return n, true
}

var wordThe = hashWord("the")

func (l *nameLists) isCountry(ps []piece) bool {
	h := uint64(0)
	for i := range ps {
		h = mix(h, ps[i].folded)
	}
	return l.bits[l.slot(h)]&listCountry != 0
}
