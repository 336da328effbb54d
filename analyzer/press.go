package analyzer

import (
	"net/url"
	"slices"
	"strings"

	"dateline/corpus"
)

// The press index knows the outlets of an authority by what credits call them:
// names, acronyms, domains. It is apart from the matcher because a credit names an
// outlet where free text would not: "© Time 2025", "SOURCE: FOX NEWS".
// It is made at first use, so that a search never pays for it.
type press struct {
	a       *Authority
	names   map[string][]pressName // by folded words, without a leading "the"
	longest map[string]uint8       // first word to the most words of a name that starts so
	inside  map[string]bool        // the words of names but the first
	domains map[string]string      // host without "www." to id
	agency  map[string]bool        // ids that an alias kind:agency marks
}

// A pressName is one name of an outlet. exact is set where it is the entity's
// own name; the where it has the article and one word (The Hill), so that a text
// must have it too; genitive where it ends so (Barron's); weak where it counts in
// credits only.
type pressName struct {
	id                         string
	exact, the, genitive, weak bool
}

// press returns the index of a's outlets.
func (a *Authority) press() *press {
	a.pressOnce.Do(func() { a.pressIndex = newPress(a) })
	return a.pressIndex
}

func newPress(a *Authority) *press {
	p := &press{a: a, names: map[string][]pressName{}, longest: map[string]uint8{}, inside: map[string]bool{}, domains: map[string]string{}, agency: map[string]bool{}}
	for _, e := range a.all() {
		if e.Type != corpus.OutletType {
			continue
		}
		id := a.Canonical(e.ID)
		p.name(e.Name, pressName{id: id, exact: true, weak: slices.Contains(e.Aliases, "weak:"+e.Name)})
		for _, alias := range e.Aliases {
			prefix, rest, coded := strings.Cut(alias, ":")
			switch {
			case coded && prefix == "domain":
				p.domains[strings.TrimPrefix(strings.ToLower(rest), "www.")] = id
			case alias == "kind:agency":
				p.agency[id] = true
			case coded && prefix == "weak":
				p.name(rest, pressName{id: id, weak: true})
			default:
				if kind, name := splitAlias(alias); kind == nameAlias {
					p.name(name, pressName{id: id})
				}
			}
		}
	}
	return p
}

// name enters one name. Names in brackets, such as Channel 12 (Israel), are for
// people; texts write them otherwise, but metadata may write them so.
func (p *press) name(name string, n pressName) {
	n.genitive = strings.HasSuffix(name, "'s")
	words := foldedWords(name)
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
		n.the = len(words) == 1
	}
	if len(words) == 0 || len(words) > 8 {
		return
	}
	key := strings.Join(words, " ")
	if slices.Contains(p.names[key], n) {
		return
	}
	p.names[key] = append(p.names[key], n)
	p.longest[words[0]] = max(p.longest[words[0]], uint8(len(words)))
	for _, w := range words[1:] {
		p.inside[w] = true
	}
}

func foldedWords(s string) []string {
	tokens := tokenize(s)
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.Word
	}
	return words
}

// best is the first exact name, else the first that is not weak, else the first.
func best(names []pressName) pressName {
	for _, n := range names {
		if n.exact {
			return n
		}
	}
	for _, n := range names {
		if !n.weak {
			return n
		}
	}
	return names[0]
}

// at returns the outlet whose name starts at token i of t, an article before it
// included, and the token behind it. Longest first. A strict reader takes no weak
// names, wants capitals, and the article of a name such as The Hill.
func (p *press) at(t *text, i, limit int, strict bool) (id string, last int) {
	the := false
	if i+1 < limit && t.tokens[i].Word == "the" {
		the = t.surface(i) != "the"
		i++
	}
	if i >= limit {
		return "", 0
	}
	if t.from == nil || t.from.press != p {
		t.learn(p.a.vocabulary(t.lang))
	}
	most := min(int(t.lexeme(i).outlet), limit-i)
	if most == 0 || strict && !isCapital(t.surface(i)) {
		return "", 0
	}
	n := 1
	for n < most && t.lexeme(i+n).inside {
		n++
	}
	for ; n > 0; n-- {
		if !t.joined(i, i+n) {
			continue
		}
		names := p.names[t.phrase(i, i+n)]
		if len(names) == 0 {
			continue
		}
		if b := best(names); !strict || p.fits(t, b, i, i+n, the) {
			return b.id, i + n
		}
	}
	return "", 0
}

// fits reports whether the tokens [i, j) can be n in running text.
func (p *press) fits(t *text, n pressName, i, j int, the bool) bool {
	if n.weak || n.the && !the || n.genitive && !t.possessive(j-1) {
		return false
	}
	if j-i == 1 && len(t.surface(i)) <= 4 && !isCaps(t.surface(i)) && !n.exact {
		return false
	}
	return !(n.the && j < len(t.tokens) && t.gap(j-1) == " " && isCapital(t.surface(j)))
}

// joined reports whether the tokens [i, j) stand as one name does, without a
// sentence end, a bracket or a comma between them.
func (t *text) joined(i, j int) bool {
	for k := i; k+1 < j; k++ {
		if ok, comma := bindsName(t.gap(k)); !ok || comma {
			return false
		}
	}
	return true
}

// phrase is the folded words of the tokens [i, j), joined by spaces.
func (t *text) phrase(i, j int) string {
	if j == i+1 {
		return t.tokens[i].Word
	}
	var b strings.Builder
	for k := i; k < j; k++ {
		if k > i {
			b.WriteByte(' ')
		}
		b.WriteString(t.tokens[k].Word)
	}
	return b.String()
}

// named returns the id of an outlet as metadata names it: an id, a name or an
// acronym, a domain; "" for one that no authority holds.
func (p *press) named(name string) string {
	if p.a.has(name) {
		return p.a.Canonical(name)
	}
	words := foldedWords(name)
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	if names := p.names[strings.Join(words, " ")]; len(names) > 0 {
		return best(names).id
	}
	if strings.Contains(name, ".") && !strings.Contains(name, " ") {
		return p.host(strings.ToLower(name))
	}
	return ""
}

// host returns the outlet of a host or of the domain that it is part of.
func (p *press) host(host string) string {
	host = strings.TrimPrefix(host, "www.")
	for host != "" {
		if id, ok := p.domains[host]; ok {
			return id
		}
		_, parent, ok := strings.Cut(host, ".")
		if !ok || !strings.Contains(parent, ".") {
			break
		}
		host = parent
	}
	return ""
}

// publisherHost returns the host that published address, without "www."; for a page of
// a web archive that of the page it holds. "" where address is none.
func publisherHost(address string) string {
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	if u.Host == "web.archive.org" {
		if i := strings.Index(u.Path, "/http"); i >= 0 {
			held := strings.Replace(u.Path[i+1:], ":/", "://", 1)
			return publisherHost(strings.Replace(held, ":///", "://", 1))
		}
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if !strings.Contains(host, ".") || strings.ContainsAny(host, " |") {
		return ""
	}
	return host
}

// outlet fills in the name of id.
func (p *press) outlet(id string, status corpus.Status, rule string, evidence *corpus.Span) corpus.Outlet {
	e, _ := p.a.Entity(id)
	return corpus.Outlet{ID: id, Name: e.Name, Status: status, Rule: rule, Evidence: evidence}
}

// unlisted is an outlet that no authority holds, known by its name.
func unlisted(name string, status corpus.Status, rule string, evidence *corpus.Span) corpus.Outlet {
	id := slug(name)
	if id == "" {
		return corpus.Outlet{}
	}
	return corpus.Outlet{ID: "~" + id, Name: name, Status: status, Rule: rule, Evidence: evidence}
}
