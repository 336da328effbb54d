package segment

import (
	"encoding/hex"

	"dateline/corpus"
)

// packMeta packs what a list of hits shows of an article: all but its id, which the
// record holds already, its text, and what analysis found in it.
func packMeta(p *packer, a *corpus.Article) {
	for _, s := range []string{a.Title, a.URL, a.Path, a.Collection, a.Language} {
		p.string(s)
	}
	p.list(a.Byline)
	p.sum(a.Sum)
	p.time(a.FirstSeen)
	p.time(a.Updated)
	p.string(a.Published.Value)
	p.source(a.Published.Status, a.Published.Rule, a.Published.Evidence)
	for _, o := range []corpus.Outlet{a.Outlet, a.Original, a.Agency} {
		p.outlet(o)
	}
	p.uint(uint64(len(a.Cites)))
	for _, o := range a.Cites {
		p.outlet(o)
	}
}

func unpackMeta(u *unpacker, a *corpus.Article) {
	for _, s := range []*string{&a.Title, &a.URL, &a.Path, &a.Collection, &a.Language} {
		*s = u.string()
	}
	a.Byline = u.list()
	a.Sum = u.sum()
	a.FirstSeen, a.Updated = u.time(), u.time()
	a.Published.Value = u.string()
	a.Published.Status, a.Published.Rule, a.Published.Evidence = u.source()
	for _, o := range []*corpus.Outlet{&a.Outlet, &a.Original, &a.Agency} {
		*o = u.outlet()
	}
	if n := u.count(); n > 0 {
		a.Cites = make([]corpus.Outlet, n)
		for i := range a.Cites {
			a.Cites[i] = u.outlet()
		}
	}
}

func (p *packer) outlet(o corpus.Outlet) {
	p.string(o.ID)
	p.string(o.Name)
	p.source(o.Status, o.Rule, o.Evidence)
}

func (u *unpacker) outlet() (o corpus.Outlet) {
	o.ID, o.Name = u.string(), u.string()
	o.Status, o.Rule, o.Evidence = u.source()
	return o
}

// source writes how a value is known.
func (p *packer) source(status corpus.Status, rule string, at *corpus.Span) {
	p.string(string(status))
	p.string(rule)
	if at == nil {
		p.uint(0)
		return
	}
	p.uint(1)
	p.string(at.Field)
	p.int(at.Start)
	p.int(at.End)
}

func (u *unpacker) source() (status corpus.Status, rule string, at *corpus.Span) {
	status, rule = corpus.Status(u.string()), u.string()
	if u.uint() > 0 {
		at = &corpus.Span{Field: u.string()}
		at.Start, at.End = u.int(), u.int()
	}
	return status, rule, at
}

// sum writes a content hash as bytes.
func (p *packer) sum(s string) {
	b, err := hex.DecodeString(s)
	if err != nil || hex.EncodeToString(b) != s {
		p.uint(0)
		p.string(s)
		return
	}
	p.uint(uint64(len(b)) + 1)
	p.numbers = append(p.numbers, b...)
}

func (u *unpacker) sum() string {
	n := u.uint()
	if n == 0 {
		return u.string()
	}
	if n--; n > uint64(len(u.numbers)) {
		u.bad = true
		return ""
	}
	b := u.numbers[:n]
	u.numbers = u.numbers[n:]
	u.hex = hex.AppendEncode(u.hex[:0], b)
	return stringOf(u.hex)
}
